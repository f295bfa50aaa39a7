"""What went over the line: each answer of a server as it came, redirects and failed attempts too."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from scrapy import Request
from scrapy.http import Response

_META: Final = "exchanges"
_REST: Final = 64 * 1024  # bytes kept of what is no page: redirects, errors


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer, less its transfer coding. `cut` tells that the body is only the beginning of what came."""

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool = False


@dataclass(frozen=True)
class Answer:
    """What came of one request in the end: all exchanges on the way, and how to ask for a change next time.

    Shape: `body` is the decoded body of the last exchange, None if that brought no page.
    """

    exchanges: tuple[Exchange, ...]
    body: bytes | None = None
    etag: str = ""
    modified: str = ""

    @property
    def at(self) -> datetime:
        """Give the moment of the last exchange."""
        return self.exchanges[-1].at

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the body, empty where there is none. Most pages are passed over and need none."""
        return "" if self.body is None else hashlib.sha256(self.body).hexdigest()


class ExchangeMiddleware:
    """Notes every answer on its request. It stands next to the downloader, before anything is unpacked."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note an answer; what follows a redirect or a failed attempt goes on with the same list."""
        request.meta.setdefault(_META, []).append(_exchange(response))
        return response


def _exchange(response: Response) -> Exchange:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    most = len(response.body) if response.status == 200 else _REST
    return Exchange(
        response.url,
        datetime.now(UTC),
        response.status,
        tuple(headers),
        response.body[:most],
        cut=len(response.body) > most,
    )


def answer_of(request: Request, response: Response | None = None) -> Answer | None:
    """Give what came of a request; None if no server ever answered."""
    exchanges = tuple(request.meta.get(_META, ()))
    if not exchanges:
        return None
    if response is None or response.status != 200:
        return Answer(exchanges)
    return Answer(
        exchanges,
        response.body,
        _header(response, "ETag"),
        _header(response, "Last-Modified"),
    )


def _header(response: Response, name: str) -> str:
    """Give a validator to send back later; none that could not be a header of ours."""
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if value.isascii() and value.isprintable() and len(value) <= 500 else ""
