"""Stage 7, who: the organisation that sets a rule, found in its clause, its sentence or the story so far."""

import re
from typing import Final

from graph.extract.actions import Trigger
from graph.extract.clauses import Clause
from graph.extract.houses import house_in
from graph.extract.page import Mention, Sentence
from graph.extract.reading import Frame, Reading

_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|been|being|be|get|gets|got|remains?|remained|stays?|stayed|becomes?|became|'s|'re)"
    r"(?:\s+(?:not|now|also|still|already|no longer|strictly|completely|altogether|temporarily|expressly|explicitly|"
    r"flatly|outright|generally|entirely|all|never|currently|[a-z]+ly))*\s*$"
)
_CITED: Final = re.compile(
    r"(?:according to|told|as reported by|reported by|cited by|citing|seen by|reviewed by|obtained by|viewed by|"
    r"quoted by|speaking to|interview with|writes in|via)(?:\s+the)?\s+$"
)
_PLURAL: Final = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:universities|schools|companies|banks|firms|members|agencies|states|colleges|districts)\b"
)
# "Acme, a daily, wrote that the bank had ...": whoever reports does not act.
_REPORTS: Final = re.compile(
    r"(?:,[^,;]{3,60},)?\s(?:reported|reports|writes|wrote|has learned|has reported|revealed)"
    r"\b(?!\s(?:to|in an?|back)\b)"
)
_CITES: Final = re.compile(
    r"^(?:'s)?,?\s+(?:reports?|reported|writes|wrote|adds|added|found|noted|notes|quoted|"
    r"has learned|has seen|have seen|has reviewed|has obtained)\b"
)
_ASIDE: Final = re.compile(r"\((?:the\s+)?$")
# "asked Acme and Widget to remove it": they are asked, somebody else acts.
_BIDDEN: Final = re.compile(
    r"\b(?:asked|urged|ordered|instructed|directed|forced)\s+(?:O+(?:,\s+|\s+and\s+))*$"
)
_PRODUCT: Final = re.compile(r"(?:'s?)?\s+(?:[a-z-]+\s+)?[TC]{2}")
_BY: Final = re.compile(r"\b(?:by|at|in|inside|within|across|for|from|on|of|to)(?:\s+the)?\s+$")
_OBLIQUE: Final = re.compile(
    r"\b(?:by|at|in|inside|within|across|for|from|on|of|to|like|unlike|than|with|against|after|following|alongside|"
    r"versus|despite|via|through|over|under|before|behind|besides|including|as|told|joining|joins|joined)(?:\s+the)?\s+$"
)
# "Acme, which bought Widget in 2021, has ...": whoever stands between the commas is not the one who acts.
_ASIDES: Final = re.compile(
    r",\s(?:which|who|whose|where|an?|the|part of|owned by|maker of|one of|once|formerly|backed by)\b"
    r"[^,;]{2,140},|\([^)]{2,80}\)"
)
_AGENT: Final = re.compile(r"\b(?:by)(?:\s+the)?\s+$")
_JOINED: Final = re.compile(
    r"\s*(?:,\s*)?(?:and|or|&|as well as|plus|,|along with|together with)\s*(?:the\s+)?"
)
_AND: Final = re.compile(r"\b(?:and|or|plus)\b|&|as well as|along with|together with")
_STAY: Final = 2  # sentences for which whoever set the last rule stays the one spoken of
_REACH: Final = 4  # sentences back in which an organisation is still the one spoken of
# "In Malaysia ...": the story has moved on, and nobody spoken of before is meant.
_ELSEWHERE: Final = re.compile(
    r"\W*(?:In|At|Over in|Up in|Down in|Across)\s+(?:the\s+)?(?!January|February|March|April|May|"
    r"June|July|August|September|October|"
    r"November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Q\d)[A-Z][\w-]+"
)
_BARE: Final = re.compile(
    r"(?:^|[,;:.]\s+|\b(?:and|but|that|as|because|while|where|when|so|if)\s+)(?:[a-z-]+ )?"
    r"(?:companies|firms|organi[sz]ations|banks|schools|universities|employers|governments|countries|agencies|districts|"
    r"states|businesses|colleges|people|users|critics)\s+(?:(?:have|had|may|will|can|are|were|often|also|now|simply)\s+)*$"
)
_OWN: Final = frozenset({"employees", "unit", "contractors", "devices"})


