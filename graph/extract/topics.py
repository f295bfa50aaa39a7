"""Stage 7, which tools: those of the rule's own clause, else those the text speaks of at that point."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from graph.extract.actions import Trigger
from graph.extract.clauses import Clause
from graph.extract.page import Mention, Sentence
from graph.extract.patterns import THING
from graph.extract.reading import Frame, Reading
from graph.extract.vague import vague_tool

_NEW: Final = re.compile(
    r"\b(?:comes?|in goes|enters?)\s+$|"
    r"(?:to|with|by|for|of|into|onto|uses?|using|hands? (?:them|it)|on)\s+(?:its own\s+|the\s+|[a-z'-]+\s+){0,3}$"
)
_OLD: Final = re.compile(r"(?:from|instead of|away)\s+(?:its own\s+|the\s+|[a-z'-]+\s+){0,3}$")
_MAIN: Final = 0.4  # share of a page's mentions that makes a tool its topic; a third and a half chose worse
_AHEAD: Final = 2  # sentences on in which a tool may be named after its rule
_JOINT: Final = re.compile(r"(?:,|\s|\band\b|\bor\b)+")
_THING: Final = re.compile(
    rf"\b(?:{THING}|it|them|(?:its|their|the|all|any|of) (?:use|usage|access)|access|usage)\b"
)


def tools_of(
    reading: Reading, sentence: Sentence, clause: Clause, trigger: Trigger, before: list[Frame]
) -> tuple[tuple[Mention, ...], bool]:
    """Give the tools of a rule: of its clause, else of its sentence, else (for clear triggers) of what went before."""
    inside = reading.analysis.within(sentence.start, sentence.end, "tool")
    near = [each for each in inside if each.end > clause.start and each.start < max(clause.end, trigger.end)]
    chosen = _named(reading, near or _closest(inside, trigger))
    if chosen:
        return _distinct(chosen), False
    if made := _made_by(reading, sentence):
        return made, True
    if vague := vague_tool(reading.analysis.lower, sentence.start, sentence.end):
        return vague, False
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


def _named(reading: Reading, chosen: list[Mention]) -> list[Mention]:
    """Leave what is named itself, if anything is: "it" and "the tool" count beside a name only where joined to it."""
    named = [each for each in chosen if not each.sieve]
    if not named:
        return chosen
    starts = [each.start for each in named]
    return [
        each
        for each in chosen
        if not each.sieve
        or any(_JOINT.fullmatch(reading.masked, each.end, start) for start in starts if start > each.end)
    ]


def _distinct(mentions: list[Mention]) -> tuple[Mention, ...]:
    named: dict[str, Mention] = {}
    for each in mentions:
        named.setdefault(each.name, each)
    return tuple(named.values())


def _earlier(reading: Reading, sentence: Sentence, before: list[Frame]) -> tuple[Mention, ...]:
    """Give the tools of the last rule, which stay the topic, else those the text speaks of at that point.

    Shape: those named last in the paragraph, else the first of the page; where neither is there, those named next.
    """
    if before:
        return before[-1].tools
    sentences = reading.analysis.sentences
    numbers = [*_paragraph(reading, sentence), *range(min(sentence.index + 1 + _AHEAD, len(sentences)))]
    for index in numbers:
        if found := reading.analysis.within(sentences[index].start, sentences[index].end, "tool"):
            return _main(reading, _distinct(found))
    return ()


def _paragraph(reading: Reading, sentence: Sentence) -> Iterator[int]:
    """Give the sentences that stand before one in its paragraph, nearest first."""
    index = sentence.index - 1
    while index >= 0 and reading.analysis.sentences[index].block == sentence.block:
        yield index
        index -= 1


def _main(reading: Reading, tools: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Leave of several tools only the one the page speaks of most, if there is such a one."""
    if len(tools) < 2:
        return tools
    counts = Counter(each.name for each in reading.analysis.mentions if each.kind == "tool")
    (name, count), *_ = counts.most_common(1)
    return tuple(each for each in tools if each.name == name and count >= _MAIN * counts.total()) or tools


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
