"""What phrases of dates mean: from the words of a match and a day to count from to the interval they name."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.extract import date_near as near
from graph.extract import date_spans as spans
from graph.extract.date_fields import PARTS, Fields, Meaning, Names, basis_of, in_year, number, this_year
from graph.extract.date_spans import Anchor
from graph.model import PartialDate


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


def _part_of_month(names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    part, month, basis = PARTS[fields["part"]], names.month(fields), basis_of(fields)
    return in_year(fields, anchor, lambda year: spans.part_of_month(year, month, part, basis))


def _part_of_year(_names: Names, fields: Fields, anchor: Anchor) -> PartialDate | None:
    year = int(fields["year"]) if fields.get("year") else this_year(fields, anchor)
    return spans.part_of_year(year, PARTS[fields["part"]], basis_of(fields)) if year else None


def _of_year(fields: Fields, anchor: Anchor, make: Callable[[int], PartialDate | None]) -> PartialDate | None:
    """Like `in_year`, for phrases in which "last", "this" or "next" points at the year itself."""
    if not fields.get("which"):
        return in_year(fields, anchor, make)
    year = this_year(fields, anchor)
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


def _nothing(_names: Names, _fields: Fields, _anchor: Anchor) -> PartialDate | None:
    return None


MEANINGS: Final[Mapping[str, Meaning]] = {
    "day": _day,
    "slashes": _slashes,
    "days": _days,
    "week with day": _week_with_day,
    "week of month": _week_of_month,
    "month last year": near.month_last_year,
    "month": _month,
    "part of month": _part_of_month,
    "part of this": near.part_of_this,
    "part of year": _part_of_year,
    "months": _months,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "school year": _school_year,
    "years": _years,
    "nothing": _nothing,
    "ago": near.ago,
    "window": near.window,
    "weekday last week": near.weekday_last_week,
    "weekday": near.weekday,
    "deictic": near.deictic,
    "last day of this": near.last_day_of_this,
    "new year's day": near.new_years_day,
    "seasons ago": near.seasons_ago,
    "neighbour": near.neighbour,
    "feast": near.feast,
    "weekend": near.weekend,
    "ordinal day": near.ordinal_day,
    "day of this month": near.day_of_this_month,
    "year": _year,
}
