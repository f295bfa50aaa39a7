"""The states of one rule in order: for each organisation, tool and population, what held from when."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graph.derive.developments import Change, Pair
from graph.derive.events import Event
from graph.derive.population import apart
from graph.derive.said import Said
from graph.derive.scene import Scene
from graph.model import ClaimId, EventId, PartialDate, State, Step, Timeline, TimelineId, content_id

_WHOLE: Final = "everybody"
_AUDIENCES: Final[Mapping[str, str]] = {
    "public": "customers and the public",
    "contributors": "contributors",
    "competitors": "competitors",
    "applicants": "applicants",
    "crawlers": "crawlers",
}


def timelines(scene: Scene, changes: Mapping[Pair, Change]) -> list[Timeline]:
    """Give the history of every tool and population that the pages tell apart.

    Shape: tools with one history share a timeline; steps by date; denied, corrected, forecast and undated
    events make no step.
    """
    events = _dated(scene)
    lines: dict[tuple[str, tuple[Step, ...]], tuple[list[str], list[Event]]] = {}
    for tool in sorted({tool for each in events for tool in _states(each)}):
        for population, chosen in _populations(_touching(events, tool, changes), changes):
            steps = _steps(scene, tool, chosen, changes)
            lines.setdefault((population, steps), ([], chosen))[0].append(tool)
    return [
        Timeline(
            scene.organisation,
            tuple(tools),
            population,
            steps,
            _undated(scene, tools, chosen),
            TimelineId(content_id("t", scene.organisation, tools, population)),
        )
        for (population, steps), (tools, chosen) in lines.items()
    ]


def _undated(scene: Scene, tools: Sequence[str], chosen: Sequence[Event]) -> tuple[ClaimId, ...]:
    """Give the claims on the same tools and people that no page gives a day."""
    return tuple(
        position.id
        for position in scene.facts
        if position.event.id not in scene.refuted
        and position.event.onset is None
        and position.event.state
        and position.event.tools & set(tools)
        and not all(apart(position.event.population, each.population) for each in chosen)
    )


def _touching(events: Sequence[Event], tool: str, changes: Mapping[Pair, Change]) -> list[Event]:
    """Give the events on a tool, and the rules on whole kinds of tools that they ended."""
    own = {each.id for each in events if tool in _states(each)}
    ended = {earlier for later, earlier in changes if later in own}
    return [each for each in events if each.id in own or (each.id in ended and _on_a_kind(each))]


def _on_a_kind(event: Event) -> bool:
    return any(tool.startswith("category:") for tool in event.tools)


def _dated(scene: Scene) -> list[Event]:
    """Give the events that make a step, oldest first; of one day the limit before the lift that ends it."""
    events = {each.event.id: each.event for each in scene.facts if each.event.id not in scene.refuted}
    told = [each for each in events.values() if each.onset and each.state]
    return sorted(
        told, key=lambda each: (each.onset.first if each.onset else each.known, _lifts(each), each.id)
    )


def _lifts(event: Event) -> bool:
    return "lift" in event.actions


def _states(event: Event) -> dict[str, State]:
    """Give the state of each tool by an event: a replacement ends one tool and opens another."""
    if event.state is None:
        return {}
    states: dict[str, State] = {}
    for said in event.said:
        replacing = said.assertion.action == "replace"
        states.update(dict.fromkeys(said.assertion.replaced_by if replacing else (), "ALLOWED"))
        if replacing or event.said[0].assertion.action != "replace":
            states.update(
                dict.fromkeys(
                    said.tools, "LIMITED" if event.limited and said.direction == "open" else event.state
                )
            )
    return states


def _populations(
    events: Sequence[Event], changes: Mapping[Pair, Change]
) -> Iterable[tuple[str, list[Event]]]:
    """Give each population with the events of its history: its own, and the rules it was exempted from."""
    audiences = sorted({each.population.audience for each in events} - {""}) or [""]
    for audience in audiences:
        heard = [each for each in events if each.population.audience in {audience, ""}]
        parts = {each.population.part for each in heard}
        for part in sorted(parts, key=lambda part: (len(part), sorted(part))):
            own = [each for each in heard if _shared(each.population.part, part)]
            before = _before(heard, own, changes) if part else []
            name = _name(own) if part else _AUDIENCES.get(audience, _WHOLE)
            chosen = {each.id for each in (*own, *before)}
            yield name, [each for each in heard if each.id in chosen]


def _shared(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or one == other


def _before(events: Sequence[Event], own: Sequence[Event], changes: Mapping[Pair, Change]) -> list[Event]:
    """Give the rules that an exception was made from."""
    mine = {each.id for each in own}
    superseded = {earlier for later, earlier in changes if later in mine}
    return [each for each in events if each.id in superseded]


def _name(events: Sequence[Event]) -> str:
    """Name a part in the words of the page that told of it first."""
    return next(text for each in events for said in each.said if (text := _words(said)))


def _words(said: Said) -> str:
    scope = said.assertion.scope
    return (said.assertion.unit or (scope.text if scope else "")) if said.population.part else ""


def _steps(
    scene: Scene, tool: str, events: Sequence[Event], changes: Mapping[Pair, Change]
) -> tuple[Step, ...]:
    """Write the history of one tool down."""
    steps: list[Step] = []
    previous: Event | None = None
    for event in events:
        state, claims = _states(event).get(tool) or event.state, _claims(scene, event.id)
        if state is None:
            continue
        change = changes.get((event.id, previous.id)) if previous else None
        if steps and steps[-1].state == state and change is None and _agree(steps[-1].date, event.onset):
            steps[-1] = Step(steps[-1].date, state, steps[-1].change, steps[-1].claims + claims)
        else:
            steps.append(Step(event.onset, state, (change or "changes") if steps else "", claims))
        previous = event
    return tuple(steps)


def _claims(scene: Scene, event: EventId) -> tuple[ClaimId, ...]:
    return tuple(each.id for each in scene.by_event.get(event, ()))


def _agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)
