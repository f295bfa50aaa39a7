"""How a source is, judged by its last look and compared with its own past. Pure functions over SourceChecks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from crawlers.pulse import longest_gap
from crawlers.report import Shortened
from graph.model import SourceCheck

State = Literal[
    "well", "not looked at", "no answer", "closed by robots.txt", "empty", "undated", "gone quiet", "in part",
    "cut short",
]  # fmt: skip
# A source is quiet when its silence is twice as long as any it had before: news desks rest over holidays, and
# that doubles a silence of two days. Below three days nobody is called quiet. Both are judgements.
_TWICE: Final = 2.0
_SHORTEST_SILENCE: Final = 3.0  # days


@dataclass(frozen=True, slots=True)
class Health:
    """One source's state and the figures that say so."""

    name: str
    state: State
    detail: str = ""
    at: datetime | None = None

    @property
    def is_well(self) -> bool:
        """Tell whether nobody needs to look at it; that a list gives no dates is worth knowing, but no fault."""
        return self.state in ("well", "undated", "not looked at")


def health_of(name: str, checks: Sequence[SourceCheck], now: datetime) -> Health:
    """Judge a source by the looks at it, oldest first."""
    if not checks:
        return Health(name, "not looked at")
    last, past = checks[-1], checks[:-1]
    state, detail = _trouble(last, past) or _quiet(last, past, now) or _remark(last)
    return Health(name, state, detail, last.at)


def all_health(checks: Iterable[SourceCheck], now: datetime) -> Mapping[str, Health]:
    """Judge every source that was looked at, by name; `checks` come by name, oldest first."""
    grouped = groupby(checks, key=lambda each: each.name)
    return {name: health_of(name, tuple(group), now) for name, group in grouped}


def with_lengths(healths: Mapping[str, Health], short: Iterable[Shortened]) -> Mapping[str, Health]:
    """Add to what the looks say, by name, that the texts of a source have become short; other trouble comes first."""
    cut = {
        each.source: Health(
            each.source, "cut short", f"we read {each.now:.0%} of its texts instead of {each.before:.0%}"
        )
        for each in short
    }
    added = {
        name: replace(each, at=healths[name].at if name in healths else None)
        for name, each in cut.items()
        if name not in healths or healths[name].is_well
    }
    return dict(sorted({**healths, **added}.items()))


def _trouble(last: SourceCheck, past: Sequence[SourceCheck]) -> tuple[State, str] | None:
    """Say what keeps a source from being read at all."""
    if last.lists and last.unreadable == last.lists:
        if last.closed == last.unreadable:
            return "closed by robots.txt", ""
        return "no answer", last.problem
    if last.lists and not last.named:
        before = max((each.named for each in past), default=0)
        return "empty", f"named up to {before} pages before" if before else "names no page"
    return None


def _quiet(last: SourceCheck, past: Sequence[SourceCheck], now: datetime) -> tuple[State, str] | None:
    """Say that nothing new has come for much longer than ever before. Without a date, new pages are the sign.

    A source that is a few single pages, such as terms of service, names one page a list: it may rest for years.
    """
    looks = [each for each in (*past, last) if each.newest or (each.stored and each.named > each.lists)]
    moments = sorted({each.newest or each.at for each in looks})
    if not moments:
        return None
    known = max([longest_gap(moments), *(each.silence for each in looks)])
    silent = (now - moments[-1]) / timedelta(days=1)
    if known and silent > max(_TWICE * known, _SHORTEST_SILENCE):
        return "gone quiet", f"nothing new for {silent:.0f} days; its longest silence before was {known:.1f}"
    return None


def _remark(last: SourceCheck) -> tuple[State, str]:
    if last.unreadable:
        return "in part", f"{last.unreadable} of {last.lists} lists: {last.problem}"
    if last.named > last.lists and not last.dated:
        return "undated", f"none of {last.named} pages has a date in its list"
    return "well", _figures(last)


def _figures(last: SourceCheck) -> str:
    if last.named <= last.lists:
        return f"{last.named} read"
    parts = [f"{last.named} named"]
    parts += [f"{last.dated} dated"] if last.dated != last.named else []
    parts += [f"newest of {last.newest:%Y-%m-%d}"] if last.newest else []
    parts += [f"{last.stored} new"] if last.stored else []
    return ", ".join(parts)
