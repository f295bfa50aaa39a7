"""What speaks for and against a date on a page being that of a rule: observations by name, weighed elsewhere.

An observation is a word or two, such as "issued" (the date's clause says that something was issued) or "before 1"
(the date stands in the sentence before the rule's). What each is worth is data: the weights of the lexicon.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from graph.extract.date_places import clause_of, dates_in, in_aside, labels, organisations_in
from graph.extract.date_rules import DateRules
from graph.extract.date_story import Dated, dates_told
from graph.extract.dates import DateMention, page_day
from graph.extract.memo import once
from graph.extract.page import Analysis, Sentence
from graph.model import Action

Place = Literal["own", "sentence", "near", "far"]
NEAR: Final = 2  # sentences either side that count as near
REACH: Final = 8  # sentences either side, and at the top of a page, in which a rule may be dated
OPENS: Final = 12  # code points before a date that opens its sentence
CLOSES: Final = 3  # code points after a date that closes its sentence
SHORT: Final = 60  # code points of a sentence that says little more than "X was next, on Wednesday"
LED: Final = 60  # code points before a date in which it may be led up to
_MONTHS, _YEAR = 40, 330  # days before the page: "months ago", and so long that it is another story

_LED_BY: Final = re.compile(
    r"[;:,]?[ -]*(after|because|when|following|since|while|although|though|but|and)\b"
)
_LIFTS: Final = re.compile(
    r"(?:(?:has|have|had|is|was|were|been|being|to|will|would) )*"
    r"(?:lift|end|eas|rescind|revers|scrap|drop|withdr|overturn|roll|undo|undid|abandon|suspend|do|did)\w*"
)
_RULE: Final = re.compile(
    r"(?<!\w)(?:bans?|banned|rules?|polic(?:y|ies)|orders?|decisions?|memos?|notices?|measures?|block(?:ed|s)?|"
    r"restrict\w*|guid(?:ance|elines?)|directives?|announc\w+|circulars?|letters?|e-?mails?|statements?|prohibit\w*|"
    r"suspen\w+|lift\w*|effect|force|changes?|steps?|moves?|approv\w+|allow\w*|permi\w+|requir\w+|mandat\w+|"
    r"investigat\w+|inquir\w+|terms|decree|instruction\w*)(?!\w)"
)
_GOES_ON: Final = re.compile(r"(?:the|this|that|these|those|it|they|its|both|he|she|under)\b")
_POINTS: Final = re.compile(r"\W*(?:the|this|that|these|those)\b")
_DATELINE: Final = re.compile(r"[^a-z]{0,4}[A-Z][A-Z .,'()/-]+[, ]")


@dataclass(frozen=True, slots=True)
class Asked:
    """The rule whose date is wanted: where it stands, whose it is and what it does, as far as that is known."""

    sentence: Sentence
    trigger: int
    organisation: str = ""
    action: Action | None = None


def reachable(rules: DateRules, analysis: Analysis, asked: Asked) -> list[Dated]:
    """Give the dates of a page that may be the rule's: those around it and those at the top.

    Shape: where a trigger lifts and another action is asked for, the rule is the one that ended, and its dates are
    those that say so, if there are any: "lifted the ban imposed in May".
    """
    at = asked.sentence.index
    found = [
        each
        for each in dates_told(rules, analysis)
        if (abs(each[0].index - at) <= REACH or each[0].index < REACH)
        and each[1].role != "report"
        and _of_the_story(analysis, asked, each[0])
        and not _of_another_event(rules, analysis, asked, each)
    ]
    if not lifts(analysis, asked):
        return found
    earlier = [each for each in found if each[0].index == at and _is_older(rules, analysis, asked, each)]
    if asked.action not in {None, "lift"}:
        return earlier or found
    return [each for each in found if each not in earlier]


def lifts(analysis: Analysis, asked: Asked) -> bool:
    """Tell whether a rule's trigger is a word for ending one."""
    return _LIFTS.match(analysis.lower, asked.trigger) is not None


