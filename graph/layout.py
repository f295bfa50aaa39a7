"""Which block every passage stands in: moved when a name is merged or parted, and when a history outgrows its window.

The store is asked and told here; where a day belongs is decided by pure functions (graph.derive.windows).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph.derive.windows import (
    ALWAYS,
    LIMIT,
    Window,
    beside,
    block_in,
    day_of,
    joined,
    key_of,
    merged,
    near,
    window_for,
    window_of,
    windows,
)
from graph.model import Assertion, AssertionId, Block, Reading, VersionId
from graph.store import Store

KeyOf = Callable[[Assertion], Block]
"""The organisation that a passage is filed under, by what is known of names today."""

_REMEMBERED: Final = 10_000  # passages, and organisations: what a day brings, so that a backfill fits as well


def blocks_of(store: Store, key: str) -> list[Block]:
    """Give the blocks of an organisation that hold passages: its name may be the beginning of another's."""
    return [each for each in store.blocks_from(key) if key_of(each) == key]


@dataclass
class Layout:
    """The windows in use, by organisation, kept in step with what is saved; and what this build has changed.

    Shape: `known` are the windows of organisations that were asked for, `fresh` the passages that are all that changed
    in a block since it was derived; of a stale block that is not there nobody knows. Both are forgotten beyond
    _REMEMBERED, so that memory does not grow with the graph. `failed` are the versions that the reader failed on.
    """

    store: Store
    key: KeyOf
    limit: int = LIMIT
    known: dict[str, set[Window]] = field(default_factory=dict)
    fresh: dict[Block, set[AssertionId]] = field(default_factory=dict)
    failed: set[VersionId] = field(default_factory=set)

    def windows(self, key: str) -> set[Window]:
        """Give the windows of an organisation that are in use, to be changed with them."""
        if key not in self.known:
            self.known[key] = {window_of(each) for each in blocks_of(self.store, key)}
        return self.known[key]

    def block(self, assertion: Assertion, published: date | None) -> Block:
        """Give the block that a passage belongs to."""
        key = str(self.key(assertion))
        return block_in(key, window_for(day_of(assertion, published), self.windows(key)))

    def place(self, assertion: Assertion, published: date | None) -> Block:
        """Give the block of a passage, and keep it in mind."""
        block = self.block(assertion, published)
        self.windows(key_of(block)).add(window_of(block))
        return block

    def save(
        self, version: VersionId, reader: str, assertions: Sequence[Assertion], blocks: Sequence[Block]
    ) -> None:
        """Save what a page says, and remember what it adds. Raises: StoreError."""
        unsure = self.store.stale_among(set(blocks) - self.fresh.keys())
        self.store.save_assertions(version, reader, assertions, blocks)
        for said, block in zip(assertions, blocks, strict=True):
            if block not in unsure:
                self.fresh.setdefault(block, set()).add(said.id)
        if max(len(self.known), sum(map(len, self.fresh.values()))) > _REMEMBERED:
            self.known.clear()
            self.fresh.clear()

    def took_back(self, readings: Iterable[Reading]) -> None:
        """Take note that passages may be gone from their blocks: nobody knows what else changed there."""
        for page in readings:
            for said in page.assertions:
                self.fresh.pop(self.block(said, page.known), None)

    def added_nearby(self, block: Block, window: Window, readings: Iterable[Reading]) -> bool:
        """Tell whether what was added to a block, or may have been, lies next to a window beside it."""
        if block not in self.fresh:
            return True
        return any(
            said.id in self.fresh[block] for each in near(window, readings) for said in each.assertions
        )


def settle(layout: Layout, reader: str, blocks: Iterable[Block]) -> set[Block]:
    """Move passages until blocks hold what belongs there: the right names, and no more than fits.

    Shape: gives every block that passages were moved from or to; they hold what belongs there as well, and are stale.
    The windows that result follow from the passages alone, whatever came first.
    """
    layout.known.clear()
    touched: set[Block] = set()
    todo = set(blocks)
    while todo:
        block = min(todo)
        moved = _settle(layout, reader, block)
        touched |= moved
        todo = (todo | moved) - {block}
    return touched


