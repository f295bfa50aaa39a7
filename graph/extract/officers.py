"""People who act for an organisation: a governor's order is the state's, a chancellor's ban the school system's."""

import re
from collections.abc import Iterator
from typing import Final

from graph.extract.page import Analysis, Mention, Span

_TITLE: Final = re.compile(
    r"\b(?:Gov\.|Governor|governor|Chancellor|chancellor|Judge|judge|Justice|President|president|Prime Minister|"
    r"prime minister|chief executive|CEO|Minister|minister|Secretary|secretary|Commissioner|commissioner|"
    r"Superintendent|superintendent|Chief Constable|Mayor|mayor|Premier|premier|chair(?:man|woman)|"
    r"director[- ]general|chief (?:information|technology|security|legal) officer|CIO|CTO|CISO|Attorney General|"
    r"maintainer|project lead|lead developer|headteacher|principal|vice-chancellor|rector|dean|editor-in-chief)\b"
)
_ORDERS: Final = re.compile(
    r"(?:'s (?:\w+ )?(?:order|directive|ban|decision|memo|policy|rule|guidance|decree|proclamation|edict)\b)|"
    r"(?: (?:has|have|had|also|then|later|now))* (?:banned|bans|barred|bars|blocked|blocks|ordered|orders|signed|"
    r"prohibited|prohibits|forbade|forbids|issued an?|lifted|lifts|reversed|imposed|allowed|allows|restricted|"
    r"suspended|told (?:staff|employees|agencies|state|teachers|schools|workers|its|her|his|their))\b"
)
_BESIDE: Final = 70  # code points between a person's name and the office that person holds
_MOST: Final = 40


def find_officers(analysis: Analysis, focus: Mention | None) -> Iterator[Mention]:
    """Give the places where somebody gives an order for an organisation, by the organisation's name.

    Shape: the office must stand beside the person's full name, in a sentence that names one organisation at
    most; if it names none, the one the page is about is meant.
    """
    offices: dict[str, Mention] = {}
    for person in analysis.mentions:
        if person.kind == "person" and len(offices) < _MOST:
            served = _served(analysis, person, focus)
            surname = analysis.shadow[person.start : person.end].split()[-1]
            if served and len(surname) > 2:
                offices.setdefault(surname, served)
    if not offices:
        return
    names = "|".join(re.escape(each) for each in sorted(offices))
    for found in re.finditer(rf"(?<![\w-])(?:{names})(?![\w-])", analysis.shadow):
        if _ORDERS.match(analysis.shadow, found.end()):
            served = offices[found[0]]
            behind = Span(served.start, served.end)
            yield Mention(found.start(), found.end(), "organisation", served.name, served.type, 5, behind)


def _served(analysis: Analysis, person: Mention, focus: Mention | None) -> Mention | None:
    sentence = analysis.sentence_at(person.start)
    first, last = max(sentence.start, person.start - _BESIDE), min(sentence.end, person.end + _BESIDE)
    if not _TITLE.search(analysis.shadow, first, last):
        return None
    named = [
        each
        for each in analysis.within(sentence.start, sentence.end, "organisation")
        if not each.role and each.type != "unnamed"
    ]
    if len({each.name for each in named}) > 1:
        return None
    return named[0] if named else focus
