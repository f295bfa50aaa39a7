"""The spider for a sources list: reads every feed, sitemap and section, then each page they name once."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.address import address, host_of, looks_endless
from crawlers.article import Article
from crawlers.dates import Discovered
from crawlers.kinds import read_listing
from crawlers.listing import DEPTHS, Announced, Found, Listing, UnreadableListing
from crawlers.listings import merged
from crawlers.pulse import pulse
from crawlers.reader import Unread
from crawlers.refusal import ABOUT_OTHER_THINGS
from crawlers.report import Fetched, ListingRead, PassedOver, Skipped
from crawlers.sources import Outlet
from crawlers.spiders.page import PageSpider, not_ahead_of
from crawlers.trouble import problem_with


class SourceSpider(PageSpider):
    """Asks for pages when all listings are in: what is known of a page must not depend on who was faster.

    Shape: of `watched` sources all lists are read; with `lists_only`, none of the pages that they name.
    """

    name = "source"

    def __init__(self, *, watched: tuple[Outlet, ...] = (), lists_only: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.watched = watched
        self.lists_only = lists_only
        self._asked_listings: set[str] = set()
        self._lists_of: Counter[str] = Counter()
        self._open_listings = 0

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all listings, or straight for the pages if there are none."""
        for url in self.pages:
            self._note(Found(url), None)
        asked = [each for outlet in self.watched for each in self._listings_of(outlet)]
        for each in asked if self._open_listings else [*asked, *self._pages()]:
            yield each

    def _listings_of(self, outlet: Outlet) -> Iterator[Any]:
        lists = list(outlet.lists())
        if not self.lists_only or not lists:  # a source that announces nothing is looked at by its pages
            for url in outlet.pages:
                self.wanted.add(address(url))
                self._note(Found(url), outlet)
        for announced in lists:
            yield from self._ask_listing(announced, outlet)

    def _ask_listing(self, announced: Announced, outlet: Outlet, depth: int = 1) -> Iterator[Any]:
        kind, url, name = announced.kind, announced.url, outlet.source.name
        if depth > DEPTHS[kind]:
            yield UnreadableListing(url, f"a {kind} {depth} levels deep", name)
            return
        if looks_endless(url):
            yield UnreadableListing(url[: limits.URL], "the address looks like one of endlessly many", name)
            return
        key = f"{kind} {address(url)} {announced.follow}"
        full = self._lists_of[name] >= limits.LISTS_OF_A_SOURCE
        if key in self._asked_listings or full or len(self._asked_listings) >= limits.LISTINGS:
            return
        self._asked_listings.add(key)
        self._lists_of[name] += 1
        self._open_listings += 1
        carried = {"announced": announced, "outlet": outlet, "depth": depth}
        yield Request(
            url, self.read_listing, errback=self.missed_listing, cb_kwargs=carried, dont_filter=True
        )

    async def read_listing(
        self, response: Response, announced: Announced, outlet: Outlet, depth: int
    ) -> AsyncIterator[Any]:
        """Note the pages that a listing names; the last listing to come in starts the pages."""
        listing = await self.reader.read(
            read_listing, announced.kind, response.body, response.url, announced.follow
        )
        if isinstance(listing, Unread | UnreadableListing):
            yield UnreadableListing(response.url, listing.problem, outlet.source.name)
        else:
            for each in self._taken(listing, response.url, outlet):
                yield each
            for below in self._worth_asking(listing.lists):
                for each in self._ask_listing(below, outlet, depth + 1):
                    yield each
        for each in self._closed():
            yield each

    def _worth_asking(self, lists: Sequence[Announced]) -> Sequence[Announced]:
        """Give the lists that one leads to; for a look at the source, the first few that name pages."""
        if not self.lists_only:
            return lists
        return [each for each in lists if each.kind != "thread"][: limits.LISTS_LOOKED_AT]

    def _taken(self, listing: Listing, url: str, outlet: Outlet) -> Iterator[Any]:
        """Note the pages of a listing, and give the articles that stand in it."""
        now = datetime.now(UTC)
        for found in listing.pages:
            self._note(found, outlet)
        yield ListingRead(url, len(listing.pages), outlet.source.name, pulse(listing, now))
        if listing.more:
            yield PassedOver(outlet.source.host, f"beyond the first pages of {url}", listing.more)
        for article in () if self.lists_only else listing.articles:
            yield from self._standing_here(article, outlet, now)

    def _standing_here(self, article: Article, outlet: Outlet, now: datetime) -> Iterator[Any]:
        """Take an article that came within a list, such as one message of many: there is nothing to ask for."""
        asked, host = address(article.url), host_of(article.url)
        if self.is_full(host, outlet):
            if not self.desk.knows(asked):
                yield PassedOver(host, self.most(outlet)[1])
        elif self.desk.asks_for(asked):
            self.count(host, outlet)
            if outlet.gate and not self.gatekeeper.lets_in_text(asked, article.text):
                yield Skipped(asked, ABOUT_OTHER_THINGS)
            else:
                yield Fetched(asked, not_ahead_of(now, article), now)

    def missed_listing(self, failure: Failure) -> Iterator[Any]:
        """Account for a listing that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outlet: Outlet = request.cb_kwargs["outlet"]
        yield UnreadableListing(request.url, problem_with(failure.value), outlet.source.name)
        yield from self._closed()

    def _closed(self) -> Iterator[Any]:
        self._open_listings -= 1
        if self._open_listings == 0:
            yield from self._pages()

    def _pages(self) -> Iterator[Any]:
        """Ask for the pages that were noted: all, or with `lists_only` those that stand for a list."""
        if self.lists_only:
            yield from self.ask_all([each for key, each in self.found.items() if key in self.wanted])
        else:
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
