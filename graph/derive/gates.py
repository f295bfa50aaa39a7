"""Which rules of contradiction can apply to two claims at all, told from the sum of what each says.

A claim that ninety pages tell is compared with one of ten in nine hundred pairs of passages: what no pair can show is
not asked of any, and of passages that are the same to a rule two are asked. A gate may let a pair through for nothing,
and never keeps one out that its rule would find.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final

from graph.derive.claims import Position, stated_reasons
from graph.derive.clashes import RULES, Rule, sole_reason
from graph.derive.comparing import report_day
from graph.derive.denials import denied_reasons
from graph.derive.holding import Side
from graph.derive.lattice import clash

Gate = Callable[[Position, Position], bool]
Key = Callable[[Side], Hashable]
# Days within which passages without a day of their own speak of the same time: a rule that was reported is taken to
# hold for three times as long.
_MONTH: Final = 30


def rules_for(one: Position, other: Position) -> list[tuple[str, Rule]]:
    """Give the rules that some passages of two claims may break, in the order in which they are asked."""
    return [(name, rule) for name, rule in RULES if GATES[name](one, other)]


def telling(sides: Sequence[Side], rule: str) -> Sequence[Side]:
    """Give the passages of a claim that are asked for a rule, earliest first.

    Shape: of those that are the same to the rule, and of one month, the first of two documents; whoever denies, or is
    denied, is asked in person.
    """
    key = KEYS.get(rule)
    if key is None or len(sides) <= 2:
        return sides
    heard: dict[Hashable, set[str]] = {}
    kept = []
    for side in sides:
        month = side.held[0].toordinal() // _MONTH, side.held[1].toordinal() // _MONTH
        documents = heard.setdefault((month, side.said.assertion.modality, side.said.tools, key(side)), set())
        document = side.said.reading.document.id
        if document not in documents and len(documents) < 2:
            documents.add(document)
            kept.append(side)
    return kept


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


def _of_state(side: Side) -> Hashable:
    said = side.said
    return said.state, said.assertion.action, said.population, said.limited, said.still


def _of_people(side: Side) -> Hashable:
    return side.said.direction, side.said.population


def _of_day(side: Side) -> Hashable:
    said = side.said
    return said.state, said.assertion.action, said.population, said.assertion.effective, report_day(said)


def _of_reason(side: Side) -> Hashable:
    said = side.said
    given = tuple((each.category, each.stance, each.stated_by) for each in said.assertion.reasons)
    return given, said.reading.document.kind, sole_reason(said)


def _of_leak(side: Side) -> Hashable:
    return side.said.assertion.leak, side.said.assertion.chain[-1:]


# What each rule looks at, beside time, tools and modality; rules on denials look at words and speakers.
KEYS: Final[Mapping[str, Key]] = {
    "state": _of_state,
    "population": _of_people,
    "tools": lambda side: side.said.assertion.tool_set,
    "date": _of_day,
    "number": lambda side: (side.said.assertion.numbers, side.said.population),
    "reason": _of_reason,
    "roles": _of_leak,
}
