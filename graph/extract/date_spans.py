"""Arithmetic on days: from what a phrase names to the interval it covers. No text is read here.

Every function gives a PartialDate or None; None means that the calendar has no such days.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from graph.model import Basis, Granularity, PartialDate

Sense = Literal["past", "future", "either"]
FIRST_YEAR, LAST_YEAR = 1950, 2099
SOON = 90  # days ahead within which "8 January" is the next one rather than the last


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative words are counted from: the page's day if known, else the year and month told of last."""

    day: date | None = None
    story: tuple[int, int] | None = None
    sense: Sense = "past"


def build(
    first: tuple[int, int, int], last: tuple[int, int, int], kind: Granularity, basis: Basis
) -> PartialDate | None:
    """Make an interval of two days given as numbers, if both exist and the years are sane."""
    try:
        one, two = date(*first), date(*last)
    except ValueError:
        return None
    return span(one, two, kind, basis)


def span(first: date, last: date, kind: Granularity, basis: Basis) -> PartialDate | None:
    """Make an interval, if it runs forward and its years are sane."""
    if last < first or first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return None
    return PartialDate(first, last, kind, basis)


def one_day(year: int, month: int, day: int, basis: Basis = "stated") -> PartialDate | None:
    """One day, if the calendar has it."""
    return build((year, month, day), (year, month, day), "day", basis)


def one_month(year: int, month: int, basis: Basis = "stated") -> PartialDate | None:
    """One month, if the year is sane."""
    return build((year, month, 1), (year, month, month_end(year, month)), "month", basis)


def one_year(year: int, basis: Basis = "stated") -> PartialDate | None:
    """One year, if it is sane."""
    return build((year, 1, 1), (year, 12, 31), "year", basis)


def months_from(
    year: int, month: int, count: int, kind: Granularity, basis: Basis = "stated"
) -> PartialDate | None:
    """A run of whole months, such as a quarter or a season."""
    last_year, last_month = shifted(year, month, count - 1)
    return build((year, month, 1), (last_year, last_month, month_end(last_year, last_month)), kind, basis)


def month_end(year: int, month: int) -> int:
    """The last day of a month; 31 for a month that no calendar has."""
    return calendar.monthrange(year, month)[1] if 1 <= month <= 12 and 1 <= year <= 9999 else 31


def shifted(year: int, month: int, months: int) -> tuple[int, int]:
    """The year and month so many months later, or earlier for a negative count."""
    years, rest = divmod(month - 1 + months, 12)
    return year + years, rest + 1


