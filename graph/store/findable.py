"""What a claim can be found by, whatever the engine: its words, its facets, and their order. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.model import Claim, ClaimId, Facet, Relation, RelationKind

# The facets that a search can be narrowed by; `year` is only counted, `since` and `until` narrow by it.
NARROWING: Final = (
    "organisation", "organisation_type", "tool", "vendor", "action", "reason", "source", "relation",
)  # fmt: skip
FACETS: Final = (*NARROWING, "year")

COUNTED: Final = 1000
"""Claims of one answer that are counted and ranked. A reader narrows what has more: nobody reads a thousand."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A claim with the sentences, titles and publishers behind it, and the kinds of its relations."""

    claim: Claim
    quotes: Sequence[str] = ()
    titles: Sequence[str] = ()
    sources: Sequence[str] = ()
    relations: Collection[str] = ()


def words_of(found: Findable) -> Iterator[str]:
    """Give the columns of the full-text index in their order."""
    claim = found.claim
    yield claim.organisation
    yield claim.unit
    yield "\n".join(claim.tools)
    yield "\n".join(claim.vendors)
    yield "\n".join(f"{each.category} {each.text}" for each in claim.reasons)
    yield f"{claim.scope.type} {claim.scope.text}" if claim.scope else ""
    yield "\n".join(found.quotes)
    yield "\n".join(found.titles)


def facets_of(found: Findable) -> Iterator[tuple[str, str]]:
    """Give the facets of a claim as name and value; a value may be empty."""
    claim = found.claim
    yield "organisation", claim.organisation
    yield "organisation_type", claim.organisation_type
    yield "action", claim.action
    yield "year", str(claim.known.year) if claim.known else ""
    yield from (("tool", each) for each in claim.tools)
    yield from (("vendor", each) for each in claim.vendors)
    yield from (("reason", each.category) for each in claim.reasons)
    yield from (("source", each) for each in found.sources)
    yield from (("relation", each) for each in found.relations)


def facets_in_order(found: Iterable[Facet]) -> tuple[Facet, ...]:
    """Sort facets by name as they are listed above, then the most frequent first, ties by value."""
    return tuple(sorted(found, key=lambda each: (FACETS.index(each.name), -each.count, each.value)))


A_DAY: Final = 1 << 40
"""Places of one day: 40 bits that come from the claim's id."""
_NEVER: Final = (1 << 22) - 1  # more than any day's ordinal: what has no day comes last


def place_in_time(claim: str, known: date | None) -> int:
    """Give a number of 62 bits by which claims sort: the latest known first, ties by the beginning of the id."""
    start = claim.removeprefix("c-")[:10].ljust(10, "0")
    try:
        tie = int(start, 16)
    except ValueError:
        tie = int.from_bytes(claim.encode("utf-8", "surrogatepass")[:5].ljust(5, b"\0"))
    return first_place(known) + tie


def first_place(known: date | None) -> int:
    """Give the first place of a day; without one, the first of those that have none."""
    return (_NEVER - (known.toordinal() if known else 0)) * A_DAY


def kinds_by_claim(relations: Iterable[Relation]) -> Mapping[ClaimId, Collection[RelationKind]]:
    """Give the kinds of relations that each claim stands in."""
    kinds: dict[ClaimId, set[RelationKind]] = {}
    for each in relations:
        for claim in (each.from_claim, each.to_claim):
            kinds.setdefault(claim, set()).add(each.kind)
    return kinds
