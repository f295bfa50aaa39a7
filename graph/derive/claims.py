"""Positions inside an event: the passages that say the same thing become one claim."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from graph.derive.denials import aim_of
from graph.derive.events import Event
from graph.derive.holding import Side
from graph.derive.linkage import partition
from graph.derive.population import same
from graph.derive.said import Said
from graph.derive.sure import machine_read
from graph.identity import folded
from graph.model import (
    Claim,
    ClaimId,
    Leak,
    Modality,
    Number,
    PartialDate,
    Reason,
    Reasoning,
    Scope,
    State,
    content_id,
    covers,
)


@dataclass(frozen=True)  # no slots, as with Said
class Position:
    """One claim in the making: what is said, by whom. Shape: `said` earliest first."""

    id: ClaimId
    event: Event
    said: tuple[Said, ...]

    @property
    def first(self) -> Said:
        """The page that said it first."""
        return self.said[0]

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Each passage with its event."""
        return tuple(Side(each, self.event) for each in self.said)

    @cached_property
    def versions(self) -> frozenset[str]:
        """The pages that say it."""
        return frozenset(each.version for each in self.said)

    @cached_property
    def states(self) -> frozenset[State]:
        """The states that its passages tell of."""
        return frozenset(each.state for each in self.said if each.state)

    @cached_property
    def days(self) -> frozenset[PartialDate]:
        """The days that its passages give it."""
        return frozenset(each.assertion.effective for each in self.said if each.assertion.effective)

    @cached_property
    def tools(self) -> frozenset[str]:
        """The tools that its passages name."""
        return frozenset().union(*(each.tools for each in self.said))

    @cached_property
    def wide(self) -> bool:
        """Some passage is about a kind of tools, or about tools at large."""
        return any(each.named != each.tools or not each.tools for each in self.said)

    @cached_property
    def pointed(self) -> bool:
        """Some passage counts, says "only", tells of a leak or of a reason that is none: not only states clash."""
        return any(
            each.assertion.numbers
            or each.assertion.leak
            or each.population.exclusive
            or any(reason.stance == "denied" for reason in each.assertion.reasons)
            for each in self.said
        )


def positions_of(event: Event) -> list[Position]:
    """Split an event into positions; each passage is in exactly one, named by its earliest passage.

    Shape: passages that say the very same are asked once, so a hundred echoes cost no more than one.
    """
    voices: dict[Hashable, list[Said]] = {}
    for each in event.said:
        voices.setdefault(_telling(each), []).append(each)
    firsts = [each[0] for each in voices.values()]
    groups = partition(firsts, _bond, lambda one, other: not agree(one, other))
    members = [
        sorted((one for first in group for one in voices[_telling(first)]), key=lambda one: one.order)
        for group in groups
    ]
    return [Position(ClaimId(content_id("c", each[0].assertion.id)), event, tuple(each)) for each in members]


def _telling(said: Said) -> Hashable:
    """Give everything that `agree` asks of a passage; what does not agree with itself stands alone."""
    told = said.assertion
    if said.standing == "denied" or not agree(said, said):
        return told.id
    reasons = stated_reasons(said), ruled_out(said), bool(contrary(said))
    extent = told.scope is not None, said.population, told.effective, told.tool_set, told.numbers, told.leak
    return said.own, said.still, said.state, said.direction, said.tools, *reasons, *extent


def _bond(one: Said, other: Said) -> float | None:
    """The more both say, the closer: silence agrees with everybody, so it is asked last."""
    if not agree(one, other):
        return None
    pairs = (
        (one.assertion.effective, other.assertion.effective),
        (one.assertion.scope, other.assertion.scope),
        (stated_reasons(one), stated_reasons(other)),
        (one.assertion.tool_set, other.assertion.tool_set),
    )
    return float(sum(not (first and second) for first, second in pairs))


def agree(one: Said, other: Said) -> bool:
    """Tell whether two passages of one event say the same wherever both say something, in the same voice."""
    return (
        _same_voice(one, other)
        and _same_state(one, other)
        and _same_tools(one, other)
        and _same_population(one, other)
        and _same_day(one, other)
        and _same_reason(one, other)
        and _same_numbers(one, other)
    )


def _same_voice(one: Said, other: Said) -> bool:
    """The organisation's own word, a page that says "still" and one that argues are claims of their own."""
    if one.standing == "denied" and aim_of(one) != aim_of(other):
        return False
    return (one.own, one.still, bool(contrary(one))) == (other.own, other.still, bool(contrary(other)))


def _same_state(one: Said, other: Said) -> bool:
    if one.state == other.state or one.standing == "denied":
        return True
    if one.state is None or other.state is None or one.direction != "open" or other.direction != "open":
        return False
    return covers(one.state, other.state) or covers(other.state, one.state)


def _same_tools(one: Said, other: Said) -> bool:
    sets = {one.assertion.tool_set, other.assertion.tool_set}
    if len(sets) > 1 and not (machine_read(one, other) and "" in sets):
        return False
    if not one.tools or not other.tools or one.tools == other.tools:
        return True
    beside = not one.named or not other.named or one.named == other.named
    return beside and bool(one.tools & other.tools)


