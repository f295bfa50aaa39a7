"""When to ask for an address again. Pure functions; the clock comes from outside.

What changed lately is likely to change again: the pause grows with the time since the last change.
"""

from datetime import datetime, timedelta
from typing import Final

from crawlers.refusal import ABOUT_OTHER_THINGS
from graph.store.ledger import Address

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
# A page an hour old is asked for after another hour, then when it is 2, 4, 8 ... hours old: nine times in its first
# three weeks, when corrections come, and once a month for ever after.
PAGE: Final = (_HOUR, 30 * _DAY)
# A rule of the organisation itself may change on any day and says so nowhere.
PRIMARY: Final = (_HOUR, _DAY)
LISTING: Final = (timedelta(minutes=15), 6 * _HOUR)
_LISTING_AGE: Final = 10  # a listing that changed ten hours ago is asked after one hour
_PASSED_OVER: Final = 7 * _DAY
_OTHER_THINGS: Final = (
    365 * _DAY
)  # most of the web; an article does not change its subject, but the gate its words
_MOST_DOUBLINGS: Final = 10


def next_page(address: Address, now: datetime, *, primary: bool = False) -> datetime:
    """Tell when to ask for a page again that was just settled."""
    if address.outcome == "failed":
        return now + _patience(address.failures, _HOUR, _PASSED_OVER)
    if address.outcome == "skipped":
        return now + (_OTHER_THINGS if address.detail == ABOUT_OTHER_THINGS else _PASSED_OVER)
    return now + _within(now - (address.changed_at or now), *(PRIMARY if primary else PAGE))


def next_listing(address: Address, now: datetime) -> datetime:
    """Tell when to ask for a feed, a sitemap or a section page again."""
    shortest, longest = LISTING
    if address.outcome == "failed":
        return now + _patience(address.failures, shortest, _DAY)
    return now + _within((now - (address.changed_at or now)) / _LISTING_AGE, shortest, longest)


def _within(pause: timedelta, shortest: timedelta, longest: timedelta) -> timedelta:
    return min(max(pause, shortest), longest)


def _patience(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Double the pause with every failure in a row."""
    doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
    return min(first * (1 << doublings), longest)
