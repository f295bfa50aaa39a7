"""Blocks of organisations with a long history: the organisation and a window of days, so that work has a bound.

An organisation with few passages is one block. One with more than LIMIT is cut in two by day, and each half again, so
the windows follow from what was said and from nothing else: any order of reading ends with the same ones. The cuts
lie on a fixed grid (halves of the calendar, halves of those), so a new page moves no cut of others.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from graph.model import Assertion, Block, Reading

# Passages of one block. Measured with `make bench`: work for one more page grows from 10,000 to 1,000,000 passages by
# the factor that DECISIONS gives; 400 would keep longer stories whole and let it grow half as much again.
LIMIT: Final = 200
# Passages beyond each end of a window that are looked at as well, and how far they may lie from it: what careful pages
# add to a decision comes within weeks.
CONTEXT: Final = 20
NEAR: Final = timedelta(days=45)
_BITS: Final = 22  # the calendar of Python has 3,652,059 days
_SEPARATOR: Final = " @"  # no folded name holds one


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from `first` on, as many as a power of two says: ordinals, where 1 is the first day of the calendar."""

    first: int = 0
    bits: int = _BITS

    @property
    def last(self) -> int:
        """The last day that belongs to it."""
        return self.first + (1 << self.bits) - 1

    def holds(self, day: int) -> bool:
        """Tell whether a day belongs to it."""
        return self.first <= day <= self.last

    def within(self, other: "Window") -> bool:
        """Tell whether all its days belong to another."""
        return other.first <= self.first and self.last <= other.last

    @property
    def halves(self) -> tuple["Window", "Window"]:
        """Cut it in two."""
        half = self.bits - 1
        return Window(self.first, half), Window(self.first + (1 << half), half)

    @property
    def whole(self) -> "Window":
        """Give the window that it is a half of."""
        bits = self.bits + 1
        return Window(self.first >> bits << bits, bits)


ALWAYS: Final = Window()


def day_of(assertion: Assertion, published: date | None) -> int:
    """Give the day that a passage belongs to: its own if it has one, else that of its page; the last of all if none."""
    day = assertion.effective.first if assertion.effective else published
    return (day or date.max).toordinal()


def block_in(key: str, window: Window) -> Block:
    """Name a block: the organisation, and the window if it is not all of its history."""
    return Block(key if window == ALWAYS else f"{key}{_SEPARATOR}{window.first}+{window.bits}")


def key_of(block: Block) -> str:
    """Give the organisation of a block."""
    return block.partition(_SEPARATOR)[0]


def window_of(block: Block) -> Window:
    """Give the window of a block."""
    _, cut, days = block.partition(_SEPARATOR)
    if not cut:
        return ALWAYS
    first, _, bits = days.partition("+")
    return Window(int(first), int(bits))


def windows(days: Iterable[int], limit: int = LIMIT) -> list[Window]:
    """Give the windows of a history: none holds more than `limit` passages, unless they are of one day.

    Shape: earliest first; together they hold every day of the calendar once.
    """

    def cut(window: Window, inside: Sequence[int]) -> Iterator[Window]:
        if len(inside) <= limit or window.bits == 0:
            yield window
            return
        for half in window.halves:
            yield from cut(half, [day for day in inside if half.holds(day)])

    return list(cut(ALWAYS, list(days)))


def window_for(day: int, known: Collection[Window]) -> Window:
    """Give the window that a day falls into, where only the windows that hold passages are known."""
    window = ALWAYS
    while any(each != window and each.within(window) for each in known):
        window = next(half for half in window.halves if half.holds(day))
        if window.bits == 0:
            break
    return window


def beside(block: Block, blocks: Iterable[Block]) -> tuple[Block | None, Block | None]:
    """Give the blocks of the same organisation right before and right after, among those that hold passages."""
    own = window_of(block)
    others = sorted((window_of(each), each) for each in blocks if key_of(each) == key_of(block))
    before = [each for window, each in others if window.last < own.first]
    after = [each for window, each in others if window.first > own.last]
    return before[-1] if before else None, after[0] if after else None


def near(window: Window, readings: Iterable[Reading], limit: int = CONTEXT) -> list[Reading]:
    """Give of a neighbour's readings the passages that lie next to a window: at most `limit`, within weeks."""
    placed = [
        (abs(_outside(window, day_of(said, each.known))), said.id, each, said)
        for each in readings
        for said in each.assertions
    ]
    chosen = sorted((each for each in placed if each[0] <= NEAR.days), key=lambda each: (each[0], each[1]))[
        :limit
    ]
    kept: dict[str, list[Assertion]] = {}
    pages = {reading.version.id: reading for _, _, reading, _ in chosen}
    for _, _, reading, said in chosen:
        kept.setdefault(reading.version.id, []).append(said)
    return [replace(page, assertions=tuple(kept[version])) for version, page in pages.items()]


def _outside(window: Window, day: int) -> int:
    """Give how many days a day lies before or after a window."""
    return window.first - day if day < window.first else max(0, day - window.last)


def joined(readings: Iterable[Reading]) -> list[Reading]:
    """Give each version once, with all its passages from several blocks."""
    pages: dict[str, Reading] = {}
    for each in readings:
        known = pages.get(each.version.id)
        said = (*(known.assertions if known else ()), *each.assertions)
        pages[each.version.id] = replace(each, assertions=tuple(dict.fromkeys(said)))
    return list(pages.values())


def merged(
    window: Window, known: Collection[Window], count: Callable[[Window], int], limit: int = LIMIT
) -> Window:
    """Give the widest window around one that would hold no more than `limit` passages: the one it is to be part of.

    Shape: the window itself if the half beside it is too full for that.
    """
    while window != ALWAYS:
        whole = window.whole
        total = 0
        for each in known:
            if each.within(whole):
                total += count(each)
                if total > limit:
                    return window
        window = whole
    return window
