"""The rules for dates, compiled: the grammar, the cue words beside dates, and what each observation is worth."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from graph.extract.date_fields import Names
from graph.extract.date_grammar import Rule, compile_grammar, hint_pattern, names_of, search_pattern
from graph.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that tell something of a date: in its clause, in its sentence, or leading up to it."""

    name: str
    where: Literal["clause", "sentence", "led"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DateRules:
    """The compiled grammar and the cue words beside dates."""

    names: Names
    rules: tuple[Rule, ...]
    search: re.Pattern[str]
    hint: re.Pattern[str]
    told: re.Pattern[str]
    leads: re.Pattern[str]
    deadline: re.Pattern[str]
    future: re.Pattern[str]
    either: re.Pattern[str]
    promise: re.Pattern[str]
    report: re.Pattern[str]
    ahead: re.Pattern[str]
    signs: tuple[Sign, ...]
    weights: Mapping[str, Mapping[str, float]]
    threshold: float
    ambiguous: frozenset[str]
    capital: frozenset[str]
    since: int
    outlets: frozenset[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table `dates`."""
        table = lexicon.table("dates")
        names = names_of(table)
        rules = compile_grammar(names, table["grammar"])
        cues, ambiguous = table["cues"], table["ambiguous"]
        return cls(
            names,
            rules,
            search_pattern(rules),
            hint_pattern(names),
            told=_told(names),
            leads=_before(ambiguous["leads"]),
            deadline=_before(cues["deadline"]),
            future=_anywhere(cues["future"]),
            either=_before(cues["either"]),
            promise=_anywhere(cues["promise"]),
            report=_anywhere(cues["report"]),
            ahead=_before(cues["ahead"]),
            signs=tuple(map(_sign, table["sign"])),
            weights=_weights(table["weights"]),
            threshold=table["weights"]["threshold"],
            ambiguous=frozenset(ambiguous["months"]),
            capital=frozenset(ambiguous["capital"]),
            since=table["story"]["since"],
            outlets=frozenset(each["name"] for each in lexicon.table("sources")["outlet"]),
        )


def _alternatives(phrases: list[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(phrases, key=len, reverse=True))


def _before(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{_alternatives(phrases)})[ (]{{1,2}}$")


def _anywhere(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{_alternatives(phrases)})(?![\w-])")


LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "own": ("any", "here", "own"),
    "sentence": ("any", "here", "sentence"),
    "near": ("any", "elsewhere", "near"),
    "far": ("any", "elsewhere", "far"),
}
_LEADS_ON: Final = r"(?: (?:only|just|back|on|in|by|the|it|its|early|late|mid|last|next|since|from))* ?$"


def _weights(table: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Add up, for each place, what an observation is worth anywhere, in places like it, and there."""
    return {
        place: {
            name: sum(table.get(level, {}).get(name, 0.0) for level in levels)
            for level in levels
            for name in table.get(level, {})
        }
        for place, levels in LEVELS.items()
    }


def _sign(entry: Mapping[str, Any]) -> Sign:
    """Compile a sign: a star stands for any ending; words that lead end right before the date, or near it."""
    words = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in entry["words"])
    follow = {"right": _LEADS_ON, "near": r"[^.;]{0,40}$"}.get(entry.get("gap", ""), "")
    return Sign(entry["name"], entry["where"], re.compile(rf"(?<![\w'-])(?:{words})(?![\w-]){follow}"))


def _told(names: Names) -> re.Pattern[str]:
    """A year, and the month before it if there is one."""
    words = _alternatives(list(names.months))
    month = rf"(?:(?<!\w)(?P<month>{words})\.? (?:\d{{1,2}}(?:st|nd|rd|th)?,? |of )?)?"
    # The look ahead changes nothing: it names the letters that either part can begin with, and saves time.
    begins = "".join(sorted({each[0] for each in names.months}))
    return re.compile(rf"(?=[\d{begins}]){month}(?<![\w/.$€£#-])(?P<year>(?:19[5-9]|20\d)\d)(?![\w%]|[.,]\d)")
