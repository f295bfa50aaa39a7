"""What the rules of contradiction ask of two passages: time, tools, people, denials, "only"."""

from typing import Final

from graph.derive.holding import Side, at_one_time
from graph.derive.lattice import clash
from graph.derive.population import apart, narrower, same
from graph.derive.said import Said, tools_meet
from graph.identity import folded
from graph.model import State, covers, restricts


def denies(one: Said, other: Said) -> bool:
    """Tell whether one of two passages is a denial."""
    return "denied" in {one.standing, other.standing}


def meet(one: Side, other: Side) -> bool:
    """The same tools at the same time."""
    return tools_meet(one.said, other.said) and at_one_time(one, other)


def denial_first(one: Side, other: Side) -> tuple[Side, Side] | None:
    """Put the denial first; None unless exactly one of the two is one."""
    if (one.said.standing == "denied") == (other.said.standing == "denied"):
        return None
    return (one, other) if one.said.standing == "denied" else (other, one)


def same_people(one: Said, other: Said) -> bool:
    """The same part, or a part of "all": an exception to a plain rule is no clash."""
    first, second = one.population, other.population
    if same(first, second):
        return True
    return (narrower(first, second) and second.universal) or (narrower(second, first) and first.universal)


def after_a_change(one: Side, other: Side) -> bool:
    """A lift or a replacement presupposes what it ends; only a later "still" speaks against it."""
    changes = {"lift", "replace"}
    for change, rule in ((one, other), (other, one)):
        if change.said.assertion.action in changes:
            onset = change.event.onset
            begun = onset.last if onset else change.said.known
            return not (
                rule.said.still
                and rule.said.known > begun
                and same(one.said.population, other.said.population)
            )
    return False


def conditional_permission(permission: Said, limit: Said) -> bool:
    """A permission such as "may use it, but only ..." goes with any limit short of a ban."""
    if permission.direction != "open" or limit.state is None or not restricts(limit.state):
        return False
    return permission.limited and limit.state != "BANNED"


def hits(denied: State | None, fact: Said) -> bool:
    """A denied ban leaves a mere limit standing; "no such rule" takes every kind of limit and duty with it."""
    if fact.state is None:
        return False
    if denied is None:
        return fact.direction in {"limit", "replace"} or fact.state == "MANDATED"
    return covers(denied, fact.state)


def reaches(denial: Said, fact: Said) -> bool:
    """A denial for a part leaves the rest standing."""
    if apart(denial.population, fact.population):
        return False
    return denial.population.whole or not fact.population.whole


def begun(fact: Side, denial: Said) -> bool:
    """What begins after a denial does not contradict it."""
    own = fact.said.assertion.effective
    return own is None or own.first <= denial.known


def excludes(only: Said, other: Said) -> bool:
    """A rule for "only X" against others by name, or against an extent that goes beyond X."""
    if not only.population.exclusive or not other.population.stated or other.population.exclusive:
        return False
    first, second = only.population, other.population
    if first.audience and second.audience and first.audience != second.audience:
        return False
    return not first.whole and (second.whole or not first.part & second.part)


def parts(everybody: Said, part: Said) -> bool:
    """A rule for "everybody" against a named part, told of one decision."""
    return everybody.population.universal and narrower(part.population, everybody.population)


def beyond(closed: Said, wide: Said) -> bool:
    """A closed list against "any", or against a name that is not on it."""
    if closed.assertion.tool_set != "exhaustive" or not closed.tools:
        return False
    if wide.assertion.tool_set == "universal":
        return True
    return bool(closed.named == closed.tools and wide.named - closed.tools)


def comparable(one: Said, other: Said) -> bool:
    """The same state, more or less exactly told."""
    if one.state is None or other.state is None:
        return one.assertion.action == other.assertion.action
    return one.direction == other.direction and not clash(one.state, other.state)


def same_count(one: Side, other: Side, measure: str) -> bool:
    """How many a rule covers is counted for one event and the same people only; anything else by the time."""
    if not measure.endswith("covered"):
        return meet(one, other)
    return one.event.id == other.event.id and same(one.said.population, other.said.population)


def same_speaker(one: Said, other: Said) -> bool:
    """One person who tells both is not contradicted; two outlets that read one memo differently are."""
    speakers = {
        folded(hop.name)
        for hop in one.assertion.chain[-1:]
        if hop.kind in {"person", "spokesperson", "organisation"}
    }
    return bool(speakers & {folded(hop.name) for hop in other.assertion.chain[-1:]})


_NOT_SAID: Final = frozenset({"page", "feed", "sitemap", "url", "discovered"})


def report_day(said: Said) -> bool:
    """The day of the report, taken for the day of the event, proves nothing."""
    effective = said.assertion.effective
    return effective is not None and (
        effective.basis in _NOT_SAID
        or (effective.granularity == "day" and effective.first == said.reading.known)
    )
