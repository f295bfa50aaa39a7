"""How what was derived from a block goes into the graph: whole, beside what other writers do to other blocks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from graph.model import Block, Claim, Derived, Relation, RelationKind, Timeline, Trail, content_id
from graph.store import neo4j_queries as ask
from graph.store.findable import Findable, kinds_by_claim
from graph.store.neo4j_search import claim_row, facet_rows
from graph.store.neo4j_server import AT_ONCE, Work, kept_of, portions
from graph.store.neo4j_versions import block_id, mark_stale


def trail_id(block: str, event: str) -> str:
    """Give the key of a trail: an event may be told in several blocks."""
    return content_id("t", block, event)


def replace_derived(work: Work, block: Block, derived: Derived, seen: int | None, *, fresh: bool) -> None:
    """Replace what a block holds, unless it was marked again after `seen`, the revision that was derived from."""
    key = block_id(block)
    [row] = work.rows(ask.LOCK_BLOCK, id=key, name=block)
    if seen is not None and seen != row["revision"]:
        return
    for each in (key, *_moved(work, derived)):
        work.rows(ask.DERIVED_IN, id=each)
    beside = _kept_beside(work, key, derived.claims)
    kinds = kinds_by_claim([*derived.relations, *beside])
    for claims in portions(derived.claims, AT_ONCE):
        _add_claims(work, key, _findable(work, claims, kinds))
    _add_relations(work, key, derived.relations)
    work.many(ask.TIE_RELATIONS, map(kept_of, beside))
    _draw(work, beside)
    work.many(ask.ADD_TIMELINES, map(_timeline_row, derived.timelines), block=key)
    _add_trails(work, block, derived.trails)
    work.many(ask.ADD_QUESTIONS, map(kept_of, derived.questions), block=key)
    if fresh:
        work.rows(ask.FRESH, id=key)
    else:
        mark_stale(work, [block])


def _moved(work: Work, derived: Derived) -> list[str]:
    """Find the stale blocks that still hold one of these records; they are to be derived anew anyway."""
    held: set[str] = set()
    for query, records in ((ask.MOVED_CLAIMS, derived.claims), (ask.MOVED_RELATIONS, derived.relations)):
        for ids in portions(sorted(each.id for each in records), AT_ONCE):
            held |= {row["id"] for row in work.each(query, rows=ids)}
    return sorted(held)


def _findable(
    work: Work, claims: Sequence[Claim], kinds: Mapping[Any, Collection[RelationKind]]
) -> list[Findable]:
    """Gather what makes claims findable beside their own words."""
    said: dict[str, tuple[str, str]] = {}
    published: dict[str, str] = {}
    for passages in portions(sorted({key for each in claims for key in each.assertions}), AT_ONCE):
        said |= {row["id"]: (row["says"], row["title"]) for row in work.each(ask.QUOTED, rows=passages)}
    for pages in portions(sorted({key for each in claims for key in each.documents}), AT_ONCE):
        published |= {row["id"]: row["name"] for row in work.each(ask.PUBLISHERS, rows=pages)}
    return [
        Findable(
            claim,
            quotes=sorted({said[each][0] for each in claim.assertions if each in said}),
            titles=sorted({said[each][1] for each in claim.assertions if each in said}),
            sources=sorted({published[each] for each in claim.documents if each in published}),
            relations=kinds.get(claim.id, ()),
        )
        for claim in claims
    ]


def _add_claims(work: Work, block: str, found: Sequence[Findable]) -> None:
    work.rows(ask.ADD_CLAIMS, block=block, rows=list(map(claim_row, found)))
    supports = [
        {"claim": each.claim.id, "assertion": said} for each in found for said in each.claim.assertions
    ]
    work.many(ask.SUPPORT, supports)
    facets, about = facet_rows(found)
    work.many(ask.ADD_FACETS, facets)
    work.many(ask.ABOUT, about)


def _kept_beside(work: Work, block: str, claims: Sequence[Claim]) -> list[Relation]:
    """Give the relations of claims that other blocks keep."""
    found: dict[str, Relation] = {}
    for query in (ask.FROM_BESIDE, ask.TO_BESIDE):
        for ids in portions([each.id for each in claims], AT_ONCE):
            found |= {each.id: each for each in work.records(Relation, query, rows=ids, block=block)}
    return [found[each] for each in sorted(found)]


def _add_relations(work: Work, block: str, relations: Sequence[Relation]) -> None:
    work.many(ask.ADD_RELATIONS, map(kept_of, relations), block=block)
    _draw(work, relations)


def _draw(work: Work, relations: Sequence[Relation]) -> None:
    for kind, query in ask.DRAW_RELATIONS.items():
        work.many(query, (kept_of(each) for each in relations if each.kind == kind))


def _timeline_row(timeline: Timeline) -> Mapping[str, Any]:
    steps = [
        {"position": number, "state": step.state, "change": step.change, "claim": claim}
        for number, step in enumerate(timeline.steps, start=1)
        for claim in step.claims
    ]
    return {"kept": kept_of(timeline), "steps": steps}


def _add_trails(work: Work, block: Block, trails: Sequence[Trail]) -> None:
    key = block_id(block)
    work.many(ask.ADD_TRAILS, (_trail_row(block, each) for each in trails), block=key)
    work.many(ask.REST_ON, (row for each in trails for row in _edge_rows(block, each)))
    followed = ({"id": trail_id(block, each.event), "event": each.event} for each in trails)
    work.many(ask.FOLLOW, followed, block=key)


def _trail_row(block: Block, trail: Trail) -> Mapping[str, Any]:
    nodes = [kept_of(each) for each in trail.nodes]
    return {"kept": kept_of(trail), "id": trail_id(block, trail.event), "nodes": nodes}


def _edge_rows(block: Block, trail: Trail) -> Iterator[Mapping[str, Any]]:
    for each in trail.edges:
        key = trail_id(block, trail.event)
        yield {"trail": key, "below": each.below, "above": each.above, "kinds": list(each.kinds)}