def _of_the_story(analysis: Analysis, asked: Asked, home: Sentence) -> bool:
    """Tell whether a sentence of another paragraph speaks of the rule at all: its maker, a tool, or a rule."""
    if home.block == asked.sentence.block:
        return True
    named = any(
        each.kind == "tool" or (each.kind == "organisation" and each.name == asked.organisation)
        for each in analysis.within(home.start, home.end)
    )
    return named or _RULE.search(analysis.lower, home.start, home.end) is not None


def _is_older(rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated) -> bool:
    """Tell whether a date is that of the rule that ended: "the February ban", "the ban imposed in May"."""
    follows = dated[1].start > asked.trigger
    return follows and (labels(analysis, dated[1]) or "imposed" in seen_of(rules, analysis, *dated))


def _of_another_event(rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated) -> bool:
    """Tell whether a date's clause, not being the rule's own, tells of a leak, a survey or a lawsuit only."""
    seen = seen_of(rules, analysis, *dated)
    if "other event" not in seen or not {"acts", "issued", "document"}.isdisjoint(seen):
        return False
    return place_of(analysis, asked, dated) != "own"


def place_of(analysis: Analysis, asked: Asked, dated: Dated) -> Place:
    """Tell where a date stands, seen from the rule."""
    home, mention = dated
    gap = abs(home.index - asked.sentence.index)
    if gap:
        return "near" if gap <= NEAR else "far"
    start, end = clause_of(analysis, home, asked.trigger)
    return "own" if start <= mention.start < end else "sentence"


def observations(
    rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated, place: Place
) -> Iterator[str]:
    """Give the names of everything that speaks for or against a date."""
    yield "place"
    seen = seen_of(rules, analysis, *dated)
    yield from seen
    if place in {"own", "sentence"}:
        yield from _beside(rules, analysis, asked, dated, place)
    else:
        yield from _elsewhere(rules, analysis, asked, dated)
    yield from _for_action(analysis, asked, seen)


def _for_action(analysis: Analysis, asked: Asked, seen: tuple[str, ...]) -> Iterator[str]:
    """What counts otherwise for the end of a rule than for the rule."""
    lift = asked.action == "lift"
    if "lifted" in seen:
        yield "lifted lift" if lift else "lifted other"
    if "imposed" in seen and lift:
        yield "imposed lift"
    if asked.action == "deny":
        yield "deny"
    if not lift and asked.action is not None and lifts(analysis, asked):
        yield "trigger lifts"


@once
def seen_of(rules: DateRules, analysis: Analysis, home: Sentence, mention: DateMention) -> tuple[str, ...]:
    """What can be seen of a date by itself, whatever rule is asked about."""
    return (
        mention.role,
        *_age(rules, analysis, mention),
        *_signs(rules, analysis, home, mention),
        *_layout(analysis, home, mention),
        *_standing(rules, analysis, home, mention),
    )


def _age(rules: DateRules, analysis: Analysis, mention: DateMention) -> Iterator[str]:
    if mention.value is None:
        return
    yield mention.value.granularity
    if mention.value.basis == "stated":
        yield "stated"
    today = page_day(rules, analysis)
    if today is None:
        return
    if mention.value.first > today:
        yield "ahead"
    if mention.value.first == mention.value.last == today:
        yield "today"
    days = (today - mention.value.last).days
    if days > _MONTHS:
        yield "old" if days > _YEAR else "months ago"


def _signs(rules: DateRules, analysis: Analysis, home: Sentence, mention: DateMention) -> Iterator[str]:
    """The words of the lexicon in the date's clause, in its sentence, or leading up to it."""
    start, end = clause_of(analysis, home, mention.start)
    lower = analysis.lower
    spans = {
        "clause": (start, end),
        "sentence": (home.start, home.end),
        "led": (max(home.start, mention.start - LED), mention.start),
    }
    for sign in rules.signs:
        if sign.pattern.search(lower, *spans[sign.where]):
            yield sign.name
    led = _LED_BY.match(lower, start, end)
    if led and start > home.start:
        yield "led by " + led[1]


