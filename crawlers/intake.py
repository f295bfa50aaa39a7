"""Takes archives into the store: pages and messages that were fetched before, by us or by others.

The same gate, reader and desk as a crawl have, without any request. A page that is in the store already changes
nothing, so that an archive may be added again after whatever ended the first time.
"""

import asyncio
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Final, Literal

from scrapy.http.headers import Headers

from crawlers import limits
from crawlers.address import address
from crawlers.archives import Capture, Captured, Spoiled, read_folder, read_saved, read_wacz, read_warc
from crawlers.article import Article, Unreadable, read_article
from crawlers.desk import Desk, Tell
from crawlers.encoding import encoding_of, is_no_text
from crawlers.gatekeeper import Gatekeeper, load_gatekeeper
from crawlers.mail import messages_in, read_message
from crawlers.reader import Reader, Unread
from crawlers.refusal import ABOUT_OTHER_THINGS
from crawlers.report import CrawlReport, Failed, Fetched, PassedOver, Skipped
from crawlers.sources import SourceList, load_sources
from crawlers.spiders.page import not_ahead_of
from graph.errors import WalkbackError
from graph.place import Place
from graph.store.opening import open_store

Kind = Literal["warc", "wacz", "folder", "page", "mbox"]

_COPY: Final = "copy of its canonical page"
_PEEK: Final = 4096
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_LARGEST_MBOX: Final = 1024 * limits.MIB  # unpacked; a busy list writes some MB a month


