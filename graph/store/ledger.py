"""What a crawl remembers between its rounds: every address it knows, and where each answer is kept.

This is bookkeeping, no evidence of what was said: it is no part of the graph, of its hash, or of a copy of it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol, Self

from graph.model import DocumentId, VersionId

AddressKind = Literal[
    "page", "feed", "sitemap", "section", "archive", "mbox", "discussions", "thread", "robots"
]
Outcome = Literal["", "stored", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Address:
    """All that is remembered of one address, asked for or not.

    Shape: `key` is its one spelling, for listings with their kind before it; `url` is how it is asked for.
    `hint` is what listings say of a page and `via` the listing that named it first, both in the crawler's words.
    `etag`, `modified` and `digest` (SHA-256 of the body) are those of the last whole answer, which `reader`
    read. `original` pages were named by a copy and are taken as they are.
    Units: `due_at` is when to ask again; None means at once. `failures` counts those in a row.
    """

    key: str
    url: str
    kind: AddressKind = "page"
    hint: str = ""
    via: str = ""
    original: bool = False
    etag: str = ""
    modified: str = ""
    digest: str = ""
    reader: str = ""
    outcome: Outcome = ""
    detail: str = ""
    page: str = ""
    failures: int = 0
    answered_at: datetime | None = None
    changed_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer of a server: what it was worth, and where its record is.

    Shape: `asked` is the key of the address, `url` the one that answered; a redirect is a fetch of its own.
    `file`, `offset` and `length` find the WARC record; `file` is empty if none was kept. `document` and
    `version` are what was read of it by `reader`, or of a part of it where it is a list; `digest` is the SHA-256
    of the body. `reread` tells that the page as it was before gives this very version to today's reader: only
    the reader has changed.
    Units: `ratio` is our words in parts of those that a second extractor finds; None if nothing was read.
    """

    id: str
    asked: str
    url: str
    at: datetime
    status: int
    digest: str = ""
    document: DocumentId | None = None
    version: VersionId | None = None
    reader: str = ""
    ratio: float | None = None
    reread: bool = False
    file: str = ""
    offset: int = 0
    length: int = 0


class Ledger(Protocol):
    """The memory of the crawls of one database. Every method raises StoreError; each write is all or nothing."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def close(self) -> None:
        """Let go of the file; calling it twice is no error."""

    def address(self, key: str) -> Address | None:
        """Give what is remembered of an address; None if it is new."""

    def addresses(self, keys: Collection[str]) -> dict[str, Address]:
        """Give what is remembered of some addresses, by key; new ones are left out."""

    def note(self, addresses: Sequence[Address]) -> None:
        """Remember addresses, in place of what was known of them."""

    def note_listing(self, listing: Address, pages: Sequence[Address]) -> None:
        """Remember a listing that was read anew, and the pages that it names now, in one step."""

    def named(self, listing: str) -> list[Address]:
        """Give the pages that a listing named when it was last read, by key."""

    def add(self, fetches: Sequence[Fetch]) -> None:
        """Add fetches; the same one twice is one."""

    def settle(self, address: Address, found: Sequence[Address] = ()) -> None:
        """Remember what became of an address, and addresses that it led to, in one step.

        Shape: of `found`, those known already stay as they are.
        """

    def due(self, at: datetime, limit: int, besides: Collection[str] = ()) -> list[Address]:
        """Give the pages to be asked for at a moment: those never asked first, then the longest due.

        Shape: without those whose keys are in `besides`.
        """

    def next_due(self) -> datetime | None:
        """Tell when the next address is due: None if there is none, the beginning of time if it is due at once."""

    def fetches(self, version: VersionId) -> list[Fetch]:
        """Give the fetches that gave a version, oldest first."""

    def fetches_of(self, document: DocumentId) -> list[Fetch]:
        """Give the fetches of a document, and the redirects on the way to it, oldest first."""

    def fetch(self, fetch: str) -> Fetch | None:
        """Give one fetch by its id."""

    def last_byte(self, file: str) -> int:
        """Give where the last record that is known of a WARC file ends; 0 if none is."""

    def forget_file(self, file: str) -> None:
        """Note that the records of a WARC file are no longer kept: their addresses are asked for in full again."""

    def ratios(self, latest: int) -> Iterator[tuple[str, float]]:
        """Give the ratio of the latest fetches that were read, as (address that answered, ratio), newest first."""
