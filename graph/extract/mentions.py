"""Stage 4: who and what is named. Known names first, then unknown ones, then the page's own short forms."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from graph.extract.gazetteer import Branch, Gazetteer, Name, Words, search, vendors_of, words_of
from graph.extract.listed import PLACES, Hit, judged, listed, pieces_of_names, role_of
from graph.extract.newtools import find_new_tools
from graph.extract.organisations import (
    Around,
    Unknown,
    find_unknown,
    is_acronym_of,
    is_outlet,
    subreddits,
    universities,
)
from graph.extract.page import Analysis, Mention
from graph.extract.persons import find_persons
from graph.extract.populations import find_populations
from graph.extract.weeding import weed

__all__ = ["Gazetteer", "find_mentions", "vendors_of"]

_LOWER_WORD: Final = re.compile(r"(?<![\w'])[a-z]{3,}")
_INSIDE: Final = re.compile(r"(?<=[a-z,;] )[A-ZÀ-Þ][\w&.-]*\w(?: [A-ZÀ-Þ][\w&.-]*\w){0,3}")
_IN_BRACKETS: Final = re.compile(r"\s?\((?:the |or )?([A-Z][A-Za-z0-9&]{1,7})\b[^()]{0,30}\)")
_BRANCHES: Final = frozenset(
    [
        "UK",
        "US",
        "USA",
        "Australia",
        "Canada",
        "Germany",
        "France",
        "Japan",
        "Korea",
        "India",
        "Europe",
        "Asia",
        "China",
        "Italy",
        "Spain",
        "Ireland",
        "Netherlands",
    ]
)
_SEATS: Final = frozenset(
    ["City", "Town", "Village", "Borough", "State", "Republic", "Kingdom", "Commonwealth", "Government"]
)
_LEGAL_TAIL: Final = """
    Inc Corp Corporation Ltd Limited LLC LLP PLC plc AG SE GmbH AB A/S BV B.V NV N.V SA S.A SpA S.p.A Oy Oyj Pty Pte Srl
    e.V KK Co Company Companies Group Holdings Holding
"""
LEGAL_TAIL: Final = frozenset(_LEGAL_TAIL.split())
"""What a register adds to a name, without the last full stop."""


def find_mentions(gazetteer: Gazetteer, analysis: Analysis, products: Iterable[Mention] = ()) -> Analysis:
    """Give the page with its mentions: organisations, tools, categories of tools, people and populations.

    Shape: categories are mentions of kind "tool" whose name begins with "category:"; `products` are tools that
    somebody else has found on it.
    """
    words = words_of(analysis.lower)
    hits, categories = listed(gazetteer, analysis, words)
    known = Taken(judged(gazetteer, analysis, hits, ai=bool(categories)))
    known.add_all(categories)
    known.make_room(products)
    if not any(each.kind == "tool" for each in known.mentions):
        # A page without an AI tool makes no claim: its unknown names are not worth the time.
        return replace(analysis, mentions=tuple(weed(analysis, gazetteer, known.mentions)))
    known.add_all(find_new_tools(gazetteer.heads, analysis, known.masked(analysis.shadow)))
    masked = known.masked(analysis.shadow, pieces_of_names(gazetteer.heads, analysis, known.mentions))
    people = [
        Mention(a, b, "person", analysis.shadow[a:b])
        for a, b in find_persons(gazetteer.heads, analysis, masked)
    ]
    context = (_around(analysis, people, hits), _edges(gazetteer, known.mentions))
    unknown = _unknown(gazetteer, analysis, masked, people, context)
    known.make_room(unknown)
    known.make_room([*universities(analysis), *subreddits(analysis)])
    known.add_all(people)
    known.make_room(_abbreviated(gazetteer, analysis, words, known.mentions))
    known.add_all(find_populations(analysis, words))
    return replace(analysis, mentions=tuple(weed(analysis, gazetteer, known.mentions)))


class Taken:
    """The mentions found so far, in text order; later ones give way to earlier ones."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda each: each.start)

    def add_all(self, mentions: Iterable[Mention]) -> None:
        """Add those that lie free."""
        starts = [each.start for each in self.mentions]
        free = [each for each in mentions if self._free(starts, each)]
        merged: list[Mention] = []
        for each in sorted([*self.mentions, *free], key=lambda each: (each.start, -each.end)):
            if not merged or merged[-1].end <= each.start:
                merged.append(each)
        self.mentions = merged

    def make_room(self, mentions: Iterable[Mention]) -> None:
        """Add mentions in place of those that lie within them."""
        new = sorted(mentions, key=lambda each: each.start)
        starts = [each.start for each in new]
        self.mentions = [each for each in self.mentions if not _lies_within(starts, new, each)]
        self.add_all(new)

    def _free(self, starts: list[int], mention: Mention) -> bool:
        return _lies_free(starts, self.mentions, mention)

    def masked(self, shadow: str, spared: frozenset[int] = frozenset()) -> str:
        """Give the shadow with mentions written over, save places and `spared` ones."""
        parts, at = [], 0
        for each in self.mentions:
            if each.role != "place" and each.start not in spared:
                parts += [shadow[at : each.start], "\x00" * (each.end - each.start)]
                at = each.end
        return "".join([*parts, shadow[at:]])


def _lies_free(starts: list[int], taken: list[Mention], mention: Mention) -> bool:
    at = bisect_right(starts, mention.start)
    return (at == 0 or taken[at - 1].end <= mention.start) and (
        at == len(taken) or mention.end <= taken[at].start
    )


