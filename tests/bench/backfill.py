"""Measures backfill: how many times the rate of one worker two workers reach on the same archives.

Runs with one and with two workers take turns, and the fastest of each counts: what other people do on the machine
slows a run and never speeds it up. Beside that the rate that the processor time of the work allows where two cores are
free, which other people's work does not touch: with two workers the process that hands out and collects shares their
cores. What Dask's own clocks use (2 % of a core a process) is no part of it. Usage: backfill.py [ROUNDS]
"""

import gzip
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from crawlers.backfill.archive import files_of
from crawlers.backfill.cluster import mapped
from crawlers.backfill.reading import FileResult, read_file
from crawlers.sources import SourceList

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
FILES, PAGES, ROUNDS, TARGET = 8, 40, 3, 1.7


def main(rounds: int = ROUNDS) -> None:
    records = [json.loads(path.read_text()) for path in sorted((CORPUS / "gold").glob("*.json"))]
    pages = [(each["url"], (CORPUS / each["path"]).read_bytes()) for each in records if "path" in each]
    with tempfile.TemporaryDirectory(prefix="walkback-bench-") as folder:
        for number in range(FILES):
            with (Path(folder) / f"{number}.warc.gz").open("wb") as file:
                for copy in range(PAGES):
                    url, body = pages[(number + copy) % len(pages)]
                    file.write(_record(f"{url}?{number}-{copy}", body))
        runs: dict[int, list[Run]] = {1: [], 2: []}
        for _ in range(rounds):
            for workers, its in runs.items():
                its.append(_run(folder, workers))
        parent = _handed_out(folder)
    one, two = (max(each.rate for each in its) for its in runs.values())
    print(
        f"backfill   {one:.1f} pages a second with one worker, {two:.1f} with two (best of {rounds} each):",
        end=" ",
    )
    print(f"{two / one:.2f} times (target {TARGET})", flush=True)
    alone, shared = (min(each.worker for each in its) for its in runs.values())
    print(
        f"           processor time of a page: {alone * 1000:.1f} ms with one worker, {shared * 1000:.1f} with two,"
        f" {parent * 1000:.2f} to hand out and collect: {2 * alone / (shared + parent):.2f} times on two free cores",
        flush=True,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. Units: `rate` pages a second by the clock, `worker` processor seconds a page."""

    rate: float
    worker: float


def _record(url: str, body: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2026-09-30T12:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def _used() -> float:
    """Give the processor time of this thread and of the process's children that have ended. Units: seconds."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time() + ended.ru_utime + ended.ru_stime


def _measured(file: str, sources: SourceList) -> tuple[int, float, FileResult]:
    """Read a file in a worker; give who that was, what it took, and the result, which travels as always."""
    before = _used()
    result = read_file(file, sources)
    return os.getpid(), _used() - before, result


@cache
def _once(file: str) -> FileResult:
    return read_file(file, SourceList())


def _ready(file: str, first: str) -> FileResult:
    """Give the result of the first file whatever is asked: what is left is handing out and collecting."""
    return _once(first)


def _handed_out(folder: str) -> float:
    """Give what the process that hands out and collects uses for a page. Units: processor seconds."""
    files = [each.url for each in files_of([f"{folder}/*"])]
    done = mapped(partial(_ready, first=files[0]), files * 10, workers=1)
    next(done)
    start = time.process_time()
    pages = sum(result.read for _, result in done)
    return (time.process_time() - start) / pages


def _run(folder: str, workers: int) -> Run:
    """Measure from the first file of each worker to the last of all: starting them and loading rules is not counted."""
    files = [each.url for each in files_of([f"{folder}/*"])]
    known: set[int] = set()
    pages, spent, start = 0, 0.0, 0.0
    for _, (worker, took, result) in mapped(partial(_measured, sources=SourceList()), files, workers=workers):
        if start and worker in known:
            pages, spent = pages + result.read, spent + took
        known.add(worker)
        if len(known) == workers and not start:
            start = time.perf_counter()
    return Run(pages / (time.perf_counter() - start), spent / pages)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
