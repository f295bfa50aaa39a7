"""What pages leave open: predictions, promised days, questions; what settled them, and what they are worth when.

Predictions come as assertions. Promises and open questions are read from the sentences of pages, since nobody
asserts them; a sentence that is quoted for a claim is that claim and no question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph.derive import explain
from graph.derive.claims import Position
from graph.derive.deadlines import anchored_in, deadline_in
from graph.derive.lattice import clash
from graph.derive.population import apart, narrower
from graph.derive.said import Said
from graph.derive.scene import Scene
from graph.model import (
    DeadlineBasis,
    Outcome,
    PartialDate,
    Question,
    QuestionId,
    QuestionKind,
    QuestionStatus,
    Quote,
    content_id,
    covers,
    quote_of,
)

# A prediction without a day is looked at after a year: our rule, and shown as ours.
_HORIZON: Final = timedelta(days=365)
_STATED: Final = "explicit"
_ANY_WORD: Final = "Settled by any later page that answers it; nobody is held to a day."
_LONGEST: Final = 600  # code points; what is longer is a table or no prose, and takes long to search
_SENTENCE: Final = re.compile(r"[^\s.!?][^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")


@dataclass(frozen=True, slots=True)
class _Page:
    """The first passage of a page in this block, for its date, publisher and text."""

    first: Said
    quoted: tuple[Quote, ...]


def questions(scene: Scene) -> list[Question]:
    """Find what the pages of a block leave open, earliest page first, each with whatever settled it."""
    told = sorted((said for each in scene.positions for said in each.said), key=lambda said: said.order)
    pages: dict[str, list[Said]] = {}
    for said in told:
        pages.setdefault(said.version, []).append(said)
    settling = [each for each in scene.facts if each.event.id not in scene.refuted]
    found = [_prediction(said, settling) for said in told if said.standing == "prediction"]
    for members in pages.values():
        page = _Page(members[0], tuple(each.assertion.quote for each in members))
        found.extend(_from_text(page, settling))
    turn = {version: number for number, version in enumerate(pages)}
    ordered = sorted(found, key=lambda each: (turn[each.version], each.quote.start))
    return list(_without_echoes(ordered))


def _without_echoes(found: list[Question]) -> Iterator[Question]:
    """Pass over what an earlier page asks in the same words: a copy asks nothing of its own."""
    seen: set[str] = set()
    for each in found:
        words = " ".join(each.quote.exact.casefold().split())
        if words not in seen:
            seen.add(words)
            yield each


def status_on(question: Question, day: date) -> QuestionStatus:
    """Tell what a question is worth on a day: what nobody had published by then does not count."""
    outcome = question.outcome
    if outcome is not None and outcome.known <= day:
        return "CONFIRMED" if outcome.came_true else "REFUTED"
    if not question.falsifiable:
        return "UNFALSIFIABLE"
    return "LAPSED" if question.deadline is not None and question.deadline < day else "OPEN"


# Predictions -------------------------------------------------------------------------------------------


def _prediction(said: Said, settling: list[Position]) -> Question:
    made = said.assertion
    known = said.reading.known
    day = _last_day(made.deadline or made.effective)
    if day and known and day < known:
        day = None  # the day of what is foretold to end, not of its end
    stated, basis = (day, _STATED) if day else _deadline(said, made.quote.exact)
    vague = stated is None and bool(said.cues.vague.search(made.quote.exact))
    default = known + _HORIZON if known and known < date.max - _HORIZON and not vague else None
    deadline = stated or default
    return Question(
        id=_id(said, made.quote),
        kind="prediction",
        organisation=said.organisation,
        version=said.reading.version.id,
        quote=made.quote,
        holder=_holder(said),
        known=known,
        state=said.state,
        tools=tuple(sorted(said.tools)),
        unit=made.unit or (made.scope.text if made.scope else ""),
        deadline=deadline,
        basis=basis if stated else "default" if default else "none",
        falsifiable=not vague,
        resolver=_resolver(said, deadline),
        outcome=_outcome(said, deadline, settling),
    )


def _resolver(said: Said, deadline: date | None) -> str:
    """Say what would settle a prediction."""
    if deadline is None:
        return "Nothing can settle it: it names no day."
    event = f"that {explain.act_text(said)}" if said.state else "that it came about"
    day = explain.day_text(deadline)
    return f"Confirmed by a page {event} on {day} or before; refuted by one of that day or later that it is otherwise."


def _resolver_of_promise(said: Said, deadline: date | None) -> str:
    day = f" by {explain.day_text(deadline)}" if deadline else ""
    return f"Settled by {said.organisation}'s own word on the rule{day}."


def _last_day(day: PartialDate | None) -> date | None:
    return day.last if day else None


def _deadline(said: Said, sentence: str) -> tuple[date | None, DeadlineBasis]:
    """Give the day that a sentence names, or that it counts from its page's day, and which of the two it is."""
    known = said.reading.known
    if known is None:
        return None, "none"
    stated = deadline_in(sentence, known)
    if stated:
        return stated, _STATED
    anchored = anchored_in(sentence, known)
    return anchored, "anchored" if anchored else "none"


