"""The rules of contradiction, one function a row: two passages in, a sentence out if they clash.

The caller has made sure that the passages stand on different pages and are reported or denied as facts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph.derive import explain, sure
from graph.derive.claims import counted_differently, exchanged, stated_reasons
from graph.derive.comparing import (
    after_a_change,
    begun,
    beyond,
    comparable,
    conditional_permission,
    denial_first,
    denies,
    excludes,
    hits,
    meet,
    parts,
    reaches,
    report_day,
    same_count,
    same_people,
    same_speaker,
)
from graph.derive.denials import aim_of, denied_reasons, denied_speaker, denied_state, denies_reason
from graph.derive.holding import Side
from graph.derive.lattice import clash
from graph.derive.population import same
from graph.derive.said import Said, tools_meet
from graph.model import Quote, Reason


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two passages cannot both be right; quotes where better words exist than their sentences."""

    why: str
    fields: tuple[str, ...]
    quote: Quote | None = None
    other: Quote | None = None


Rule = Callable[[Side, Side], Clash | None]


def _sentences(one: Said, other: Said, slot: str) -> tuple[Quote | None, Quote | None]:
    """Give the sentences that fill a slot, where a page fills it in another sentence than that of its claim."""
    a, b = (
        next((each.quote for each in said.assertion.slots if each.name == slot), None)
        for said in (one, other)
    )
    return a, b


def state(one: Side, other: Side) -> Clash | None:
    """States that cannot hold at once, for the same people, tools and time."""
    a, b = one.said, other.said
    if denies(a, b) or a.state is None or b.state is None or not clash(a.state, b.state):
        return None
    if one.event.id != other.event.id and sure.told_together(one, other):
        return None
    if not meet(one, other) or not same_people(a, b) or after_a_change(one, other):
        return None
    if conditional_permission(a, b) or conditional_permission(b, a) or not sure.opposed(a, b):
        return None
    return Clash(
        f"{explain.page_text(a)} says that {explain.act_text(a)}, {explain.page_text(b)} says that "
        f"{explain.act_text(b)}; both cannot hold for the same people at the same time.",
        ("state",),
    )


def negation(one: Side, other: Side) -> Clash | None:
    """One says that a rule holds, the other that it does not."""
    pair = denial_first(one, other)
    if pair is None or not meet(one, other):
        return None
    denial, fact = pair[0].said, pair[1].said
    if fact.state is None or not reaches(denial, fact) or not begun(pair[1], denial):
        return None
    if not sure.answered(denial, fact):
        return None
    if aim_of(denial) != "rule" or not hits(denied_state(denial), fact):
        return None
    return Clash(
        f"{explain.page_text(fact)} says that {explain.act_text(fact)}; "
        f"{explain.page_text(denial)} says that this is not so.",
        ("polarity",),
    )


def population(one: Side, other: Side) -> Clash | None:
    """One says only these people, the other names others or everybody."""
    a, b = one.said, other.said
    if (
        denies(a, b)
        or a.direction != b.direction
        or a.direction not in {"limit", "open"}
        or not meet(one, other)
    ):
        return None
    if not sure.bound_apart(a, b):
        return None
    # "Staff" on one page and "engineers" on the other are to a machine two extents of what is one rule.
    reported_as_one = one.event.id == other.event.id and not sure.machine_read(a, b)
    if excludes(a, b) or excludes(b, a) or (reported_as_one and (parts(a, b) or parts(b, a))):
        return Clash(
            f"By {explain.page_text(a)} the rule is for {explain.whom_text(a.population, a)}, by "
            f"{explain.page_text(b)} it is for {explain.whom_text(b.population, b)}.",
            ("population",),
            *_sentences(a, b, "population"),
        )
    return None


def tools(one: Side, other: Side) -> Clash | None:
    """One gives a closed list of tools, the other says any tool or names one outside the list."""
    a, b = one.said, other.said
    if denies(a, b) or one.event.id != other.event.id or not (beyond(a, b) or beyond(b, a)):
        return None
    closed, wide = (a, b) if beyond(a, b) else (b, a)
    return Clash(
        f"By {explain.page_text(closed)} the rule is about {explain.tools_text(closed.tools)} and nothing "
        f"else, by {explain.page_text(wide)} it is about "
        f"{'any ' if wide.assertion.tool_set == 'universal' else ''}{explain.tools_text(wide.tools)}.",
        ("tools",),
        *_sentences(a, b, "tool_set"),
    )


