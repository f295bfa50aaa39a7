"""Where the rules of contradiction are asked: between positions of one block, never inside one page."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Final

from graph.derive.claims import Position
from graph.derive.clashes import RULES, Clash, Rule
from graph.derive.holding import Side, at_one_time
from graph.derive.said import tools_meet
from graph.derive.scene import Scene, relation
from graph.model import Modality, Relation

# What never contradicts: a question, a condition, a general remark, a forecast, a judgement, a guess.
FIRM: Final[frozenset[Modality]] = frozenset({"asserted", "reported", "denied"})

Pairs = Sequence[tuple[Side, Side]]


def contradictions(scene: Scene) -> list[Relation]:
    """Find every pair of claims that cannot both be right, stored once, earlier page first.

    Shape: one relation per pair and kind. What one event supersedes in another is a development, no clash.
    """
    candidates = [*scene.facts, *scene.denials]
    pairs = ((one, other) for one, other in combinations(candidates, 2) if _comparable(scene, one, other))
    return [found for one, other in pairs for found in _clashes(one, other)]


def _comparable(scene: Scene, one: Position, other: Position) -> bool:
    """Two claims that no page tells side by side, and of which neither took the other's place."""
    return not one.versions & other.versions and not scene.follows(one, other)


def _clashes(one: Position, other: Position) -> Iterator[Relation]:
    pairs = _pairs(one, other)
    for subtype, rule in RULES if pairs else ():
        found = _first_clash(pairs, rule)
        if found is not None:
            yield _relation(subtype, one, other, found)


def _pairs(one: Position, other: Position) -> Pairs:
    """Give the passages that may clash, on different pages, the earliest pair first."""
    fit = [(a, b) for a, b in product(one.sides, other.sides) if _fit(a, b)]
    return sorted(fit, key=lambda pair: (max(side.said.order for side in pair), pair[0].said.order))


def _fit(one: Side, other: Side) -> bool:
    """Different documents, both firm, on some of the same tools, and of one event or one time."""
    if one.said.reading.document.id == other.said.reading.document.id or not tools_meet(one.said, other.said):
        return False
    if not {one.said.assertion.modality, other.said.assertion.modality} <= FIRM:
        return False
    denied = "denied" in {one.said.standing, other.said.standing}
    return denied or one.event.id == other.event.id or at_one_time(one, other)


def _first_clash(pairs: Pairs, rule: Rule) -> tuple[Side, Side, Clash] | None:
    """Give the earliest pair that shows the clash."""
    return next(((a, b, clash) for a, b in pairs if (clash := rule(a, b)) is not None), None)


def _relation(subtype: str, one: Position, other: Position, found: tuple[Side, Side, Clash]) -> Relation:
    """Write a clash down, the earlier page first."""
    a, b, clash = found
    ends, quotes = (one, a.said, other, b.said), (clash.quote, clash.other)
    if b.said.order < a.said.order:
        ends, quotes = (other, b.said, one, a.said), quotes[::-1]
    return relation("contradicts", subtype, ends, clash.fields, clash.why, quotes=quotes)