def _outcome(said: Said, deadline: date | None, settling: list[Position]) -> Outcome | None:
    """Give what settled a prediction: it came about in time, or a page shows after its day that it did not."""
    later = [
        (other.order, position, other)
        for position in settling
        for other in position.said
        if other.known > said.known and other.known != date.max and _about_it(said, other)
    ]
    for _, position, other in sorted(later, key=lambda each: each[0]):
        if _comes_true(said, other, deadline):
            return Outcome(position.id, other.known, came_true=True)
        if _comes_to_nothing(said, other, deadline):
            return Outcome(position.id, other.known, came_true=False)
    return None


def _about_it(said: Said, other: Said) -> bool:
    return bool(said.tools & other.tools) and not apart(said.population, other.population)


def _comes_true(said: Said, other: Said, deadline: date | None) -> bool:
    """The state that was foretold, new since then, in time, and for as many people."""
    if said.state is None or other.state is None or not covers(said.state, other.state):
        return False
    onset = other.assertion.effective.first if other.assertion.effective else other.known
    in_time = deadline is None or onset <= deadline
    partial = said.assertion.scope is not None and said.assertion.scope.type == "unit"
    enough = partial or not narrower(other.population, said.population)
    return onset > said.known and in_time and enough


def _comes_to_nothing(said: Said, other: Said, deadline: date | None) -> bool:
    """A page of after the day with a state that rules the foretold one out, for the same people."""
    if deadline is None or other.known < deadline or said.state is None or other.state is None:
        return False
    past = other.assertion.effective is not None and not other.still and other.assertion.later_of is None
    begun_before = (
        past and other.assertion.effective is not None and other.assertion.effective.last < said.known
    )
    return clash(said.state, other.state) and not begun_before


# Promises and open questions -----------------------------------------------------------------------------


def _from_text(page: _Page, settling: list[Position]) -> Iterator[Question]:
    text = page.first.reading.version.text
    for found in _SENTENCE.finditer(text):
        kind = _kind(page.first, found[0])
        if kind is None or any(each.start < found.end() and found.start() < each.end for each in page.quoted):
            continue
        quote, (deadline, basis) = (
            quote_of(text, found.start(), found.end()),
            _deadline(page.first, found[0]),
        )
        yield Question(
            id=_id(page.first, quote),
            kind=kind,
            organisation=page.first.organisation,
            version=page.first.reading.version.id,
            quote=quote,
            holder=page.first.organisation if kind == "promise" else _author(page.first),
            known=page.first.reading.known,
            deadline=deadline,
            basis=basis,
            resolver=_resolver_of_promise(page.first, deadline) if kind == "promise" else _ANY_WORD,
            outcome=_kept(page.first, deadline, settling) if kind == "promise" else None,
        )


def _kind(said: Said, sentence: str) -> QuestionKind | None:
    if len(sentence) > _LONGEST:
        return None
    cues = said.cues
    if cues.asks.search(sentence) or (not sentence.endswith("?") and cues.unsettled.search(sentence)):
        return "open"
    deadline, _ = _deadline(said, sentence) if cues.promises.search(sentence) else (None, "none")
    known = said.reading.known
    return "promise" if deadline and known and deadline > known else None


def _kept(said: Said, deadline: date | None, settling: list[Position]) -> Outcome | None:
    """A promise is kept by the organisation's own word on the rule, by the day that was named."""
    own = [
        (other.order, position, other)
        for position in settling
        for other in position.said
        if other.own and said.known < other.known and deadline is not None and other.known <= deadline
    ]
    if not own:
        return None
    _, position, other = min(own, key=lambda each: each[0])
    return Outcome(position.id, other.known, came_true=True)


# Who ----------------------------------------------------------------------------------------------------


def _id(said: Said, quote: Quote) -> QuestionId:
    return QuestionId(content_id("q", said.organisation, said.version, quote.start, quote.end))


def _holder(said: Said) -> str:
    """A person by name; the organisation for its documents and officers; otherwise whoever writes."""
    inner = said.assertion.chain[-1] if said.assertion.chain else None
    if inner is None:
        return said.organisation if said.own else _author(said)
    return said.organisation if inner.kind in {"document", "organisation", "spokesperson"} else inner.name


def _author(said: Said) -> str:
    return "author" if said.reading.document.kind == "commentary" else said.outlet
