"""Constraints and indexes of the graph on a server, made once in an empty database."""

from graph.errors import SchemaTooNew, StoreMissing, StoreUnusable
from graph.store import neo4j_queries as ask
from graph.store.neo4j_server import Connection


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
    if connection.read(lambda work: work.rows(ask.ANYTHING)):
        raise StoreUnusable(connection.place, "it belongs to another program: name an empty database")
    if not create:
        raise StoreMissing(connection.place)
    for statement in ask.SCHEMA:
        connection.write(lambda work, statement=statement: work.rows(statement))  # type: ignore[misc]
    connection.read(lambda work: work.rows(ask.AWAIT_INDEXES))
    connection.write(lambda work: work.rows(ask.SET_SCHEMA, schema=ask.SCHEMA_VERSION))
