"""How fast one host is asked, and when it is left alone. No clock of its own, no network."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from crawlers.limits import LONGEST_WAIT, REFUSALS_OF_A_HOST

BUSY: Final = frozenset({429, 503})
_FIRST_WAIT: Final = 1.0


@dataclass(slots=True)
class Pace:
    """One host's pace within a crawl.

    Units: `free_at` in seconds of a monotonic clock; `refusals` counts answers 429 and 503 in a row.
    """

    free_at: float = 0.0
    refusals: int = 0
    closed: str = ""

    def answered(self, took: float = 0.0, now: float = 0.0) -> None:
        """Note that the host answered as usual: it rests as long as that took, so that we have it work half the time.

        Units: both in seconds.
        """
        self.refusals = 0
        self.free_at = max(self.free_at, now + min(took, LONGEST_WAIT))

    def turned_away(self, status: int, wait: float | None, now: float) -> None:
        """Note a 429 or 503: wait as long as it says, or twice as long as before if it says nothing."""
        self.refusals += 1
        seconds = _FIRST_WAIT * 2 ** (self.refusals - 1) if wait is None else wait
        if seconds > LONGEST_WAIT:
            self.closed = f"HTTP {status}, for {seconds:.0f} seconds"
        elif self.refusals >= REFUSALS_OF_A_HOST:
            self.closed = f"HTTP {status}, {self.refusals} times in a row"
        self.free_at = max(self.free_at, now + min(seconds, LONGEST_WAIT))


@dataclass(slots=True)
class Paces:
    """All hosts of a crawl."""

    hosts: dict[str, Pace] = field(default_factory=dict)

    def of(self, host: str) -> Pace:
        """Give a host's pace, a new one for a new host."""
        return self.hosts.setdefault(host, Pace())


def retry_after(header: str, now: datetime) -> float | None:
    """Give the seconds that a server asks us to wait; None if it does not say, or nothing one can read.

    Source: RFC 9110, section 10.2.3.
    """
    value = header.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
