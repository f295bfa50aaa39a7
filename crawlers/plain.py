"""Lines that people broke by hand, in plain-text messages and with `br`: back to whole paragraphs."""

import re
from typing import Final

from lxml.etree import SubElement
from lxml.html import Element, HtmlElement

_BULLET: Final = re.compile(r"(?:[-*•·–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
# A line broken by hand is nearly as long as its neighbours: mail clients break at 65 to 80 columns, and the
# word that did not fit is rarely longer than 20 letters.
_SHORTEST: Final = 45
_ENOUGH: Final = 500  # letters of a line that are looked at to tell how long it is
_MARK: Final = re.compile(r"(?:>\s?)+")
_RULE: Final = re.compile(r"[-=_*~#]{3,}|--")
_HOLDERS: Final = frozenset(
    {"p", "div", "td", "li", "dd", "blockquote", "section", "article", "main", "body"}
)
_BLOCKS: Final = frozenset(
    {
        "p", "div", "ul", "ol", "dl", "table", "blockquote", "section", "article", "aside", "header",
        "footer", "nav", "main", "figure", "form", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    }
)  # fmt: skip


def reflowed(text: str) -> list[str]:
    """Join the lines of a message that were broken by hand; `>` passages stay apart and keep one mark.

    Source: RFC 3676, section 4.5, for passages quoted line by line.
    """
    paragraphs: list[str] = []
    depth, last = -1, ""
    for raw in map(str.strip, text.splitlines()):
        mark = _MARK.match(raw)
        level = mark.group().count(">") if mark else 0
        line = " ".join(raw[mark.end() if mark else 0 :].split())
        if not line or _RULE.fullmatch(line):
            depth = -1
        elif level == depth and _continues(last, line):
            paragraphs[-1] += " " + line
            last = line
        else:
            paragraphs.append("> " * level + line)
            depth, last = level, line
    return paragraphs


def _continues(last: str, line: str) -> bool:
    """Tell whether a line goes on with the sentence of the one before it."""
    return len(last) >= _SHORTEST and not _BULLET.match(line)


def mended(tree: HtmlElement) -> None:
    """Undo hand-made breaks, in place: `br` in a sentence becomes a space, others part paragraphs."""
    for parent in dict.fromkeys(element.getparent() for element in tree.iter("br")):
        if parent is not None:
            _join(parent)
            if parent.find("br") is not None and parent.tag in _HOLDERS and not any(map(_is_block, parent)):
                _part(parent)


def _join(parent: HtmlElement) -> None:
    """Take out the breaks within sentences. Text is put together once for each element, to stay linear."""
    last, before, words = parent.text or "", None, [parent.text or ""]
    for child in list(parent):
        tail = child.tail or ""
        if child.tag == "br" and _goes_on(last, _until_break(child)):
            words.append(f" {tail}")
            parent.remove(child)
            last = f"{last} {tail}"[-_ENOUGH:]
            continue
        _put(parent, before, words)
        before, words = child, [tail]
        last = tail if child.tag == "br" or _is_block(child) else (last + _text(child) + tail)[-_ENOUGH:]
    _put(parent, before, words)


def _put(parent: HtmlElement, before: HtmlElement | None, words: list[str]) -> None:
    """Write text behind one of the parent's children, or before all of them."""
    if before is None:
        parent.text = "".join(words)
    else:
        before.tail = "".join(words)


def _goes_on(last: str, line: str) -> bool:
    return bool(line.strip()) and _continues(" ".join(last.split()), line.lstrip())


def _until_break(element: HtmlElement) -> str:
    """Give the text from an element's end to the next break or block."""
    words = element.tail or ""
    for each in element.itersiblings():
        if each.tag == "br" or _is_block(each):
            break
        words += _text(each) + (each.tail or "")
    return words


def _part(parent: HtmlElement) -> None:
    """Make a paragraph of every stretch between breaks."""
    children, stretches = list(parent), [Element("p")]
    stretches[0].text = parent.text
    for child in children:
        if child.tag == "br":
            stretches.append(Element("p"))
            stretches[-1].text = child.tail
        else:
            stretches[-1].append(child)
    tail = parent.tail
    attributes = dict(parent.attrib)
    parent.clear()
    parent.tail = tail
    parent.attrib.update(attributes)
    parent.extend(each for each in stretches if len(each) or (each.text or "").strip())
    if parent.tag == "p":
        parent.tag = "div"


def _text(element: HtmlElement) -> str:
    return str(element.text_content()) if isinstance(element.tag, str) else ""


def _is_block(element: HtmlElement) -> bool:
    return element.tag in _BLOCKS


def spread(pre: HtmlElement) -> None:
    """Turn preformatted prose into paragraphs, in place; program code stays as it is."""
    if pre.find(".//code") is not None:
        return
    paragraphs, tail = reflowed("".join(pre.itertext())), pre.tail
    pre.clear()
    pre.tag, pre.tail = "div", tail
    for paragraph in paragraphs:
        SubElement(pre, "p").text = paragraph
