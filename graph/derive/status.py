"""What stands of each claim, and why, in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from graph.derive.developments import begins
from graph.derive.population import narrower
from graph.derive.scene import Scene
from graph.model import Claim, ClaimId, EventId, Relation, Status, Trail


def with_status(
    scene: Scene,
    claims: Sequence[Claim],
    relations: Sequence[Relation],
    trails: Mapping[EventId, Trail],
    valid: date | None = None,
) -> list[Claim]:
    """Give the claims with their statuses, as of today or for a day on which they are asked whether they hold.

    Shape: the first that applies of retracted, corrected, superseded, contested, corroborated, single_origin.
    """
    against = _against(relations)
    return [
        replace(each, status=_status(scene, each, against.get(each.id, ()), trails[each.event], valid))
        for each in claims
    ]


def _against(relations: Sequence[Relation]) -> dict[ClaimId, list[Relation]]:
    """Give the relations that tell against each claim: later ones replace it, clashes run both ways."""
    found: dict[ClaimId, list[Relation]] = {}
    for each in relations:
        if each.kind in {"supersedes", "corrects", "contradicts", "disputes"}:
            found.setdefault(each.to_claim, []).append(each)
        if each.kind == "contradicts":
            found.setdefault(each.from_claim, []).append(each)
    return found


def _status(
    scene: Scene, claim: Claim, against: Sequence[Relation], trail: Trail, valid: date | None
) -> Status:
    if all(each in scene.corrected for each in claim.assertions):
        return _taken_back([each for each in against if each.kind == "corrects"])
    replaced = next(
        (
            each
            for each in against
            if each.kind == "supersedes" and _all_of_it(scene, each) and _begun(scene, each, valid)
        ),
        None,
    )
    if replaced:
        return Status("superseded", replaced.why)
    clashes = [each for each in against if each.kind in {"contradicts", "disputes"}]
    clash = min(clashes, key=lambda each: (each.kind, each.subtype, each.id), default=None)
    if clash:
        return Status("contested", clash.why)
    return _by_origins(trail)


def _taken_back(corrections: Sequence[Relation]) -> Status:
    """A correction puts something in the place of what it takes back, a retraction does not."""
    ordered = sorted(corrections, key=lambda each: (each.subtype == "retracts", each.id))
    if not ordered:
        return Status("corrected", "Its own outlet took it back.")
    return Status("retracted" if ordered[0].subtype == "retracts" else "corrected", ordered[0].why)


def _begun(scene: Scene, replaced: Relation, valid: date | None) -> bool:
    """Tell whether what takes its place had begun by a day."""
    if valid is None:
        return True
    start = begins(scene.by_assertion[replaced.from_assertion].event)
    return start is not None and start <= valid


def _all_of_it(scene: Scene, replaced: Relation) -> bool:
    """A lift for one department leaves the ban standing for the others."""
    later, earlier = scene.by_assertion[replaced.from_assertion], scene.by_assertion[replaced.to_assertion]
    return not narrower(later.event.population, earlier.event.population)


def _by_origins(trail: Trail) -> Status:
    certain, possible = trail.origins.certain, trail.origins.possible
    if certain >= 2:
        return Status("corroborated", f"{certain} independent origins say so.")
    labels = {node.id: node.label for node in trail.nodes}
    name = labels.get(trail.bottleneck) or labels.get(trail.primary, "")
    if certain == 1 and possible == 1:
        return Status("single_origin", f"Everything rests on {name}.")
    if certain == 1:
        return Status(
            "single_origin",
            f"One origin is certain{f', {name}' if name else ''}; at most there are {possible}.",
        )
    if possible:
        return Status("single_origin", "No origin is certain: nobody who says so is named.")
    return Status("single_origin", "Nobody who could know it is named.")