def organisations_of(
    reading: Reading,
    sentence: Sentence,
    clause: Clause,
    trigger: Trigger,
    before: list[Frame],
    makers: frozenset[str],
) -> list[tuple[Mention, str]]:
    """Give who sets the rule, each with where it was found; several for an enumeration."""
    named = reading.analysis.within(sentence.start, sentence.end, "organisation")
    inside = [each for each in named if _acts(reading, each)]
    own = [each for each in inside if each.name not in makers or _rules_its_own(reading, sentence, each)]
    own = [each for each in own if each.role != "place"] or own
    chosen = _cutting_off(clause, trigger, inside, own) or _named(reading, clause, trigger, own)
    if chosen is not None:
        found = "clause" if clause.start <= chosen.start < clause.end else "sentence"
        return [(each, found) for each in (_enumerated(reading, own, chosen) if chosen in own else [chosen])]
    if own or _nobody(reading, clause, trigger):
        return []
    if trigger.rule.subject == "authority" and any(each.end <= trigger.start for each in inside):
        return []  # a maker acts on its own product
    if house := house_in(
        reading.analysis, sentence, trigger.start if trigger.rule.subject == "authority" else -1
    ):
        return [(house, "sentence")]
    carried = _carried(reading, sentence, trigger, before)
    if carried is None or (carried.name in makers and not _rules_its_own(reading, sentence, carried)):
        return []
    return [(carried, "sentence" if _spoken_of(reading, sentence, carried) else "carried")]


def _spoken_of(reading: Reading, sentence: Sentence, carried: Mention) -> bool:
    """Tell whether a sentence names an organisation that only the whole page could tell for one."""
    return carried.name in reading.analysis.shadow[sentence.start : sentence.end]


def _named(reading: Reading, clause: Clause, trigger: Trigger, own: list[Mention]) -> Mention | None:
    """Give the organisation of the sentence that sets the rule; None behind a subject that is nobody in particular."""
    chosen = _echoing(trigger, own) or _subject(reading, clause, trigger, own)
    if chosen is not None or not own or _nobody(reading, clause, trigger):
        return chosen
    nearest = min(own, key=lambda each: abs(each.start - trigger.start))
    return _agent(reading, trigger, own) or nearest


def _nobody(reading: Reading, clause: Clause, trigger: Trigger) -> bool:
    """Tell whether the subject of a trigger is nobody in particular: "many companies", "users"."""
    if _BARE.search(reading.masked[clause.start : trigger.start].lstrip()):
        return True
    return reading.cues.generic.search(reading.masked, clause.start, trigger.start) is not None


def _cutting_off(
    clause: Clause, trigger: Trigger, inside: list[Mention], own: list[Mention]
) -> Mention | None:
    """Give the maker that shuts a named customer out of its own product: "Acme AI revoked Widget's access"."""
    if trigger.rule.action != "ban" or trigger.rule.subject != "authority":
        return None
    makers = [each for each in inside if each not in own and clause.start <= each.start < trigger.start]
    customers = [each for each in own if trigger.start <= each.start < clause.end]
    ahead = any(each.start < trigger.start for each in own)
    return makers[-1] if makers and customers and not ahead else None


def _rules_its_own(reading: Reading, sentence: Sentence, maker: Mention) -> bool:
    """Tell whether a maker sets a rule for its own people: "the company recommends its chatbot to staff"."""
    if maker.name in reading.makers:
        return False
    return any(
        each.type in _OWN for each in reading.analysis.within(sentence.start, sentence.end, "population")
    )


def _acts(reading: Reading, mention: Mention) -> bool:
    """Tell whether a mention may be the one that sets a rule, and is no source, no maker, no adjective."""
    if mention.role == "cited" or (mention.role == "maker" and _owns(reading, mention)):
        return False
    lead = reading.masked[max(0, mention.start - 30) : mention.start]
    if _REPORTS.match(reading.masked, mention.end):
        return False
    if _BIDDEN.search(reading.masked, max(0, mention.start - 70), mention.start):
        return False
    if _ASIDE.search(lead) and reading.masked[mention.end : mention.end + 1] == ")":
        return False
    block = reading.masked[max(0, mention.start - 40) : mention.end + 20]
    if any(
        found.start() < 40 < found.end() for found in reading.cues.generic.finditer(block)
    ) and _PLURAL.match(reading.masked, mention.end):
        return False
    return not (
        _CITED.search(lead)
        or (mention.type == "publisher" and _CITES.match(reading.masked[mention.end : mention.end + 20]))
    )


def _owns(reading: Reading, maker: Mention) -> bool:
    """Tell whether a maker is only named with its product: "Acme's assistant", or makes nothing else."""
    return maker.name in reading.makers or bool(_PRODUCT.match(reading.masked, maker.end))


