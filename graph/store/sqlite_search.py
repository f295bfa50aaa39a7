"""What the embedded store's index knows of a claim, and how an analyst's question is asked of it.

A claim's row number holds its day and the beginning of its id, so that every index gives the latest claim first and
a question can stop as soon as it has enough. Values from outside only ever travel as parameters; words are quoted,
so that none is full-text syntax.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.model import Answer, Claim, Facet, Search
from graph.store.findable import (
    A_DAY,
    COUNTED,
    NARROWING,
    Findable,
    facets_in_order,
    facets_of,
    first_place,
    place_in_time,
    words_of,
)
from graph.store.rows import Scalar, names_of, record_of
from graph.store.sqlite_file import GIVEN, Database, columns_of, given

# A word that more claims hold says little about which of them fits best; counting and ranking stop here.
# The index counts every claim that holds a word before it ranks by it, however few are to be ranked.
_TELLING: Final = 5_000
# The facets whose values stand, word for word, in a column of the full-text index.
_COLUMNS: Final = {"organisation": "organisation", "tool": "tools", "vendor": "vendors", "reason": "reasons"}

_ADD_WORDS: Final = (
    "INSERT INTO claim_words (number, organisation, unit, tools, vendors, reasons, scope, quotes, titles)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FACET: Final = "SELECT claims, number FROM facet WHERE name = ? AND value = ?"
# Every claim has exactly one action.
_ALL: Final = "SELECT coalesce(sum(claims), 0) FROM facet WHERE name = 'action'"
_COUNT: Final = "UPDATE facet SET claims = claims + ? WHERE number = ?"


def free_number(database: Database, claim: Claim) -> int:
    """Give a claim's row number, or the next that is free: one in a million claims of a day shares it."""
    number = place_in_time(claim.id, claim.known)
    while database.rows("SELECT 1 FROM claim WHERE number = ?", [number]):
        number += 1
    return number


def add_to_index(database: Database, found: Iterable[tuple[int, Findable]]) -> None:
    """Make claims findable by their words and facets; each has its row number beside it."""
    # The full-text index wants ascending rows: it writes out what it holds at every step back.
    ordered = sorted(found, key=lambda pair: pair[0])
    known: dict[tuple[str, str], int] = {}
    facets: dict[int, list[int]] = {}
    for number, each in ordered:
        pairs = sorted({pair for pair in facets_of(each) if pair[1]})
        known |= {pair: _facet_number(database, pair) for pair in pairs if pair not in known}
        facets[number] = [known[pair] for pair in pairs]
    database.many(_ADD_WORDS, ((number, *words_of(each)) for number, each in ordered))
    database.many(
        "INSERT INTO facet_claim (facet, claim) VALUES (?, ?)",
        sorted((facet, number) for number, its in facets.items() for facet in its),
    )
    database.many(
        "INSERT INTO claim_facets VALUES (?, ?)",
        ((number, struct.pack(f"<{len(its)}I", *its)) for number, its in facets.items()),
    )
    counts = Counter(facet for its in facets.values() for facet in its)
    database.many(_COUNT, ((count, facet) for facet, count in counts.items()))


def _facet_number(database: Database, pair: tuple[str, str]) -> int:
    found = database.rows(_FACET, pair)
    if not found:
        database.rows("INSERT INTO facet (name, value) VALUES (?, ?)", pair)
        found = database.rows(_FACET, pair)
    return int(found[0][1])


def remove_from_index(database: Database, block: str) -> None:
    """Take all claims of a block out of the index."""
    claims = "SELECT number FROM claim WHERE block = ?"
    counts: Counter[int] = Counter()
    for claim, packed in database.rows(f"SELECT * FROM claim_facets WHERE claim IN ({claims})", [block]):
        pairs = [(facet, claim) for facet in _unpacked(packed)]
        counts.update(facet for facet, _ in pairs)
        database.many("DELETE FROM facet_claim WHERE facet = ? AND claim = ?", pairs)
    database.many(_COUNT, [(-count, facet) for facet, count in counts.items()])
    database.rows(f"DELETE FROM claim_facets WHERE claim IN ({claims})", [block])
    database.rows(f"DELETE FROM claim_words WHERE number IN ({claims})", [block])


def phrases_of(words: str) -> list[str]:
    """Turn a person's words into full-text phrases, one a word; those without letter or digit are left out."""
    readable = words.encode("utf-8", "replace").decode().replace("\0", " ")
    return [_quoted(each) for each in readable.split() if any(map(str.isalnum, each))]


def match_of(words: str) -> str:
    """Turn a person's words into a full-text query: each a quoted phrase, and all of them wanted.

    Shape: empty if there is no letter or digit in them, so nothing to look for.
    """
    return " ".join(phrases_of(words))


def _quoted(words: str) -> str:
    escaped = words.replace('"', '""')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class _Hits:
    """The claims that answer a search, as the parts of a SELECT; `number` is the column with their rows."""

    tables: str
    number: str
    conditions: list[str]
    values: list[Scalar]


def answer(database: Database, search: Search) -> Answer:
    """Answer a search, inside an open transaction."""
    facets = _chosen(database, search)
    phrases = phrases_of(search.words)
    if facets is None or (search.words.strip() and not phrases):
        return Answer((), 0)
    first, wanted = max(0, search.offset), max(0, search.limit)
    hits = _hits(phrases, facets, search)
    enough = COUNTED if phrases else max(COUNTED, first + wanted)
    found = _latest(database, hits, enough + 1)
    counted = found[:COUNTED]
    ordered = _best_first(database, phrases, counted) if phrases else found
    more = len(found) > COUNTED
    known = _known(database, facets, search) if more and not phrases else None
    return Answer(
        _claims(database, ordered[first : first + wanted]),
        len(counted) if known is None else known,
        _facets(database, counted),
        more=more and known is None,
        counted=len(counted),
    )


