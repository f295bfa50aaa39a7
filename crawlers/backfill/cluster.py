"""The engine: Dask distributed, on a cluster or on processes of this machine. The only module that imports it.

A worker that is lost costs its files another try elsewhere; a scheduler that is lost costs a new connection.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from dask import config
from distributed import Client, LocalCluster, as_completed
from distributed.comm.core import CommClosedError

from graph.errors import WalkbackError

T = TypeVar("T")

TRIES: Final = 3  # of one file, when it cannot be had or its worker dies with it
AHEAD: Final = (
    2  # files given out for each thread of the cluster, so that none is idle and little is in memory
)
LOSSES: Final = 5  # schedulers lost in a run without any file done in between
PATIENCE: Final = 60.0  # seconds until a scheduler must answer


# Dask looks at itself many times a second: 2 to 3 % of a core in every process that does nothing.
_QUIET: Final = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


class SchedulerGone(WalkbackError):
    """Nothing answers at the scheduler's address."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"no scheduler answers at {address or 'this machine'} ({problem}):"
            " what was read is kept, the same command goes on from there"
        )
        self.address = address


class _Lost(Exception):
    """The scheduler went away while files were out."""


def mapped(
    work: Callable[[str], T], files: Sequence[str], *, scheduler: str = "", workers: int | None = None
) -> Iterator[tuple[str, T | Exception]]:
    """Give what `work` makes of each file, as it comes; an exception for a file on which it failed every time.

    Shape: `workers` are processes of this machine if no scheduler is named; as many as it has cores by default.
    Raises: SchedulerGone.
    """
    left = deque(files)
    losses = 0
    while left:
        try:
            with _client(scheduler, workers) as client:
                for file, outcome in _outcomes(client, work, tuple(left)):
                    left.remove(file)
                    losses = 0
                    yield file, outcome
        except (_Lost, CommClosedError) as error:
            losses += 1
            if losses > LOSSES:
                raise SchedulerGone(scheduler, "it was lost again and again") from error
            time.sleep(min(losses, 5))


@contextmanager
def _client(scheduler: str, workers: int | None) -> Iterator[Client]:
    """Connect to a scheduler, or start one with workers that are gone when this ends."""
    if scheduler:
        try:
            client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise SchedulerGone(scheduler, str(error) or type(error).__name__) from error
        with client:
            yield client
        return
    with (
        config.set(_QUIET),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _outcomes(client: Client, work: Callable[[str], T], files: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Hand out files, a few more than there are threads, and give each outcome as it comes. Raises: _Lost."""
    waiting = iter(files)
    out: dict[Any, str] = {}
    done = as_completed(loop=client.loop)

    def hand_out() -> None:
        threads = max(1, sum(client.nthreads().values()))
        while len(out) < AHEAD * threads and (file := next(waiting, None)) is not None:
            future = client.submit(work, file, pure=False, retries=TRIES - 1)
            out[future] = file
            done.add(future)

    hand_out()
    while out:
        future = next(done)
        yield out.pop(future), _outcome(future)
        hand_out()


def _outcome(future: Any) -> object:
    if future.status == "finished":
        return future.result()
    if future.status == "error":
        return future.exception()
    raise _Lost
