"""Crawls round after round, each for what is due. All it knows is in the ledger: it may be killed at any moment."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from crawlers.locking import locked
from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan
from graph.errors import WalkbackError
from graph.place import Place, beside
from graph.store.sqlite_file import in_plain_words
from graph.store.sqlite_ledger import open_ledger

SHORTEST: Final = (
    300.0  # seconds from one round to the next: a round costs two of them, a feed has 15 minutes
)
LONGEST: Final = 3600.0  # so that a source that was added is read within the hour


def rounds(
    plan: CrawlPlan, run: Callable[[CrawlPlan], CrawlReport], *, wait: Callable[[float], object] = time.sleep
) -> Iterator[CrawlReport | WalkbackError]:
    """Run one round after another and give its report, or why there is none; never ends by itself.

    Raises: AlreadyWatched; what `run` raises, but only in the first round: what went well once may go well again.
    """
    with alone(plan.database):
        yield run(replace(plan, only_due=True))
        while True:
            wait(pause(plan, datetime.now(UTC)))
            try:
                yield run(replace(plan, only_due=True))
            except WalkbackError as error:
                yield error


class AlreadyWatched(WalkbackError):
    """Another process watches for the same database: two would ask every site twice as often."""

    def __init__(self, database: Place, process: str) -> None:
        super().__init__(
            f"{database}: process {process or 'unknown'} runs `walkback crawl --watch` for it already;"
            " stop that one first"
        )
        self.database, self.process = database, process


@contextmanager
def alone(database: Place) -> Iterator[None]:
    """Be the only watch of a database on this machine. The system ends the lock with our process, however it ends.

    Raises: AlreadyWatched; StoreUnusable if there can be no file beside the database.
    """
    file = beside(database).resolve().with_suffix(".watch")
    with in_plain_words(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.open("a+")
    with handle:
        if not locked(handle):
            handle.seek(0)
            raise AlreadyWatched(database, handle.read(20).strip())
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield


def pause(plan: CrawlPlan, now: datetime) -> float:
    """Tell how long to wait for the next round. Units: seconds."""
    try:
        with open_ledger(beside(plan.database), read_only=True) as ledger:
            due = ledger.next_due()
    except WalkbackError:
        return SHORTEST  # a store in trouble is given time
    seconds = (due - now).total_seconds() if due else LONGEST
    return min(max(seconds, SHORTEST), LONGEST)
