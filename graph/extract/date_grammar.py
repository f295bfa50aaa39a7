"""The grammar of dates in English: from the patterns of the lexicon to one search over a text.

Patterns are bounded in length, so that a search is linear; where two fit, the earlier rule of the table wins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.extract.date_fields import Fields, Meaning, Names
from graph.extract.date_meanings import MEANINGS
from graph.extract.date_spans import Anchor

_BORDER: Final = r"(?<![\w/.$€£#-])"
NEVER_EVENTS: Final = frozenset({"duration", "hyphen duration"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the grammar, compiled."""

    name: str
    pattern: re.Pattern[str]
    meaning: Meaning


def names_of(table: Mapping[str, Any]) -> Names:
    """Read the words of the date tables."""
    return Names(
        table["months"],
        table["weekdays"],
        table["seasons"],
        table["numerals"],
        table["ordinals"],
        table["feasts"],
    )


def compile_grammar(names: Names, grammar: list[dict[str, str]]) -> tuple[Rule, ...]:
    """Fill the patterns with the tables' words and compile them. Raises: KeyError for an unknown meaning."""
    fragments = _fragments(names)
    return tuple(
        Rule(each["name"], re.compile(_expand(each["pattern"], fragments)), MEANINGS[each["means"]])
        for each in grammar
    )


def search_pattern(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """Make one pattern of all rules, group `r0`, `r1`, ... for each, so that a text is read once."""
    bare = [re.sub(r"\(\?P<\w+>", "(?:", rule.pattern.pattern).removeprefix(_BORDER) for rule in rules]
    return re.compile(
        f"{_BORDER}(?:" + "|".join(f"(?P<r{number}>{each})" for number, each in enumerate(bare)) + ")"
    )


def hint_pattern(names: Names) -> re.Pattern[str]:
    """Make a cheap pattern without which a sentence names no date."""
    units = "days?|weeks?|weekend|months?|quarters?|years?|half|terms?|semesters?"
    near = "fortnights?|today|tonight|yesterday|tomorrow|overnight|night|morning|afternoon|evening"
    return re.compile(
        rf"\d|(?<!\w)(?:{_words(names.months)}|{_words(names.weekdays)}|{near}|{units}|(?:{_words(names.seasons)})s?|{_words(names.feasts)})(?!\w)"
    )


def _fragments(names: Names) -> dict[str, str]:
    words = _words(names.months)
    days = _words(names.weekdays)
    return {
        "month": f"(?P<month>(?:{words})\\b\\.?)",
        "month2": f"(?P<month2>(?:{words})\\b\\.?)",
        "day": r"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)",
        "until": r"(?P<until>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)",
        "year": r"(?P<year>(?:19[5-9]|20\d)\d)",
        "weekday": f"(?P<weekday>(?:{days})\\b\\.?)",
        "season": f"(?P<season>{_words(names.seasons)})",
        "feast": f"(?P<feast>{_words(names.feasts)})",
        "nth": f"(?P<ordinal>{_words(names.ordinals)})",
        "ordinal": f"(?P<ordinal>{_words(names.ordinals)}|last|final|closing|opening)",
        "which": "(?P<which>last|past|previous|this|current|present|next|coming|following)",
        "count": rf"(?P<count>{_words(names.numerals)}|[1-9]\d{{0,2}})",
        "notcount": r"(?!\d|[.,]\d|_?(?:%|per_?cent\b|million\b|billion\b|thousand\b))",
        "notago": "(?!_(?:ago|back|earlier|later|before))",
        "ends": r"(?=_?(?:[.,;:)\"'?!-]|$)|_(?:and|that|but|to|when|after|by|with|for|in|at|the|its|all|no)\b"
        r"|_of_(?:this|the|last)_month\b)",
    }


def _words(table: Mapping[str, int]) -> str:
    return "|".join(word.replace(" ", "_") for word in sorted(table, key=lambda each: (-len(each), each)))


def _expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Fill in the fragments; bounded white space stands for every underscore outside of group names."""
    for _ in range(2):
        pattern = re.sub(r"\{([a-z]+2?)\}", lambda found: fragments[found[1]], pattern)
    spaced = pattern.replace("_", r"[ ]{1,2}").replace(r"[ ]{1,2}?", r"[ ]{0,2}")
    return rf"{_BORDER}{_unique(spaced)}(?!\w|-\w|[.,]\d)"


def _unique(pattern: str) -> str:
    """Number a group name that comes twice, as a month range or two ways to say the same do."""
    seen: set[str] = set()

    def name(found: re.Match[str]) -> str:
        first = found[1] not in seen
        seen.add(found[1])
        return found[0] if first else f"(?P<{found[1]}_{len(seen)}{found.start()}>"

    return re.sub(r"\(\?P<(\w+)>", name, pattern)


def fields_of(match: re.Match[str]) -> Fields:
    """The named parts of a match that are there; numbered twins fall back onto the plain name."""
    fields = {name.split("_", 1)[0]: text for name, text in match.groupdict().items() if text}
    return {**fields, "year": f"20{fields['short']}"} if "short" in fields else fields


def header_day(text: str, names: Names, rules: tuple[Rule, ...]) -> date | None:
    """The day a page gives itself at its top: a mail header or a line that says posted or updated."""
    for found in HEADER.finditer(text, 0, 1500):
        for rule in rules:
            match = rule.pattern.search(text, found.end(), min(len(text), found.end() + 40))
            value = rule.meaning(names, fields_of(match), Anchor()) if match else None
            if value is not None and value.granularity == "day":
                return value.first
    return None


HEADER: Final = re.compile(
    r"^\s{0,4}(?:date|sent|posted|published|last updated|updated)(?: on)?:?[ ]{1,3}", re.MULTILINE
)
