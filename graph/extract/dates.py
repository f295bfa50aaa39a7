"""Stage 6, when: the dates a text names, what each one is the date of, and which belongs to a rule.

Dates come out as intervals that carry their basis: stated by the text, or inferred from the page's own day.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Final, Literal

from graph.extract.date_fields import Fields, Names, day_in
from graph.extract.date_grammar import NEVER_EVENTS, Rule, fields_of, header_day
from graph.extract.date_rules import DateRules
from graph.extract.date_spans import Anchor, Sense
from graph.extract.memo import once
from graph.extract.page import Analysis
from graph.model import PartialDate

Role = Literal["event", "deadline", "duration", "report"]
NEAR: Final = 6000  # code points either side in which an undated page may show which year it speaks of
AFTER: Final = 90  # code points after a date in which its sentence may look ahead
_YEAR: Final = 3  # code points before the last of a year's digits
_TOLD_THEN: Final = re.compile(
    r"(?<!\w)(?:told|said|announced|wrote|confirmed|reported|declared|testified|signed|added)(?!\w)[^,;]{0,40}$"
)
_NARRATED: Final = frozenset(
    {"previous", "following"}
)  # counted from a day the story names, not from the page's
_SPOKEN: Final = re.compile(r"(?<!\w)(?:in|since|last|until|till|back in|from) $")
_HEADS: Final = re.compile(r"(?:^|[.!?\n] ?|\n *)$")
_ENDS: Final = re.compile(r"[.:]|\w[.:]")
_CYCLES: Final = re.compile(
    r" (?:cycle|season|school|academic|reviews?|term|edition|call|conference|round|exams?|cohort|intake"
    r"|session|year)\b"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that name a date. `yearless` is set instead of `value` where no year can be known."""

    start: int
    end: int
    value: PartialDate | None
    yearless: str = ""
    role: Role = "event"


def find_dates(rules: DateRules, analysis: Analysis, start: int, end: int) -> list[DateMention]:
    """Give the dates named in [start, end), in text order, without overlap."""
    if rules.hint.search(analysis.lower, start, end) is None:
        return []
    return list(_found(rules, analysis, start, end, page_day(rules, analysis)))


@once
def page_day(rules: DateRules, analysis: Analysis) -> date | None:
    """The day relative words count from: when the page came out, by its data or by its own first lines."""
    return analysis.page.published or header_day(analysis.lower[:1600], rules.names, rules.rules)


def _found(
    rules: DateRules, analysis: Analysis, start: int, end: int, today: date | None
) -> Iterator[DateMention]:
    for hit in rules.search.finditer(analysis.lower, start, end):
        rule = rules.rules[int((hit.lastgroup or "r0")[1:])]
        match = rule.pattern.match(analysis.lower, hit.start(), end)
        if match is None or not _is_date(rules, analysis, rule, match, start):
            continue
        before = analysis.lower[max(start, hit.start() - 90) : hit.start()]
        fields = fields_of(match)
        story = None if today else _story(rules, analysis, hit.start()) or _page_month(analysis)
        value = None
        if fields.get("which") not in _NARRATED:
            sense = _sense(rules, rule, before, analysis.lower[hit.end() : min(end, hit.end() + AFTER)])
            value = rule.meaning(rules.names, fields, Anchor(today, story, sense))
        yearless = "" if value or today or story else _yearless(fields, rules.names)
        yield DateMention(hit.start(), hit.end(), value, yearless, _role(rules, rule, before))


def _yearless(fields: Fields, names: Names) -> str:
    """A day or month without any year, in the form --04-28 or --04."""
    found = day_in(fields, names)
    if found is None:
        return ""
    return f"--{found[0]:02d}-{found[1]:02d}" if found[1] else f"--{found[0]:02d}"


def _sense(rules: DateRules, rule: Rule, before: str, after: str) -> Sense:
    """Tell whether the words round a date look ahead, could do so, or look back."""
    if rule.name == "weekday" and rules.ahead.search(before):
        return "future"
    clause = re.split(r"[;:]| - |\. ", before)[-1]
    if rules.future.search(clause) and not _TOLD_THEN.search(clause):
        return "future"
    if not rules.either.search(before):
        return "past"
    promised = rule.name == "weekday" and rules.promise.search(re.split(r"[;:]| - |\. ", after)[0])
    return "future" if promised else "either"


def _role(rules: DateRules, rule: Rule, before: str) -> Role:
    if rule.name in NEVER_EVENTS:
        return "duration"
    if rules.deadline.search(before):
        return "deadline"
    clause = re.split(r"[;:,]| - |\. ", before)[-1]
    return "report" if rules.report.search(clause) else "event"