class NoArchive(WalkbackError):
    """A file that is none of the kinds that can be added."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path}: {problem}; give a URL, a WARC, WACZ or mbox file, or a folder of saved HTML pages"
        )
        self.path, self.problem = path, problem


@dataclass(frozen=True, slots=True)
class IntakePlan:
    """What to add and how.

    Shape: `listed_only` leaves out pages of hosts that no source of the list has, before anything is looked at,
    which an archive of the whole web needs. `base` is the address below which messages without one of their own get
    theirs.
    """

    database: Place
    archive: Path
    sources: Path | None = None
    listed_only: bool = False
    base: str = ""
    gate_sample: Path | None = None


def take_in(plan: IntakePlan, tell: Tell) -> CrawlReport:
    """Add an archive. Raises: NoArchive, NotAWebAddress, ConfigError, StoreError."""
    sources = load_sources(plan.sources) if plan.sources else SourceList()
    if plan.base:
        address(plan.base)
    kind = kind_of(plan.archive)
    with open_store(plan.database, create=True) as store, Reader() as reader:
        desk = Desk(store, sources, tell)
        intake = _Intake(plan, sources, desk, reader, load_gatekeeper(plan.gate_sample))
        asyncio.run(intake.messages() if kind == "mbox" else intake.pages(_captures(kind, plan.archive)))
        if desk.failure:
            raise desk.failure
        return desk.report()


def kind_of(path: Path) -> Kind:
    """Tell what an archive is, by what is in it. Raises: NoArchive."""
    try:
        if path.is_dir():
            return "folder"
        if zipfile.is_zipfile(path):
            return "wacz"
        with path.open("rb") as file:
            begin = file.read(_PEEK)
    except OSError as error:
        raise NoArchive(path, error.strerror or "cannot be read") from error
    with suppress(zlib.error):
        begin = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(begin, _PEEK) or begin
    if begin.startswith((b"WARC/", _ZSTD)):
        return "warc"
    if begin.startswith(b"From "):
        return "mbox"
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return "page"
    raise NoArchive(path, "no kind of archive that can be added")


def _captures(kind: Kind, path: Path) -> Callable[[], Iterator[Captured]]:
    """Give what opens an archive of pages anew each time."""
    if kind == "warc":
        return lambda: _warc(path)
    return {
        "wacz": lambda: read_wacz(path),
        "folder": lambda: read_folder(path),
        "page": lambda: iter([read_saved(path, path.name)]),
    }[kind]


def _warc(path: Path) -> Iterator[Captured]:
    with path.open("rb") as file:
        yield from read_warc(file, path.name)


class _Intake:
    """One archive on its way to the desk."""

    def __init__(
        self, plan: IntakePlan, sources: SourceList, desk: Desk, reader: Reader, gatekeeper: Gatekeeper
    ) -> None:
        self._plan, self._sources, self._desk = plan, sources, desk
        self._reader, self._gatekeeper = reader, gatekeeper

    async def pages(self, captures: Callable[[], Iterator[Captured]]) -> None:
        """Take the pages; then, as they are, those that are copies of pages which the archive does not have."""
        copies: dict[str, str] = {}
        for captured in captures():
            if isinstance(captured, Spoiled):
                self._settle(captured.place, Unread(captured.problem))
            elif isinstance(captured, Capture) and not self._is_foreign(captured.url):
                copies |= await self._take(captured)
            if self._desk.failure:
                return
        orphans = {copy for copy, original in copies.items() if not self._desk.knows(original)}
        for copy in copies.keys() - orphans:
            self._desk.take(Skipped(copy, _COPY, copies[copy]))
        for captured in captures() if orphans else ():
            if isinstance(captured, Capture) and captured.url in orphans:
                await self._take(captured, as_it_is=True)

    async def _take(self, capture: Capture, *, as_it_is: bool = False) -> dict[str, str]:
        """Take one page; give it with its original if it is a copy, whose fate waits for that."""
        url, page = capture.url, capture.body
        self._desk.asks_for(url)
        if is_no_text(page):
            self._desk.take(Skipped(url, "no web page"))
        elif not self._gatekeeper.lets_in(url, page, lambda: _text_of(capture)):
            self._desk.take(Skipped(url, ABOUT_OTHER_THINGS))
        else:
            read = await self._reader.read(
                read_article, _text_of(capture), url, follow_canonical=not as_it_is
            )
            if isinstance(read, Unreadable) and read.see:
                return {url: read.see}
            self._settle(url, read, capture.at)
        return {}

    async def messages(self) -> None:
        """Take the messages of an mbox."""
        with _mapped(self._plan.archive) as mbox:
            for number, raw in enumerate(messages_in(mbox), start=1):
                if self._desk.failure:
                    return
                place = f"{self._plan.archive.name}, message {number}"
                if len(raw) > limits.BODY:
                    self._settle(place, Unread(f"larger than {limits.BODY // limits.MIB} MB"))
                else:
                    self._message(place, await self._reader.read(read_message, raw, self._plan.base))

    def _message(self, place: str, read: Article | Unreadable | Unread) -> None:
        if isinstance(read, Unread):
            self._settle(place, read)
        elif not read.url:
            self._settle(place, Unread("it has no address: name that of the list's archive with --base"))
        elif isinstance(read, Article) and not self._gatekeeper.lets_in_text(read.url, read.text):
            self._desk.asks_for(read.url)
            self._desk.take(Skipped(read.url, ABOUT_OTHER_THINGS))
        else:
            self._settle(read.url, read)

    def _settle(self, place: str, read: Article | Unreadable | Unread, at: datetime | None = None) -> None:
        """Hand a result to the desk. An archive's page was fetched when the archive says."""
        self._desk.asks_for(place)
        fetched = at or datetime.now(UTC)
        if isinstance(read, Article):
            self._desk.take(Fetched(place, not_ahead_of(fetched, read), fetched))
        elif isinstance(read, Unread):
            self._desk.take(Failed(place, read.problem))
        else:
            self._desk.take(Skipped(place, read.reason, read.detail))

    def _is_foreign(self, url: str) -> bool:
        """Tell whether a page is left out because nobody listed its host; such pages are only counted."""
        foreign = self._plan.listed_only and self._sources.outlet_of(url) is None
        if foreign:
            self._desk.take(PassedOver("other hosts", "not on the host of a listed source"))
        return foreign


def _text_of(capture: Capture) -> str:
    encoding = encoding_of(Headers(dict(capture.headers)), capture.body)
    return capture.body.decode(encoding, "replace")


@contextmanager
def _mapped(path: Path) -> Iterator[mmap]:
    """Give a file's content, unpacked, as bytes that are not all in memory. Raises: NoArchive."""
    with path.open("rb") as packed, tempfile.TemporaryFile() as scratch:
        file: IO[bytes] = packed
        if packed.read(2) == _GZIP:
            packed.seek(0)
            _unpack(path, gzip.GzipFile(fileobj=packed), scratch)
            file = scratch
        with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            yield content


def _unpack(path: Path, source: IO[bytes] | gzip.GzipFile, target: IO[bytes]) -> None:
    room = _LARGEST_MBOX
    try:
        while piece := source.read(min(limits.MIB, room)):
            target.write(piece)
            room -= len(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise NoArchive(path, f"cannot be unpacked: {error}") from error
    if room == 0:
        raise NoArchive(path, f"larger than {_LARGEST_MBOX // limits.MIB} MB unpacked")
    target.flush()
