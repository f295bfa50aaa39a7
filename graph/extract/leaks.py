"""Stage 8: whose material is said to have come to whom. Words come from leaks.toml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from graph.extract.belonging import Homes
from graph.extract.page import Analysis, Sentence
from graph.lexicon import Lexicon
from graph.model import Assertion, Leak, Quote, Slot, quote_of

_FEW: Final = r"(?:[\w'-]+ ){0,3}?"
_SOME: Final = r"[^.;:?!]{0,90}?"


@dataclass(frozen=True, slots=True)
class LeakRules:
    """One expression over a masked sentence; its groups `owner` or `of`, and `to`, are organisations."""

    told: re.Pattern[str]
    arrived: re.Pattern[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table leaks. Raises: ConfigError if it is missing."""
        table = lexicon.table("leaks")
        material, arrived = "|".join(table["material"]), "|".join(table["arrived"])
        owned = rf"(?P<owner>O+)'s? {_FEW}(?P<what>{material})\b"
        of = rf"\b(?P<thing>{material}) {_FEW}(?:of|from|by|belong(?:s|ing|ed) to|owned by) {_FEW}(?P<of>O+)"
        return cls(
            re.compile(
                rf"(?:{owned}|{of}){_SOME}\b(?:{arrived}){_SOME} (?:in|into|inside|at)\b{_SOME}(?P<to>O+)"
            ),
            re.compile(rf"\b(?:{arrived})\b"),
        )


def leak_in(rules: LeakRules, analysis: Analysis, masked: str, sentence: Sentence) -> Leak | None:
    """Give the leak that a sentence tells of, if it names both sides."""
    start, end = sentence.start, sentence.end
    if rules.arrived.search(masked, start, end) is None:
        return None
    found = rules.told.search(masked, start, end)
    if found is None:
        return None
    source = _named(analysis, *found.span("owner" if found["owner"] else "of"))
    target = _named(analysis, *found.span("to"))
    if not source or not target or source == target:
        return None
    return Leak(
        found["what"] or found["thing"], source, target, analysis.page.text[found.start() : found.end()]
    )


def _named(analysis: Analysis, start: int, end: int) -> str:
    return next((each.name for each in analysis.within(start, end, "organisation")), "")


def with_leaks(rules: LeakRules, homes: Homes, made: Sequence[Assertion]) -> list[Assertion]:
    """Give assertions with the leak that their page tells of, if the organisation is one of its sides."""
    found = homes.told(lambda sentence: _told(rules, homes, sentence))
    return [_with(each, told) for each, told in zip(made, found, strict=True)]


def _told(rules: LeakRules, homes: Homes, sentence: Sentence) -> tuple[Leak, Quote] | None:
    leak = leak_in(rules, homes.analysis, homes.masked, sentence)
    if leak is None:
        return None
    return leak, quote_of(homes.analysis.page.text, sentence.start, sentence.end)


def _with(assertion: Assertion, told: Sequence[tuple[Leak, Quote]]) -> Assertion:
    for leak, quote in told:
        if assertion.organisation in {leak.source, leak.target}:
            return replace(assertion, leak=leak, slots=(*assertion.slots, Slot("leak", quote)))
    return assertion
