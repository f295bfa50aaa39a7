"""Stage 8, on whose word: the chain of sources a page cites for a claim, from the outermost inward.

The page itself is never part of a chain. An empty chain says that the page speaks for itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from graph.extract.documents import document_around, documents_in
from graph.extract.interviews import interviewed
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import AttributionRules
from graph.extract.sources import Cited, outlets_in, speakers_in, weak_in
from graph.model import Hop

__all__ = ["ASIDE", "AttributionRules", "chain_of", "find_chain", "goes_on"]

_MANY: Final = re.compile(
    r"(?<!\w)(?:companies|firms|banks|corporations|employers|universities|schools|colleges|districts|states|countries|agencies|ministries"
    r"|groups|newspapers|publishers|projects|hospitals|governments|cities|councils|lenders|retailers|carmakers|operators)(?!\w)"
)
_LISTS: Final = re.compile(r"(?<!\w)(?:list|among|latest|joins|joined|growing|lengthening)(?!\w)")
ASIDE: Final = re.compile(
    r"(?<!\w)(?:already|earlier|previously|had|last year|separately|meanwhile|according to reports"
    r"|since (?:19|20)\d\d|in (?:19|20)\d\d)(?!\w)"
)
LEAD: Final = 4  # sentences at the top of a page that may name the outlet of a round-up
PACKAGE: Final = 10  # sentences back to which "the memo" may point
BACK: Final = 25  # sentences back to which "the report adds" may point
AFTER, BEFORE = 2, 2  # sentences of the same paragraph whose source may be that of a claim too
INNER: Final = {"document": 0, "spokesperson": 1, "person": 2, "anonymous": 3, "organisation": 4}


def find_chain(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Hop, ...]:
    """Give the sources cited for what a sentence says of an organisation, outermost first; empty for none."""
    own = chain_of(rules, analysis, sentence, organisation)
    guest = interviewed(rules, analysis, sentence)
    if guest is not None:
        return (guest, *(each for each in own if each.kind == "document"))
    if own and any(each.kind == "outlet" for each in own):
        return own
    nearby = _carried(rules, analysis, sentence, organisation)
    if own:
        return (*_outlets_of(rules, analysis, sentence, own, nearby), *own)
    return nearby or tuple(each.hop for each in weak_in(rules, analysis, sentence))[:1]


def _outlets_of(
    rules: AttributionRules,
    analysis: Analysis,
    sentence: Sentence,
    own: tuple[Hop, ...],
    nearby: tuple[Hop, ...],
) -> tuple[Hop, ...]:
    """The outlets through which a sentence's own source is known: "the memo" is the one that X had seen."""
    outlets = tuple(each for each in nearby if each.kind == "outlet")
    if outlets and goes_on(rules, analysis, sentence):
        return outlets
    noun = own[-1].name.rsplit(" ", 1)[-1]
    if own[-1].kind != "document" or f"the {noun} " not in analysis.words(sentence):
        return ()
    return _outlet_before(rules, analysis, sentence, PACKAGE)


@once
def chain_of(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Hop, ...]:
    """The chain that a sentence gives by itself: its outlets, then the one source they go back to."""
    outlets = _distinct(outlets_in(rules, analysis, sentence))
    documents = documents_in(rules, analysis, sentence, organisation)
    speakers = list(speakers_in(rules, analysis, sentence, organisation))
    inner = sorted([*documents, *speakers], key=lambda each: (INNER[each.hop.kind], each.start))
    ends = [each.hop for each in inner[:1]]
    unnamed = [each.hop for each in speakers if each.hop.kind == "anonymous"]
    if ends and ends[0].kind == "document" and unnamed:
        ends = [unnamed[0], *ends]
    return (*outlets, *ends)


def _distinct(cited: Iterable[Cited]) -> list[Hop]:
    found: dict[str, Hop] = {}
    for each in sorted(cited, key=lambda one: one.start):
        found.setdefault(each.hop.name, each.hop)
    return list(found.values())


