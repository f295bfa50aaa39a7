"""The spider for a sources list: reads every feed, sitemap and section, then each page they name once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.address import address, looks_endless
from crawlers.dates import Discovered
from crawlers.exchange import answer_of
from crawlers.listings import (
    Found,
    Listing,
    ListingKind,
    UnreadableListing,
    merged,
    read_feed,
    read_section,
    read_sitemap,
)
from crawlers.reader import Unread
from crawlers.report import ListingRead, PassedOver
from crawlers.sources import Outlet, SourceList
from crawlers.spiders.page import PageSpider
from crawlers.trouble import problem_with
from graph.store.ledger import Address

_INDEX = "an index"  # what the ledger says of an index of sitemaps


class SourceSpider(PageSpider):
    """Asks for pages when all listings are in: what is known of a page must not depend on who was faster."""

    name = "source"

    def __init__(self, *, sources: SourceList, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources = sources
        self._asked_listings: set[str] = set()
        self._open_listings = 0

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all listings, or straight for the pages if there are none."""
        for url in self.pages:
            self._note(Found(url), None)
        requests = [request for outlet in self.sources.outlets for request in self._listings_of(outlet)]
        for request in requests:
            yield request
        if not self._open_listings:
            for request in self._pages():
                yield request

    def _pages(self) -> Iterator[Any]:
        """Ask for all pages that are known by now: those named, and those whose time has come."""
        for known in self.memory.due(limits.PAGES_OF_A_CRAWL) if self.sources.outlets else ():
            if known.via in self._asked_listings or any(o.publishes(known.key) for o in self.sources.outlets):
                self._recall(known)
        yield from self.ask_all(list(self.found.values()))

    def _listings_of(self, outlet: Outlet) -> Iterator[Request]:
        for url in outlet.pages:
            self._note(Found(url), outlet)
        for url in outlet.feeds:
            yield from self._ask_listing(url, "feed", outlet)
        for url in outlet.sitemaps:
            yield from self._ask_listing(url, "sitemap", outlet)
        for section in outlet.sections:
            yield from self._ask_listing(section.url, "section", outlet, section.follow)

    def _ask_listing(
        self, url: str, kind: ListingKind, outlet: Outlet, follow: str = "", depth: int = 1
    ) -> Iterator[Any]:
        if depth > limits.SITEMAP_DEPTH:
            yield UnreadableListing(url, f"a sitemap {depth} levels deep")
            return
        if looks_endless(url):
            yield UnreadableListing(url[: limits.URL], "the address looks like one of endlessly many")
            return
        key = f"{kind} {address(url)} {follow}"
        if key in self._asked_listings or len(self._asked_listings) >= limits.LISTINGS:
            return
        self._asked_listings.add(key)
        known = self.memory.listing(kind, url, follow)
        if self.only_due and not self.memory.is_due(known):
            return
        self._open_listings += 1
        carried = {"kind": kind, "outlet": outlet, "follow": follow, "depth": depth, "known": known}
        # An index of sitemaps is asked for in full: what changed is in the sitemaps that it names.
        conditions = {} if known.detail == _INDEX else self.memory.conditions(known)
        yield Request(
            url,
            self.read_listing,
            headers=conditions,
            errback=self.missed_listing,
            cb_kwargs=carried,
            meta={"handle_httpstatus_list": [304]} if conditions else {},
            dont_filter=True,
        )

    async def read_listing(
        self, response: Response, kind: ListingKind, outlet: Outlet, follow: str, depth: int, known: Address
    ) -> AsyncIterator[Any]:
        """Note the pages that a listing names; the last listing to come in starts the pages."""
        answer = answer_of(response.request, response) if response.request else None
        if self.memory.is_same(known, response.status, answer) and known.detail != _INDEX:
            self.memory.listing_same(known, answer)
            named = self._recall_all(known)
            yield ListingRead(response.url, named)
            for each in self._closed():
                yield each
            return
        listing = await self._listing(response, kind, follow)
        if isinstance(listing, Unread | UnreadableListing):
            self.memory.listing_failed(known, listing.problem)
            self._recall_all(known)
            yield UnreadableListing(response.url, listing.problem)
        else:
            self.memory.look_up([address(found.url) for found in listing.pages])
            pages = [self._note(found, outlet, known.key) for found in listing.pages]
            self.memory.listing_read(known, answer, pages, detail=_INDEX if listing.sitemaps else "")
            yield ListingRead(response.url, len(listing.pages))
            if listing.more:
                yield PassedOver(
                    outlet.source.host, f"beyond the first pages of {response.url}", listing.more
                )
            for url in listing.sitemaps:
                for each in self._ask_listing(url, "sitemap", outlet, depth=depth + 1):
                    yield each
        for each in self._closed():
            yield each

    async def _listing(
        self, response: Response, kind: ListingKind, follow: str
    ) -> Listing | UnreadableListing | Unread:
        if kind == "feed":
            return await self.reader.read(read_feed, response.body, response.url)
        if kind == "sitemap":
            return await self.reader.read(read_sitemap, response.body, response.url)
        return await self.reader.read(read_section, response.body, response.url, follow)

    def missed_listing(self, failure: Failure) -> Iterator[Any]:
        """Account for a listing that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        known, problem = request.cb_kwargs["known"], problem_with(failure.value)
        self.memory.listing_failed(known, problem)
        self._recall_all(known)
        yield UnreadableListing(request.url, problem)
        yield from self._closed()

    def _closed(self) -> Iterator[Any]:
        self._open_listings -= 1
        if self._open_listings == 0:
            yield from self._pages()

    def _note(self, found: Found, outlet: Outlet | None, via: str = "") -> Address:
        """Keep a page once, with the most trusted date. Only a page's own outlet can date it."""
        if outlet and not outlet.publishes(address(found.url)):
            found = Found(found.url, replace(Discovered(), title=found.discovered.title))
        key = address(found.url)
        remembered = self.memory.page(key, found.url)
        known = self.found.get(key) or (self._found(remembered) if remembered.hint else None)
        if known:
            found = Found(min(known.url, found.url), merged(known.discovered, found.discovered))
        self.found[key] = found
        return self.memory.hinted(remembered, found.url, found.discovered, via)

    def _recall_all(self, listing: Address) -> int:
        """Take up the pages that a listing named when it was last read, and count them."""
        pages = self.memory.named(listing)
        for each in pages:
            self._recall(each)
        return len(pages)

    def _recall(self, known: Address) -> None:
        """Take up a page from an earlier crawl, unless a listing has spoken of it since."""
        self.found.setdefault(known.key, self._found(known))

    def _found(self, known: Address) -> Found:
        return Found(known.url, self.memory.discovered(known))
