"""What came next: which event takes the place of which, and how. `sequels` writes the relations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from graph.derive.events import Event
from graph.derive.lattice import harsher
from graph.derive.population import apart, narrower
from graph.model import EventId, restricts

Change = Literal["escalates", "eases", "lifts", "replaces"]
Pair = tuple[EventId, EventId]
"""Two events, the later one first."""


def begins(event: Event) -> date | None:
    """Give the first day an event may have begun; None if it may be any time before its report.

    A lift or a replacement is told when it happens: without a day of its own it counts from its first
    report.
    """
    if event.onset:
        return event.onset.first
    changing = bool(event.actions & {"lift", "replace"}) or any(
        each.assertion.later_of for each in event.said
    )
    return event.known if changing and event.known != date.max else None


def begun_by(event: Event) -> date:
    """Give the last day on which an event may have begun: no event is later than its report."""
    return event.onset.last if event.onset else event.known


def supersessions(events: Sequence[Event], refuted: frozenset[EventId]) -> dict[Pair, Change]:
    """Find which event took the place of which, and how: a strict order, since each begins later.

    Shape: pairs, later event first; only the nearest predecessors, so a ban after a lift does not also
    supersede the ban before it. Events that the organisation denies, or that their outlets took back, take
    no part.
    """
    told = [each for each in events if each.standing == "fact" and each.id not in refuted and each.state]
    pairs = {
        (later.id, earlier.id): change
        for later, earlier in _one_after_another(told)
        if (change := change_between(later, earlier)) is not None
    }
    by_id = {each.id: each for each in told}
    exceptions = {
        later for later, earlier in pairs if narrower(by_id[later].population, by_id[earlier].population)
    }
    kept = {pair: change for pair, change in pairs.items() if not _spares(by_id, pair, exceptions)}
    before, after = _neighbours(kept)
    return {
        pair: change
        for pair, change in kept.items()
        if not _between(by_id, before[pair[0]], after[pair[1]], pair)
    }


def _one_after_another(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Give the pairs of events, the later first, of which one may begin after the other on the same tools."""
    ends = [(begun_by(each), each) for each in events]
    for later in events:
        start = begins(later)
        for end, earlier in ends if start is not None else ():
            if start is not None and end <= start and earlier is not later and _same_tools(later, earlier):
                yield later, earlier


def _neighbours(pairs: Iterable[Pair]) -> tuple[dict[EventId, set[EventId]], dict[EventId, set[EventId]]]:
    """Give what each event takes the place of, and what takes its place."""
    before: dict[EventId, set[EventId]] = {}
    after: dict[EventId, set[EventId]] = {}
    for later, earlier in pairs:
        before.setdefault(later, set()).add(earlier)
        after.setdefault(earlier, set()).add(later)
    return before, after


def change_between(later: Event, earlier: Event) -> Change | None:
    """Tell what a later event does to an earlier one on some of its tools and people; None if nothing."""
    if not _follows(later, earlier) or _side_by_side(later, earlier) or not _same_tools(later, earlier):
        return None
    if apart(later.population, earlier.population) and not _names(later, earlier):
        return None
    return _change(later, earlier)


def _follows(later: Event, earlier: Event) -> bool:
    """Strictly later; a lift of the same day follows a limit if a page says that it ends it."""
    start, end = begins(later), begun_by(earlier)
    if start is None or start < end:
        return False
    same_day = "lift" in later.actions and earlier.said[0].direction == "limit" and _names(later, earlier)
    return start > end or same_day


def _side_by_side(later: Event, earlier: Event) -> bool:
    """A page that tells of both, and gives the older one no day, speaks of two rules that go together."""
    if "lift" in later.actions or _names(later, earlier):
        return False
    return any(each.version in later.versions and each.assertion.effective is None for each in earlier.said)


def _change(later: Event, earlier: Event) -> Change | None:
    new, old = later.state, earlier.state
    if (
        new is None
        or old is None
        or {later.said[0].direction, earlier.said[0].direction} & {"investigate", "warn"}
    ):
        return None
    if "replace" in later.actions:
        return "replaces"
    if restricts(old) and not restricts(new):
        return "eases" if later.limited else "lifts"
    if new == old or (not restricts(new) and not restricts(old)):
        return None
    if harsher(new, old):
        return "escalates"
    return "eases" if harsher(old, new) else None


def _same_tools(later: Event, earlier: Event) -> bool:
    """A tool in common, by name, by category, or as an example of a category.

    Shape: leave for "AI tools" in general says nothing about a product that is banned by name.
    """
    if later.tools & earlier.tools:
        return True
    general = all(tool.startswith("category:") for tool in later.tools)
    if general and later.said[0].direction == "open" and "lift" not in later.actions:
        return False
    return any(tool.startswith("category:") for tool in later.tools | earlier.tools)


def _names(later: Event, earlier: Event) -> bool:
    """Some page says itself that the one ends or changes the other."""
    members = {each.assertion.id for each in earlier.said}
    return any(each.assertion.later_of in members for each in later.said)


def _spares(events: Mapping[EventId, Event], pair: Pair, exceptions: set[EventId]) -> bool:
    """A new rule for everybody leaves standing an exception made for a part, unless it says "all"."""
    later, earlier = events[pair[0]], events[pair[1]]
    exempt = earlier.id in exceptions and later.population.whole
    return exempt and not later.population.universal and not _names(later, earlier)


def _between(events: Mapping[EventId, Event], before: set[EventId], after: set[EventId], pair: Pair) -> bool:
    """Tell whether a third event had taken the whole place of the earlier one before the later came."""
    few, many = (before, after) if len(before) < len(after) else (after, before)
    part = events[pair[1]].population
    return any(middle in many and not narrower(events[middle].population, part) for middle in few)