def date(one: Side, other: Side) -> Clash | None:
    """One decision, two days on which it began."""
    a, b = one.said, other.said
    first, second = a.assertion.effective, b.assertion.effective
    if (
        denies(a, b)
        or one.event.id != other.event.id
        or first is None
        or second is None
        or first.overlaps(second)
    ):
        return None
    if not comparable(a, b) or not same(a.population, b.population) or report_day(a) or report_day(b):
        return None
    if not sure.dated_apart(a, b):
        return None
    return Clash(
        f"{explain.page_text(a)} dates the rule to {explain.date_text(first)}, {explain.page_text(b)} to "
        f"{explain.date_text(second)}, and nobody tells of another rule in between.",
        ("effective",),
    )


def reason(one: Side, other: Side) -> Clash | None:
    """A reason that one gives and the other rules out."""
    if not tools_meet(one.said, other.said):
        return None
    return _reason_denied(one, other) or _reason_denied(other, one) or _other_reason_alone(one, other)


def number(one: Side, other: Side) -> Clash | None:
    """Two counts of one thing that leave no number in common."""
    a, b = one.said, other.said
    pair = None if denies(a, b) else counted_differently(a, b)
    if pair is None or not same_count(one, other, pair[0].measure) or not sure.counted_apart(a, b, *pair):
        return None
    return Clash(
        f"{explain.page_text(a)} counts {pair[0].measure} as “{pair[0].text}”, {explain.page_text(b)} as "
        f"“{pair[1].text}”.",
        ("numbers",),
        *_sentences(a, b, "numbers"),
    )


def roles(one: Side, other: Side) -> Clash | None:
    """One leak, told the wrong way round by one of two pages."""
    a, b = one.said.assertion.leak, other.said.assertion.leak
    if denies(one.said, other.said) or a is None or b is None or not exchanged(a, b):
        return None
    if same_speaker(one.said, other.said):
        return None
    return Clash(
        f"By {explain.page_text(one.said)} it came from {a.source} to {a.target}, by "
        f"{explain.page_text(other.said)} from {b.source} to {b.target}.",
        ("leak",),
        *_sentences(one.said, other.said, "leak"),
    )


def attribution(one: Side, other: Side) -> Clash | None:
    """One has it from a speaker who, by the other, said no such thing."""
    pair = denial_first(one, other)
    if pair is None:
        return None
    denial, fact = pair[0].said, pair[1].said
    speaker = denied_speaker(denial, fact)
    if not speaker or denial.known < fact.known or aim_of(denial) != "saying":
        return None
    return Clash(
        f"{explain.page_text(fact)} has it from {speaker}; {explain.page_text(denial)} says that there was "
        "no such statement.",
        ("attribution",),
    )


def _reason_denied(giving: Side, denying: Side) -> Clash | None:
    """A reason reported on one page, denied as a fact on another."""
    given = [each for each in giving.said.assertion.reasons if each.stance == "stated"]
    if not given or giving.said.standing == "denied":
        return None
    hit = next((each for each in given if _rules_out(denying.said, each)), None)
    if hit is None:
        return None
    return Clash(
        f"{explain.page_text(giving.said)} gives {explain.reason_text(hit)} as the reason, "
        f"{explain.page_text(denying.said)} says that it was not.",
        ("reason",),
        hit.quote,
    )


def _rules_out(denying: Said, given: Reason) -> bool:
    """A denial of this reason, by the organisation or as a report's fact: an author's doubt is a dispute."""
    if denying.standing == "denied":
        return aim_of(denying) == "reason" and denies_reason(denying, given)
    return denying.reading.document.kind != "commentary" and any(
        each.category == given.category
        and each.stated_by == "org"
        and sure.of_one_thing(denying, each, given)
        for each in denied_reasons(denying)
    )


def _other_reason_alone(one: Side, other: Side) -> Clash | None:
    """A reason said to be the only one, beside a report of another."""
    a, b = one.said, other.said
    if denies(a, b) or one.event.id != other.event.id or not stated_reasons(a) or not stated_reasons(b):
        return None
    if stated_reasons(a) & stated_reasons(b) or not (sole_reason(a) or sole_reason(b)):
        return None
    if sure.machine_read(a, b):
        return None
    sole, added = (a, b) if sole_reason(a) else (b, a)
    return Clash(
        f"{explain.page_text(sole)} gives {explain.spelled(min(stated_reasons(sole)))} as the only reason, "
        f"{explain.page_text(added)} gives {explain.spelled(min(stated_reasons(added)))}.",
        ("reason",),
    )


def sole_reason(said: Said) -> bool:
    """Tell whether a passage gives one reason and says that it is the only one."""
    stated = [each for each in said.assertion.reasons if each.stance == "stated"]
    words = [each.quote.exact if each.quote else each.text for each in stated]
    return len(stated) == 1 and bool(said.cues.exclusive.search(words[0]))


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("state", state),
    ("negation", negation),
    ("population", population),
    ("tools", tools),
    ("date", date),
    ("number", number),
    ("reason", reason),
    ("roles", roles),
    ("attribution", attribution),
)
