"""The words of a phrase that names a date, as numbers, and the year that a phrase without one is of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
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


def this_year(fields: Fields, anchor: Anchor) -> int | None:
    """The year of the page's day, or the one that "last" or "next" makes of it."""
    year = anchor.day.year if anchor.day else None
    return year + SHIFTS.get(fields.get("which") or "this", 0) if year is not None else None


SHIFTS: Final[Mapping[str, int]] = {
    "last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1,
    "following": 1, "new": 0, "present": 0,
}  # fmt: skip


def day_in(fields: Fields, names: Names) -> tuple[int, int] | None:
    """Month and day of a phrase that names one month and no year; 0 for the day if it names none."""
    if "month" not in fields or not {"year", "until", "month2"}.isdisjoint(fields):
        return None
    return names.month(fields), number(fields, "day") if "day" in fields else 0


PARTS: Final[Mapping[str, str]] = {
    "early": "early", "late": "late", "mid": "mid", "middle": "mid", "start": "start", "beginning": "start",
    "outset": "start", "dawn": "start", "end": "end", "close": "end", "turn": "start",
}  # fmt: skip
