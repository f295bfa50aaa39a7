"""How relations and timelines are listed the latest first, a page at a time, and counted. Over one transaction.

A node's `place` is a text that sorts as the list does. Relations of one kind and subtype, and timelines of one number
of steps, are tied to one (:Tally), so that the server itself keeps how many there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from graph.model import (
    AssertionId,
    PartialDate,
    Relation,
    RelationKind,
    RelationSearch,
    Timeline,
    Version,
    content_id,
)
from graph.store.neo4j_search import turned
from graph.store.neo4j_server import AT_ONCE, Found, Work, kept_of, portions
from graph.store.rows import field_of
from graph.store.rules import known_on, latest_step

_ALL: Final = (1 << 63) - 1  # a limit that is none
ADD_TALLIES: Final = """
UNWIND $rows AS row MERGE (t:Tally {id: row.id})
ON CREATE SET t.record = row.record, t.kind = row.kind, t.subtype = row.subtype
"""
PUBLISHED: Final = """
UNWIND $rows AS id MATCH (v:Version)-[:SAYS]->(:Assertion {id: id}) RETURN id, v.published AS published
"""
# The places of one tally follow one another: each list ends when it has enough, and the lists are merged.
LATEST_RELATIONS: Final = """
UNWIND $tallies AS tally
CALL { WITH tally MATCH (n:Relation) WHERE n.place >= tally.first AND n.place < tally.last
    RETURN n ORDER BY n.place LIMIT $end }
WITH n ORDER BY substring(n.place, $key) SKIP $skip LIMIT $limit RETURN properties(n) AS kept
"""
LATEST_TIMELINES: Final = """
MATCH (n:Timeline) WHERE n.place >= '' RETURN properties(n) AS kept ORDER BY n.place SKIP $skip LIMIT $limit
"""
LATEST_TIMELINES_OF: Final = """
MATCH (n:Timeline {organisation: $organisation}) WHERE n.place IS NOT NULL
RETURN properties(n) AS kept ORDER BY n.place SKIP $skip LIMIT $limit
"""
TALLIES: Final = """
MATCH (t:Tally {record: $record}) WITH t, COUNT { (t)<-[:COUNTED_AS]-() } AS records WHERE records > 0
RETURN t.id AS id, t.kind AS kind, t.subtype AS subtype, records ORDER BY kind, subtype
"""
TALLIES_OF: Final = """
MATCH (n:Timeline {organisation: $organisation})-[:COUNTED_AS]->(t:Tally) USING INDEX SEEK n:Timeline(organisation)
RETURN t.kind AS kind, count(*) AS records
"""


def tally_id(record: str, kind: str, subtype: str = "") -> str:
    """Give the key of what is counted together; all are of one length."""
    return content_id("n", record, kind, subtype)


def place_of_relation(relation: Relation, known: date) -> str:
    """Give the text by which relations of one kind and subtype sort: the latest known first, ties by id."""
    return f"{tally_id('relation', relation.kind, relation.subtype)} {turned(known)} {relation.id}"


def place_of_timeline(timeline: Timeline) -> str | None:
    """Give the text by which timelines sort: those with several steps first, the latest step first, ties by id."""
    if not timeline.steps:
        return None
    return f"{1 if len(timeline.steps) > 1 else 2} {turned(latest_step(timeline))} {timeline.id}"


def relation_rows(work: Work, relations: Sequence[Relation]) -> Iterator[Mapping[str, Any]]:
    """Give relations as rows with their places and tallies; the tallies are made if they are new."""
    published = _published(work, relations)
    _ensure(work, "relation", {(each.kind, each.subtype) for each in relations})
    for each in relations:
        place = place_of_relation(each, known_on(each, published))
        yield {"kept": kept_of(each), "place": place, "tally": tally_id("relation", each.kind, each.subtype)}


def timeline_rows(work: Work, timelines: Sequence[Timeline]) -> Iterator[Mapping[str, Any]]:
    """Give timelines as rows with their places and tallies; the tallies are made if they are new."""
    _ensure(work, "timeline", {(str(len(each.steps)), "") for each in timelines})
    for each in timelines:
        tally = tally_id("timeline", str(len(each.steps)))
        yield {"kept": kept_of(each), "place": place_of_timeline(each), "tally": tally}


def _ensure(work: Work, record: str, sorts: Iterable[tuple[str, str]]) -> None:
    rows = [
        {"id": tally_id(record, *each), "record": record, "kind": each[0], "subtype": each[1]}
        for each in sorted(sorts)
    ]
    work.many(ADD_TALLIES, rows)


def _published(work: Work, relations: Iterable[Relation]) -> Mapping[AssertionId, PartialDate | None]:
    ends = {end for each in relations for end in (each.from_assertion, each.to_assertion)}
    return {
        AssertionId(row["id"]): field_of(Version, "published", row["published"])
        for some in portions(sorted(ends), AT_ONCE)
        for row in work.each(PUBLISHED, rows=some)
    }


def latest_relations(work: Work, search: RelationSearch) -> list[Relation]:
    """Merge the tallies wanted, each of which the index has in order."""
    wanted = [
        _window(row["id"], search)
        for row in _tallies(work, "relation")
        if (not search.kinds or row["kind"] in search.kinds)
        and (not search.subtypes or row["subtype"] in search.subtypes)
    ]
    skip = max(0, search.offset)
    limit = _ALL - skip if search.limit is None else max(0, search.limit)
    values = {"end": skip + limit, "skip": skip, "limit": limit, "key": len(tally_id("", ""))}
    return work.records(Relation, LATEST_RELATIONS, tallies=wanted, **values)


def _window(tally: str, search: RelationSearch) -> Mapping[str, str]:
    first = f"{tally} {turned(search.until)}" if search.until else tally
    # "!" is the character after the space that follows a day.
    return {"first": first, "last": f"{tally} {turned(search.since)}!" if search.since else f"{tally}!"}


def count_relations(work: Work) -> Mapping[tuple[RelationKind, str], int]:
    """Ask the server's own counters."""
    return {
        (cast("RelationKind", row["kind"]), row["subtype"]): int(row["records"])
        for row in _tallies(work, "relation")
    }


def latest_timelines(work: Work, organisation: str, limit: int, offset: int) -> list[Timeline]:
    """Walk the index; those of one organisation are few enough to be sorted."""
    values = {"skip": max(0, offset), "limit": max(0, limit)}
    if organisation:
        return work.records(Timeline, LATEST_TIMELINES_OF, organisation=organisation, **values)
    return work.records(Timeline, LATEST_TIMELINES, **values)


def count_timelines(work: Work, organisation: str) -> Mapping[int, int]:
    """Ask the server's own counters, or count those of one organisation."""
    rows = work.rows(TALLIES_OF, organisation=organisation) if organisation else _tallies(work, "timeline")
    return dict(sorted((int(row["kind"]), int(row["records"])) for row in rows))


def _tallies(work: Work, record: str) -> list[Found]:
    return work.rows(TALLIES, record=record)