def _settle(layout: Layout, reader: str, block: Block) -> set[Block]:
    """Put one block right; give the blocks that something was moved from or to."""
    store = layout.store
    readings = store.readings(block)
    key, window = key_of(block), window_of(block)
    strange = [each for each in readings if any(layout.key(said) != key for said in each.assertions)]
    if strange:
        moved = _move(layout, reader, strange)
        return moved | _settle(layout, reader, block)
    days = [day_of(said, each.known) for each in readings for said in each.assertions]
    in_use = layout.windows(key)
    if outer := _around_others(window, in_use):
        in_use.discard(outer)
        whole = block_in(key, outer)
        return {whole, *_move(layout, reader, store.readings(whole))}
    if len(days) > layout.limit and window.bits:
        cuts = {each for each in windows(days, layout.limit) if each.within(window)}
        in_use.discard(window)
        in_use |= {each for each in cuts if any(each.holds(day) for day in days)}
        return _move(layout, reader, readings) if cuts != {window} else set()
    wider = merged(window, in_use, lambda each: _count(store, block_in(key, each)), layout.limit)
    if wider == window:
        return set()
    inside = [block_in(key, each) for each in in_use if each.within(wider)]
    in_use -= {window_of(each) for each in inside}
    in_use.add(wider)
    found = joined(said for each in inside for said in store.readings(each))
    return {*inside, *_move(layout, reader, found)}


def _around_others(window: Window, in_use: Iterable[Window]) -> Window | None:
    """Give a window that has another one inside, the given one being either: its passages were filed by somebody else.

    Shape: none after a build; there is one after a kill, a copy into another graph, or a backfill, which knows no
    windows.
    """
    for each in in_use:
        if each != window and (each.within(window) or window.within(each)):
            return max(each, window, key=lambda one: one.bits)
    return None


def _count(store: Store, block: Block) -> int:
    return sum(len(each.assertions) for each in store.readings(block))


def _move(layout: Layout, reader: str, readings: Iterable[Reading]) -> set[Block]:
    """Save readings again under the blocks that they belong to now, and give these."""
    moved: set[Block] = set()
    for version in sorted({each.version.id for each in readings}):
        whole = layout.store.reading(version)
        blocks = [layout.place(said, whole.known) for said in whole.assertions]
        # A page that today's reader failed on keeps its old reader's name, so that it is tried again.
        by = whole.assertions[0].extractor if version in layout.failed else reader
        layout.store.save_assertions(version, by, whole.assertions, blocks)
        moved.update(blocks)
    for block in moved:
        layout.fresh.pop(block, None)
    return moved


def around(
    read: Callable[[Block], Sequence[Reading]], block: Block, blocks: Sequence[Block]
) -> tuple[list[Reading], list[Reading]]:
    """Give the passages right before and right after a block's window; none for a whole history."""
    if window_of(block) == ALWAYS:
        return [], []
    before, after = (near(window_of(block), read(each)) if each else [] for each in beside(block, blocks))
    return before, after


def to_refresh(layout: Layout, stale: Sequence[Block], known: Sequence[Block]) -> list[Block]:
    """Give the blocks to derive anew: the stale ones, and their neighbours, if their surroundings changed.

    Shape: `stale` are of one organisation, `known` all its blocks that hold passages. Neighbours are marked stale as
    well, so that a build that is killed finds them again.
    """
    store = layout.store
    beside_them: set[Block] = set()
    for block in stale:
        if window_of(block) != ALWAYS:
            others = [each for each in beside(block, known) if each is not None]
            readings = store.readings(block)
            beside_them.update(
                each for each in others if layout.added_nearby(block, window_of(each), readings)
            )
    for block in sorted(beside_them - set(stale)):
        store.readings(block)  # a store with several writers leaves it alone if it changes from here on
        store.save_derived(block, store.derived_of(block), fresh=False)
    return sorted(beside_them | set(stale))