def _echoing(trigger: Trigger, own: list[Mention]) -> Mention | None:
    """Give who did likewise where the trigger itself names them: "and so had the BBC"."""
    inside = [each for each in own if trigger.rule.echo and trigger.start <= each.start < trigger.end]
    return inside[0] if inside else None


def _subject(reading: Reading, clause: Clause, trigger: Trigger, own: list[Mention]) -> Mention | None:
    """Give the grammatical subject, or the agent of a passive."""
    masked = reading.masked
    if trigger.rule.subject != "authority" or _PASSIVE.search(masked, clause.start, trigger.start):
        after = [each for each in own if each.start >= trigger.start and _AGENT.search(_lead(reading, each))]
        if after:
            return after[0]
    asides = [each.span() for each in _ASIDES.finditer(masked, clause.start, trigger.start)]
    ahead = [each for each in own if each.end <= trigger.start and each.start >= clause.start]
    told = [each for each in ahead if not any(start < each.start < end for start, end in asides)]
    subjects = [each for each in told if not _OBLIQUE.search(_lead(reading, each))]
    candidates = subjects or told or ahead
    return candidates[-1] if candidates else None


def _agent(reading: Reading, trigger: Trigger, own: list[Mention]) -> Mention | None:
    """Give who stands behind the trigger with a preposition, else whoever was named before it."""
    after = [each for each in own if each.start >= trigger.start and _BY.search(_lead(reading, each))]
    ahead = [each for each in own if each.end <= trigger.start]
    if after:
        return after[0]
    return ahead[-1] if ahead else None


def _lead(reading: Reading, mention: Mention) -> str:
    return reading.masked[max(0, mention.start - 24) : mention.start]


def _enumerated(reading: Reading, own: list[Mention], chosen: Mention) -> list[Mention]:
    """Give a mention with those it is listed with: "A, B and C"."""
    at = own.index(chosen)
    first = last = at
    while first > 0 and _JOINED.fullmatch(reading.masked, own[first - 1].end, own[first].start):
        first -= 1
    while last + 1 < len(own) and _JOINED.fullmatch(reading.masked, own[last].end, own[last + 1].start):
        last += 1
    if chosen.role == "place":
        return [chosen]
    listed = list({each.name: each for each in own[first : last + 1]}.values())
    gaps = [
        reading.masked[a.end : b.start]
        for a, b in zip(own[first:last], own[first + 1 : last + 1], strict=True)
    ]
    return listed if any(_AND.search(gap) for gap in gaps) else [chosen]


def _carried(reading: Reading, sentence: Sentence, trigger: Trigger, before: list[Frame]) -> Mention | None:
    """Give whoever set the last rule, else the organisation of the sentence before, else the one the page is about.

    Shape: nobody behind a generic subject, and nobody where the story has moved elsewhere.
    """
    if reading.cues.generic.search(reading.masked, sentence.start, trigger.end):
        return None
    if _ELSEWHERE.match(reading.analysis.shadow, sentence.start):
        return None
    if house := _newcomer(reading, sentence, before):
        return house
    if before and sentence.index - before[-1].sentence.index <= _STAY:
        return before[-1].organisation
    for index in range(sentence.index - 1, max(-1, sentence.index - _REACH), -1):
        other = reading.analysis.sentences[index]
        found = [
            each
            for each in reading.analysis.within(other.start, other.end, "organisation")
            if each.name not in reading.makers and _acts(reading, each)
        ]
        if found and (index == sentence.index - 1 or reading.focus is None):
            return _likeliest(reading, found, before)
    return reading.focus


def _newcomer(reading: Reading, sentence: Sentence, before: list[Frame]) -> Mention | None:
    """Give an organisation no list knows that the paragraph has come to speak of since the last rule."""
    last = before[-1].sentence.index if before else -1
    for index in range(sentence.index - 1, max(last, sentence.index - _REACH), -1):
        other = reading.analysis.sentences[index]
        if other.block != sentence.block or reading.analysis.within(other.start, other.end, "organisation"):
            return None
        if house := house_in(reading.analysis, other):
            return house
    return None


def _likeliest(reading: Reading, found: list[Mention], before: list[Frame]) -> Mention:
    """Of an earlier sentence's organisations give the one that acted last, else the page's own, else the first."""
    acted = before[-1].organisation.name if before else ""
    focus = reading.focus.name if reading.focus else ""
    for name in (acted, focus):
        for each in found:
            if each.name == name:
                return each
    return found[0]
