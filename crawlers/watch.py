"""Crawls round after round, each for what is due. All it knows is in the ledger: it may be killed at any moment."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan
from graph.errors import WalkbackError
from graph.place import beside
from graph.store.sqlite_ledger import open_ledger

SHORTEST: Final = (
    300.0  # seconds from one round to the next: a round costs two of them, a feed has 15 minutes
)
LONGEST: Final = 3600.0  # so that a source that was added is read within the hour


def rounds(
    plan: CrawlPlan, run: Callable[[CrawlPlan], CrawlReport], *, wait: Callable[[float], object] = time.sleep
) -> Iterator[CrawlReport | WalkbackError]:
    """Run one round after another and give its report, or why there is none; never ends by itself.

    Raises: what `run` raises, but only in the first round: what went well once may go well again.
    """
    yield run(replace(plan, only_due=True))
    while True:
        wait(pause(plan, datetime.now(UTC)))
        try:
            yield run(replace(plan, only_due=True))
        except WalkbackError as error:
            yield error


def pause(plan: CrawlPlan, now: datetime) -> float:
    """Tell how long to wait for the next round. Units: seconds."""
    try:
        with open_ledger(beside(plan.database), read_only=True) as ledger:
            due = ledger.next_due()
    except WalkbackError:
        return SHORTEST  # a store in trouble is given time
    seconds = (due - now).total_seconds() if due else LONGEST
    return min(max(seconds, SHORTEST), LONGEST)
