"""Stages 6 and 9: what the words round a trigger make of it. Pure functions over a masked sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from graph.extract.clauses import Clause, trimmed_start
from graph.lexicon import Lexicon
from graph.model import Modality

Polarity = Literal["affirmed", "negated", "ended"]
_NEAR: Final = 48  # code points before a trigger in which a negation still reaches it
_WIDE: Final = 160  # code points before a trigger in which a proposal or a report still governs it
_CLOSE: Final = 26  # code points before a trigger in which "may" or "could" belongs to it
# "Nobody may use it until ...": the negation before is half of the rule, not its denial.
_HINGE: Final = re.compile(r"(?:until|unless|without|before|except|only|other than)\b")
_BLANK: Final = re.compile(r"(?!)")


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words into one expression. A word that begins with an apostrophe or n't stands after a letter."""
    parts = [each if each.startswith("n't") else rf"\b{each}" for each in words]
    return re.compile("(?:" + "|".join(parts) + r")\b") if parts else _BLANK


@dataclass(frozen=True, slots=True)
class CueRules:
    """The cue tables, compiled."""

    negation: re.Pattern[str]
    ended: re.Pattern[str]
    pseudo: re.Pattern[str]
    planned: re.Pattern[str]
    planned_near: re.Pattern[str]
    planned_after: re.Pattern[str]
    proposed: re.Pattern[str]
    conditional_start: re.Pattern[str]
    conditional: re.Pattern[str]
    reported_future: re.Pattern[str]
    opinion: re.Pattern[str]
    refuted: re.Pattern[str]
    generic: re.Pattern[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table of cues. Raises: ConfigError if it is missing."""
        table = lexicon.table("cues")

        def words(section: str, key: str = "words") -> re.Pattern[str]:
            entry: dict[str, Any] = table[section]
            return _any(entry[key])

        return cls(
            words("negation"),
            words("negation", "ended"),
            words("negation", "pseudo"),
            words("planned"),
            words("planned", "near"),
            words("planned", "after"),
            words("proposed"),
            words("conditional", "starts"),
            words("conditional"),
            words("reported_future"),
            words("opinion"),
            words("refuted"),
            words("generic"),
        )


def polarity(
    rules: CueRules, masked: str, clause: Clause, start: int, end: int, *, flips: bool = True
) -> Polarity:
    """Tell whether a trigger at [start, end) of a clause holds, is negated or has come to an end.

    Shape: `flips` tells whether the trigger means something else when negated; one that does not ("may no longer
    use", "no longer optional") has its negation within.
    """
    if _HINGE.match(masked, start):
        return "affirmed"
    before = rules.pseudo.sub(
        lambda found: "_" * len(found[0]), masked[max(clause.start, start - _NEAR) : start]
    )
    within = masked[start : min(clause.end, end + 60)] if flips else ""
    if rules.ended.search(before) or rules.ended.search(within):
        return "ended"
    return "negated" if rules.negation.search(before.rstrip() + " ") else "affirmed"


def modality(
    rules: CueRules, masked: str, sentence: tuple[int, int], clause: Clause, start: int, end: int
) -> Modality:
    """Give the mode in which a rule is spoken of: question, opinion, conditional, prediction, else fact."""
    first, last = sentence
    if masked[first:last].rstrip("\"') ").endswith("?"):
        return "question"
    if rules.opinion.search(masked, max(first, start - 60), start):
        return "opinion"
    if _supposed(rules, masked, first, clause, start):
        return "conditional"
    before, after = masked[clause.start : start], masked[end:last]
    if rules.conditional.search(before) and not rules.reported_future.search(
        masked, max(first, start - _WIDE), start
    ):
        return "prediction" if rules.reported_future.search(after) else "conditional"
    planned = (
        rules.planned.search(before)
        or rules.planned_near.search(masked, max(clause.start, start - _CLOSE), start)
        or rules.planned_after.search(after)
    )
    return "prediction" if planned else "asserted"


def _supposed(rules: CueRules, masked: str, first: int, clause: Clause, start: int) -> bool:
    """Tell whether a rule is only proposed, or stands behind an "if"."""
    if rules.proposed.search(masked, max(first, start - _WIDE), start):
        return True
    opens = trimmed_start(masked, clause)
    # "until the manager agrees" is a rule of its own, and its first word the trigger's.
    return opens < start and rules.conditional_start.match(masked, opens) is not None
