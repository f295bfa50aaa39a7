"""Where the rules of contradiction are asked: between positions of one block, never inside one page."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import Final

from graph.derive import sure
from graph.derive.claims import Position
from graph.derive.clashes import Clash, Rule
from graph.derive.denials import aim_of
from graph.derive.gates import rules_for, telling
from graph.derive.holding import Side, at_one_time
from graph.derive.lattice import clash
from graph.derive.meeting import overlapping
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
    told = [*scene.facts, *scene.denials]
    pairs = ((told[left], told[right]) for left, right in sorted(candidates(told)))
    fit = (pair for pair in pairs if may_clash(*pair) and _comparable(scene, *pair))
    return [found for one, other in fit for found in _clashes(scene, one, other)]


def candidates(told: Sequence[Position]) -> set[tuple[int, int]]:
    """Give the pairs that may clash: of one time or one event, or a denial of a reason or of having spoken."""
    found = set(overlapping([_span(each) for each in told]))
    events: dict[str, list[int]] = {}
    for place, each in enumerate(told):
        events.setdefault(each.event.id, []).append(place)
    for members in events.values():
        found.update(combinations(members, 2))
    for place, each in enumerate(told):
        if each.event.standing == "denied" and any(aim_of(said) != "rule" for said in each.said):
            found.update(
                (min(place, other), max(place, other)) for other in range(len(told)) if other != place
            )
    return found


def _span(position: Position) -> tuple[date, date]:
    return min(side.held[0] for side in position.sides), max(side.held[1] for side in position.sides)


def may_clash(one: Position, other: Position) -> bool:
    """Tell by the sum of what each says whether any rule can apply: most pairs of one time agree."""
    denials = (one.event.standing == "denied") + (other.event.standing == "denied")
    if denials == 2 or not (one.wide or other.wide or one.tools & other.tools):
        return False
    if denials or one.event.id == other.event.id or one.pointed or other.pointed:
        return True
    return any(clash(a, b) for a in one.states for b in other.states)


def _comparable(scene: Scene, one: Position, other: Position) -> bool:
    """Two claims that no page tells side by side, and of which neither took the other's place."""
    return not one.versions & other.versions and not scene.follows(one, other)


def _clashes(scene: Scene, one: Position, other: Position) -> Iterator[Relation]:
    for subtype, rule, pairs in asked(one, other):
        found = _first_clash(_in_order(scene, pairs), rule)
        if found is not None:
            yield _relation(subtype, one, other, found)


def asked(one: Position, other: Position) -> Iterator[tuple[str, Rule, Pairs]]:
    """Give the pairs of passages of two claims that each rule is asked of."""
    for subtype, rule in rules_for(one, other):
        # A denial of a reason is held against every single report; no claim has many denials.
        denied = "denied" in {one.event.standing, other.event.standing}
        sides = (
            (one.sides, other.sides) if denied else (telling(each.sides, subtype) for each in (one, other))
        )
        yield subtype, rule, list(product(*sides))


def _in_order(scene: Scene, pairs: Pairs) -> Pairs:
    """Give the passages that may clash, on different pages, the earliest pair first; a correction corrects instead."""
    fit = [(a, b) for a, b in pairs if _fit(a, b)]
    if scene.taken_back:
        fit = [(a, b) for a, b in fit if not scene.corrects(a.said, b.said)]
    return sorted(fit, key=lambda pair: (max(side.said.order for side in pair), pair[0].said.order))


def _fit(one: Side, other: Side) -> bool:
    """Different documents, both firm, on some of the same tools, and of one event or one time."""
    if one.said.reading.document.id == other.said.reading.document.id or not tools_meet(one.said, other.said):
        return False
    if not {one.said.assertion.modality, other.said.assertion.modality} <= FIRM:
        return False
    if not sure.fit(one.said, other.said):
        return False
    denied = "denied" in {one.said.standing, other.said.standing}
    return denied or one.event.id == other.event.id or at_one_time(one, other)


def _first_clash(pairs: Pairs, rule: Rule) -> tuple[Side, Side, Clash] | None:
    """Give the earliest pair that shows the clash."""
    return next(((a, b, shown) for a, b in pairs if (shown := rule(a, b)) is not None), None)


def _relation(subtype: str, one: Position, other: Position, found: tuple[Side, Side, Clash]) -> Relation:
    """Write a clash down, the earlier page first."""
    a, b, shown = found
    ends, quotes = (one, a.said, other, b.said), (shown.quote, shown.other)
    if b.said.order < a.said.order:
        ends, quotes = (other, b.said, one, a.said), quotes[::-1]
    return relation("contradicts", subtype, ends, shown.fields, shown.why, quotes=quotes)
