"""Stage 8: the reasons that a page says were none. Its words are those by which a denial's aim is told later."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Self

from graph.extract.belonging import Homes
from graph.extract.page import Analysis, Sentence
from graph.extract.phrases import phrases
from graph.extract.reasons import ReasonRules, categories_of
from graph.lexicon import Lexicon
from graph.model import Assertion, Reason, quote_of


@dataclass(frozen=True, slots=True)
class DenialRules:
    """What stands before and behind a reason that is denied, the categories of reasons, and plain words for them.

    Shape: each cue first by its words alone, which are quickly looked for, then with the reason they deny.
    """

    cues: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    reasons: ReasonRules
    named: Mapping[str, re.Pattern[str]]

    @classmethod
    def load(cls, lexicon: Lexicon, reasons: ReasonRules) -> Self:
        """Compile two entries of the table derivation and one of reasons. Raises: ConfigError if either is missing."""
        table, named = lexicon.table("derivation"), lexicon.table("reasons")["named"]
        return cls(
            tuple(_cue(table[f"denied_reason_{side}"]) for side in ("after", "before")),
            reasons,
            {category: phrases(entry["cues"]) for category, entry in named.items()},
        )


def _cue(entry: Mapping[str, Any]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(entry["words"])
    return re.compile(rf"\b(?:{words})"), re.compile(entry["pattern"].replace("{words}", words))


def denied_in(rules: DenialRules, analysis: Analysis, sentence: Sentence) -> Iterator[Reason]:
    """Give the reasons that a sentence denies; one that belongs to no category is `other`."""
    for words, cue in rules.cues:
        if words.search(analysis.lower, sentence.start, sentence.end) is None:
            continue
        for found in cue.finditer(analysis.lower, sentence.start, sentence.end):
            start, end = found.span("reason")
            text = analysis.page.text[start:end]
            for category in _categories(rules, analysis.lower[start:end]):
                yield Reason(category, text, stance="denied", quote=quote_of(analysis.page.text, start, end))


def _categories(rules: DenialRules, words: str) -> tuple[str, ...]:
    named = (category for category, pattern in rules.named.items() if pattern.search(words))
    return tuple(dict.fromkeys([*categories_of(rules.reasons, words), *named])) or ("other",)


def with_denied(rules: DenialRules, homes: Homes, made: Sequence[Assertion]) -> list[Assertion]:
    """Give assertions with the reasons that their page denies; what is denied in its sentence is not stated there."""
    found = homes.told(lambda sentence: list(denied_in(rules, homes.analysis, sentence)))
    return [_without(each, list(chain(*told))) for each, told in zip(made, found, strict=True)]


def _without(assertion: Assertion, denied: Sequence[Reason]) -> Assertion:
    if not denied:
        return assertion
    categories = {each.category for each in denied}
    # What was taken for denied by its whole sentence gives way to the words that are.
    kept = [
        each
        for each in assertion.reasons
        if each.stance == "alternative" or (each.stance == "stated" and each.category not in categories)
    ]
    once = {each.category: each for each in reversed(denied)}
    return replace(assertion, reasons=(*kept, *once.values()))
