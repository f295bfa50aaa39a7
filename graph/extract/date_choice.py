"""Which of the dates on a page is the date of a rule: when it took effect, else when it was made known.

A date is taken from the rule's own clause, then from its sentence, then from a neighbour that says it
speaks of the rule. No date is better than a wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.extract.dates import DateMention, DateRules, find_dates
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.model import Action

_RELATIVE: Final = re.compile(
    r", (?:which|who|whose|where|whom|in which|of which)\b[^,;]{3,160}(?:,|$)|\([^)]{3,120}\)"
)
_CLAUSE: Final = re.compile(
    r";|:| - |, (?:and|but|while|whereas|although|though|after|because|since (?!then)|when|following"
    r"|so that|yet)\b"
    r"| (?:but|while|whereas|although|though|after|because|when|following|days after|weeks after|months after"
    r"|a day after|even as|only for"
    r"|and (?:(?:this|last|next) (?:week|month|year)|has|have|had|is|are|was|were|now|then|later|since|eventually))\b"
    r"|, (?:claiming|saying|arguing|noting|adding|citing|alleging)\b"
)
_STARTS: Final = re.compile(
    r"(?<!\w)(?:from|since|as of|effective|starting|beginning|with effect from|takes effect|took effect"
    r"|take effect|in force|into force|into effect|in effect|went live|goes live|kicks in|kicked in)"
    r"(?: on| in)?(?: the)?(?: last| late| early| mid)? $"
)
_LABEL: Final = re.compile(
    r"(?<!\w)(?:the|its|their|this|that|his|her|our) $"
)  # "lifted the February ban": the ban's own date
_LIFTS: Final = re.compile(
    r"(?:(?:has|have|had|is|was|were|been|being|to|will|would) )*"
    r"(?:lift|end|eas|rescind|revers|scrap|drop|withdr|overturn|roll|undo|undid|abandon|suspend|do|did)\w*"
)
_IMPOSED: Final = re.compile(
    r"(?<!\w)(?:ordered|imposed|introduced|adopted|issued|declared|announced|put in place|in place|in force|dating"
    r"|enacted|since)"
    r"(?: (?:only|just|back|on|in|by|the|it|early|late|since|from))* ?$"
)
_SAME_DAY: Final = re.compile(
    r"(?<!\w)(?:(?:on )?(?:the|that) same day|since then|that (?:very )?day|hours later|later that day)(?!\w)"
)
_NEW: Final = re.compile(
    r"(?<!\w)new (?:\w+ )?(?:rule|rules|policy|order|ban|directive|guidelines|restrictions|terms)(?!\w)"
    r"[^,;]{0,30}$"
)
_ITS_OWN: Final = re.compile(
    r"^(?:the|this|that|these|those|it|they|its|both)\b"
    r"|(?<!\w)(?:takes?|took|taking|came|comes?|goes|went) (?:effect|into (?:force|effect))"
)
_BEFORE: Final = re.compile(
    r"(?<!\w)had (?:already |earlier |previously |once |been )*[a-z]+(?:ed|en|wn|pt|ut|ought|aught)(?!\w)"
)
NEIGHBOURS: Final = 2  # sentences either side that may date a rule by a tie of their own
SHORT: Final = 60  # code points of a sentence that says little more than "X was next, on Wednesday"
PACKAGE: Final = (
    8  # sentences either side, and at the top of a page, in which a package of rules may be dated
)


def event_date(
    rules: DateRules,
    analysis: Analysis,
    sentence: Sentence,
    trigger_start: int,
    organisation: str = "",
    action: Action | None = None,
) -> DateMention | None:
    """Give the date of the rule whose trigger stands at `trigger_start`, or None.

    Shape: with an action other than `lift`, a trigger that lifts tells of two events, and the date wanted is
    that of the rule that ended: "lifted the suspension ordered in May".
    """
    own = _candidates(rules, analysis, sentence)
    if action not in {None, "lift"} and _LIFTS.match(analysis.lower, trigger_start):
        earlier = [
            each for each in own if _of_what_ends(analysis, each, trigger_start) or _labels(analysis, each)
        ]
        return _known(earlier[0] if earlier else None)
    return _known(
        _in_clause(analysis, sentence, own, trigger_start)
        or _in_sentence(rules, analysis, sentence, own, trigger_start)
        or _same_day(rules, analysis, sentence)
        or (
            None
            if _looks_back(analysis, sentence)
            else _from_neighbours(rules, analysis, sentence, organisation)
        )
    )


def _looks_back(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell whether a sentence says what had gone before: the day of the news beside it is not its own."""
    return _BEFORE.search(analysis.lower, sentence.start, sentence.end) is not None


