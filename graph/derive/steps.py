"""What is known beside each step of a timeline: who confirms it, who contests it, what does not fit, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from graph.derive import explain
from graph.derive.said import Said
from graph.derive.scene import Scene
from graph.model import Relation, RelationId, RelationKind, Step, Timeline, restricts

_DEEDS: Final = {
    "": "is the first known state",
    "escalates": "is harsher than what held before",
    "eases": "is milder than what held before",
    "lifts": "ends what held before",
    "replaces": "puts another tool in its place",
    "changes": "is told beside what held before, and no page says which of them goes on",
}


def with_details(scene: Scene, lines: Sequence[Timeline], relations: Sequence[Relation]) -> list[Timeline]:
    """Give timelines whose steps say what confirms them, what clashes with them and what does not fit."""
    return [replace(line, steps=_steps(scene, line.steps, relations)) for line in lines]


def _steps(scene: Scene, steps: Sequence[Step], relations: Sequence[Relation]) -> tuple[Step, ...]:
    ends = [step.date.first if step.date else None for step in steps[1:]]
    before = [None, *steps[:-1]]
    return tuple(
        _explained(
            scene,
            replace(
                step,
                confirmed=_confirmed(_said(scene, step), step, end),
                contested=_touching(step, relations, "contradicts"),
                corrected=_touching(step, relations, "corrects"),
                odd=_odd(step, earlier),
            ),
        )
        for step, earlier, end in zip(steps, before, [*ends, None], strict=True)
    )


def _said(scene: Scene, step: Step) -> list[Said]:
    wanted = set(step.claims)
    return [said for position in scene.facts if position.id in wanted for said in position.said]


def _confirmed(told: Sequence[Said], step: Step, end: date | None) -> date | None:
    """Give the last day on which a page says that it goes on, before the next step."""
    days = [each.known for each in told if each.still and each.known != date.max]
    begun = step.date.last if step.date else date.min
    return max((day for day in days if day > begun and (end is None or day < end)), default=None)


def _touching(step: Step, relations: Sequence[Relation], kind: RelationKind) -> tuple[RelationId, ...]:
    """Give the relations of one kind that the step's claims are in; what they correct is not theirs."""
    claims = set(step.claims)
    return tuple(
        each.id
        for each in relations
        if each.kind == kind
        and (each.from_claim in claims or (kind == "contradicts" and each.to_claim in claims))
    )


def _odd(step: Step, earlier: Step | None) -> Literal["", "nothing_to_lift", "no_change"]:
    """Mark a step that does not follow from the one before: kept and shown, for a page is missing or wrong."""
    if earlier is not None and earlier.state == step.state:
        return "no_change"
    opens = step.state == "PERMITTED" or step.change == "lifts"
    if opens and (earlier is None or not restricts(earlier.state)):
        return "nothing_to_lift"
    return ""


def _explained(scene: Scene, step: Step) -> Step:
    told = _said(scene, step)
    if not told:
        return step
    first = told[0]
    since = f"From {explain.date_text(step.date)}" if step.date else "Since an unknown day"
    parts = [f"{since}, by {explain.page_text(first)}, {explain.act_text(first)}; that {_DEEDS[step.change]}"]
    if step.confirmed:
        parts.append(f"still so on {explain.day_text(step.confirmed)}")
    if step.contested:
        parts.append(f"{len(step.contested)} contradiction{'s' * (len(step.contested) > 1)} open")
    if step.odd == "nothing_to_lift":
        parts.append("no page tells of the limit that it ends")
    if step.odd == "no_change":
        parts.append("the state before was the same")
    return replace(step, why=f"{'; '.join(parts)}.")


def gaps(line: Timeline) -> list[tuple[date, date]]:
    """Give the spans between two steps of which no page says that the state went on.

    Shape: each from the last day on which the earlier state is known to hold to the day of the next step.
    """
    found: list[tuple[date, date]] = []
    for one, other in pairwise(line.steps):
        if one.date and other.date:
            known = one.confirmed or one.date.last
            if known < other.date.first:
                found.append((known, other.date.first))
    return found
