"""What a claim was worth on another day: by what was published by then, and for a day on which it is to hold."""

from dataclasses import dataclass
from datetime import date

from graph.derive import as_of
from graph.derive.rulings import rulings_of
from graph.identity import identity_of
from graph.lexicon import Lexicon
from graph.model import Claim, Trail
from graph.store import Store


@dataclass(frozen=True, slots=True)
class ClaimThen:
    """A claim as it stood: with fewer passages, other origins, another status."""

    claim: Claim
    trail: Trail
    known: date
    valid: date


def claim_on(
    store: Store, claim: Claim, lexicon: Lexicon, known: date, valid: date | None = None
) -> ClaimThen | None:
    """Give a claim as of what was known on a day, for the state of things on another, or on the same.

    Shape: None if nobody had published it by then. What was published later changes nothing.
    """
    judgements = store.judgements()
    identity, rulings = identity_of(lexicon, judgements), rulings_of(judgements)
    readings = store.readings(store.block_of(claim.id), known)
    derived = as_of(readings, known, valid, identity, rulings)
    wanted = set(claim.assertions)
    found = next((each for each in derived.claims if wanted & set(each.assertions)), None)
    if found is None:
        return None
    trail = next(each for each in derived.trails if each.event == found.event)
    return ClaimThen(found, trail, known, valid or known)
