"""Mailing lists: messages of an mbox, and the pages of a pipermail archive. Pure functions.

Bytes are taken apart into messages by `messages_in`; `read_message` makes one of them an article.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from itertools import takewhile
from mmap import mmap
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from crawlers import limits
from crawlers.address import address, is_address
from crawlers.article import Article, Unreadable
from crawlers.dates import Discovered, read_stamp
from crawlers.fragments import read_fragment
from crawlers.listing import Announced, Found, Listing, UnreadableListing, listing_of
from crawlers.plain import reflowed
from crawlers.unpack import unpacked
from graph.model import Link

# The line before a message names its sender and the moment, whose year is its end. Source: RFC 4155.
_BEGINS: Final = re.compile(rb"^From [^\r\n]* \d{4}\r?$", re.MULTILINE)
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_SIGNATURE: Final = re.compile(r"^-- $", re.MULTILINE)
_MONTH: Final = re.compile(
    r"(?:^|/)\d{4}-(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"/(?:date|thread|subject|author)\.html$"
)
_MESSAGE: Final = re.compile(r"^\d{5,7}\.html$")


def read_mbox(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read an archive in one file, packed or not. A message without an address of its own gets one below `url`."""
    try:
        messages = list(messages_in(unpacked(body)))
    except (ValueError, zlib.error) as error:
        return UnreadableListing(url, f"no mbox: {error}")
    if not messages:
        return UnreadableListing(url, "no mbox: it does not begin with a line From")
    read = [read_message(each, urljoin(url, ".")) for each in messages[: limits.PAGES_OF_A_LISTING]]
    return Listing(
        articles=tuple(each for each in read if isinstance(each, Article)),
        more=max(0, len(messages) - limits.PAGES_OF_A_LISTING),
    )


def messages_in(mbox: bytes | mmap) -> Iterator[bytes]:
    """Give the messages of an mbox in its order, each without the line before it."""
    begins = list(_BEGINS.finditer(mbox))
    if not begins or mbox[: begins[0].start()].strip():
        return
    for this, after in zip(begins, [*begins[1:], None], strict=True):
        yield mbox[this.end() : after.start() if after else len(mbox)].lstrip(b"\r\n")


def read_message(raw: bytes, base: str) -> Article | Unreadable:
    """Read one message.

    Shape: its address is what its Archived-At says (RFC 5064), or else `base` with its Message-ID, as archives
    of the public-inbox kind have it. Quoted passages keep their mark, the signature is left out.
    """
    try:
        message = message_from_bytes(raw, policy=policy.default)
        url, (lines, links) = _address_of(message, base), _text_of(message)
    except Exception as error:  # parts within parts without end, and whatever else a broken one provokes
        return Unreadable(base, "unreadable", f"a message that cannot be taken apart: {type(error).__name__}")
    if not url:
        return Unreadable(base, "unreadable", "a message without Archived-At and Message-ID")
    if not lines:
        return Unreadable(url, "not an article", "a message without text")
    dated = read_stamp(_header(message, "Date"), "page")
    name, mail = parseaddr(_header(message, "From"))
    return Article(
        url=url,
        title=_header(message, "Subject")[: limits.TITLE],
        text="\n".join(lines)[: limits.TEXT],
        author=(name or mail.partition("@")[0])[: limits.TITLE],
        published=dated.published,
        published_at=dated.at.astimezone(UTC) if dated.at else None,
        links=tuple(links)[: limits.LINKS],
    )


def _header(message: Message, name: str) -> str:
    """Give a header as one line; the library raises whatever a broken one provokes."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:
        return ""


def _address_of(message: Message, base: str) -> str:
    archived = _header(message, "Archived-At").strip("<> ")
    if is_address(archived):
        return address(archived)
    named = _header(message, "Message-ID").strip("<> ")
    return address(f"{base}{quote(named, safe='@.+=~')}/") if named and is_address(base) else ""


def _text_of(message: EmailMessage) -> tuple[list[str], list[Link]]:
    """Give the lines of a message's plain text, or of its HTML if there is no other."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return [], []
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return [], []
    text = _decoded(raw, part.get_content_charset("utf-8"))
    if part.get_content_subtype() == "html":
        return read_fragment(text)
    text = _SIGNATURE.split(text, maxsplit=1)[0]
    return reflowed(text), [Link(address(each)) for each in _URL.findall(text) if is_address(each)]


def _decoded(raw: bytes, charset: str) -> str:
    from crawlers.encoding import encoding_named

    return raw.decode(encoding_named(charset) or "utf-8", "replace").replace("\0", "")


def read_archive(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read a page of a pipermail archive: of the front page the newest months, of a month its messages."""
    try:
        tree: HtmlElement = html.fromstring(unpacked(body))
    except (etree.ParserError, ValueError, zlib.error) as error:
        return UnreadableListing(url, f"no archive: {error}")
    targets = [(each.get("href") or "", each) for each in tree.iter("a")]
    months = dict.fromkeys(
        re.sub(r"[a-z]+\.html$", "date.html", urljoin(url, target))
        for target, _ in targets
        if _MONTH.search(urlsplit(target).path)
    )
    if months:  # the front page has the newest month first
        return Listing(lists=tuple(Announced("archive", each) for each in list(months)[: limits.MONTHS]))
    messages = {urljoin(url, target): each for target, each in targets if _MESSAGE.match(target)}
    if not messages:
        return UnreadableListing(url, "no archive: it names neither months nor messages")
    return listing_of(Found(each, _announced(anchor)) for each, anchor in messages.items())


def _announced(anchor: HtmlElement) -> Discovered:
    """Give what a month's page says of a message: its subject, and behind that, in italics, its author."""
    author = next((each for each in _up_to_the_next(anchor) if each.tag == "i"), None)
    return Discovered(title=_words(anchor), author=_words(author) if author is not None else "")


def _up_to_the_next(anchor: HtmlElement) -> Iterator[HtmlElement]:
    """Give what follows an anchor before the next link: a search through all of it would cost the page's square."""
    return takewhile(lambda each: each.tag != "a" or not each.get("href"), anchor.itersiblings())


def _words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())[: limits.TITLE]
