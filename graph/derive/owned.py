"""What of a derivation belongs to a block, where passages of its neighbours were looked at as well.

Every passage is written down by its own block alone. A claim that began in a neighbour is named by its first passage
here, so no two blocks ever write a record of one name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graph.model import (
    AssertionId,
    Claim,
    ClaimId,
    Derived,
    DocumentId,
    Question,
    Reading,
    Relation,
    RelationId,
    Step,
    Timeline,
    content_id,
)


def owned(derived: Derived, own: Sequence[Reading]) -> Derived:
    """Give what is said by a block's own readings, with what the neighbours showed of it.

    Shape: relations have both their passages here; what a neighbour's passage does to a claim stands in the
    claim's status, in words. Steps of timelines that only neighbours tell of stay, without claims.
    """
    home = {said.id: reading for reading in own for said in reading.assertions}
    claims = {each.id: _claim(each, home) for each in derived.claims}
    names = {old: claim.id for old, claim in claims.items() if claim is not None}
    relations = [_relation(each, names) for each in derived.relations if _inside(each, home)]
    kept = {old.id: new.id for old, new in zip(_those_inside(derived, home), relations, strict=True)}
    events = {claim.event for claim in claims.values() if claim is not None}
    versions = {reading.version.id for reading in own}
    return Derived(
        tuple(claim for claim in claims.values() if claim is not None),
        tuple(sorted(relations, key=lambda each: each.id)),
        tuple(line for each in derived.timelines if (line := _timeline(each, names, kept)) is not None),
        tuple(each for each in derived.trails if each.event in events),
        tuple(_question(each, names) for each in derived.questions if each.version in versions),
    )


def _claim(claim: Claim, home: Mapping[AssertionId, Reading]) -> Claim | None:
    mine = tuple(each for each in claim.assertions if each in home)
    if mine == claim.assertions:
        return claim
    if not mine:
        return None
    documents: dict[DocumentId, None] = dict.fromkeys(home[each].document.id for each in mine)
    first = ClaimId(content_id("c", mine[0]))
    return replace(claim, id=first, assertions=mine, documents=tuple(documents), known=home[mine[0]].known)


def _inside(relation: Relation, home: Mapping[AssertionId, Reading]) -> bool:
    return relation.from_assertion in home and relation.to_assertion in home


def _those_inside(derived: Derived, home: Mapping[AssertionId, Reading]) -> Iterable[Relation]:
    return (each for each in derived.relations if _inside(each, home))


def _relation(relation: Relation, names: Mapping[ClaimId, ClaimId]) -> Relation:
    """Name both ends as they are named here; a relation between renamed claims is renamed with them."""
    ends = names[relation.from_claim], names[relation.to_claim]
    if ends == (relation.from_claim, relation.to_claim):
        return relation
    name = RelationId(content_id("r", relation.id, *ends))
    return replace(relation, id=name, from_claim=ends[0], to_claim=ends[1])


def _question(question: Question, names: Mapping[ClaimId, ClaimId]) -> Question:
    outcome = question.outcome
    if outcome is None or outcome.claim not in names:
        return question
    return replace(question, outcome=replace(outcome, claim=names[outcome.claim]))


def _timeline(
    line: Timeline, names: Mapping[ClaimId, ClaimId], relations: Mapping[RelationId, RelationId]
) -> Timeline | None:
    steps = tuple(_step(each, names, relations) for each in line.steps)
    undated = tuple(names[each] for each in line.undated if each in names)
    if not undated and not any(each.claims for each in steps):
        return None
    return replace(line, steps=steps, undated=undated)


def _step(step: Step, names: Mapping[ClaimId, ClaimId], relations: Mapping[RelationId, RelationId]) -> Step:
    return replace(
        step,
        claims=tuple(names[each] for each in step.claims if each in names),
        contested=tuple(relations[each] for each in step.contested if each in relations),
        corrected=tuple(relations[each] for each in step.corrected if each in relations),
    )
