"""Which page repeats another's words. Versions of one page are not compared."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import EdgeKind, Reading

_COPY_WINDOW: Final = 5
_QUOTE_WINDOW: Final = 8  # equal words in a row that chance does not explain
_COPIED: Final = (
    0.5  # share of the shorter text's windows; the storylines' copies have 0.9, other pairs under 0.1
)

# A run of 8 equal words has 4 windows of 5: pairs with fewer in common need no closer look.
_WINDOWS_OF_A_QUOTE: Final = _QUOTE_WINDOW - _COPY_WINDOW + 1
# Words that so many pages share are a slogan or a wire story: each page is compared with the earliest of them,
# which it may have them from, and not with every other.
_ORIGINALS: Final = 20

Window = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`below` repeats `above`, the earlier page."""

    above: Reading
    below: Reading
    kind: EdgeKind


def repeats(pages: Sequence[Reading]) -> list[Repeat]:
    """Give near copies and shared quotes among pages, which come earliest first.

    Shape: one Repeat per pair at most; only pairs that share a window are looked at, so pages that have
    nothing in common cost nothing.
    """
    short = [_windows(page.version.text, _COPY_WINDOW) for page in pages]
    found = (
        _repeat(pages[a], pages[b], short[a], short[b], shared)
        for (a, b), shared in sorted(_sharing(short).items())
    )
    return [each for each in found if each is not None]


def _windows(text: str, size: int) -> frozenset[Window]:
    words = re.findall(r"\w+", text.lower().replace("’", "'"))
    return frozenset(tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _sharing(windows: Sequence[frozenset[Window]]) -> Counter[tuple[int, int]]:
    """Count the windows that each pair of pages has in common."""
    holders: dict[Window, list[int]] = defaultdict(list)
    for number, each in enumerate(windows):
        for window in each:
            holders[window].append(number)
    return Counter(
        (above, below)
        for numbers in holders.values()
        for place, below in enumerate(numbers)
        for above in numbers[: min(place, _ORIGINALS)]
    )


def _repeat(
    above: Reading, below: Reading, first: frozenset[Window], second: frozenset[Window], shared: int
) -> Repeat | None:
    if above.document.id == below.document.id:
        return None
    if shared >= _COPIED * min(len(first), len(second)):
        return Repeat(above, below, "near_copy")
    if shared < _WINDOWS_OF_A_QUOTE:
        return None
    if _windows(above.version.text, _QUOTE_WINDOW) & _windows(below.version.text, _QUOTE_WINDOW):
        return Repeat(above, below, "shared_quote")
    return None


def copied(found: Sequence[Repeat]) -> Iterator[tuple[Reading, Reading]]:
    """Give each copy once, with the earliest page that it copies: original first."""
    seen: set[str] = set()
    for each in found:
        if each.kind == "near_copy" and each.below.version.id not in seen:
            seen.add(each.below.version.id)
            yield each.above, each.below
