"""Fixtures: the sample newsroom served over HTTP, and small sites made for one test."""

import json
from collections.abc import Callable, Iterator, Mapping
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
