"""Opinions against positions: somebody who does not believe the stated reason, or the rule as it is told."""

from collections.abc import Iterator

from graph.derive import explain
from graph.derive.claims import Position, contrary, stated_reasons
from graph.derive.lattice import clash
from graph.derive.population import apart
from graph.derive.said import Said, tools_meet
from graph.derive.scene import Scene, relation
from graph.model import Quote, Reason, Relation


def disputes(scene: Scene) -> list[Relation]:
    """Find who disputes what: directed, from the author to the holder, once per author and claim.

    Shape: allowed inside one page and even inside one claim, because the holders differ.
    """
    found: dict[tuple[str, str], Relation] = {}
    for position in scene.positions:
        for said in position.said:
            for each in _disputes(scene, position, said):
                found.setdefault((_holder(said), each.to_claim), each)
    return list(found.values())


def _holder(said: Said) -> str:
    """Whoever argues: one author on one page argues once."""
    return said.version


def _disputes(scene: Scene, position: Position, said: Said) -> Iterator[Relation]:
    against = contrary(said)
    if said.standing not in {"fact", "opinion"} or not (against or said.standing == "opinion"):
        return
    target = _target(scene, position, said, bool(against))
    if target is None:
        return
    held, holder = target
    if against:
        yield _of_reason(position, said, against, held, holder)
    elif said.state and holder.state and clash(said.state, holder.state):
        yield _of_state(position, said, held, holder)


def _target(scene: Scene, position: Position, said: Said, about_reason: bool) -> tuple[Position, Said] | None:
    """Find whom it is aimed at: the organisation's own page before it, otherwise the earliest report."""
    event_said = [
        (held, other)
        for held in (scene.by_event.get(position.event.id, []) if said.standing == "fact" else scene.facts)
        for other in held.said
        if other.known <= said.known and _of_one_matter(position, said, held, other)
    ]
    reasoned = [pair for pair in event_said if stated_reasons(pair[1])] if about_reason else []
    return min(reasoned or event_said, key=lambda pair: _rank(said, pair), default=None)


def _rank(said: Said, pair: tuple[Position, Said]) -> tuple[object, ...]:
    """Another page before the same one, the organisation's own word before reports, early before late."""
    _, other = pair
    return other.version == said.version, bool(contrary(other)), not other.own, other.order


def _of_one_matter(position: Position, said: Said, held: Position, other: Said) -> bool:
    """A report is disputed inside its event; a mere opinion is measured against the rule on its tools."""
    if said.standing == "fact":
        return held.event.id == position.event.id
    return (
        tools_meet(said, other) and not apart(said.population, other.population) and other.state is not None
    )


def _of_reason(
    position: Position, said: Said, against: list[Reason], held: Position, holder: Said
) -> Relation:
    stated = [each for each in holder.assertion.reasons if each.stance == "stated"]
    first = against[0]
    who = explain.author_text(said) if first.stated_by in {"author", ""} else first.stated_by
    official = _official(holder, stated)
    verb = "denies that it is" if first.stance == "denied" else "names another:"
    named = explain.listed(explain.reason_text(each) for each in against if each.stance == first.stance)
    return relation(
        "disputes",
        "reason",
        (position, said, held, holder),
        ("reason",),
        f"{official}; {who} {verb} {named}.",
        quotes=(first.quote, _official_quote(stated)),
    )


def _official(holder: Said, stated: list[Reason]) -> str:
    """Say which reason is on record, and by whom."""
    if not stated:
        return f"{explain.page_text(holder)} gives no reason"
    reason = explain.reason_text(stated[0])
    giver = holder.organisation if stated[0].stated_by == "org" else stated[0].stated_by
    return f"By {explain.page_text(holder)} the reason that {giver} gives is {reason}"


def _official_quote(stated: list[Reason]) -> Quote | None:
    return stated[0].quote if stated else None


def _of_state(position: Position, said: Said, held: Position, holder: Said) -> Relation:
    return relation(
        "disputes",
        "state",
        (position, said, held, holder),
        ("state",),
        f"{explain.page_text(holder)} reports that {explain.act_text(holder)}; to "
        f"{explain.author_text(said)} it amounts to this: {explain.act_text(said)}.",
    )