def _known(chosen: DateMention | None) -> DateMention | None:
    """Drop a date of which no day is known: it still kept worse ones out."""
    return chosen if chosen and (chosen.value or chosen.yearless) else None


def _labels(analysis: Analysis, mention: DateMention) -> bool:
    """Tell whether a date stands before a noun to name it, as in "the February ban"."""
    one_word = analysis.lower[mention.start : mention.end].isalpha()
    return one_word and _LABEL.search(analysis.lower, max(0, mention.start - 12), mention.start) is not None


@once
def _candidates(rules: DateRules, analysis: Analysis, sentence: Sentence) -> list[DateMention]:
    found = find_dates(rules, analysis, sentence.start, sentence.end)
    return [each for each in found if each.role == "event"]


def _in_clause(
    analysis: Analysis, sentence: Sentence, own: list[DateMention], trigger: int
) -> DateMention | None:
    """The best date of the trigger's clause: a day the rule starts on before any other, then the nearest."""
    start, end = _clause(analysis, sentence, trigger)
    inside = [
        each
        for each in own
        if start <= each.start < end
        and not _aside(analysis, sentence, each, trigger)
        and not _of_what_ends(analysis, each, trigger)
        and not (_labels(analysis, each) and trigger != each.end + 1)
    ]
    return min(
        inside,
        key=lambda each: (not _begins(analysis, each), abs(each.start - trigger)),
        default=None,
    )


def _of_what_ends(analysis: Analysis, mention: DateMention, trigger: int) -> bool:
    """Tell whether a date is that of the earlier rule: "lifts the suspension ordered in May"."""
    if _LIFTS.match(analysis.lower, trigger) is None:
        return False
    return _IMPOSED.search(analysis.lower, trigger, mention.start) is not None


def _in_sentence(
    rules: DateRules, analysis: Analysis, sentence: Sentence, own: list[DateMention], trigger: int
) -> DateMention | None:
    """A date of another clause that is the rule's: it opens the sentence or says when the rule starts."""
    usable = [
        each
        for each in own
        if not _aside(analysis, sentence, each, trigger)
        and not _of_what_ends(analysis, each, trigger)
        and not _labels(analysis, each)
    ]
    for each in usable:
        opens = each.start - sentence.start <= 12 and not _own_subject(analysis, sentence, trigger)
        clause = analysis.lower[slice(*_clause(analysis, sentence, each.start))]
        if (
            opens
            or _begins(analysis, each)
            or (rules.documents.search(clause) and rules.issued.search(clause))
        ):
            return each
    return None


def _own_subject(analysis: Analysis, sentence: Sentence, trigger: int) -> bool:
    """Tell whether the trigger's clause, not being the first, names an organisation of its own before it."""
    start, _ = _clause(analysis, sentence, trigger)
    return start > sentence.start and bool(analysis.within(start, trigger, "organisation"))


def _begins(analysis: Analysis, mention: DateMention) -> bool:
    """Tell whether the words before a date say that something starts then."""
    return _STARTS.search(analysis.lower, max(0, mention.start - 40), mention.start) is not None


