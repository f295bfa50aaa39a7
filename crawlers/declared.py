"""What a page declares about itself for machines: JSON-LD, OpenGraph, link elements. Pure functions."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

_ARTICLES: Final = frozenset(
    {
        "Article", "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle",
        "OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "AdvertiserContentArticle",
        "SatiricalArticle", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "TechArticle",
        "ScholarlyArticle", "Report", "QAPage", "DiscussionForumPosting",
    }
)  # fmt: skip
# meta elements with a publication date, the most reliable first.
_DATE_METAS: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_online_date", "parsely-pub-date", "sailthru.date",
    "publish-date", "publish_date", "publishdate", "pubdate", "date",
)  # fmt: skip
_DATE_CLASSES: Final = frozenset(
    {"published", "dt-published", "entry-date", "pubdate", "post-date", "publish-date"}
)
# What pipermail, the archive of many mailing lists, writes above a message: Wed Jul  1 08:00:00 UTC 2026.
_LIST_STAMP: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{1,5}) (\d{4})"
)
_XML_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of itself; empty where it says nothing. `published` is the date as written."""

    canonical: str = ""
    language: str = ""
    published: str = ""
    is_article: bool = False
    is_amp: bool = False


def declared(tree: HtmlElement) -> Declared:
    """Read what a page declares."""
    objects = list(_json_ld(tree))
    metas = _metas(tree)
    return Declared(
        canonical=_canonical(tree),
        language=_language(tree, metas),
        published=_published(tree, objects, metas),
        is_article=metas.get("og:type", "").lower() == "article" or any(map(_is_article, objects)),
        is_amp="amp" in tree.attrib or "\u26a1" in tree.attrib,
    )


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """Give every object of every JSON-LD script that can be parsed, outer before inner."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting: deque[object] = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            each = waiting.popleft()
            if isinstance(each, dict):
                yield each
                waiting.extend(each.values())
            elif isinstance(each, list):
                waiting.extend(each)


def _is_article(thing: dict[str, object]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and kind in _ARTICLES
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Give the first content of every meta element by its name, property or itemprop in lower case."""
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            name, content = meta.get(attribute, "").lower(), meta.get("content", "").strip()
            if name and content:
                found.setdefault(name, content)
    return found


def _canonical(tree: HtmlElement) -> str:
    for link in tree.iterfind(".//link[@rel][@href]"):
        if "canonical" in link.get("rel", "").lower().split():
            return str(link.get("href", "")).strip()
    return ""


def _language(tree: HtmlElement, metas: dict[str, str]) -> str:
    """Give the primary language tag, such as en, of the page or of its OpenGraph locale."""
    tag = str(tree.get("lang") or tree.get(_XML_LANGUAGE) or metas.get("og:locale", ""))
    primary = tag.replace("_", "-").split("-")[0].strip().lower()
    return primary if primary.isalpha() and len(primary) in (2, 3) else ""


def _published(tree: HtmlElement, objects: list[dict[str, object]], metas: dict[str, str]) -> str:
    return next((stamp for stamp in _stamps(tree, objects, metas) if stamp), "")


def _stamps(tree: HtmlElement, objects: list[dict[str, object]], metas: dict[str, str]) -> Iterator[str]:
    """Give the publication dates a page writes for machines: of articles, in metas, in time elements."""
    for thing in sorted(objects, key=_is_article, reverse=True):
        stamp = thing.get("datePublished")
        if isinstance(stamp, str):
            yield stamp.strip()
    yield from (metas[name] for name in _DATE_METAS if name in metas)
    for time in tree.iterfind(".//time[@datetime]"):
        classes = frozenset(time.get("class", "").lower().split())
        if classes & _DATE_CLASSES or "pubdate" in time.attrib or time.get("itemprop") == "datePublished":
            yield time.get("datetime", "").strip()
    yield from _list_stamp(tree)


def _list_stamp(tree: HtmlElement) -> Iterator[str]:
    """Give the date of a message in a pipermail archive, which stands above it, as a mail would write it."""
    for line in tree.iterfind(".//body/i"):
        found = _LIST_STAMP.fullmatch(" ".join((line.text or "").split()))
        if found:
            month, day, time, zone, year = found.groups()
            yield f"{day} {month} {year} {time} {zone}"
            return
