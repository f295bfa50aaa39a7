"""What became of every source in one crawl: counts as the pages come in, a SourceCheck of each at the end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.listing import UnreadableListing
from crawlers.pulse import Pulse, together
from crawlers.refusal import ABOUT_OTHER_THINGS, ROBOTS
from crawlers.report import Failed, Fate, ListingRead, Skipped, Stored, Unchanged
from crawlers.sources import Outlet, SourceList
from graph.model import SourceCheck


@dataclass(slots=True)
class _Tally:
    pulses: list[Pulse] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)

    def check(self, name: str, at: datetime) -> SourceCheck:
        now = together(self.pulses)
        return SourceCheck(
            name, at, lists=len(self.pulses) + len(self.problems), unreadable=len(self.problems),
            closed=self.problems.count(ROBOTS), problem=next(iter(self.problems), ""),
            named=now.named, dated=now.dated, newest=now.newest, silence=now.silence, **self.fates,
        )  # fmt: skip


class Tallies:
    """Counts by source. Pages on hosts that nobody listed are counted for nobody."""

    def __init__(self, sources: SourceList) -> None:
        self._sources = sources
        self._tallies: dict[str, _Tally] = {}

    def list_read(self, listing: ListingRead | UnreadableListing) -> None:
        """Count a list for the source it belongs to."""
        if not listing.source:
            return
        tally = self._of(listing.source)
        if isinstance(listing, ListingRead):
            tally.pulses.append(listing.pulse)
        else:
            tally.problems.append(listing.problem)

    def settled(self, fate: Fate) -> None:
        """Count a page for the source whose host it is on."""
        outlet = self._sources.outlet_of(fate.url)
        if outlet:
            tally = self._of(outlet.source.name)
            tally.fates[_name(fate)] += 1
            if not _has_lists(outlet):
                _as_list(tally, fate)

    def checks(self, at: datetime) -> Iterator[SourceCheck]:
        """Give the account of each source that was asked for something, by name."""
        for name in sorted(self._tallies):
            yield self._tallies[name].check(name, at)

    def _of(self, name: str) -> _Tally:
        return self._tallies.setdefault(name, _Tally())


def _has_lists(outlet: Outlet) -> bool:
    return next(outlet.lists(), None) is not None


def _as_list(tally: _Tally, fate: Fate) -> None:
    """Let a page of a source that announces nothing stand for a list with one entry."""
    if isinstance(fate, Failed):
        tally.problems.append(fate.problem)
    elif isinstance(fate, Skipped) and fate.reason == ROBOTS:
        tally.problems.append(ROBOTS)
    else:
        tally.pulses.append(Pulse(named=1))


def _name(fate: Fate) -> str:
    if isinstance(fate, Skipped):
        return "gated" if fate.reason == ABOUT_OTHER_THINGS else "skipped"
    names: dict[type[Fate], str] = {Stored: "stored", Unchanged: "unchanged", Failed: "failed"}
    return names[type(fate)]
