"""Measures backfill: how many times the rate of one worker two workers reach on the same archives."""

import gzip
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from crawlers.backfill.archive import files_of
from crawlers.backfill.cluster import mapped
from crawlers.backfill.reading import read_file
from crawlers.sources import SourceList

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
FILES, PAGES, TARGET = 8, 60, 1.7


def main() -> None:
    records = [json.loads(path.read_text()) for path in sorted((CORPUS / "gold").glob("*.json"))]
    pages = [(each["url"], (CORPUS / each["path"]).read_bytes()) for each in records if "path" in each]
    with tempfile.TemporaryDirectory(prefix="walkback-bench-") as folder:
        for number in range(FILES):
            with (Path(folder) / f"{number}.warc.gz").open("wb") as file:
                for copy in range(PAGES):
                    url, body = pages[(number + copy) % len(pages)]
                    file.write(_record(f"{url}?{number}-{copy}", body))
        rates = {workers: _rate(folder, workers) for workers in (1, 2)}
    print(f"backfill   {rates[1]:.1f} pages a second with one worker, {rates[2]:.1f} with two:", end=" ")
    print(f"{rates[2] / rates[1]:.2f} times (target {TARGET})", flush=True)


def _record(url: str, body: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2026-09-30T12:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def _rate(folder: str, workers: int) -> float:
    """Give the pages a second from the first file that is done to the last: starting the workers is not counted."""
    files = [each.url for each in files_of([f"{folder}/*"])]
    work = partial(read_file, sources=SourceList())
    done = [(time.perf_counter(), outcome.read) for _, outcome in mapped(work, files, workers=workers)]
    # The first file of each worker pays for loading the rules.
    return sum(read for _, read in done[workers:]) / (done[-1][0] - done[workers - 1][0])


if __name__ == "__main__":
    sys.exit(main())
