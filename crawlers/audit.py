"""A check on the extraction of main content: a second extractor counts, a third one steps in if the first lost a half.

The first is the best of all single libraries but loses the rest of a body that is split into sibling containers, and
with it whole claims. The second finds nearly all of a body and much that is none, so it is good for counting only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.etree import ParserError, tostring
from lxml.html import HtmlElement, document_fromstring
from readability import Document
from readability.readability import Unparseable
from resiliparse.extract.html2text import extract_plain_text

from crawlers.anchors import unmarked
from crawlers.layout import Line, lines_of

# Of 181 + 421 benchmark pages, thresholds from 0.6 to 0.8 all gain; without the confirmation 421 of them lose.
SHORT: Final = 0.7
CONFIRMED: Final = 0.9
_GRAM: Final = 4
_FEWEST: Final = 50  # words below which a ratio says nothing

# The names that the first extractor gives to elements, by those of HTML.
_NAMES: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "head"),
    **dict.fromkeys(("ul", "ol", "dl"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote", "pre": "code", "tr": "row", "td": "cell", "th": "cell", "br": "lb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audited:
    """The lines of a page, and their words in parts of those the second extractor finds; None if it finds few."""

    lines: list[Line]
    ratio: float | None


def audited(lines: list[Line], prepared: HtmlElement, targets: list[str], title: str) -> Audited:
    """Keep the lines that were found, or take the third extractor's where it finds much more and is confirmed.

    Shape: `prepared` is the page as crawlers.layout makes it ready, with the marked links of `targets`.
    """
    html = tostring(prepared, encoding="unicode", method="html")
    words = _words(unmarked(extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)))
    found = _count(lines)
    if found < SHORT * len(words):
        others = _third(html, targets, title)
        if found < SHORT * _count(others) and _confirmed(lines, others, words):
            lines, found = others, _count(others)
    return Audited(lines, round(found / len(words), 3) if len(words) >= _FEWEST else None)


def _third(html: str, targets: list[str], title: str) -> list[Line]:
    try:
        body = document_fromstring(Document(html).summary()).find("body")
    except (Unparseable, ParserError, ValueError):
        return []
    if body is None:
        return []
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = _NAMES.get(element.tag, element.tag)
    return lines_of(body, targets, title)


def _confirmed(lines: Iterable[Line], others: Iterable[Line], words: Sequence[str]) -> bool:
    """Tell whether the second extractor has nearly everything that the third adds to the first."""
    added = _grams(_said(others)) - _grams(_said(lines))
    return bool(added) and len(added & _grams(words)) >= CONFIRMED * len(added)


def _said(lines: Iterable[Line]) -> list[str]:
    return [word for line in lines for word in _words(line.text)]


def _count(lines: Iterable[Line]) -> int:
    return len(_said(lines))


def _words(text: str) -> list[str]:
    return [word for word in text.split() if any(map(str.isalnum, word))]


def _grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + _GRAM]) for n in range(len(words) - _GRAM + 1)}
