"""From assertions to claims, relations, timelines, trails and questions. Pure: no store, no clock, no I/O.

The order of readings never matters: everything is sorted by day and address first, and ids follow from
content.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.derive.blocks import block_of, by_block
from graph.derive.citations import citations, library_of
from graph.derive.claims import Position, claim_of, positions_of
from graph.derive.clashes import negation
from graph.derive.comparing import denial_first
from graph.derive.contradictions import contradictions
from graph.derive.corrections import corrected, corrections
from graph.derive.cues import Cues, packaged
from graph.derive.developments import Change, Pair, supersessions
from graph.derive.disputes import disputes
from graph.derive.drafts import Grounds
from graph.derive.events import Event, events_of
from graph.derive.headlines import headlines
from graph.derive.holding import Side
from graph.derive.meeting import overlapping
from graph.derive.questions import questions
from graph.derive.said import Said, all_said
from graph.derive.scene import Scene
from graph.derive.sequels import confirms, refines, supersedes
from graph.derive.status import with_status
from graph.derive.timelines import timelines
from graph.derive.trails import trail_of
from graph.derive.voices import disputed_speakers
from graph.identity import PLAIN, Identity
from graph.model import Derived, EventId, Reading, Relation, Trail

__all__ = ["block_of", "derive"]


def derive(readings: Sequence[Reading], identity: Identity = PLAIN, cues: Cues | None = None) -> Derived:
    """Give everything that follows from readings: claims by event, relations, timelines, trails, questions.

    Shape: claims earliest first inside their block, relations, timelines and trails in a fixed order too;
    readings of several blocks are derived block by block and never compared across. `cues` are the packaged
    ones unless others are given.
    """
    parts = [
        _derive_block(block, identity, cues or packaged()) for block in by_block(readings, identity).values()
    ]
    return Derived(
        claims=tuple(claim for part in parts for claim in part.claims),
        relations=tuple(relation for part in parts for relation in part.relations),
        timelines=tuple(timeline for part in parts for timeline in part.timelines),
        trails=tuple(trail for part in parts for trail in part.trails),
        questions=tuple(question for part in parts for question in part.questions),
    )


def _derive_block(readings: Sequence[Reading], identity: Identity, cues: Cues) -> Derived:
    said = all_said(readings, identity, cues)
    events = events_of(said)
    positions = [position for event in events for position in positions_of(event)]
    taken_back = corrected(said)
    scene, changes = _scene(positions, events, taken_back)
    relations = _relations(scene, changes, taken_back)
    trails = _trails(scene, events, readings, identity)
    claims = with_status(scene, [claim_of(each) for each in scene.positions], relations, trails)
    lines = timelines(scene, changes)
    return Derived(
        tuple(claims),
        tuple(relations),
        tuple(lines),
        tuple(trails[each.id] for each in events),
        tuple(questions(scene)),
    )


def _scene(
    positions: Iterable[Position], events: Sequence[Event], taken_back: Sequence[tuple[Said, Said]]
) -> tuple[Scene, Mapping[Pair, Change]]:
    """Find out what the relations depend on: what was denied, what was taken back, what replaced what."""
    withdrawn = frozenset(other.assertion.id for _, other in taken_back)
    refuted = _refuted(events, withdrawn)
    changes = supersessions(events, refuted)
    ordered = tuple(sorted(positions, key=lambda each: each.first.order))
    return Scene(ordered, withdrawn, refuted, frozenset(changes)), changes


def _refuted(events: Sequence[Event], withdrawn: frozenset[str]) -> frozenset[EventId]:
    """Give the events that are part of no history: denied by the organisation, or taken back by all.

    Shape: an event that the organisation's own pages tell of as well was denied by mistake or too early: it
    stays.
    """
    facts = [event for event in events if event.standing == "fact"]
    taken_back = {event.id for event in facts if all(said.assertion.id in withdrawn for said in event.said)}
    kept = {event.id for event in facts if any(said.own for said in event.said)}
    return frozenset(taken_back | (_denied(events) - kept))


def _denied(events: Sequence[Event]) -> set[EventId]:
    """Give the events that the organisation, or a report of its denial, says are not so."""
    sides = [Side(said, event) for event in events for said in event.said if _speaks(said)]
    found: set[EventId] = set()
    for left, right in overlapping([side.held for side in sides]):
        pair = denial_first(sides[left], sides[right])
        if pair is not None and pair[1].event.id not in found and _denies(*pair):
            found.add(pair[1].event.id)
    return found


def _speaks(said: Said) -> bool:
    return said.standing == "fact" or (
        said.standing == "denied" and (said.own or said.assertion.action == "deny")
    )


def _denies(denial: Side, fact: Side) -> bool:
    return denial.said.version != fact.said.version and negation(denial, fact) is not None


def _relations(
    scene: Scene, changes: Mapping[Pair, Change], taken_back: Sequence[tuple[Said, Said]]
) -> list[Relation]:
    found = [
        *contradictions(scene),
        *disputes(scene),
        *supersedes(scene, changes),
        *corrections(scene, taken_back),
        *confirms(scene),
        *refines(scene),
        *headlines(scene),
    ]
    return sorted(found, key=lambda each: each.id)


def _trails(
    scene: Scene, events: Sequence[Event], readings: Sequence[Reading], identity: Identity
) -> dict[EventId, Trail]:
    library = library_of(readings)
    grounds = Grounds(library, citations(library), identity, scene.corrected, disputed_speakers(scene))
    return {event.id: trail_of(event, grounds) for event in events}
