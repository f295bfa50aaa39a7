"""Web archives made of the sample newsroom's pages, and a cluster on loopback whose processes may be killed."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

CORPUS = Path(__file__).parents[3] / "data" / "corpus"
OFF_TOPIC = (
    b"<html><body><article><p>" + b"The council met and voted on the budget for roads. " * 20 + b"</p>"
)


@pytest.fixture(scope="session")
def corpus_pages() -> list[tuple[str, bytes]]:
    """Give some pages of the sample sites, each with its address."""
    records = [json.loads(path.read_text()) for path in sorted((CORPUS / "gold").glob("*.json"))[::3]]
    return [(each["url"], (CORPUS / each["path"]).read_bytes()) for each in records if "path" in each]


@pytest.fixture(scope="session")
def write_archive() -> Callable[..., None]:
    return _write_archive


def _write_archive(
    path: Path, pages: list[tuple[str, bytes]], kind: str = "text/html", code: str = "200 OK"
) -> None:
    """Add answers to an archive, one gzip member each, as crawls and public archives keep them."""
    with path.open("ab") as file:
        for url, body in pages:
            answer = f"HTTP/1.1 {code}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, url)}>\r\n"
                f"WARC-Target-URI: {url}\r\nWARC-Date: 2026-09-30T12:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + answer + b"\r\n\r\n"))


@pytest.fixture(scope="session")
def archives(tmp_path_factory, corpus_pages) -> Path:
    """Make six archives of a few pages each, with what does not count between them."""
    folder = tmp_path_factory.mktemp("archives")
    for number in range(6):
        path = folder / f"news-{number}.warc.gz"
        _write_archive(path, corpus_pages[number::6])
        _write_archive(path, [(f"http://roads.test/{number}", OFF_TOPIC)])
        _write_archive(path, [(f"http://roads.test/{number}.pdf", b"%PDF-1.4")], kind="application/pdf")
        _write_archive(path, [(f"http://roads.test/{number}/gone", b"gone")], code="404 Not Found")
    return folder


class Cluster:
    """A scheduler and its workers, each a process of its own on loopback."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start(self, workers: int) -> None:
        self.start_scheduler()
        for _ in range(workers):
            self.workers.append(
                self._run("dask_worker", self.address, "--nthreads=1", "--no-nanny", "--no-dashboard")
            )

    def start_scheduler(self) -> None:
        """Start it, where it was before if it was killed."""
        file = self._folder / "scheduler.json"
        file.unlink(missing_ok=True)
        port = self.address.rpartition(":")[2] or "0"
        options = ["--host=127.0.0.1", f"--port={port}", "--no-dashboard", f"--scheduler-file={file}"]
        self._scheduler = self._run("dask_scheduler", *options)
        until = time.monotonic() + 60
        while not (file.exists() and file.read_text().strip().endswith("}")):
            assert self._scheduler.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        self.address = json.loads(file.read_text())["address"]

    def kill_worker(self) -> None:
        _end(self.workers.pop(), signal.SIGKILL)

    def kill_scheduler(self) -> None:
        assert self._scheduler is not None
        _end(self._scheduler, signal.SIGKILL)

    def stop(self) -> None:
        for each in (*self.workers, self._scheduler):
            if each is not None:
                _end(each, signal.SIGTERM)

    def _run(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        with (self._folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *options],
                stdout=log, stderr=log, cwd=self._folder,
            )  # fmt: skip


def _end(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        os.kill(process.pid, number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def cluster(tmp_path) -> Iterator[Callable[[int], Cluster]]:
    """Start a scheduler and some workers; they are gone when the test ends."""
    made: list[Cluster] = []

    def start(workers: int) -> Cluster:
        made.append(Cluster(tmp_path))
        made[-1].start(workers)
        return made[-1]

    yield start
    for each in made:
        each.stop()


@pytest.fixture
def served() -> Callable[[Path], object]:
    """Serve a folder on loopback; inside the context its address is at hand."""
    return _served


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().split("port ")[1].split(" ")[0]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
