"""A sentence as the learned stages see it: words, with every organisation and tool folded into one token."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.extract.actions import Trigger
from graph.extract.cast import Actor
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.tokens import stem, tokens_of

ORGANISATION: Final = "ORG"
TOOLS: Final = frozenset({"TOOL", "CAT", "TANA"})
"""A named tool, a vague one, and words that stand for one named before ("the chatbot")."""
_NAMED: Final = 2  # sieves up to here found a name, later ones what stands for it


@dataclass(frozen=True, slots=True)
class Folded:
    """One sentence.

    Shape: `lower`, `stems` and `spans` (code points of the page) run in parallel; `actors` gives the organisations
    by their positions; `triggers` are what the lexicon finds; `tool_names` has categories, too.
    """

    sentence: Sentence
    kind: str
    lower: tuple[str, ...]
    stems: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    actors: tuple[tuple[int, Actor], ...]
    triggers: tuple[Trigger, ...]
    tool_names: frozenset[str] = frozenset()

    @property
    def tools(self) -> list[int]:
        """Give the positions of tools."""
        return [at for at, word in enumerate(self.lower) if word in TOOLS]

    def positions(self, actor: Actor) -> list[int]:
        """Give where an organisation is named."""
        return [at for at, each in self.actors if each is actor]


def fold(
    analysis: Analysis, cast: Sequence[Actor], triggers: Iterable[tuple[Sentence, list[Trigger]]]
) -> list[Folded]:
    """Give the sentences of a page; where an organisation and a tool share words, they are the tool's."""
    said = {sentence.index: tuple(found) for sentence, found in triggers}
    marks = _marks(analysis, cast)
    folded, at = [], 0
    for sentence in analysis.sentences:
        here: list[_Mark] = []
        while at < len(marks) and marks[at].start < sentence.end:
            if marks[at].start >= sentence.start and marks[at].end <= sentence.end:
                here.append(marks[at])
            at += 1
        kind = analysis.blocks[sentence.block].kind
        folded.append(_folded(analysis, sentence, kind, here, said.get(sentence.index, ())))
    return folded


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    token: str
    actor: Actor | None = None
    tool: str = ""


def _marks(analysis: Analysis, cast: Sequence[Actor]) -> list[_Mark]:
    tools: list[_Mark] = []
    for each in analysis.mentions:
        if each.kind == "tool" and not (tools and tools[-1].start == each.start):
            tools.append(_Mark(each.start, each.end, _token(each), tool=each.name))
    taken = {at for each in tools for at in range(each.start, each.end)}
    actors = [
        _Mark(start, end, ORGANISATION, each)
        for each in cast
        if not each.voice
        for start, end in each.spans
        if taken.isdisjoint(range(start, end))
    ]
    return sorted([*tools, *actors], key=lambda mark: (mark.start, -mark.end))


def _token(tool: Mention) -> str:
    if tool.sieve > _NAMED:
        return "TANA"
    return "CAT" if tool.name.startswith("category:") else "TOOL"


def _folded(
    analysis: Analysis, sentence: Sentence, kind: str, marks: list[_Mark], triggers: tuple[Trigger, ...]
) -> Folded:
    lower: list[str] = []
    spans: list[tuple[int, int]] = []
    actors: list[tuple[int, Actor]] = []
    at = sentence.start

    def words(until: int) -> None:
        tokens = tokens_of(analysis.shadow, at, until)
        lower.extend("0" if each[0].isdigit() else each for each in tokens.lower)
        spans.extend(zip(tokens.starts, tokens.ends, strict=True))

    for mark in marks:
        if mark.start < at:
            continue
        words(mark.start)
        if mark.actor is not None:
            actors.append((len(lower), mark.actor))
        lower.append(mark.token)
        spans.append((mark.start, mark.end))
        at = mark.end
    words(sentence.end)
    stems = tuple(stem(each) if each.islower() else each for each in lower)
    tools = frozenset(each.tool for each in marks if each.tool)
    return Folded(sentence, kind, tuple(lower), stems, tuple(spans), tuple(actors), triggers, tools)
