"""Titles against their own pages: a flag, since the reader of both is not misled, and no contradiction.

A title is read by a few cues and no extractor: it is no part of the text that quotes are cut from, and it is
mostly too short to name who and what in full. Questions, quoted words and titles on others are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.derive import explain
from graph.derive.claims import Position
from graph.derive.cues import Cues
from graph.derive.population import telling
from graph.derive.said import Said
from graph.derive.scene import Scene, relation
from graph.identity import folded
from graph.model import Relation, quote_of

Way = Literal["ban", "limit", "open"]

_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")


@dataclass(frozen=True, slots=True)
class Headline:
    """What a title says of a rule: `part` if it says itself that something is left out."""

    way: Way
    every_tool: bool
    part: bool


def read_title(title: str, cues: Cues) -> Headline | None:
    """Give what a title claims to be done; None for a question, a plan, quoted words, or no cue at all."""
    bare = _QUOTED.sub(" ", title)
    if cues.title_unsure.search(bare):
        return None
    way: Way | None = None
    if cues.title_ends.search(bare):
        way = "open"
    elif cues.title_bans.search(bare):
        way = "ban"
    elif cues.title_limits.search(bare):
        way = "limit"
    return (
        Headline(way, bool(cues.title_every_tool.search(bare)), bool(cues.title_part.search(bare)))
        if way
        else None
    )


def headlines(scene: Scene) -> Iterator[Relation]:
    """Find titles that are stronger than what their pages say, or the opposite: at most one a page."""
    for page in _pages(scene):
        first = page[0][1]
        title = first.reading.version.title
        told = read_title(title, first.cues) if _about(first, title) else None
        if told is None:
            continue
        fault = _fault(told, title, page)
        if fault is not None:
            (position, said), why = fault
            yield relation(
                "headline_body",
                "",
                (position, said, position, said),
                ("title",),
                f"The title of {explain.page_text(said)}, “{title}”, {why}: {explain.act_text(said)}.",
                quotes=(quote_of(title, 0, len(title)), None),
                page=said.version,
            )


Shown = tuple[Position, Said]


def _pages(scene: Scene) -> list[list[Shown]]:
    """Give what each page reports as fact, in its order."""
    found: dict[str, list[Shown]] = {}
    for position in scene.facts:
        for said in position.said:
            found.setdefault(said.version, []).append((position, said))
    return [sorted(each, key=lambda shown: shown[1].order) for each in found.values()]


def _about(said: Said, title: str) -> bool:
    """Tell whether a title names the organisation, by some word of its name."""
    own = {word for word in folded(said.organisation).split() if len(word) > 2}
    return bool(own & set(folded(title).split()))


def _fault(told: Headline, title: str, page: Sequence[Shown]) -> tuple[Shown, str] | None:
    """Give the passage that a title goes beyond, and in what."""
    opening = [each for each in page if each[1].direction == "open"]
    limiting = [each for each in page if each[1].direction in {"limit", "replace"}]
    if told.way == "open":
        return _opens_too_much(told, title, opening, limiting)
    if opening and not limiting:
        return opening[0], "says the opposite of its text"
    if not limiting:
        return None
    if told.way == "ban" and not any(said.state == "BANNED" for _, said in limiting):
        return limiting[0], "is harsher than its text"
    if told.every_tool and not any(_general(said) for _, said in limiting):
        return limiting[0], "is about every tool, its text is not"
    return None


def _opens_too_much(
    told: Headline, title: str, opening: Sequence[Shown], limiting: Sequence[Shown]
) -> tuple[Shown, str] | None:
    if limiting and not opening:
        return limiting[0], "says the opposite of its text"
    words = telling(title)
    whole = any(not _leaves_some(said) or said.population.part & words for _, said in opening)
    return (
        None
        if told.part or whole or not opening
        else (opening[0], "is about the whole rule, its text is not")
    )


def _leaves_some(said: Said) -> bool:
    """A permission for a named part, or under a condition."""
    return not said.population.whole or said.limited


def _general(said: Said) -> bool:
    return said.assertion.tool_set == "universal" or said.named != said.tools or not said.tools
