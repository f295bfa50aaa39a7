"""Measures backfill: how many times the rate of one worker two workers reach on the same archives.

Runs with one and with two workers take turns, and the fastest of each counts: what other people do on the machine
slows a run and never speeds it up. Beside that the rate that the processor time allows where two cores are free,
which other people's work does not touch: with two workers the process that hands out and collects shares their cores.
"""

import gzip
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crawlers.backfill.archive import files_of
from crawlers.backfill.cluster import mapped
from crawlers.backfill.reading import read_file
from crawlers.sources import SourceList

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
FILES, PAGES, ROUNDS, TARGET = 8, 40, 3, 1.7


def main() -> None:
    records = [json.loads(path.read_text()) for path in sorted((CORPUS / "gold").glob("*.json"))]
    pages = [(each["url"], (CORPUS / each["path"]).read_bytes()) for each in records if "path" in each]
    with tempfile.TemporaryDirectory(prefix="walkback-bench-") as folder:
        for number in range(FILES):
            with (Path(folder) / f"{number}.warc.gz").open("wb") as file:
                for copy in range(PAGES):
                    url, body = pages[(number + copy) % len(pages)]
                    file.write(_record(f"{url}?{number}-{copy}", body))
        runs: dict[int, list[Run]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for workers, its in runs.items():
                its.append(_run(folder, workers))
    one, two = (max(each.rate for each in its) for its in runs.values())
    print(
        f"backfill   {one:.1f} pages a second with one worker, {two:.1f} with two (best of {ROUNDS} each):",
        end=" ",
    )
    print(f"{two / one:.2f} times (target {TARGET})", flush=True)
    alone, shared = (min(its, key=lambda each: each.worker) for its in runs.values())
    allowed = 2 * alone.worker / (shared.worker + shared.parent)
    print(
        f"           processor time of a page: {alone.worker * 1000:.0f} ms with one worker, {shared.worker * 1000:.0f}"
        f" with two, {shared.parent * 1000:.1f} ms to hand out and collect: {allowed:.2f} times on two free cores",
        flush=True,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. Units: `rate` pages a second by the clock, the others processor seconds a page."""

    rate: float
    worker: float
    parent: float


def _record(url: str, body: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2026-09-30T12:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def _used() -> float:
    """Give the processor time of this process and of its children that have ended. Units: seconds."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _measured(file: str, sources: SourceList) -> tuple[int, float, int]:
    """Read a file in a worker; give who that was, what it has used in its life, and the pages read."""
    read = read_file(file, sources).read
    return os.getpid(), _used(), read


def _run(folder: str, workers: int) -> Run:
    """Measure from the first file of each worker to the last of all: starting them and loading rules is not counted."""
    files = [each.url for each in files_of([f"{folder}/*"])]
    work = partial(_measured, sources=SourceList())
    seen: dict[int, list[float]] = {}
    pages, start, own = 0, 0.0, 0.0
    for _, (worker, used, read) in mapped(work, files, workers=workers):
        known = worker in seen
        seen.setdefault(worker, []).append(used)
        if known and start:
            pages += read
        elif not known and len(seen) == workers:
            start, own = time.perf_counter(), time.process_time()
    clock, parent = time.perf_counter() - start, time.process_time() - own
    spent = sum(its[-1] - its[0] for its in seen.values())
    counted = sum(len(its) - 1 for its in seen.values()) * PAGES
    return Run(pages / clock, spent / counted, parent / pages)


if __name__ == "__main__":
    sys.exit(main())
