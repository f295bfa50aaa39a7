"""Which spans of words on a page could be a name, and what the whole page says about them.

Nothing here decides: a learned model does (graph.extract.names).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.extract.gazetteer import Gazetteer, Heads, Name, words_of
from graph.extract.page import Analysis, Mention
from graph.extract.tokens import Tokens, is_capital, tokens_of

_NAMED: Final = 2  # sieves up to here found a name
LONGEST: Final = 10  # words of a name
_GAP: Final = 2  # joining words in a row inside a name
_JOINING: Final = frozenset(
    {
        *(
            "of",
            "the",
            "for",
            "and",
            "&",
            "on",
            "de",
            "la",
            "du",
            "des",
            "di",
            "da",
            "der",
            "für",
            "van",
            "von",
        ),
        *("y", "et", "del", "den", "le", "dos", "to", "in", "at"),
    }
)
_LOWER_HEADS: Final = frozenset(
    {
        *("police", "council", "university", "government", "school", "schools", "hospital", "county"),
        *(
            "district",
            "bank",
            "ministry",
            "project",
            "foundation",
            "kommune",
            "kommun",
            "library",
            "court",
            "courts",
        ),
        *("authority", "commission", "inspectorate", "attorney general", "library system", "public schools"),
    }
)
_TITLES: Final = frozenset(
    {
        *("mr", "ms", "mrs", "dr", "prof", "mr.", "ms."),
        *("professor", "minister", "senator", "president", "judge"),
    }
)
_ON_AI: Final = re.compile(
    r"\b(?:ai|a\.i\.|artificial intelligence|generative|chatbots?|bots?|language models?|prompts?|openai|anthropic|xai|"
    r"copilot|claude|grok|chatgpt|deepseek)\b"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What the whole page says about single spans.

    Shape: `counts` and `inside` count a span's text anywhere and behind the first word of a sentence; `listed` are
    the gazetteer's names by their offsets, `recognised` the types of the organisations that rules have found; their
    spans are in text order and do not overlap. `by_list` are those that rules have found by a name of the list; `on_ai`
    tells whether the page speaks of AI in any words.
    """

    counts: Counter[str]
    inside: Counter[str]
    lower_words: frozenset[str]
    surnames: frozenset[str]
    title: str
    listed: Mapping[tuple[int, int], Name]
    recognised: Mapping[tuple[int, int], str]
    listed_spans: tuple[tuple[int, int], ...]
    recognised_spans: tuple[tuple[int, int], ...]
    by_list: tuple[tuple[int, int], ...]
    on_ai: bool


@dataclass(frozen=True, slots=True)
class NameWords:
    """What features ask about: the lexicon's head nouns and names, and the words any page may use in lower case."""

    heads: Heads
    known: frozenset[str]
    lower_heads: frozenset[str]
    listed: Container[str]

    @classmethod
    def of(cls, gazetteer: Gazetteer, known: Iterable[str]) -> "NameWords":
        """Gather them."""
        heads = gazetteer.heads
        return cls(heads, frozenset(known), frozenset(heads.lower_types) | _LOWER_HEADS, gazetteer.types)


def lines_of(analysis: Analysis) -> list[Tokens]:
    """Give the words of each sentence."""
    return [tokens_of(analysis.shadow, each.start, each.end) for each in analysis.sentences]


def listed_names(gazetteer: Gazetteer, analysis: Analysis) -> dict[tuple[int, int], Name]:
    """Give the names of the list where they stand, by offsets."""
    words = words_of(analysis.lower)
    return {
        (words.start[first], words.end[after - 1]): name
        for first, after, name in gazetteer.find(words, analysis.shadow)
    }


