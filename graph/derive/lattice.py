"""How states stand to one another: what clashes, what is merely more exact, what is harsher."""

from collections.abc import Mapping
from typing import Final, Literal

from graph.model import SEVERITY, Action, State, covers, restricts

Direction = Literal["limit", "open", "replace", "investigate", "warn", "deny"]

# Below RESTRICTED only these two exclude each other: "banned" leaves no way, "approval" names one. A pause,
# a limit and a ban are told of the same rule by careful pages, so one beside another is a matter of
# wording.
_EXCLUSIVE: Final = frozenset({frozenset({"BANNED", "APPROVAL_REQUIRED"})})
_OF_THEIR_OWN: Final[Mapping[Action, Direction]] = {
    "investigate": "investigate",
    "warn": "warn",
    "deny": "deny",
    "replace": "replace",
}


def clash(one: State, other: State) -> bool:
    """Tell whether two states cannot hold at once: a limit and a permission, or a ban and a way around it."""
    if covers(one, other) or covers(other, one):
        return False
    return restricts(one) != restricts(other) or frozenset({one, other}) in _EXCLUSIVE


def exacter(one: State, other: State) -> bool:
    """Tell whether the first state is one kind of the second."""
    return one != other and covers(other, one)


def harsher(one: State, other: State) -> bool:
    """Tell whether the first state leaves less than the second."""
    return SEVERITY[one] > SEVERITY[other]


def direction(action: Action, state: State | None) -> Direction:
    """Tell which way an act points; acts of different directions never tell of one decision."""
    if action in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[action]
    if state is None:
        return "open" if action in {"allow", "lift", "mandate"} else "limit"
    return "limit" if restricts(state) else "open"
