"""The desk: takes what the spiders bring, stores articles, and keeps account of every address."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from crawlers.article import version_of
from crawlers.listing import UnreadableListing
from crawlers.memory import Memory
from crawlers.report import (
    CrawlReport,
    Failed,
    Fate,
    Fetched,
    ListingRead,
    PassedOver,
    Progress,
    Same,
    Settled,
    Skipped,
    Stored,
    Unchanged,
)
from crawlers.sources import SourceList
from crawlers.tallies import Tallies
from graph.errors import StoreError, StoreUnusable
from graph.model import Document, DocumentId, Source, Version, document_id
from graph.store import Store

Tell = Callable[[Progress], object]
Item = Settled | Fetched | Skipped | Failed | ListingRead | UnreadableListing | PassedOver


class Desk:
    """One crawl's account. Trouble with the store is kept in `failure`, for the spiders to stop at.

    Shape: without a `memory` every address is new, and no evidence is kept.
    """

    def __init__(self, store: Store, sources: SourceList, tell: Tell, memory: Memory | None = None) -> None:
        self._store, self._sources, self._tell, self._memory = store, sources, tell, memory
        self._began = datetime.now(UTC)
        self._requested: dict[str, None] = {}
        self._fates: dict[str, Fate] = {}
        self._counts: Counter[type[Fate]] = Counter()
        self._tallies = Tallies(sources)
        self._listings: list[ListingRead | UnreadableListing] = []
        self._passed_over: Counter[tuple[str, str]] = Counter()
        self._carded: set[Source] = set()
        self._seen: set[DocumentId] = set()
        self.failure: StoreError | None = None

    def asks_for(self, asked: str) -> bool:
        """Note that an address is to be fetched. False if it was asked for before."""
        new = asked not in self._requested
        self._requested[asked] = None
        return new

    def knows(self, asked: str) -> bool:
        """Tell whether an address was asked for."""
        return asked in self._requested

    def take(self, item: Item) -> None:
        """Account for what a spider brings; the first word on an address counts."""
        if isinstance(item, ListingRead | UnreadableListing):
            self._listings.append(item)
            self._tallies.list_read(item)
        elif isinstance(item, PassedOver):
            self._passed_over[item.host, item.reason] += item.pages
        else:
            self._account(item if isinstance(item, Settled) else Settled(item))
        self._tell(self.progress())

    def fail(self, error: StoreError | OSError) -> None:
        """Note that the store or the disk refused something: the crawl ends and says why."""
        self.failure = self.failure or _of_the_store(error)

    def progress(self) -> Progress:
        """Count so far."""
        stored, unchanged, skipped, failed = (
            self._counts[kind] for kind in (Stored, Unchanged, Skipped, Failed)
        )
        return Progress(len(self._requested), stored, unchanged, skipped, failed)

    def report(self) -> CrawlReport:
        """Give the account in the order of the addresses; what a stopped crawl did not reach has failed."""
        fates = [
            self._fates.get(asked) or Failed(asked, "not reached: the crawl was stopped")
            for asked in self._requested
        ]
        fates.sort(key=lambda fate: fate.url)
        return CrawlReport(
            requested=len(fates),
            stored=tuple(fate for fate in fates if isinstance(fate, Stored)),
            unchanged=tuple(fate for fate in fates if isinstance(fate, Unchanged)),
            skipped=tuple(fate for fate in fates if isinstance(fate, Skipped)),
            failed=tuple(fate for fate in fates if isinstance(fate, Failed)),
            listings=sum(isinstance(each, ListingRead) for each in self._listings),
            unreadable=tuple(each for each in self._listings if isinstance(each, UnreadableListing)),
            passed_over=tuple(
                PassedOver(host, reason, pages) for (host, reason), pages in sorted(self._passed_over.items())
            ),
            checks=tuple(self._tallies.checks(self._began)),
        )

    def _account(self, item: Settled) -> None:
        """Find the fate of an address; trouble with store or disk is one, and no later crawl takes it for read."""
        asked = item.asked
        try:
            fate = self._fate(item)
        except (StoreError, OSError) as error:
            self.fail(error)
            fate = Failed(asked, f"not stored: {error}")
        if asked not in self._fates:
            self._fates[asked] = fate
            self._counts[type(fate)] += 1
            self._tallies.settled(fate)

    def _fate(self, item: Settled) -> Fate:
        """Keep evidence first, then the article, then that all is done: killed in between, it is done again."""
        if isinstance(item.what, Fetched):
            fate: Fate = self._keep(item.what, item)
        else:
            fate = self._again(item.what.url) if isinstance(item.what, Same) else item.what
            if self._memory:
                self._memory.keep(item)
        if self._memory and not item.inside:
            self._memory.settle(item, fate)
        return fate

    def _again(self, asked: str) -> Fate:
        """Give the fate of an address that gives what it gave before."""
        before = self._memory.fate_of(asked) if self._memory else Unchanged(asked, asked)
        return self._once(before, document_id(before.page)) if isinstance(before, Unchanged) else before

    def _keep(self, fetched: Fetched, item: Settled) -> Fate:
        """Write an article; a page that came by two addresses counts once."""
        asked, url = fetched.asked, fetched.article.url
        document, version = self._records(fetched)
        held = self._held(version)
        # A text that was held is saved as well: a page that returns to it speaks with it again.
        read = replace(held, fetched_at=fetched.at) if held else version
        if self._memory:
            self._memory.keep(item, read)
        if self._store.save_version(document, read):
            self._seen.add(document.id)
            return Stored(asked, url, dated=version.published is not None)
        return self._once(Unchanged(asked, url), document.id)

    def _once(self, fate: Unchanged, document: DocumentId) -> Fate:
        """Count a page that came by two addresses once."""
        seen = document in self._seen
        self._seen.add(document)
        return Skipped(fate.url, "the same page as another address", fate.page) if seen else fate

    def _records(self, fetched: Fetched) -> tuple[Document, Version]:
        """Make the records of an article, and its source's card if this crawl has not written it."""
        article = fetched.article
        source = self._sources.source_of(article.url)
        if source not in self._carded:
            self._store.save_source(source)
            self._carded.add(source)
        document = Document(document_id(article.url), article.url, source.id, source.document_kind)
        return document, version_of(article, document.id, fetched.at)

    def _held(self, version: Version) -> Version | None:
        """Give the version that the store has of a title and text; none if they get a date for the first time.

        A page dated by its feed and later, when the feed has moved on, by its own words, has not changed.
        """
        alike = (
            each
            for each in self._store.versions_of(version.document)
            if each.title == version.title
            and each.text == version.text
            and (each.published or not version.published)
        )
        return next(alike, None)


def _of_the_store(error: StoreError | OSError) -> StoreError:
    """Name a disk that refuses evidence as the store's trouble: nothing more can be kept."""
    return (
        error
        if isinstance(error, StoreError)
        else StoreUnusable(str(error.filename), error.strerror or str(error))
    )
