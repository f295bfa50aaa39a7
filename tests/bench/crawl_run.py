"""Measures whole crawls of this machine as ratios: `make bench` prints them beside their targets.

Parsing: against what the readers alone reach with the same pages on the same cores. Passing over: against Scrapy with
a spider that does nothing at all. Pages have the size of real news pages; they come from a server in a process of its
own on loopback, one after another from each of 40 hosts.

What is compared is processor time for each page after the first few: where every core is busy, that decides how many
pages a second there are, and neither other programs nor the start of ours disturb it. The clock stands beside it.
"""

import asyncio
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crawlers.article import Article, read_article
from crawlers.reader import Readers
from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan, crawl

PAGES, FIRST, HOSTS, CORES = 2000, 100, 40, 2
PARSED_TARGET, PASSED_TARGET = 0.85, 0.8


def _dressed() -> Callable[[str], bytes]:
    """Take the page maker of the bench beside this one."""
    spec = importlib.util.spec_from_file_location("bench_run", Path(__file__).with_name("run.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dressed


NEUTRAL = (
    "The council met on Monday and voted on the budget for roads, as it does in every spring of the year. "
    * 60
)
RULE = "The bank has banned ChatGPT for all employees, an internal memo says, and it gives data leaks as the reason."


def text_of(number: int, *, relevant: bool) -> str:
    """Give the text of a page: some 900 words, no two alike."""
    return (
        f"Report {number} of the year.\n{RULE if relevant else ''}\n"
        + "\n".join([NEUTRAL[:1000]] * 5)
        + f"\n{number}"
    )


def address_of(number: int) -> str:
    return f"http://h{number % HOSTS}.desk.test/{number}.html"


def sitemap(pages: int) -> bytes:
    places = "".join(f"<url><loc>{address_of(n)}</loc></url>" for n in range(pages))
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{places}</urlset>".encode()


async def serve(pages: int, relevant: bool) -> None:
    """Answer as an HTTP proxy would, until standard input ends; tells its port first."""
    make = _dressed()
    bodies = [make(text_of(n, relevant=relevant)) for n in range(pages)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            name = path.rsplit("/", 1)[-1]
            kind, status, body = "text/html", "200 OK", b""
            if name.endswith(".xml"):
                kind, body = "application/xml", sitemap(int(name[:-4]))
            elif name.endswith(".html"):
                body = bodies[int(name[:-5])]
            else:
                status = "404 Not Found"
            about = f"Content-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}"
            writer.write(f"HTTP/1.1 {status}\r\n{about}\r\n\r\n".encode() + body)

    async def safely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(safely, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


@contextmanager
def served(pages: int, *, relevant: bool) -> Iterator[str]:
    """Give the proxy behind which the pages are."""
    command = [sys.executable, __file__, "serve", str(pages), str(int(relevant))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.kill()


@dataclass(frozen=True)
class Cost:
    """What some pages took, children included. Units: seconds."""

    processor: float
    clock: float


def cost_of(work: Callable[[], object]) -> Cost:
    used, began = _used(), time.perf_counter()
    work()
    return Cost(_used() - used, time.perf_counter() - began)


def _used() -> float:
    both = (resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def per_page(work: Callable[[int], object], pages: int) -> Cost:
    """Give the cost of each page after the first few."""
    few, all_of_them = cost_of(lambda: work(FIRST)), cost_of(lambda: work(pages))
    more = pages - FIRST
    return Cost((all_of_them.processor - few.processor) / more, (all_of_them.clock - few.clock) / more)


def crawled(proxy: str, pages: int) -> CrawlReport:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "sources.toml"
        listed.write_text(
            f'[[source]]\nname = "Desk"\nhost = "desk.test"\nsitemaps = ["http://desk.test/{pages}.xml"]\n'
        )
        report = crawl(CrawlPlan(Path(folder) / "w.db", listed, proxy=proxy, delay=0, readers=CORES))
    assert report.requested == len(report.stored) + len(report.skipped) == pages, report.reasons
    return report


def parsed_alone(pages: int) -> None:
    make = _dressed()
    bodies = [make(text_of(n, relevant=True)).decode() for n in range(pages)]

    async def read_all() -> None:
        with Readers(CORES) as readers:
            jobs = (readers.read(read_article, body, address_of(n)) for n, body in enumerate(bodies))
            missed = [each for each in await asyncio.gather(*jobs) if not isinstance(each, Article)]
        if missed:
            sys.exit(f"{len(missed)} pages were not read, the first because of this: {missed[0]}")

    asyncio.run(read_all())


BARE = """
import sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"

    async def start(self):
        for line in sys.stdin:
            yield scrapy.Request(line.strip(), meta={"proxy": sys.argv[1]}, dont_filter=True)

    def parse(self, response):
        return None

process = AsyncCrawlerProcess({
    "LOG_LEVEL": "WARNING", "CONCURRENT_ITEMS": 4, "CONCURRENT_REQUESTS": 32, "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "COOKIES_ENABLED": False,
})
process.crawl(Bare)
process.start()
"""


def bare(proxy: str, pages: int) -> None:
    asked = "\n".join(map(address_of, range(pages)))
    subprocess.run([sys.executable, "-c", BARE, proxy], input=asked, text=True, check=True)


def told(what: str, ours: Cost, theirs: Cost, target: float) -> str:
    return (
        f"{what}: {theirs.processor / ours.processor:.2f} (target {target}; {ours.processor * 1e3:.1f} ms of processor"
        f" time a page against {theirs.processor * 1e3:.1f}, by the clock {theirs.clock / ours.clock:.2f})"
    )


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(int(sys.argv[2]), bool(int(sys.argv[3]))))
        return
    pages = int(sys.argv[1]) if sys.argv[1:] else PAGES
    print(f"crawl      {pages} pages of loopback")
    with served(pages, relevant=True) as proxy:
        ours, theirs = per_page(partial(crawled, proxy), pages), per_page(parsed_alone, pages)
    print(
        told(f"           parsed, in parts of {CORES} readers alone", ours, theirs, PARSED_TARGET), flush=True
    )
    with served(pages, relevant=False) as proxy:
        if crawled(proxy, FIRST).stored:
            sys.exit(
                "these pages say nothing about AI tools, and yet they were read: there is no gate in front"
            )
        ours, theirs = (per_page(partial(work, proxy), pages) for work in (crawled, bare))
    print(
        told("           passed over by the gate, in parts of Scrapy alone", ours, theirs, PASSED_TARGET),
        flush=True,
    )


if __name__ == "__main__":
    main()
