"""How far long work is: a bar on a terminal, a plain line every few seconds elsewhere; on standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[str, int, int], None]
"""Takes what is being done, how many are done and how many there are so far."""

PAUSE: Final = 2.0  # seconds between two plain lines, so that a log of an hour stays readable


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Tell]:
    """Give a function to tell the progress with."""
    stream = stream or sys.stderr
    if stream.isatty():
        with _bar(stream) as tell:
            yield tell
    else:
        yield _lines(stream)


@contextmanager
def _bar(stream: TextIO) -> Iterator[Tell]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(doing: str, done: int, total: int) -> None:
            bar.update(task, description=doing, completed=done, total=total or None)

        yield tell


def _lines(stream: TextIO) -> Tell:
    last = time.monotonic()

    def tell(doing: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            stream.write(f"{doing}: {done} of {total}\n")
            stream.flush()

    return tell
