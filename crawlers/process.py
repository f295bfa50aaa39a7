"""The crawling process: Scrapy, a desk and a store, told what to do on standard input. See crawlers.run."""

import json
import os
import sys
import threading
from dataclasses import asdict
from importlib.metadata import version

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawlers.desk import Desk, Tell
from crawlers.reader import Reader
from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan
from crawlers.sources import SourceList, load_sources
from graph.errors import WalkbackError
from graph.store.opening import open_store


def run(plan: CrawlPlan, tell: Tell) -> CrawlReport:
    """Crawl in this process, which can be done once in its life. Raises: StoreError, ConfigError."""
    sources = load_sources(plan.sources) if plan.sources else SourceList()
    with open_store(plan.database, create=True) as store:
        desk = Desk(store, sources, tell)
        process = AsyncCrawlerProcess(scrapy_settings(plan))
        wanted = SourceList() if plan.only_pages else sources
        with Reader() as reader:
            process.crawl(
                "source",
                desk=desk,
                reader=reader,
                pages=plan.pages,
                sources=wanted,
                pages_of_a_host=plan.pages_of_a_host,
            )
            process.start()
    if desk.failure:
        raise desk.failure
    return desk.report()


def scrapy_settings(plan: CrawlPlan) -> Settings:
    """Give Scrapy's settings for a plan."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("DOWNLOAD_DELAY", plan.delay, priority="cmdline")
    settings.set("USER_AGENT", user_agent(plan.contact), priority="cmdline")
    settings.set("DOWNLOAD_TIMEOUT", plan.timeout, priority="cmdline")
    settings.set("WALKBACK_PROXY", plan.proxy, priority="cmdline")
    settings.set("WALKBACK_PROXY_HOST", plan.proxy_host, priority="cmdline")
    settings.set("WALKBACK_PRIVATE", plan.allow_private, priority="cmdline")
    return settings


def user_agent(contact: str = "") -> str:
    """Name the product to the servers we ask, and whom to write to."""
    return f"walkback/{version('walkback')}" + (f" (+{contact})" if contact else "")


def main() -> None:
    """Read a plan, crawl, and answer in lines of JSON."""
    plan = CrawlPlan.from_json(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as out:
        # Whatever a library prints must not end up among our lines.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

        def say(**word: object) -> None:
            out.write(json.dumps(word) + "\n")
            out.flush()

        try:
            say(report=run(plan, lambda progress: say(progress=asdict(progress))).to_json())
        except WalkbackError as error:
            say(stopped=str(error))


def _end_with_parent() -> None:
    """End at once when whoever started us is gone. The store takes a page wholly or not at all."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
