"""Stage 7: from a trigger to who does what to which tools. A frame is one reading of one trigger."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.extract.actions import Trigger
from graph.extract.actors import organisations_of
from graph.extract.clauses import Clause, clause_at, clauses_of
from graph.extract.cues import Polarity, modality, polarity
from graph.extract.page import Sentence
from graph.extract.reading import Frame, Reading
from graph.extract.topics import old_and_new, tools_of
from graph.model import Action, Modality

_SOME: Final = re.compile(
    r"\b(?:some|certain|most|many|selected|several) (?:of (?:its|the|their) )?(?:[a-z]+ )?[a-z]+ (?:[a-z]+ )?$"
)
# "Many regarded bans as ...": the noun, in a place where the verb cannot stand.
_NOUN: Final = re.compile(
    r"\b(?:an?|the|this|that|its|their|such|any|no|each|every|similar|for|on|of|against|than|as|regarded?|impose[sd]?|'s)"
    r"\s+(?:[a-z-]+\s+)?$"
)
_NOUNS: Final = frozenset(
    {"ban", "bans", "block", "blocks", "restrict", "limit", "limits", "cap", "curb", "curbs"}
)
_AUTHORITIES: Final = frozenset({"regulator", "government", "legislature", "military", "other"})
_DOUBTED: Final = re.compile(r"\bmay not\b|\bwon't\b|\bwill not\b")  # "the ban may not last"
_ASKED: Final = re.compile(r"\W*(?:and |but |so )?(?:could|will|might|may|is|are|can|has|have|did|does)\b")
_BIDDING: Final = frozenset(
    [
        "ban",
        "bar",
        "block",
        "forbid",
        "prohibit",
        "suspend",
        "stop",
        "pause",
        "halt",
        "drop",
        "remove",
        "limit",
        "allow",
        "let",
        "lift",
        "end",
        "cancel",
        "disable",
        "delete",
        "keep",
        "put",
        "shut",
        "switch",
        "turn",
        "avoid",
        "investigate",
        "approve",
        "revoke",
        "withdraw",
        "restrict",
        "require",
        "demand",
        "drop",
        "ditch",
        "reverse",
    ]
)
_IMPERATIVE: Final = re.compile(r"(?:[-*]|\d+[.)])?\s*$")
_PRESUPPOSED: Final = re.compile(
    r"\b(?:bans?|pause|prohibitions?|block|blocks|blockade|moratorium|blacklist|embargo|freeze|suspension|banned|blocked|forbidden|prohibited|barred)\b|restore|unblock|unban|readmit|reinstate|back"
)


def frames_of(reading: Reading, triggers: list[tuple[Sentence, list[Trigger]]]) -> list[Frame]:
    """Give the frames of a page in text order; each may lean on those before it."""
    frames: list[Frame] = []
    for sentence, found in triggers:
        clauses = clauses_of(reading.masked, sentence.start, sentence.end)
        first = len(frames)
        for trigger in found:
            frames.extend(list(_frames(reading, sentence, clauses, trigger, frames)))
        frames[first:] = settled(frames[first:])
    return frames


def settled(here: list[Frame]) -> list[Frame]:
    """Of a permission and its limit in one sentence ("may be used only for drafts") keep the limit."""
    limited = {
        each.organisation.name
        for each in here
        if each.trigger.rule.id == "restrict.partly" or each.action in {"require_approval", "mandate"}
    }
    return [
        each
        for each in here
        if not (each.action == "allow" and (each.organisation.name in limited or _excepted(each, here)))
        and not _denied(each, here)
    ]


def _excepted(allowed: Frame, here: list[Frame]) -> bool:
    """Tell whether a permission only rounds off another rule of its sentence on the same tools.

    Source: an exception inside a ban is part of the ban; "has not banned it but warns" is a limit.
    """
    names = {each.name for each in allowed.tools}
    heads = {"ban", "restrict", "deny", "replace"} if allowed.polarity == "negated" else {"ban", "deny"}
    return any(
        each.action in heads
        and each.organisation.name == allowed.organisation.name
        and (allowed.polarity == "negated" or names & {tool.name for tool in each.tools})
        for each in here
    )


def _denied(claimed: Frame, here: list[Frame]) -> bool:
    """Tell whether a rule is only what its sentence denies."""
    return claimed.action in {"ban", "restrict"} and any(
        each.action == "deny"
        and each.organisation.name == claimed.organisation.name
        and each.trigger.start < claimed.trigger.start
        for each in here
    )


def _frames(
    reading: Reading, sentence: Sentence, clauses: tuple[Clause, ...], trigger: Trigger, before: list[Frame]
) -> Iterator[Frame]:
    """Give the frames of one trigger: none where it states no rule, several where several organisations do."""
    clause = clause_at(clauses, trigger.start)
    sign = polarity(
        reading.cues, reading.masked, clause, trigger.start, trigger.end, flips=trigger.rule.flips
    )
    action = _action(reading, sentence, clause, trigger, sign, before)
    mode = _mode(reading, sentence, clause, trigger)
    if action is None or mode is None:
        return
    tools, carried = tools_of(reading, sentence, clause, trigger, before)
    old, new = old_and_new(reading, tools) if action == "replace" else (tools, ())
    if not old or (action == "replace" and not new):
        return
    makers = frozenset(reading.vendors(tuple(each.name for each in old)))
    for organisation, found in organisations_of(reading, sentence, clause, trigger, before, makers):
        frame = Frame(sentence, trigger, action, organisation, old, mode, sign, new, found, carried)
        if _likely(frame, before):
            yield frame
            yield from _presupposed(reading, frame)


def _likely(frame: Frame, before: list[Frame]) -> bool:
    """Tell whether a frame rests on enough: what is carried over needs a trigger that can mean nothing else."""
    rule = frame.trigger.rule
    if frame.action == "investigate" and frame.organisation.type not in _AUTHORITIES:
        return False
    if rule.echo and frame.organisation.name == before[-1].organisation.name:
        return False
    if frame.found != "carried":
        return True
    weak = frame.polarity == "negated" or rule.needs == "tool" or rule.takes_tool
    return not (rule.echo or frame.modality == "question" or (frame.carried and weak))


def _presupposed(reading: Reading, frame: Frame) -> Iterator[Frame]:
    """Give the ban that a lift speaks of."""
    trigger = frame.trigger
    if frame.action == "lift" and _PRESUPPOSED.search(reading.masked, trigger.start, trigger.end):
        yield replace(frame, action="ban", modality="asserted", polarity="affirmed", presupposed=True)


def _action(
    reading: Reading,
    sentence: Sentence,
    clause: Clause,
    trigger: Trigger,
    sign: Polarity,
    before: list[Frame],
) -> Action | None:
    """Give what a trigger means here; None where it means no rule."""
    if _is_noun(reading, sentence, trigger) or _bidden(reading, sentence, trigger):
        return None
    rule = trigger.rule
    action = rule.action if sign == "affirmed" else _flipped(trigger, sign)
    if rule.echo and action is not None:
        return before[-1].action if before else None
    if action == "ban" and _SOME.search(reading.masked, clause.start, trigger.start):
        return "restrict"
    return action


def _flipped(trigger: Trigger, sign: Polarity) -> Action | None:
    return trigger.rule.negated if sign == "negated" else trigger.rule.ended or trigger.rule.negated


def _mode(reading: Reading, sentence: Sentence, clause: Clause, trigger: Trigger) -> Modality | None:
    """Give the modality; None for what is only supposed, proposed or asked for effect."""
    span = (sentence.start, sentence.end)
    mode = modality(reading.cues, reading.masked, span, clause, trigger.start, trigger.end)
    if trigger.rule.action == "deny" and mode in {"asserted", "prediction", "opinion"}:
        return "denied"
    if trigger.rule.action == "lift" and _DOUBTED.search(reading.masked, trigger.start, trigger.end):
        return "prediction"
    asked = mode == "question" and not _ASKED.match(reading.masked, sentence.start, sentence.end)
    return None if mode == "conditional" or asked else mode


def _is_noun(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    word = reading.masked[trigger.start : trigger.end]
    return word in _NOUNS and bool(
        _NOUN.search(reading.masked, max(sentence.start, trigger.start - 40), trigger.start)
    )


def _bidden(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether somebody bids an authority to act: "Suspend it until there is a review"."""
    if trigger.rule.subject != "authority" or trigger.rule.action in {"restrict", "require_approval"}:
        return False
    first = reading.masked[trigger.start : trigger.end].split()[0]
    return first in _BIDDING and bool(_IMPERATIVE.fullmatch(reading.masked, sentence.start, trigger.start))
