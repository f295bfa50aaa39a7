"""What the Neo4j store's index knows of a claim, and how an analyst's question is asked of it.

Three constant queries find the claims, by words, by a facet or by day, and show a page of them and their facets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from graph.model import Answer, Claim, Facet, Search, content_id
from graph.store.findable import COUNTED, NARROWING, Findable, facets_in_order, facets_of, words_of
from graph.store.neo4j_queries import values_of
from graph.store.neo4j_server import Found, Torn, Work, kept_of, record_from
from graph.store.words import asked, asked_beside, indexed

_LAST: Final = 99_999_999  # later than any day as a number, so that the latest day sorts first
_UNDATED: Final = f"{_LAST:08d}"
# Beyond so many claims of the rarest facet its claims are not sorted: walking all claims by day soon meets enough.
_COMMON: Final = 20_000
_OTHERS: Final = "all(id IN $facets WHERE EXISTS { (c)-[:ABOUT]->(:Facet {id: id}) })"
_DAYS: Final = "c.order >= $first AND c.order < $last"
_LATEST: Final = "WITH c ORDER BY c.order LIMIT $enough"
_STARTS: Final[Mapping[str, str]] = {
    "words": "CALL db.index.fulltext.queryNodes('claim_words', $match) YIELD node AS c, score"
    f" WHERE {_OTHERS} AND {_DAYS} WITH c, score LIMIT $enough WITH c ORDER BY score DESC, c.order",
    "facet": f"MATCH (:Facet {{id: $facet}})<-[:ABOUT]-(c:Claim) WHERE {_OTHERS} AND {_DAYS} {_LATEST}",
    "days": f"MATCH (c:Claim) WHERE {_DAYS} AND {_OTHERS} {_LATEST}",
}
# The page, the number and the facets come from one list of hits, so that they fit whatever others write meanwhile.
_ANSWERS: Final[Mapping[str, str]] = {
    name: f"{start} WITH collect(c) AS hits"
    " CALL { WITH hits UNWIND hits[..$counted] AS c MATCH (c)-[:ABOUT]->(f:Facet) WITH f, count(*) AS claims"
    " RETURN collect({facet: f.facet, name: f.name, claims: claims}) AS facets }"
    " RETURN size(hits) AS found, facets, [c IN hits[$skip..$end] | properties(c)] AS page"
    for name, start in _STARTS.items()
}
_ALL: Final = "MATCH (c:Claim) RETURN count(c) AS claims"
_RAREST: Final = """
UNWIND $rows AS id MATCH (f:Facet {id: id}) WITH id, COUNT { (f)<-[:ABOUT]-() } AS claims WHERE claims > 0
RETURN id, claims ORDER BY claims, id
"""
# The facets whose values stand, word for word, in what the full-text index holds of a claim.
_WORDED: Final = ("organisation", "tool", "vendor", "reason")


def facet_id(facet: str, value: str) -> str:
    """Give the key of a facet's value."""
    return content_id("f", facet, value)


def claim_row(found: Findable) -> Mapping[str, Any]:
    """Give a claim with what it is found by and where it stands in time."""
    return {
        "kept": kept_of(found.claim),
        "words": indexed(words_of(found)),
        "order": f"{turned(found.claim.known)} {found.claim.id}",
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
    skip, end = max(0, search.offset), max(0, search.offset) + max(0, search.limit)
    if match:
        end = min(end, COUNTED)
    start, values = _start(match, [each["id"] for each in facets], search, common=_is_common(facets))
    values |= {"first": turned(search.until) if search.until else "", "last": _end(search)}
    enough = max(COUNTED, end) + 1
    [row] = work.rows(_ANSWERS[start], skip=skip, end=end, enough=enough, counted=COUNTED, **values)
    counted = min(row["found"], COUNTED)
    if _total(row["facets"]) != counted:
        raise Torn
    known = _known(work, facets, search) if row["found"] > COUNTED and not match else None
    claims = tuple(record_from(Claim, each) for each in row["page"])
    return Answer(
        claims,
        counted if known is None else known,
        facets_in_order(_facets(row["facets"])),
        more=row["found"] > COUNTED and known is None,
        counted=counted,
    )


def _known(work: Work, facets: Sequence[Found], search: Search) -> int | None:
    """Give how many claims answer a search without words, if the server keeps that number."""
    if search.since or search.until or len(facets) > 1:
        return None
    if facets:
        return int(facets[0]["claims"])
    [row] = work.rows(_ALL)
    return int(row["claims"])


def _start(match: str, facets: list[str], search: Search, *, common: bool) -> tuple[str, dict[str, object]]:
    """Say where to begin: with the words, else with the rarest facet, else with the days."""
    if match:
        also = [asked_beside(value) for name in _WORDED if (value := getattr(search, name))]
        return "words", {"match": " ".join([match, *also]), "facets": facets}
    if facets and not common:
        return "facet", {"facet": facets[0], "facets": facets[1:]}
    return "days", {"facets": facets}


def _is_common(facets: Sequence[Found]) -> bool:
    return bool(facets) and facets[0]["claims"] > _COMMON


def _chosen(work: Work, search: Search) -> list[Found] | None:
    """Find the facets that a search names, the rarest first; None if no claim has one of them."""
    wanted = [facet_id(name, value) for name in NARROWING if (value := getattr(search, name))]
    if not wanted:
        return []
    found = work.rows(_RAREST, rows=wanted)
    return found if len(found) == len(wanted) else None


def facet_values(work: Work, facet: str) -> list[str]:
    """Give the values of a facet that some claim has."""
    return sorted(row["name"] for row in work.each(values_of(facet)))


def turned(day: date | None) -> str:
    """Give a day as text of one length that sorts the latest first and no day last."""
    return f"{_LAST - int(day.isoformat().replace('-', '')):08d}" if day else _UNDATED


def _end(search: Search) -> str:
    """Give what comes just after the last claim wanted: that of the earliest day, or of any day, or of none."""
    if search.since:
        return f"{turned(search.since)}!"
    return _UNDATED if search.until else "~"


def _facets(counted: Iterable[Found]) -> Iterator[Facet]:
    return (Facet(row["facet"], row["name"], row["claims"]) for row in counted)


def _total(counted: Iterable[Found]) -> int:
    """Count the claims by a facet of which each has exactly one."""
    return sum(int(row["claims"]) for row in counted if row["facet"] == "action")
