"""The sample newsroom: web sites from a folder, answered on 127.0.0.1 by host name, as an HTTP proxy would.

A crawl that is sent through it asks for http://lantern-wire.test/ as it would ask the web. Only files below
the folders of known hosts are ever read.
"""

import hashlib
import json
import logging
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from graph.errors import ConfigError

HOST: Final = "127.0.0.1"
_TYPES: Final[Mapping[str, str]] = {
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".json": "application/json",
}
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one request."""

    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sites:
    """Which host is which folder, and the folders that hold these: earlier ones are laid over later ones."""

    folders: Mapping[str, str]
    roots: tuple[Path, ...]

    def file(self, host: str, path: str) -> Path | None:
        """Find the file that answers for a path; None if there is none, or none below the host's folder."""
        names = [name for name in unquote(path).split("/") if name]
        if host not in self.folders or any(
            name in (".", "..") or set(name) & {"\0", "\\", ":"} for name in names
        ):
            return None
        for root in self.roots:
            site = (root / self.folders[host]).resolve()
            file = site.joinpath(*names).resolve()
            file = file / "index.html" if file.is_dir() else file
            if file.is_file() and file.resolve().is_relative_to(site):
                return file
        return None


def load_sites(folder: Path, overlay: Path | None = None) -> Sites:
    """Read the newsroom's sites.json. Raises: ConfigError."""
    try:
        table = json.loads((folder / "sites.json").read_text("utf-8"))
        hosts = {str(site["host"]): str(name) for name, site in table.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(folder / "sites.json", f"is not the list of a newsroom: {error}") from error
    return Sites(hosts, (*([overlay] if overlay else []), folder))


@contextmanager
def newsroom(folder: Path, *, overlay: Path | None = None, port: int = 0) -> Iterator[str]:
    """Serve a newsroom for as long as the context lasts; gives the address to use as HTTP proxy.

    Shape: `overlay` is a folder of the same form whose files stand in for the newsroom's own.
    Raises: ConfigError if the folder is no newsroom; OSError if the port is taken.
    """
    with _Server((HOST, port), _Handler) as server:
        server.sites = load_sites(folder, overlay)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def answer(sites: Sites, url: str, host: str, conditions: Mapping[str, str]) -> Reply:
    """Answer one request. `url` is a path or, from a client that takes us for a proxy, a whole address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return Reply(HTTPStatus.BAD_REQUEST)
    name = (parts.hostname if parts.scheme else host.rsplit(":", 1)[0]) or ""
    file = sites.file(name.lower(), parts.path)
    if file is None:
        return Reply(
            HTTPStatus.NOT_FOUND, b"There is no such page in this newsroom.\n", {"Content-Type": "text/plain"}
        )
    if file.name == "index.html" and not parts.path.endswith(("/", "index.html")):
        return Reply(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": f"http://{name}{parts.path}/"})
    body = file.read_bytes()
    changed = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    marks = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(changed, usegmt=True),
    }
    if _unchanged(conditions, marks["ETag"], changed):
        return Reply(HTTPStatus.NOT_MODIFIED, b"", marks)
    return Reply(HTTPStatus.OK, body, {**marks, "Content-Type": _content_type(file)})


def _content_type(file: Path) -> str:
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "application/xml" else kind


def _unchanged(conditions: Mapping[str, str], etag: str, changed: datetime) -> bool:
    """Tell whether the client has this very state. Source: RFC 9110, section 13: an ETag decides."""
    if "If-None-Match" in conditions:
        return etag in (each.strip().removeprefix("W/") for each in conditions["If-None-Match"].split(","))
    try:
        return changed <= parsedate_to_datetime(conditions["If-Modified-Since"])
    except (KeyError, ValueError, TypeError):
        return False


class _Server(ThreadingHTTPServer):
    """Answers every request in a thread of its own, which never outlives the process."""

    daemon_threads = True
    request_queue_size = 64
    sites: Sites

    def handle_error(self, request: object, client_address: object) -> None:
        """Note that a client went away in the middle of an answer, or whatever else ended one."""
        _LOG.debug("no answer for %s on %s", client_address, request, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """One connection, one request (HTTP/1.0), so that no thread waits for a client that has gone."""

    server: _Server
    server_version = "newsroom"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        self._reply(send_body=True)

    def do_HEAD(self) -> None:
        self._reply(send_body=False)

    def _reply(self, *, send_body: bool) -> None:
        conditions = {name.title(): value for name, value in self.headers.items()}
        reply = answer(self.server.sites, self.path, self.headers.get("Host", ""), conditions)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if send_body:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        _LOG.debug(format, *args)
