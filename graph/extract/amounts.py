"""Stage 9, numbers: how many people, devices, places or things a sentence counts. Words come from extents.toml."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from graph.model import Number

_POWERS: Final[Mapping[str, int]] = {"": 1, "hundred": 100, "thousand": 1000}
_MARGIN: Final = 0.07  # either side of "some 7,000", as the gold of the storylines has it
_ANYBODY: Final = "people"  # "all 620 of you"
_BETWEEN: Final = r"(?:[a-z][a-z'-]* ){0,3}?"
_OF: Final = (
    r"(?: of (?:the |its |their |our |his |her |these |those )?(?:[a-z]+ [a-z]+'s |[a-z]+'s |\d+ )?)?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts, at [start, end) of the page. `noun` is one word, `group` its kind."""

    start: int
    end: int
    text: str
    noun: str
    group: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AmountRules:
    """The compiled tables: what is counted, and what it takes for a rule to cover it.

    Shape: `groups` maps each noun to its kind, `leads` words such as "over" to what they make of a number.
    """

    counted: re.Pattern[str]
    groups: Mapping[str, str]
    spelled: Mapping[str, int]
    leads: Mapping[str, str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    refuse: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """Compile the table extents."""
        groups = {noun: group for group, each in table["counted"].items() for noun in each["nouns"]}
        spelled = _spelled(table["spelled"]["units"], table["spelled"]["tens"])
        leads = {words: kind for kind, every in table["leads"].items() for words in every}
        figure = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}|(?:{_either(spelled)})(?: hundred| thousand)?)"
        return cls(
            re.compile(
                rf"(?<![\w$€£.,-])(?<!every )(?<!each )(?:(?P<lead>{_either(leads)}|between|from) )?(?P<low>{figure})"
                rf"(?: (?:and|to|-) (?P<high>{figure}))?(?![\w.]*\d|%| (?:per cent|percent|million|billion)\b)"
                rf"(?:{_OF} ?{_BETWEEN}(?P<noun>{_either(groups)})\b| of (?:us|you|them)\b)"
            ),
            groups,
            spelled,
            leads,
            re.compile("(?:" + "|".join(table["cover"]["before"]) + r")\s*$"),
            re.compile("|".join(table["cover"]["after"])),
            re.compile(r"\b(?:" + "|".join(table["refuse"]["words"]) + r")\b"),
        )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _spelled(units: Sequence[str], tens: Sequence[str]) -> dict[str, int]:
    ones = {word: number for number, word in enumerate(units, 1)}
    made = {word: 10 * number for number, word in enumerate(tens, 2)}
    joined = {
        f"{ten}-{unit}": of_ten + of_one
        for ten, of_ten in made.items()
        for unit, of_one in ones.items()
        if of_one < 10
    }
    return ones | made | joined


def numbers_in(rules: AmountRules, text: str, lower: str, start: int, end: int) -> tuple[Number, ...]:
    """Give what a sentence about a rule counts: those it covers, what was refused under it, incidents behind it."""
    found: dict[str, Number] = {}
    for each in amounts_in(rules, text, lower, start, end):
        if measure := _measure(rules, lower, each, start, end):
            found.setdefault(measure, Number(measure, each.text, each.low, each.high))
    return tuple(found.values())


def amounts_in(rules: AmountRules, text: str, lower: str, start: int, end: int) -> Iterator[Amount]:
    """Give the numbers of a sentence with what they count, in text order."""
    for found in rules.counted.finditer(lower, start, end):
        low, high = _range(rules, found["lead"] or "", found["low"], found["high"])
        noun = found["noun"] or _ANYBODY
        at = found.start("lead") if found["lead"] else found.start("low")
        yield Amount(at, found.end(), text[at : found.end()], noun, rules.groups[noun], low, high)


def _measure(rules: AmountRules, lower: str, amount: Amount, start: int, end: int) -> str:
    """Give what is measured; nothing for a number that no rule reaches, such as the size of a company."""
    if amount.group == "incidents":
        return "incidents"
    if amount.group == "licences":
        return "licences covered"
    if amount.group == "items":
        return f"{amount.noun} refused" if rules.refuse.search(lower, start, end) else ""
    covered = rules.before.search(lower, start, amount.start) or rules.after.match(lower, amount.end, end)
    return f"{amount.group} covered" if covered else ""


def _value(rules: AmountRules, figure: str) -> int:
    if figure[0].isdigit():
        return int(figure.replace(",", ""))
    word, _, power = figure.partition(" ")
    return rules.spelled[word] * _POWERS[power]


def _range(
    rules: AmountRules, lead: str, figure: str, other: str | None
) -> tuple[float | None, float | None]:
    low = _value(rules, figure)
    if other is not None:
        high = _value(rules, other)
        return min(low, high), max(low, high)
    return {
        "more": (low + 1, None),
        "least": (low, None),
        "less": (None, low - 1),
        "most": (None, low),
        "about": (round(low * (1 - _MARGIN)), round(low * (1 + _MARGIN))),
    }.get(rules.leads.get(lead, ""), (low, low))
