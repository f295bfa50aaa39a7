"""Who speaks on a page of its own: its publisher, if that is an organisation with rules and no medium, else "we"."""

import re
from dataclasses import dataclass
from typing import Final

from graph.extract.gazetteer import Gazetteer, words_of
from graph.extract.page import Analysis

_OURS: Final = re.compile(r"(?<![\w'])(?:[Ww]e|[Oo]ur|[Uu]s)(?!\w)")
QUOTED: Final = re.compile(r'"[^"\n]{0,1200}"')
_PARTS: Final = re.compile(r"\s*[|,:–—]\s*|\s-\s")
_JOINING: Final = frozenset(
    ("of", "the", "for", "and", "de", "la", "du", "des", "di", "der", "van", "von", "y", "et")
)
_OWN: Final = re.compile(
    r"(?<!\w)(?:circular|committee|compliance|contributing|department|docs|documentation|editorial polic(?:y|ies)"
    r"|guidelines?|guide|handbook|help|human resources|internal|intranet|notices?|office|polic(?:y|ies)|programme"
    r"|readme|rules|services|staff|terms|website|wiki)(?!\w)"
)
"""Words of an outlet's name that tell of an organisation's own pages: "Acme Bank, internal list"."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whom an outlet's name stands for. Shape: `own` if it is an organisation that tells of its own rules there."""

    name: str = ""
    type: str = ""
    own: bool = False


def publisher_of(gazetteer: Gazetteer, outlet: str) -> Publisher:
    """Give the organisation that publishes a page; its name ends before the first word that is no name."""
    name = _name_in(_PARTS.split(outlet, maxsplit=1)[0].split())
    if not name:
        return Publisher()
    listed = next(gazetteer.find(words_of(name.lower()), name), None)
    words, heads = name.split(), gazetteer.heads
    kind = heads.last.get(words[-1]) or heads.first.get(words[0]) or ""
    if listed is not None and listed[0] == 0 and listed[2].kind == "organisation" and kind != "publisher":
        name, kind = listed[2].name, listed[2].type
    is_medium = kind in ("", "publisher")
    return Publisher(name, kind, own=not is_medium or bool(_OWN.search(outlet.lower())))


def _name_in(words: list[str]) -> str:
    if words[:1] in (["The"], ["the"]):
        words = words[1:]
    end = next((at for at, word in enumerate(words) if word.islower() and word not in _JOINING), len(words))
    while end and words[end - 1] in _JOINING:
        end -= 1
    return " ".join(words[:end])


def first_person(analysis: Analysis) -> tuple[tuple[int, int], ...]:
    """Give where a page says "we", "our" or "us" in nobody's quotation, in text order."""
    quotes = [found.span() for found in QUOTED.finditer(analysis.lower)]
    quotes += [(each.start, each.end) for each in analysis.blocks if each.kind == "quoted"]
    return tuple(
        (found.start(), found.end())
        for found in _OURS.finditer(analysis.shadow)
        if not any(start <= found.start() < end for start, end in quotes)
    )
