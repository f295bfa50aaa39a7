"""Everything that clashes, side by side, by kind."""

from collections import Counter
from typing import Final

import streamlit as st

from graph.ask import Desk, Pair
from ui import words
from ui.views.parts import keep, masthead, pairs, plain_label, render, visit
from ui.vocabulary import RELATIONS, SUBTYPES

PER_PAGE: Final = 30


def show() -> None:
    """Draw the board."""
    masthead(
        "What clashes",
        "Two passages that cannot both be right, or a view against a report. Nothing is decided here.",
    )
    visit(lambda _, desk: _board(desk))


def _board(desk: Desk) -> None:
    found = desk.clashes()
    if not found:
        render(
            "empty.html",
            title="Nothing clashes",
            text="No two passages in the database contradict each other.",
            command="",
        )
        return
    counts = Counter(_name(each) for each in found)
    asked = st.query_params.get("kind")
    chosen = st.pills(
        "Kind",
        sorted(counts),
        default=asked if asked in counts else None,
        format_func=lambda name: f"{plain_label(name)} ({counts[name]})",
    )
    keep("kind", chosen or "")
    shown = [each for each in found if chosen in {None, _name(each)}]
    render("count.html", text=words.count(len(shown), "pair"))
    pairs(shown[:PER_PAGE])
    if len(shown) > PER_PAGE:
        render("count.html", text=f"The latest {PER_PAGE} are shown; choose a kind to see fewer.")


def _name(each: Pair) -> str:
    relation = each.relation
    subject = SUBTYPES.get(relation.subtype, relation.subtype)
    return f"{RELATIONS[relation.kind]}: {subject}" if subject else RELATIONS[relation.kind]


show()
