"""What a claim can be found by, whatever the engine: its words, its facets, and their order. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import Claim, ClaimId, Facet, Relation, RelationKind

# The facets that a search can be narrowed by; `year` is only counted, `since` and `until` narrow by it.
NARROWING: Final = (
    "organisation", "organisation_type", "tool", "vendor", "action", "reason", "source", "relation",
)  # fmt: skip
FACETS: Final = (*NARROWING, "year")


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


def kinds_by_claim(relations: Iterable[Relation]) -> Mapping[ClaimId, Collection[RelationKind]]:
    """Give the kinds of relations that each claim stands in."""
    kinds: dict[ClaimId, set[RelationKind]] = {}
    for each in relations:
        for claim in (each.from_claim, each.to_claim):
            kinds.setdefault(claim, set()).add(each.kind)
    return kinds
