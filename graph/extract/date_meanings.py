"""What phrases of dates mean: from the words of a match and a day to count from to the interval they name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from graph.extract import date_spans as spans
from graph.extract.date_spans import Anchor
from graph.model import Basis, PartialDate

Fields = Mapping[str, str]
Meaning = Callable[["Names", Fields, Anchor], PartialDate | None]


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the date tables as numbers."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    numerals: Mapping[str, int]
    ordinals: Mapping[str, int]
    feasts: Mapping[str, int]

    def month(self, fields: Fields, key: str = "month") -> int:
        """The month a phrase names, by word or by number."""
        word = fields[key].rstrip(".")
        return self.months[word] if word in self.months else int(word)

    def count(self, fields: Fields) -> int:
        """The count a phrase names, by word or by number."""
        word = fields["count"]
        return self.numerals[word] if word in self.numerals else int(word)

    def ordinal(self, fields: Fields) -> int:
        """The ordinal a phrase names; 0 for the last."""
        return self.ordinals.get(fields["ordinal"], 0)


def number(fields: Fields, key: str) -> int:
    """A number with or without an ordinal ending."""
    return int(re.sub(r"\D", "", fields[key]))


def basis_of(fields: Fields) -> Basis:
    """A date with a year of its own is stated; the year of any other is inferred from the page."""
    return "stated" if fields.get("year") else "inferred"


def in_year(fields: Fields, anchor: Anchor, make: Callable[[int], PartialDate | None]) -> PartialDate | None:
    """Make a date for the year it states or for the one that fits the page."""
    if fields.get("year"):
        return make(int(fields["year"]))
    which = fields.get("which")
    if which and anchor.day is not None:
        return _pointed_at(which, anchor.day, make)
    return spans.nearest(anchor, make)


def _pointed_at(which: str, today: date, make: Callable[[int], PartialDate | None]) -> PartialDate | None:
    """Resolve "last June", "this summer", "next March" against a day."""
    years = [make(today.year + shift) for shift in (-1, 0, 1)]
    found = [each for each in years if each is not None]
    if which == "this":
        return make(today.year)
    if which in {"next", "coming", "following"}:
        return next((each for each in found if each.first > today), None)
    return next((each for each in reversed(found) if each.last < today), None)


def _day(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    day, month, basis = number(fields, "day"), names.month(fields), basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.one_day(year, month, day, basis))


def _slashes(_names: Names, fields: Fields, _anchor: Anchor) -> PartialDate | None:
    """Read 6/24/2026; 6/7/2026 is not clear, as month or day may come first."""
    first, second, year = int(fields["first"]), int(fields["second"]), int(fields["year"])
    if first > 12:
        return spans.one_day(year, second, first)
    if second > 12 or first == second:
        return spans.one_day(year, first, second)
    return None


def _days(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    first, last, basis = number(fields, "day"), number(fields, "until"), basis_of(fields)
    month = names.month(fields)
    until = names.month(fields, "month2") if fields.get("month2") else month

    def make(year: int) -> PartialDate | None:
        kind = "week" if month == until and last - first == 6 else "part"
        return spans.build(
            (year, month, first), (year, until, last), "week" if kind == "week" else "part", basis
        )

    return in_year(fields, anchor, make)


def _months(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    month, until, basis = names.month(fields), names.month(fields, "month2"), basis_of(fields)
    if until <= month:
        return None
    return in_year(
        fields, anchor, lambda year: spans.months_from(year, month, until - month + 1, "part", basis)
    )


def _month(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    month, basis = names.month(fields), basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.one_month(year, month, basis))


def _week_of_month(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    month, ordinal, basis = names.month(fields), names.ordinal(fields), basis_of(fields)
    if fields["unit"] == "half":
        return in_year(fields, anchor, lambda year: spans.half_of_month(year, month, ordinal or 2, basis))
    if fields["unit"] == "week":
        return in_year(fields, anchor, lambda year: spans.week_of_month(year, month, ordinal, basis))
    if fields["unit"] == "days":
        part = "start" if ordinal else "end"
        return in_year(fields, anchor, lambda year: spans.part_of_month(year, month, part, basis))
    return in_year(
        fields,
        anchor,
        lambda year: spans.one_day(year, month, ordinal or spans.month_end(year, month), basis),
    )


def _week_with_day(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    day = _day(names, fields, anchor)
    return spans.week_of(day.first, day.basis) if day else None


PARTS: Final[Mapping[str, str]] = {
    "early": "early", "late": "late", "mid": "mid", "middle": "mid", "start": "start", "beginning": "start",
    "outset": "start", "dawn": "start", "end": "end", "close": "end", "turn": "start",
}  # fmt: skip


def _part_of_month(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    part, month, basis = PARTS[fields["part"]], names.month(fields), basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.part_of_month(year, month, part, basis))


def _part_of_year(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    year = int(fields["year"]) if fields.get("year") else _this_year(fields, anchor)
    return spans.part_of_year(year, PARTS[fields["part"]], basis_of(fields)) if year else None


def _part_of_this(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The beginning of the month, the end of the year, both of the page's own date."""
    part = PARTS[fields["part"]]
    if fields["unit"] == "year":
        year = _this_year(fields, anchor)
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


