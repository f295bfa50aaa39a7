"""What announces pages: feeds, sitemaps, section pages. Pure functions from bytes to the pages they name."""

import re
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, Literal
from urllib.parse import urljoin

import fastfeedparser
import feedparser
from lxml import etree, html

from crawlers import limits
from crawlers.address import address, host_of, is_address
from crawlers.dates import UNKNOWN, Discovered, read_stamp
from graph.errors import NotAWebAddress

ListingKind = Literal["feed", "sitemap", "section"]

_SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a listing names, by the address as it was written there."""

    url: str
    discovered: Discovered = UNKNOWN


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing names: pages, and other sitemaps if it is an index of them. `more` pages are left out."""

    pages: tuple[Found, ...] = ()
    sitemaps: tuple[str, ...] = ()
    more: int = 0


def _listing(pages: Iterable[Found]) -> Listing:
    """Give the first pages that a listing names, as many as one listing may have."""
    found = tuple(pages)
    return Listing(found[: limits.PAGES_OF_A_LISTING], more=max(0, len(found) - limits.PAGES_OF_A_LISTING))


@dataclass(frozen=True, slots=True)
class UnreadableListing:
    """A feed, sitemap or section page that could not be read, and why."""

    url: str
    problem: str


def read_feed(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read RSS, Atom or JSON Feed: by the fast parser, or by the patient one what that cannot read."""
    try:
        entries: Iterable[Mapping[str, Any]] = fastfeedparser.parse(body).entries
    except Exception as error:  # it raises whatever the bytes provoke
        parsed = feedparser.parse(BytesIO(body))  # plain bytes it would take for an address or a file name
        if not parsed.entries and not parsed.get("version"):
            return UnreadableListing(url, f"no feed: {_first_line(error)}")
        entries = [_as_fast(entry) for entry in parsed.entries]
    return _listing(_found(entries, url))


def _found(entries: Iterable[Mapping[str, Any]], url: str) -> Iterator[Found]:
    for entry in entries:
        link = _text(entry, "link") or _text(entry, "id")
        try:
            address(link, url)
        except NotAWebAddress:
            continue
        stamp = _text(entry, "published")
        discovered = Discovered(
            published=read_stamp(stamp, "feed").at,
            sure=bool(stamp) and stamp != _text(entry, "updated"),
            title=_text(entry, "title"),
            author=_text(entry, "author"),
        )
        yield Found(urljoin(url, link), discovered)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _as_fast(entry: Mapping[str, Any]) -> dict[str, str]:
    """Give an entry of the slow parser in the shape of the fast one's."""
    texts = {key: _text(entry, key) for key in ("link", "id", "title", "author")}
    for key in ("published", "updated"):
        parts = entry.get(f"{key}_parsed")
        texts[key] = datetime.fromtimestamp(timegm(parts), UTC).isoformat() if parts else ""
    return {**texts, "published": texts["published"] or texts["updated"]}


def read_sitemap(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read a sitemap, a news sitemap or an index of sitemaps. Entities stay as they are, nothing is fetched.

    Shape: `lastmod` is no publication date and is left out.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return UnreadableListing(url, f"no sitemap: {_first_line(error)}")
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        return UnreadableListing(url, "no sitemap: neither urlset nor sitemapindex")
    places = [(entry, (entry.findtext(f"{_SITEMAP}loc") or "").strip()) for entry in root]
    named = [(entry, place) for entry, place in places if is_address(place)]
    if etree.QName(root).localname == "sitemapindex":
        return Listing(sitemaps=tuple(place for _, place in named))
    return _listing(Found(place, _news(entry)) for entry, place in named)


def _news(entry: etree._Element) -> Discovered:
    """Read the news part of a sitemap entry, which is there for articles of the last days."""
    news = entry.find(f"{_NEWS}news")
    if news is None:
        return Discovered(basis="sitemap")
    stamp = read_stamp(news.findtext(f"{_NEWS}publication_date") or "", "sitemap")
    return Discovered(stamp.at, "sitemap", title=" ".join((news.findtext(f"{_NEWS}title") or "").split()))


def read_section(body: bytes, url: str, follow: str) -> Listing | UnreadableListing:
    """Read a page that lists articles: its links on the same host whose path fits the pattern."""
    try:
        tree = html.fromstring(body)
    except (etree.ParserError, ValueError) as error:
        return UnreadableListing(url, f"no HTML: {_first_line(error)}")
    found: dict[str, Found] = {}
    for target in (link.get("href") for link in tree.iter("a")):
        try:
            link = address(target or "#", url)
        except NotAWebAddress:
            continue
        if host_of(link) == host_of(url) and re.search(follow, link.split(host_of(url), 1)[1]):
            found.setdefault(link, Found(link))
    return _listing(found.values())


def merged(one: Discovered, other: Discovered) -> Discovered:
    """Join what two listings know of one page: a sure date before any, a feed's before a sitemap's."""
    first, second = sorted((one, other), key=_trust)
    return Discovered(
        first.published, first.basis, first.sure, first.title or second.title, first.author or second.author
    )


def _trust(discovered: Discovered) -> tuple[bool, bool, bool, str, str, str]:
    """Order by how much a date is worth; ties by content, so that the order of arrival never matters."""
    at = discovered.published.isoformat() if discovered.published else ""
    return (
        discovered.published is None, not discovered.sure, discovered.basis != "feed",
        at, discovered.title, discovered.author,
    )  # fmt: skip


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
