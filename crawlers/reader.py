"""Reads what strangers wrote in a process of its own, which ends when it takes too much time or memory.

No parser is safe from every page: some need seconds for an element with many attributes, others never come back
from a date. The crawl goes on while a page is read, and goes on without it when its reading is ended.
"""

import asyncio
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, ParamSpec, Self, TypeVar, cast

from crawlers import limits

P = ParamSpec("P")
T = TypeVar("T")

# By the clock, a reading may take longer than by the processor, which others use too.
_PATIENCE: Final = 6 * limits.READING_SECONDS
_MOMENT: Final = 0.5  # seconds for a process to end after it has closed its end of the line


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that no article or listing could be made of, and why."""

    problem: str


class Reader:
    """Runs pure functions in the other process, one after another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = asyncio.Lock()

    def __enter__(self) -> Self:
        self._process = _start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    async def read(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | Unread:
        """Give what a function of a module gives, or why it did not come to an end."""
        async with self._turn:
            answer = await asyncio.to_thread(self._ask, (function, args, kwargs))
        return cast("T | Unread", answer)

    def _ask(self, job: tuple[Callable[..., object], tuple[object, ...], Mapping[str, object]]) -> object:
        process = self._process = self._process or _start()
        if process.stdin is None or process.stdout is None:
            return Unread("there is no reader")
        deadline = threading.Timer(_PATIENCE, process.kill)
        deadline.start()
        try:
            pickle.dump(job, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - from our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            return Unread(_last_word(self._end()))
        finally:
            deadline.cancel()

    def _end(self) -> int:
        """End the process and give the code it ended with, its own if it had ended already."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(_MOMENT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return process.returncode


class Readers:
    """Several readers: whoever has something to read takes the first that is free."""

    def __init__(self, processes: int = 1) -> None:
        self._readers = [Reader() for _ in range(processes)]
        self._free: asyncio.Queue[Reader] = asyncio.Queue()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            for each in self._readers:
                self._free.put_nowait(started.enter_context(each))
            self._ends = started.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    async def read(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | Unread:
        """Give what a function of a module gives, or why it did not come to an end."""
        reader = await self._free.get()
        try:
            return await reader.read(function, *args, **kwargs)
        finally:
            self._free.put_nowait(reader)


def _last_word(code: int) -> str:
    if -code in (signal.SIGKILL, getattr(signal, "SIGXCPU", signal.SIGKILL)):
        return "reading it takes too long"
    return f"reading it ended the process that does it, with code {code}"


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "crawlers.reading"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
