"""Which page repeats another's words. Versions of one page are not compared."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
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
    told = [_words(page.version.text) for page in pages]
    short = [_windows(each, _COPY_WINDOW) for each in told]
    long = cache(
        lambda number: _windows(told[number], _QUOTE_WINDOW)
    )  # wanted for few pages, and often for these
    found = (
        Repeat(pages[a], pages[b], kind)
        for (a, b), shared in sorted(_sharing(short).items())
        if pages[a].document.id != pages[b].document.id
        and (kind := _kind(shared, min(len(short[a]), len(short[b])), partial(_quotes, long, a, b)))
    )
    return list(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "'"))


def _windows(words: Sequence[str], size: int) -> frozenset[Window]:
    return frozenset(zip(*(words[start:] for start in range(size)), strict=False))


def _sharing(windows: Sequence[frozenset[Window]]) -> Counter[tuple[int, int]]:
    """Count the windows that each pair of pages has in common."""
    holders: dict[Window, list[int]] = defaultdict(list)
    for number, each in enumerate(windows):
        for window in each:
            holders[window].append(number)
    return Counter(
        (above, below)
        for numbers in holders.values()
        if len(numbers) > 1
        for place, below in enumerate(numbers)
        for above in numbers[: min(place, _ORIGINALS)]
    )


def _kind(shared: int, shorter: int, quotes: Callable[[], bool]) -> EdgeKind | None:
    """Tell what two pages have in common by the windows they share, and if need be by a closer look."""
    if shared >= _COPIED * shorter:
        return "near_copy"
    return "shared_quote" if shared >= _WINDOWS_OF_A_QUOTE and quotes() else None


def _quotes(windows: Callable[[int], frozenset[Window]], one: int, other: int) -> bool:
    return not windows(one).isdisjoint(windows(other))


def copied(found: Sequence[Repeat]) -> Iterator[tuple[Reading, Reading]]:
    """Give each copy once, with the earliest page that it copies: original first."""
    seen: set[str] = set()
    for each in found:
        if each.kind == "near_copy" and each.below.version.id not in seen:
            seen.add(each.below.version.id)
            yield each.above, each.below
