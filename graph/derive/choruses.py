"""Passages that say the very same within days, heard as one: a hundred echoes are compared with others once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from graph.derive.said import Said

# Echoes come within days; what says the same a week later is asked anew.
_CHORUS: Final = timedelta(days=7)


@dataclass(frozen=True)
class Chorus:
    """Passages that say the very same within days, such as echoes: compared with others once, by the first of them."""

    said: tuple[Said, ...]

    @property
    def first(self) -> Said:
        """The one that was known first."""
        return self.said[0]

    @cached_property
    def versions(self) -> frozenset[str]:
        """The pages that join in."""
        return frozenset(each.version for each in self.said)


def choruses_of(ordered: Sequence[Said]) -> list[Chorus]:
    """Put passages together that say the very same within days of the first of them; by their firsts, in order."""
    open_ones: dict[Hashable, list[Said]] = {}
    found: list[list[Said]] = []
    for each in ordered:
        words = _words(each)
        here = open_ones.get(words)
        if here is None or each.known - here[0].known > _CHORUS:
            here = open_ones[words] = []
            found.append(here)
        here.append(each)
    return [Chorus(tuple(each)) for each in found]


def _words(said: Said) -> Hashable:
    """Give everything that decides which event a passage is of, but for its day of publication and its page."""
    told = said.assertion
    if said.standing == "denied":
        return told.id  # what a denial is aimed at is in its sentence
    return (
        told.action, said.standing, said.state, said.tools, said.population, told.effective, told.replaced_by,
    )  # fmt: skip
