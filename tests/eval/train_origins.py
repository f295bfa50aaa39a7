"""Which sources annotated claims go back to: what the stage of train.py that learns it has to know of gold."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from graph.extract.interviews import interviewed
from graph.extract.origin_features import Asked
from graph.extract.origins import asked, chosen
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import AttributionRules


@dataclass(frozen=True, slots=True)
class Told:
    """A claim of gold with its sources.

    Shape: `right` tells of each source whether gold names it as the outermost; `ruled` and `nobody` tell whether that
    is whom the rules choose, and whether gold has none; `interview` marks claims that are left to the rules.
    """

    claim: Asked
    right: list[bool]
    ruled: bool
    nobody: bool
    interview: bool


def asked_of(
    score: ModuleType,
    rules: AttributionRules,
    analysis: Analysis,
    rule: tuple[Sentence, str],
    attribution: str | Sequence[str],
) -> Told:
    """Give a claim with its sources. Shape: `rule` is its sentence and organisation, `attribution` as gold has it."""
    wanted = score.norm_source(attribution if isinstance(attribution, str) else attribution[0])
    claim = asked(rules, analysis, *rule)
    right = [score.norm_source(each.chain[0].name) == wanted for each in claim.origins]
    ruled = score.norm_source(claim.ruled[0].name) if claim.ruled else "self"
    return Told(
        claim,
        right,
        ruled == wanted,
        wanted == "self",
        interviewed(rules, analysis, rule[0]) is not None,
    )


def share_right(claims: Sequence[tuple[Told, int]], likely: Sequence[float], kinds: Sequence[str]) -> str:
    """Tell how many claims get their outermost source, by kind of page, and how many by the rules alone.

    Shape: `claims` are with the row of their first source in `likely`.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (told, first), kind in zip(claims, kinds, strict=True):
        best = chosen(likely[first : first + len(told.right)])
        right = told.nobody if best is None else told.right[best]
        for one in (kind, "all"):
            counts[one][0] += 1
            counts[one][1] += told.ruled if told.interview else right
            counts[one][2] += told.ruled
            counts[one][3] += told.nobody or any(told.right)
    return "; ".join(
        f"{kind} {right / total:.3f} of {total}, rules {ruled / total:.3f}, in reach {reach / total:.3f}"
        for kind, (total, right, ruled, reach) in sorted(counts.items())
    )
