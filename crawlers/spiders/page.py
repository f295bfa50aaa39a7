"""The spider for single pages: fetches addresses, reads articles, follows a copy to its original."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.address import address, host_of, looks_endless
from crawlers.article import Article, Unreadable, read_article
from crawlers.dates import UNKNOWN, Discovered
from crawlers.desk import Desk
from crawlers.encoding import is_no_text
from crawlers.gatekeeper import Gatekeeper
from crawlers.listing import Found
from crawlers.reader import Reader, Unread
from crawlers.refusal import ABOUT_OTHER_THINGS, Refusal
from crawlers.report import Failed, Fetched, PassedOver, Skipped
from crawlers.sources import Outlet, SourceList
from crawlers.trouble import problem_with


class PageSpider(Spider):
    """Fetches the addresses it is given. Yields for every address that it asks for exactly one item."""

    name = "page"

    def __init__(
        self,
        *,
        desk: Desk,
        reader: Reader,
        sources: SourceList,
        gatekeeper: Gatekeeper,
        pages: tuple[str, ...] = (),
        pages_of_a_host: int = limits.PAGES_OF_A_HOST,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.desk = desk
        self.reader = reader
        self.sources = sources
        self.gatekeeper = gatekeeper
        self.pages_of_a_host = pages_of_a_host
        self._asked: Counter[str] = Counter()
        self.pages = pages
        self.wanted = {
            address(each) for each in pages
        }  # by a person, so the gate does not stand in their way
        self.found: dict[str, Found] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all addresses."""
        for request in self.ask_all(map(Found, self.pages)):
            yield request

    def ask_all(self, pages: Any) -> Iterator[Any]:
        """Ask for every page that was not asked for yet."""
        for found in pages:
            yield from self.ask(found)

    def ask(self, found: Found, *, original: bool = False) -> Iterator[Any]:
        """Ask for a page once. `original` pages were named by a copy and are taken as they are."""
        asked, host = address(found.url), host_of(found.url)
        outlet = self.sources.outlet_of(asked)
        if looks_endless(asked) or len(found.url) > limits.URL:
            yield PassedOver(host, "the address looks like one of endlessly many")
        elif self.is_full(host, outlet):
            if not self.desk.knows(asked):
                yield PassedOver(host, self.most(outlet)[1])
        elif self.desk.asks_for(asked):
            self.count(host, outlet)
            yield Request(
                found.url,
                self.read,
                errback=self.missed,
                cb_kwargs={"asked": asked, "original": original},
                meta=in_browser() if outlet and outlet.browser else None,
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

    async def read(self, response: Response, asked: str, original: bool) -> AsyncIterator[Any]:
        """Read a page; a copy is skipped and its original asked for."""
        if self.desk.failure:
            raise CloseSpider("the store cannot be written")
        if not isinstance(response, HtmlResponse) or is_no_text(response.body):
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            yield Skipped(asked, "no web page", kind[:100])
            return
        if self.is_gated(asked) and not self.gatekeeper.lets_in(asked, response.body, lambda: response.text):
            yield Skipped(asked, ABOUT_OTHER_THINGS)
            return
        result = await self._read(response, asked, original)
        now = datetime.now(UTC)
        if isinstance(result, Article):
            yield Fetched(asked, not_ahead_of(now, result), now)
        elif isinstance(result, Unread):
            yield Failed(asked, result.problem)
        else:
            yield Skipped(asked, result.reason, result.detail)
            if result.see:
                if asked in self.wanted:
                    self.wanted.add(address(result.see))
                for each in self.ask(Found(result.see), original=True):
                    yield each

    async def _read(
        self, response: HtmlResponse, asked: str, original: bool
    ) -> Article | Unreadable | Unread:
        return await self.reader.read(
            read_article,
            response.text,
            response.url,
            discovered=self.discovered(response, asked),
            follow_canonical=not original,
        )

    def discovered(self, response: Response, asked: str) -> Discovered:
        """Give what listings say of the address that answered, or else of the one that was asked for."""
        found = self.found.get(address(response.url)) or self.found.get(asked)
        return found.discovered if found else UNKNOWN

    def missed(self, failure: Failure) -> Iterator[Skipped | Failed]:
        """Account for a page that did not come."""
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, Refusal):
            yield Skipped(asked, error.reason, error.detail)
        else:
            yield Failed(asked, problem_with(error))


def in_browser() -> dict[str, Any]:
    """Give what tells Scrapy to render a page in a browser. See crawlers.browser."""
    return {"playwright": True}


def not_ahead_of(now: datetime, article: Article) -> Article:
    """Leave out a publication date that has not come yet: nobody can have published then."""
    tomorrow = now + timedelta(days=1)
    if article.published and article.published.first > tomorrow.date():
        return replace(article, published=None, published_at=None)
    return article
