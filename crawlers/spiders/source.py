"""The spider for a sources list: reads every feed, sitemap and section, then each page they name once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, Final

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.address import address
from crawlers.dates import Discovered
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
from crawlers.report import ListingRead
from crawlers.sources import Outlet, SourceList
from crawlers.spiders.page import PageSpider, problem_of

MOST_LISTINGS: Final = 1000  # a sitemap index may name 50,000 others; more than this is no news sitemap


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
        for request in requests or self.ask_all(list(self.found.values())):
            yield request

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
        self, url: str, kind: ListingKind, outlet: Outlet, follow: str = ""
    ) -> Iterator[Request]:
        key = f"{kind} {address(url)} {follow}"
        if key in self._asked_listings or len(self._asked_listings) >= MOST_LISTINGS:
            return
        self._asked_listings.add(key)
        self._open_listings += 1
        carried = {"kind": kind, "outlet": outlet, "follow": follow}
        yield Request(
            url, self.read_listing, errback=self.missed_listing, cb_kwargs=carried, dont_filter=True
        )

    def read_listing(
        self, response: Response, kind: ListingKind, outlet: Outlet, follow: str
    ) -> Iterator[Any]:
        """Note the pages that a listing names; the last listing to come in starts the pages."""
        listing = self._listing(response, kind, follow)
        if isinstance(listing, UnreadableListing):
            yield listing
        else:
            for found in listing.pages:
                self._note(found, outlet)
            yield ListingRead(response.url, len(listing.pages))
            for url in listing.sitemaps:
                yield from self._ask_listing(url, "sitemap", outlet)
        yield from self._closed()

    def _listing(self, response: Response, kind: ListingKind, follow: str) -> Listing | UnreadableListing:
        try:
            if kind == "feed":
                return read_feed(response.body, response.url)
            if kind == "sitemap":
                return read_sitemap(response.body, response.url)
            return read_section(response.body, response.url, follow)
        except Exception as error:
            # As for pages: a listing that breaks a parser is reported, and the others go on.
            self.logger.exception("cannot read %s", response.url)
            return UnreadableListing(response.url, f"{type(error).__name__}: {error}"[:200])

    def missed_listing(self, failure: Failure) -> Iterator[Any]:
        """Account for a listing that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        yield UnreadableListing(request.url, problem_of(failure))
        yield from self._closed()

    def _closed(self) -> Iterator[Request]:
        self._open_listings -= 1
        if self._open_listings == 0:
            yield from self.ask_all(list(self.found.values()))

    def _note(self, found: Found, outlet: Outlet | None) -> None:
        """Keep a page once, with the most trusted date. Only a page's own outlet can date it."""
        if outlet and not outlet.publishes(address(found.url)):
            found = Found(found.url, replace(Discovered(), title=found.discovered.title))
        key = address(found.url)
        known = self.found.get(key)
        if known:
            found = Found(min(known.url, found.url), merged(known.discovered, found.discovered))
        self.found[key] = found