def _layout(analysis: Analysis, home: Sentence, mention: DateMention) -> Iterator[str]:
    if labels(analysis, mention):
        yield "labels"
    if mention.start - home.start <= OPENS:
        yield "opens"
    if home.end - mention.end <= CLOSES:
        yield "closes"
    if home.end - home.start <= SHORT:
        yield "short"
    kind = analysis.blocks[home.block].kind
    if kind != "paragraph":
        yield "in " + kind
    opening = home.index == 0 and " - " in analysis.lower[mention.end : mention.end + 16]
    if opening and _DATELINE.match(analysis.shadow, home.start):
        yield "dateline"


def _standing(rules: DateRules, analysis: Analysis, home: Sentence, mention: DateMention) -> Iterator[str]:
    """How a date stands among all those of the page."""
    told = dates_told(rules, analysis)
    if told[0][1] == mention:
        yield "first"
    if told[-1][1] == mention:
        yield "last"
    if len({each.value or each.yearless for _, each in told}) == 1:
        yield "only"
    if home.index <= 1:
        yield "top"


def _beside(rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated, place: Place) -> Iterator[str]:
    """What can be said of a date in the rule's own sentence."""
    home, mention = dated
    start, end = clause_of(analysis, home, asked.trigger)
    inside = [
        each
        for each in dates_in(rules, analysis, home.index)
        if start <= each.start < end and each != mention
    ]
    if inside:
        yield "rival"
        gap = abs(mention.start - asked.trigger)
        yield "nearest" if all(gap <= abs(each.start - asked.trigger) for each in inside) else "further"
        yield "next" if _next(asked.trigger, mention, inside) else "not next"
    if place == "sentence" and start > home.start and analysis.within(start, asked.trigger, "organisation"):
        yield "own subject"
    if mention.end <= asked.trigger:
        yield "before trigger"
    if in_aside(analysis, home, mention.start, asked.trigger):
        yield "aside"
    if labels(analysis, mention) and asked.trigger == mention.end + 1:
        yield "names trigger"


def _next(trigger: int, mention: DateMention, others: list[DateMention]) -> bool:
    """Tell whether a date is the first after the trigger, or the last before it if none comes after."""
    after = [each.start for each in (mention, *others) if each.start >= trigger]
    return mention.start == (min(after) if after else max(each.start for each in (mention, *others)))


def _elsewhere(rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated) -> Iterator[str]:
    """What can be said of a date in another sentence."""
    home, mention = dated
    here = asked.sentence
    yield distance(home.index - here.index)
    if home.block == here.block:
        yield "same block"
    if dates_in(rules, analysis, here.index):
        yield "dated itself"
    low, high = sorted((home.index, here.index))
    if any(dates_in(rules, analysis, index) for index in range(low + 1, high)):
        yield "other between"
    yield from _cast(rules, analysis, asked, home)
    if in_aside(analysis, home, mention.start, home.start):
        yield "aside"
    if analysis.blocks[here.block].kind != "paragraph":
        yield "rule in " + analysis.blocks[here.block].kind
    if here.index == 0:
        yield "for first"
    if _GOES_ON.match(analysis.lower, here.start):
        yield "goes on"
    if _POINTS.match(analysis.lower, home.start, home.end):
        yield "points"


def _cast(rules: DateRules, analysis: Analysis, asked: Asked, home: Sentence) -> Iterator[str]:
    """Whose sentences the rule's and the date's are."""
    mine = organisations_in(rules, analysis, asked.sentence)
    theirs = organisations_in(rules, analysis, home)
    wanted = {asked.organisation} if asked.organisation else mine
    if wanted & theirs:
        yield "same organisation"
    elif theirs:
        yield "other organisation"
    if asked.organisation in mine:
        yield "named here"
    if mine - wanted:
        yield "others here"


@lru_cache
def distance(gap: int) -> str:
    """Name how many sentences lie between a rule and a date after or before it."""
    steps = abs(gap)
    named = str(steps) if steps <= 3 else "4-5" if steps <= 5 else "6-8" if steps <= REACH else "more"
    return f"{'before' if gap < 0 else 'after'} {named}"
