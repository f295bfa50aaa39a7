"""Everything that clashes, side by side, by kind."""

from collections import Counter

import streamlit as st

from graph.ask import PER_PAGE, Desk
from graph.model import RelationKind
from ui import words
from ui.views.parts import keep, masthead, pairs, plain_label, render, visit
from ui.vocabulary import RELATIONS, SUBTYPES


def show() -> None:
    """Draw the board."""
    masthead(
        "What clashes",
        "Two passages that cannot both be right, or a view against a report. Nothing is decided here.",
    )
    visit(lambda _, desk: _board(desk))


def _board(desk: Desk) -> None:
    sorts = desk.clash_counts()
    if not sorts:
        render(
            "empty.html",
            title="Nothing clashes",
            text="No two passages in the database contradict each other.",
            command="",
        )
        return
    counts: Counter[str] = Counter()
    for sort, count in sorts.items():
        counts[_name(*sort)] += count
    asked = st.query_params.get("kind")
    chosen = st.pills(
        "Kind",
        sorted(counts),
        default=asked if asked in counts else None,
        format_func=lambda name: f"{plain_label(name)} ({counts[name]})",
    )
    keep("kind", chosen or "")
    shown = [sort for sort in sorts if chosen in {None, _name(*sort)}]
    total = sum(sorts[sort] for sort in shown)
    render("count.html", text=words.count(total, "pair"))
    kinds, subtypes = zip(*shown, strict=True)
    pairs(desk.clashes(kinds, subtypes, PER_PAGE))
    if total > PER_PAGE:
        render("count.html", text=f"The latest {PER_PAGE} are shown; choose a kind to see fewer.")


def _name(kind: RelationKind, subtype: str) -> str:
    subject = SUBTYPES.get(subtype, subtype)
    return f"{RELATIONS[kind]}: {subject}" if subject else RELATIONS[kind]


show()