def _this_year(fields: Fields, anchor: Anchor) -> int | None:
    year = anchor.day.year if anchor.day else None
    return year + SHIFTS.get(fields.get("which") or "this", 0) if year is not None else None


def _of_year(fields: Fields, anchor: Anchor, make: Callable[[int], PartialDate | None]) -> PartialDate | None:
    """Like `in_year`, for phrases in which "last", "this" or "next" points at the year itself."""
    if not fields.get("which"):
        return in_year(fields, anchor, make)
    year = _this_year(fields, anchor)
    return make(year) if year is not None else None


def _quarter(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    ordinal = int(fields["digit"]) if fields.get("digit") else names.ordinal(fields) or 4
    return _of_year(
        fields, anchor, lambda year: spans.months_from(year, 3 * ordinal - 2, 3, "quarter", basis_of(fields))
    )


def _half(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    ordinal = int(fields["digit"]) if fields.get("digit") else names.ordinal(fields) or 2
    return _of_year(
        fields, anchor, lambda year: spans.months_from(year, 6 * ordinal - 5, 6, "part", basis_of(fields))
    )


def _season(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    month, basis = names.seasons[fields["season"]], basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.season_of(year, month, basis))


def _school_year(_names: Names, fields: Fields, _anchor: Anchor) -> PartialDate | None:
    first, last = int(fields["year"]), int(fields["until"]) % 100
    return (
        spans.build((first, 8, 1), (first + 1, 7, 31), "part", "stated")
        if last == (first + 1) % 100
        else None
    )


def _years(_names: Names, fields: Fields, _anchor: Anchor) -> PartialDate | None:
    return spans.build((int(fields["year"]), 1, 1), (int(fields["until"]), 12, 31), "part", "stated")


def _year(_names: Names, fields: Fields, _anchor: Anchor) -> PartialDate | None:
    return spans.one_year(int(fields["year"]))


def _weekday(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
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


def _weekday_last_week(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
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
SHIFTS: Final[Mapping[str, int]] = {
    "last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1,
    "following": 1, "new": 0, "present": 0,
}  # fmt: skip


UNITS: Final[Mapping[str, str]] = {each: each for each in ("week", "month", "quarter", "year")}


def _feast(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The month of a feast: "by Christmas", "since last Easter"."""
    month, basis = names.feasts[fields["feast"]], basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.one_month(year, month, basis))


def _weekend(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The last Saturday and Sunday begun by the page's day, or those ahead."""
    if anchor.day is None:
        return None
    ahead = anchor.sense == "future" or fields.get("which") in {"next", "coming", "following"}
    saturday = anchor.day - timedelta(days=(anchor.day.weekday() - 5) % 7 - 7 * ahead)
    return spans.span(saturday, saturday + timedelta(days=1), "part", "inferred")


def _ordinal_day(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
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


def _last_day_of_this(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """The first or last day of the month or year, of the page's own day."""
    if anchor.day is None:
        return None
    shift = SHIFTS[fields.get("which") or "this"]
    whole = spans.neighbour(anchor.day, shift, fields["unit"])
    if whole is None:
        return None
    day = whole.first if fields["ordinal"] == "first" else whole.last
    return spans.span(day, day, "day", "inferred")


def _new_years_day(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    return in_year(fields, anchor, lambda year: spans.one_day(year, 1, 1, basis_of(fields)))


def _seasons_ago(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """Two summers ago: the last one is one summer ago once it has ended, the present one none."""
    if anchor.day is None:
        return None
    month = names.seasons[fields["season"]]
    this = spans.season_of(anchor.day.year, month)
    ended = this is not None and this.last < anchor.day
    return spans.season_of(anchor.day.year - names.count(fields) + ended, month, "inferred")


def _deictic(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    days = DEICTIC[re.sub(r"\s+", " ", fields["word"])]
    return spans.ago(anchor.day, days, "day") if anchor.day else None


def _neighbour(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    """This week is what has passed of it, unless the sentence looks ahead."""
    if anchor.day is None:
        return None
    if fields.get("which") == "past":
        return spans.window(anchor.day, 1, fields["unit"] if fields["unit"] != "quarter" else "month")
    unit = UNITS.get(fields["unit"].split(" ")[-1], "year")
    found = spans.neighbour(anchor.day, SHIFTS[fields.get("which") or "this"], unit)
    past_week = found and unit == "week" and found.first <= anchor.day < found.last and anchor.sense == "past"
    return replace(found, last=anchor.day, granularity="part") if found and past_week else found


def _month_last_year(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    year, month = _this_year(fields, anchor), names.month(fields)
    if year is None:
        return None
    if fields.get("day"):
        return spans.one_day(year, month, number(fields, "day"), "inferred")
    return spans.one_month(year, month, "inferred")


def _ago(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    return spans.ago(anchor.day, names.count(fields), fields["unit"]) if anchor.day else None


def _window(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    return spans.window(anchor.day, names.count(fields), fields["unit"]) if anchor.day else None


def _day_of_this_month(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
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


def _nothing(_names: Names, _fields: Fields, _anchor: Anchor) -> PartialDate | None:
    return None


def day_in(fields: Fields, names: Names) -> tuple[int, int] | None:
    """Month and day of a phrase that names one month and no year; 0 for the day if it names none."""
    if "month" not in fields or not {"year", "until", "month2"}.isdisjoint(fields):
        return None
    return names.month(fields), number(fields, "day") if "day" in fields else 0


MEANINGS: Final[Mapping[str, Meaning]] = {
    "day": _day,
    "slashes": _slashes,
    "days": _days,
    "week with day": _week_with_day,
    "week of month": _week_of_month,
    "month last year": _month_last_year,
    "month": _month,
    "part of month": _part_of_month,
    "part of this": _part_of_this,
    "part of year": _part_of_year,
    "months": _months,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "school year": _school_year,
    "years": _years,
    "nothing": _nothing,
    "ago": _ago,
    "window": _window,
    "weekday last week": _weekday_last_week,
    "weekday": _weekday,
    "deictic": _deictic,
    "last day of this": _last_day_of_this,
    "new year's day": _new_years_day,
    "seasons ago": _seasons_ago,
    "neighbour": _neighbour,
    "feast": _feast,
    "weekend": _weekend,
    "ordinal day": _ordinal_day,
    "day of this month": _day_of_this_month,
    "year": _year,
}