def week_of(day: date, basis: Basis = "inferred") -> PartialDate | None:
    """The week from Monday to Sunday that a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return span(monday, monday + timedelta(days=6), "week", basis)


def part_of_month(year: int, month: int, part: str, basis: Basis = "stated") -> PartialDate | None:
    """The early, middle or late third of a month; `start` and `end` are the outer thirds as well."""
    end = month_end(year, month)
    days = {"early": (1, 10), "start": (1, 10), "mid": (11, 20), "late": (21, end), "end": (21, end)}[part]
    return build((year, month, days[0]), (year, month, days[1]), "part", basis)


def part_of_year(year: int, part: str, basis: Basis = "stated") -> PartialDate | None:
    """The early, middle or late third of a year; its start and end are the outer quarters."""
    months = {"early": (1, 4), "start": (1, 3), "mid": (5, 8), "late": (9, 12), "end": (10, 12)}[part]
    return build((year, months[0], 1), (year, months[1], month_end(year, months[1])), "part", basis)


def week_of_month(year: int, month: int, ordinal: int, basis: Basis = "stated") -> PartialDate | None:
    """The first to fourth seven days of a month; 0 gives its last seven days."""
    first = month_end(year, month) - 6 if ordinal == 0 else 7 * ordinal - 6
    return build((year, month, first), (year, month, first + 6), "week", basis)


def half_of_month(year: int, month: int, ordinal: int, basis: Basis = "stated") -> PartialDate | None:
    """The days up to the 15th, or those after it."""
    first, last = (1, 15) if ordinal == 1 else (16, month_end(year, month))
    return build((year, month, first), (year, month, last), "part", basis)


def season_of(year: int, first_month: int, basis: Basis = "stated") -> PartialDate | None:
    """Three months; for a winter, which may begin or end in the one year given, that year."""
    return one_year(year, basis) if first_month == 12 else months_from(year, first_month, 3, "part", basis)


def nearest(anchor: Anchor, of_year: Callable[[int], PartialDate | None]) -> PartialDate | None:
    """Choose the year that a date without one belongs to.

    Shape: `of_year` makes the date for a year. The past is meant unless the anchor's sense says otherwise;
    today counts as past and as future. Without a day to count from, a story goes on: from November 2022 it
    comes to the February after.
    """
    if anchor.day is None:
        return _onward(anchor.story, of_year) if anchor.story else None
    today = anchor.day
    found = [each for year in (-1, 0, 1) if (each := of_year(today.year + year)) is not None]
    if anchor.sense == "past":
        found = [each for each in found if each.first <= today][-1:] + [
            each for each in found if _soon(each, today)
        ]
    elif anchor.sense == "future":
        found = [each for each in found if each.last >= today][:1]
    return min(found, key=lambda each: abs((each.first - today).days), default=None)


def _soon(each: PartialDate, today: date) -> bool:
    """Tell whether a day lies so near ahead that nobody would name the one of a year ago without its year."""
    return each.granularity == "day" and 0 < (each.first - today).days <= SOON


def _onward(story: tuple[int, int], of_year: Callable[[int], PartialDate | None]) -> PartialDate | None:
    year, month = story
    found = [each for shift in (0, 1, -1) if (each := of_year(year + shift)) is not None]
    return min(
        found, key=lambda each: abs(12 * (each.first.year - year) + each.first.month - month), default=None
    )


def ago(today: date, count: int, unit: str) -> PartialDate | None:
    """So many days, weeks, months or years before a day, as exact as the unit."""
    if unit == "day":
        return span(today - timedelta(days=count), today - timedelta(days=count), "day", "inferred")
    if unit in {"week", "fortnight"}:
        return week_of(today - timedelta(weeks=count * (2 if unit == "fortnight" else 1)))
    if unit == "month":
        return one_month(*shifted(today.year, today.month, -count), basis="inferred")
    return one_year(today.year - count, "inferred")


def window(today: date, count: int, unit: str) -> PartialDate | None:
    """The last so many days, weeks, months or years up to a day."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit] * count
    return span(today - timedelta(days=days), today, "part", "inferred")


def neighbour(today: date, which: int, unit: str) -> PartialDate | None:
    """The last (-1), this (0) or next (1) week, month, quarter or year."""
    if unit == "week":
        return week_of(today + timedelta(weeks=which))
    if unit == "month":
        return one_month(*shifted(today.year, today.month, which), basis="inferred")
    if unit == "quarter":
        year, month = shifted(today.year, today.month - (today.month - 1) % 3, 3 * which)
        return months_from(year, month, 3, "quarter", "inferred")
    return one_year(today.year + which, "inferred")


def shortest(value: PartialDate) -> str:
    """The shortest of YYYY, YYYY-MM and YYYY-MM-DD that holds the whole interval; empty if years differ.

    Shape: a week that lies across two months is of the one that holds more of it.
    """
    if value.first == value.last:
        return value.first.isoformat()
    if value.last - value.first <= timedelta(weeks=1):
        return f"{value.first + (value.last - value.first) // 2:%Y-%m}"
    if (value.first.year, value.first.month) == (value.last.year, value.last.month):
        return f"{value.first:%Y-%m}"
    return f"{value.first:%Y}" if value.first.year == value.last.year else ""
