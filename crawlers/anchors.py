"""Links in a text: marks that travel through the extraction of main content and become links again.

The extractor can keep links itself, but then it loses white space and words around some of them. So letters
of two ancient scripts, which no page on our subject uses, stand for the borders of a link for a while.
"""

import re
from typing import Final

from lxml.html import HtmlElement

from graph.model import Link

_FIRST: Final = 0x13000  # Egyptian hieroglyphs: two of a thousand number a link
_BASE: Final = 1000
_CLOSE: Final = "\U00010600"  # Linear A: the end of a link
_SIGNS: Final = "[\U00013000-\U000133e7]"
_ANY: Final = re.compile(f"{_SIGNS}|{_CLOSE}")
_LINK: Final = re.compile(f"({_SIGNS})({_SIGNS})([^{_CLOSE}]*){_CLOSE}?")


def mark(tree: HtmlElement) -> list[str]:
    """Mark all links of a tree, in place, and give their targets.

    Shape: no targets, and an untouched tree, if the page itself is written in such letters.
    """
    if _ANY.search(tree.text_content()):
        return []
    targets: list[str] = []
    for link in tree.iter("a"):
        target = link.get("href", "").strip()
        if target and len(targets) < _BASE * _BASE and link.text_content().strip():
            _border(link, len(targets))
            targets.append(target)
    return targets


def _border(link: HtmlElement, number: int) -> None:
    """Put signs around the words of a link, which are brought onto one line."""
    for element in link.iterdescendants():
        element.text = (element.text or "").replace("\n", " ")
        element.tail = (element.tail or "").replace("\n", " ")
    link.text = (link.text or "").replace("\n", " ")
    link.text = f"{chr(_FIRST + number // _BASE)}{chr(_FIRST + number % _BASE)}{link.text}"
    if len(link):
        link[-1].tail = (link[-1].tail or "") + _CLOSE
    else:
        link.text += _CLOSE


def unmarked(text: str) -> str:
    """Give a text without any marks, on one line."""
    return " ".join(_ANY.sub("", text).split())


def links_in(text: str, targets: list[str]) -> tuple[Link, ...]:
    """Give the links marked in a text."""
    found = []
    for match in _LINK.finditer(text):
        number = (ord(match[1]) - _FIRST) * _BASE + ord(match[2]) - _FIRST
        if number < len(targets):
            found.append(Link(targets[number], unmarked(match[3])))
    return tuple(found)
