"""Scrapy middlewares of our own: robots.txt, the proxy, pages that send on, and what is refused."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest, StopDownload
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawlers import limits
from crawlers.encoding import decodable
from crawlers.exchange import answer_of
from crawlers.pace import BUSY
from crawlers.refusal import NOT_PUBLIC, ROBOTS, TOO_BUSY, NoRules, Refusal
from crawlers.resolver import GuardedResolver
from crawlers.trouble import problem_with

_OWN_NAME: Final = "walkback"  # what a group of robots.txt calls us; the contact behind it is no name
_IS_ROBOTS: Final = "is_robots"
_SEEN: Final = 4 * 4096  # bytes: the library looks at 4096 letters


class RobotsMiddleware:
    """Obeys robots.txt (RFC 9309) and its Crawl-delay. Every request waits for the rules of its host.

    Shape: no rules if the host says that there are none (4xx); everything is closed while they cannot be had.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, ProtegoRobotParser | IgnoreRequest] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._fetching = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    def cut_off(self, data: bytes, request: Request) -> None:
        """Read no more of a robots.txt than its rules can be in. Raises: StopDownload."""
        if _IS_ROBOTS in request.meta:
            request.meta[_IS_ROBOTS] += len(data)
            if request.meta[_IS_ROBOTS] > limits.ROBOTS:
                raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        """Let a request pass. Raises: Refusal, NoRules."""
        if _IS_ROBOTS in request.meta:
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._turns[site]:
            if site not in self._rules:
                self._rules[site] = await self._fetch(site)
        rules = self._rules[site]
        if isinstance(rules, IgnoreRequest):
            raise rules
        if not rules.allowed(request.url, _OWN_NAME):
            raise Refusal(ROBOTS)
        self._slow_down(parts.hostname or "", rules.crawl_delay(_OWN_NAME) or 0.0)

    async def _fetch(self, site: str) -> ProtegoRobotParser | IgnoreRequest:
        """Give the rules of a site, or why nothing may be asked of it."""
        request = Request(f"{site}/robots.txt", meta={_IS_ROBOTS: 0}, priority=1000, callback=NO_CALLBACK)
        try:
            with self._listening():
                response = await self._crawler.engine.download_async(request)
        except Refusal as refusal:
            return refusal
        except Exception as error:  # whatever a network can do
            return NoRules(problem_with(error))
        memory = self._crawler.spider.memory  # type: ignore[union-attr]
        memory.keep_rules(request.url, answer_of(request, response))
        if response.status >= 500 or response.status in BUSY:
            return NoRules(f"HTTP {response.status}")
        return ProtegoRobotParser(response.body[: limits.ROBOTS] if response.status == 200 else b"", None)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Hear of what comes in while a robots.txt is fetched; of every piece of every page would cost much."""
        if not self._fetching:
            self._crawler.signals.connect(self.cut_off, signal=signals.bytes_received)
        self._fetching += 1
        try:
            yield
        finally:
            self._fetching -= 1
            if not self._fetching:
                self._crawler.signals.disconnect(self.cut_off, signal=signals.bytes_received)

    def _slow_down(self, host: str, seconds: float) -> None:
        """Keep the distance between two requests that a host asks for. Raises: Refusal if it is too long."""
        if seconds > limits.LONGEST_WAIT:
            raise Refusal(TOO_BUSY, f"{seconds:.0f} seconds between two requests")
        downloader = self._crawler.engine.downloader
        usual = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if seconds <= downloader.per_slot_settings.get(host, {}).get("delay", usual):
            return
        downloader.per_slot_settings[host] = {"delay": seconds}
        if host in downloader.slots:
            downloader.slots[host].delay = seconds


class ProxyMiddleware:
    """Sends every request of a crawl through the proxy of its plan, or else through none.

    A proxy that only the environment names would hide from us which addresses are asked.
    """

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy or None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler.settings.get("WALKBACK_PROXY", ""))

    def process_request(self, request: Request) -> None:
        """Name the proxy to Scrapy."""
        request.meta["proxy"] = self.proxy


class PublicMiddleware:
    """Says of a host without an address that may be asked that this is why. See crawlers.resolver."""

    def __init__(self, resolver: GuardedResolver) -> None:
        self._resolver = resolver

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy passes it
        """Make the middleware. Raises: TypeError if names are resolved without our check."""
        from twisted.internet import reactor

        resolver = getattr(reactor, "nameResolver", None)
        if not isinstance(resolver, GuardedResolver):
            raise TypeError("names would be resolved without the check for public addresses")
        return cls(resolver)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn what looks like an unknown host into a refusal. Raises: Refusal."""
        refused = self._resolver.refused.get(_host(request))
        if refused and isinstance(exception, CannotResolveHostError):
            raise Refusal(NOT_PUBLIC, refused)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Follows a page that sends on to another one. Most do not have the word in their head and are not decoded here."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's
    ) -> Request | Response:
        """Give the page, or the request for the one that it sends on to."""
        if not isinstance(response, HtmlResponse) or not _may_send_on(response.body):
            return response
        return super().process_response(request, decodable(response))


def _may_send_on(body: bytes) -> bool:
    """Tell whether the letters that the library looks at may have a refresh in them; with zeros it is UTF-16."""
    head = body[:_SEEN].lower()
    return b"refresh" in head or b"\0" in head


def _host(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").lower()
