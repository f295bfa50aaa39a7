"""Web archives: which files a pattern names, and the pages of one, as a stream; local, http, whatever fsspec knows."""

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import fsspec
from scrapy.http.headers import Headers
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers import limits
from crawlers.encoding import encoding_of
from graph.errors import WalkbackError

_LIST: Final = re.compile(r"\.paths(?:\.gz)?$")
_LONGEST_LIST: Final = 10 * limits.MIB  # unpacked; a month of CC-NEWS has 50 KB
BROKEN: Final = (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile, ValueError, AttributeError)
"""What a file that is damaged in the middle makes warcio raise."""


class NoArchive(WalkbackError):
    """A pattern that names no file, or that cannot be looked up."""

    def __init__(self, pattern: str, problem: str) -> None:
        super().__init__(f"{pattern}: {problem}")
        self.pattern = pattern


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file by its address. `stamp` changes with its content, as far as its server tells."""

    url: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of a server, as the archive has it. `problem` says why it is no page; then there is no body."""

    url: str
    body: bytes = b""
    encoding: str = ""
    at: datetime | None = None
    problem: str = ""


def files_of(patterns: Sequence[str]) -> list[ArchiveFile]:
    """Give the files that patterns name, each once, in order. A list of paths (warc.paths.gz) stands for its files.

    Raises: NoArchive for a pattern that names none, or whose file system is not installed or does not answer.
    """
    found: dict[str, ArchiveFile] = {}
    for pattern in patterns:
        try:
            files = _listed(pattern) if _LIST.search(pattern) else _matching(pattern)
        except (*BROKEN, OSError, ImportError) as error:
            raise NoArchive(pattern, str(error) or type(error).__name__) from error
        if not files:
            raise NoArchive(pattern, "names no file")
        found |= {each.url: each for each in files}
    return [found[url] for url in sorted(found)]


def _matching(pattern: str) -> list[ArchiveFile]:
    system, path = fsspec.core.url_to_fs(pattern)
    paths = system.glob(path) if any(each in path for each in "*?[") else [path]
    return [ArchiveFile(system.unstrip_protocol(each), _stamp(system.info(each))) for each in paths]


def _listed(url: str) -> list[ArchiveFile]:
    """Read a list of paths as Common Crawl publishes it: below the folder that list and paths have in common.

    Shape: no stamps, because a month has thousands of files and none of them changes.
    """
    system, path = fsspec.core.url_to_fs(url)
    with system.open(path, "rb") as packed:
        stream = gzip.GzipFile(fileobj=packed) if path.endswith(".gz") else packed
        lines = stream.read(_LONGEST_LIST).decode("utf-8", "replace").split()
    whole = system.unstrip_protocol(path)
    return [ArchiveFile(_base(whole, each) + each) for each in lines if _is_below(each)]


def _base(listing: str, path: str) -> str:
    """Give what stands before a path: where the list's own address has the first folder of it, or the list's folder."""
    before, found, _ = listing.rpartition(f"/{path.partition('/')[0]}/")
    return f"{before}/" if found else f"{listing.rpartition('/')[0]}/"


def _is_below(path: str) -> bool:
    """Tell whether a line is a path that leads nowhere else: a list from elsewhere names no file of this machine."""
    return "://" not in path and not path.startswith("/") and ".." not in path.split("/")


def _stamp(info: dict[str, Any]) -> str:
    told = (info.get(name) for name in ("size", "mtime", "ETag", "etag", "LastModified"))
    return " ".join(str(each) for each in told if each is not None)


def responses(file: str) -> Iterator[Response]:
    """Read the answers of an archive one by one; what is no answer to a request for a page is left out.

    Raises: OSError if the file cannot be had, one of BROKEN if it is damaged.
    """
    with fsspec.open(file, "rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response" and record.http_headers is not None:
                yield _response(record)


def _response(record: Any) -> Response:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = Headers(dict(record.http_headers.headers))
    kind = (headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    if record.http_headers.get_statuscode() != "200":
        return Response(url, problem=f"answered with {record.http_headers.get_statuscode()}"[:40])
    if kind not in {"text/html", "application/xhtml+xml", ""}:
        return Response(url, problem="no web page")
    body = record.content_stream().read(limits.BODY + 1)
    if len(body) > limits.BODY:
        return Response(url, problem="too long")
    _require_whole(record.raw_stream)
    return Response(url, body, encoding_of(headers, body), _instant(record))


def _require_whole(stream: Any) -> None:
    """Refuse a record whose end is missing, which its reader passes over in silence. Raises: EOFError."""
    stream.read()
    if stream.limit > 0:
        raise EOFError(f"{stream.limit} bytes of a page are missing")


def _instant(record: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
