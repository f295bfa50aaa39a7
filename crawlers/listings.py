"""What announces pages: feeds, sitemaps, section pages. Pure functions from bytes to the pages they name."""

import json
import re
import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Final
from urllib.parse import urljoin

import fastfeedparser
import feedparser
from lxml import etree, html

from crawlers.address import address, host_of, is_address
from crawlers.dates import Dated, Discovered, read_stamp
from crawlers.listing import Announced, Found, Listing, UnreadableListing, listing_of
from crawlers.unpack import TooLarge, unpacked
from graph.errors import NotAWebAddress

# Source: JSON Feed 1.1. Left: what the fast parser calls it.
_JSON_NAMES: Final = {
    "link": "url", "id": "id", "title": "title", "published": "date_published", "updated": "date_modified",
}  # fmt: skip


def read_feed(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read RSS of any version, Atom or JSON Feed: by the fast parser, or by the patient one what that cannot."""
    try:
        body = unpacked(body)
    except (TooLarge, zlib.error) as error:
        return UnreadableListing(url, f"no feed: {error}")
    problem = "no entries"
    try:
        entries: Iterable[Mapping[str, Any]] = fastfeedparser.parse(body).entries
    except Exception as error:  # it raises whatever the bytes provoke
        entries, problem = tuple(_json_entries(body)), _first_line(error)
    if not entries:  # of RSS 0.9 the fast parser sees none
        parsed = feedparser.parse(BytesIO(body))  # plain bytes it would take for an address or a file name
        if not parsed.entries and not parsed.get("version"):
            return UnreadableListing(url, f"no feed: {problem}")
        entries = [_as_fast(entry) for entry in parsed.entries]
    entries = iter(entries)
    return listing_of(_found(entries, url), entries)


def _json_entries(body: bytes) -> Iterator[Mapping[str, str]]:
    """Give the entries of a JSON Feed, one by one: to the fast parser, one that is none spoils all."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for each in items if isinstance(items, list) else ():
        if isinstance(each, dict):
            texts = {key: each.get(name) for key, name in _JSON_NAMES.items()}
            yield {key: value for key, value in texts.items() if isinstance(value, str)}


def _found(entries: Iterable[Mapping[str, Any]], url: str) -> Iterator[Found]:
    for entry in entries:
        link = _plain_link(entry) or _text(entry, "link") or _text(entry, "id")
        try:
            address(link, url if link else "")  # without a link it would be the feed's own address
        except NotAWebAddress:
            continue
        written = _text(entry, "published")
        stamp = read_stamp(written, "feed")
        discovered = Discovered(
            published=stamp.at,
            sure=bool(written) and written != _text(entry, "updated"),
            title=_text(entry, "title"),
            author=_text(entry, "author"),
            day=_day(stamp),
        )
        yield Found(urljoin(url, link), discovered)


def _day(stamp: Dated) -> date | None:
    """Give the day of a stamp that has no instant."""
    whole = stamp.published if stamp.at is None else None
    return whole.first if whole and whole.granularity == "day" else None


def _plain_link(entry: Mapping[str, Any]) -> str:
    """Give the link of an Atom entry that says nothing of its relation; the fast parser prefers the first of any."""
    links = entry.get("links") or ()
    return next((str(each["href"]) for each in links if each.get("rel", "") is None and each.get("href")), "")


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
    """Read a sitemap, a news sitemap, an index of sitemaps or a plain list of addresses, packed or not.

    Shape: entities stay as they are, nothing is fetched. `lastmod` is no publication date; of an index it tells
    which sitemaps come first.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        body = unpacked(body)
        if body.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"http://", b"https://")):
            lines = (line.strip() for line in body.decode("utf-8", "replace").lstrip("\ufeff").splitlines())
            links = (Found(line, Discovered(basis="sitemap")) for line in lines if is_address(line))
            return listing_of(links, lines)
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, zlib.error) as error:
        return UnreadableListing(url, f"no sitemap: {_first_line(error)}")
    kind = _local(root) if root is not None else ""
    if root is None or kind not in ("urlset", "sitemapindex"):
        return UnreadableListing(url, "no sitemap: neither urlset nor sitemapindex")
    entries = (entry for entry in root if isinstance(entry.tag, str))
    places = ((entry, _inner(entry, "loc")) for entry in entries)
    named = ((entry, place) for entry, place in places if is_address(place))
    if kind == "sitemapindex":
        newest_first = sorted(named, key=lambda each: _inner(each[0], "lastmod"), reverse=True)
        return Listing(lists=tuple(Announced("sitemap", place) for _, place in newest_first))
    return listing_of((Found(place, _news(entry)) for entry, place in named), entries)


def _local(element: etree._Element) -> str:
    """Give an element's name without its namespace, which sitemaps of older versions have another one of."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _inner(entry: etree._Element | None, name: str) -> str:
    """Give the text of the first child with a name."""
    found = (child for child in (entry if entry is not None else ()) if _local(child) == name)
    return " ".join((next((child.text for child in found), None) or "").split())


def _news(entry: etree._Element) -> Discovered:
    """Read the news part of a sitemap entry, which is there for articles of the last days."""
    news = next((child for child in entry if _local(child) == "news"), None)
    stamp = read_stamp(_inner(news, "publication_date"), "sitemap")
    return Discovered(stamp.at, "sitemap", title=_inner(news, "title"), day=_day(stamp))


def read_section(body: bytes, url: str, follow: str) -> Listing | UnreadableListing:
    """Read a page that lists articles: its links on the same host whose path fits the pattern."""
    try:
        tree = html.fromstring(unpacked(body))
    except (etree.ParserError, ValueError, zlib.error) as error:
        return UnreadableListing(url, f"no HTML: {_first_line(error)}")
    found: dict[str, Found] = {}
    for target in (link.get("href") for link in tree.iter("a")):
        try:
            link = address(target or "#", url)
        except NotAWebAddress:
            continue
        if host_of(link) == host_of(url) and re.search(follow, link.split(host_of(url), 1)[1]):
            found.setdefault(link, Found(link))
    return listing_of(found.values())


def merged(one: Discovered, other: Discovered) -> Discovered:
    """Join what two listings know of one page: a sure date before any, a feed's before a sitemap's."""
    first, second = sorted((one, other), key=_trust)
    return replace(first, title=first.title or second.title, author=first.author or second.author)


def _trust(discovered: Discovered) -> tuple[bool, bool, bool, bool, str, str, str]:
    """Order by how much a date is worth; ties by content, so that the order of arrival never matters."""
    at = (discovered.published or discovered.day or "") and str(discovered.published or discovered.day)
    undated = discovered.published is None and discovered.day is None
    return (
        undated, not discovered.sure, discovered.published is None, discovered.basis != "feed",
        at, discovered.title, discovered.author,
    )  # fmt: skip


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
