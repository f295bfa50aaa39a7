"""What a change of a text did to what it says: which assertions came, went, or say something else. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.changes.passages import likeness
from graph.model import Assertion

_SAME_SUBJECT: Final = 1.0
_LEAST: Final = 1.2  # the same organisation and kind, and a fifth of the words or a tool besides


@dataclass(frozen=True, slots=True)
class SayingChange:
    """One assertion that came, went, or says something else. `fields` names what differs, most telling first."""

    fate: Literal["added", "removed", "changed"]
    before: Assertion | None = None
    after: Assertion | None = None
    fields: tuple[str, ...] = ()


def saying_changes(before: Sequence[Assertion], after: Sequence[Assertion]) -> list[SayingChange]:
    """Compare what two versions of a page say: changed assertions first, then removed and added ones, in text order.

    Shape: an assertion whose words moved but whose meaning stayed is no change.
    """
    scored = sorted(
        (-score, old, new)
        for old, one in enumerate(before)
        for new, other in enumerate(after)
        if (score := _kinship(one, other)) >= _LEAST
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, old, new in scored:
        if old not in pairs and new not in taken:
            pairs[old] = new
            taken.add(new)
    changed = [
        SayingChange("changed", before[old], after[new], fields)
        for old, new in sorted(pairs.items())
        if (fields := differing(before[old], after[new]))
    ]
    removed = [SayingChange("removed", before=each) for old, each in enumerate(before) if old not in pairs]
    added = [SayingChange("added", after=each) for new, each in enumerate(after) if new not in taken]
    return [*changed, *removed, *added]


def differing(one: Assertion, other: Assertion) -> tuple[str, ...]:
    """Name what two readings of one passage say differently."""
    pairs = {
        "action": (one.action, other.action),
        "affirmed": (one.affirmed, other.affirmed),
        "state": (one.state, other.state),
        "tools": (one.tools, other.tools),
        "scope": (one.scope and one.scope.type, other.scope and other.scope.type),
        "effective": (one.effective and one.effective.iso, other.effective and other.effective.iso),
        "reasons": (_reasons(one), _reasons(other)),
        "condition": (one.condition, other.condition),
        "modality": (one.modality, other.modality),
    }
    return tuple(name for name, (before, after) in pairs.items() if before != after)


def _reasons(assertion: Assertion) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((each.category, each.stance) for each in assertion.reasons))


def _kinship(one: Assertion, other: Assertion) -> float:
    """Tell how likely two assertions are one passage before and after; 0 for other subjects."""
    if one.organisation != other.organisation or one.kind != other.kind:
        return 0.0
    tools = 1.0 if set(one.tools) & set(other.tools) or one.tools == other.tools else 0.0
    same = 0.5 if one.action == other.action else 0.0
    return _SAME_SUBJECT + likeness(one.quote.exact, other.quote.exact) + 0.25 * tools + same
