"""How the lexicon reads the words that a model calls a trigger. Pure functions over one masked sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from graph.extract.actions import ActionRule, ActionRules, Trigger, triggers_of
from graph.extract.clauses import Clause
from graph.extract.cues import CueRules, Polarity, polarity
from graph.extract.page import Analysis, Sentence, Span
from graph.extract.patterns import Match, words_of
from graph.extract.phrases import phrases
from graph.lexicon import Lexicon
from graph.model import Action

UNLISTED: Final = "llm.verb"
_STRENGTH: Final = 0.5  # of a verb that the lexicon has for an action, outside every construction it lists
_VERB: Final = re.compile(r"\{([a-z]+)")
_WORD: Final = re.compile(r"[a-z]+")
# What "lifts the ban" says besides: that there was one.
_BAN: Final = re.compile(
    r"\b(?:bans?|banned|block(?:s|ed|ade)?|prohibit(?:ed|ions?)|moratorium|embargo|suspension|suspended|forbidden|barred)\b"
)


@dataclass(frozen=True, slots=True)
class TriggerRules:
    """The constructions of the lexicon, its single verbs by action, and what a page says to machines."""

    actions: ActionRules
    cues: CueRules
    verbs: Mapping[Action, frozenset[str]]
    orders: re.Pattern[str]
    openings: re.Pattern[str]

    @classmethod
    def load(cls, lexicon: Lexicon, actions: ActionRules, cues: CueRules) -> Self:
        """Compile the tables. Raises: ConfigError if one is missing."""
        orders = lexicon.table("llm")["orders"]
        return cls(actions, cues, _verbs(lexicon), phrases(orders["anywhere"]), phrases(orders["opening"]))

    def talks_to_machines(self, analysis: Analysis, sentence: Sentence) -> bool:
        """Tell whether a sentence, or one of the two before it, is an order to whatever reads the page."""
        near = analysis.sentences[max(0, sentence.index - 2) : sentence.index + 1]
        return bool(self.openings.match(analysis.lower, sentence.start, sentence.end)) or any(
            self.orders.search(analysis.lower, each.start, each.end) for each in near
        )


@dataclass(frozen=True, slots=True)
class Read:
    """A trigger as the lexicon reads it: `action` is what is left of it where it is negated or has ended."""

    trigger: Trigger
    action: Action
    sign: Polarity = "affirmed"
    presupposed: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Why the lexicon does not bear a trigger out."""

    why: str


def read_trigger(
    rules: TriggerRules, masked: str, sentence: Sentence, clause: Clause, words: Span, action: str
) -> Read | Unread:
    """Give how the lexicon reads a trigger that a model takes for an action, if it can be read so at all."""
    if any(_meets(each, words) for each in rules.actions.guards.find(masked, sentence.start, sentence.end)):
        return Unread("the lexicon guards against it")
    listed = triggers_of(rules.actions, masked, sentence)
    met = [each for each in listed if _meets(each, words)]
    for each in met:
        sign = polarity(rules.cues, masked, clause, each.start, each.end, flips=each.rule.flips)
        read = action_of(each.rule, sign)
        if read is not None and read == action:
            return Read(each, read, sign)
        if (
            read == "lift"
            and sign == "affirmed"
            and action == "ban"
            and _BAN.search(masked, words.start, words.end)
        ):
            return Read(each, "ban", presupposed=True)
    if met or any(clause.start <= each.start < clause.end for each in listed):
        return Unread("the lexicon reads it as another action")
    return _unlisted(rules, masked, clause, words, action)


def action_of(rule: ActionRule, sign: Polarity) -> Action | None:
    """Give what a rule says when it holds, is negated or has ended; None for nothing."""
    if sign == "affirmed":
        return rule.action
    return rule.negated if sign == "negated" else rule.ended or rule.negated


def _unlisted(rules: TriggerRules, masked: str, clause: Clause, words: Span, action: str) -> Read | Unread:
    """Read a verb that the lexicon has for the action, in a construction it does not list."""
    for known, verbs in rules.verbs.items():
        if known == action and verbs.intersection(_WORD.findall(masked[words.start : words.end])):
            sign = polarity(rules.cues, masked, clause, words.start, words.end)
            if sign == "affirmed":
                rule = ActionRule(UNLISTED, known, "authority", "tool", _STRENGTH)
                return Read(Match(rule, words.start, words.end), known)
            return Unread("it is negated")
    return Unread("the lexicon does not know it")


def _meets(match: Match[ActionRule] | Match[str], words: Span) -> bool:
    return match.start < words.end and words.start < match.end


def _verbs(lexicon: Lexicon) -> dict[Action, frozenset[str]]:
    """Give the forms of the verbs of each action, but for those that every page has."""
    everyday = {form for verb in lexicon.table("gate")["cue"]["everyday"] for form in words_of(verb)}
    found: dict[Action, set[str]] = {}
    for rule in lexicon.table("actions")["rule"]:
        found.setdefault(rule["action"], set()).update(_forms(rule["patterns"]))
    return {action: frozenset(forms - everyday) for action, forms in found.items()}


def _forms(patterns: list[str]) -> Iterator[str]:
    for pattern in patterns:
        for verb in _VERB.findall(pattern):
            yield from words_of(verb)
