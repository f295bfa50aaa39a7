"""Stages 0 and 1: a shadow to match on, blocks, sentences. Offsets always count code points of the page's text."""

import re
from collections.abc import Iterator
from typing import Final

from sentencex import get_sentence_boundaries

from graph.extract.page import Analysis, BlockKind, Page, Sentence, TextBlock

LONGEST: Final = 1200
"""Code points of a sentence before it is cut at white space: keeps every later stage linear in the text."""
_HEADLINE: Final = 160  # code points of the longest line that may be a headline
_WORDS: Final = 4  # words of more than three letters from which capitals say something
_PIECE: Final = 8000  # code points handed to the splitter at once, for the same reason

_LIKE: Final = {
    "'": "‘’‚‛`´ʼ′",
    '"': "“”„‟«»″",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\t\x00\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\r",
    "I": "İ",  # the one letter whose lower case is two
}
_SHADOW: Final = {ord(odd): plain for plain, odds in _LIKE.items() for odd in odds}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE: Final = re.compile(r"[^\n]+")
_QUOTED: Final = re.compile(r"\s*(?:>|\|\s)\s*")
_ITEM: Final = re.compile(r"\s*(?:[-*•·]|\(?\d{1,3}[.)])\s+")
_ENDS: Final = re.compile(r"[.!?:;,\"')\]…]\s*$")
# A sentence that ends so was cut in the middle: an abbreviation before a number, a dot inside a name.
_UNENDED: Final = re.compile(
    r"\b(?:No|Nos|Art|Sec|approx|[Vv]s?|e\.g|i\.e)\.\s*(?=[\d(a-z])|\b(?:Gov|Sen|Rep|Dept|St|Mt|Lt|Sgt)\.\s*(?=[A-Z])|\bASP\.(?=NET)"
)
# The splitter takes "Corp." for an abbreviation even before a new sentence.
_MISSED: Final = re.compile(
    r"\b(?:Corp|Inc|Ltd|Co|LLC|Bros|[ap]\.m)\.[\"')]*\s+(?=(?:The|It|In|On|But|And|Its|Their|He|She|They|This|That|A|An|Under|At|For|As)\s)"
)


def shadow_of(text: str) -> str:
    """Give a text of equal length whose quotes are straight, dashes hyphens and odd spaces plain."""
    return _SURROGATE.sub("?", text.translate(_SHADOW))


def segment(page: Page) -> Analysis:
    """Give the page with its shadow, blocks and sentences; mentions come later."""
    shadow = shadow_of(page.text)
    blocks = tuple(blocks_of(shadow))
    return Analysis(page, shadow, shadow.lower(), blocks, tuple(_sentences(shadow, blocks)))


def headline_end(analysis: Analysis) -> int:
    """Give where a headline that stands in the text itself ends; 0 if the text begins with its first paragraph.

    Shape: the first line is one if it is the page's title, or if its words are capitalised as a title's are.
    """
    if len(analysis.blocks) < 2:
        return 0
    first = analysis.blocks[0]
    line = analysis.shadow[first.start : first.end]
    return first.end if line == shadow_of(analysis.page.title).strip() or _in_title_case(line) else 0


def _in_title_case(line: str) -> bool:
    words = [each for each in re.findall(r"[^\W\d_][\w'-]*", line) if len(each) > 3]
    capitals = sum(each[0].isupper() for each in words)
    return len(line) <= _HEADLINE and len(words) >= _WORDS and capitals >= 0.8 * len(words)


def blocks_of(shadow: str) -> Iterator[TextBlock]:
    """Give one block for every line that holds more than white space; markers of lists and quotes stay outside."""
    for line in _LINE.finditer(shadow):
        start, end = _trim(shadow, line.start(), line.end())
        if start == end:
            continue
        marker = _QUOTED.match(shadow, start, end)
        if marker and marker.end() < end:
            yield TextBlock(marker.end(), end, "quoted")
        elif not marker:
            yield TextBlock(start, end, _kind(shadow, start, end))


def _kind(shadow: str, start: int, end: int) -> BlockKind:
    if _ITEM.match(shadow, start, end):
        return "item"
    short = end - start <= 80 and shadow.count(" ", start, end) < 12
    return "heading" if short and not _ENDS.search(shadow[start:end]) else "paragraph"


def _sentences(shadow: str, blocks: tuple[TextBlock, ...]) -> Iterator[Sentence]:
    index = 0
    for number, block in enumerate(blocks):
        for start, end in _spans(shadow, block):
            yield Sentence(index, start, end, number)
            index += 1


def _spans(shadow: str, block: TextBlock) -> Iterator[tuple[int, int]]:
    for first, last in _cut(shadow, block.start, block.end, _PIECE):
        for start, end in _guarded(shadow, first, last):
            for piece in _cut(shadow, start, end, LONGEST):
                trimmed = _trim(shadow, *piece)
                if trimmed[0] < trimmed[1]:
                    yield trimmed


def _guarded(shadow: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Split a stretch, mend what was cut too early and cut what was missed."""
    start = first
    for edge in [*_edges(shadow, first, last), last]:
        if edge < last and any(
            found.end() == edge for found in _UNENDED.finditer(shadow, max(start, edge - 12), edge + 3)
        ):
            continue
        for missed in _MISSED.finditer(shadow, start, edge):
            yield start, missed.end()
            start = missed.end()
        if start < edge:
            yield start, edge
        start = edge


def _edges(shadow: str, first: int, last: int) -> list[int]:
    found = get_sentence_boundaries("en", shadow[first:last])
    return [first + each["end_index"] for each in found if first + each["end_index"] < last]


def _cut(shadow: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut [start, end) into pieces of at most `longest`, at white space where there is some."""
    while end - start > longest:
        edge = start + longest
        space = shadow.rfind(" ", start + longest // 2, edge)
        edge = space if space > 0 else edge
        yield start, edge
        start = edge
    yield start, end


def _trim(shadow: str, start: int, end: int) -> tuple[int, int]:
    while start < end and shadow[start].isspace():
        start += 1
    while end > start and shadow[end - 1].isspace():
        end -= 1
    return start, end
