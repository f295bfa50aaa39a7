"""The spider for single pages: fetches addresses, reads articles, follows a copy to its original."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.address import address, host_of, looks_endless
from crawlers.article import COPY, Article, Unreadable, read_article
from crawlers.dates import UNKNOWN, Discovered
from crawlers.desk import Desk
from crawlers.encoding import decodable, is_no_text
from crawlers.exchange import Answer, answer_of
from crawlers.gatekeeper import Gatekeeper
from crawlers.listing import Found
from crawlers.memory import Memory
from crawlers.reader import Readers, Unread
from crawlers.refusal import ABOUT_OTHER_THINGS, Refusal
from crawlers.report import Failed, Fetched, PassedOver, Same, Settled, Skipped
from crawlers.sources import Outlet, SourceList
from crawlers.trouble import problem_with
from graph.store.ledger import Address


class PageSpider(Spider):
    """Fetches the addresses it is given. The desk is told once of each what became of it.

    Shape: callbacks give requests only; an item of Scrapy's would pass every middleware on its way to the desk.
    """

    name = "page"

    def __init__(
        self,
        *,
        desk: Desk,
        reader: Readers,
        memory: Memory,
        sources: SourceList,
        gatekeeper: Gatekeeper,
        pages: tuple[str, ...] = (),
        pages_of_a_host: int = limits.PAGES_OF_A_HOST,
        only_due: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.desk = desk
        self.reader = reader
        self.memory = memory
        self.only_due = only_due
        self.sources = sources
        self.gatekeeper = gatekeeper
        self.pages_of_a_host = pages_of_a_host
        self._asked: Counter[str] = Counter()
        self.pages = pages
        # What a person names is read whatever it says.
        self.wanted = {address(each) for each in pages}
        self.found: dict[str, Found] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all addresses."""
        for request in self.ask_all(map(Found, self.pages)):
            yield request

    def ask_all(self, pages: Iterable[Found]) -> Iterator[Request]:
        """Ask for every page that was not asked for yet."""
        for found in pages:
            yield from self.ask(found)

    def ask(self, found: Found, *, original: bool = False) -> Iterator[Request]:
        """Ask for a page once. `original` pages were named by a copy and are taken as they are."""
        asked, host = address(found.url), host_of(found.url)
        outlet = self.sources.outlet_of(asked)
        if looks_endless(asked) or len(found.url) > limits.URL:
            self.desk.take(PassedOver(host, "the address looks like one of endlessly many"))
        elif self.is_full(host, outlet):
            if not self.desk.knows(asked):
                self.desk.take(PassedOver(host, self.most(outlet)[1]))
        else:
            known = self.memory.page(asked, found.url)
            if (not self.only_due or self.memory.is_due(known)) and self.desk.asks_for(asked):
                self.count(host, outlet)
                yield self._request(found.url, known, outlet, original=original or known.original)

    def _request(self, url: str, known: Address, outlet: Outlet | None, *, original: bool) -> Request:
        """Ask for a page, if it is known already only for another one than that. A browser asks for all of it."""
        rendered = bool(outlet and outlet.browser)
        conditions = {} if rendered or not self.stands(known) else self.memory.conditions(known)
        return Request(
            url,
            self.read,
            headers=conditions,
            errback=self.missed,
            cb_kwargs={"asked": known.key, "original": original},
            meta=({"handle_httpstatus_list": [304]} if conditions else {}) | in_browser(rendered=rendered),
            dont_filter=True,
        )

    def is_full(self, host: str, outlet: Outlet | None) -> bool:
        """Tell whether as many pages of a source were asked for as may be in one crawl."""
        return self._asked[outlet.source.host if outlet else host] >= self.most(outlet)[0]

    def count(self, host: str, outlet: Outlet | None) -> None:
        """Count a page for its source, or for its host if nobody listed it."""
        self._asked[outlet.source.host if outlet else host] += 1

    def most(self, outlet: Outlet | None) -> tuple[int, str]:
        """Give how many pages may be asked for, and what to say of those beyond."""
        if outlet and outlet.limits.pages < self.pages_of_a_host:
            return outlet.limits.pages, f"more than {outlet.limits.pages} pages of one source"
        return self.pages_of_a_host, f"more than {self.pages_of_a_host} pages of one host"

    def is_gated(self, asked: str) -> bool:
        """Tell whether a page has to speak of rules on AI tools to be parsed."""
        outlet = self.sources.outlet_of(asked)
        return asked not in self.wanted and (outlet is None or outlet.gate)

    def stands(self, known: Address) -> bool:
        """Tell whether what was made of a page before still holds: one that the gate kept out may be wanted now."""
        return known.detail != ABOUT_OTHER_THINGS or self.is_gated(known.key)

    async def read(self, response: Response, asked: str, original: bool) -> list[Request]:
        """Read a page; a copy is skipped and its original asked for."""
        if self.desk.failure:
            raise CloseSpider("the store cannot be written")
        answer = answer_of(response.request, response) if response.request else None
        settled = await self._settled(response, asked, original, answer)
        self.desk.take(settled)
        if not settled.see:
            return []
        if asked in self.wanted:
            self.wanted.add(address(settled.see))
        return list(self.ask(Found(settled.see), original=True))

    async def _settled(
        self, response: Response, asked: str, original: bool, answer: Answer | None
    ) -> Settled:
        """Tell what an answer is: what it was before, no page, an article, or none."""
        known = self.memory.page(asked)
        if self.stands(known) and self.memory.is_same(known, response.status, answer):
            before = self.memory.fate_of(asked)
            see = before.detail if isinstance(before, Skipped) and before.reason == COPY else ""
            return Settled(Same(asked), answer, see)
        if not isinstance(response, HtmlResponse) or is_no_text(response.body):
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            return Settled(Skipped(asked, "no web page", kind[:100]), answer)
        if self.is_gated(asked) and not self.gatekeeper.lets_in(
            asked, response.body, lambda: decodable(response).text
        ):
            return Settled(Skipped(asked, ABOUT_OTHER_THINGS), answer)
        result = await self._read(response, asked, original)
        if isinstance(result, Article):
            now = answer.at if answer else datetime.now(UTC)
            article = not_ahead_of(now, result)
            return Settled(Fetched(asked, article, now), answer, reread=await self._reread(asked, article))
        if isinstance(result, Unread):
            return Settled(Failed(asked, result.problem), answer)
        return Settled(Skipped(asked, result.reason, result.detail), answer, result.see)

    async def _reread(self, asked: str, article: Article) -> bool:
        """Tell whether the page as it was before gives today's text to today's reader."""
        before = self.memory.before(self.memory.page(asked))
        if before is None:
            return False
        again = await self.reader.read(read_article, before.html, before.url, follow_canonical=False)
        return isinstance(again, Article) and (again.title, again.text) == (article.title, article.text)

    async def _read(
        self, response: HtmlResponse, asked: str, original: bool
    ) -> Article | Unreadable | Unread:
        return await self.reader.read(
            read_article,
            decodable(response).text,
            response.url,
            discovered=self.discovered(response, asked),
            follow_canonical=not original,
        )

    def discovered(self, response: Response, asked: str) -> Discovered:
        """Give what listings say of the address that answered, or else of the one that was asked for."""
        found = self.found.get(address(response.url)) or self.found.get(asked)
        return found.discovered if found else UNKNOWN

    def missed(self, failure: Failure) -> None:
        """Account for a page that did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        asked, error, answer = request.cb_kwargs["asked"], failure.value, answer_of(request)
        if isinstance(error, Refusal):
            self.desk.take(Settled(Skipped(asked, error.reason, error.detail), answer))
        else:
            self.desk.take(Settled(Failed(asked, problem_with(error)), answer))


def in_browser(*, rendered: bool) -> dict[str, Any]:
    """Give what tells Scrapy to render a page in a browser, if it is to be. See crawlers.browser."""
    return {"playwright": True} if rendered else {}


def not_ahead_of(now: datetime, article: Article) -> Article:
    """Leave out a publication date that has not come yet: nobody can have published then."""
    tomorrow = now + timedelta(days=1)
    if article.published and article.published.first > tomorrow.date():
        return replace(article, published=None, published_at=None)
    return article
