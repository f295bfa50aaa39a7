"""The day by which a sentence says that something will have happened, counted from the day of its page."""

import calendar
import re
from datetime import date
from typing import Final

_MONTH: Final = "|".join(calendar.month_name[1:])
_DAY: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}}))\b"
    r"(?:,? (?P<year>\d{4}))?"
)
_WHOLE_MONTH: Final = re.compile(
    rf"\b(?:[Bb]y|[Bb]efore|[Ii]n|[Uu]ntil|[Ff]or)(?: the)?(?: end of)? (?P<month>{_MONTH})\b"
    r"(?! \d{1,2}\b)(?: (?P<year>\d{4}))?"
)
_YEAR: Final = re.compile(
    r"\b(?:this year|by (?:the )?year[’']?s? end|by the end of the year|before the year (?:is over|ends))\b",
    re.IGNORECASE,
)
_NEXT_YEAR: Final = re.compile(r"\bnext year\b", re.IGNORECASE)
_FEASTS: Final = re.compile(r"\b(?:[Bb]y|[Bb]efore) (Christmas|New Year)\b")
_SEASONS: Final = re.compile(
    r"\b(?:[Tt]his|[Bb]y(?: the)?(?: end of)?|[Ii]n(?: the)?) (spring|summer|autumn|fall|winter)\b"
)
_ENDS: Final = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "fall": (11, 30), "winter": (2, 28)}
_ON: Final = {"Christmas": (12, 25), "New Year": (12, 31)}


def deadline_in(sentence: str, published: date) -> date | None:
    """Give the last day that a sentence allows; None if it names none. A day without a year is the next one."""
    for found in _DAY.finditer(sentence):
        name = found["month"] or found["month2"]
        day = _next(published, _number(name), int(found["day"] or found["day2"]), found["year"])
        if day is not None:
            return day
    if month := _WHOLE_MONTH.search(sentence):
        return _end_of_month(published, _number(month["month"]), month["year"])
    if feast := _FEASTS.search(sentence):
        return _next(published, *_ON[feast[1]], None)
    if season := _SEASONS.search(sentence):
        return _next(published, *_ENDS[season[1]], None)
    if _YEAR.search(sentence):
        return date(published.year, 12, 31)
    return date(published.year + 1, 12, 31) if _NEXT_YEAR.search(sentence) and published.year < 9999 else None


def _number(month: str) -> int:
    return list(calendar.month_name).index(month)


def _next(published: date, month: int, day: int, year: str | None) -> date | None:
    """Give the first such day on or after the page's; None for a day that no calendar has."""
    years = [int(year)] if year else [published.year, published.year + 1]
    for each in years:
        if 1 <= each <= 9999 and 1 <= day <= calendar.monthrange(each, month)[1]:
            found = date(each, month, day)
            if year or found >= published:
                return found
    return None


def _end_of_month(published: date, month: int, year: str | None) -> date | None:
    first = int(year) if year else published.year + (month < published.month)
    return date(first, month, calendar.monthrange(first, month)[1]) if 1 <= first <= 9999 else None
