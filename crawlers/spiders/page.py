"""The spider for single pages: fetches addresses, reads articles, follows a copy to its original."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.address import address
from crawlers.article import Article, Unreadable, read_article
from crawlers.dates import UNKNOWN, Discovered
from crawlers.desk import Desk
from crawlers.listings import Found
from crawlers.report import Failed, Fetched, Skipped

ROBOTS: Final = "closed by robots.txt"
_PROBLEMS: Final[dict[type[Exception], str]] = {
    CannotResolveHostError: "the host is unknown",
    DownloadCancelledError: "larger than 10 MB",
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadTimeoutError: "no answer within 30 seconds",
}
_LOG: Final = logging.getLogger(__name__)

Output = Request | Fetched | Skipped | Failed


class PageSpider(Spider):
    """Fetches the addresses it is given. Yields for every address that it asks for exactly one item."""

    name = "page"

    def __init__(self, *, desk: Desk, pages: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.desk = desk
        self.pages = pages
        self.found: dict[str, Found] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all addresses."""
        for request in self.ask_all(map(Found, self.pages)):
            yield request

    def ask_all(self, pages: Any) -> Iterator[Request]:
        """Ask for every page that was not asked for yet."""
        for found in pages:
            yield from self.ask(found)

    def ask(self, found: Found, *, original: bool = False) -> Iterator[Request]:
        """Ask for a page once. `original` pages were named by a copy and are taken as they are."""
        asked = address(found.url)
        if self.desk.asks_for(asked):
            carried = {"asked": asked, "original": original}
            yield Request(found.url, self.read, errback=self.missed, cb_kwargs=carried, dont_filter=True)

    def read(self, response: Response, asked: str, original: bool) -> Iterator[Output]:
        """Read a page; a copy is skipped and its original asked for."""
        if self.desk.failure:
            raise CloseSpider("the store cannot be written")
        if not isinstance(response, HtmlResponse):
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            yield Skipped(asked, "no web page", kind)
            return
        result = self._read_safely(response, asked, original)
        if isinstance(result, Article):
            yield Fetched(asked, result, datetime.now(UTC))
        elif isinstance(result, Failed):
            yield result
        else:
            yield Skipped(asked, result.reason, result.detail)
            if result.see:
                yield from self.ask(Found(result.see), original=True)

    def _read_safely(
        self, response: HtmlResponse, asked: str, original: bool
    ) -> Article | Unreadable | Failed:
        try:
            return read_article(
                response.text,
                response.url,
                discovered=self.discovered(response, asked),
                follow_canonical=not original,
            )
        except Exception as error:
            # A stranger's page can break any parser in any way; it must not end the crawl, nor go missing.
            _LOG.exception("cannot read %s", response.url)
            return Failed(asked, f"cannot be read: {type(error).__name__}: {error}"[:200])

    def discovered(self, response: Response, asked: str) -> Discovered:
        """Give what listings say of the address that answered, or else of the one that was asked for."""
        found = self.found.get(address(response.url)) or self.found.get(asked)
        return found.discovered if found else UNKNOWN

    def missed(self, failure: Failure) -> Iterator[Skipped | Failed]:
        """Account for a page that did not come."""
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        problem = problem_of(failure)
        yield Skipped(asked, ROBOTS) if problem == ROBOTS else Failed(asked, problem)


def problem_of(failure: Failure) -> str:
    """Say in a few words why a request failed."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return ROBOTS if "robots.txt" in str(error) else str(error) or "ignored"
    for kind, words in _PROBLEMS.items():
        if isinstance(error, kind):
            return words
    return f"{type(error).__name__}: {error}"[:200]
