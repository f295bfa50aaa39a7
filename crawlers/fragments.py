"""Pieces of HTML that stand in other formats, such as a comment in JSON: to lines of text with their links.

Pure functions. A line is a paragraph; white space inside a line is collapsed, as crawlers.layout does for pages.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree, html
from lxml.html import HtmlElement

from crawlers.address import address, is_address
from graph.model import Link

_BREAKS: Final = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "pre", "blockquote", "tr", "table", "h1", "h2", "h3", "h4", "hr"}
)
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})


def read_fragment(piece: str) -> tuple[list[str], list[Link]]:
    """Give the lines of a piece of HTML, none of them empty, and the web addresses it links to."""
    if not piece.strip():
        return [], []
    try:
        tree = html.fragment_fromstring(piece.replace("\0", ""), create_parent="div")
    except (etree.ParserError, ValueError):
        return _lines(piece), []
    text = "".join(_pieces(tree))
    return _lines(text), list(_links(tree))


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(each.split()) for each in text.split("\x1e")) if line]


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """Give the text in order, with a separator where a line begins. No recursion: nesting has no end."""
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BREAKS:
                yield "\x1e"
            if tag not in _HIDDEN:
                yield element.text or ""
            continue
        if tag in _BREAKS:
            yield "\x1e"
        if element is not tree:
            yield element.tail or ""


def _links(tree: HtmlElement) -> Iterator[Link]:
    for anchor in tree.iter("a"):
        target = anchor.get("href") or ""
        if is_address(target):
            yield Link(address(target), " ".join(str(anchor.text_content()).split())[:200])
