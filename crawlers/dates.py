"""When a page was published, and who says so. Pure functions; the day of the crawl is never an answer."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal
from urllib.parse import urlsplit

from graph.model import Basis, PartialDate
from graph.store.rows import record_of, row_of

_IN_URL: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}[/-]?[01]\d(?:[/-]?[0-3]\d)?(?!\d)")
_PART: Final = re.compile(r"(?:19|20)\d{2}(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was known of a page before it was fetched: from a feed or a news sitemap.

    Units: `published` is UTC-aware; `day` is the publisher's, where it gives no more than that. `sure` is False
    where a feed tells no more than the last change.
    """

    published: datetime | None = None
    basis: Literal["feed", "sitemap"] = "feed"
    sure: bool = True
    title: str = ""
    author: str = ""
    day: date | None = None


UNKNOWN: Final = Discovered()


def hint_of(discovered: Discovered) -> str:
    """Write what is known of a page as one line, for the ledger; nothing for nothing."""
    return "" if discovered == UNKNOWN else json.dumps(row_of(discovered), ensure_ascii=False, sort_keys=True)


def discovered_from(hint: str) -> Discovered:
    """Read what `hint_of` wrote."""
    return record_of(Discovered, json.loads(hint)) if hint else UNKNOWN


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as somebody gave it. `at` is the instant in UTC, None if only a day or a month was given."""

    published: PartialDate | None = None
    at: datetime | None = None


UNDATED: Final = Dated()


def read_stamp(stamp: str, basis: Basis) -> Dated:
    """Read an ISO 8601 or RFC 822 date. The day is the publisher's, by the offset he wrote.

    Shape: UNDATED for what is no date.
    """
    text = stamp.strip()
    if _PART.fullmatch(text):
        try:
            return Dated(PartialDate.parse(text, basis))
        except ValueError:
            return UNDATED
    moment = _moment(text)
    if moment is None:
        return UNDATED
    return Dated(PartialDate.day(moment.date(), basis), moment.astimezone(UTC) if moment.tzinfo else None)


def published(discovered: Discovered, declared: str, guess: str, url: str) -> Dated:
    """Choose among feed or news sitemap, what the page declares, and a guess from its text, in this order.

    Shape: a feed knows the instant, not the publisher's day, so where the page gives the same instant its day
    is taken. A feed that tells only the last change comes after what the page declares.
    """
    own = read_stamp(declared, "page")
    if discovered.published is None:
        return _by_day(discovered, own) or (own if own.published else _guessed(guess, url))
    if own.published and (not discovered.sure or own.at == discovered.published):
        basis: Basis = discovered.basis if discovered.sure else "page"
        return Dated(
            PartialDate(own.published.first, own.published.last, own.published.granularity, basis), own.at
        )
    return Dated(PartialDate.day(discovered.published.date(), discovered.basis), discovered.published)


def _by_day(discovered: Discovered, own: Dated) -> Dated | None:
    """Date by the day a listing gives, with the instant of a page of that day. None if there is no such day."""
    if discovered.day is None or (own.published and not discovered.sure):
        return None
    at = own.at if own.published and own.published.first == own.published.last == discovered.day else None
    return Dated(PartialDate.day(discovered.day, discovered.basis), at)


def _guessed(guess: str, url: str) -> Dated:
    """Date by what stands in the address or in the visible text."""
    found = read_stamp(guess, "inferred").published
    if found is None:
        return UNDATED
    named = {re.sub(r"\D", "", each.group()) for each in _IN_URL.finditer(urlsplit(url).path)}
    day = found.first
    if f"{day:%Y%m%d}" in named:
        return Dated(PartialDate.day(day, "url"))
    if day.day == 1 and f"{day:%Y%m}" in named:  # the guess fills in the day that the address leaves out
        return Dated(PartialDate.month(day.year, day.month, "url"))
    return Dated(PartialDate.day(day, "inferred"))


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
