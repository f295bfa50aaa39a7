"""Names of the lists where they stand, and what their surroundings make of them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.extract import evidence
from graph.extract.gazetteer import Gazetteer, Heads, Name, Words
from graph.extract.page import Analysis, Mention, MentionRole

_NEAR: Final = 90  # code points within which an AI word vouches for an everyday one
PLACES: Final = ("place", "seat", "adjective")


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed name where it stands, before its surroundings have been asked."""

    start: int
    end: int
    name: Name


@dataclass(frozen=True, slots=True)
class _Page:
    """What the whole page says about single hits: certain names, surnames, trades, the subject of AI."""

    gazetteer: Gazetteer
    analysis: Analysis
    sure: frozenset[str]
    surnames: frozenset[str]
    traded: frozenset[int]
    starts: frozenset[int]
    acting: frozenset[int]
    ai: bool
    tools: tuple[int, ...]


def listed(gazetteer: Gazetteer, analysis: Analysis, words: Words) -> tuple[list[Hit], list[Mention]]:
    """Give all listed names and all category phrases; where both begin at one word the longer wins."""
    hits = [
        Hit(words.start[i], words.end[j - 1], name) for i, j, name in gazetteer.find(words, analysis.shadow)
    ]
    ends = {each.start: each.end for each in hits}
    categories, past, last = [], 0, len(analysis.lower)
    heads = gazetteer.phrases.by_head
    for index, word in enumerate(words.lower):
        start = words.start[index]
        if word in heads and start >= past:
            found = gazetteer.phrases.at(analysis.lower, word, start, min(last, start + 160))
            if found and found[0] > ends.get(start, 0):
                categories.append(Mention(start, found[0], "tool", found[1]))
                past = found[0]
    return _outside(hits, categories), categories


def _outside(hits: list[Hit], categories: list[Mention]) -> list[Hit]:
    starts = [each.start for each in categories]
    return [
        each
        for each in hits
        if (at := bisect_right(starts, each.start)) == 0 or categories[at - 1].end <= each.start
    ]


def judged(gazetteer: Gazetteer, analysis: Analysis, hits: list[Hit], *, ai: bool) -> Iterator[Mention]:
    """Give the hits that count; a place that does not act has that role. `ai`: a category was found."""
    sure = frozenset(each.name.name for each in hits if each.name.use == "plain")
    tools = tuple(each.start for each in hits if each.name.kind == "tool" and each.name.use == "plain")
    page = _Page(
        gazetteer,
        analysis,
        sure,
        frozenset(each.name.name for each in hits if _surname(gazetteer, analysis, each)),
        _traded(gazetteer, analysis),
        frozenset(sentence.start for sentence in analysis.sentences),
        _acting_places(analysis, hits),
        ai or bool(tools),
        tools,
    )
    for hit in hits:
        yield from _judged(page, hit)


def _judged(page: _Page, hit: Hit) -> Iterator[Mention]:
    name = hit.name
    if name.use in PLACES:
        if hit.start in page.acting:
            yield _mention(hit, "")
        elif name.use == "place":
            yield _mention(hit, "place")
    elif _is_maker(page.analysis, hit):
        yield Mention(hit.start, hit.end, "organisation", name.name, "company")
    elif name.name not in page.surnames and (name.use == "plain" or _trusted(page, hit)):
        reports = name.group >= 0 and page.gazetteer.groups[name.group].reports
        yield _mention(hit, role_of(page.analysis, hit.start, hit.end) if reports else "")


def pieces_of_names(heads: Heads, analysis: Analysis, mentions: list[Mention]) -> frozenset[int]:
    """Give where listed names stand inside longer runs of capitals: the county of a county's schools."""
    return frozenset(
        each.start
        for each in mentions
        if each.kind == "organisation"
        and evidence.continued(heads, analysis, each.start, each.end, public=each.type == "government")
    )


def _surname(gazetteer: Gazetteer, analysis: Analysis, hit: Hit) -> bool:
    """Tell whether a listed name of one word is somebody's surname: "Ray Poynter"."""
    if " " in hit.name.form or hit.name.kind == "tool" or analysis.shadow[hit.start - 1 : hit.start] != " ":
        return False
    before = evidence.before(analysis, hit.start).split()
    return bool(before) and before[-1] in gazetteer.heads.first_names


