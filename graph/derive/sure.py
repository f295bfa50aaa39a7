"""How far two passages that a machine has read may be held against each other: it takes more than a difference.

What people have marked carries no factors and is taken at its word. Of 275 clashes between 2,100 pages that the
packaged extractor had read, four were genuine; DECISIONS tells what the others rested on, and how many true ones
these conditions cost.
"""

from datetime import timedelta
from math import prod
from typing import Final

from graph.derive.cues import words_of
from graph.derive.holding import Side
from graph.derive.said import Said
from graph.model import Number, Reason, State

# Between the publication of two pages: one that looks back on last year's rule is no answer to it.
TOGETHER: Final = timedelta(days=90)
# What the models' certainty of both passages comes to at least, multiplied.
LIKELY: Final = 0.4
# The same for a denial and what it denies, where neither passage names the organisation.
SURELY: Final = 0.6
# Pages that must tell of two events side by side before they are taken for two sides of one policy.
_PAGES: Final = 2
# Days between two dates: "on Friday" and "a day later" are read a day or two amiss.
APART: Final = 3
# How many times the smaller of two counts the larger has to be.
ROUNDED: Final = 1.2
# Words that count people without telling which.
EVERYBODY: Final = words_of("people persons employees staff them members us you workers")
_OPEN: Final[frozenset[State | None]] = frozenset({"ALLOWED", "ENCOURAGED", "MANDATED"})
_EXACT: Final = frozenset({"day", "month"})


def machine_read(one: Said, other: Said) -> bool:
    """Tell whether a machine has read one of two passages."""
    return bool(one.assertion.factors or other.assertion.factors)


def fit(one: Said, other: Said) -> bool:
    """Tell whether two passages were read with enough certainty to be held against each other at all."""
    return not machine_read(one, other) or _likely(one, other) >= LIKELY


def opposed(one: Said, other: Said) -> bool:
    """Tell whether one forbids what the other, of the same quarter, allows without conditions, the same tools.

    Shape: where a machine has read; a limit, an approval and a permission with a condition are mostly one policy in the
    words of two pages.
    """
    if not machine_read(one, other):
        return True
    hard = "BANNED" in {one.state, other.state} and bool({one.state, other.state} & _OPEN)
    total = any(_total(each) for each in (one, other))
    free = total or not (one.limited or other.limited)
    return hard and free and (total or bool(one.tools & other.tools)) and _of_one_quarter(one, other)


def _total(ban: Said) -> bool:
    """A ban on every tool there is, without exceptions: no permission goes with it, under whatever conditions."""
    return ban.state == "BANNED" and ban.assertion.tool_set == "universal" and not ban.limited


def told_together(one: Side, other: Side) -> bool:
    """Tell whether pages that tell of both events see no clash between them.

    Shape: one page is enough; two where a machine has read, which takes "they deny the ban" for a ban and a denial.
    """
    both = one.event.versions & other.event.versions
    return len(both) >= (_PAGES if machine_read(one.said, other.said) else 1)


def dated_apart(one: Said, other: Said) -> bool:
    """Tell whether both passages name the organisation and give days that no slip of a reader explains."""
    first, second = one.assertion.effective, other.assertion.effective
    if not machine_read(one, other) or first is None or second is None:
        return True
    days = max((second.first - first.last).days, (first.first - second.last).days)
    exact = {first.granularity, second.granularity} <= _EXACT
    return exact and days >= APART and ((_names_it(one) and _names_it(other)) or _of_one_rule(one, other))


def _of_one_rule(one: Said, other: Said) -> bool:
    """Tell whether two days are given for one act on one tool, though a page calls the organisation "the bank"."""
    first, second = one.assertion, other.assertion
    days = {each.effective.granularity for each in (first, second) if each.effective}
    alike = first.action == second.action and bool(one.named & other.named) and days == {"day"}
    return alike and _likely(one, other) >= SURELY


def answered(one: Said, other: Said) -> bool:
    """Tell whether a denial answers a page of the same quarter, and both are surely of one organisation.

    Shape: one of the two names it itself, or both were read with some certainty.
    """
    if not machine_read(one, other):
        return True
    same = _names_it(one) or _names_it(other) or _likely(one, other) >= SURELY
    return same and _of_one_quarter(one, other)


def bound_apart(one: Said, other: Said) -> bool:
    """Tell whether two rules of one quarter come to the same state, so that only whom they bind can differ."""
    if not machine_read(one, other):
        return True
    return one.state is not None and one.state == other.state and _of_one_quarter(one, other)


def counted_apart(one: Said, other: Said, first: Number, second: Number) -> bool:
    """Tell whether two counts are of things of one name and further apart than rounding brings them."""
    if not machine_read(one, other):
        return True
    low, high = sorted([_middle(first), _middle(second)])
    return high >= ROUNDED * low and _of_one_quarter(one, other) and _of_one_name(first, second)


def _middle(number: Number) -> float:
    ends = [end for end in (number.low, number.high) if end is not None]
    return sum(ends) / len(ends)


def _of_one_name(first: Number, second: Number) -> bool:
    ours, theirs = words_of(first.text), words_of(second.text)
    return not ours or not theirs or bool(ours & theirs or EVERYBODY & (ours | theirs))


def of_one_thing(denying: Said, denied: Reason, given: Reason) -> bool:
    """Tell whether a reason that is denied and one that is given have a word in common, not just a category.

    Shape: where a machine has read the denial; "its country of origin had nothing to do with it" leaves "a risk to
    security" standing.
    """
    return not denying.assertion.factors or bool(_words(denied) & _words(given))


def _words(reason: Reason) -> frozenset[str]:
    return words_of(f"{reason.text} {reason.quote.exact if reason.quote else ''}")


def _of_one_quarter(one: Said, other: Said) -> bool:
    dated = one.reading.known is not None and other.reading.known is not None
    return dated and abs(one.known - other.known) <= TOGETHER


def _likely(one: Said, other: Said) -> float:
    """Give what the models' certainty of both passages comes to, multiplied (0-1)."""
    return prod(
        each.value for said in (one, other) for each in said.assertion.factors if each.name == "likely"
    )


def _names_it(said: Said) -> bool:
    return said.own or said.assertion.organisation.casefold() in said.assertion.quote.exact.casefold()
