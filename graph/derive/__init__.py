"""From assertions to claims, relations, timelines, trails and questions. Pure: no store, no clock, no I/O.

The order of readings never matters: everything is sorted by day and address first, and ids follow from
content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph.derive.blocks import block_of, by_block
from graph.derive.citations import citations, library_of
from graph.derive.claims import Position, claim_of, positions_of
from graph.derive.clashes import negation
from graph.derive.contradictions import contradictions
from graph.derive.corrections import corrected, corrections
from graph.derive.cues import Cues, packaged
from graph.derive.developments import Change, Pair, supersessions
from graph.derive.disputes import disputes
from graph.derive.drafts import Grounds
from graph.derive.drifts import drifts
from graph.derive.events import Event, events_of
from graph.derive.headlines import headlines
from graph.derive.holding import Side, at_one_time
from graph.derive.questions import questions
from graph.derive.rulings import NONE, Rulings, admitted
from graph.derive.said import Said, all_said
from graph.derive.scene import Scene
from graph.derive.sequels import confirms, refines, supersedes
from graph.derive.status import with_status
from graph.derive.steps import with_details
from graph.derive.timelines import timelines
from graph.derive.trails import trail_of
from graph.derive.voices import disputed_speakers
from graph.identity import PLAIN, Identity
from graph.model import Derived, EventId, Reading, Relation

__all__ = ["as_of", "block_of", "derive"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What derivation goes by beside the readings: who is who, the turns of phrase, and what people ruled out.

    Shape: `valid` is the day for which statuses are asked, the latest known state if there is none.
    """

    identity: Identity = PLAIN
    cues: Cues = field(default_factory=packaged)
    rulings: Rulings = NONE
    valid: date | None = None


def derive(
    readings: Sequence[Reading],
    identity: Identity = PLAIN,
    cues: Cues | None = None,
    rulings: Rulings = NONE,
    *,
    valid: date | None = None,
) -> Derived:
    """Give everything that follows from readings: claims by event, relations, timelines, trails, questions.

    Shape: claims earliest first inside their block, relations, timelines and trails in a fixed order too;
    readings of several blocks are derived block by block and never compared across. `cues` are the packaged
    ones unless others are given; what `rulings` rule out takes no part. With `valid` a claim is superseded only
    by what had begun on that day.
    """
    terms = Terms(identity, cues or packaged(), rulings, valid)
    blocks = by_block(admitted(readings, rulings), identity)
    parts = [_derive_block(block, terms) for block in blocks.values()]
    return Derived(
        claims=tuple(claim for part in parts for claim in part.claims),
        relations=tuple(relation for part in parts for relation in part.relations),
        timelines=tuple(timeline for part in parts for timeline in part.timelines),
        trails=tuple(trail for part in parts for trail in part.trails),
        questions=tuple(question for part in parts for question in part.questions),
    )


def as_of(
    readings: Sequence[Reading],
    known: date,
    valid: date | None = None,
    identity: Identity = PLAIN,
    rulings: Rulings = NONE,
) -> Derived:
    """Give what followed on a day from what was published by then, with the statuses of another day, or of the same.

    Shape: nothing published after `known` changes the answer; what settles a question later is unknown then.
    """
    told = [each for each in readings if each.known is not None and each.known <= known]
    return derive(told, identity, rulings=rulings, valid=valid or known)


def _derive_block(readings: Sequence[Reading], terms: Terms) -> Derived:
    said = all_said(readings, terms.identity, terms.cues)
    events = events_of(said)
    positions = [position for event in events for position in positions_of(event)]
    ordered = tuple(sorted(positions, key=lambda each: each.first.order))
    taken_back = _not_dismissed(corrected(said), ordered, terms.rulings)
    scene, changes = _scene(ordered, events, taken_back, terms.rulings)
    grounds = _grounds(scene, readings, terms.identity)
    relations = _relations(scene, changes, taken_back, grounds, terms.rulings)
    trails = {event.id: trail_of(event, grounds) for event in events}
    claims = with_status(scene, [claim_of(each) for each in scene.positions], relations, trails, terms.valid)
    lines = with_details(scene, timelines(scene, changes), relations)
    return Derived(
        tuple(claims),
        tuple(relations),
        tuple(lines),
        tuple(trails[each.id] for each in events),
        tuple(questions(scene)),
    )


def _not_dismissed(
    taken_back: Sequence[tuple[Said, Said]], ordered: tuple[Position, ...], rulings: Rulings
) -> Sequence[tuple[Said, Said]]:
    """Leave out the corrections that people dismissed: what they took back stands again."""
    if not rulings.dismissed:
        return taken_back
    scene = Scene(ordered)
    shown = [{each.id for each in corrections(scene, [pair])} for pair in taken_back]
    return [pair for pair, ids in zip(taken_back, shown, strict=True) if not ids & rulings.dismissed]


def _scene(
    ordered: tuple[Position, ...],
    events: Sequence[Event],
    taken_back: Sequence[tuple[Said, Said]],
    rulings: Rulings,
) -> tuple[Scene, Mapping[Pair, Change]]:
    """Find out what the relations depend on: what was denied, what was taken back, what replaced what.

    Shape: a change that people dismissed is none, so it moves no timeline and no status either.
    """
    withdrawn = frozenset(other.assertion.id for _, other in taken_back)
    refuted = _refuted(events, withdrawn)
    changes = supersessions(events, refuted)
    pairs = frozenset((one.assertion.id, other.assertion.id) for one, other in taken_back)
    scene = Scene(ordered, pairs, refuted, frozenset(changes))
    if rulings.dismissed:
        shown = {pair: next(supersedes(scene, {pair: change})).id for pair, change in changes.items()}
        changes = {pair: change for pair, change in changes.items() if shown[pair] not in rulings.dismissed}
        scene = replace(scene, supersedes=frozenset(changes))
    return scene, changes


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
    denials = [side for side in sides if side.said.standing == "denied"]
    facts = [side for side in sides if side.said.standing == "fact"] if denials else []
    return {
        fact.event.id
        for denial in denials
        for fact in facts
        if at_one_time(denial, fact) and _denies(denial, fact)
    }


def _speaks(said: Said) -> bool:
    return said.standing == "fact" or (
        said.standing == "denied" and (said.own or said.assertion.action == "deny")
    )


def _denies(denial: Side, fact: Side) -> bool:
    return denial.said.version != fact.said.version and negation(denial, fact) is not None


def _relations(
    scene: Scene,
    changes: Mapping[Pair, Change],
    taken_back: Sequence[tuple[Said, Said]],
    grounds: Grounds,
    rulings: Rulings,
) -> list[Relation]:
    found = [
        *contradictions(scene),
        *disputes(scene),
        *supersedes(scene, changes),
        *corrections(scene, taken_back),
        *confirms(scene),
        *refines(scene),
        *headlines(scene),
        *drifts(scene, grounds),
    ]
    return sorted((each for each in found if each.id not in rulings.dismissed), key=lambda each: each.id)


def _grounds(scene: Scene, readings: Sequence[Reading], identity: Identity) -> Grounds:
    library = library_of(readings)
    return Grounds(library, citations(library), identity, scene.corrected, disputed_speakers(scene))
