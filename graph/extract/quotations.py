"""Quotations: what stands between quote marks, and whether anybody said it.

Marks are paired by a stack within a paragraph, never by counting: a lost mark spoils its own quotation only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Self

from graph.extract.documents import documents_in
from graph.extract.page import Analysis, Sentence
from graph.extract.source_patterns import any_of
from graph.extract.source_rules import AttributionRules
from graph.extract.sources import speakers_in
from graph.lexicon import Lexicon

QuotationKind = Literal["UTTERANCE", "DOCUMENT_WORDING", "SCARE", "CONTRASTIVE", "HYPOTHETICAL"]
SCARE_WORDS: Final = 4  # so few words without a speaker are a term held at arm's length
_CLOSES: Final = {"“": "”", "„": "”“", "«": "»", "‘": "’", "‚": "’‘"}
_MARK: Final = re.compile("[\"“”„«»‘’‚']")
_ANY_CLOSE: Final = frozenset("”»’")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quote marks at [start, end), marks left out, and whoever said or wrote them."""

    start: int
    end: int
    kind: QuotationKind
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class QuotationRules:
    """The words before a quotation that tell what it is, and the rules for sources."""

    sources: AttributionRules
    hypothetical: re.Pattern[str]
    contrastive: re.Pattern[str]
    wording: re.Pattern[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the quotation cues of the table `sources`."""
        cues = lexicon.table("sources")["quotes"]
        return cls(
            AttributionRules.load(lexicon),
            re.compile(rf"(?<!\w)(?:{any_of(cues['hypothetical'])})[ ,:]{{0,2}}$"),
            re.compile(rf"(?<!\w)(?:{any_of(cues['contrastive'])}) (?:an? |the )?$"),
            re.compile(rf"(?<!\w)(?:{any_of(cues['wording'])})(?!\w)"),
        )


def find_quotations(rules: QuotationRules, analysis: Analysis) -> list[Quotation]:
    """Give the quotations of a page in text order, the outer one of a nested pair only."""
    found = []
    sentences = iter(analysis.sentences)
    sentence = next(sentences, None)
    for block in analysis.blocks:
        for start, end in pairs(analysis.page.text, block.start, block.end):
            while sentence is not None and sentence.end <= start:
                sentence = next(sentences, None)
            if sentence is not None:
                found.append(_judged(rules, analysis, sentence, start, end))
    return found


def pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give what stands between paired marks in [start, end), outermost pairs only, in text order."""
    open_marks: list[tuple[str, int]] = []
    done: list[tuple[int, int]] = []
    for found in _MARK.finditer(text, start, end):
        mark, at = found[0], found.start()
        partner = _partner(open_marks, text, mark, at)
        if partner is not None:
            begin = open_marks[partner][1] + 1
            del open_marks[partner:]
            done = [each for each in done if each[0] < begin]
            if begin < at:
                done.append((begin, at))
        elif _can_open(text, mark, at, start):
            open_marks.append((mark, at))
    yield from done


def _partner(open_marks: list[tuple[str, int]], text: str, mark: str, at: int) -> int | None:
    """Where in the stack the mark is that this one closes, if it can close one."""
    if mark in "'’" and not _ends_word(text, at):
        return None
    for depth in range(len(open_marks) - 1, max(-1, len(open_marks) - 4), -1):
        opened = open_marks[depth][0]
        if mark in _CLOSES.get(opened, opened):
            return depth
    return None


def _ends_word(text: str, at: int) -> bool:
    """Tell a closing single mark from an apostrophe inside a word or before a plural."""
    after = text[at + 1 : at + 2]
    return at > 0 and not text[at - 1].isspace() and not after.isalnum()


def _can_open(text: str, mark: str, at: int, start: int) -> bool:
    if mark in _ANY_CLOSE:
        return False
    before, after = text[at - 1 : at] if at > start else " ", text[at + 1 : at + 2]
    if mark == "'" and after.isdigit():
        return False
    return mark not in "\"'" or (not before.isalnum() and not after.isspace() and bool(after))


def _judged(rules: QuotationRules, analysis: Analysis, sentence: Sentence, start: int, end: int) -> Quotation:
    """Say what a quotation is, and who speaks where somebody does."""
    before = analysis.lower[max(sentence.start, start - 60) : max(sentence.start, start - 1)]
    if rules.hypothetical.search(before):
        return Quotation(start, end, "HYPOTHETICAL")
    if rules.contrastive.search(before):
        return Quotation(start, end, "CONTRASTIVE")
    document = _wording_of(rules, analysis, sentence, start, before)
    if document is not None:
        return Quotation(start, end, "DOCUMENT_WORDING", document)
    speaker = _speaker(rules, analysis, sentence, start, end)
    if not speaker and len(analysis.page.text[start:end].split()) <= SCARE_WORDS:
        return Quotation(start, end, "SCARE")
    return Quotation(start, end, "UTTERANCE", speaker)


def _wording_of(
    rules: QuotationRules, analysis: Analysis, sentence: Sentence, start: int, before: str
) -> str | None:
    """The document whose words these are; an empty name where nobody is known to have written it."""
    found = list(rules.sources.documents.pattern.finditer(before))
    if not found or not rules.wording.search(before, found[-1].end()):
        return None
    organisation = next((each.name for each in analysis.within(sentence.start, start, "organisation")), "")
    cited = list(documents_in(rules.sources, analysis, sentence, organisation)) if organisation else []
    return cited[0].hop.name if cited else ""


def _speaker(rules: QuotationRules, analysis: Analysis, sentence: Sentence, start: int, end: int) -> str:
    """The nearest speaker of the sentence who stands outside the quotation."""
    organisation = next(
        (each.name for each in analysis.within(sentence.start, sentence.end, "organisation")), ""
    )
    outside = [
        each
        for each in speakers_in(rules.sources, analysis, sentence, organisation)
        if each.end <= start or each.start >= end
    ]
    nearest = min(outside, key=lambda each: min(abs(each.end - start), abs(each.start - end)), default=None)
    return nearest.hop.name.strip() if nearest else ""
