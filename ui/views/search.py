"""Search: words and facets. The whole question stands in the address, so that a link can be shared."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from graph.ask import Desk
from graph.model import Answer, Facet, Search
from graph.store import Store
from ui import words
from ui.views.parts import SEARCH_PAGE, hits, keep, masthead, plain_label, render, visit

FACETS: Final[Mapping[str, str]] = {
    "organisation": "Organisation",
    "tool": "Tool",
    "action": "Rule",
    "reason": "Reason",
    "source": "Source",
    "relation": "Relation",
}
DAYS: Final = ("since", "until")
PER_PAGE: Final = 20
SHOWN: Final = 8  # values of a facet; the rest can be reached by words


def show() -> None:
    """Draw the view."""
    masthead(
        "Who decided what about AI tools",
        "Every claim with the sentence behind it, and what speaks against it.",
    )
    typed = _typed()
    chosen = {name: value for name in (*FACETS, *DAYS) if (value := st.query_params.get(name))}
    visit(lambda store, desk: _answer(store, desk, typed, chosen))


def _typed() -> str:
    """Ask for words."""
    asked = st.query_params.get("words", "")
    typed = st.text_input(
        "Search the claims",
        value=asked,
        type="search",
        placeholder="an organisation, a tool, a reason: Meta, Claude Code, distillation",
    )
    if typed != asked:
        keep("page", "")
        keep("words", typed)
    return typed


def _answer(store: Store, desk: Desk, typed: str, chosen: dict[str, str]) -> None:
    page = _number(st.query_params.get("page", ""))
    answer = store.search(_question(typed, chosen, page))
    _facets(answer, typed, chosen)
    _removable(typed, chosen)
    if not answer.total:
        _nothing(store, typed, chosen)
        return
    render("count.html", text=words.found(answer))
    hits(desk.hits(answer.claims))
    _pages(answer, page, typed, chosen)


def _question(typed: str, chosen: Mapping[str, str], page: int) -> Search:
    facets = {name: value for name, value in chosen.items() if name in FACETS}
    days = {name: _day(chosen.get(name, "")) for name in DAYS}
    return Search(words=typed, limit=PER_PAGE, offset=(page - 1) * PER_PAGE, **facets, **days)  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    """Read a day from the address; what is no day does not narrow."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1


def _facets(answer: Answer, typed: str, chosen: Mapping[str, str]) -> None:
    with st.sidebar:
        if answer.facets and not answer.whole:
            render("count.html", text=f"Counted among {answer.counted:,} of the claims")
        for name, title in FACETS.items():
            values = [each for each in answer.facets if each.name == name]
            if values and name not in chosen:
                render("facet.html", title=title)
                with st.container(key=f"facet-{name}", gap=None):
                    _values(values, typed, chosen)


def _values(values: list[Facet], typed: str, chosen: Mapping[str, str]) -> None:
    for each in values[:SHOWN]:
        label = f"{plain_label(words.facet_value(each))} ({each.count})"
        st.page_link(
            SEARCH_PAGE, label=label, query_params=_address(typed, {**chosen, each.name: each.value})
        )
    if len(values) > SHOWN:
        render("count.html", text=f"and {len(values) - SHOWN} more")


def _removable(typed: str, chosen: Mapping[str, str]) -> None:
    """Offer to take each chosen facet away again."""
    if chosen:
        with st.container(horizontal=True, key="chosen"):
            for name, value in chosen.items():
                rest = {each: other for each, other in chosen.items() if each != name}
                shown = words.facet_value(Facet(name, value, 0))
                label = f"{FACETS.get(name, name.capitalize())}: {plain_label(shown)} ✕"
                st.page_link(
                    SEARCH_PAGE, label=label, query_params=_address(typed, rest), help="Take this away"
                )


def _nothing(store: Store, typed: str, chosen: Mapping[str, str]) -> None:
    if typed or chosen:
        render("empty.html", title="No claim fits", text="Try fewer words, or take a facet away.", command="")
    else:
        count = words.count(store.counts().get("versions", 0), "page")
        render(
            "empty.html",
            title="No claims yet",
            text=f"The database holds {count} but no claim.",
            command="walkback build",
        )


def _pages(answer: Answer, page: int, typed: str, chosen: Mapping[str, str]) -> None:
    last = -(-answer.total // PER_PAGE)
    if last > 1:
        with st.container(horizontal=True, key="pages"):
            for label, number in (("← Earlier page", page - 1), ("Later page →", page + 1)):
                if 1 <= number <= last:
                    st.page_link(
                        SEARCH_PAGE,
                        label=label,
                        query_params=_address(typed, {**chosen, "page": str(number)}),
                    )
            render("count.html", text=f"page {page} of {last}")
            if answer.more and page == last:
                render("count.html", text="There are more: narrow the search to see them")


def _address(typed: str, chosen: Mapping[str, str]) -> dict[str, str]:
    return {**({"words": typed} if typed else {}), **chosen}


show()
