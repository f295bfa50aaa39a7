"""Which rules of contradiction can apply to two claims at all, told from the sum of what each says.

A claim that ninety pages tell is compared with one of ten in nine hundred pairs of passages: what no pair can show is
not asked of any. A gate may let a pair through for nothing, and never keeps one out that its rule would find.
"""

from collections.abc import Callable, Mapping
from typing import Final

from graph.derive.claims import Position, stated_reasons
from graph.derive.clashes import RULES, Rule, sole_reason
from graph.derive.denials import denied_reasons
from graph.derive.lattice import clash

Gate = Callable[[Position, Position], bool]


def rules_for(one: Position, other: Position) -> list[tuple[str, Rule]]:
    """Give the rules that some passages of two claims may break, in the order in which they are asked."""
    return [(name, rule) for name, rule in RULES if GATES[name](one, other)]


def _denials(one: Position, other: Position) -> int:
    return (one.event.standing == "denied") + (other.event.standing == "denied")


def _one_denies(one: Position, other: Position) -> bool:
    return _denials(one, other) == 1


def _state(one: Position, other: Position) -> bool:
    return not _denials(one, other) and any(clash(a, b) for a in one.states for b in other.states)


def _population(one: Position, other: Position) -> bool:
    return not _denials(one, other) and any(
        each.population.universal or each.population.exclusive for each in (*one.said, *other.said)
    )


def _tools(one: Position, other: Position) -> bool:
    closed = any(each.assertion.tool_set == "exhaustive" for each in (*one.said, *other.said))
    return closed and not _denials(one, other) and one.event.id == other.event.id


def _date(one: Position, other: Position) -> bool:
    if _denials(one, other) or one.event.id != other.event.id:
        return False
    return any(not a.overlaps(b) for a in one.days for b in other.days)


def _number(one: Position, other: Position) -> bool:
    return not _denials(one, other) and all(
        any(each.assertion.numbers for each in position.said) for position in (one, other)
    )


def _reason(one: Position, other: Position) -> bool:
    said = (*one.said, *other.said)
    if not any(each.assertion.reasons for each in said):
        return False
    if _denials(one, other) or any(denied_reasons(each) for each in said):
        return True
    both = all(any(map(stated_reasons, position.said)) for position in (one, other))
    return both and one.event.id == other.event.id and any(sole_reason(each) for each in said)


def _roles(one: Position, other: Position) -> bool:
    return not _denials(one, other) and all(
        any(each.assertion.leak for each in position.said) for position in (one, other)
    )


GATES: Final[Mapping[str, Gate]] = {
    "state": _state,
    "negation": _one_denies,
    "population": _population,
    "tools": _tools,
    "date": _date,
    "number": _number,
    "reason": _reason,
    "roles": _roles,
    "attribution": _one_denies,
}
