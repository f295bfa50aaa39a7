"""One claim: who says so, why, what clashes, what came next, and the walk back to its source."""

import streamlit as st

from graph.ask import ClaimCard, Desk
from graph.errors import Ambiguous, NotFound
from ui.export.csl import csl_json
from ui.export.dot import dot
from ui.export.markdown import markdown
from ui.views.parts import SEARCH_PAGE, pairs, render, stories, visit


def show() -> None:
    """Draw the claim that the address names."""
    wanted = st.query_params.get("claim", "")
    if not wanted:
        render("empty.html", title="No claim chosen", text="Choose one from the search.", command="")
        st.page_link(SEARCH_PAGE, label="Search the claims")
        return
    visit(lambda _, desk: _show(desk, wanted))


def _show(desk: Desk, wanted: str) -> None:
    try:
        card = desk.card(wanted)
    except (NotFound, Ambiguous) as error:
        render("empty.html", title="No such claim", text=str(error), command="")
        st.page_link(SEARCH_PAGE, label="Search the claims")
        return
    render("claim_head.html", card=card)
    _downloads(card)
    render("passages.html", card=card)
    render("reasons.html", card=card)
    _pairs(card)
    render("chain.html", card=card)
    _drawing(card)
    _stories(card)


def _downloads(card: ClaimCard) -> None:
    with st.container(horizontal=True, key="downloads"):
        st.download_button(
            "Trail as Markdown",
            markdown(card),
            f"{card.claim.id}.md",
            "text/markdown",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Trail as CSL-JSON (Zotero)",
            csl_json(card),
            f"{card.claim.id}.csl.json",
            "application/vnd.citationstyles.csl+json",
            icon=":material/download:",
            on_click="ignore",
        )


def _pairs(card: ClaimCard) -> None:
    groups = {
        "What clashes": card.clashes,
        "What came next": card.changes,
        "What is told more exactly": card.details,
    }
    for title, found in groups.items():
        if found:
            render("section.html", title=title)
            pairs(found, besides=card.claim.id)


def _drawing(card: ClaimCard) -> None:
    if card.trail.edges:
        with st.container(key="drawing"):
            st.graphviz_chart(dot(card.trail), alt="The trail as a graph; the list above says the same.")


def _stories(card: ClaimCard) -> None:
    if card.stories:
        render("section.html", title="Timeline")
        stories(card.stories)


show()
