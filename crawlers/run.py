"""Runs a crawl in a process of its own, because Twisted's reactor cannot be started twice in one.

`crawl` is what everybody calls. The other process is crawlers.process: it gets a plan as a line of JSON and
answers with progress and report, a line each.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import IO, Any, Final, Self
from urllib.parse import urlsplit

from crawlers.address import address
from crawlers.limits import PAGES_OF_A_HOST, SECONDS
from crawlers.report import CrawlReport, Progress
from crawlers.sources import Outlet, SourceList, load_sources
from graph.config import FOREVER, days_of
from graph.errors import ConfigError, CrawlStopped
from graph.place import Place, place_of
from graph.store.opening import open_store

# An address for mail or a page. It becomes part of a header, so it is one word of plain letters.
_CONTACT: Final = re.compile(r"(?:mailto:)?[!-~]+@[!-~]+\.[!-~]+|https?://[!-~]+\.[!-~]+")

_PATHS: Final = ("sources", "gate_sample")

Tell = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl and how.

    Shape: `pages` are fetched beside what the sources announce, or alone if `only_pages` is set: the sources
    file then only tells whose pages they are. `contact` is an address for those whose servers we ask.
    Units: `delay` is in seconds between two requests to one host; 0 is for a newsroom on this machine.
    `timeout` is in seconds for one answer. With `lists_only` sources are looked at, but nothing they name is
    fetched; `only_sources` names those that are asked, all of the list by default. `gate_sample` is a file for
    some of the pages that the gate passes over.

    Only public addresses are asked. `allow_private` opens this machine and private networks, for tests. With a
    `proxy` everything is asked of the proxy, on whatever address it is, and of nobody else: which hosts are
    behind it is then the proxy's business and not checked here.

    `only_due` asks for nothing whose time has not come. `evidence` tells how long records are kept.
    `readers` is how many processes read pages, each on a core of its own.
    """

    database: Place
    sources: Path | None = None
    pages: tuple[str, ...] = ()
    only_pages: bool = False
    proxy: str = ""
    delay: float = 1.0
    contact: str = ""
    allow_private: bool = False
    timeout: float = SECONDS
    pages_of_a_host: int = PAGES_OF_A_HOST
    lists_only: bool = False
    only_sources: tuple[str, ...] = ()
    gate_sample: Path | None = None
    only_due: bool = False
    evidence: str = FOREVER
    readers: int = 1

    @property
    def proxy_host(self) -> str:
        """Name the host of the proxy; empty if there is none."""
        url = self.proxy if "://" in self.proxy else f"http://{self.proxy}"
        return urlsplit(url).hostname or "" if self.proxy else ""

    @property
    def is_private(self) -> bool:
        """Tell whether this crawl stays on this machine, where nobody has to know whom to write to."""
        try:
            return self.allow_private or ip_address(self.proxy_host).is_loopback
        except ValueError:
            return self.proxy_host == "localhost"

    def to_json(self) -> str:
        """Give the plan as one line."""
        paths = {name: str(getattr(self, name) or "") for name in _PATHS}
        return json.dumps(asdict(self) | paths | {"database": str(self.database)})

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Read what `to_json` gave."""
        values = json.loads(line)
        values |= {name: Path(values[name]) if values[name] else None for name in _PATHS}
        values["database"] = place_of(values["database"])
        return cls(**values | {name: tuple(values[name]) for name in ("pages", "only_sources")})


class NoContact(ConfigError):
    """Nobody crawls the web without saying who it is."""

    def __init__(self, contact: str) -> None:
        problem = f"is {contact!r}" if contact else "is not set"
        super().__init__(
            "contact",
            f"{problem}; sites we crawl must be able to reach you: set contact in walkback.toml or"
            " WALKBACK_CONTACT to your e-mail address or web page",
        )


class NoBrowser(ConfigError):
    """A source needs a browser, and the extra that drives one is not installed."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            path,
            f"source {name!r} needs a browser: install walkback[browser] and Chromium, or disable the source",
        )
        self.name = name


def rendered(plan: CrawlPlan, sources: SourceList) -> Iterator[Outlet]:
    """Give the sources of a plan whose pages need a browser."""
    named = (sources.outlet_of(address(each)) for each in plan.pages)
    yield from (each for each in (*watched_by(plan, sources), *named) if each and each.browser)


def _require_browser(plan: CrawlPlan, sources: SourceList) -> None:
    """Refuse a plan that needs a browser where there is none to drive. Raises: NoBrowser."""
    wanting = next(rendered(plan, sources), None)
    if wanting and plan.sources and not find_spec("scrapy_playwright"):
        raise NoBrowser(plan.sources, wanting.source.name)


def watched_by(plan: CrawlPlan, sources: SourceList) -> tuple[Outlet, ...]:
    """Give the sources whose lists a plan wants read. Raises: NoSuchSource."""
    named = tuple(sources.named(each) for each in plan.only_sources)
    return () if plan.only_pages else named or sources.watched


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def crawl(plan: CrawlPlan, tell: Tell = _silent) -> CrawlReport:
    """Crawl by plan and tell the progress now and then. What was read is stored when this returns.

    Raises: NotAWebAddress, ConfigError, NoSuchSource, NoContact or StoreError before anything is fetched;
    CrawlStopped if the crawl ended early. Whatever happens, the store holds whole pages only, and crawling again
    makes it complete.
    """
    for page in plan.pages:
        address(page)
    if plan.sources:
        _require_browser(plan, load_sources(plan.sources))
    if not plan.is_private and not _CONTACT.fullmatch(plan.contact):
        raise NoContact(plan.contact)
    days_of(plan.evidence)
    open_store(plan.database, create=True).close()
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
