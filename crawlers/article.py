"""A page as a reader sees it: `read_article` makes an Article of HTML, or says why it is none.

Pure: no request, no clock, no store. Every source goes through here, and so does `walkback extract` for HTML.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final, Literal

from lxml.html import HtmlElement
from trafilatura import bare_extraction, extract_metadata, load_html
from trafilatura.settings import Document as Extracted

from crawlers import limits
from crawlers.address import address, is_front_page, same_host, same_page
from crawlers.audit import Audited, audited
from crawlers.dates import UNKNOWN, Discovered, published
from crawlers.declared import Declared, declared
from crawlers.layout import Line, letters, lines_of, prepared, written
from graph.errors import NotAWebAddress
from graph.model import DocumentId, Link, PartialDate, Version, version_id

Why = Literal["not an article", "copy of its canonical page", "unreadable"]

COPY: Final[Why] = "copy of its canonical page"

# Words a page needs to be an article. If it says that it is one, a teaser before a paywall will do.
# The shortest page of the sample newsroom that carries a claim has 31, the text of its front pages 9 to 11.
FEWEST_WORDS: Final = 20
FEWEST_WORDS_DECLARED: Final = 8
# So many lines that are mostly link, more than half of all lines, and few words between them make a list of
# articles. Of 181 real articles, some with long lists of offers, this takes none for a list.
FEWEST_TEASERS: Final = 3
# The earliest date in the text; the latest possible day is fixed to keep the search free of the clock.
# To be counted up whenever a page would be read otherwise: tests/crawlers/test_article.py tells.
_RULES: Final = "text/2"
_DATING: Final = {"extensive_search": True, "original_date": True, "max_date": "2100-01-01"}
# A tag of over 2,000 letters, and what stands in quotes in it: an attribute may be long, but there are not many.
_LONG_TAG: Final = re.compile(r"<[A-Za-z][^<>]{2000,}")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True)
class Article:
    """One page, read: what the store keeps of it as Document and Version.

    Shape: `url` is the canonical address; `text` has one paragraph, list item or quoted passage a line;
    `links` are those of the text, in its order, after the page it says it is a copy of.
    Units: `ratio` is its words in parts of those that a second extractor finds; None if it finds none.
    """

    url: str
    title: str
    text: str
    author: str = ""
    published: PartialDate | None = None
    published_at: datetime | None = None
    language: str = ""
    links: tuple[Link, ...] = ()
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A page that gives no article, and why. `see` is the address to fetch instead of a copy."""

    url: str
    reason: Why
    detail: str = ""
    see: str = ""


def reader_name() -> str:
    """Name what reads pages, with its versions: what another one has read may read otherwise."""
    parts = ", ".join(
        f"{name} {version(name)}" for name in ("trafilatura", "resiliparse", "readability-lxml")
    )
    return f"{_RULES}, {parts}"


def read_article(
    html: bytes | str, url: str, *, discovered: Discovered = UNKNOWN, follow_canonical: bool = True
) -> Article | Unreadable:
    """Read one page.

    Shape: Unreadable for a page that is no article or a copy of another page of its host; with
    `follow_canonical` False such a copy is read as the page it is.
    Raises: NotAWebAddress if `url` is none.
    """
    own = address(url)
    if crowded := _crowded(html):
        return Unreadable(own, "unreadable", crowded)
    tree = load_html(html) if html.strip() else None
    if tree is None:
        return Unreadable(own, "unreadable", "no HTML")
    monster = _monster(tree)
    if monster:
        return Unreadable(own, "unreadable", monster)
    says = declared(tree)
    canonical = _canonical(says, own)
    if follow_canonical and _is_copy(says, canonical, own):
        return Unreadable(own, COPY, canonical, see=canonical)
    card = extract_metadata(tree, own, _DATING)
    audit = _lines(tree, own, card.title or "")
    lines = audit.lines
    problem = _no_article(lines, says)
    if problem:
        return Unreadable(own, "not an article", problem)
    url = canonical if same_page(canonical, own) else own
    dated = published(discovered, says.published, card.date or "", url)
    return Article(
        url=url,
        title=_one_line(card.title or discovered.title, limits.TITLE),
        text=written(lines),
        author=_one_line(card.author or discovered.author, limits.TITLE),
        published=dated.published,
        published_at=dated.at,
        language=says.language,
        links=_links(lines, url, canonical),
        ratio=audit.ratio,
    )


