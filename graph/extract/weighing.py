"""What rules and learned models give together: the frames of the rules that the verdict keeps, and new ones.

A claim that only the models see is read by the same rules as the others: its tools, mode and polarity.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from graph.extract.actions import ActionRule, Trigger
from graph.extract.cast import Actor
from graph.extract.clauses import Clause, clause_at, clauses_of
from graph.extract.cues import modality, polarity
from graph.extract.folded import Folded
from graph.extract.frames import settled
from graph.extract.page import Mention, Sentence
from graph.extract.patterns import Match
from graph.extract.reading import Frame, Reading
from graph.extract.topics import old_and_new, tools_of
from graph.extract.verdicts import Verdict
from graph.model import Action

_TURNED: Final = frozenset({"allow", "lift", "deny"})  # what "not" makes of a ban
_FALLBACK: Final = 7  # the sieve of an organisation that is named in another sentence


def weighed(reading: Reading, frames: Sequence[Frame], verdicts: Sequence[Verdict]) -> list[Frame]:
    """Give the frames of a page in text order.

    Shape: of a sentence that the rules read for an organisation within one clause the rules tell the action, whatever
    the models take it for; and what they read as negated or ended there stands without a verdict.
    """
    ruled: dict[tuple[str, Action], list[Frame]] = {}
    plain: dict[tuple[str, int], list[Frame]] = {}
    for each in frames:
        ruled.setdefault((each.organisation.name, each.action), []).append(each)
        if each.found == "clause":
            plain.setdefault((each.organisation.name, each.sentence.index), []).append(each)
    kept = [each for each in frames if each.found == "clause" and _negated(reading, each)]
    for verdict in sorted(verdicts, key=lambda each: each.further):
        name, at = verdict.actor.name, verdict.line.sentence.index
        if verdict.further:
            kept = _with_further(reading, verdict, kept)
        else:
            found = (
                ruled.get((name, verdict.action)) or plain.get((name, at)) or _read(reading, verdict, kept)
            )
            kept += [each for each in found if each not in kept]
    kept.sort(key=lambda frame: (frame.sentence.index, frame.trigger.start))
    sentences = groupby(kept, key=lambda frame: frame.sentence.index)
    return [
        replace(each, likely=_likely(each, verdicts)) for _, here in sentences for each in settled(list(here))
    ]


def _likely(frame: Frame, verdicts: Sequence[Verdict]) -> float:
    """Give how sure the verdict is that a frame stands for; of a frame that stands without one nobody has asked."""
    here = [each for each in verdicts if each.actor.name == frame.organisation.name]
    own = [each for each in here if each.action == frame.action and each.further == frame.further]
    beside = [each for each in here if each.line.sentence.index == frame.sentence.index]
    return round(max((each.probability for each in own or beside), default=1.0), 3)


def _negated(reading: Reading, frame: Frame) -> bool:
    """Tell whether a "not" makes another rule of the words, before the trigger or within it."""
    trigger = frame.trigger
    within = reading.cues.negation.search(reading.masked, trigger.start, trigger.end)
    return frame.polarity != "affirmed" or (frame.action in _TURNED and within is not None)


def _read(reading: Reading, verdict: Verdict, before: list[Frame]) -> list[Frame]:
    """Read a verdict that no rule has seen; nothing if no tool can be found for it."""
    line, sentence = verdict.line, verdict.line.sentence
    trigger = _trigger(line, verdict.action, verdict.probability)
    clauses = clauses_of(reading.masked, sentence.start, sentence.end)
    clause = clause_at(clauses, trigger.start)
    if trigger.rule.id in _ids(line) and _is_denied(reading, clause, trigger):
        return []
    earlier = before[-1:] if before and before[-1].sentence.index <= sentence.index else []
    tools, carried = tools_of(reading, sentence, clause, trigger, earlier)
    if not tools:
        tools, carried = _nearest(reading, sentence), True
    old, new = old_and_new(reading, tools) if verdict.action == "replace" else (tools, ())
    if not old:
        old, new = tools, ()
    if not old:
        return []
    mode = modality(
        reading.cues, reading.masked, (sentence.start, sentence.end), clause, trigger.start, trigger.end
    )
    if mode in ("conditional", "generic"):
        mode = "asserted"
    organisation, found = _mention(verdict.actor, sentence)
    return [
        Frame(sentence, trigger, verdict.action, organisation, old, mode, "affirmed", new, found, carried)
    ]


def _with_further(reading: Reading, verdict: Verdict, kept: list[Frame]) -> list[Frame]:
    """Set a further rule of an organisation apart from its others of the same kind; it is read if no frame has it."""
    rule = (verdict.actor.name, verdict.action, verdict.line.sentence.index)
    has = [
        at
        for at, each in enumerate(kept)
        if (each.organisation.name, each.action, each.sentence.index) == rule
    ]
    for at in has:
        kept[at] = replace(kept[at], further=True)
    return kept if has else kept + [replace(each, further=True) for each in _read(reading, verdict, kept)]


def _nearest(reading: Reading, sentence: Sentence) -> tuple[Mention, ...]:
    """Give the tool that is named last before the end of a sentence, else the first of the page."""
    tools = [each for each in reading.analysis.mentions if each.kind == "tool"]
    before = [each for each in tools if each.end <= sentence.end]
    return tuple(before[-1:] or tools[:1])


def _ids(line: Folded) -> set[str]:
    return {each.rule.id for each in line.triggers}


def _is_denied(reading: Reading, clause: Clause, trigger: Trigger) -> bool:
    """Tell whether the rule's own words are negated or told as ended, so that no such rule is told."""
    sign = polarity(
        reading.cues, reading.masked, clause, trigger.start, trigger.end, flips=trigger.rule.flips
    )
    return sign != "affirmed"


def _trigger(line: Folded, action: Action, probability: float) -> Trigger:
    """Give what the rules find of this action in the sentence, else the sentence as a whole."""
    for each in line.triggers:
        if each.rule.action == action:
            return each
    rule = ActionRule(f"learned.{action}", action, "authority", "topic", round(probability, 3))
    return Match(rule, line.sentence.start, line.sentence.end)


def _mention(actor: Actor, sentence: Sentence) -> tuple[Mention, str]:
    """Give where an organisation is named: in the sentence, else the nearest place before it, else the first.

    Shape: an empty mention for the publisher of a page that never names itself.
    """
    inside = [span for span in actor.spans if sentence.start <= span[0] and span[1] <= sentence.end]
    ahead = [span for span in actor.spans if span[1] <= sentence.start]
    start, end = (inside or ahead[-1:] or actor.spans or [(sentence.start, sentence.start)])[0]
    found = "clause" if inside else "carried"
    sieve = 0 if inside else _FALLBACK
    return Mention(start, end, "organisation", actor.name, actor.type, sieve), found
