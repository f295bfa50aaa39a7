"""Scrapy middlewares of our own."""

import asyncio
from collections import defaultdict
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.robotstxt import RobotParser


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt, also in the first requests to a host.

    In Scrapy 2.19 several requests may wait for one robots.txt, but only the first of those that wait gets
    its rules; the others are told that there are none. Here a host's requests ask one after another.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Give the rules of the request's host; None if it has none."""
        async with self._turns[urlsplit(request.url).netloc]:
            return await super().robot_parser(request)


class ProxyMiddleware:
    """Sends every request of a crawl, those for robots.txt too, through the proxy of its plan."""

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware. Raises: NotConfigured if the plan has no proxy."""
        proxy = crawler.settings.get("WALKBACK_PROXY")
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request) -> None:
        """Name the proxy to Scrapy."""
        request.meta.setdefault("proxy", self.proxy)