def _crowded(html: str | bytes) -> str:
    """Tell of an element with too many attributes before a parser compares each with each; 50,000 take it 19 s."""
    text = html if isinstance(html, str) else html.decode("latin-1")
    for tag in _LONG_TAG.finditer(text):
        most = len(_QUOTED.sub("", tag[0]).split()) - 1
        if most > limits.ATTRIBUTES:
            return f"an element with {most} attributes"
    return ""


def _monster(tree: HtmlElement) -> str:
    """Tell why a page is not worth the time to read it; empty if it is."""
    elements, most = 0, 0
    for element in tree.iter():
        elements += 1
        most = max(most, len(element.attrib))
    if most > limits.ATTRIBUTES:
        return f"an element with {most} attributes"
    return f"{elements} elements" if elements > limits.ELEMENTS else ""


def _lines(tree: HtmlElement, url: str, title: str) -> Audited:
    """Find the main content. Source: precision mode has the best F1 of trafilatura's on three news sets."""
    copy, targets = prepared(tree)
    found = bare_extraction(deepcopy(copy), url=url, favor_precision=True, include_comments=False)
    body = found.body if isinstance(found, Extracted) else None
    return audited(lines_of(body, targets, title) if body is not None else [], copy, targets, title)


def _canonical(says: Declared, own: str) -> str:
    """Give the address a page claims; its own if it claims none, or the front page as bad templates do."""
    try:
        canonical = address(says.canonical, own) if says.canonical else own
    except NotAWebAddress:
        return own
    return own if is_front_page(canonical) else canonical


def _is_copy(says: Declared, canonical: str, own: str) -> bool:
    """Tell whether a page is a copy: an AMP page is one on whatever cache it stands, a syndicated page is none."""
    return (same_host(canonical, own) or says.is_amp) and not same_page(canonical, own)


def _no_article(lines: Sequence[Line], says: Declared) -> str:
    """Tell why lines make no article; empty if they make one."""
    words = sum(len(line.text.split()) for line in lines)
    fewest = FEWEST_WORDS_DECLARED if says.is_article else FEWEST_WORDS
    if words < fewest:
        return f"{words} words of text"
    size = sum(len(line.text) for line in lines)
    if size > limits.TEXT:
        return f"{size} letters of text"
    teasers = [line for line in lines if line.linked * 2 > letters(line.text)]
    around = words - sum(len(line.text.split()) for line in teasers)
    if (
        len(teasers) >= FEWEST_TEASERS
        and len(teasers) * 2 > len(lines)
        and around < FEWEST_WORDS * len(teasers)
    ):
        return f"a list of {len(teasers)} links"
    return ""


def _links(lines: Sequence[Line], url: str, canonical: str) -> tuple[Link, ...]:
    """Give each page that the text points to once, with the first words that do; not the page itself."""
    found = {} if same_page(canonical, url) else {canonical: Link(canonical)}
    for link in _web_links(lines, url):
        found.setdefault(link.url, link)
    return tuple(link for target, link in found.items() if not same_page(target, url))[: limits.LINKS]


def _web_links(lines: Sequence[Line], url: str) -> Iterator[Link]:
    for line in lines:
        for link in line.links:
            try:
                yield Link(address(link.url, url), link.text)
            except NotAWebAddress:
                continue


def _one_line(text: str, most: int) -> str:
    return " ".join(text[: 4 * most].split())[:most]


def version_of(article: Article, document: DocumentId, at: datetime | None) -> Version:
    """Give what was read of a page as the version of its document that it is, with the moment of its fetch."""
    return Version(
        id=version_id(document, article.title, article.text, article.published),
        document=document,
        title=article.title,
        text=article.text,
        author=article.author,
        published=article.published,
        published_at=article.published_at,
        language=article.language,
        links=article.links,
        fetched_at=at,
    )
