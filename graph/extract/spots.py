"""Where the words of the lexicon occur on a page, found in one pass, so that expressions are tried only there.

An expression that needs one of a few words is not worth trying where none of them stands. Words are looked for as
letters, inside longer words too: what is found here allows a match, it never makes one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from ahocorasick_rs import AhoCorasick

EVERYWHERE: Final = -1
"""All expressions at once."""


@dataclass(frozen=True, slots=True)
class Spots:
    """The places of a text where words stand, and which expressions each of them allows.

    Shape: `starts` in order; `allowed` are bits, one for each expression.
    """

    starts: list[int]
    allowed: list[int]
    always: int

    def among(self, start: int, end: int) -> int:
        """Give the bits of the expressions that may match within [start, end)."""
        first = bisect_left(self.starts, start)
        found = self.always
        for bits in self.allowed[first : bisect_left(self.starts, end, first)]:
            found |= bits
        return found


@dataclass(frozen=True, slots=True)
class Needs:
    """The words that a number of expressions need, compiled to one search."""

    search: AhoCorasick
    allowed: tuple[int, ...]
    always: int

    @classmethod
    def of(cls, needed: Sequence[Iterable[str]]) -> Self:
        """Compile, for each expression, words one of which is in all it matches; one without words may always match."""
        allowed: dict[str, int] = {}
        always = 0
        for number, words in enumerate(map(frozenset, needed)):
            if not words or "" in words:
                always |= 1 << number
                continue
            for word in words:
                allowed[word] = allowed.get(word, 0) | 1 << number
        return cls(AhoCorasick(list(allowed)), tuple(allowed.values()), always)

    def spots(self, text: str) -> Spots:
        """Read a text once; its case has to be that of the words."""
        found = self.search.find_matches_as_indexes(text, overlapping=True)
        places = sorted((start, self.allowed[word]) for word, start, _ in found)
        return Spots([start for start, _ in places], [bits for _, bits in places], self.always)
