"""Why a rule was made, as a model has learnt it: the reasons that sentences near it give, weighed for each claim.

Rules (graph.extract.reasons) and the model propose, a last model decides over what both have seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.extract.learned import Floats, Learned, log_odds
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.extract.reasons import (
    AFTER,
    BEFORE,
    FOR_OPENING,
    OPENING,
    ReasonRules,
    another_s,
    find_reasons,
    voiced,
)
from graph.extract.tokens import is_capital, stem, tokens_of
from graph.model import Action, Reason, quote_of

TOLD: Final = 0.04  # probability from which a sentence may give a reason of a category
KEPT: Final = 0.3  # probability from which it is one of a claim: best of 0.15 to 0.4 on the pages that judge
STATED: Final = 0.05  # the same for what the rules find in the rule's own sentence
_SKIP: Final = 4  # words over which two may still belong together
_NAME: Final = "NAME"
_PLACES: Final = (-1, 0, 1, 2, 3)  # sentences after the rule at which a reason stands most often


@dataclass(frozen=True, slots=True)
class Ground:
    """A category that a claim may have for a reason: the sentences that may give it, likeliest first."""

    category: str
    found: tuple[tuple[float, Sentence], ...]

    @property
    def best(self) -> tuple[float, Sentence]:
        """Give the likeliest with its probability."""
        return self.found[0]


def ground_features(analysis: Analysis, sentence: Sentence) -> list[str]:
    """Give what is seen of one sentence: its words, names folded into one, and pairs of them."""
    line = tokens_of(analysis.shadow, sentence.start, sentence.end)
    lower = [
        _NAME if at and is_capital(word) else "0" if word[0].isdigit() else low
        for at, (word, low) in enumerate(zip(line.words, line.lower, strict=True))
    ]
    stems = [stem(each) if each.islower() else each for each in lower]
    found = ["b", *lower, *(f"s:{each}" for each in stems)]
    found += [f"{a}_{b}" for a, b in pairwise(["<s>", *stems, "</s>"])]
    found += [f"{a}_{b}_{c}" for a, b, c in zip(stems, stems[1:], stems[2:], strict=False)]
    for first, one in enumerate(stems):
        found += [
            f"{one}~{other}" for other in stems[first + 2 : first + _SKIP + 1] if len(one) > 1 < len(other)
        ]
    return found


@once
def grounds_told(learned: Learned, analysis: Analysis, sentence: Sentence) -> Floats:
    """Give how likely a sentence gives a reason of each category."""
    return learned.grounds.probabilities(ground_features(analysis, sentence))


def near(analysis: Analysis, sentence: Sentence) -> list[Sentence]:
    """Give the sentences that may give the reasons of a rule: its own, the one before, some after it."""
    return list(analysis.sentences[max(0, sentence.index - BEFORE) : sentence.index + 1 + AFTER])


def grounds_of(
    categories: Sequence[str], told: Sequence[tuple[Sentence, Floats]], ruled: Sequence[Reason]
) -> Iterator[Ground]:
    """Give the categories with some sign of being a reason of a rule."""
    named = {each.category for each in ruled}
    for column, category in enumerate(categories):
        found = sorted(
            ((float(row[column]), each) for each, row in told), key=lambda one: (-one[0], one[1].index)
        )
        if category in named or found[0][0] >= TOLD:
            yield Ground(category, tuple(found))


def ground_numbers(
    rules: ReasonRules,
    analysis: Analysis,
    rule: tuple[Sentence, str, Action],
    ground: Ground,
    ruled: Sequence[Reason],
    told: Sequence[tuple[Sentence, Floats]],
) -> list[float]:
    """Give what the last model sees of a category. Shape: `rule` is a claim's sentence, organisation and action."""
    sentence, organisation, action = rule
    probability, best = ground.best
    away = best.index - sentence.index
    own = next((each for each, other in ground.found if other.index == sentence.index), 0.0)
    stated = [each for each in ruled if each.category == ground.category]
    strongest = max(float(row.max()) for each, row in told if each.index == best.index)
    return [
        log_odds(probability),
        log_odds(ground.found[1][0]) if len(ground.found) > 1 else log_odds(0),
        log_odds(own),
        log_odds(sum(each for each, _ in ground.found[:3]) / 3),
        *(float(away == each) for each in _PLACES),
        float(away),
        float(best.block == sentence.block),
        float(another_s(rules, analysis, best, organisation)),
        float(bool(stated)),
        float(any(each.stance != "stated" for each in stated)),
        float(bool(ruled)),
        float(len(ruled)),
        strongest - probability,
        float(action in OPENING),
        float((action in OPENING) == (ground.category in FOR_OPENING)),
        float(ground.category == "other"),
    ]


def reasoned(
    learned: Learned,
    rules: ReasonRules,
    analysis: Analysis,
    sentence: Sentence,
    organisation: str,
    action: Action,
) -> tuple[Reason, ...]:
    """Give the reasons of a rule.

    Shape: of what the rules find, and of what only the model sees, the last model keeps what it takes for a reason of
    this claim; what the rules find in the rule's own sentence is seldom dropped, and somebody else's explanation never.
    """
    ruled = find_reasons(rules, analysis, sentence, organisation, action)
    told = [(each, grounds_told(learned, analysis, each)) for each in near(analysis, sentence)]
    kept: list[Reason] = []
    for ground in grounds_of(learned.categories, told, ruled):
        found = [each for each in ruled if each.category == ground.category]
        numbers = ground_numbers(rules, analysis, (sentence, organisation, action), ground, ruled, told)
        if any(each.stance == "alternative" for each in found):
            kept += found
            continue
        least = STATED if any(_within(each, sentence) for each in found) else KEPT
        if learned.because.probability(numbers) >= least:
            kept += found or [_read(rules, analysis, ground)]
    return tuple(kept)


def _within(reason: Reason, sentence: Sentence) -> bool:
    quote = reason.quote
    return quote is not None and sentence.start <= quote.start and quote.end <= sentence.end


def _read(rules: ReasonRules, analysis: Analysis, ground: Ground) -> Reason:
    sentence = ground.best[1]
    quote = quote_of(analysis.page.text, sentence.start, sentence.end)
    return voiced(rules, analysis, sentence, Reason(ground.category, quote.exact, quote=quote))
