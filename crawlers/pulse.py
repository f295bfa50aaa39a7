"""What a list tells of the life of its source: how much it names, how much of that is dated, how recent it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from crawlers.dates import Discovered
from crawlers.listing import Listing

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Counts of one list. Units: `silence` is the longest time between two entries that follow each other, in days."""

    named: int = 0
    dated: int = 0
    newest: datetime | None = None
    silence: float = 0.0


NO_SIGN: Final = Pulse()


def pulse(listing: Listing, now: datetime) -> Pulse:
    """Measure a list. Dates that have not come yet are no sign of life."""
    stamps = [_moment(each.discovered) for each in listing.pages]
    stamps += [each.published_at for each in listing.articles]
    moments = sorted(each for each in stamps if each and each <= now + _DAY)
    return Pulse(len(stamps), len(moments), moments[-1] if moments else None, longest_gap(moments))


def _moment(discovered: Discovered) -> datetime | None:
    """Give when an entry came out; of a whole day its noon."""
    day = discovered.day
    return discovered.published or (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None)


def longest_gap(moments: Sequence[datetime]) -> float:
    """Give the longest time between neighbours, in days; 0 if there are no two."""
    return max(((after - before) / _DAY for before, after in pairwise(moments)), default=0.0)


def together(pulses: Iterable[Pulse]) -> Pulse:
    """Join the lists of one source: what any of them shows, the source has shown."""
    each = tuple(pulses)
    newest = max((one.newest for one in each if one.newest), default=None)
    lively = [one.silence for one in each if one.newest == newest] if newest else [0.0]
    return Pulse(sum(one.named for one in each), sum(one.dated for one in each), newest, max(lively))
