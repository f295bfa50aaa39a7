"""What phrases mean that count from a day: "yesterday", "two weeks ago", "the end of last month"."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from graph.extract import date_spans as spans
from graph.extract.date_fields import PARTS, SHIFTS, Fields, Names, basis_of, in_year, number, this_year
from graph.extract.date_spans import Anchor
from graph.model import PartialDate


def part_of_this(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The beginning of the month, the end of the year, both of the page's own date."""
    part = PARTS[fields["part"]]
    if fields["unit"] == "year":
        year = this_year(fields, anchor)
        return spans.part_of_year(year, part, "inferred") if year else None
    if anchor.day is None:
        return None
    month = spans.neighbour(anchor.day, SHIFTS.get(fields.get("which") or "this", 0), "month")
    if fields["unit"] == "month":
        return spans.part_of_month(month.first.year, month.first.month, part, "inferred") if month else None
    week = spans.neighbour(anchor.day, SHIFTS.get(fields.get("which") or "this", 0), "week")
    if week is None:
        return None
    first, last = {"start": (0, 1), "early": (0, 1), "mid": (2, 2)}.get(part, (3, 4))
    return spans.span(week.first + timedelta(first), week.first + timedelta(last), "part", "inferred")


def weekday(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """Monday is the last one up to today; "last Monday" leaves today out, "next Monday" lies ahead."""
    if anchor.day is None:
        return None
    back = (anchor.day.weekday() - names.weekdays[fields["weekday"].rstrip(".")]) % 7
    which = fields.get("which") or ""
    if which in {"last", "past", "previous"}:
        return spans.ago(anchor.day, back or 7, "day")
    if which in {"next", "coming", "following"} or (anchor.sense == "future" and which != "this"):
        return spans.ago(anchor.day, back - 7 if back or which else 0, "day")
    if anchor.sense == "either" and back > 3:
        return spans.ago(anchor.day, back - 7, "day")
    return spans.ago(anchor.day, back, "day")


def weekday_last_week(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """A weekday of last, this or next week."""
    if anchor.day is None:
        return None
    monday = anchor.day - timedelta(days=anchor.day.weekday()) + timedelta(weeks=SHIFTS[fields["which"]])
    return spans.ago(monday + timedelta(days=names.weekdays[fields["weekday"].rstrip(".")]), 0, "day")


DEICTIC: Final[Mapping[str, int]] = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "earlier today": 0,
    "later today": 0,
    "yesterday": 1, "last night": 1, "overnight": 0, "the day before yesterday": 2, "tomorrow": -1,
    "the day after tomorrow": -2,
}  # fmt: skip
UNITS: Final[Mapping[str, str]] = {each: each for each in ("week", "month", "quarter", "year")}


def feast(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The month of a feast: "by Christmas", "since last Easter"."""
    month, basis = names.feasts[fields["feast"]], basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.one_month(year, month, basis))


def weekend(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The last Saturday and Sunday begun by the page's day, or those ahead."""
    if anchor.day is None:
        return None
    ahead = anchor.sense == "future" or fields.get("which") in {"next", "coming", "following"}
    saturday = anchor.day - timedelta(days=(anchor.day.weekday() - 5) % 7 - 7 * ahead)
    return spans.span(saturday, saturday + timedelta(days=1), "part", "inferred")


def ordinal_day(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The first of March, the first of the month, the first of next year."""
    day, basis = names.ordinal(fields), basis_of(fields)
    if fields.get("month"):
        month = names.month(fields)
        return in_year(fields, anchor, lambda year: spans.one_day(year, month, day, basis))
    if anchor.day is None:
        return None
    if fields["unit"] == "month":
        start = spans.neighbour(anchor.day, SHIFTS[fields.get("which") or "this"], "month")
        return spans.one_day(start.first.year, start.first.month, day, basis) if start else None
    pointed = {**fields, "month": "january"}
    return in_year(pointed, anchor, lambda year: spans.one_day(year, 1, day, basis))


def last_day_of_this(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The first or last day of the month or year, of the page's own day."""
    if anchor.day is None:
        return None
    shift = SHIFTS[fields.get("which") or "this"]
    whole = spans.neighbour(anchor.day, shift, fields["unit"])
    if whole is None:
        return None
    day = whole.first if fields["ordinal"] == "first" else whole.last
    return spans.span(day, day, "day", "inferred")


def new_years_day(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The first of January."""
    return in_year(fields, anchor, lambda year: spans.one_day(year, 1, 1, basis_of(fields)))


def seasons_ago(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """Two summers ago: the last one is one summer ago once it has ended, the present one none."""
    if anchor.day is None:
        return None
    month = names.seasons[fields["season"]]
    this = spans.season_of(anchor.day.year, month)
    ended = this is not None and this.last < anchor.day
    return spans.season_of(anchor.day.year - names.count(fields) + ended, month, "inferred")


def deictic(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """Today, yesterday, last night."""
    days = DEICTIC[re.sub(r"\s+", " ", fields["word"])]
    return spans.ago(anchor.day, days, "day") if anchor.day else None


def neighbour(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """This week is what has passed of it, unless the sentence looks ahead."""
    if anchor.day is None:
        return None
    if fields.get("which") == "past":
        return spans.window(anchor.day, 1, fields["unit"] if fields["unit"] != "quarter" else "month")
    unit = UNITS.get(fields["unit"].split(" ")[-1], "year")
    found = spans.neighbour(anchor.day, SHIFTS[fields.get("which") or "this"], unit)
    past_week = found and unit == "week" and found.first <= anchor.day < found.last and anchor.sense == "past"
    return replace(found, last=anchor.day, granularity="part") if found and past_week else found


def month_last_year(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """A month or day of last, this or next year."""
    year, month = this_year(fields, anchor), names.month(fields)
    if year is None:
        return None
    if fields.get("day"):
        return spans.one_day(year, month, number(fields, "day"), "inferred")
    return spans.one_month(year, month, "inferred")


def ago(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """So many days, weeks, months or years ago."""
    return spans.ago(anchor.day, names.count(fields), fields["unit"]) if anchor.day else None


def window(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The past so many days, weeks, months or years."""
    return spans.window(anchor.day, names.count(fields), fields["unit"]) if anchor.day else None


def day_of_this_month(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The 12th: of this month if it has been reached, else of the one before; the other way round ahead."""
    if anchor.day is None:
        return None
    day, today = number(fields, "day"), anchor.day
    shift = (
        -1
        if anchor.sense == "past" and day > today.day
        else 1
        if anchor.sense == "future" and day < today.day
        else 0
    )
    return spans.one_day(*spans.shifted(today.year, today.month, shift), day, "inferred")
