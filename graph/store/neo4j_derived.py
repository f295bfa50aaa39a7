"""How what was derived from a block goes into the graph: whole, beside what other writers do to other blocks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from graph.model import Block, Claim, Derived, Relation, RelationKind, Timeline, Trail, content_id
from graph.store import neo4j_queries as ask
from graph.store.findable import Findable, kinds_by_claim
from graph.store.neo4j_boards import relation_rows, timeline_rows
from graph.store.neo4j_search import claim_row, facet_rows
from graph.store.neo4j_server import AT_ONCE, Work, kept_of, portions
from graph.store.neo4j_versions import block_id, block_rows, mark_stale


def trail_id(block: str, event: str) -> str:
    """Give the key of a trail: an event may be told in several blocks."""
    return content_id("t", block, event)


def replace_derived(
    work: Work, derived: Mapping[Block, Derived], seen: Mapping[Block, int], *, fresh: bool
) -> None:
    """Replace what blocks hold, less those that were marked again after `seen`, the revision derived from."""
    locked = {row["block"]: row["revision"] for row in work.each(ask.LOCK_BLOCKS, rows=block_rows(derived))}
    ours = {block: each for block, each in derived.items() if seen.get(block, locked[block]) == locked[block]}
    keys = sorted(map(block_id, ours))
    work.many(ask.DERIVED_IN, keys)
    work.many(ask.DERIVED_IN, _moved(work, ours.values()))
    beside = _kept_beside(work, [claim.id for one in ours.values() for claim in one.claims])
    kinds = kinds_by_claim([*beside, *(each for one in ours.values() for each in one.relations)])
    held = [(block_id(block), claim) for block, one in ours.items() for claim in one.claims]
    for some in portions(held, AT_ONCE):
        found = _findable(work, [claim for _, claim in some], kinds)
        _add_claims(work, [key for key, _ in some], found)
    _add_relations(work, ours)
    work.many(ask.TIE_RELATIONS, map(kept_of, beside))
    _draw(work, beside)
    _add_timelines(work, ours)
    _add_trails(work, ours)
    work.many(ask.ADD_QUESTIONS, (_row(block, each) for block, one in ours.items() for each in one.questions))
    if fresh:
        work.many(ask.FRESH, keys)
    else:
        mark_stale(work, ours)


def _row(block: Block, record: object) -> Mapping[str, Any]:
    return {"kept": kept_of(record), "block": block_id(block)}


def _moved(work: Work, derived: Collection[Derived]) -> list[str]:
    """Find the stale blocks that still hold one of these records; they are to be derived anew anyway."""
    held: set[str] = set()
    claims = sorted(each.id for one in derived for each in one.claims)
    relations = sorted(each.id for one in derived for each in one.relations)
    for query, records in ((ask.MOVED_CLAIMS, claims), (ask.MOVED_RELATIONS, relations)):
        for ids in portions(records, AT_ONCE):
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


def _add_claims(work: Work, blocks: Sequence[str], found: Sequence[Findable]) -> None:
    rows = [{**claim_row(each), "block": key} for key, each in zip(blocks, found, strict=True)]
    work.rows(ask.ADD_CLAIMS, rows=rows)
    supports = [
        {"claim": each.claim.id, "assertion": said} for each in found for said in each.claim.assertions
    ]
    work.many(ask.SUPPORT, supports)
    facets, about = facet_rows(found)
    work.many(ask.ADD_FACETS, facets)
    work.many(ask.ABOUT, about)


def _kept_beside(work: Work, claims: Sequence[str]) -> list[Relation]:
    """Give the relations of claims that other blocks keep; what these blocks kept is gone by now."""
    found: dict[str, Relation] = {}
    for query in (ask.FROM_BESIDE, ask.TO_BESIDE):
        for ids in portions(claims, AT_ONCE):
            found |= {each.id: each for each in work.records(Relation, query, rows=ids)}
    return [found[each] for each in sorted(found)]


def _add_relations(work: Work, derived: Mapping[Block, Derived]) -> None:
    held = [(block_id(block), each) for block, one in derived.items() for each in one.relations]
    held.sort(key=lambda pair: (pair[1].kind, pair[1].subtype))  # writers come to the tallies in one order
    relations = [each for _, each in held]
    rows = zip(held, relation_rows(work, relations), strict=True)
    work.many(ask.ADD_RELATIONS, ({**row, "block": key} for (key, _), row in rows))
    _draw(work, relations)


def _draw(work: Work, relations: Sequence[Relation]) -> None:
    for kind, query in ask.DRAW_RELATIONS.items():
        work.many(query, (kept_of(each) for each in relations if each.kind == kind))


def _add_timelines(work: Work, derived: Mapping[Block, Derived]) -> None:
    held = [(block_id(block), each) for block, one in derived.items() for each in one.timelines]
    rows = zip(held, timeline_rows(work, [each for _, each in held]), strict=True)
    work.many(
        ask.ADD_TIMELINES, ({**row, "block": key, "steps": _step_rows(each)} for (key, each), row in rows)
    )


def _step_rows(timeline: Timeline) -> list[Mapping[str, Any]]:
    return [
        {"position": number, "state": step.state, "change": step.change, "claim": claim}
        for number, step in enumerate(timeline.steps, start=1)
        for claim in step.claims
    ]


def _add_trails(work: Work, derived: Mapping[Block, Derived]) -> None:
    trails = [(block, each) for block, one in derived.items() for each in one.trails]
    work.many(ask.ADD_TRAILS, (_trail_row(*each) for each in trails))
    work.many(ask.REST_ON, (row for each in trails for row in _edge_rows(*each)))
    followed = (
        {"id": trail_id(block, each.event), "event": each.event, "block": block_id(block)}
        for block, each in trails
    )
    work.many(ask.FOLLOW, followed)


def _trail_row(block: Block, trail: Trail) -> Mapping[str, Any]:
    nodes = [kept_of(each) for each in trail.nodes]
    return {**_row(block, trail), "id": trail_id(block, trail.event), "nodes": nodes}


def _edge_rows(block: Block, trail: Trail) -> Iterator[Mapping[str, Any]]:
    for each in trail.edges:
        key = trail_id(block, trail.event)
        yield {"trail": key, "below": each.below, "above": each.above, "kinds": list(each.kinds)}
