"""Why a request failed, in a few words for the report."""

from gzip import BadGzipFile
from typing import Final
from urllib.parse import urljoin

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.web._newclient import ParseError

from crawlers.address import is_address
from crawlers.handler import TooLongHead


class BrowserTrouble(Exception):
    """Why a browser gave no page, in its own words."""

    def __init__(self, words: str) -> None:
        super().__init__(f"the browser says: {words}")


_PROBLEMS: Final[dict[type[Exception], str]] = {
    CannotResolveHostError: "the host is unknown",
    DownloadCancelledError: "larger than 10 MB",
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadTimeoutError: "no answer in time",
    ResponseDataLossError: "the answer was cut off",
    TooLongHead: "too many headers",
    BadGzipFile: "cannot be unpacked",
    ParseError: "the answer is no HTTP",
    ConnectionLost: "the connection was cut",
    ConnectionDone: "the connection was cut",
}
_IGNORED: Final = {
    "max redirections": "too many redirects",
    "during decompression": "larger than 10 MB unpacked",
}


def problem_with(error: BaseException | None) -> str:
    """Say why a request failed."""
    if isinstance(error, HttpError):
        return _status(error.response)
    if isinstance(error, IgnoreRequest | BrowserTrouble):
        return next(
            (words for part, words in _IGNORED.items() if part in str(error)), str(error) or "ignored"
        )
    if isinstance(error, ValueError) and "Missing scheme" in str(error):
        return f"redirects to no web address: {str(error).partition(': ')[2][:100]}"
    for cause in _causes(error):
        if isinstance(cause, ValueError) and cause is not error:
            return _PROBLEMS[ParseError]  # a length or status that is no number
        for kind, words in _PROBLEMS.items():
            if isinstance(cause, kind):
                return words
    return f"{type(error).__name__}: {error}"[:200]


def _causes(error: BaseException | None) -> list[BaseException | None]:
    """Give an error and what Twisted says is behind it."""
    cause = error.__cause__ if error else None
    reasons = [each.value for each in getattr(cause, "reasons", None) or ()]
    return [error, *reasons, cause]


def _status(response: Response) -> str:
    """Name the status; of a redirect that cannot be followed, its target too."""
    target = (response.headers.get("Location") or b"").decode("latin-1").strip()
    if 300 <= response.status < 400 and target and not is_address(urljoin(response.url, target)):
        return f"redirects to no web address: {target[:100]}"
    return f"HTTP {response.status}"
