"""Grouping by the strongest bond first, never across a bar: the same groups whatever the order of input."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def partition(
    items: Sequence[T], bond: Callable[[T, T], float | None], barred: Callable[[T, T], bool]
) -> list[list[T]]:
    """Join items whose bond is not None, cheapest bond first, unless two members of the groups are barred.

    Shape: groups and their members keep the order of `items`, which has to be a fixed order of its own;
    every item is in exactly one group.
    """
    bonds = [
        (cost, left, right)
        for left in range(len(items))
        for right in range(left + 1, len(items))
        if (cost := bond(items[left], items[right])) is not None
    ]
    group = {index: [index] for index in range(len(items))}
    for _, left, right in sorted(bonds):
        one, other = group[left], group[right]
        if one is not other and not any(barred(items[a], items[b]) for a in one for b in other):
            one.extend(other)
            group.update(dict.fromkeys(other, one))
    distinct = {id(members): sorted(members) for members in group.values()}
    return [[items[index] for index in members] for members in sorted(distinct.values())]