def _lies_within(starts: list[int], taken: list[Mention], mention: Mention) -> bool:
    at = bisect_right(starts, mention.start)
    return at > 0 and mention.end <= taken[at - 1].end


# ---------------------------------------------------------------- what no list knows


def _around(analysis: Analysis, people: list[Mention], hits: list[Hit]) -> Around:
    return Around(
        lower_words=frozenset(_LOWER_WORD.findall(analysis.shadow)),
        surnames=frozenset(each.name.split()[-1] for each in people),
        places=frozenset(_place_words(hits)),
    )


def _unknown(
    gazetteer: Gazetteer,
    analysis: Analysis,
    masked: str,
    people: list[Mention],
    context: tuple[Around, Mapping[int, str]],
) -> list[Mention]:
    free = Taken(people)
    starts = [each.start for each in people]
    found = [
        each
        for each in find_unknown(gazetteer.heads, analysis, masked, *context)
        if _apart(free, starts, each)
    ]
    inside = _inside(analysis.shadow)
    sure = {each.name for each in found if each.sure or each.name in inside}
    return [
        Mention(
            each.start,
            each.end,
            "organisation",
            _shortened(gazetteer, each.name),
            each.type,
            role=role_of(analysis, each.start, each.end) if is_outlet(gazetteer.heads, each) else "",
        )
        for each in found
        if each.name in sure
    ]


def _inside(shadow: str) -> frozenset[str]:
    """Give the names that keep their capitals inside a sentence, too, each with its first word alone."""
    found = {each[0] for each in _INSIDE.finditer(shadow)}
    return frozenset(found | {each.split()[0] for each in found})


def _edges(gazetteer: Gazetteer, mentions: list[Mention]) -> dict[int, str]:
    """Give the types of listed organisations, places left out, by their first and last offsets."""
    return {
        edge: each.type
        for each in mentions
        if each.kind == "organisation" and not each.role and gazetteer.group_of.get(each.name, -1) >= 0
        for edge in (each.start, each.end)
    }


def _place_words(hits: list[Hit]) -> Iterator[str]:
    for each in hits:
        if each.name.use in (*PLACES, "short") or each.name.kind == "tool":
            yield each.name.form
            yield from each.name.form.split()


def _apart(people: Taken, starts: list[int], unknown: Unknown) -> bool:
    return _lies_free(
        starts, people.mentions, Mention(unknown.start, unknown.end, "organisation", unknown.name)
    )


def without_seat(words: list[str]) -> list[str]:
    """Give a place by its name alone: "City of Bellhaven" is Bellhaven."""
    if len(words) > 2 and words[0] in _SEATS and words[1] == "of":
        return words[3:] if words[2] == "the" and len(words) > 3 else words[2:]
    return words


def _shortened(gazetteer: Gazetteer, name: str) -> str:
    """Leave out what the register adds to a name, and the country of a branch: "Acme UK" is Acme."""
    words = name.replace("United States ", "US ").replace("U.S.", "US").replace("U.K.", "UK").split()
    words = without_seat(words)
    while len(words) > 1 and words[-1].strip(".,") in LEGAL_TAIL:
        words.pop()
    if len(words) > 1 and words[-1] == "Financial" and name.endswith("Group"):
        words.pop()
    if len(words) > 1 and words[-1] in _BRANCHES and words[0] not in gazetteer.heads.first:
        words.pop()
    return " ".join(words)


def _abbreviated(
    gazetteer: Gazetteer, analysis: Analysis, words: Words, mentions: list[Mention]
) -> Iterator[Mention]:
    """Give where the page uses short forms it made itself: (ABC), or the first word of a new name."""
    tree = Branch()
    for form, mention in _short_forms(gazetteer, analysis, mentions):
        name = Name(form, mention.name, "organisation", mention.type, exact=True)
        tree.next.setdefault(form.lower(), Branch(names=[name]))
    if tree.next:
        for first, last, name in search(tree, words, analysis.shadow):
            yield Mention(
                words.start[first], words.end[last - 1], "organisation", name.name, name.type, sieve=2
            )


def _short_forms(
    gazetteer: Gazetteer, analysis: Analysis, mentions: list[Mention]
) -> Iterator[tuple[str, Mention]]:
    for each in mentions:
        if each.kind != "organisation":
            continue
        bracket = _IN_BRACKETS.match(analysis.shadow, each.end)
        if bracket and (
            is_acronym_of(bracket[1], analysis.shadow[each.start : each.end]) or bracket[1].isupper()
        ):
            yield bracket[1], each
        initials = "".join(word[0] for word in each.name.split() if word[0].isupper())
        if len(initials) > 2 and _is_free(gazetteer, initials):
            yield initials, each
        first = each.name.split()[0] if " " in each.name else ""
        if each.type == "education":
            first = each.name.removeprefix("University of ").removesuffix(" University")
        if (each.name not in gazetteer.types or each.type == "education") and _stands_alone(gazetteer, first):
            yield first, each


def _stands_alone(gazetteer: Gazetteer, word: str) -> bool:
    heads = gazetteer.heads
    if (
        len(word) < 4
        or " " in word
        or not word[:1].isupper()
        or word in heads.first
        or word in heads.last
        or word in heads.first_names
    ):
        return False
    return word not in gazetteer.adjectives and _is_free(gazetteer, word)


def _is_free(gazetteer: Gazetteer, word: str) -> bool:
    """Tell whether a word is neither an everyday one nor a listed name."""
    known = gazetteer.names.next.get(word.lower())
    return word.lower() not in gazetteer.heads.common and (known is None or not known.names)
