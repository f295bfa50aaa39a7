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
from graph.model import Reason, State

# Between the publication of two pages: one that looks back on last year's rule is no answer to it.
TOGETHER: Final = timedelta(days=90)
# What the models' certainty of both passages comes to at least, multiplied.
LIKELY: Final = 0.45
# The same for a denial and what it denies, where neither passage names the organisation.
SURELY: Final = 0.6
# Pages that must tell of two events side by side before they are taken for two sides of one policy.
_PAGES: Final = 2
# Days between two dates: "on Friday" and "a day later" are read a day or two amiss.
APART: Final = 3
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
    free = not (one.limited or other.limited)
    return hard and free and bool(one.tools & other.tools) and _of_one_quarter(one, other)


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
    return exact and days >= APART and _names_it(one) and _names_it(other)


def answered(one: Said, other: Said) -> bool:
    """Tell whether a denial answers a page of the same quarter, and both are surely of one organisation.

    Shape: one of the two names it itself, or both were read with some certainty.
    """
    if not machine_read(one, other):
        return True
    same = _names_it(one) or _names_it(other) or _likely(one, other) >= SURELY
    return same and _of_one_quarter(one, other)


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
