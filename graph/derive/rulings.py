"""What people ruled on passages and relations, applied: rejected passages say nothing, dismissed relations are none.

Rulings on names are graph.identity's. Nothing is deleted: without the ruling everything is as it was before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.identity import in_force
from graph.model import Judgement, Reading

# Of two rulings on one record the later holds; these turn it back.
_AGAINST: Final = frozenset({"reject", "dismiss"})
_FOR: Final = frozenset({"accept", "confirm"})


@dataclass(frozen=True, slots=True)
class Rulings:
    """Ids that people ruled out: of documents, versions and assertions, and of relations."""

    rejected: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()


NONE: Final = Rulings()


def rulings_of(judgements: Iterable[Judgement]) -> Rulings:
    """Give what is ruled out by the judgements that nobody has undone."""
    latest = {
        (each.kind in {"dismiss", "confirm"}, subject): each
        for each in in_force(judgements)
        if each.kind in _AGAINST | _FOR
        for subject in each.subjects
    }
    out = {key for key, each in latest.items() if each.kind in _AGAINST}
    return Rulings(
        frozenset(subject for relation, subject in out if not relation),
        frozenset(subject for relation, subject in out if relation),
    )


def admitted(readings: Sequence[Reading], rulings: Rulings) -> list[Reading]:
    """Give the readings without what was rejected: whole documents and versions, or single passages."""
    if not rulings.rejected:
        return list(readings)
    kept = []
    for each in readings:
        if {each.document.id, each.version.id} & rulings.rejected:
            continue
        assertions = tuple(said for said in each.assertions if said.id not in rulings.rejected)
        if assertions or not each.assertions:
            kept.append(replace(each, assertions=assertions))
    return kept
