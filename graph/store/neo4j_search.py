"""What the Neo4j store's index knows of a claim, and how an analyst's question is asked of it.

Three constant queries find the claims, by words, by a facet or by day, and show a page of them and their facets.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from graph.model import Answer, Claim, Facet, Search, content_id
from graph.store.findable import NARROWING, Findable, facets_in_order, facets_of, words_of
from graph.store.neo4j_server import Found, Torn, Work, kept_of, record_from
from graph.store.words import asked, indexed

_LAST: Final = 99_999_999  # later than any day as a number, so that the latest day sorts first
_UNDATED: Final = f"{_LAST:08d}"
_OTHERS: Final = "all(id IN $facets WHERE EXISTS { (c)-[:ABOUT]->(:Facet {id: id}) })"
_DAYS: Final = "c.order >= $first AND c.order < $last"
_STARTS: Final[Mapping[str, str]] = {
    "words": "CALL db.index.fulltext.queryNodes('claim_words', $match) YIELD node AS c, score"
    f" WHERE {_OTHERS} AND {_DAYS}",
    "facet": f"MATCH (:Facet {{id: $facet}})<-[:ABOUT]-(c:Claim) WHERE {_OTHERS} AND {_DAYS}",
    "days": f"MATCH (c:Claim) WHERE {_DAYS}",
}
# The page, the number and the facets come from one list of hits, so that they fit whatever others write meanwhile.
_ANSWERS: Final[Mapping[str, str]] = {
    name: f"{start} WITH c{', score' if name == 'words' else ''}"
    f" ORDER BY {'score DESC, c.id' if name == 'words' else 'c.order'} WITH collect(c) AS hits"
    " CALL { WITH hits UNWIND hits AS c MATCH (c)-[:ABOUT]->(f:Facet) WITH f, count(*) AS claims"
    " RETURN collect({facet: f.facet, name: f.name, claims: claims}) AS facets }"
    " RETURN size(hits) AS total, facets, [c IN hits[$skip..$end] | properties(c)] AS page"
    for name, start in _STARTS.items()
}
_NEWEST: Final = (
    f"{_STARTS['days']} WITH c ORDER BY c.order SKIP $skip LIMIT $limit RETURN properties(c) AS kept"
)
_KEPT: Final = """
MATCH (f:Facet) WITH f, COUNT { (f)<-[:ABOUT]-() } AS claims WHERE claims > 0
RETURN f.facet AS facet, f.name AS name, claims
"""
_RAREST: Final = """
UNWIND $rows AS id MATCH (f:Facet {id: id}) WITH id, COUNT { (f)<-[:ABOUT]-() } AS claims WHERE claims > 0
RETURN id ORDER BY claims, id
"""


def facet_id(facet: str, value: str) -> str:
    """Give the key of a facet's value."""
    return content_id("f", facet, value)


def claim_row(found: Findable) -> Mapping[str, Any]:
    """Give a claim with what it is found by and where it stands in time."""
    return {
        "kept": kept_of(found.claim),
        "words": indexed(words_of(found)),
        "order": f"{_turned(found.claim.known)} {found.claim.id}",
    }


def facet_rows(found: Iterable[Findable]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Give the facets of claims, each once and in one order for everybody, and which claim has which."""
    facets: dict[str, dict[str, str]] = {}
    about: list[dict[str, str]] = []
    for each in found:
        for name, value in sorted({pair for pair in facets_of(each) if pair[1]}):
            key = facet_id(name, value)
            facets[key] = {"id": key, "facet": name, "name": value}
            about.append({"claim": each.claim.id, "facet": key})
    return [facets[key] for key in sorted(facets)], about


def answer(work: Work, search: Search) -> Answer:
    """Answer a search. Raises: Torn if a hit was rewritten while it was read."""
    facets = _chosen(work, search)
    match = asked(search.words)
    if facets is None or (search.words.strip() and not match):
        return Answer((), 0)
    start, values = _start(match, facets)
    skip, limit = max(0, search.offset), max(0, search.limit)
    values |= {"first": _turned(search.until) if search.until else "", "last": _end(search)}
    if start == "days" and not search.since and not search.until:
        return _of_everything(work, skip, limit, values)
    [row] = work.rows(_ANSWERS[start], skip=skip, end=skip + limit, **values)
    if _total(row["facets"]) != row["total"]:
        raise Torn
    claims = tuple(record_from(Claim, each) for each in row["page"])
    return Answer(claims, row["total"], facets_in_order(_facets(row["facets"])))


def _of_everything(work: Work, skip: int, limit: int, values: Mapping[str, object]) -> Answer:
    """Answer a search that narrows nothing: the server keeps how many claims have a facet."""
    claims = work.records(Claim, _NEWEST, skip=skip, limit=limit, **values)
    counted = work.rows(_KEPT)
    return Answer(tuple(claims), _total(counted), facets_in_order(_facets(counted)))


def _start(match: str, facets: list[str]) -> tuple[str, dict[str, object]]:
    """Say where to begin: with the words, else with the rarest facet, else with the days."""
    if match:
        return "words", {"match": match, "facets": facets}
    if facets:
        return "facet", {"facet": facets[0], "facets": facets[1:]}
    return "days", {}


def _chosen(work: Work, search: Search) -> list[str] | None:
    """Find the facets that a search names, the rarest first; None if no claim has one of them."""
    wanted = [facet_id(name, value) for name in NARROWING if (value := getattr(search, name))]
    if not wanted:
        return []
    found = [row["id"] for row in work.each(_RAREST, rows=wanted)]
    return found if len(found) == len(wanted) else None


def _turned(day: date | None) -> str:
    """Give a day as text that sorts the latest first and no day last."""
    return f"{_LAST - int(day.isoformat().replace('-', '')):08d}" if day else _UNDATED


def _end(search: Search) -> str:
    """Give what comes just after the last claim wanted: that of the earliest day, or of any day, or of none."""
    if search.since:
        return f"{_turned(search.since)}!"
    return _UNDATED if search.until else "~"


def _facets(counted: Iterable[Found]) -> Iterator[Facet]:
    return (Facet(row["facet"], row["name"], row["claims"]) for row in counted)


def _total(counted: Iterable[Found]) -> int:
    """Count the claims by a facet of which each has exactly one."""
    return sum(int(row["claims"]) for row in counted if row["facet"] == "action")
