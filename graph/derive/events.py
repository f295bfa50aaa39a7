"""Which passages tell of the same event: one organisation, one decision, one population."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from graph.derive.choruses import Chorus, choruses_of
from graph.derive.lattice import clash, exacter
from graph.derive.linkage import partition
from graph.derive.meeting import overlapping
from graph.derive.population import Population, same, strangers
from graph.derive.said import Said, Standing, earliest, tools_meet
from graph.model import Action, EventId, PartialDate, State, content_id, covers

# Days by which pages differ on when one decision took effect. The nearest rules that the storylines keep apart lie 22
# days from one another, the most discordant reports of one rule there 9, in the practice storylines 14 and 16.
_SLACK: Final = timedelta(days=16)
# A page that only knows the month may take the month of the announcement for that of the rule.
_COARSE: Final = timedelta(days=30)
# Memory fades: a page that looks back may be off by a tenth of the time that has passed (a ban of May
# remembered as one of March, three years later).
_FADING: Final = 10
# A rule may be reported so long before it begins.
_NOTICE: Final = timedelta(days=31)
# Without a date and without a tool in common by name, passages this far apart tell of different things.
_FAR: Final = timedelta(days=120)
# Undated reports of different states belong together only if they came out together.
_TOGETHER: Final = timedelta(days=14)
# An undated passage is not tied to what was told so long before, unless a page in between tells of it too.
_FORGOTTEN: Final = timedelta(days=730)
_DEAREST: Final = 4.0  # where bonds end; sums of the costs below, from 0 for "says the very same"


@dataclass(frozen=True)  # no slots, as with Said
class Event:
    """One decision as everybody tells it. Shape: `said` earliest first."""

    id: EventId
    said: tuple[Said, ...]

    @cached_property
    def standing(self) -> Standing:
        """Reports are grouped with reports, denials with denials, and so on."""
        return self.said[0].standing

    @cached_property
    def tools(self) -> frozenset[str]:
        """All tools that somebody names for it."""
        return frozenset().union(*(each.tools for each in self.said))

    @cached_property
    def versions(self) -> frozenset[str]:
        """The pages that tell of it."""
        return frozenset(each.version for each in self.said)

    @cached_property
    def actions(self) -> frozenset[Action]:
        """What it is told as."""
        return frozenset(each.assertion.action for each in self.said)

    @cached_property
    def limited(self) -> bool:
        """A permission that leaves a limit behind, by whoever is most exact about it."""
        return "lift" not in self.actions and any(each.limited for each in self.said)

    @cached_property
    def voices(self) -> list[Said]:
        """Those who know best: the organisation's own pages if there are any, otherwise everybody."""
        return [each for each in self.said if each.own] or list(self.said)

    @cached_property
    def onset(self) -> PartialDate | None:
        """When it took effect: the best voice's day, as exact as anybody has it; None if nobody says."""
        for group in (self.voices, self.said):
            dated = [each for each in group if each.assertion.effective]
            if dated:
                first = earliest(dated).assertion.effective
                agreeing = [
                    d for each in dated if (d := each.assertion.effective) and first and d.overlaps(first)
                ]
                return min(agreeing, key=lambda day: (day.last - day.first, day))
        return None

    @cached_property
    def known(self) -> date:
        """The first day that anybody published it."""
        return self.said[0].known

    @cached_property
    def state(self) -> State | None:
        """The state it brings: the best voice's, made more exact by whoever does not disagree."""
        told = [each.state for each in self.voices if each.state] or [
            each.state for each in self.said if each.state
        ]
        if not told:
            return None
        state = told[0]
        for other in (each.state for each in self.said):
            if other and exacter(other, state):
                state = other
        return state

    @cached_property
    def population(self) -> Population:
        """Whom it binds: the widest that the best voices tell."""
        stated = [each.population for each in self.voices if each.population.stated]
        stated = stated or [each.population for each in self.said if each.population.stated]
        return min(stated, key=lambda each: (len(each.part) > 0, not each.universal), default=Population())


def events_of(said: Sequence[Said]) -> list[Event]:
    """Group passages into events; each passage is in exactly one.

    Shape: events by their earliest passage, whose id names the event: a later echo does not rename it.
    """
    choruses = choruses_of(sorted(said, key=lambda each: each.order))
    firsts = [each.first for each in choruses]
    groups = partition(choruses, _bond, _barred, candidates(firsts))
    members = (
        sorted((one for each in group for one in each.said), key=lambda one: one.order) for group in groups
    )
    return [Event(EventId(content_id("e", each[0].assertion.id)), tuple(each)) for each in members]


def _bond(one: Chorus, other: Chorus) -> float | None:
    return None if _barred(one, other) else _cost(one.first, other.first)


def _barred(one: Chorus, other: Chorus) -> bool:
    return barred(one.first, other.first, one_page=bool(one.versions & other.versions))


