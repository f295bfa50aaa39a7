"""Stage 7, which tools: those of the rule's own clause, else those the text speaks of at that point."""

import re
from typing import Final

from graph.extract.actions import Trigger
from graph.extract.clauses import Clause
from graph.extract.page import Mention, Sentence
from graph.extract.patterns import THING
from graph.extract.reading import Frame, Reading

_NEW: Final = re.compile(
    r"\b(?:comes?|in goes|enters?)\s+$|"
    r"(?:to|with|by|for|of|into|onto|uses?|using|hands? (?:them|it)|on)\s+(?:its own\s+|the\s+|[a-z'-]+\s+){0,3}$"
)
_OLD: Final = re.compile(r"(?:from|instead of|away)\s+(?:its own\s+|the\s+|[a-z'-]+\s+){0,3}$")
_AHEAD: Final = 2  # sentences on in which a tool may be named after its rule
_THING: Final = re.compile(
    rf"\b(?:{THING}|it|them|(?:its|their|the|all|any|of) (?:use|usage|access)|access|usage)\b"
)


def tools_of(
    reading: Reading, sentence: Sentence, clause: Clause, trigger: Trigger, before: list[Frame]
) -> tuple[tuple[Mention, ...], bool]:
    """Give the tools of a rule: of its clause, else of its sentence, else (for clear triggers) of what went before."""
    inside = reading.analysis.within(sentence.start, sentence.end, "tool")
    near = [each for each in inside if each.end > clause.start and each.start < max(clause.end, trigger.end)]
    chosen = near or _closest(inside, trigger)
    if chosen:
        return _distinct(chosen), False
    if made := _made_by(reading, sentence):
        return made, True
    if trigger.rule.needs == "tool" and not _THING.search(
        reading.masked, clause.start, max(clause.end, trigger.end)
    ):
        return (), False
    return _earlier(reading, sentence, before), True


def _made_by(reading: Reading, sentence: Sentence) -> tuple[Mention, ...]:
    """Give the tools of the page whose maker the sentence names: "ordered OpenAI to stop"."""
    names = {each.name for each in reading.analysis.within(sentence.start, sentence.end, "organisation")}
    if not names:
        return ()
    tools = _distinct(
        [each for each in reading.analysis.mentions if each.kind == "tool" and each.end <= sentence.end]
    )
    return tuple(each for each in tools if names & set(reading.vendors((each.name,))) & reading.makers)


def _closest(inside: list[Mention], trigger: Trigger) -> list[Mention]:
    before = [each for each in inside if each.end <= trigger.start]
    return before or inside


def _distinct(mentions: list[Mention]) -> tuple[Mention, ...]:
    named: dict[str, Mention] = {}
    for each in mentions:
        named.setdefault(each.name, each)
    return tuple(named.values())


def _earlier(reading: Reading, sentence: Sentence, before: list[Frame]) -> tuple[Mention, ...]:
    """Give the tools of the last rule, which stay the topic, else those named last, else those named next."""
    if before:
        return before[-1].tools
    numbers = [*range(sentence.index - 1, -1, -1), *range(sentence.index + 1, sentence.index + 1 + _AHEAD)]
    for index in numbers:
        if index >= len(reading.analysis.sentences):
            break
        other = reading.analysis.sentences[index]
        if found := reading.analysis.within(other.start, other.end, "tool"):
            return _distinct(found)
    return ()


def old_and_new(
    reading: Reading, tools: tuple[Mention, ...]
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Tell which tools go and which come."""
    new = []
    for each in tools[:]:
        lead = reading.masked[max(0, each.start - 40) : each.start]
        if _NEW.search(lead) and not _OLD.search(lead):
            new.append(each)
    old = tuple(each for each in tools if each not in new)
    return (old, tuple(new)) if old else ((), ())
