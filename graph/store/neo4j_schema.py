"""Constraints and indexes of the graph on a server, made once in an empty database, and what older graphs lack."""

from typing import Final

from graph.errors import SchemaTooNew, StoreMissing, StoreUnusable
from graph.model import Relation, Timeline
from graph.store import neo4j_queries as ask
from graph.store.neo4j_boards import relation_rows, timeline_rows
from graph.store.neo4j_server import AT_ONCE, Connection, Work, record_from

# What was written before there were boards has no tally yet.
_OLD_RELATIONS: Final = """
MATCH (n:Relation) WHERE NOT EXISTS { (n)-[:COUNTED_AS]->() }
RETURN elementId(n) AS id, properties(n) AS kept LIMIT $limit
"""
_OLD_TIMELINES: Final = """
MATCH (n:Timeline) WHERE NOT EXISTS { (n)-[:COUNTED_AS]->() }
RETURN elementId(n) AS id, properties(n) AS kept LIMIT $limit
"""
_PLACE: Final = """
UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row.id MATCH (t:Tally {id: row.tally})
SET n.place = row.place MERGE (n)-[:COUNTED_AS]->(t)
"""


def prepare(connection: Connection, *, create: bool) -> None:
    """Make them if they are not there yet.

    Raises: SchemaTooNew, StoreUnusable if the database holds something else, StoreMissing if it may not be made.
    """
    [row] = connection.read(lambda work: work.rows(ask.FOUND_SCHEMA))
    found = row["schema"]
    if found is not None and found > ask.SCHEMA_VERSION:
        raise SchemaTooNew(found, ask.SCHEMA_VERSION)
    if found == ask.SCHEMA_VERSION:
        return
    if found is not None and connection.read_only:
        raise StoreUnusable(
            connection.place, "an older walkback wrote it: run `walkback build` once to bring it up to date"
        )
    if found is None and connection.read(lambda work: work.rows(ask.ANYTHING)):
        raise StoreUnusable(connection.place, "it belongs to another program: name an empty database")
    if found is None and not create:
        raise StoreMissing(connection.place)
    for statement in ask.SCHEMA:
        connection.write(lambda work, statement=statement: work.rows(statement))  # type: ignore[misc]
    connection.read(lambda work: work.rows(ask.AWAIT_INDEXES))
    if found is not None:
        _upgrade(connection)
    connection.write(lambda work: work.rows(ask.SET_SCHEMA, schema=ask.SCHEMA_VERSION))


def _upgrade(connection: Connection) -> None:
    """Give old relations and timelines their places, in portions; after a kill the next one goes on from there."""
    for step in (_place_relations, _place_timelines):
        while connection.write(step):
            pass


def _place_relations(work: Work) -> int:
    found = work.rows(_OLD_RELATIONS, limit=AT_ONCE)
    rows = relation_rows(work, [record_from(Relation, each["kept"]) for each in found])
    work.many(_PLACE, ({**row, "id": old["id"]} for old, row in zip(found, rows, strict=True)))
    return len(found)


def _place_timelines(work: Work) -> int:
    found = work.rows(_OLD_TIMELINES, limit=AT_ONCE)
    rows = timeline_rows(work, [record_from(Timeline, each["kept"]) for each in found])
    work.many(_PLACE, ({**row, "id": old["id"]} for old, row in zip(found, rows, strict=True)))
    return len(found)
