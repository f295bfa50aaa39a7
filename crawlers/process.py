"""The crawling process: Scrapy, a desk and a store, told what to do on standard input. See crawlers.run."""

import gc
import json
import math
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawlers.article import reader_name
from crawlers.desk import Desk, Tell
from crawlers.evidence import Shelf, folder_of, sweep
from crawlers.gatekeeper import load_gatekeeper
from crawlers.gateway import gateway
from crawlers.memory import Memory
from crawlers.public import Reach
from crawlers.quality import LATEST, shortened
from crawlers.reader import Readers
from crawlers.report import CrawlReport, Progress
from crawlers.run import CrawlPlan, rendered, watched_by
from crawlers.sources import SourceList, load_sources
from graph.config import days_of
from graph.errors import WalkbackError
from graph.place import beside
from graph.store.opening import open_store
from graph.store.sqlite_ledger import open_ledger

_BREATH: Final = 0.1  # seconds between two words on the progress


def run(plan: CrawlPlan, tell: Tell) -> CrawlReport:
    """Crawl in this process, which can be done once in its life. Raises: StoreError, ConfigError."""
    sources = load_sources(plan.sources) if plan.sources else SourceList()
    keep, settings, local = days_of(plan.evidence), scrapy_settings(plan, sources), beside(plan.database)
    with (
        _way_out(plan, sources, settings),
        open_store(plan.database, create=True) as store,
        open_ledger(local) as ledger,
    ):
        folder = folder_of(local)
        with Shelf(folder, ledger, plan.contact) as shelf, Readers(plan.readers) as reader:
            kept = None if keep == 0 else shelf
            memory = Memory(ledger, reader_name(), sources.is_primary, kept)
            desk = Desk(store, sources, tell, memory)
            process = AsyncCrawlerProcess(settings)
            process.crawl(
                "source",
                desk=desk,
                reader=reader,
                memory=memory,
                pages=plan.pages,
                sources=sources,
                gatekeeper=load_gatekeeper(plan.gate_sample),
                watched=watched_by(plan, sources),
                lists_only=plan.lists_only,
                pages_of_a_host=plan.pages_of_a_host,
                only_due=plan.only_due,
            )
            _collect_seldom()
            process.start()
            if not desk.failure:
                memory.write_down()
        if keep is not None:
            sweep(folder, ledger, keep, datetime.now(UTC).date())
        short = shortened(ledger.ratios(LATEST), lambda url: sources.source_of(url).name)
        report = replace(desk.report(), shortened=short)
        for check in () if desk.failure else report.checks:
            store.save_check(check)
    if desk.failure:
        raise desk.failure
    return report


def _collect_seldom() -> None:
    """Look for unreachable objects less often: what is loaded now stays, and what a page leaves is small.

    Shape: a tenth less processor time for each page, and a few MB more memory.
    """
    gc.freeze()
    gc.set_threshold(10_000)


@contextmanager
def _way_out(plan: CrawlPlan, sources: SourceList, settings: Settings) -> Iterator[None]:
    """Let pages that need a browser have one for as long as the context lasts, with a gateway as its only way out."""
    if next(rendered(plan, sources), None) is None:
        yield
        return
    from crawlers.browser import browser_settings  # the extra need not be there for anything else

    with nullcontext(plan.proxy) if plan.proxy else gateway(Reach(plan.allow_private)) as proxy:
        settings.setdict(browser_settings(proxy, plan.timeout), priority="cmdline")
        yield


def scrapy_settings(plan: CrawlPlan, sources: SourceList | None = None) -> Settings:
    """Give Scrapy's settings for a plan, and the pace of each source."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("DOWNLOAD_DELAY", plan.delay, priority="cmdline")
    settings.set("DOWNLOAD_SLOTS", slots_of(plan, sources or SourceList()), priority="cmdline")
    settings.set("USER_AGENT", user_agent(plan.contact), priority="cmdline")
    settings.set("DOWNLOAD_TIMEOUT", plan.timeout, priority="cmdline")
    settings.set("WALKBACK_PROXY", plan.proxy, priority="cmdline")
    settings.set("WALKBACK_PROXY_HOST", plan.proxy_host, priority="cmdline")
    settings.set("WALKBACK_PRIVATE", plan.allow_private, priority="cmdline")
    return settings


def slots_of(plan: CrawlPlan, sources: SourceList) -> dict[str, dict[str, float]]:
    """Give the pause between two requests for the hosts of sources that want a longer one than the plan has.

    Shape: none where the plan has no pause at all, which is for this machine only.
    """
    slow = [each for each in sources.outlets if plan.delay and each.limits.delay > plan.delay]
    return {host: {"delay": each.limits.delay} for each in slow for host in each.hosts()}


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

        told = -math.inf

        def tell(progress: Progress) -> None:
            nonlocal told
            if (now := time.monotonic()) - told >= _BREATH:
                told = now
                say(progress=asdict(progress))

        try:
            say(report=run(plan, tell).to_json())
        except WalkbackError as error:
            say(stopped=str(error))


def _end_with_parent() -> None:
    """End at once when whoever started us is gone. The store takes a page wholly or not at all."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
