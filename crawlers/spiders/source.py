"""The spider for a sources list: reads every feed, sitemap and section, then each page they name once."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.address import address, host_of, looks_endless
from crawlers.article import Article
from crawlers.dates import Discovered
from crawlers.exchange import answer_of
from crawlers.kinds import read_listing
from crawlers.listing import DEPTHS, Announced, Found, Listing, UnreadableListing
from crawlers.listings import merged
from crawlers.pulse import pulse
from crawlers.reader import Unread
from crawlers.refusal import ABOUT_OTHER_THINGS
from crawlers.report import Fetched, ListingRead, PassedOver, Settled, Skipped
from crawlers.sources import Outlet
from crawlers.spiders.page import PageSpider, not_ahead_of
from crawlers.trouble import problem_with
from graph.errors import StoreError
from graph.store.ledger import Address, Fetch

_MORE = "an index"  # what the ledger says of a list that leads to others, or holds articles


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

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all listings, or straight for the pages if there are none."""
        for url in self.pages:
            self._note(Found(url), None)
        asked = [each for outlet in self.watched for each in self._listings_of(outlet)]
        for each in asked if self._open_listings else [*asked, *self._pages()]:
            yield each

    def _pages(self) -> Iterator[Request]:
        """Ask for all pages that are known by now: those named, and those whose time has come.

        Shape: with `lists_only`, for those alone that stand for a list.
        """
        if self.lists_only:
            yield from self.ask_all([each for key, each in self.found.items() if key in self.wanted])
            return
        for known in self.memory.due(limits.PAGES_OF_A_CRAWL, self.found) if self.watched else ():
            if known.via in self._asked_listings or self.sources.outlet_of(known.key) in self.watched:
                self._recall(known)
        yield from self.ask_all(list(self.found.values()))

    def _listings_of(self, outlet: Outlet) -> Iterator[Request]:
        lists = list(outlet.lists())
        if not self.lists_only or not lists:  # a source that announces nothing is looked at by its pages
            for url in outlet.pages:
                self.wanted.add(address(url))
                self._note(Found(url), outlet)
        for announced in lists:
            yield from self._ask_listing(announced, outlet)

    def _ask_listing(self, announced: Announced, outlet: Outlet, depth: int = 1) -> Iterator[Request]:
        kind, url, name = announced.kind, announced.url, outlet.source.name
        if depth > DEPTHS[kind]:
            self.desk.take(UnreadableListing(url, f"a {kind} {depth} levels deep", name))
            return
        if looks_endless(url):
            problem = "the address looks like one of endlessly many"
            self.desk.take(UnreadableListing(url[: limits.URL], problem, name))
            return
        known = self.memory.listing(kind, url, announced.follow)
        key = known.key
        full = self._lists_of[name] >= limits.LISTS_OF_A_SOURCE
        if key in self._asked_listings or full or len(self._asked_listings) >= limits.LISTINGS:
            return
        self._asked_listings.add(key)
        self._lists_of[name] += 1
        if self.only_due and not self.memory.is_due(known):
            return
        self._open_listings += 1
        carried = {"announced": announced, "outlet": outlet, "depth": depth, "known": known}
        # What leads to other lists, or holds articles, is asked for in full: they may not have come in the last time.
        conditions = {} if known.detail == _MORE else self.memory.conditions(known)
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
        self, response: Response, announced: Announced, outlet: Outlet, depth: int, known: Address
    ) -> Iterator[Request]:
        """Note the pages that a listing names; the last listing to come in starts the pages."""
        answer = answer_of(response.request, response) if response.request else None
        name = outlet.source.name
        if self.memory.is_same(known, response.status, answer) and known.detail != _MORE:
            self.memory.listing_same(known, answer)
            recalled = Listing(self._recall_all(known))
            self.desk.take(
                ListingRead(response.url, len(recalled.pages), name, pulse(recalled, self.memory.now()))
            )
            return self._closed()
        listing = await self.reader.read(
            read_listing, announced.kind, response.body, response.url, announced.follow
        )
        if isinstance(listing, Unread | UnreadableListing):
            self.memory.listing_failed(known, listing.problem)
            self._recall_all(known)
            self.desk.take(UnreadableListing(response.url, listing.problem, name))
            return self._closed()
        self.memory.look_up([address(found.url) for found in listing.pages])
        pages = [self._note(found, outlet, known.key) for found in listing.pages]
        more = _MORE if listing.lists or listing.articles else ""
        if self.lists_only and listing.articles:
            answer = None  # what stands in it is not taken now: whoever takes it must find the list as if it were new
        try:
            self._take(listing, response.url, outlet, self.memory.keep_list(known, answer))
            self.memory.listing_read(known, answer, pages, detail=more)
        except (StoreError, OSError) as error:
            self.desk.fail(error)
            raise CloseSpider("the store cannot be written") from error
        below = self._worth_asking(listing.lists)
        asked = [each for one in below for each in self._ask_listing(one, outlet, depth + 1)]
        return chain(asked, self._closed())

    def _worth_asking(self, lists: Sequence[Announced]) -> Sequence[Announced]:
        """Give the lists that one leads to; for a look at the source, the first few that name pages."""
        if not self.lists_only:
            return lists
        return [each for each in lists if each.kind != "thread"][: limits.LISTS_LOOKED_AT]

    def _take(self, listing: Listing, url: str, outlet: Outlet, kept: Fetch | None) -> None:
        """Account for a listing and the articles that stand in it; `kept` is the evidence of them all."""
        now = datetime.now(UTC)
        self.desk.take(ListingRead(url, len(listing.pages), outlet.source.name, pulse(listing, now)))
        if listing.more:
            self.desk.take(PassedOver(outlet.source.host, f"beyond the first pages of {url}", listing.more))
        for article in () if self.lists_only else listing.articles:
            self._take_article(article, outlet, now, kept)

    def _take_article(self, article: Article, outlet: Outlet, now: datetime, kept: Fetch | None) -> None:
        """Take an article that came within a list, such as one message of many: there is nothing to ask for."""
        asked, host = address(article.url), host_of(article.url)
        if self.is_full(host, outlet):
            if not self.desk.knows(asked):
                self.desk.take(PassedOver(host, self.most(outlet)[1]))
        elif self.desk.asks_for(asked):
            self.count(host, outlet)
            if outlet.gate and not self.gatekeeper.lets_in_text(asked, article.text):
                self.desk.take(Settled(Skipped(asked, ABOUT_OTHER_THINGS), inside=True))
            else:
                fetched = Fetched(asked, not_ahead_of(now, article), now)
                self.desk.take(Settled(fetched, inside=True, within=kept))

    def missed_listing(self, failure: Failure) -> Iterator[Request]:
        """Account for a listing that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outlet: Outlet = request.cb_kwargs["outlet"]
        known, problem = request.cb_kwargs["known"], problem_with(failure.value)
        self.memory.listing_failed(known, problem)
        self._recall_all(known)
        self.desk.take(UnreadableListing(request.url, problem, outlet.source.name))
        yield from self._closed()

    def _closed(self) -> Iterator[Request]:
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

    def _recall_all(self, listing: Address) -> tuple[Found, ...]:
        """Take up the pages that a listing named when it was last read, and give them."""
        pages = self.memory.named(listing)
        for each in pages:
            self._recall(each)
        return tuple(map(self._found, pages))

    def _recall(self, known: Address) -> None:
        """Take up a page from an earlier crawl, unless a listing has spoken of it since."""
        self.found.setdefault(known.key, self._found(known))

    def _found(self, known: Address) -> Found:
        return Found(known.url, self.memory.discovered(known))
