"""How what was derived from a block goes into the file, and into the index. Inside the transaction of the write."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from graph.model import (
    Assertion,
    Block,
    Claim,
    Derived,
    Question,
    Relation,
    Timeline,
    Trail,
)
from graph.store.findable import Findable, kinds_by_claim
from graph.store.rows import field_of
from graph.store.rules import known_on, latest_step
from graph.store.sqlite_boards import published_of
from graph.store.sqlite_file import GIVEN, Database, given, table_of
from graph.store.sqlite_search import add_to_index, free_number, remove_from_index

DERIVED: Final = (Claim, Relation, Timeline, Trail, Question)


def replace_derived(database: Database, derived: Mapping[Block, Derived], *, fresh: bool) -> None:
    """Take blocks out of tables and index and put them in anew."""
    for block in derived:
        _clear(database, block)
    for block in _moved(database, derived.values()):
        _clear(database, block)
    numbers: list[int] = []
    for block, its in derived.items():
        numbers += [_add_claim(database, each, block) for each in its.claims]
        _add_relations(database, block, its.relations)
        for line in its.timelines:
            database.add(line, block=block, states=len(line.steps), latest=latest_step(line).isoformat())
        for record in (*its.trails, *its.questions):
            database.add(record, block=block)
    claims = [each for its in derived.values() for each in its.claims]
    add_to_index(database, list(zip(numbers, _findable(database, claims), strict=True)))
    mark = "DELETE FROM stale WHERE block = ?" if fresh else "INSERT OR IGNORE INTO stale VALUES (?)"
    database.many(mark, ([block] for block in derived))


def _clear(database: Database, block: Block) -> None:
    remove_from_index(database, block)
    for cls in DERIVED:
        database.rows(f"DELETE FROM {table_of(cls)} WHERE block = ?", [block])


def _moved(database: Database, derived: Collection[Derived]) -> set[Block]:
    """Give the stale blocks that still hold one of these records; they are to be derived anew anyway."""
    claims = [each.id for its in derived for each in its.claims]
    relations = [each.id for its in derived for each in its.relations]
    held: set[Block] = set()
    for cls, ids in ((Claim, claims), (Relation, relations)):
        statement = (
            f"SELECT DISTINCT block FROM {table_of(cls)} WHERE id IN {GIVEN}"
            " AND block IN (SELECT block FROM stale)"
        )
        held |= {Block(block) for (block,) in database.rows(statement, [given(ids)])}
    return held


def _add_claim(database: Database, claim: Claim, block: Block) -> int:
    number = free_number(database, claim)
    database.add(claim, number=number, block=block)
    return number


def _add_relations(database: Database, block: Block, relations: Sequence[Relation]) -> None:
    ends = {end for each in relations for end in (each.from_assertion, each.to_assertion)}
    published = published_of(database, ends) if ends else {}
    for each in relations:
        database.add(each, block=block, known=known_on(each, published).isoformat())


def _findable(database: Database, claims: Sequence[Claim]) -> Iterator[Findable]:
    """Gather what makes claims findable beside their own words."""
    said = _said(database, [each for claim in claims for each in claim.assertions])
    published = _publishers(database, [each for claim in claims for each in claim.documents])
    kinds = kinds_by_claim(_touching(database, claims))
    for claim in claims:
        passages = [said[each] for each in claim.assertions if each in said]
        yield Findable(
            claim,
            quotes=sorted({quote for quote, _ in passages}),
            titles=sorted({title for _, title in passages}),
            sources=sorted({published[each] for each in claim.documents if each in published}),
            relations=kinds.get(claim.id, ()),
        )


def _touching(database: Database, claims: Sequence[Claim]) -> list[Relation]:
    """Give the relations of these claims, those that other blocks keep among them."""
    ids = given(each.id for each in claims)
    ends = (f"{end} IN {GIVEN}" for end in ("from_claim", "to_claim"))
    return database.records(Relation, f"WHERE {' OR '.join(ends)}", [ids, ids])


def _said(database: Database, assertions: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Give the words and the page's title of each passage."""
    rows = database.rows(
        "SELECT assertion.id, quote, title FROM assertion JOIN version ON version.id = assertion.version"
        f" WHERE assertion.id IN {GIVEN}",
        [given(assertions)],
    )
    return {each: (field_of(Assertion, "quote", quote).exact, title) for each, quote, title in rows}


def _publishers(database: Database, documents: Sequence[str]) -> Mapping[str, str]:
    """Give the name of each page's publisher."""
    rows = database.rows(
        "SELECT document.id, name FROM document JOIN source ON source.id = document.source"
        f" WHERE document.id IN {GIVEN}",
        [given(documents)],
    )
    return dict(rows)
