"""How records are looked up and put together from the graph on a server. Functions over one transaction."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from graph.errors import Ambiguous, NotFound
from graph.model import Assertion, Document, Issue, Judgement, Reading, Source, Version
from graph.store import neo4j_queries as ask
from graph.store.neo4j_server import Found, Work, kept_of, record_from
from graph.store.rules import in_text_order, speaking

R = TypeVar("R")


def add_once(work: Work, record: Judgement | Issue, wanted: str) -> bool:
    """Append a record. False if it was there already."""
    [row] = work.rows(ask.append(type(record)), id=wanted, kept=kept_of(record))
    return bool(row["added"])


def named(work: Work, cls: type[R], wanted: str) -> R:
    """Find a record by its id or a beginning of it; a whole id is never ambiguous."""
    found = work.records(cls, ask.NAMED_SO[cls], id=wanted)
    if not found and wanted:
        [row] = work.rows(ask.COUNT_BEGINNING[cls], id=wanted)
        if row["found"] > 1:
            raise Ambiguous(cls.__name__.lower(), wanted, row["found"])
        found = work.records(cls, ask.BEGINNING[cls], id=wanted)
    return only(cls.__name__.lower(), wanted, found)


def spoke(work: Work, block: str, known: date) -> list[Found]:
    """Give what the version of each document that spoke on a day says in a block."""
    speakers = [
        speaking((record_from(Version, each) for each in row["versions"]), known)
        for row in work.each(ask.READINGS_ON, id=block)
    ]
    return work.rows(ask.SAID_IN, rows=[each.id for each in speakers if each], block=block)


def one(work: Work, cls: type[R], wanted: str) -> R:
    """Give one record by its id. Raises: NotFound."""
    return only(cls.__name__.lower(), wanted, work.records(cls, ask.get_one(cls), id=wanted))


def reading_of(row: Found) -> Reading:
    """Put a version and what it says beside its page and publisher."""
    return Reading(
        record_from(Source, row["source"]),
        record_from(Document, row["document"]),
        record_from(Version, row["version"]),
        in_text_order(record_from(Assertion, each) for each in row["said"]),
    )


def only(kind: str, wanted: str, found: Sequence[R]) -> R:
    """Give the one that was found. Raises: NotFound."""
    if not found:
        raise NotFound(kind, wanted)
    return found[0]
