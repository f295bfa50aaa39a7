"""Where a date stands: in which clause, in an aside or not, beside which other dates and whose sentence."""

import re
from typing import Final

from graph.extract.date_rules import DateRules
from graph.extract.date_story import dates_told
from graph.extract.dates import DateMention
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence

_RELATIVE: Final = re.compile(
    r", (?:which|who|whose|where|whom|in which|of which)\b[^,;]{3,160}(?:,|$)|\([^)]{3,120}\)"
)
_CLAUSE: Final = re.compile(
    r";|:| - |, (?:and|but|while|whereas|although|though|after|because|since (?!then)|when|following"
    r"|so that|yet)\b"
    r"| (?:but|while|whereas|although|though|after|because|when|following|days after|weeks after|months after"
    r"|a day after|even as|only for"
    r"|and (?:(?:this|last|next) (?:week|month|year)|[a-z]{3,}ed (?:it|them|the|its|that|use|access)"
    r"|has|have|had|is|are|was|were|now|then|later|since|eventually))\b"
    r"|, (?:claiming|saying|arguing|noting|adding|citing|alleging)\b"
)
_LABEL: Final = re.compile(
    r"(?<!\w)(?:the|its|their|this|that|his|her|our|an?|\w+'s) $"
)  # "lifted the February ban": the ban's own date


def labels(analysis: Analysis, mention: DateMention) -> bool:
    """Tell whether a date stands before a noun to name it, as in "the February ban"."""
    one_word = analysis.lower[mention.start : mention.end].isalpha()
    return one_word and _LABEL.search(analysis.lower, max(0, mention.start - 12), mention.start) is not None


def in_aside(analysis: Analysis, sentence: Sentence, at: int, trigger: int) -> bool:
    """Tell whether a place lies in a relative clause or bracket that does not hold the trigger."""
    for found in _RELATIVE.finditer(analysis.lower, sentence.start, sentence.end):
        if found.start() <= at < found.end():
            return not found.start() <= trigger < found.end()
    return False


def clause_of(analysis: Analysis, sentence: Sentence, at: int) -> tuple[int, int]:
    """The stretch between two clause borders that a place lies in."""
    borders = _borders(None, analysis, sentence)
    start = max((each for each in borders if each <= at), default=sentence.start)
    return start, min((each for each in borders if each > at), default=sentence.end)


@once
def _borders(_: None, analysis: Analysis, sentence: Sentence) -> tuple[int, ...]:
    return tuple(each.start() for each in _CLAUSE.finditer(analysis.lower, sentence.start, sentence.end))


@once
def _by_sentence(rules: DateRules, analysis: Analysis) -> dict[int, list[DateMention]]:
    """The dates of events by the sentence they stand in."""
    found: dict[int, list[DateMention]] = {}
    for home, mention in dates_told(rules, analysis):
        if mention.role == "event":
            found.setdefault(home.index, []).append(mention)
    return found


def dates_in(rules: DateRules, analysis: Analysis, index: int) -> list[DateMention]:
    """Give the dates of events in the sentence of that number."""
    return _by_sentence(rules, analysis).get(index, [])


@once
def organisations_in(rules: DateRules, analysis: Analysis, sentence: Sentence) -> frozenset[str]:
    """Give the organisations a sentence names, outlets left out."""
    named = analysis.within(sentence.start, sentence.end, "organisation")
    return frozenset(each.name for each in named) - rules.outlets
