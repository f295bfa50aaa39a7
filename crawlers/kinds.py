"""Every kind of list and the pure function that reads it. A new kind is one more line here and one module."""

from collections.abc import Callable, Mapping
from typing import Final

from crawlers.listing import Listing, ListingKind, UnreadableListing
from crawlers.listings import read_feed, read_section, read_sitemap
from crawlers.mail import read_archive, read_mbox
from crawlers.threads import read_discussions, read_thread

READERS: Final[Mapping[ListingKind, Callable[[bytes, str], Listing | UnreadableListing]]] = {
    "feed": read_feed,
    "sitemap": read_sitemap,
    "archive": read_archive,
    "mbox": read_mbox,
    "discussions": read_discussions,
    "thread": read_thread,
}


def read_listing(kind: ListingKind, body: bytes, url: str, follow: str = "") -> Listing | UnreadableListing:
    """Read a list of any kind."""
    if kind == "section":
        return read_section(body, url, follow)
    return READERS[kind](body, url)
