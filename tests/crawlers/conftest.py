"""Fixtures: the sample newsroom served over HTTP, and small sites made for one test."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawlers.newsroom import newsroom
from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan, Tell, crawl

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "data" / "corpus"
SOURCES = ROOT / "data" / "newsroom.toml"
BODY = (
    "<p>Employees of the bank may no longer use ChatGPT on company devices, an internal memo says. It gives "
    "the protection of client data as the reason.</p><p>Exceptions need the approval of the security office, "
    "and nobody outside the legal department has got one so far.</p>"
)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def sources() -> Path:
    return SOURCES


@pytest.fixture(scope="session")
def proxy() -> Iterator[str]:
    """The sample newsroom, for the whole session."""
    with newsroom(CORPUS) as address:
        yield address


@pytest.fixture
def page() -> Callable[..., str]:
    """Write a page: its main text, and what goes into its head."""

    def write(
        body: str = BODY, *, title: str = "Bank shuts out ChatGPT", head: str = "", chrome: str = ""
    ) -> str:
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
            f"<body>{chrome}<article><h1>{title}</h1>{body}</article></body></html>"
        )

    return write


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serve files at http://desk.test/ and hosts beside it; gives the proxy."""
    running = []

    def serve(files: Mapping[str, str | bytes]) -> str:
        folder = tmp_path / "sites"
        hosts = {name.split("/", 1)[0] for name in files}
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "sites.json").write_text(json.dumps({host: {"host": host} for host in hosts}))
        running.append(newsroom(folder))
        return running[-1].__enter__()

    yield serve
    for each in running:
        each.__exit__(None, None, None)


class Proxy(ThreadingHTTPServer):
    """Answers for every host what a function makes of the address; counts the lines that are opened to it."""

    daemon_threads = True

    def __init__(self, answer: Callable[[str], str | bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.lines = answer, 0
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        """Give what a crawl takes for its proxy."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.server.lines += 1

    def do_GET(self):
        self.server.asked.append(self.path)
        made = self.server.answer(self.path)
        body = made.encode() if isinstance(made, str) else made
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def answering() -> Iterator[Callable[..., Proxy]]:
    """Give a proxy that answers with what a function gives for an address; nothing stands for 404."""
    with ExitStack() as running:

        def serve(answer: Callable[[str], str | bytes]) -> Proxy:
            server = running.enter_context(Proxy(answer))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            running.callback(server.shutdown)
            return server

        yield serve


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "walkback.db"


@pytest.fixture
def crawl_newsroom(database: Path, proxy: str) -> Callable[..., CrawlReport]:
    """Crawl the sample newsroom, or one address of it, into the test's database."""

    def run(
        *pages: str, through: str = proxy, into: Path = database, tell: Tell = lambda progress: None
    ) -> CrawlReport:
        return crawl(CrawlPlan(into, SOURCES, pages, only_pages=bool(pages), proxy=through, delay=0), tell)

    return run