def _known(database: Database, facets: Sequence["_Chosen"], search: Search) -> int | None:
    """Give how many claims answer a search without words, if that number is kept."""
    if search.since or search.until or len(facets) > 1:
        return None
    if facets:
        return facets[0].claims
    [(total,)] = database.rows(_ALL)
    return int(total)


@dataclass(frozen=True, slots=True, order=True)
class _Chosen:
    """A facet that a search names: how many claims have it, and its row."""

    claims: int
    number: int
    name: str
    value: str


def _chosen(database: Database, search: Search) -> list[_Chosen] | None:
    """Find the facets that a search names, the rarest first; None if no claim has one of them."""
    found: list[_Chosen] = []
    for name in NARROWING:
        if value := getattr(search, name):
            rows = database.rows(_FACET, [name, value])
            if not rows or not rows[0][0]:
                return None
            [(claims, number)] = rows
            found.append(_Chosen(claims, number, name, value))
    return sorted(found)


def _hits(phrases: Sequence[str], facets: Sequence[_Chosen], search: Search) -> _Hits:
    """Say which claims answer a search: from the words, else from the rarest facet, else from the days."""
    if phrases:
        match = " ".join([*phrases, *_in_columns(facets)])
        hits = _Hits("claim_search", "claim_search.rowid", ["claim_search MATCH ?"], [match])
    elif facets:
        hits = _Hits("facet_claim AS rarest", "rarest.claim", ["rarest.facet = ?"], [facets[0].number])
        facets = facets[1:]
    else:
        hits = _Hits("claim_facets", "claim_facets.claim", [], [])
    for facet in facets:
        hits.conditions.append(
            f"EXISTS (SELECT 1 FROM facet_claim WHERE facet = ? AND claim = {hits.number})"
        )
        hits.values.append(facet.number)
    if search.until or not hits.conditions:
        hits.conditions.append(f"{hits.number} >= ?")
        hits.values.append(first_place(search.until or date.max))
    if search.since or search.until:  # what has no day was not known by any
        hits.conditions.append(f"{hits.number} < ?")
        hits.values.append(first_place(search.since) + A_DAY if search.since else first_place(None))
    return hits


def _in_columns(facets: Iterable[_Chosen]) -> list[str]:
    """Give full-text phrases for facets that are columns of the index: it finds what has both without trying all."""
    return [
        f"{_COLUMNS[each.name]} : {_quoted(each.value)}"
        for each in facets
        if each.name in _COLUMNS and any(map(str.isalnum, each.value))
    ]


def _latest(database: Database, hits: _Hits, limit: int) -> list[int]:
    """Give the rows of the latest claims among the hits."""
    where = " AND ".join(hits.conditions)
    statement = f"SELECT {hits.number} FROM {hits.tables} WHERE {where} ORDER BY {hits.number} LIMIT ?"
    return [number for (number,) in database.rows(statement, [*hits.values, limit])]


def _best_first(database: Database, phrases: Sequence[str], found: Sequence[int]) -> list[int]:
    """Rank claims by the words that tell them apart; if none does, the latest come first as they are."""
    telling = [each for each in dict.fromkeys(phrases) if _is_telling(database, each)]
    if not telling:
        return list(found)
    # The plus sign keeps the engine from searching once for each claim.
    ranked = f"SELECT rowid, rank FROM claim_search WHERE claim_search MATCH ? AND +rowid IN {GIVEN}"
    ranks: dict[int, float] = dict(database.rows(ranked, [" ".join(telling), given(found)]))
    return sorted(found, key=lambda number: (ranks[number], number))


def _is_telling(database: Database, phrase: str) -> bool:
    statement = "SELECT 1 FROM claim_search WHERE claim_search MATCH ? LIMIT 1 OFFSET ?"
    return not database.rows(statement, [phrase, _TELLING])


def _claims(database: Database, numbers: Sequence[int]) -> tuple[Claim, ...]:
    """Give the claims of some rows in their order."""
    statement = f"SELECT number, {columns_of(Claim)} FROM claim WHERE number IN {GIVEN}"
    names = names_of(Claim)
    found = {
        number: record_of(Claim, dict(zip(names, row, strict=True)))
        for number, *row in database.each_row(statement, [given(numbers)])
    }
    return tuple(found[number] for number in numbers)


def _facets(database: Database, numbers: Sequence[int]) -> tuple[Facet, ...]:
    """Count the facets of some claims."""
    packed = database.rows(f"SELECT facets FROM claim_facets WHERE claim IN {GIVEN}", [given(numbers)])
    counts = Counter(_unpacked(b"".join(facets for (facets,) in packed)))
    named = database.rows(f"SELECT number, name, value FROM facet WHERE number IN {GIVEN}", [given(counts)])
    return facets_in_order(Facet(name, value, counts[number]) for number, name, value in named)


def facet_values(database: Database, facet: str) -> list[str]:
    """Give the values of a facet that some claim has."""
    kept = "SELECT value FROM facet WHERE name = ? AND claims > 0 ORDER BY value"
    return [value for (value,) in database.rows(kept, [facet])]


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 4}I", packed)
