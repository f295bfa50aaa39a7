"""Small judgements of layout: which words to mark, what each side says of the field that clashes, tones."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graph.ask import Side
from graph.model import State, restricts
from ui import words
from ui.vocabulary import REASONS, STATES

STATUS_TONES: Final[Mapping[str, str]] = {
    "single_origin": "quiet",
    "corroborated": "good",
    "contested": "clash",
    "superseded": "later",
    "corrected": "later",
    "retracted": "clash",
}
FIELDS: Final[Mapping[str, str]] = {
    "population": "binds",
    "effective": "from",
    "state": "rule",
    "tools": "tools",
    "reason": "reason",
    "numbers": "counts",
    "leak": "leak",
}


def tone(state: State | None) -> str:
    """Tell limits from permissions by colour; the words beside it say the same."""
    if state is None:
        return "quiet"
    return "strict" if restricts(state) else "open"


def values(side: Side, fields: Iterable[str]) -> list[tuple[str, str]]:
    """Give what a side says of each field, with the field's name; a field it says nothing of is left out."""
    said = {
        "population": words.population(side.claim),
        "effective": words.when(side.claim.effective) if side.claim.effective else "",
        "state": STATES[side.claim.state] if side.claim.state else "",
        "tools": words.tools(side.claim.tools),
        "reason": _reason(side),
        "numbers": words.listed([each.text for each in side.passage.assertion.numbers]),
        "leak": _leak(side),
    }
    return [(FIELDS[each], said[each]) for each in fields if said.get(each)]


def marked(side: Side, fields: Iterable[str]) -> list[tuple[str, bool]]:
    """Split a side's quote into its words and whether they show a clashing field, in order and complete."""
    start = side.quote.start
    spans = sorted({(begin - start, end - start) for begin, end in _spans(side, frozenset(fields))})
    return [part for part in _cut(side.quote.exact, spans) if part[0]]


def _reason(side: Side) -> str:
    """Name the reason that the side's words give."""
    given = [each for each in side.passage.assertion.reasons if each.quote and each.quote == side.quote]
    return words.listed([*dict.fromkeys(REASONS.get(each.category, each.category) for each in given)])


def _leak(side: Side) -> str:
    leak = side.passage.assertion.leak
    return f"from {leak.source} to {leak.target}" if leak else ""


def _spans(side: Side, fields: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Find the code points of the page that show the fields, inside the side's quote."""
    assertion, quote = side.passage.assertion, side.quote
    shown = [slot.quote for slot in assertion.slots if slot.name == "tool" and "tools" in fields]
    if assertion.trigger and "state" in fields:
        shown.append(assertion.trigger)
    for each in shown:
        if quote.start <= each.start < each.end <= quote.end:
            yield each.start, each.end
    said = [assertion.scope.text] if assertion.scope and "population" in fields else []
    said += [each.text for each in assertion.numbers if "numbers" in fields]
    for text in said:
        if text and text in quote.exact:
            begin = quote.start + quote.exact.index(text)
            yield begin, begin + len(text)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        if start >= at:
            yield text[at:start], False
            yield text[start:end], True
            at = end
    yield text[at:], False
