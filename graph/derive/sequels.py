"""Relations over time and in exactness: supersedes, confirms, refines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graph.derive import explain
from graph.derive.claims import Position
from graph.derive.developments import Change, Pair
from graph.derive.lattice import exacter
from graph.derive.population import apart, narrower
from graph.derive.said import Said, tools_meet
from graph.derive.scene import Scene, relation
from graph.model import Relation, covers

_VERBS: Final[Mapping[Change, str]] = {
    "escalates": "is harsher than",
    "eases": "is milder than",
    "lifts": "ends",
    "replaces": "puts another tool in the place of",
}
Shown = tuple[Position, Said]


def supersedes(scene: Scene, changes: Mapping[Pair, Change]) -> Iterator[Relation]:
    """Write down which claim takes the place of which."""
    by_event = scene.by_event
    for (later, earlier), change in sorted(changes.items()):
        one, said = _shows(by_event[later])
        other, told = _shows(by_event[earlier])
        onset = one.event.onset
        since = f"From {explain.date_text(onset)}" if onset else f"By {explain.page_text(said)}"
        before = explain.act_text(told)
        why = f"{since}, {explain.act_text(said)}; that {_VERBS[change]} what held before: {before}."
        yield relation("supersedes", change, (one, said, other, told), ("state", "effective"), why)


def _shows(positions: Sequence[Position]) -> Shown:
    """Give the passage that tells the event's own state best: with its day, in the organisation's words."""

    def rank(shown: Shown) -> tuple[object, ...]:
        position, said = shown
        return said.state != position.event.state, said.assertion.effective is None, not said.own, said.order

    return min(((position, said) for position in positions for said in position.said), key=rank)


# Later word of the same ---------------------------------------------------------------------------------


def confirms(scene: Scene) -> Iterator[Relation]:
    """Find who says later that a rule goes on, has begun, or is indeed the organisation's.

    Shape: each claim confirms at most one earlier claim of its event in each way.
    """
    for members in scene.by_event.values():
        for position in members:
            yield from _confirms(position, [each for each in members if each.id != position.id])


def _confirms(position: Position, others: Sequence[Position]) -> Iterator[Relation]:
    said = position.first
    earlier = [(each, each.first) for each in others if _earlier_word(each.first, said)]
    if said.still:
        yield from _confirm("still_in_force", position, earlier)
    if said.own:
        yield from _confirm("official", position, [pair for pair in earlier if not pair[1].own])
    if not said.still and _begun(said):
        yield from _confirm("took_effect", position, [pair for pair in earlier if _ahead(pair[1])])


def _earlier_word(earlier: Said, later: Said) -> bool:
    """An earlier page with the same rule for some of the same people and tools."""
    if earlier.known >= later.known or apart(earlier.population, later.population):
        return False
    return "replace" in {earlier.direction, later.direction} or tools_meet(earlier, later)


def _begun(said: Said) -> bool:
    effective = said.assertion.effective
    return effective is not None and effective.last <= said.known


def _ahead(said: Said) -> bool:
    """Told before it began."""
    effective = said.assertion.effective
    return effective is not None and said.known < effective.first


_CONFIRMS: Final[Mapping[str, str]] = {
    "still_in_force": "says that it still holds",
    "official": "says so itself",
    "took_effect": "tells of it as begun",
}


def _confirm(subtype: str, position: Position, earlier: Sequence[Shown]) -> Iterator[Relation]:
    if not earlier:
        return
    said = position.first
    other, told = min(earlier, key=lambda pair: (pair[1].state != said.state, pair[1].order))
    first = f"{explain.page_text(told)} says that {explain.act_text(told)}"
    why = f"{first}; {explain.page_text(said)} {_CONFIRMS[subtype]}."
    yield relation("confirms", subtype, (position, said, other, told), ("known",), why)


# The same, more exactly ----------------------------------------------------------------------------------


def refines(scene: Scene) -> Iterator[Relation]:
    """Find claims that say more exactly what another claim of their event says.

    Shape: each wider claim is refined by at most one other, the earliest that does.
    """
    for members in scene.by_event.values():
        for wide in members:
            exact = [each for each in members if _refines(each, wide)]
            if exact:
                yield _refine(min(exact, key=lambda each: each.first.order), wide)


def _refines(one: Position, wide: Position) -> bool:
    """A state that is one kind of the other, or a named part of the same people, and no clash in extent."""
    a, b = one.first, wide.first
    if a.state is None or b.state is None or apart(a.population, b.population) or not tools_meet(a, b):
        return False
    in_state = exacter(a.state, b.state)
    in_scope = covers(b.state, a.state) and narrower(a.population, b.population) and b.population.stated
    return a.version != b.version and not a.population.exclusive and (in_state or in_scope)


def _refine(one: Position, wide: Position) -> Relation:
    a, b = one.first, wide.first
    first = f"{explain.page_text(b)} says that {explain.act_text(b)}"
    why = f"{first}; {explain.page_text(a)} is more exact: {explain.act_text(a)}."
    return relation("refines", "", (one, a, wide, b), ("state",), why)