def _same_population(one: Said, other: Said) -> bool:
    first, second = one.population, other.population
    if not first.stated or not second.stated:
        return True
    # "Everyone in the company" and "employees" are to a machine two wordings of one extent.
    everybody = first.universal == second.universal or machine_read(one, other)
    return everybody and first.exclusive == second.exclusive and same(first, second)


def _same_day(one: Said, other: Said) -> bool:
    first, second = one.assertion.effective, other.assertion.effective
    return not first or not second or first.overlaps(second)


def _same_reason(one: Said, other: Said) -> bool:
    first, second = stated_reasons(one), stated_reasons(other)
    if first & ruled_out(other) or second & ruled_out(one):
        return False
    return not first or not second or bool(first & second)


def _same_numbers(one: Said, other: Said) -> bool:
    return counted_differently(one, other) is None and not exchanged(one.assertion.leak, other.assertion.leak)


def counted_differently(one: Said, other: Said) -> tuple[Number, Number] | None:
    """Give two counts of one thing that cannot both be right: "over 1,000" leaves room for 1,500."""
    pairs = product(one.assertion.numbers, other.assertion.numbers)
    return next(((a, b) for a, b in pairs if a.measure == b.measure and disjoint(a, b)), None)


def disjoint(one: Number, other: Number) -> bool:
    """Tell whether no value falls into both."""
    return _ends_below(one, other) or _ends_below(other, one)


def _ends_below(one: Number, other: Number) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def exchanged(one: Leak | None, other: Leak | None) -> bool:
    """Tell whether two passages tell of one leak the wrong way round."""
    if one is None or other is None or not one.source or not one.target:
        return False
    ends = folded(one.source), folded(one.target)
    return ends[0] != ends[1] and ends == (folded(other.target), folded(other.source))


def stated_reasons(said: Said) -> frozenset[str]:
    """Give the categories of the reasons given for the rule."""
    return frozenset(each.category for each in said.assertion.reasons if each.stance == "stated")


def ruled_out(said: Said) -> frozenset[str]:
    """Give the categories of the reasons that are said to be none."""
    return frozenset(each.category for each in said.assertion.reasons if each.stance == "denied")


def contrary(said: Said) -> list[Reason]:
    """Give the reasons that somebody holds against the stated one."""
    return [each for each in said.assertion.reasons if each.stance != "stated" and each.stated_by != "org"]


# The claim that people read ---------------------------------------------------------------------------


def claim_of(position: Position) -> Claim:
    """Write a position down as a claim; its status is found later."""
    said, first = position.said, position.first.assertion
    scoped = [each for each in said if each.assertion.scope]
    return Claim(
        id=position.id,
        event=position.event.id,
        organisation=position.first.organisation,
        organisation_type=first.organisation_type,
        action=first.action,
        state=_exactest(each.state for each in said),
        tools=tuple(sorted(frozenset().union(*(each.tools for each in said)))),
        assertions=tuple(each.assertion.id for each in said),
        documents=tuple(dict.fromkeys(each.reading.document.id for each in said)),
        unit=next((each.assertion.unit for each in said if each.assertion.unit), ""),
        vendors=tuple(sorted({vendor for each in said for vendor in each.assertion.vendors})),
        scope=_widest(scoped),
        effective=_day(said),
        known=position.first.reading.known,
        reasons=_reasons(said),
        reasoning=_reasoning(said),
        affirmed=position.first.standing != "denied",
        modality=_modality(said),
    )


def _exactest(states: Iterable[State | None]) -> State | None:
    told = [state for state in states if state]
    return next((one for one in told if all(covers(other, one) for other in told)), told[0] if told else None)


def _widest(scoped: Sequence[Said]) -> Scope | None:
    """Prefer the page that says "all" or "only", then the earliest."""
    marked = [each for each in scoped if each.population.universal or each.population.exclusive]
    return next((each.assertion.scope for each in (*marked, *scoped)), None)


def _day(said: Sequence[Said]) -> PartialDate | None:
    dated = [each.assertion.effective for each in said if each.assertion.effective]
    return min(dated, key=lambda day: (day.last - day.first, day), default=None)


def _reasons(said: Sequence[Said]) -> tuple[Reason, ...]:
    """One reason per category, holder and stance: the earliest page's words."""
    found: dict[tuple[str, str, str], Reason] = {}
    for each in said:
        for reason in each.assertion.reasons:
            found.setdefault((reason.category, reason.stated_by, reason.stance), reason)
    return tuple(found.values())


def _reasoning(said: Sequence[Said]) -> Reasoning:
    """Tell "the bank gave no reason" from pages that say nothing of reasons."""
    if any(stated_reasons(each) for each in said):
        return "given"
    return "none_given" if any(each.unreasoned for each in said) else "not_reported"


def _modality(said: Sequence[Said]) -> Modality:
    """The firmest that any page is."""
    told: list[Modality] = [each.assertion.modality for each in said]
    firm: tuple[Modality, ...] = ("asserted", "reported", "hedged")
    return next((each for each in firm if each in told), told[0])
