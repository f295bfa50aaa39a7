"""Blocks derived anew and saved, with relations across the cuts of a long history tied to the claims beyond the cut.

A relation across a cut is kept by the window before it. It names a claim of the window after it, whose name may change
when that window is derived anew: so windows go in order, each is saved when the next one's claims are known, and the
window before a derived one is tied anew even if nothing else of it has changed.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from graph.derive.owned import crossing, linked, owned, renamed
from graph.derive.rulings import NONE, Rulings
from graph.derive.windows import ALWAYS, beside, joined, key_of, window_of
from graph.layout import Layout, around, blocks_of, settle, to_refresh
from graph.model import Block, Claim, Derived, Reading
from graph.store import Store

Derive = Callable[..., Derived]
"""Derivation: readings in; called with `rulings=` as well where a relation across a cut was dismissed."""


def refresh_stale(
    layout: Layout, reader: str, derive: Derive, rulings: Rulings = NONE, *, everything: bool
) -> Iterator[Derived]:
    """Put stale blocks right, or all, and derive them anew; give what each writes down, by organisation and window.

    Shape: nothing is held but what concerns one organisation, however many are stale. Organisations that passages
    were moved to come last.
    """
    store, work = layout.store, partial(_refresh_organisation, layout, reader, derive, rulings)
    elsewhere: set[Block] = set()
    for block in store.blocks() if everything else store.stale():
        # The first block of an organisation stands for all of them.
        whole = everything and block == min([*blocks_of(store, key_of(block)), block])
        elsewhere |= yield from work(block, whole=whole)
    for block in sorted(elsewhere):
        if store.stale_among([block]):
            yield from work(block, whole=everything)


def _refresh_organisation(
    layout: Layout, reader: str, derive: Derive, rulings: Rulings, block: Block, *, whole: bool
) -> Generator[Derived, None, set[Block]]:
    """Refresh what is stale of the organisation that a block belongs to, or the whole of it.

    Shape: returns the blocks of other organisations that passages were moved from or to.
    """
    store, key = layout.store, key_of(block)
    stale = store.stale_among({*blocks_of(store, key), block})
    if not stale and not whole:
        return set()
    touched = settle(layout, reader, stale)
    ours = {each for each in touched if key_of(each) == key}
    known = blocks_of(store, key)
    due = store.stale_among({*known, *stale, *ours}) | (set(known) if whole else set())
    windows = sorted(to_refresh(layout, sorted(due), known), key=window_of)
    yield from _refresh_windows(store, windows, known, derive, rulings)
    return touched - ours


def _refresh_windows(
    store: Store, windows: Sequence[Block], known: Sequence[Block], derive: Derive, rulings: Rulings
) -> Iterator[Derived]:
    """Derive some windows of one organisation, earliest first; each is saved once the claims after it are known.

    Shape: `known` are all windows of the organisation that hold passages.
    """
    there = set(known)
    for block in windows:
        if block not in there:  # every passage has left it
            yield _save(store, block, derive(store.readings(block)), (), known)
    waiting: _Waiting | None = None
    for block in (each for each in windows if each in there):
        own = store.readings(block)
        before, after = around(partial(_read, store, waiting), block, known)
        derived = _derived(own, before, after, derive, rulings)
        previous, _ = beside(block, known)
        follows = waiting is not None and waiting.block == previous
        if waiting is not None:
            yield _save(store, waiting.block, waiting.derived, derived.claims if follows else None, known)
        if previous is not None and not follows:
            _tie_anew(store, previous, derived.claims)
        waiting = _Waiting(block, own, derived)
    if waiting is not None:
        yield _save(store, waiting.block, waiting.derived, None, known)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A window that was derived and is not saved yet."""

    block: Block
    own: Sequence[Reading]
    derived: Derived


def _read(store: Store, waiting: _Waiting | None, block: Block) -> Sequence[Reading]:
    """Read a window, and the waiting one as it was when it was derived: what came since outruns it."""
    return waiting.own if waiting is not None and waiting.block == block else store.readings(block)


def _derived(
    own: Sequence[Reading],
    before: Sequence[Reading],
    after: Sequence[Reading],
    derive: Derive,
    rulings: Rulings,
) -> Derived:
    """Derive one block, with an eye on what lies right beside it, and give what is its own."""
    if not before and not after:
        return derive(own)
    readings = joined([*own, *before, *after])
    derived = derive(readings)
    dismissed = _dismissed(derived, own, after, rulings)
    if dismissed - rulings.dismissed:
        derived = derive(readings, rulings=replace(rulings, dismissed=rulings.dismissed | dismissed))
    return owned(derived, own, after)


def _dismissed(
    derived: Derived, own: Sequence[Reading], after: Sequence[Reading], rulings: Rulings
) -> frozenset[str]:
    """Give what derivation calls the relations that people dismissed under the names that this block has for them."""
    if not rulings.dismissed:
        return frozenset()
    return frozenset(old for new, old in renamed(derived, own, after).items() if new in rulings.dismissed)


def _save(
    store: Store, block: Block, derived: Derived, claims: Sequence[Claim] | None, known: Sequence[Block]
) -> Derived:
    """Save a block, tied to the claims after it; the window after it too, if it is told of other relations now."""
    _, after = beside(block, known) if window_of(block) != ALWAYS else (None, None)
    if after is None or claims is not None:
        tied = linked(derived, claims or ())
        store.save_derived(block, tied)
        return tied
    told = crossing(store.derived_of(block))
    tied = linked(derived, store.derived_of(after).claims)
    store.save_derived(block, tied)
    if crossing(tied) != told:
        _save_again(store, after)
    return tied


def _tie_anew(store: Store, before: Block, claims: Sequence[Claim]) -> None:
    """Tie the relations of an earlier window to what claims are called now."""
    derived = store.derived_of(before)
    if linked(derived, claims) != derived:
        _save_again(store, before, claims)


def _save_again(store: Store, block: Block, claims: Sequence[Claim] | None = None) -> None:
    """Save a window as it is, unless somebody has added to it: then the next build derives it anyway."""
    store.readings(block)  # a store with several writers writes nothing if the block changes from here on
    if store.stale_among([block]):
        return
    derived = store.derived_of(block)
    store.save_derived(block, derived if claims is None else linked(derived, claims))
