"""Stages 6 and 7: the words that set, change or end a rule. Finds triggers; graph.extract.frames fills them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, cast, get_args

from graph.errors import ConfigError
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.patterns import THING, WITHIN, Match, Patterns, compile_patterns
from graph.lexicon import Lexicon
from graph.model import Action

Subject = Literal["authority", "users", "tool"]
Needs = Literal["tool", "topic"]
# Which reading wins where two triggers overlap, the more specific first.
_ORDER: Final = (
    "replace",
    "deny",
    "lift",
    "require_approval",
    "mandate",
    "restrict",
    "ban",
    "investigate",
    "allow",
    "warn",
)
_LETTER: Final = {"tool": "T", "category": "C", "organisation": "O"}


@dataclass(frozen=True, slots=True)
class ActionRule:
    """One construction of the lexicon. `negated` and `ended` are what it becomes behind "not" and "no longer"."""

    id: str
    action: Action
    subject: Subject
    needs: Needs
    strength: float
    negated: Action | None = None
    ended: Action | None = None
    takes_tool: bool = False
    echo: bool = False

    @property
    def flips(self) -> bool:
        """Tell whether a "not" makes another rule of it."""
        return self.negated is not None or self.ended is not None


Trigger = Match[ActionRule]


@dataclass(frozen=True, slots=True)
class ActionRules:
    """All constructions and all guards against look-alikes."""

    triggers: Patterns[ActionRule]
    guards: Patterns[str]
    only_ai: frozenset[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the tables. Raises: ConfigError naming the rule that cannot be used."""
        rules = [
            (pattern, _rule(entry))
            for entry in lexicon.table("actions")["rule"]
            for pattern in entry["patterns"]
        ]
        guards = [
            (pattern, str(each["id"]))
            for each in lexicon.table("guards")["guard"]
            for pattern in each["patterns"]
        ]
        only_ai = frozenset(map(str, lexicon.table("guards")["makers"]["only_ai"]))
        try:
            return cls(compile_patterns(_shared(rules)), compile_patterns(guards), only_ai)
        except ValueError as error:
            raise ConfigError("actions.toml", str(error)) from error


def _shared(rules: list[tuple[str, ActionRule]]) -> Iterator[tuple[str, ActionRule]]:
    """Let all patterns of one entry carry the same rule object, so that they compile into one expression."""
    by_id: dict[str, ActionRule] = {}
    for pattern, rule in rules:
        yield pattern, by_id.setdefault(rule.id, rule)


def _rule(entry: Mapping[str, Any]) -> ActionRule:
    return ActionRule(
        str(entry["id"]),
        _action(entry, "action"),
        cast("Subject", entry["subject"]),
        cast("Needs", entry["needs"]),
        float(entry["strength"]),
        _action(entry, "negated") if entry.get("negated") else None,
        _action(entry, "ended") if entry.get("ended") else None,
        bool(entry.get("takes_tool", False)),
        bool(entry.get("echo", False)),
    )


def _action(entry: Mapping[str, Any], key: str) -> Action:
    if entry[key] not in get_args(Action):
        raise ConfigError("actions.toml", f"{entry['id']}: {entry[key]!r} is no action")
    return cast("Action", entry[key])


def mask(analysis: Analysis) -> str:
    """Give the lower shadow with every mention written over: T for tools, C for categories, O for organisations.

    Shape: as long as the text; upper-case letters occur nowhere else, so that patterns can speak of mentions.
    """
    parts, at = [], 0
    for mention in analysis.mentions:
        letter = _letter(mention)
        if letter and mention.start >= at:
            parts += [analysis.lower[at : mention.start], letter * (mention.end - mention.start)]
            at = mention.end
    return "".join([*parts, analysis.lower[at:]])


def _letter(mention: Mention) -> str:
    if mention.kind == "tool" and mention.name.startswith("category:"):
        return "C"
    return _LETTER.get(mention.kind, "")


def triggers_of(rules: ActionRules, masked: str, sentence: Sentence) -> list[Trigger]:
    """Give the triggers of a sentence in text order, without overlaps and without guarded ones."""
    found = [
        each
        for each in rules.triggers.find(masked, sentence.start, sentence.end)
        if not each.rule.takes_tool or _governs(masked, sentence, each)
    ]
    if not found:
        return []
    guarded = [(each.start, each.end) for each in rules.guards.find(masked, sentence.start, sentence.end)]
    free = [
        each for each in found if not any(start < each.end and each.start < end for start, end in guarded)
    ]
    return sorted(_apart(free), key=lambda each: each.start)


def _governs(masked: str, sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a verb's object is a tool or the use of one: behind it, or before it in the passive."""
    if _OBJECT.match(masked, trigger.end, sentence.end):
        return True
    if not _PARTICIPLE.match(masked, trigger.start):
        return False
    before = masked[max(sentence.start, trigger.start - 90) : trigger.start]
    passive = _PASSIVE.search(before)
    return passive is not None and _TOPIC.search(before, 0, passive.start() + 1) is not None


# Up to six words, none of which closes the phrase, and then the tool.
_OBJECT: Final = re.compile(rf"(?:\s+{WITHIN}){{0,6}}?\s+[\"'(]*(?:[TC]+|{THING})\b|\s+(?:it|them)\b")
_PARTICIPLE: Final = re.compile(
    r"[a-z]+(?:ed|en|wn|ut|ept|eld|lt|ld|ought|oken|ound|one|ung|ut) ?|(?:put|cut|shut|taken|struck|kept|held|left)\b"
)
_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|been|being|be|get|gets|got|has|have|had|becomes?|became|remains?)(?:\s+[a-z]+ly|\s+not|\s+now|\s+also|"
    r"\s+still|\s+already|\s+no longer|\s+therefore|\s+altogether|\s+all)*\s*$"
)
_TOPIC: Final = re.compile(
    rf"[TC]{{2}}|\b(?:{THING}|it|use|usage|access|licen[cs]es|subscriptions|accounts?|facility|feature)\b"
)


def _apart(found: list[Trigger]) -> list[Trigger]:
    kept: list[Trigger] = []
    whole = [each for each in found if not any(_covers(other, each) for other in found)]
    for each in sorted(whole, key=_rank):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept


def _covers(wide: Trigger, narrow: Trigger) -> bool:
    """Tell whether a trigger is but the end of a longer one: "permission" in "withdrew the permission"."""
    return wide.start < narrow.start and narrow.end <= wide.end


def _rank(trigger: Trigger) -> tuple[int, int, int]:
    return _ORDER.index(trigger.rule.action), trigger.start - trigger.end, trigger.start
