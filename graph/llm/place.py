"""Where on a page the words stand that a model says it copied. Exact or not at all: no likeness, no guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.extract.page import Span
from graph.extract.segment import shadow_of
from graph.llm.draft import Passage

NOT_THERE: Final = "not in the text"
AMBIGUOUS: Final = "in more than one place"


@dataclass(frozen=True, slots=True)
class Lost:
    """Words that cannot be placed, and why."""

    why: str


def place(shadow: str, passage: Passage, within: Span) -> Span | Lost:
    """Give where a passage stands inside a stretch of a page, if that is one place and no other.

    Shape: whole words only; odd quotes, dashes and spaces count as their plain forms, as everywhere in matching.
    """
    exact, before = shadow_of(passage.exact).strip(), shadow_of(passage.before)
    if not any(letter.isalnum() for letter in exact):
        return Lost(NOT_THERE)
    found: list[Span] = []
    for start in _starts(shadow, exact, within):
        if _follows(shadow, start, before) and _whole(shadow, start, start + len(exact)):
            found.append(Span(start, start + len(exact)))
            if len(found) > 1:
                return Lost(AMBIGUOUS)
    return found[0] if found else Lost(NOT_THERE)


def _starts(shadow: str, exact: str, within: Span) -> Iterator[int]:
    at = shadow.find(exact, within.start, within.end)
    while at >= 0:
        yield at
        at = shadow.find(exact, at + 1, within.end)


def _follows(shadow: str, start: int, before: str) -> bool:
    """Tell whether some words end where others start; white space between them does not count."""
    wanted = before.strip()
    return not wanted or shadow[max(0, start - len(wanted) - 8) : start].rstrip().endswith(wanted)


def _whole(shadow: str, start: int, end: int) -> bool:
    opens = start == 0 or not (shadow[start - 1].isalnum() and shadow[start].isalnum())
    closes = end == len(shadow) or not (shadow[end].isalnum() and shadow[end - 1].isalnum())
    return opens and closes
