"""Pages that show nothing without a browser: an extra that is asked for source by source.

The browser gets no network but a gateway (crawlers.gateway) that checks every address, one page at a time, and is
closed when a page does not come to an end. Robots.txt, pace and limits hold for it as for all other requests.
"""

import asyncio
import os
import shutil
from contextlib import suppress
from typing import Any, Final

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers import limits
from crawlers.address import host_of
from crawlers.handler import CarefulHandler
from crawlers.trouble import BrowserTrouble

_QUIET: Final = 3000  # milliseconds that a page may take to fill itself after it has loaded
_CLOSING: Final = 5.0  # seconds
_TEXT_ONLY: Final = frozenset({"image", "media", "font", "websocket", "manifest", "texttrack", "eventsource"})
_FLAGS: Final = (
    "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-features=DnsOverHttps,OptimizationHints,MediaRouter",
)  # fmt: skip
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


def browser_settings(proxy: str, timeout: float) -> dict[str, object]:
    """Give Scrapy's settings for a crawl in which a browser may be asked. `proxy` is its only way out."""
    launch: dict[str, object] = {
        "args": list(_FLAGS),
        "proxy": {"server": proxy},
        "chromium_sandbox": hasattr(os, "geteuid") and os.geteuid() != 0,
        "timeout": limits.SECONDS * 1000,
    }
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawlers.browser.BrowserHandler")
        | dict.fromkeys(("data", "file", "ftp", "s3")),
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch | ({"executable_path": installed} if installed else {}),
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": "crawlers.browser.is_beside_the_text",
    }


def is_beside_the_text(request: BrowserRequest) -> bool:
    """Tell whether a file of a page is none that its text needs."""
    return request.resource_type in _TEXT_ONLY


async def settled(page: Page) -> None:
    """Wait until a page has filled itself, or has had the time to. Raises: DownloadCancelledError for a monster."""
    with suppress(BrowserTimeout):
        await page.wait_for_load_state("networkidle", timeout=_QUIET)
    if await page.evaluate("document.documentElement.outerHTML.length") > limits.BODY:
        raise DownloadCancelledError("a page of more than 10 MB")


class BrowserHandler(CarefulHandler, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Our careful handler, and behind it the browser for requests that want one."""

    async def _ask(self, request: Request, pace: Any) -> Response:
        """Give the answer to a request, from a browser if it wants one. Raises: BrowserTrouble."""
        if not request.meta.get("playwright"):
            return await super()._ask(request, pace)
        request.meta["playwright_page_methods"] = [PageMethod(settled)]
        request.meta["playwright_context_kwargs"] = {"service_workers": "block", "accept_downloads": False}
        seconds = 2 * self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + _CLOSING
        try:
            response = await asyncio.wait_for(super()._ask(request, pace), seconds)
        except (BrowserTimeout, TimeoutError) as error:
            await self._end_browser()
            request.meta["dont_retry"] = True  # it would keep the browser busy once more
            raise DownloadTimeoutError("no answer in time") from error
        except BrowserError as error:
            raise BrowserTrouble(error.message.splitlines()[0][:200]) from error
        return _same_host(request, response)

    async def _end_browser(self) -> None:
        """Close whatever is open: a page that is busy for ever keeps its process for ever."""
        browser = getattr(self, "browser", None)
        if browser is not None:
            with suppress(BrowserError, TimeoutError):
                await asyncio.wait_for(browser.close(), _CLOSING)


def _same_host(request: Request, response: Response) -> Response:
    """Give the page, or the redirect that a browser followed to another host, whose rules nobody has asked yet."""
    if host_of(response.url) in ("", host_of(request.url)):
        return response
    return Response(request.url, status=302, headers={"Location": response.url}, request=request)
