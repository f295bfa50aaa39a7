"""Which words of a reworded passage were exchanged for which. Pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from graph.changes.passages import plain

_TOKEN: Final = re.compile(r"\S+")
_BRIDGE: Final = 1  # equal words between two exchanges that still read as one
_EDGE: Final = ".,;:!?\"'()[]*_"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words that stand in place of others; either side may be empty. `lead` are the words before them."""

    before: str
    after: str
    lead: str = ""


def exchanges(before: str, after: str) -> list[Exchange]:
    """Give the exchanges between two wordings of a passage, in order. Typography makes no difference."""
    old, new = _tokens(before), _tokens(after)
    bare_old, bare_new = [each.strip(_EDGE) for each in old], [each.strip(_EDGE) for each in new]
    return [
        Exchange(" ".join(old[a:b]), " ".join(new[c:d]), " ".join(new[max(0, c - 3) : c]))
        for a, b, c, d in _joined(SequenceMatcher(None, bare_old, bare_new, autojunk=False))
    ]


def _tokens(text: str) -> list[str]:
    return [each for each in _TOKEN.findall(plain(text)) if any(map(str.isalnum, each))]


def _joined(matcher: "SequenceMatcher[str]") -> Iterator[tuple[int, int, int, int]]:
    """Give the ranges that differ; those with hardly a word between them as one."""
    held: tuple[int, int, int, int] | None = None
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if held and a - held[1] <= _BRIDGE:
            held = (held[0], b, held[2], d)
            continue
        if held:
            yield held
        held = (a, b, c, d)
    if held:
        yield held
