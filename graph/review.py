"""Pairs of names that look like one thing: for a person to rule on, never merged by themselves."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from graph.identity import PLAIN, Identity, folded

# Words that say what kind of body it is, not which one.
_KIND_WORDS: Final = """
    group holdings holding international global bank university college school schools district ministry department
    agency office city county government council of the and for de
"""
_KINDS: Final = frozenset(_KIND_WORDS.split())
_SHORTEST: Final = 4  # letters of a name below which another that differs in one letter is another name


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two names that nobody has ruled to be one or two things, and why they may be one."""

    one: str
    other: str
    why: str


def candidates(names: Iterable[str], identity: Identity = PLAIN) -> list[Candidate]:
    """Give pairs of names that look alike and are not yet one, in order.

    Shape: names are compared only where they share a key, so the work grows with the names and not with
    their square. Different digits mean different things: GPT-4 and GPT-5 never look alike, nor Llama and Llama 3.
    """
    known = sorted({identity.organisation(name) for name in names})
    found: dict[tuple[str, str], str] = {}
    for why, key in _KEYS:
        for group in _piles(known, key):
            for one, other in combinations(group, 2):
                if identity.key(one) != identity.key(other) and _digits(one) == _digits(other):
                    found.setdefault((one, other), why)
    return [Candidate(one, other, why) for (one, other), why in sorted(found.items())]


def _piles(names: Iterable[str], keys: Callable[[str], Iterable[str]]) -> list[list[str]]:
    piles: dict[str, list[str]] = {}
    for name in names:
        for key in sorted({key for key in keys(name) if key}):
            piles.setdefault(key, []).append(name)
    return [pile for _, pile in sorted(piles.items())]


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", folded(name))


def _bare(name: str) -> Iterable[str]:
    yield folded(name).replace(" ", "")


def _sorted(name: str) -> Iterable[str]:
    yield " ".join(sorted(folded(name).split()))


def _telling(name: str) -> Iterable[str]:
    """The words that say which body it is: "Norvane Bank" and "Bank of Norvane" have one."""
    words = sorted(word for word in folded(name).split() if word not in _KINDS)
    yield " ".join(words)


def _initials(name: str) -> Iterable[str]:
    words = [word for word in folded(name).split() if word not in {"of", "the", "and", "for"}]
    if len(words) >= 3:
        yield "".join(word[0] for word in words)
    elif len(words) == 1 and name.isupper():
        yield words[0]


def _misspelt(name: str) -> Iterable[str]:
    """The name with any one letter left out: two that share such a form differ in one letter."""
    bare = folded(name).replace(" ", "")
    if len(bare) > _SHORTEST:
        yield bare
        yield from (bare[:place] + bare[place + 1 :] for place in range(len(bare)))


_KEYS: Final[tuple[tuple[str, Callable[[str], Iterable[str]]], ...]] = (
    ("the same letters", _bare),
    ("the same words", _sorted),
    ("the same words but for the kind of body", _telling),
    ("initials", _initials),
    ("one letter apart", _misspelt),
)
