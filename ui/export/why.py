"""Explanations, questions and past states as plain text for a terminal; what pages say is made printable first."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Final

from graph.ask import ClaimThen, Why
from graph.derive.questions import status_on
from graph.model import Question
from ui import words
from ui.vocabulary import QUESTIONS, STATUSES
from ui.words import printable

WIDTH: Final = 96
SHORT_ID: Final = 10


def why_lines(why: Why) -> Iterator[str]:
    """Give the sentence first, then the rule, what else there is to say, and the words that show it."""
    yield from _wrapped(why.sentence, "")
    yield from _wrapped(f"{why.id[:SHORT_ID]}, {why.kind}, by the rule {why.rule}", "  ")
    for each in why.further:
        yield from _wrapped(each, "  ", "    ")
    for shown in why.shown:
        quote = shown.quote
        yield from _wrapped(f"“{quote.exact}” [{quote.start}:{quote.end}]", "  ", "    ")
        yield f"    {printable(shown.outlet)}, {printable(shown.url)}"


def question_lines(question: Question, on: date) -> Iterator[str]:
    """Give one question: what it is worth on a day, who holds it, by when, and its words."""
    day = f", by {words.day(question.deadline)}" if question.deadline else ""
    ours = " (our default)" if question.basis == "default" else ""
    status = status_on(question, on).lower()
    head = f"{question.id[:SHORT_ID]}  {status}: {QUESTIONS[question.kind]} on {question.organisation}"
    yield from _wrapped(f"{head}, {question.holder}{day}{ours}", "", "            ")
    yield from _wrapped(f"“{question.quote.exact}”", "            ")


def then_lines(then: ClaimThen | None, known: date) -> Iterator[str]:
    """Give what a claim was worth on a day."""
    if then is None:
        yield f"Nobody had published it by {words.day(known)}."
        return
    status = then.claim.status
    yield from _wrapped(words.headline(then.claim), "")
    yield from _wrapped(f"known by   {words.day(then.known)}, for {words.day(then.valid)}", "")
    yield from _wrapped(f"status     {STATUSES[status.kind]}: {status.why}", "", "           ")
    yield from _wrapped(
        f"evidence   {words.count(len(then.claim.documents), 'page')}, "
        f"{words.span(then.trail.origins)} independent origins",
        "",
        "           ",
    )


def _wrapped(text: str, indent: str, further: str | None = None) -> Iterator[str]:
    yield from wrap(printable(text), WIDTH, initial_indent=indent, subsequent_indent=further or indent)
