"""Pages that somebody fetched before us: WARC and WACZ files and folders of saved HTML. A stream, never a whole file.

An archive is read as far as it goes: a record that cannot be read is named and the next one is tried; where the file
itself breaks off, that is named and the end.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawlers import limits
from crawlers.address import address, is_address
from crawlers.saved import address_of_saved, saved_on

_KINDS: Final = WarcRecordType.response | WarcRecordType.resource
_LONGEST_HEAD: Final = 64 * 1024  # of a record; one line of it is the address
_HTML: Final = re.compile(r"(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_ASIDE: Final = ("none", "transfer", "all")  # ways to decode a payload, tried from the last to the first


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was answered once. `headers` are those of HTTP, `at` is when, if the archive says so."""

    url: str
    body: bytes
    at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A part of an archive that cannot be read, and why."""

    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A record that holds no web page, such as a picture or a redirect. It is only counted."""


Captured = Capture | Spoiled | Beside


def read_warc(file: BinaryIO, name: str) -> Iterator[Captured]:
    """Read the pages of a WARC file, packed or not."""
    records = iter(ArchiveIterator(file, record_types=_KINDS, parse_http=False, max_header_len=_LONGEST_HEAD))
    number = 0
    while True:
        number += 1
        try:
            record = next(records)
            captured = _capture(record)
        except StopIteration:
            return
        except OSError as error:
            yield Spoiled(f"{name}, record {number}", f"the file cannot be read beyond it: {_said(error)}")
            return
        yield captured


_NO_ZIP: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def read_wacz(path: Path) -> Iterator[Captured]:
    """Read the pages of all WARC files in a WACZ file. Source: the WACZ specification 1.1.1, archive/."""
    try:
        with zipfile.ZipFile(path) as whole:
            names = [
                each for each in whole.namelist() if re.search(r"(?:^|/)archive/.*\.warc(?:\.gz)?$", each)
            ]
            if not names:
                yield Spoiled(path.name, "it has no WARC file in its folder archive")
            for name in names:
                yield from _inside(whole, name, f"{path.name}, {name}")
    except _NO_ZIP as error:
        yield Spoiled(path.name, f"no WACZ file: {_said(error)}")


def _inside(whole: zipfile.ZipFile, name: str, called: str) -> Iterator[Captured]:
    """Read one WARC file of a WACZ file; where it is damaged, those beside it are not."""
    try:
        with whole.open(name) as file:
            yield from read_warc(file, called)  # type: ignore[arg-type]
    except _NO_ZIP as error:
        yield Spoiled(called, f"the file cannot be read beyond it: {_said(error)}")


def read_folder(folder: Path) -> Iterator[Captured]:
    """Read all HTML files in and below a folder, by name. Links out of the folder are not followed."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not re.fullmatch(r"\.x?html?", path.suffix, re.IGNORECASE) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            yield Spoiled(name, "a link out of the folder")
        else:
            yield read_saved(path, name)


def read_saved(path: Path, name: str) -> Captured:
    """Read one saved page. `name` is its place below a folder, which may tell its address."""
    if path.stat().st_size > limits.BODY:
        return Spoiled(name, _too_large())
    body = path.read_bytes()
    url = address_of_saved(body, name)
    if not url:
        return Spoiled(name, "it does not say from which address it was saved")
    moment = saved_on(body) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Capture(url, body, moment)


def _capture(record: WarcRecord) -> Captured:
    """Read a record. Raises: OSError if the file itself breaks off."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not is_address(url):
        return Beside()
    raw = record.reader.read(limits.BODY + limits.HEAD + 1)
    if len(raw) > limits.BODY + limits.HEAD:
        return Spoiled(url, _too_large())
    at = record.record_date
    if record.record_type == WarcRecordType.resource:
        kind = record.headers.get("Content-Type") or ""
        return Capture(address(url), raw, at, {"Content-Type": kind}) if _HTML.match(kind) else Beside()
    return _answer(address(url), raw, at)


def _answer(url: str, raw: bytes, at: datetime | None) -> Captured:
    """Take an HTTP answer apart; some archives keep a payload unpacked under headers that say it is packed."""
    problem = ""
    for how in reversed(_ASIDE):
        inner = WarcRecord()
        inner.set_bytes_content(raw)
        inner.is_http = True
        try:
            inner.parse_http(auto_decode=how, max_header_len=limits.HEAD)
            headers = inner.http_headers
            if headers is None or headers.status_code != 200:
                return Beside()
            kind = headers.get("Content-Type") or ""
            if kind and not _HTML.match(kind):
                return Beside()
            body = inner.reader.read(limits.BODY + 1)
        except OSError as error:
            problem = problem or _said(error)
            continue
        if len(body) > limits.BODY:
            return Spoiled(url, _too_large())
        return Capture(url, body, at, {"Content-Type": kind})
    return Spoiled(url, f"no HTTP answer: {problem}")


def _too_large() -> str:
    return f"larger than {limits.BODY // limits.MIB} MB"


def _said(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
