"""What announces pages, as values: a list that is named somewhere, and what is found in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from crawlers import limits
from crawlers.article import Article
from crawlers.dates import UNKNOWN, Discovered

ListingKind = Literal["feed", "sitemap", "section", "archive", "mbox", "discussions", "thread"]
# How many lists deep one list may lead to another.
DEPTHS: Final[dict[ListingKind, int]] = {
    "feed": 1,
    "sitemap": limits.SITEMAP_DEPTH,
    "section": 1,
    "archive": 2,  # the months, the messages of a month
    "mbox": 1,
    "discussions": limits.SEARCHES,  # each goes on where the one before ends
    "thread": limits.SEARCHES + 1,
}


@dataclass(frozen=True, slots=True)
class Announced:
    """A list to ask for. `follow` is a pattern for the paths that a section's links lead to."""

    kind: ListingKind
    url: str
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a listing names, by the address as it was written there."""

    url: str
    discovered: Discovered = UNKNOWN


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds: pages that it names, other lists, and articles that stand in it whole.

    Shape: `more` pages are left out.
    """

    pages: tuple[Found, ...] = ()
    lists: tuple[Announced, ...] = ()
    articles: tuple[Article, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class UnreadableListing:
    """A list that could not be read, and why. `source` is the name of whose it is."""

    url: str
    problem: str
    source: str = ""


def listing_of(pages: Iterable[Found], entries: Iterable[object] | None = None) -> Listing:
    """Give the first pages that a list names, as many as one list may have.

    Shape: `entries` are what `pages` are read from, one by one; those that are left out are counted without that.
    """
    unread = iter(pages)
    first = tuple(islice(unread, limits.PAGES_OF_A_LISTING))
    return Listing(first, more=sum(1 for _ in (unread if entries is None else entries)))