def _aside(analysis: Analysis, sentence: Sentence, mention: DateMention, trigger: int) -> bool:
    """Tell whether a date stands in a relative clause or bracket that does not hold the trigger."""
    for found in _RELATIVE.finditer(analysis.lower, sentence.start, sentence.end):
        if found.start() <= mention.start < found.end():
            return not found.start() <= trigger < found.end()
    return False


def _clause(analysis: Analysis, sentence: Sentence, at: int) -> tuple[int, int]:
    """The stretch between two clause borders that a place lies in."""
    start, end = sentence.start, sentence.end
    for border in _CLAUSE.finditer(analysis.lower, sentence.start, sentence.end):
        if border.start() <= at:
            start = border.start()
        else:
            end = border.start()
            break
    return start, end


def _same_day(rules: DateRules, analysis: Analysis, sentence: Sentence) -> DateMention | None:
    """Read "later the same day" as the last day that was told of."""
    found = _SAME_DAY.search(analysis.lower, sentence.start, sentence.end)
    if found is None or sentence.index == 0:
        return None
    for index in range(sentence.index - 1, max(-1, sentence.index - 5), -1):
        before = _candidates(rules, analysis, analysis.sentences[index])
        days = [each for each in before if each.value is not None and each.value.granularity == "day"]
        if days:
            return replace(days[-1], start=found.start(), end=found.end())
    return None


def _from_neighbours(
    rules: DateRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> DateMention | None:
    mine = _organisations(rules, analysis, sentence) | ({organisation} if organisation else set())
    for other in _around(analysis, sentence):
        dates = _candidates(rules, analysis, other)
        if not dates:
            continue
        near = abs(other.index - sentence.index) <= NEIGHBOURS
        theirs = _organisations(rules, analysis, other)
        if (theirs and mine and not theirs & mine) or (not near and not theirs & mine):
            continue
        for each in dates:
            if _tied(rules, analysis, other, each, near=near):
                return each
    return None


def _around(analysis: Analysis, sentence: Sentence) -> Iterator[Sentence]:
    """The sentences that may date a rule, nearest first, those before it first; then the top of the page."""
    seen = {sentence.index}
    indices = [sentence.index + side * step for step in range(1, PACKAGE + 1) for side in (-1, 1)]
    for index in [*indices, *range(PACKAGE)]:
        if 0 <= index < len(analysis.sentences) and index not in seen:
            seen.add(index)
            yield analysis.sentences[index]


@once
def _organisations(rules: DateRules, analysis: Analysis, sentence: Sentence) -> set[str]:
    named = analysis.within(sentence.start, sentence.end, "organisation")
    return {each.name for each in named} - rules.outlets


def _is_prose(analysis: Analysis, sentence: Sentence) -> bool:
    """Tell a short sentence from a heading, a by-line or a line of a list."""
    return analysis.blocks[sentence.block].kind == "paragraph" and analysis.lower[sentence.end - 1] in ".!\"'"


@once
def _tied(rules: DateRules, analysis: Analysis, other: Sentence, mention: DateMention, *, near: bool) -> bool:
    """Tell whether a sentence dates a rule or the document that lays it down, not something else."""
    if _aside(analysis, other, mention, other.start) and not _begins(analysis, mention):
        return False
    start, end = _clause(analysis, other, mention.start)
    clause = analysis.lower[start:end]
    document = rules.documents.search(clause)
    issued = rules.issued.search(clause)
    if near and issued and other.end - other.start <= SHORT and _is_prose(analysis, other):
        return True
    led = analysis.lower[max(start, mention.start - 60) : mention.start]
    if document and (_begins(analysis, mention) or (near and _NEW.search(led))):
        return True
    if document and issued and abs(document.start() - issued.start()) <= 60:
        return True
    return (
        near and issued is not None and _ITS_OWN.search(analysis.lower[other.start : other.end]) is not None
    )