def around(
    words: NameWords, analysis: Analysis, lines: Sequence[Tokens], listed: Mapping[tuple[int, int], Name]
) -> Around:
    """Look over the whole page once."""
    counts: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    lower: set[str] = set()
    surnames: set[str] = set()
    for line in lines:
        for first, after in spans_of(words, line):
            counts[line.text(first, after)] += 1
            inside[line.text(first, after)] += first > 0
        for at, word in enumerate(line.words[:-1]):
            if (word in words.heads.first_names or line.lower[at] in _TITLES) and line.words[at + 1][
                :1
            ].isupper():
                surnames.add(line.words[at + 1])
        lower.update(word for word in line.words if word.islower())
    recognised = {
        (each.start, each.end): each.type for each in analysis.mentions if each.kind == "organisation"
    }
    by_rules = sorted((each.start, each.end) for each in by_list(words, analysis))
    return Around(
        counts,
        inside,
        frozenset(lower),
        frozenset(surnames),
        analysis.page.title,
        listed,
        recognised,
        tuple(sorted(listed)),
        tuple(sorted(recognised)),
        tuple(by_rules),
        bool(_ON_AI.search(analysis.lower)),
    )


def spans_of(words: NameWords, line: Tokens) -> Iterator[tuple[int, int]]:
    """Give the spans of words that could be a name: capitals and what joins them, heads behind, odd words."""
    capitals = [is_capital(each) for each in line.words]
    for first, word in enumerate(line.words):
        if not capitals[first]:
            if _may_be_lower_name(words, word):
                yield first, first + 1
        elif (
            word == "The"
            or first + 1 == len(line)
            or word not in words.heads.openers
            or (first and line.words[first - 1][-1].isalnum())
        ):
            yield from _from(words, line, capitals, first)


def _may_be_lower_name(words: NameWords, word: str) -> bool:
    """Tell whether a lower-case word may be a name: with a dot or slash inside, or one that no page uses as a word."""
    if len(word) < 4 or not word[0].isalpha():
        return False
    if ("." in word or "/" in word) and len(word) > 4:
        return True
    if word in words.known or word.lower() in words.heads.common:
        return False
    parts = word.split("-")
    return all(each.isalnum() for each in parts) and not all(each in words.known for each in parts)


def _from(words: NameWords, line: Tokens, capitals: Sequence[bool], first: int) -> Iterator[tuple[int, int]]:
    after, gap = first + 1, 0
    yield first, after
    while after < len(line) and after - first < LONGEST:
        if capitals[after]:
            after, gap = after + 1, 0
            yield first, after
        elif line.words[after].isdigit() and not gap:
            after += 1
            yield first, after
        elif _joins(line, after):
            after, gap = after + 1, gap + 1
            if gap > _GAP:
                return
        else:
            if gap == 0:
                yield from ((first, end) for end in _with_head(words, line, after))
            return


def _joins(line: Tokens, at: int) -> bool:
    """Tell whether a word may stand inside a name: "of", the mark of a possessive, a hyphen."""
    word = line.words[at]
    return (
        line.lower[at] in _JOINING
        or word in ("'s", "-")
        or (word == "'" and line.lower[at - 1].endswith("s"))
    )


def _with_head(words: NameWords, line: Tokens, after: int) -> Iterator[int]:
    """Give where a name ends that goes on with a lower-case head: "Acme school district"."""
    if line.lower[after] in words.lower_heads:
        yield after + 1
    if " ".join(line.lower[after : after + 2]) in words.lower_heads and after + 1 < len(line):
        yield after + 2


def by_list(words: NameWords, analysis: Analysis) -> Iterator[Mention]:
    """Give the organisations of the list that rules have recognised by a name, not by what stands for one."""
    for each in analysis.mentions:
        if each.kind == "organisation" and each.sieve <= _NAMED and each.name in words.listed:
            yield each


def overlapping(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give those of the spans, in order and apart, that share a letter with [start, end)."""
    for at in range(max(0, bisect_left(spans, (start, start)) - 1), len(spans)):
        if spans[at][0] >= end:
            return
        if spans[at][1] > start:
            yield spans[at]
