"""From the tree of a page's main content to lines of text with their links. Pure functions.

A line is a paragraph, a heading, a list item, a table row or one quoted passage (`> `). White space inside
a line is collapsed, so that a sentence can be found again in the page as a browser shows it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from lxml.etree import _Element
from lxml.html import HtmlElement

from crawlers.anchors import links_in, mark, unmarked
from crawlers.plain import mended, spread
from graph.changes.notices import notice_in
from graph.model import Link

LineKind = Literal["paragraph", "heading", "item", "quoted"]

# Elements of the extractor's tree that begin a line of their own, and what kind of line.
_KINDS: Final[dict[str, LineKind]] = {
    "body": "paragraph", "div": "paragraph", "p": "paragraph", "head": "heading", "list": "paragraph",
    "item": "item", "table": "paragraph", "row": "item", "quote": "quoted", "code": "paragraph",
}  # fmt: skip
_NOTE: Final = 1000  # letters; a longer aside that has such words in it is no note
_BLOCKS: Final = frozenset({"p", "head", "list", "table", "quote", "div"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `linked` counts the letters and digits inside links."""

    text: str
    kind: LineKind
    links: tuple[Link, ...] = ()
    linked: int = 0

    @property
    def is_links(self) -> bool:
        """Tell whether this is links and nothing else, such as `[previous] [next]`."""
        return bool(self.links) and self.linked >= letters(self.text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text, or the begin of a line."""

    text: str = ""
    begins: LineKind | None = None


def letters(text: str) -> int:
    """Count letters and digits."""
    return sum(map(str.isalnum, text))


def prepared(tree: HtmlElement) -> tuple[HtmlElement, list[str]]:
    """Give a copy that keeps what the extractor drops or flattens, and the targets of its marked links.

    Shape: see crawlers.anchors for links, crawlers.plain for `pre` and `br`; `time` leaves its text.
    """
    copy = deepcopy(tree)
    targets = mark(copy)
    for element in list(copy.iter("pre")):
        spread(element)
    mended(copy)
    for element in list(copy.iter("span")):
        if (
            len(element) == 1
            and element[0].tag == "a"
            and not (element.text or element[0].tail or "").strip()
        ):
            element.drop_tag()  # the extractor may take it, by its class, for a thing to throw away
    for element in list(copy.iter("aside")):
        if _corrects(element):
            element.tag = "div"
    for element in copy.iter("time"):
        element.tail = "".join(element.itertext()) + (element.tail or "")
    return copy, targets


def _corrects(aside: HtmlElement) -> bool:
    """Tell whether an aside is a note in which the page takes something back: it belongs to the text."""
    text = unmarked(aside.text_content())
    notice = notice_in(text) if len(text) <= _NOTE else None
    return notice is not None and notice.kind in ("correction", "clarification", "retraction", "editors_note")


def lines_of(body: _Element, targets: list[str], title: str = "") -> list[Line]:
    """Give the lines of the main content, without its title and the rows of links around it."""
    stretches = _stretches(_pieces(body, "paragraph"))
    lines = [_line(kind, text, targets) for kind, text in stretches if letters(unmarked(text))]
    while lines and (lines[0].is_links or _same_words(lines[0].text, title)):
        del lines[0]
    while lines and lines[-1].is_links and len(lines[-1].links) > 1:
        del lines[-1]
    return lines


def written(lines: Sequence[Line]) -> str:
    """Write lines as text: list items and quoted lines close together, a blank line between all others."""
    close = [one.kind == other.kind and one.kind in ("item", "quoted") for one, other in pairwise(lines)]
    return "".join(
        line.text + gap
        for line, gap in zip(lines, [*("\n" if each else "\n\n" for each in close), ""], strict=False)
    )


def _pieces(element: _Element, around: LineKind) -> Iterator[_Piece]:
    """Walk the tree in text order; `around` is the kind of line that the element stands in."""
    begins = _begins(element)
    kind = "quoted" if around == "quoted" else begins or around
    if begins:
        yield _Piece(begins=kind)
    if element.text:
        yield _Piece(element.text)
    for child in element:
        yield from _pieces(child, kind)
        if child.tail:
            yield _Piece(child.tail)
    yield _Piece(begins=around) if begins or element.tag == "lb" else _Piece(" " * (element.tag == "cell"))


def _begins(element: _Element) -> LineKind | None:
    """Give the kind of line that an element begins; None for what stands inside a line."""
    if element.tag == "cell" and any(child.tag in _BLOCKS for child in element):
        return "paragraph"
    parent = element.getparent()
    if element.tag == "quote" and parent is not None and parent.tag == "p":
        return None  # a few words in q, not a passage
    return _KINDS.get(str(element.tag))


def _stretches(pieces: Iterable[_Piece]) -> Iterator[tuple[LineKind, str]]:
    """Put the pieces of each line together."""
    kind: LineKind = "paragraph"
    text: list[str] = []
    for piece in pieces:
        if piece.begins is None:
            text.append(piece.text)
            continue
        yield kind, "".join(text)
        kind, text = piece.begins, []
    yield kind, "".join(text)


def _line(kind: LineKind, marked: str, targets: list[str]) -> Line:
    text, links = unmarked(marked), links_in(marked, targets)
    kind = "quoted" if text.startswith(">") else kind
    sign = "> " if kind == "quoted" and not text.startswith(">") else ""
    return Line(sign + text, kind, links, sum(letters(each.text) for each in links))


def _same_words(line: str, title: str) -> bool:
    return bool(title) and _words(line) == _words(title)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
