"""Runs a crawl in a process of its own, because Twisted's reactor cannot be started twice in one.

`crawl` is what everybody calls. The other process is crawlers.process: it gets a plan as a line of JSON and
answers with progress and report, a line each.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

from crawlers.address import address
from crawlers.report import CrawlReport, Progress
from crawlers.sources import load_sources
from graph.errors import CrawlStopped
from graph.store.sqlite import open_sqlite

Tell = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl and how.

    Shape: `pages` are fetched beside what the sources announce, or alone if `only_pages` is set: the sources
    file then only tells whose pages they are. `contact` is an address for those whose servers we ask.
    Units: `delay` is in seconds between two requests to one host; 0 is for a newsroom on this machine.
    """

    database: Path
    sources: Path | None = None
    pages: tuple[str, ...] = ()
    only_pages: bool = False
    proxy: str = ""
    delay: float = 1.0
    contact: str = ""

    def to_json(self) -> str:
        """Give the plan as one line."""
        return json.dumps(
            {**asdict(self), "database": str(self.database), "sources": str(self.sources or "")}
        )

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Read what `to_json` gave."""
        values = json.loads(line)
        values["database"] = Path(values["database"])
        values["sources"] = Path(values["sources"]) if values["sources"] else None
        return cls(**{**values, "pages": tuple(values["pages"])})


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def crawl(plan: CrawlPlan, tell: Tell = _silent) -> CrawlReport:
    """Crawl by plan and tell the progress after every page. What was read is stored when this returns.

    Raises: NotAWebAddress, ConfigError or StoreError before anything is fetched; CrawlStopped if the crawl
    ended early. Whatever happens, the store holds whole pages only, and crawling again makes it complete.
    """
    for page in plan.pages:
        address(page)
    if plan.sources:
        load_sources(plan.sources)
    open_sqlite(plan.database, create=True).close()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        with _other_process(log) as process:
            last = _listen(process, plan, tell)
        if "report" not in last:
            raise CrawlStopped(last.get("stopped") or _last_words(log, process.returncode))
        return CrawlReport.from_json(last["report"])


@contextmanager
def _other_process(log: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Start the crawling process; it never outlives the context.

    Shape: -P keeps the current folder off its path, where a file of the user's could hide a module of ours.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "crawlers.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        encoding="utf-8",
    )
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _listen(process: subprocess.Popen[str], plan: CrawlPlan, tell: Tell) -> Mapping[str, Any]:
    """Hand over the plan, follow the progress, give the last word; empty if the process died without one."""
    last: dict[str, Any] = {}
    if process.stdin is None or process.stdout is None:
        return last
    with suppress(BrokenPipeError):  # it died before it could read the plan; its log says why
        process.stdin.write(plan.to_json() + "\n")
        process.stdin.flush()
    for line in process.stdout:
        last = json.loads(line) if line.endswith("\n") else {}
        if "progress" in last:
            tell(Progress(**last["progress"]))
    return last


def _last_words(log: IO[str], code: int) -> str:
    """Say how the crawling process ended: by a signal, or with what it wrote last."""
    if code < 0:
        return f"its process was ended by signal {-code}"
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    return lines[-1][:200] if lines else f"its process ended with code {code}"