@once
def _told_of(rules: DateRules, analysis: Analysis) -> tuple[tuple[int, int, int], ...]:
    """Every year that a page tells of: where it ends, which it is, and the month before it or 0."""
    return tuple(
        (each.end(), int(each["year"]), rules.names.months.get(each["month"] or "", 0))
        for each in rules.told.finditer(analysis.lower)
        if int(each["year"]) >= rules.since
    )


def _story(rules: DateRules, analysis: Analysis, at: int) -> tuple[int, int] | None:
    """The year and month that the text told of last before a place, else the first year after it."""
    told = _told_of(rules, analysis)
    here = bisect_right(told, at, key=itemgetter(0))
    before = told[bisect_right(told, at - NEAR + _YEAR, key=itemgetter(0)) : here]
    if before:
        _, year, month = next((each for each in reversed(before) if each[2]), before[-1])
        return year, month or 1
    after = told[here] if here < len(told) else None
    return (after[1], 1) if after and after[0] <= at + NEAR else None


def _page_month(analysis: Analysis) -> tuple[int, int] | None:
    """The year and month of a page that is dated no closer than that."""
    dated = analysis.page.dated
    return (dated.first.year, dated.first.month) if dated else None


def _is_date(rules: DateRules, analysis: Analysis, rule: Rule, match: re.Match[str], start: int) -> bool:
    """Rule out verbs, names and labels that look like dates."""
    if rule.name == "year":
        return _is_year(rules, analysis.lower, match, start)
    if analysis.lower.endswith(("version ", "release "), start, match.start()):
        return False
    word = _calendar_word(match)
    if word in rules.capital and not analysis.shadow[match.start(word_group(match))].isupper():
        return rule.name == "month" and _is_spoken(analysis, match, start)
    if rule.name == "month":
        return _is_month(rules, analysis, match, word, start)
    if rule.name == "month day year" and word == "may" and match.groupdict().get("year") is None:
        return not _asks(analysis, match, start)
    return True


def word_group(match: re.Match[str]) -> str:
    """Which part of a match holds the name of a month or weekday."""
    return "month" if match.groupdict().get("month") else "weekday"


def _calendar_word(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return (groups.get("month") or groups.get("weekday") or "").rstrip(".")


def _asks(analysis: Analysis, match: re.Match[str], start: int) -> bool:
    """Tell whether "May 24 universities ..." opens a sentence and so is a verb with a count."""
    opens = not analysis.lower[max(start, match.start() - 3) : match.start()].rstrip(" \"'(")
    return opens and bool(re.match(r" [a-z]", analysis.shadow[match.end() : match.end() + 2]))


def _is_spoken(analysis: Analysis, match: re.Match[str], start: int) -> bool:
    """Tell whether a month is written as in a chat: "since sept", "in may they said"."""
    return _SPOKEN.search(analysis.lower, max(start, match.start() - 12), match.start()) is not None


def _is_month(rules: DateRules, analysis: Analysis, match: re.Match[str], word: str, start: int) -> bool:
    before = analysis.lower[max(start, match.start() - 24) : match.start()]
    led = rules.leads.search(before) is not None
    if _HEADS.search(analysis.shadow, max(0, match.start() - 3), match.start()) and _ENDS.match(
        analysis.shadow, match.end() - 1
    ):
        return True  # "MAY. Samsung forbids ..."
    if word in rules.ambiguous or not analysis.shadow[match.start()].isupper():
        if not led:
            return analysis.lower.startswith("'s ", match.end()) and word not in {"may", "march"}
        named = re.match(r" [A-Z][a-z]", analysis.shadow[match.end() : match.end() + 3])
        return not (
            named
            and word in {"may", "april", "june", "august"}
            and re.search(r"\b(?:by|for|of|to|and|the) $", before)
        )
    return True


def _is_year(rules: DateRules, lower: str, match: re.Match[str], start: int) -> bool:
    """A bare year is a date after a preposition or in brackets, not in "the 2023 report" or "2023 users"."""
    before = lower[max(start, match.start() - 24) : match.start()]
    article = re.search(r"(?<!\w)(in|from|for|with|since|as of|until|by) (?:the|its|their|a) $", before)
    if article:
        return _CYCLES.match(lower, match.end()) is not None
    if re.search(r"(?<!\w)(?:the|its|their|a|an|his|her|our|this) $", before):
        return False
    bracketed = before.endswith("(") and lower.startswith((")", ","), match.end())
    return bracketed or rules.leads.search(before) is not None
