"""The run: files to workers, what they read into one store, and an account of every file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from crawlers.backfill.archive import ArchiveFile
from crawlers.backfill.cluster import mapped
from crawlers.backfill.journal import Account, Journal
from crawlers.backfill.reading import FileResult, Page, cards, read_file
from crawlers.sources import SourceList
from graph.errors import QuoteNotInText
from graph.store import Store

PORTION: Final = 100  # pages of one step


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """What to read and where. `workers` are processes of this machine if no scheduler is named."""

    files: tuple[ArchiveFile, ...]
    sources: SourceList = field(default_factory=SourceList)
    scheduler: str = ""
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a run did. Shape: one account for each file that it read, in order; `skipped` files were done before."""

    accounts: tuple[Account, ...] = ()
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    failed: tuple[tuple[str, str], ...] = ()

    def total(self, name: str) -> int:
        """Add up one figure of all accounts."""
        return sum(int(getattr(each, name)) for each in self.accounts)


Tell = Callable[[int, int], None]


def backfill(
    plan: BackfillPlan, store: Store, journal: Journal, tell: Tell = lambda *_: None
) -> BackfillReport:
    """Read all files of a plan that are not done. Units of the progress: files.

    Raises: StoreError, SchedulerGone; what was stored until then is kept and in the journal.
    """
    stamps = {each.url: each.stamp for each in plan.files}
    left = [each.url for each in plan.files if not journal.done(each.url, each.stamp, store)]
    skipped = len(plan.files) - len(left)
    accounts: list[Account] = []
    reasons: Counter[str] = Counter()
    failed: list[tuple[str, str]] = []
    work = partial(read_file, sources=plan.sources)
    for file, outcome in mapped(work, left, scheduler=plan.scheduler, workers=plan.workers):
        result = outcome if isinstance(outcome, FileResult) else FileResult(problem=_because(outcome))
        account, refused = _stored(store, file, stamps[file], result)
        journal.add(account)
        accounts.append(account)
        reasons += result.passed_over
        failed += [*result.failed, *refused]
        tell(skipped + len(accounts), len(plan.files))
    accounts.sort(key=lambda each: each.file)
    return BackfillReport(tuple(accounts), skipped, reasons, tuple(sorted(failed)))


def _stored(store: Store, file: str, stamp: str, result: FileResult) -> tuple[Account, list[tuple[str, str]]]:
    """Store what a file gave and account for it."""
    for card in cards(result.pages):
        store.save_source(card)
    refused: list[tuple[str, str]] = []
    for start in range(0, len(result.pages), PORTION):
        refused += _save(store, result.pages[start : start + PORTION])
    stored = len(result.pages) - len(refused)
    return Account(
        file,
        stamp,
        result.read,
        result.passed_over.total(),
        len(result.failed) + len(refused),
        stored,
        sum(len(kept.assertions) for each in result.pages for kept in each.folder.versions),
        result.problem,
        result.pages[-1].folder.document.id if stored else "",
    ), refused


def _save(store: Store, pages: Sequence[Page]) -> list[tuple[str, str]]:
    """Save pages in one step, or one by one if one of them is refused; give those that were."""
    try:
        store.save_folders([each.folder for each in pages])
    except QuoteNotInText as error:
        if len(pages) == 1:
            return [(pages[0].folder.document.url, str(error))]
        return [refused for each in pages for refused in _save(store, [each])]
    return []


def _because(outcome: object) -> str:
    return f"cannot be read: {type(outcome).__name__}: {outcome}"[:200]
