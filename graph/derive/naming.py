"""How sources that we do not hold are called: a memo by its date, a person by office, the unnamed in the page's words.

Two notices of one organisation are told apart by their days, and a reader learns why somebody should know. Only
names are made here; what a source is, and whether two are one, is decided elsewhere (graph.derive.sources).
"""

import calendar
import re
from datetime import date
from typing import Final

from graph.derive.said import Said

_MONTH: Final = "|".join(calendar.month_name[1:])
_DAY: Final = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}}))"
    r"(?:,? (?P<year>\d{4}))?"
)
_ROLE: Final = r"(?:an? |the |its |their )?(?P<role>[a-z][^,.;:“”\"()]{2,70}?)[,.]"
_NO_ROLE: Final = re.compile(
    r"^(?:who|which|where|and|or|but|said|says|told|in|on|at|as|with|speaking|adding)\b"
)
_WHO_HIDES: Final = re.compile(
    r"\b(?i:an?|one|two|three|four|five|several|some|\d+) (?:[\w-]+ ){0,3}?"
    r"(?:people|persons?|officials?|sources?|insiders?|employees?|engineers?|staff members?|staffers?|"
    r"reviewers?|contributors?|managers?|executives?|teachers?|lawyers?) "
    r"(?:familiar with|with (?:direct |first-hand )?knowledge of|briefed on|close to|"
    r"who (?:did not want|was not allowed|were not allowed|asked|declined|spoke on condition|requested))"
    r"[^,.;:“”\"]*?(?= (?:said|says|say|told|tells)\b|[,.;:])"
)


def document_name(name: str, said: Said) -> str:
    """Name a document with its day, where the page gives one: "Norvane Bank memo of 3 March 2025"."""
    noun = re.escape(name.rsplit(maxsplit=1)[-1]) if name.split() else ""
    found = re.search(
        rf"\b(?:{noun}|document|paper|it)\b(?:[^.]{{0,80}}?\bdated|,? (?:carries|bears|has) the date(?: of)?|"
        rf" (?:of|from)) (?:\w+day,? )?{_DAY}",
        said.reading.version.text,
        re.IGNORECASE,
    )
    day = _day(found, said) if found else None
    return f"{name} of {day.day} {day:%B %Y}" if day else name


def _day(found: re.Match[str], said: Said) -> date | None:
    """Give the day; one without a year is the last before the page."""
    known = said.reading.known
    month = list(calendar.month_name).index((found["month"] or found["month2"]).capitalize())
    day = int(found["day"] or found["day2"])
    years = [int(found["year"])] if found["year"] else [known.year, known.year - 1] if known else []
    days = (
        date(year, month, day)
        for year in years
        if year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]
    )
    return next((each for each in days if known is None or found["year"] or each <= known), None)


def person_name(name: str, said: Said) -> str:
    """Name a person with the office that the page gives: "Ilse Corran, head of the Dunmoor branch"."""
    found = re.search(rf"\b{re.escape(name)}, {_ROLE}", said.reading.version.text)
    if found is None or _NO_ROLE.search(found["role"]):
        return name
    return f"{name}, {found['role']}"


def unnamed_name(said: Said) -> str:
    """Name people who hide in the page's words; empty if it has none for them."""
    found = _WHO_HIDES.search(said.reading.version.text)
    return found[0][0].lower() + found[0][1:] if found else ""
