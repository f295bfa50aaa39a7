"""Dates told from the date before them: "the same month", "two days later", "the following week"."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from graph.extract import date_spans as spans
from graph.extract.date_fields import Names
from graph.extract.date_rules import DateRules
from graph.extract.dates import DateMention, find_dates
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.model import PartialDate

_DAY: Final = "day|evening|morning|afternoon|night"
_COUNTED: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|an"
_MONTHS: Final = "january|february|march|april|may|june|july|august|september|october|november|december"
_TOLD: Final = re.compile(
    rf"(?<!\w)(?:(?:the|that) (?:very )?same (?P<same>{_DAY}|week|month|year)"
    rf"|(?:that|since) (?P<then>then|{_DAY}|week|month|year)"
    rf"|(?P<count>{_COUNTED}) (?P<unit>day|week|fortnight|month|year)s? "
    r"(?P<way>later|afterwards|thereafter|earlier|before that|on(?=[.,]|$))"
    r"|(?:(?P<day>[0-3]?\d) )?(?P<month>"
    + _MONTHS
    + r")(?: (?P<day2>[0-3]?\d))?,? (?:of )?(?:that|the same) (?:very )?year"
    r"|the (?P<side>next|following|previous) (?P<step>day|week|month|year)|the day (?P<beside>before|after))(?!\w)"
)

Dated = tuple[Sentence, DateMention]


@once
def dates_told(rules: DateRules, analysis: Analysis) -> tuple[Dated, ...]:
    """Give every date of a page whose days are known, in text order; durations are left out."""
    return tuple(_told(rules, analysis))


def _told(rules: DateRules, analysis: Analysis) -> Iterator[Dated]:
    last: PartialDate | None = None
    for sentence in analysis.sentences:
        for mention in _mentions(rules, analysis, sentence):
            value, known = mention.value, mention
            if value is None and not mention.yearless and last is not None:
                found = _TOLD.match(analysis.lower, mention.start, mention.end)
                value = counted_on(rules.names, found, last) if found else None
                known = DateMention(mention.start, mention.end, value)
            if value or known.yearless:
                last = value or last
                yield sentence, known


def _mentions(rules: DateRules, analysis: Analysis, sentence: Sentence) -> Iterable[DateMention]:
    """The dates that stand by themselves and the words that count on from another, in text order."""
    own = find_dates(rules, analysis, sentence.start, sentence.end)
    known = [each for each in own if each.role != "duration" and (each.value or each.yearless)]
    told = (
        DateMention(found.start(), found.end(), None)
        for found in _TOLD.finditer(analysis.lower, sentence.start, sentence.end)
    )
    free = [each for each in told if not any(one.start < each.end and each.start < one.end for one in known)]
    return sorted([*known, *free], key=lambda each: each.start) if free else known


def counted_on(names: Names, found: re.Match[str], last: PartialDate) -> PartialDate | None:
    """Count from the date before; days and weeks can be counted from a single day only."""
    unit = found["same"] or found["then"]
    if unit:
        return _held(unit, last)
    if found["beside"]:
        return _shifted(last, "day", 1 if found["beside"] == "after" else -1)
    if found["step"]:
        return _shifted(last, found["step"], -1 if found["side"] == "previous" else 1)
    if found["month"]:
        return _of_that_year(names.months[found["month"]], found["day"] or found["day2"], last)
    count = names.numerals[found["count"]]
    return _shifted(last, found["unit"], -count if found["way"] in {"earlier", "before that"} else count)


def _of_that_year(month: int, day: str | None, last: PartialDate) -> PartialDate | None:
    year = last.first.year
    return (
        spans.one_day(year, month, int(day), "inferred") if day else spans.one_month(year, month, "inferred")
    )


def _held(unit: str, last: PartialDate) -> PartialDate | None:
    one_day = last.first == last.last
    if unit == "year":
        return spans.one_year(last.first.year, "inferred")
    if unit == "month":
        return spans.one_month(last.first.year, last.first.month, "inferred")
    if unit == "week":
        return spans.week_of(last.first) if one_day else None
    return last if one_day or unit == "then" else None


def _shifted(last: PartialDate, unit: str, count: int) -> PartialDate | None:
    if unit in {"day", "week", "fortnight"} and last.first != last.last:
        return None
    if unit in {"week", "fortnight"}:
        weeks = 2 * count if unit == "fortnight" else count
        return spans.ago(last.first + timedelta(weeks=weeks), 0, "day")
    return spans.ago(last.first, -count, unit)
