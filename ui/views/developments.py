"""What became of each rule: a chart of its states over time, and the same as a list."""

import streamlit as st

from graph.ask import PER_PAGE, Desk, Story
from graph.store import Store
from ui import words
from ui.views.chart import timeline
from ui.views.parts import keep, masthead, render, stories, visit


def show() -> None:
    """Draw the view."""
    masthead("What became of it", "The states of each rule, as far as anybody has reported them.")
    visit(_stories)


def _stories(store: Store, desk: Desk) -> None:
    if not any(desk.story_counts()):
        render(
            "empty.html",
            title="No developments yet",
            text="No rule in the database has a dated state.",
            command="",
        )
        return
    names = store.facet_values("organisation")
    asked = st.query_params.get("organisation")
    chosen = st.selectbox(
        "Organisation",
        names,
        index=names.index(asked) if asked in names else None,
        placeholder="all organisations",
    )
    keep("organisation", chosen or "")
    rules, changed = desk.story_counts(chosen or "")
    shown = desk.stories(chosen or "", PER_PAGE)
    render("count.html", text=f"{words.count(rules, 'rule')}, {changed} of them changed")
    st.altair_chart(
        timeline(sorted(shown, key=_by_organisation)),
        width="stretch",
        alt="States of each rule over time; the list below says the same.",
    )
    stories(shown)
    if rules > PER_PAGE:
        render("count.html", text=f"The latest {PER_PAGE} are shown; choose an organisation to see fewer.")


def _by_organisation(story: Story) -> tuple[str, tuple[str, ...], str]:
    return story.timeline.organisation, story.timeline.tools, story.timeline.population


show()
