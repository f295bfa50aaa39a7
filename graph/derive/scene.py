"""What relations are found in: the positions of one block, and what is already known of their events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graph.derive.claims import Position
from graph.derive.said import Said
from graph.model import EventId, Quote, Relation, RelationId, RelationKind, content_id


@dataclass(frozen=True)
class Scene:
    """The positions of a block and what was found out first.

    Shape: `positions` earliest first; `supersedes` holds pairs of events, later first; `taken_back` pairs of
    assertions, of which the first is its outlet's correction of the second; `refuted` events that the organisation
    itself denies.
    """

    positions: tuple[Position, ...]
    taken_back: frozenset[tuple[str, str]] = frozenset()
    refuted: frozenset[EventId] = frozenset()
    supersedes: frozenset[tuple[EventId, EventId]] = field(default=frozenset())

    @property
    def organisation(self) -> str:
        """The organisation that the block is about; empty for an empty scene."""
        return self.positions[0].first.organisation if self.positions else ""

    @cached_property
    def corrected(self) -> frozenset[str]:
        """Assertions that their own outlet took back."""
        return frozenset(other for _, other in self.taken_back)

    @cached_property
    def facts(self) -> tuple[Position, ...]:
        """Positions that somebody reports as fact."""
        return tuple(each for each in self.positions if each.event.standing == "fact")

    @cached_property
    def denials(self) -> tuple[Position, ...]:
        """Positions that deny something."""
        return tuple(each for each in self.positions if each.event.standing == "denied")

    @cached_property
    def by_assertion(self) -> dict[str, Position]:
        """Find a passage's position."""
        return {said.assertion.id: position for position in self.positions for said in position.said}

    @cached_property
    def by_event(self) -> dict[EventId, list[Position]]:
        """Find what is reported as fact of an event."""
        found: dict[EventId, list[Position]] = {}
        for position in self.facts:
            found.setdefault(position.event.id, []).append(position)
        return found

    def corrects(self, one: Said, other: Said) -> bool:
        """Tell whether one of two passages is the correction of the other."""
        pair = one.assertion.id, other.assertion.id
        return pair in self.taken_back or pair[::-1] in self.taken_back

    def follows(self, one: Position, other: Position) -> bool:
        """Tell whether one of two events supersedes the other."""
        pair = one.event.id, other.event.id
        return pair in self.supersedes or pair[::-1] in self.supersedes


def relation(
    kind: RelationKind,
    subtype: str,
    ends: tuple[Position, Said, Position, Said],
    fields: Sequence[str],
    why: str,
    *,
    quotes: tuple[Quote | None, Quote | None] = (None, None),
    page: str = "",
) -> Relation:
    """Write a finding down. Its id follows from what is related and how, so a second run finds the same.

    Shape: `page` tells apart findings that several pages of one claim give rise to.
    """
    source, said, target, other = ends
    parts = (kind, subtype, source.id, target.id, *([page] if page else []))
    return Relation(
        id=RelationId(content_id("r", *parts)),
        kind=kind,
        subtype=subtype,
        from_claim=source.id,
        to_claim=target.id,
        from_assertion=said.assertion.id,
        to_assertion=other.assertion.id,
        from_quote=quotes[0] or said.assertion.quote,
        to_quote=quotes[1] or other.assertion.quote,
        fields=tuple(fields),
        rule=f"{kind}.{subtype}" if subtype else kind,
        why=why,
    )