def _is_maker(analysis: Analysis, hit: Hit) -> bool:
    """Tell whether a product's name is here its maker's, who rules over people of its own."""
    return (
        hit.name.kind == "tool"
        and hit.name.name == hit.name.type
        and evidence.commands(evidence.after(analysis, hit.end))
    )


def _mention(hit: Hit, role: MentionRole) -> Mention:
    kind = hit.name.type if hit.name.kind == "organisation" else ""
    return Mention(hit.start, hit.end, hit.name.kind, hit.name.name, kind, role=role)


def role_of(analysis: Analysis, start: int, end: int) -> MentionRole:
    """Tell an outlet that only reports from one that makes rules of its own."""
    lead, following = evidence.before(analysis, start), evidence.after(analysis, end)
    if evidence.rules(following) or evidence.housed(lead):
        return ""
    return "cited" if evidence.cited(lead) or evidence.cites(following) else ""


def _traded(gazetteer: Gazetteer, analysis: Analysis) -> frozenset[int]:
    """Give the groups whose trade the page speaks of often enough for short names to count."""
    return frozenset(
        number
        for number, group in enumerate(gazetteer.groups)
        if group.trade and sum(1 for _ in group.trade.finditer(analysis.lower)) >= 2
    )


def _trusted(page: _Page, hit: Hit) -> bool:
    """Tell whether the page backs a form that is an everyday word, a first name or a short form as well."""
    lead, following = evidence.before(page.analysis, hit.start), evidence.after(page.analysis, hit.end)
    opens = hit.start in page.starts or not lead.strip(" \"'(>*-•")
    if evidence.part_of_name(lead, following, opens):
        return False
    if hit.name.kind == "tool":
        return _trusted_tool(page, hit, lead, following)
    if hit.name.name in page.sure:
        return True
    if hit.name.use == "short":
        placed = evidence.is_place(lead) and not evidence.corporate(lead)
        return hit.name.group in page.traded and not placed and not following.startswith(",")
    return not opens or evidence.acts(following) or evidence.apposed(following) or following.startswith(":")


def _trusted_tool(page: _Page, hit: Hit, lead: str, following: str) -> bool:
    if page.analysis.shadow[hit.start : hit.end] != hit.name.form:
        return evidence.among_tools(lead, following)
    if hit.name.name in page.sure:
        return True
    if hit.name.type:
        return page.ai or evidence.used(lead, following)
    return page.ai and (_ai_beside(page.analysis, hit) or _tool_beside(page, hit))


_AI: Final = re.compile(
    r"\bAI\b|artificial intelligence|chatbot|ChatGPT|assistant|generative|LLM|OpenAI|[Cc]laude Code|"
    r"Gemini|Copilot"
)


def _tool_beside(page: _Page, hit: Hit) -> bool:
    at = bisect_right(page.tools, hit.start - _NEAR)
    return at < len(page.tools) and page.tools[at] < hit.end + _NEAR


def _ai_beside(analysis: Analysis, hit: Hit) -> bool:
    near = analysis.shadow[max(0, hit.start - _NEAR) : hit.end + _NEAR]
    return bool(_AI.search(near))


def _acting_places(analysis: Analysis, hits: list[Hit]) -> frozenset[int]:
    """Give where the places stand that act as governments; one that is listed with such a place acts too."""
    found: set[int] = set()
    places = [each for each in hits if each.name.use in PLACES]
    for at in range(len(places) - 1, -1, -1):
        hit = places[at]
        lead, following = evidence.before(analysis, hit.start), evidence.after(analysis, hit.end)
        joint = evidence.listed(following)
        follower = places[at + 1] if at + 1 < len(places) else None
        with_next = bool(joint and follower and follower.start == hit.end + joint and follower.start in found)
        if evidence.governs(following) or (
            hit.name.use != "adjective" and _acts_here(lead, following, with_next=with_next)
        ):
            found.add(hit.start)
    return frozenset(found)


def _acts_here(lead: str, following: str, *, with_next: bool) -> bool:
    if evidence.forbidden_in(lead):
        return True
    if evidence.is_place(lead) or evidence.behind_name(lead):
        return False
    return with_next or evidence.acts(following) or evidence.does(following) or evidence.asked(lead)
