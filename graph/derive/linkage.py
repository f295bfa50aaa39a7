"""Grouping by the strongest bond first, never across a bar: the same groups whatever the order of input."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")


def partition(
    items: Sequence[T],
    bond: Callable[[T, T], float | None],
    barred: Callable[[T, T], bool],
    candidates: Iterable[tuple[int, int]] | None = None,
) -> list[list[T]]:
    """Join items whose bond is not None, cheapest bond first, unless two members of the groups are barred.

    Shape: groups and their members keep the order of `items`, which has to be a fixed order of its own;
    every item is in exactly one group. Only `candidates`, pairs of places with the smaller first, are asked for
    a bond; all pairs if there are none.
    """
    pairs = combinations(range(len(items)), 2) if candidates is None else candidates
    bonds = [
        (cost, left, right) for left, right in pairs if (cost := bond(items[left], items[right])) is not None
    ]
    groups = _Groups(len(items))
    for _, left, right in sorted(bonds):
        one, other = groups.of[left], groups.of[right]
        if one == other or other in groups.apart[one]:
            continue
        if any(barred(items[a], items[b]) for a in groups.members[one] for b in groups.members[other]):
            groups.part(one, other)
        else:
            groups.join(one, other)
    return [[items[index] for index in members] for members in sorted(map(sorted, groups.members.values()))]


class _Groups:
    """Who is with whom, and which groups were found apart: what is barred once stays so, whoever joins."""

    def __init__(self, size: int) -> None:
        self.of = list(range(size))
        self.members = {index: [index] for index in range(size)}
        self.apart: dict[int, set[int]] = {index: set() for index in range(size)}

    def part(self, one: int, other: int) -> None:
        self.apart[one].add(other)
        self.apart[other].add(one)

    def join(self, one: int, other: int) -> None:
        for index in self.members[other]:
            self.of[index] = one
        self.members[one].extend(self.members.pop(other))
        for third in self.apart.pop(other):
            self.apart[third].discard(other)
            self.part(one, third)
