"""Vague names: "AI tools", "chatbots of this kind", "code written by a machine"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_HEAD: Final = re.compile(r"[a-z]+")
_ALONE: Final = re.compile(r"(?<!\()\((?!\?)")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Patterns with the category each stands for, by the first word of whatever they can match."""

    by_head: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]

    def at(self, lower: str, word: str, start: int, end: int) -> tuple[int, str] | None:
        """Give where the longest phrase that begins at `start` ends, and its category.

        Shape: of two phrases of equal length the earlier of the lexicon wins.
        """
        best: tuple[int, str] | None = None
        for pattern, category in self.by_head.get(word, ()):
            found = pattern.match(lower, start, end)
            if found and (best is None or found.end() > best[0]):
                best = (found.end(), category)
        return best


def compile_phrases(tables: Iterable[Mapping[str, Any]]) -> Phrases:
    """Index the phrases of all categories by their first words."""
    by_head: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for table in tables:
        category = table.get("stands_for", table["name"])
        for phrase in table["phrases"]:
            regex = re.compile("(?:" + _ALONE.sub("(?:", phrase) + r")(?!\w)")
            for head in sorted(set(heads_of(phrase))):
                by_head.setdefault(head, []).append((regex, category))
    return Phrases({head: tuple(entries) for head, entries in by_head.items()})


def heads_of(phrase: str) -> Iterator[str]:
    """Give the words a match of the phrase can begin with: its first, or each choice of a leading group.

    Raises: ValueError if the phrase begins with anything else.
    """
    if phrase.startswith("("):
        inside, rest = _group(phrase)
        for choice in _choices(inside):
            yield from heads_of(choice)
        if rest[:1] in ("?", "*"):
            yield from heads_of(rest[1:].lstrip(" "))
        return
    head = _HEAD.match(phrase)
    if head is None:
        raise ValueError(f"a phrase begins with a word or a choice of words: {phrase!r}")
    yield head[0]
    if phrase[head.end() : head.end() + 1] == "?":
        yield head[0][:-1]
    if phrase[head.end() : head.end() + 1] == "(":
        inside, rest = _group(phrase[head.end() :])
        yield from (head[0] + choice for choice in _choices(inside) if choice.isalpha())


def _group(phrase: str) -> tuple[str, str]:
    depth = 0
    for at, letter in enumerate(phrase):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return phrase[1:at], phrase[at + 1 :]
    raise ValueError(f"a bracket is not closed: {phrase!r}")


def _choices(inside: str) -> list[str]:
    depth, choices = 0, [""]
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            choices.append("")
        else:
            choices[-1] += letter
    return choices