def candidates(said: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """Give the pairs worth asking: of one standing and direction, near enough in time, on some common tool."""
    piles: dict[tuple[str, str], list[int]] = {}
    for place, each in enumerate(said):
        way = "" if each.standing == "denied" else "open" if each.direction == "replace" else each.direction
        piles.setdefault((each.standing, way), []).append(place)
    for pile in piles.values():
        for left, right in overlapping([_reach(said[place]) for place in pile]):
            one, other = said[pile[left]], said[pile[right]]
            if "replace" in {one.direction, other.direction} or tools_meet(one, other):
                yield pile[left], pile[right]


def _reach(said: Said) -> tuple[date, date]:
    """Give the days between which another passage on the same event has to speak, or to date it."""
    effective = said.assertion.effective
    if said.known == date.max:
        return date.min, date.max
    if effective is None:
        return said.known, _later(said.known, _FORGOTTEN)
    slack = max(_slack(said, said), _NOTICE)
    first = effective.first - min(slack, effective.first - date.min)
    return first, max(_later(effective.last, slack), _later(effective.first, _FORGOTTEN))


def _later(day: date, span: timedelta) -> date:
    return day + min(span, date.max - day)


def bond(one: Said, other: Said) -> float | None:
    """Give the cost of believing that two passages tell of one event; None if nothing says so."""
    return None if barred(one, other) else _cost(one, other)


def _cost(one: Said, other: Said) -> float | None:
    parts = (_tools(one, other), _states(one, other), _populations(one, other), _dates(one, other))
    known = [part for part in parts if part is not None]
    total = sum(known)
    return total if len(known) == len(parts) and total <= _DEAREST else None


def barred(one: Said, other: Said, *, one_page: bool | None = None) -> bool:
    """Tell whether two passages cannot be of one event, whatever else speaks for it.

    Shape: `one_page` if some page says both; otherwise it is asked of the two.
    """
    together = one.version == other.version if one_page is None else one_page
    if one.standing != other.standing or strangers(one.population, other.population):
        return True
    if one.standing == "denied":
        return together or _differently_aimed(one, other)
    if not _same_way(one, other):
        return True
    first, second = one.assertion.effective, other.assertion.effective
    if first and second and _gap(first, second) > _slack(one, other):
        return True
    return together and _two_rules(one, other)


def _differently_aimed(one: Said, other: Said) -> bool:
    """A denial of a whole rule and one of its reach into a part are two denials."""
    return one.population.whole != other.population.whole


def _same_way(one: Said, other: Said) -> bool:
    """Acts of one direction, or a replacement and the permission of what takes the place."""
    if one.direction == other.direction:
        return True
    ways = {one.direction: one, other.direction: other}
    if set(ways) == {"replace", "open"}:
        return bool(ways["open"].tools & set(ways["replace"].assertion.replaced_by))
    return False


def _two_rules(one: Said, other: Said) -> bool:
    """A page that says two different things tells of two rules: it would not tell of one rule twice."""
    first, second = one.assertion.effective, other.assertion.effective
    disjoint = bool(first and second and not first.overlaps(second))
    return one.state != other.state or not same(one.population, other.population) or disjoint


def _tools(one: Said, other: Said) -> float | None:
    ways = {one.direction, other.direction}
    if ways == {"replace", "open"}:
        return 0.5
    if one.named & other.named or (one.tools and one.tools == other.tools):
        return 0.0
    if one.tools & other.tools:
        return 0.5
    if not tools_meet(one, other):
        return None
    undated = not (one.assertion.effective and other.assertion.effective)
    return None if undated and abs(one.known - other.known) > _FAR else 1.0


def _states(one: Said, other: Said) -> float | None:
    if one.state is None or other.state is None or one.state == other.state:
        return 0.0
    if covers(one.state, other.state) or covers(other.state, one.state) or not clash(one.state, other.state):
        return 0.5
    first, second = one.assertion.effective, other.assertion.effective
    agreed = first.overlaps(second) if first and second else abs(one.known - other.known) <= _TOGETHER
    return 2.0 if agreed or one.direction != other.direction else None


def _populations(one: Said, other: Said) -> float:
    if not one.population.stated or not other.population.stated:
        return 0.25
    return 0.0 if same(one.population, other.population) else 1.0


def _dates(one: Said, other: Said) -> float | None:
    """Agreeing dates cost nothing; silence costs more the longer the time between."""
    first, second = one.assertion.effective, other.assertion.effective
    if first and second:
        return 0.0 if first.overlaps(second) else 0.5
    if first is None and second is None:
        return 1.0 + _years(abs(one.known - other.known))
    dated, undated = (one, other) if first else (other, one)
    onset = dated.assertion.effective
    if onset is None or undated.known == date.max:
        return 2.0
    if onset.first <= undated.known:
        return 1.0 + _years(undated.known - onset.first)
    return 2.0 if onset.first <= undated.known + _NOTICE else None


def _gap(one: PartialDate, other: PartialDate) -> timedelta:
    return max(one.first - other.last, other.first - one.last, timedelta(0))


def _slack(one: Said, other: Said) -> timedelta:
    """How far apart two days of one event may be told: more, the longer ago it was for whoever looks back."""
    ages = [
        each.known - each.assertion.effective.last
        for each in (one, other)
        if each.assertion.effective and each.known != date.max
    ]
    return max([_COARSE if _coarse(one) or _coarse(other) else _SLACK, *(age / _FADING for age in ages)])


def _coarse(said: Said) -> bool:
    effective = said.assertion.effective
    return effective is not None and effective.granularity in {"month", "quarter", "year"}


def _years(span: timedelta) -> float:
    return min(span.days / 365.0, 2.0)