def goes_on(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> bool:
    """Tell whether a sentence says that it goes on with the source of the one before."""
    return rules.carry.search(analysis.lower, sentence.start, sentence.end) is not None


def _carried(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Hop, ...]:
    """The chain of another sentence that covers this one too.

    That is a neighbour ("X was first to report it"), the outlet that "the report adds" goes back to, or the
    outlet at the top of a round-up.
    """
    for other in _neighbours(analysis, sentence):
        if _same_story(rules, analysis, other, organisation) and _covers(
            rules, analysis, sentence, other, organisation
        ):
            return chain_of(rules, analysis, other, organisation)
    if rules.outlets.again.search(analysis.lower, sentence.start, sentence.end):
        return _outlet_before(rules, analysis, sentence, BACK)
    if ASIDE.search(analysis.lower, sentence.start, sentence.end):
        return ()
    spoken = _spoken_around(rules, analysis, sentence, organisation)
    if spoken:
        return spoken
    around = document_around(rules, analysis, sentence, organisation)
    if around is not None:
        document, other = around
        return (*_distinct(outlets_in(rules, analysis, other)), document.hop)
    return _of_round_up(rules, analysis)


def _spoken_around(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Hop, ...]:
    """Whoever speaks just before of what binds people, or is said right after to have announced it."""
    for other in _neighbours(analysis, sentence):
        before, after = other.index == sentence.index - 1, other.index == sentence.index + 1
        goes_on = before and other.block == sentence.block and _binds(rules, analysis, sentence)
        told = after and rules.speakers.announced.search(analysis.lower, other.start, other.end)
        if (goes_on or told) and _same_story(rules, analysis, other, organisation):
            voices = speakers_in(rules, analysis, other, organisation)
            found = next((each.hop for each in voices if each.hop.kind in {"person", "spokesperson"}), None)
            if found:
                return (*_distinct(outlets_in(rules, analysis, other)), found)
    return ()


def _binds(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> bool:
    return rules.documents.binding.search(analysis.lower, sentence.start, sentence.end) is not None


def _covers(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, other: Sentence, organisation: str
) -> bool:
    """Tell whether a neighbour's source covers a sentence: it was first, follows, or is a document."""
    outlets = outlets_in(rules, analysis, other)
    if any(each.first for each in outlets):
        return True
    if other.block != sentence.block:
        return False
    if other.index > sentence.index:
        return bool(outlets)
    return bool(documents_in(rules, analysis, other, organisation))


@once
def _of_round_up(rules: AttributionRules, analysis: Analysis) -> tuple[Hop, ...]:
    """The outlet that a page about many organisations names at its top."""
    for other in analysis.sentences[:LEAD]:
        named = {
            each.name for each in analysis.within(other.start, other.end, "organisation")
        } - rules.outlets.families.keys()
        many = _MANY.search(analysis.lower, other.start, other.end)
        outlets = _distinct(outlets_in(rules, analysis, other))
        if (
            outlets
            and many
            and other.block <= 1
            and (not named or _LISTS.search(analysis.lower, other.start, other.end))
        ):
            return tuple(outlets[:1])
    return ()


def _outlet_before(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, furthest: int
) -> tuple[Hop, ...]:
    """The outlet cited last before a sentence."""
    for index in range(sentence.index - 1, max(-1, sentence.index - furthest - 1), -1):
        outlets = _distinct(outlets_in(rules, analysis, analysis.sentences[index]))
        if outlets:
            return tuple(outlets[:1])
    return ()


def _neighbours(analysis: Analysis, sentence: Sentence) -> Iterator[Sentence]:
    for index in range(sentence.index - BEFORE, sentence.index + AFTER + 1):
        if 0 <= index < len(analysis.sentences) and index != sentence.index:
            other = analysis.sentences[index]
            if abs(other.block - sentence.block) <= 1:
                yield other


@once
def _same_story(rules: AttributionRules, analysis: Analysis, other: Sentence, organisation: str) -> bool:
    named = {
        each.name for each in analysis.within(other.start, other.end, "organisation")
    } - rules.outlets.families.keys()
    return not named or organisation in named
