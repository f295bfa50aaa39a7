"""The day by which a sentence says that something will have happened, counted from the day of its page.

A day of the calendar is stated; a span of time, "within six months", is anchored in the day of the page.
"""

import calendar
import re
from datetime import date, timedelta
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


_AHEAD: Final = re.compile(r"\b(?:by|until|till|before|from) (?:the )?$", re.IGNORECASE)
_RECENT: Final = timedelta(days=60)
_NUMBERS: Final = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_SPAN: Final = re.compile(
    r"\b(?:within|in|after)(?: the)?(?: next| coming| following| course of the next)? "
    rf"(?P<number>\d{{1,3}}|an?|{'|'.join(_NUMBERS)}|a couple of|half a)(?:-| )?(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"\b(?:(?P<next>next)|(?:this|by the end of (?:the|this)|before the end of (?:the|this)|later this)) "
    r"(?P<unit>week|month|quarter)\b",
    re.IGNORECASE,
)
_QUARTER: Final = re.compile(
    r"\b(?:(?:the )?(?P<word>first|second|third|fourth|last|final) quarter|Q(?P<digit>[1-4]))\b"
    r"(?:,? (?:of )?(?P<year>\d{4}))?"
)
_IN_YEAR: Final = re.compile(
    r"\b(?:in|by|before|until|during)(?: the end of| early| late| mid-?)? ?(?P<year>20\d\d)\b", re.IGNORECASE
)


def anchored_in(sentence: str, published: date) -> date | None:
    """Give the last day of a span that is counted from the page's day; None if the sentence names none."""
    if span := _SPAN.search(sentence):
        return _after(published, _count(span["number"].lower()), span["unit"].lower())
    if period := _PERIOD.search(sentence):
        return _period_end(published, period["unit"].lower(), bool(period["next"]))
    return None


def _count(words: str) -> float:
    if words.isdigit():
        return int(words)
    if words in _NUMBERS:
        return _NUMBERS.index(words) + 1
    return {"a couple of": 2, "half a": 0.5}.get(words, 1)


def _after(day: date, count: float, unit: str) -> date | None:
    """Count on from a day; months keep the day of the month where there is one."""
    if unit in {"day", "week"}:
        days = int(count * (7 if unit == "week" else 1))
        return day + timedelta(days) if day.toordinal() + days <= date.max.toordinal() else None
    months = day.month - 1 + int(count * (12 if unit == "year" else 1))
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1])) if year <= 9999 else None


def _period_end(day: date, unit: str, following: bool) -> date | None:
    if unit == "week":
        return _after(day, 6 - day.weekday() + 7 * following, "day")
    months = 2 - (day.month - 1) % 3 + 3 * following if unit == "quarter" else int(following)
    end = _after(day.replace(day=1), months, "month")
    return end.replace(day=calendar.monthrange(end.year, end.month)[1]) if end else None


def deadline_in(sentence: str, published: date) -> date | None:
    """Give the last day that a sentence allows; None if it names none. A day without a year is the next one."""
    found = (
        read(sentence, published) for read in (_a_day, _a_quarter, _a_month, _a_feast, _a_season, _a_year)
    )
    return next((day for day in found if day is not None), None)


def _a_day(sentence: str, published: date) -> date | None:
    for found in _DAY.finditer(sentence):
        name = found["month"] or found["month2"]
        ahead = bool(found["year"] or _AHEAD.search(sentence[: found.start()]))
        if not ahead and _just_past(published, _number(name), int(found["day"] or found["day2"])):
            continue
        day = _next(published, _number(name), int(found["day"] or found["day2"]), found["year"])
        if day is not None:
            return day
    return None


def _a_quarter(sentence: str, published: date) -> date | None:
    quarter = _QUARTER.search(sentence)
    return _end_of_quarter(published, quarter) if quarter else None


def _a_month(sentence: str, published: date) -> date | None:
    month = _WHOLE_MONTH.search(sentence)
    return _end_of_month(published, _number(month["month"]), month["year"]) if month else None


def _a_feast(sentence: str, published: date) -> date | None:
    feast = _FEASTS.search(sentence)
    return _next(published, *_ON[feast[1]], None) if feast else None


def _a_season(sentence: str, published: date) -> date | None:
    season = _SEASONS.search(sentence)
    return _next(published, *_ENDS[season[1].lower()], None) if season else None


def _a_year(sentence: str, published: date) -> date | None:
    if _YEAR.search(sentence):
        return date(published.year, 12, 31)
    if _NEXT_YEAR.search(sentence) and published.year < 9999:
        return date(published.year + 1, 12, 31)
    named = _IN_YEAR.search(sentence)
    return date(int(named["year"]), 12, 31) if named and int(named["year"]) >= published.year else None


def _end_of_quarter(published: date, found: re.Match[str]) -> date | None:
    words = ("first", "second", "third", "fourth")
    number = int(found["digit"] or 0) or (words.index(found["word"]) + 1 if found["word"] in words else 4)
    month = number * 3
    year = int(found["year"]) if found["year"] else published.year + (month < published.month)
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= year <= 9999 else None


def _number(month: str) -> int:
    return list(calendar.month_name).index(month)


def _just_past(published: date, month: int, day: int) -> bool:
    """Tell whether a day without a year was in the last weeks: "reported on 22 May" on a page of 23 May."""
    if day > calendar.monthrange(published.year, month)[1]:
        return False
    return timedelta(0) < published - date(published.year, month, day) <= _RECENT


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
