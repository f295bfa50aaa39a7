"""Pages that say more than the page they have it from. Only where both are read: an unread source is no witness.

A page that also names somebody else may have the rest from there, so only pages with one source are looked at, and
what stands anywhere in the source's text is no addition, whether or not the rules have found it there.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.derive import explain
from graph.derive.citations import is_named
from graph.derive.claims import Position, stated_reasons
from graph.derive.cues import words_of
from graph.derive.drafts import Grounds
from graph.derive.lattice import exacter
from graph.derive.said import Said
from graph.derive.scene import Scene, relation
from graph.model import Hop, Relation

Shown = tuple[Position, Said]

_EVERYBODY: Final = re.compile(
    r"\b(?:all|every|everyone|everybody|anyone|anybody|any|entire|whole|company-wide|nobody)\b", re.IGNORECASE
)
# A source that dates something by such words may mean the day that its reader works out.
_RELATIVE: Final = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|this (?:week|month|morning)|(?:last|next) (?:week|month)|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Addition:
    """What a page has beyond its source: the slot, and how it says so."""

    slot: str
    what: str


def drifts(scene: Scene, grounds: Grounds) -> Iterator[Relation]:
    """Find what pages add to the one page they have something from, one relation for each page and slot."""
    for position in scene.facts:
        for said in position.said:
            told = _source_of(scene, grounds, position, said)
            if told:
                for each in _additions(said, [source for _, source in told]):
                    yield _drift(position, said, told[0], each)


def _source_of(scene: Scene, grounds: Grounds, position: Position, said: Said) -> list[Shown]:
    """Give what the only page that a passage rests on says of its event; none if there are more sources."""
    if said.own or said.assertion.id in scene.corrected:
        return []
    above = {each.above.document.id: each.above for each in grounds.cited_by.get(said.version, ())}
    if len(above) != 1:
        return []
    (page,) = above.values()
    told = [
        (held, other)
        for held in scene.by_event.get(position.event.id, ())
        for other in held.said
        if other.reading.document.id == page.document.id
    ]
    return told if told and _nobody_else(said, told[0][1]) else []


def _nobody_else(said: Said, source: Said) -> bool:
    """Tell whether a passage's chain leads to its source alone, and through it at most to a document."""
    chain = said.assertion.chain
    if not chain:
        return said.reading.document.kind == "aggregation"
    return _means(chain[0], source) and all(hop.kind in {"document", "organisation"} for hop in chain[1:])


def _means(hop: Hop, source: Said) -> bool:
    own = source.own and hop.kind in {"document", "organisation", "spokesperson"}
    return own or (hop.kind == "outlet" and is_named(hop.name, source.outlet))


def _additions(said: Said, told: Sequence[Said]) -> Iterator[Addition]:
    text = told[0].reading.version.text
    for find in (_state, _day, _tools, _number, _everybody, _reason):
        found = find(said, told, text)
        if found is not None:
            yield found


Find = Callable[[Said, Sequence[Said], str], Addition | None]


def _state(said: Said, told: Sequence[Said], _: str) -> Addition | None:
    states = [each.state for each in told if each.state]
    if said.state and states and all(exacter(said.state, each) for each in states):
        return Addition("state", f"that {explain.act_text(said)}")
    return None


def _day(said: Said, told: Sequence[Said], text: str) -> Addition | None:
    day = said.assertion.effective
    if day is None or day.granularity != "day" or day.basis != "stated":
        return None
    if (
        any(each.assertion.effective for each in told)
        or _RELATIVE.search(text)
        or _dated(text, day.first.day)
    ):
        return None
    return Addition("effective", f"the day {explain.date_text(day)}")


def _dated(text: str, day: int) -> bool:
    """Tell whether a text names a day of this number in any month."""
    months = "|".join(calendar.month_name[1:])
    ordinal = rf"{day}(?:st|nd|rd|th)?"
    return bool(re.search(rf"\b(?:{ordinal} (?:of )?(?:{months})|(?:{months}) {ordinal})\b", text))


def _tools(said: Said, told: Sequence[Said], text: str) -> Addition | None:
    if any(each.named != each.tools or not each.tools for each in told):
        return None
    known = text.casefold()
    added = sorted(tool for tool in said.named if tool.casefold() not in known)
    added = [tool for tool in added if not any(tool in each.tools for each in told)]
    return Addition("tools", explain.tools_text(added)) if added else None


def _number(said: Said, told: Sequence[Said], text: str) -> Addition | None:
    measured = {number.measure for each in told for number in each.assertion.numbers}
    for number in said.assertion.numbers:
        digits = re.findall(r"\d[\d,.]*", number.text)
        if number.measure not in measured and digits and not any(each in text for each in digits):
            return Addition("numbers", f"“{number.text}” ({number.measure})")
    return None


def _everybody(said: Said, told: Sequence[Said], text: str) -> Addition | None:
    if not said.population.universal or any(each.population.universal for each in told):
        return None
    return None if _EVERYBODY.search(text) else Addition("population", "that it binds everybody")


def _reason(said: Said, told: Sequence[Said], text: str) -> Addition | None:
    known = frozenset().union(*(stated_reasons(each) for each in told))
    written = words_of(text)
    for each in said.assertion.reasons:
        words = words_of(each.text)
        if each.stance == "stated" and each.category not in known and words and not words & written:
            return Addition("reasons", f"{explain.reason_text(each)} as a reason")
    return None


def _drift(position: Position, said: Said, source: Shown, added: Addition) -> Relation:
    held, told = source
    why = (
        f"{explain.page_text(said)} has it from {explain.page_text(told)} and adds {added.what}, "
        "which is not in that page."
    )
    ends = (position, said, held, told)
    return relation("drifts", added.slot, ends, (added.slot,), why, page=said.version)
