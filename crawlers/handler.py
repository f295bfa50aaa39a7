"""Downloads: one limit more than the library has, on the head of an answer, and the pace of each host."""

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

from crawlers import limits
from crawlers.pace import BUSY, Pace, Paces, retry_after
from crawlers.refusal import TOO_BUSY, Refusal

_IN_HEAD: Final = ("STATUS", "HEADER")


class TooLongHead(Exception):
    """A server that does not come to an end with its headers."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Counts what comes before the body, interim answers included, and hangs up when it is too much."""

    _head = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        parser = self._parser
        if parser is None or parser.state not in _IN_HEAD:
            self._head = 0
            return
        self._head += len(data)
        if self._head > limits.HEAD:
            self._head = 0
            self._giveUp(Failure(TooLongHead()))  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802, ARG002 - Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class CarefulHandler(HTTP11DownloadHandler):
    """Scrapy's own handler with our protocol on its connections, with patience for busy and for slow hosts.

    Waiting happens here, at the last moment, because many requests may already queue for a host when it asks
    to be left alone. One host gets one request at a time: Scrapy's own limit lets several through at once
    where there is no delay between them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001 - there is no setting for it
        # By default as many lines are kept open as one host gets requests; all hosts behind a proxy share its lines.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")
        self._paces = Paces()
        self._spares = crawler.settings.getfloat("DOWNLOAD_DELAY") > 0  # not what is on this machine
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def download_request(self, request: Request) -> Response:
        """Give the answer to a request. Raises: Refusal if the host wants none."""
        host = urlsplit(request.url).hostname or ""
        async with self._turns[host]:
            return await self._ask(request, self._paces.of(host))

    async def _ask(self, request: Request, pace: Pace) -> Response:
        if pace.free_at > time.monotonic() and not pace.closed:
            await asyncio.sleep(pace.free_at - time.monotonic())
        if pace.closed:
            raise Refusal(TOO_BUSY, pace.closed)
        began = time.monotonic()
        response = await super().download_request(request)
        if response.status in BUSY:
            header = (response.headers.get("Retry-After") or b"").decode("latin-1")
            pace.turned_away(response.status, retry_after(header, datetime.now(UTC)), time.monotonic())
        else:
            now = time.monotonic()
            pace.answered(now - began if self._spares else 0.0, now)
        return response
