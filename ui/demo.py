"""The demo: the sample newsroom served on this machine, crawled as the web would be, built into a graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawlers.newsroom import newsroom
from crawlers.run import CrawlPlan
from graph.ask import Desk
from graph.errors import WalkbackError
from graph.place import Place
from graph.store.opening import open_store
from ui.pipeline import build_graph, crawl_lines, crawl_pages, tally_line


class NoNewsroom(WalkbackError):
    """The folder with the sample sites is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no sample newsroom at {folder}: run this in the repository, or name one with --newsroom"
        )
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo takes its pages from and where it puts the graph."""

    newsroom: Path
    sources: Path
    database: Place


def forget(database: Path) -> None:
    """Throw away a database that only the demo uses, so that one of an earlier release is never in its way."""
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def run_demo(demo: Demo) -> Iterator[str]:
    """Crawl, build and give the report, line by line as it comes.

    Raises: NoNewsroom; whatever crawling and building raise.
    """
    if not demo.newsroom.is_dir():
        raise NoNewsroom(demo.newsroom)
    if isinstance(demo.database, Path):
        demo.database.parent.mkdir(parents=True, exist_ok=True)
    yield f"Crawling the sample newsroom {demo.newsroom}"
    with newsroom(demo.newsroom) as proxy:
        report = crawl_pages(CrawlPlan(demo.database, demo.sources, proxy=proxy, delay=0))
    yield from crawl_lines(report)
    yield from build_graph(demo.database)
    with open_store(demo.database, read_only=True) as store:
        yield tally_line(Desk(store).tally())
    yield f"Database: {demo.database}"
