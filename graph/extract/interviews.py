"""Interviews: a page of questions and answers, in which one person answers for the organisation."""

import re
from typing import Final

from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.extract.source_patterns import NAME
from graph.extract.source_rules import AttributionRules
from graph.extract.sources import hop
from graph.model import Hop

QUESTIONS: Final = 3  # as many paragraphs that ask make an interview
WORDS: Final = 30  # a paragraph that asks is shorter
_IN_OFFICE: Final = re.compile(
    rf"(?<![\w.-])({NAME})"
    r"(?: (?:took over as|has been|was appointed|became|runs|heads|leads|edits|is (?:the|its|a))\b|, who )"
)
_I: Final = re.compile(r"(?<!\w)(?:i|i've|i'd|i'm|my|we|we've|we'd|we're|our|us)(?!\w)")


def interviewed(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Hop | None:
    """Give the person whose answer a sentence is part of, on a page that is an interview."""
    found = _interview(rules, analysis)
    if found is None:
        return None
    first, asked, person = found
    return person if sentence.block > first and sentence.block not in asked else None


@once
def _interview(rules: AttributionRules, analysis: Analysis) -> tuple[int, frozenset[int], Hop] | None:
    """The first question, all questions, and who answers; None for other pages."""
    asked = frozenset(number for number in range(len(analysis.blocks)) if _asks(analysis, number))
    if len(asked) < QUESTIONS or not _answered(analysis, asked):
        return None
    first = min(asked)
    person = _guest(rules, analysis, analysis.blocks[first].start)
    return (first, asked, person) if person is not None else None


def _guest(rules: AttributionRules, analysis: Analysis, before: int) -> Hop | None:
    """The first person whom the lines above the first question name in full."""
    for each in analysis.mentions:
        if each.kind == "person" and " " in each.name and each.start < before:
            name = rules.speakers.title.sub("", each.name)
            return hop(analysis, name, "person", each.start, each.end)
    found = _IN_OFFICE.search(analysis.shadow, 0, before)
    return hop(analysis, found[1], "person", *found.span(1)) if found else None


def _asks(analysis: Analysis, number: int) -> bool:
    block = analysis.blocks[number]
    text = analysis.shadow[block.start : block.end].strip()
    bold = text.startswith("**") and text.endswith("**")
    return (bold or text.endswith("?")) and len(text.split()) <= WORDS


def _answered(analysis: Analysis, asked: frozenset[int]) -> bool:
    """Tell whether most questions are followed by an answer in the first person somewhere."""
    answers = [
        number + 1 for number in asked if number + 1 < len(analysis.blocks) and number + 1 not in asked
    ]
    spoken = sum(
        _I.search(analysis.lower, analysis.blocks[number].start, analysis.blocks[number].end) is not None
        for number in answers
    )
    return len(answers) >= QUESTIONS and 2 * spoken >= len(answers)
