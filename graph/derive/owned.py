"""What of a derivation belongs to a block, where passages of its neighbours were looked at as well.

Every passage is written down by its own block alone. A claim that began in a neighbour is named by its first passage
here, so no two blocks ever write a record of one name. A relation across a cut is written down by the window before it,
and tied to the claim on the other side under the name that it has there.
"""

from collections.abc import Mapping, Sequence, Set
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


def owned(derived: Derived, own: Sequence[Reading], after: Sequence[Reading] = ()) -> Derived:
    """Give what is said by a block's own readings, with what the neighbours showed of it.

    Shape: relations have both their passages here, or one here and one in the window right `after`; what else a
    neighbour's passage does to a claim stands in the claim's status, in words. Steps of timelines that only neighbours
    tell of stay, without claims. A claim on the other side goes by a name of its own until `linked` finds it.
    """
    home = {said.id: reading for reading in own for said in reading.assertions}
    beyond = {said.id for reading in after for said in reading.assertions} - home.keys()
    claims = {each.id: _claim(each, home) for each in derived.claims}
    names = {old: claim.id for old, claim in claims.items() if claim is not None}
    relations = {
        each.id: _relation(each, names, home) for each in derived.relations if _kept(each, home, beyond)
    }
    renamed = {old: each.id for old, each in relations.items()}
    events = {claim.event for claim in claims.values() if claim is not None}
    versions = {reading.version.id for reading in own}
    return Derived(
        tuple(claim for claim in claims.values() if claim is not None),
        tuple(sorted(relations.values(), key=lambda each: each.id)),
        tuple(line for each in derived.timelines if (line := _timeline(each, names, renamed)) is not None),
        tuple(each for each in derived.trails if each.event in events),
        tuple(_question(each, names) for each in derived.questions if each.version in versions),
    )


def renamed(derived: Derived, own: Sequence[Reading], after: Sequence[Reading] = ()) -> dict[str, RelationId]:
    """Give the relations that a block writes down under other names than derivation has for them: old by new."""
    home = {said.id: reading for reading in own for said in reading.assertions}
    beyond = {said.id for reading in after for said in reading.assertions} - home.keys()
    names = {each.id: claim.id for each in derived.claims if (claim := _claim(each, home)) is not None}
    kept = (each for each in derived.relations if _kept(each, home, beyond))
    return {_relation(each, names, home).id: each.id for each in kept}


def crossing(derived: Derived) -> list[Relation]:
    """Give the relations of a block that have one end in the window after it."""
    home = {said for claim in derived.claims for said in claim.assertions}
    return [each for each in derived.relations if not {each.from_assertion, each.to_assertion} <= home]


def linked(derived: Derived, beside: Sequence[Claim]) -> Derived:
    """Tie the relations across a cut to the claims of the window after it, by the passages that they join.

    Shape: one whose passage is in no claim there is left out.
    """
    home = {said: claim.id for claim in derived.claims for said in claim.assertions}
    there = {said: claim.id for claim in beside for said in claim.assertions} | home
    relations = [
        replace(each, from_claim=there[each.from_assertion], to_claim=there[each.to_assertion])
        for each in derived.relations
        if {each.from_assertion, each.to_assertion} <= there.keys()
    ]
    return replace(derived, relations=tuple(relations))


def _claim(claim: Claim, home: Mapping[AssertionId, Reading]) -> Claim | None:
    mine = tuple(each for each in claim.assertions if each in home)
    if mine == claim.assertions:
        return claim
    if not mine:
        return None
    documents: dict[DocumentId, None] = dict.fromkeys(home[each].document.id for each in mine)
    first = ClaimId(content_id("c", mine[0]))
    return replace(claim, id=first, assertions=mine, documents=tuple(documents), known=home[mine[0]].known)


def _kept(relation: Relation, home: Mapping[AssertionId, Reading], beyond: Set[AssertionId]) -> bool:
    ends = {relation.from_assertion, relation.to_assertion}
    return bool(ends & home.keys()) and ends <= home.keys() | beyond


def _relation(
    relation: Relation, names: Mapping[ClaimId, ClaimId], home: Mapping[AssertionId, Reading]
) -> Relation:
    """Name the ends as they are named here; a relation with an end renamed, or across a cut, is renamed too."""
    passages = relation.from_assertion, relation.to_assertion
    if not home.keys() >= set(passages):
        return replace(
            relation,
            id=RelationId(content_id("r", relation.id, *passages)),
            from_claim=names.get(relation.from_claim, relation.from_claim),
            to_claim=names.get(relation.to_claim, relation.to_claim),
        )
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
