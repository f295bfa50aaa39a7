"""What the embedded store's index knows of a claim, and how an analyst's question is asked of it.

Values from outside only ever travel as parameters; words are quoted, so that none is full-text syntax.
"""

import json
import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.model import Answer, Claim, Facet, Search
from graph.store.findable import NARROWING, Findable, facets_in_order, facets_of, words_of
from graph.store.rows import Scalar
from graph.store.sqlite_file import Cells, Database

_ADD_WORDS: Final = (
    "INSERT INTO claim_words (number, organisation, unit, tools, vendors, reasons, scope, quotes, titles)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


_FACET: Final = "SELECT claims, number FROM facet WHERE name = ? AND value = ?"


def add_to_index(database: Database, number: int, found: Findable) -> None:
    """Make a claim findable by its words and facets; `number` is its row."""
    database.rows(_ADD_WORDS, [number, *words_of(found)])
    values = sorted({each for each in facets_of(found) if each[1]})
    database.many("INSERT OR IGNORE INTO facet (name, value) VALUES (?, ?)", values)
    facets = [database.rows(_FACET, each)[0][1] for each in values]
    database.many("INSERT INTO facet_claim (facet, claim) VALUES (?, ?)", [(each, number) for each in facets])
    database.rows(
        "INSERT INTO claim_facets VALUES (?, ?)", [number, struct.pack(f"<{len(facets)}I", *facets)]
    )


def remove_from_index(database: Database, block: str) -> None:
    """Take all claims of a block out of the index."""
    claims = "SELECT number FROM claim WHERE block = ?"
    for claim, packed in database.rows(f"SELECT * FROM claim_facets WHERE claim IN ({claims})", [block]):
        pairs = [(facet, claim) for facet in _unpacked(packed)]
        database.many("DELETE FROM facet_claim WHERE facet = ? AND claim = ?", pairs)
    database.rows(f"DELETE FROM claim_facets WHERE claim IN ({claims})", [block])
    database.rows(f"DELETE FROM claim_words WHERE number IN ({claims})", [block])


def match_of(words: str) -> str:
    """Turn a person's words into a full-text query: each a quoted phrase, and all of them wanted.

    Shape: empty if there is no letter or digit in them, so nothing to look for.
    """
    readable = words.encode("utf-8", "replace").decode().replace("\0", " ")
    phrases = (each.replace('"', '""') for each in readable.split() if any(map(str.isalnum, each)))
    return " ".join(f'"{each}"' for each in phrases)


@dataclass(frozen=True, slots=True)
class _Hits:
    """The claims that answer a search, as the parts of a SELECT; `number` is the column with their rows."""

    tables: str
    number: str
    conditions: Sequence[str] = ()
    values: Sequence[Scalar] = ()
    order: str = "claim.known DESC, claim.id"

    @property
    def where(self) -> str:
        """Give the WHERE clause, empty if nothing narrows."""
        return f"WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def answer(database: Database, search: Search) -> Answer:
    """Answer a search, inside an open transaction."""
    hits = _hits(database, search)
    if hits is None:
        return Answer((), 0)
    total, facets = _facets(database, hits) if hits.conditions else _all_facets(database)
    return Answer(tuple(_page(database, hits, search)), total, facets)


def _hits(database: Database, search: Search) -> _Hits | None:
    """Say which claims answer a search; None if it is certain that none do."""
    facets = _chosen(database, search)
    match = match_of(search.words)
    if facets is None or (search.words.strip() and not match):
        return None
    if match:
        order = "claim_search.rank, claim.id"
        start = _Hits("claim_search", "claim_search.rowid", ["claim_search MATCH ?"], [match], order)
    elif facets:
        start = _Hits("facet_claim AS rarest", "rarest.claim", ["rarest.facet = ?"], [facets.pop(0)])
    else:
        start = _Hits("claim", "claim.number")
    return _narrowed(start, facets, search)


def _chosen(database: Database, search: Search) -> list[Scalar] | None:
    """Find the facets that a search names, the rarest first; None if no claim has one of them."""
    wanted = [(name, value) for name in NARROWING if (value := getattr(search, name))]
    found: list[Cells] = []
    for each in wanted:
        found += database.rows(_FACET, each)
    return [number for _, number in sorted(found)] if len(found) == len(wanted) else None


def _narrowed(hits: _Hits, facets: Sequence[Scalar], search: Search) -> _Hits:
    """Add the conditions of the other facets and of the days."""
    conditions, values = list(hits.conditions), list(hits.values)
    for facet in facets:
        conditions.append(f"EXISTS (SELECT 1 FROM facet_claim WHERE facet = ? AND claim = {hits.number})")
        values.append(facet)
    own = hits.tables == "claim"
    known = "claim.known" if own else f"(SELECT known FROM claim WHERE claim.number = {hits.number})"
    for day, comparison in ((search.since, ">="), (search.until, "<=")):
        if day:
            conditions.append(f"{known} {comparison} ?")
            values.append(day.isoformat())
    return replace(hits, conditions=conditions, values=values)


def _page(database: Database, hits: _Hits, search: Search) -> list[Claim]:
    join = "" if hits.tables == "claim" else f"JOIN {hits.tables} ON claim.number = {hits.number}"
    rest = f"{join} {hits.where} ORDER BY {hits.order} LIMIT ? OFFSET ?"
    return database.records(Claim, rest, [*hits.values, max(0, search.limit), max(0, search.offset)])


def _facets(database: Database, hits: _Hits) -> tuple[int, tuple[Facet, ...]]:
    """Count the hits, and the facets of all of them, in one pass."""
    join = f"JOIN claim_facets ON claim_facets.claim = {hits.number}"
    statement = f"SELECT facets FROM {hits.tables} {join} {hits.where}"
    packed = [facets for (facets,) in database.rows(statement, hits.values)]
    counts = Counter(_unpacked(b"".join(packed)))
    named = database.rows(
        "SELECT number, name, value FROM facet WHERE number IN (SELECT value FROM json_each(?))",
        [json.dumps(list(counts))],
    )
    return len(packed), facets_in_order(Facet(name, value, counts[number]) for number, name, value in named)


def _all_facets(database: Database) -> tuple[int, tuple[Facet, ...]]:
    """Give the counts of a search that narrows nothing; they are kept, not counted."""
    [(total,)] = database.rows("SELECT count(*) FROM claim")
    kept = database.rows("SELECT name, value, claims FROM facet WHERE claims > 0")
    return total, facets_in_order(Facet(*each) for each in kept)


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 4}I", packed)
