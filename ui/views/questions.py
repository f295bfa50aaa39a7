"""What pages leave open: predictions, promised days and questions, and what became of them."""

from collections import Counter
from datetime import UTC, date, datetime

import streamlit as st

from graph.ask import Desk
from graph.derive.questions import status_on
from graph.errors import NotFound
from graph.model import Claim, Question, QuestionStatus
from graph.store import Store
from ui import words
from ui.views.parts import keep, masthead, open_claim, render, visit
from ui.vocabulary import OUTCOMES


def show() -> None:
    """Draw the view."""
    masthead("What is open", "Predictions, promised days and open questions, and what became of them.")
    visit(_board)


def _board(store: Store, desk: Desk) -> None:
    today = datetime.now(UTC).date()
    found = store.questions()
    if not found:
        render("empty.html", title="Nothing is open", text="No page in the database looks ahead.", command="")
        return
    counts = Counter(status_on(each, today) for each in found)
    asked = st.query_params.get("status")
    chosen = st.pills(
        "Status",
        sorted(counts),
        default=asked if asked in set(counts) else None,
        format_func=lambda status: f"{OUTCOMES[status]} ({counts[status]})",
    )
    keep("status", chosen or "")
    shown = [each for each in found if chosen in {None, status_on(each, today)}]
    render("count.html", text=words.count(len(shown), "question"))
    for each in reversed(shown):
        _question(store, desk, each, today)


def _question(store: Store, desk: Desk, question: Question, today: date) -> None:
    status: QuestionStatus = status_on(question, today)
    version = store.version(question.version)
    document = store.document(version.document)
    render("question.html", question=question, status=status, version=version, url=document.url)
    claim = _settling(desk, question)
    if claim:
        open_claim(claim.id, f"{OUTCOMES[status]}: {words.headline(claim)}")


def _settling(desk: Desk, question: Question) -> Claim | None:
    """Give the claim that settled it; of a long history it may stand in another window under another name."""
    try:
        return desk.claim(question.outcome.claim) if question.outcome else None
    except NotFound:
        return None


show()
