"""Evidence: every answer kept as a WARC record in a folder beside the database, and found again by its fetch.

One file a day, each record a gzip member of its own, so that one can be read without the others and a crawl
that is killed leaves whole records behind. What the ledger does not know of at the end of a file is cut off.
"""

import contextlib
import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final, Self
from uuid import NAMESPACE_URL, uuid5

from scrapy.utils._compression import _inflate, _unbrotli, _unzstd
from scrapy.utils.gz import gunzip
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers import limits
from crawlers.exchange import Exchange
from crawlers.locking import locked
from graph.errors import WalkbackError
from graph.store.ledger import Fetch, Ledger

_SAME: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_CODINGS: Final[Mapping[str, Callable[..., bytes]]] = {
    "gzip": gunzip, "x-gzip": gunzip, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd,
}  # fmt: skip
_LEVEL: Final = 3  # of 9; on pages of 109 KB in 0.3 ms to 9.3 percent, where 9 comes to 8.9 in 1.2 ms
_PHRASES: Final = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}


class EvidenceLost(WalkbackError):
    """A record that should be there is not, or is not what was fetched."""

    def __init__(self, fetch: Fetch, problem: str) -> None:
        super().__init__(f"the record of {fetch.url} from {fetch.at:%Y-%m-%d %H:%M} cannot be had: {problem}")
        self.fetch, self.problem = fetch, problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is. Units: bytes."""

    file: str = ""
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A record read back. `body` is as it came, still packed if the server packed it."""

    status_line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    revisit: bool = False


def folder_of(database: Path) -> Path:
    """Give the folder with the evidence of a database."""
    return database.with_suffix(".evidence")


