"""What became of each rule: a chart of its states over time, and the same as a list."""

import streamlit as st

from graph.ask import Desk, Story
from ui import words
from ui.views.chart import timeline
from ui.views.parts import keep, masthead, render, stories, visit


def show() -> None:
    """Draw the view."""
    masthead("What became of it", "The states of each rule, as far as anybody has reported them.")
    visit(lambda _, desk: _stories(desk))


def _stories(desk: Desk) -> None:
    known = desk.stories()
    if not known:
        render(
            "empty.html",
            title="No developments yet",
            text="No rule in the database has a dated state.",
            command="",
        )
        return
    names = sorted({story.timeline.organisation for story in known})
    asked = st.query_params.get("organisation")
    chosen = st.selectbox(
        "Organisation",
        names,
        index=names.index(asked) if asked in names else None,
        placeholder="all organisations",
    )
    keep("organisation", chosen or "")
    shown = [story for story in known if chosen in {None, story.timeline.organisation}]
    changed = [story for story in shown if len(story.steps) > 1]
    render("count.html", text=f"{words.count(len(shown), 'rule')}, {len(changed)} of them changed")
    st.altair_chart(
        timeline(shown), width="stretch", alt="States of each rule over time; the list below says the same."
    )
    stories(sorted(shown, key=_latest_change, reverse=True))


def _latest_change(story: Story) -> tuple[bool, str]:
    dated = [each.step.date.first.isoformat() for each in story.steps if each.step.date]
    return len(story.steps) > 1, max(dated, default="")


show()
