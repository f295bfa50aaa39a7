"""The desk: takes what the spiders bring, stores articles, and keeps account of every address."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from crawlers.listing import UnreadableListing
from crawlers.report import (
    CrawlReport,
    Failed,
    Fate,
    Fetched,
    ListingRead,
    PassedOver,
    Progress,
    Skipped,
    Stored,
    Unchanged,
)
from crawlers.sources import SourceList
from crawlers.tallies import Tallies
from graph.errors import StoreError
from graph.model import Document, DocumentId, Source, Version, document_id, version_id
from graph.store import Store

Tell = Callable[[Progress], object]
Item = Fetched | Skipped | Failed | ListingRead | UnreadableListing | PassedOver


class Desk:
    """One crawl's account. Trouble with the store is kept in `failure`, for the spiders to stop at."""

    def __init__(self, store: Store, sources: SourceList, tell: Tell) -> None:
        self._store, self._sources, self._tell = store, sources, tell
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
        elif isinstance(item, Fetched):
            self._settle(item.asked, self._keep(item))
        else:
            self._settle(item.url, item)
        self._tell(self.progress())

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

    def _settle(self, asked: str, fate: Fate) -> None:
        if asked not in self._fates:
            self._fates[asked] = fate
            self._counts[type(fate)] += 1
            self._tallies.settled(fate)

    def _keep(self, fetched: Fetched) -> Fate:
        """Write an article; a page that came by two addresses counts once."""
        asked, url = fetched.asked, fetched.article.url
        try:
            document, version = self._records(fetched)
            new = self._says_something_new(version) and self._store.save_version(document, version)
        except StoreError as error:
            self.failure = self.failure or error
            return Failed(asked, f"not stored: {error}")
        seen = document.id in self._seen
        self._seen.add(document.id)
        if new:
            return Stored(asked, url, dated=version.published is not None)
        return Skipped(asked, "the same page as another address", url) if seen else Unchanged(asked, url)

    def _records(self, fetched: Fetched) -> tuple[Document, Version]:
        """Make the records of an article, and its source's card if this crawl has not written it."""
        article = fetched.article
        source = self._sources.source_of(article.url)
        if source not in self._carded:
            self._store.save_source(source)
            self._carded.add(source)
        document = Document(document_id(article.url), article.url, source.id, source.document_kind)
        return document, Version(
            id=version_id(document.id, article.title, article.text, article.published),
            document=document.id,
            title=article.title,
            text=article.text,
            author=article.author,
            published=article.published,
            published_at=article.published_at,
            language=article.language,
            links=article.links,
            fetched_at=fetched.at,
        )

    def _says_something_new(self, version: Version) -> bool:
        """Tell whether title and text are new, or have a date for the first time.

        A page dated by its feed and later, when the feed has moved on, by its own words, has not changed.
        """
        return not any(
            each.title == version.title
            and each.text == version.text
            and (each.published or not version.published)
            for each in self._store.versions_of(version.document)
        )