@dataclass
class Shelf:
    """The folder while a crawl writes it. One process has a file at a time; another one takes the next name."""

    folder: Path
    ledger: Ledger
    operator: str = ""
    _file: IO[bytes] | None = None
    _day: date | None = None
    _name: str = field(default="", init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
        self._file, self._day = None, None

    def keep(self, exchange: Exchange, earlier: Fetch | None = None) -> Place:
        """Write one exchange; of a body that `earlier` holds already, only that it came again.

        Raises: OSError if the disk refuses it.
        """
        out = self._open(exchange.at.date())
        begin = out.tell()
        out.write(_packed(lambda writer: _record(writer, exchange, earlier)))
        out.flush()
        return Place(self._name, begin, out.tell() - begin)

    def _open(self, day: date) -> IO[bytes]:
        if self._file is None or self._day != day:
            self.close()
            self.folder.mkdir(parents=True, exist_ok=True)
            self._name, self._file = self._take(day)
            self._day = day
        return self._file

    def _take(self, day: date) -> tuple[str, IO[bytes]]:
        """Take the first file of a day that no other process writes, and cut off what nobody knows of."""
        number = 0
        while True:
            name = f"{day.isoformat()}{f'-{number}' if number else ''}.warc.gz"
            file = (self.folder / name).open("ab")
            if locked(file):
                file.truncate(self.ledger.last_byte(name))
                file.seek(0, io.SEEK_END)
                if file.tell() == 0:
                    _write_info(file, name, self.operator)
                return name, file
            file.close()
            number += 1


def _write_info(file: IO[bytes], name: str, operator: str) -> None:
    about = {
        "software": f"walkback/{version('walkback')}",
        "format": "WARC File Format 1.1",
        "robots": "obey",
    }
    about |= {"operator": operator} if operator else {}
    file.write(_packed(lambda writer: writer.create_warcinfo_record(name, about)))


def _packed(make: Callable[[WARCWriter], ArcWarcRecord]) -> bytes:
    """Give a record as a gzip member; the library would pack it at its hardest, which takes three times as long."""
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    writer.write_record(make(writer))
    return gzip.compress(plain.getbuffer(), _LEVEL, mtime=0)


def _record(writer: WARCWriter, exchange: Exchange, earlier: Fetch | None) -> ArcWarcRecord:
    head = StatusAndHeaders(
        f"{exchange.status} {_PHRASES.get(exchange.status, '')}".strip(),
        list(_sendable(exchange)),
        "HTTP/1.1",
    )
    about = {
        "WARC-Date": _stamp(exchange.at),
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{exchange.url} {exchange.at.isoformat()}')}>",
    }
    if exchange.cut:
        about["WARC-Truncated"] = "length"
    if earlier is None:
        return writer.create_warc_record(
            exchange.url,
            "response",
            io.BytesIO(exchange.body),
            len(exchange.body),
            "",
            about,
            http_headers=head,
        )
    about["WARC-Profile"] = _NOT_MODIFIED if exchange.status == 304 else _SAME
    about["WARC-Refers-To-Target-URI"] = earlier.url
    about["WARC-Refers-To-Date"] = _stamp(earlier.at)
    return writer.create_warc_record(
        exchange.url, "revisit", io.BytesIO(b""), 0, "", about, http_headers=head
    )


def _sendable(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Give the headers as they hold for the kept body, which has no transfer coding any more."""
    for name, value in exchange.headers:
        yield (f"X-Orig-{name}" if name.lower() == "transfer-encoding" else name), value.replace("\r\n", " ")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_back(folder: Path, fetch: Fetch) -> Kept:
    """Read the record of a fetch. Raises: EvidenceLost."""
    if not fetch.file:
        raise EvidenceLost(fetch, "it is no longer kept")
    try:
        with (folder / fetch.file).open("rb") as file:
            file.seek(fetch.offset)
            part = io.BytesIO(file.read(fetch.length))
        record = next(iter(ArchiveIterator(part, check_digests="raise")))
        head = record.http_headers
        if record.rec_headers.get_header("WARC-Target-URI") != fetch.url or head is None:
            raise EvidenceLost(fetch, f"{fetch.file} holds something else there")
        return Kept(
            f"{head.protocol} {head.statusline}",
            tuple(head.headers),
            record.raw_stream.read(),
            revisit=record.rec_type == "revisit",
        )
    except (OSError, StopIteration, ArchiveLoadFailed, ValueError) as error:
        raise EvidenceLost(fetch, str(error) or "the file is damaged") from error


def body_of(folder: Path, fetch: Fetch, others: Iterable[Fetch]) -> Kept:
    """Read the page of a fetch; where it came again unchanged, the record that holds it.

    Shape: `others` are the fetches of the same document. Raises: EvidenceLost.
    """
    kept = read_back(folder, fetch)
    if not kept.revisit:
        return kept
    for other in others:
        if other.digest == fetch.digest and other.file and other.id != fetch.id:
            with contextlib.suppress(EvidenceLost):
                whole = read_back(folder, other)
                if not whole.revisit:
                    return whole
    raise EvidenceLost(fetch, "it came unchanged, and the record before it is no longer kept")


def unpacked(kept: Kept) -> bytes:
    """Give a body without its content coding; as it is where that is not known. Raises: ValueError."""
    named = (value.lower().strip() for name, value in kept.headers if name.lower() == "content-encoding")
    unpack = _CODINGS.get(next(named, ""))
    if unpack is None:
        return kept.body
    try:
        return bytes(unpack(kept.body, max_size=limits.BODY))
    except Exception as error:  # each library has its own
        raise ValueError(f"the body cannot be unpacked: {error}") from error


def sweep(folder: Path, ledger: Ledger, days: int, today: date) -> list[str]:
    """Remove the files of days longer ago than `days`; give their names. The ledger still knows the fetches."""
    gone = []
    for file in sorted(folder.glob("????-??-??*.warc.gz")):
        with contextlib.suppress(ValueError):
            if date.fromisoformat(file.name[:10]) < today - timedelta(days=days):
                ledger.forget_file(file.name)
                file.unlink(missing_ok=True)
                gone.append(file.name)
    return gone
