"""The long steps as the command line runs them: crawl and build with progress shown, reports as lines."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from crawlers.health import health_of, with_lengths
from crawlers.intake import IntakePlan, take_in
from crawlers.quality import shortened_in
from crawlers.report import CrawlReport
from crawlers.report import Progress as CrawlProgress
from crawlers.run import CrawlPlan, crawl, watched_by
from crawlers.sources import load_sources
from graph.ask import Tally
from graph.build import BuildReport, PageExtractor, default_build
from graph.build import Progress as BuildProgress
from graph.config import ExtractorSettings
from graph.copying import copy
from graph.errors import WalkbackError
from graph.extract.extractor import Extractor as Rules
from graph.place import Place, beside
from graph.store.opening import open_store
from ui import words
from ui.progress import Tell, progress

if TYPE_CHECKING:  # it needs what only some installations have
    from crawlers.backfill.run import BackfillPlan, BackfillReport

RULES: Final = ExtractorSettings()


class NothingRead(WalkbackError):
    """None of the pages a person named could be read."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url}: {problem}; give the address of one article")
        self.url, self.problem = url, problem


class SamePlace(WalkbackError):
    """A graph was to be copied onto itself."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"{place}: name another place to copy to")
        self.place = place


def crawl_pages(plan: CrawlPlan) -> CrawlReport:
    """Crawl by plan.

    Raises: NothingRead if pages were named and none of them is in the store afterwards.
    """
    with progress() as tell:
        report = crawl(plan, lambda now: _tell_crawl(tell, now))
    if plan.only_pages and not report.fetched:
        raise NothingRead(*_first_problem(report, plan))
    return report


def add_archive(plan: IntakePlan) -> CrawlReport:
    """Take an archive of pages into the database."""
    with progress() as tell:
        return take_in(plan, lambda now: tell(f"reading {plan.archive.name}", now.done, now.requested))


def check_sources(plan: CrawlPlan) -> Iterator[str]:
    """Look at the sources of a plan and say how each is, compared with its own past."""
    from ui.export.health import check_lines

    if plan.sources is None:
        raise ValueError("a plan without sources checks none")
    names = [each.source.name for each in watched_by(plan, load_sources(plan.sources))]
    crawl_pages(plan)
    now = datetime.now(UTC)
    with open_store(plan.database, read_only=True) as store:
        healths = {name: health_of(name, store.checks(name), now) for name in names}
        short = [each for each in shortened_in(plan.database, store.sources()) if each.source in healths]
    yield from check_lines(with_lengths(healths, short).values())


def build_graph(
    database: Place, extractor: ExtractorSettings = RULES, *, everything: bool = False
) -> Iterator[str]:
    """Bring the graph up to date with what was crawled; give the account of it.

    Raises: ConfigError if a model is to read and something that it needs is missing.
    """
    from graph.llm import Insisting, ReplyFolder, chosen_extractor

    chosen = chosen_extractor(extractor, os.environ, ReplyFolder(beside(database).with_suffix(".replies")))
    if isinstance(chosen, Rules):
        yield from build_lines(_built(database, chosen, everything=everything))
        return
    with closing(Insisting(chosen)) as reader:
        yield from build_lines(_built(database, reader, everything=everything))
        yield from reader.usage.lines()


def _built(database: Place, reader: PageExtractor, *, everything: bool) -> BuildReport:
    with open_store(database) as store, progress() as tell:

        def told(now: BuildProgress) -> None:
            unit = "pages" if now.step == "reading" else "rules"
            tell(f"{now.step} {unit}", now.done, now.total)

        return default_build(store, reader, everything=everything, on_progress=told)


def copy_graph(source: Place, target: Place) -> Iterator[str]:
    """Copy a graph and give the account of it. Raises: StoreError; SamePlace."""
    if source == target:
        raise SamePlace(source)
    with (
        open_store(source, read_only=True) as old,
        open_store(target, create=True) as new,
        progress() as tell,
    ):
        report = copy(old, new, lambda now: tell(f"copying {now.step}", now.done, now.total))
    yield f"{words.count(report.documents, 'page')} copied, {report.written} of them written now"
    yield f"{words.count(report.blocks, 'block')} of claims copied, {report.derived} of them written now"
    if report.others:
        yield (
            f"{target} held {words.count(report.others, 'other page')}: "
            f"run `walkback build --store {target}` to derive from all of them"
        )


def backfill_pages(plan: "BackfillPlan", database: Place) -> Iterator[str]:
    """Read web archives into the database and give the account of it. Raises: StoreError, SchedulerGone."""
    from crawlers.backfill.journal import Journal
    from crawlers.backfill.run import backfill

    journal = Journal.beside(beside(database))
    with open_store(database, create=True) as store, progress() as tell:
        report = backfill(plan, store, journal, lambda done, total: tell("reading files", done, total))
    yield from backfill_lines(report)


def backfill_lines(report: "BackfillReport") -> Iterator[str]:
    """Give the account of a backfill; every file that is not whole and every page that failed is named."""
    done = f", {report.skipped} were done before" if report.skipped else ""
    yield f"{words.count(len(report.accounts), 'file')} read{done}"
    parts = (f"{report.total(name)} {name.replace('_', ' ')}" for name in ("passed_over", "failed", "stored"))
    yield f"{words.count(report.total('read'), 'page')}: {', '.join(parts)}"
    if report.reasons:
        yield "passed over: " + ", ".join(f"{number} {why}" for why, number in report.reasons.most_common())
    yield f"{words.count(report.total('passages'), 'passage')} found"
    yield from (f"  {url}: {problem}" for url, problem in report.failed)
    yield from (
        f"  {each.file}: {each.problem}; it is tried again next time"
        for each in report.accounts
        if each.problem
    )


def crawl_lines(report: CrawlReport) -> Iterator[str]:
    """Give the account of a crawl; every page that could not be read is named."""
    counts = f"{len(report.stored)} new, {len(report.unchanged)} unchanged"
    yield f"{words.count(report.fetched, 'page')} fetched and read: {counts}"
    yield from _gated_line(report)
    reasons, gated = report.reasons, frozenset(report.gated)
    if reasons:
        said = ", ".join(f"{number} {reason}" for reason, number in reasons.items())
        yield f"{words.count(sum(reasons.values()), 'page')} skipped: {said}"
        named = (each for each in report.skipped if each.url not in gated)
        yield from (f"  {each.url}: {_because(each.reason, each.detail)}" for each in named)
    if report.failed:
        yield f"{words.count(len(report.failed), 'page')} could not be read:"
        yield from (f"  {each.url}: {each.problem}" for each in report.failed)
    if report.unreadable:
        yield f"{words.count(len(report.unreadable), 'list')} of pages could not be read:"
        yield from (f"  {each.url}: {each.problem}" for each in report.unreadable)
    for each in report.passed_over:
        yield f"{words.count(each.pages, 'page')} of {each.host} never asked for: {each.reason}"
    if report.undated:
        yield f"{words.count(len(report.undated), 'new page')} without a date"
    for short in report.shortened:
        yield (
            f"{short.source}: its texts have become short, {short.now:.0%} of what the pages hold instead of"
            f" {short.before:.0%}; look at one"
        )


def _gated_line(report: CrawlReport) -> Iterator[str]:
    """Count what the gate passed over, by source; its pages are not named, for most of the web is among them."""
    if report.gated:
        counts = Counter({each.name: each.gated for each in report.checks if each.gated})
        others = len(report.gated) - counts.total()
        said = [f"{number} of {name}" for name, number in counts.most_common()]
        said += [f"{others} of sites that are not listed"] if others else []
        yield f"{words.count(len(report.gated), 'page')} about other things, not parsed: {', '.join(said)}"


def build_lines(report: BuildReport) -> Iterator[str]:
    """Give the account of a build."""
    silent = f", {report.silent} without a claim" if report.silent else ""
    found = words.count(report.assertions, "passage")
    yield f"{words.count(report.versions, 'page')} searched{silent}, {found} found"
    if report.failed:
        yield f"{words.count(len(report.failed), 'page')} the rules could not read:"
        yield from (f"  {each.url}: {each.problem}" for each in report.failed)


def tally_line(tally: Tally) -> str:
    """Say what the graph holds."""
    parts = (
        words.count(tally.claims, "claim"),
        words.count(tally.contradictions, "contradiction"),
        words.count(tally.disputes, "dispute"),
        words.count(tally.developments, "development"),
    )
    return ", ".join(parts)


def _tell_crawl(tell: Tell, now: CrawlProgress) -> None:
    tell("fetching pages", now.done, now.requested)


def _first_problem(report: CrawlReport, plan: CrawlPlan) -> tuple[str, str]:
    for skipped in report.skipped:
        return skipped.url, _because(skipped.reason, skipped.detail)
    for failed in report.failed:
        return failed.url, failed.problem
    return plan.pages[0], "nothing was fetched"


def _because(reason: str, detail: str) -> str:
    return f"{reason} ({detail})" if detail else reason
