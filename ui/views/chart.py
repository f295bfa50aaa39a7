"""Many timelines as one chart: a bar for a state, a point for its start, a line for what is unsure of it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import altair as alt

from graph.ask import Story
from graph.model import Timeline
from ui import words
from ui.vocabulary import CHANGED, STATES

COLOURS: Final = {
    "banned": "#9b2c1f",
    "paused": "#b5533c",
    "approval required": "#c07a1c",
    "restricted": "#cf9f4a",
    "limited": "#dcbf84",
    "permitted": "#7fa87f",
    "allowed": "#4f8a5b",
    "encouraged": "#3b7a6b",
    "required": "#1f4e79",
}
INK: Final = "#1c2126"
ROW: Final = 30  # pixels
AXES: Final = 90  # pixels for legend and dates
TAIL: Final = timedelta(days=60)  # how far the last known state is drawn beyond the last known day


def timeline(stories: Sequence[Story]) -> alt.LayerChart | alt.FacetChart:
    """Draw the dated states of stories; one row a rule."""
    rows = list(_rows(stories))
    shown = [state for state in COLOURS if state in {row["state"] for row in rows}]
    scale = alt.Scale(domain=shown, range=[COLOURS[state] for state in shown])
    colour = alt.Color("state:N", title=None, scale=scale, legend=alt.Legend(orient="top", labelLimit=200))
    base = alt.Chart({"values": rows}).encode(
        y=alt.Y(
            "rule:N", title=None, sort=None, axis=alt.Axis(labelLimit=320, labelFontSize=12, labelColor=INK)
        ),
        tooltip=["rule:N", "state:N", "when:N", "change:N"],
    )
    begin = alt.X("from:T", title=None, axis=alt.Axis(labelFontSize=12, labelColor=INK))
    bars = base.mark_bar(height=10, cornerRadius=2).encode(x=begin, x2="until:T", color=colour)
    unsure = base.mark_rule(strokeWidth=4, color=INK, opacity=0.35).encode(x=begin, x2="sure:T")
    points = base.mark_point(filled=True, size=70, color=INK).encode(x=begin)
    height = ROW * len({row["rule"] for row in rows}) + AXES
    return alt.layer(bars, unsure, points).properties(height=height)


def _rows(stories: Sequence[Story]) -> Iterator[dict[str, str]]:
    dated = [each.step.date.last for story in stories for each in story.steps if each.step.date]
    end = max(dated, default=date.min) + TAIL
    for story in stories:
        name = _name(story.timeline)
        steps = [(each.step, each.step.date) for each in story.steps if each.step.date]
        for (step, begins), following in zip(steps, [*steps[1:], None], strict=True):
            yield {
                "rule": name,
                "state": STATES[step.state],
                "from": begins.first.isoformat(),
                "sure": begins.last.isoformat(),
                "until": (following[1].first if following else end).isoformat(),
                "change": CHANGED[step.change],
                "when": words.when(begins),
            }


def _name(timeline: Timeline) -> str:
    population = f" ({timeline.population})" if timeline.population else ""
    return words.printable(
        f"{words.organisation(timeline.organisation)}: {words.tools(timeline.tools)}{population}"
    )
