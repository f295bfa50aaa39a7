"""What the views share: the store for one visit, HTML from templates that escape everything, links."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import jinja2
import streamlit as st

from graph.ask import Desk, Hit, Pair, Story
from graph.config import load_settings
from graph.derive.steps import gaps
from graph.errors import StoreMissing, WalkbackError
from graph.model import ClaimId
from graph.store import Store
from graph.store.opening import open_store
from ui import vocabulary, words
from ui.views.marks import STATUS_TONES, marked, tone, values

CLAIM_PAGE = "views/claim.py"
SEARCH_PAGE = "views/search.py"


def visit(draw: Callable[[Store, Desk], None]) -> None:
    """Open the database for one run of a view and draw with it; without one, say what to do."""
    try:
        place = load_settings(Path.cwd(), os.environ).database
        with open_store(place, read_only=True) as store:
            draw(store, Desk(store))
    except StoreMissing as error:
        render("empty.html", title="No database yet", text=str(error), command="walkback crawl")
    except WalkbackError as error:
        render("empty.html", title="This cannot be shown", text=str(error), command="")


def style() -> None:
    """Set the look of all pages."""
    st.html(f"<style>{_templates().get_template('style.css').render()}</style>")


def render(template: str, **values: object) -> None:
    """Draw a template. Every value is escaped by it: what web pages say stays text."""
    st.html(_templates().get_template(template).render(values))


def keep(name: str, value: str) -> None:
    """Put a choice into the address, so that a link to it can be shared; an empty one is taken out.

    Streamlit can bind a widget to the address by itself, but then drops what else a followed link sets.
    """
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]


def masthead(title: str, text: str) -> None:
    """Draw the head of a page."""
    render("masthead.html", title=title, text=text)


def open_claim(claim: ClaimId, label: str) -> None:
    """Link to a claim card."""
    st.page_link(CLAIM_PAGE, label=plain_label(label), query_params={"claim": claim})


def plain_label(text: str) -> str:
    """Escape what Streamlit would read as Markdown in a label."""
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>()#|~$:!&" else each for each in words.printable(text))


def hits(found: list[Hit]) -> None:
    """Draw claims as a list, each opening its card."""
    with st.container(key="results"):
        for hit in found:
            open_claim(hit.claim.id, words.headline(hit.claim))
            render("hit.html", hit=hit)


def pairs(each: Iterable[Pair], *, besides: ClaimId | None = None) -> None:
    """Draw passages side by side, with links to their claims; none to the claim one is on already."""
    for number, one in enumerate(each):
        render("pair.html", pair=one, first=number == 0, titled=besides is None)
        others = {side.claim.id: side for side in (one.left, one.right) if side.claim.id != besides}
        if others:
            with st.container(horizontal=True, key=f"open-{one.relation.id}"):
                for claim, side in others.items():
                    outlet = side.passage.page.source.name
                    open_claim(claim, f"{words.headline(side.claim)} ({outlet})")


def stories(each: Iterable[Story]) -> None:
    """Draw timelines as lists."""
    for number, story in enumerate(each):
        render("story.html", story=story, first=number == 0)


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ui.views", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        words=words,
        names=vocabulary,
        gaps=gaps,
        marked=marked,
        tone=tone,
        values=values,
        status_tones=STATUS_TONES,
    )
    return environment
