"""Which words of a page name organisations: the spans that could, what is seen of each, and the choice among them.

What is seen becomes features of a learned model (graph.extract.learned); nothing here decides by a rule of its own
but which spans are looked at at all and that two names never overlap.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.extract.gazetteer import Gazetteer, Heads, Name, words_of
from graph.extract.learned import LinearModel
from graph.extract.listed import PLACES
from graph.extract.page import Analysis, Mention, NameSpan
from graph.extract.tokens import Tokens, is_capital, shape, stem, tokens_of

LEAST: Final = 0.12  # probability from which a span is kept: later stages weigh it again
LISTED: Final = 0.13  # what a name of the list is worth at least
LONGER: Final = 0.4  # probability from which a longer span is the name, not the listed one inside it
RECOGNISED: Final = 0.9  # what one is worth that the rules have recognised where it stands
PRODUCT: Final = 0.5  # probability from which a span names a product
_NAMED: Final = 2  # sieves up to here found a name
_LONGEST: Final = 10  # words of a name
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
_NO_PRODUCTS: Final = frozenset({"AI", "A.I.", "AIs", "GenAI", "LLM", "LLMs", "NLP", "IT", "API", "APIs"})
_ON_AI: Final = re.compile(
    r"\b(?:ai|a\.i\.|artificial intelligence|chatbots?|language models?|openai|anthropic)\b"
)
_APPOSED: Final = frozenset(["a", "an", "the", "which", "one", "based", "whose"])


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
    by_list = sorted((each.start, each.end) for each in _by_list(words, analysis))
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
        tuple(by_list),
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
    while after < len(line) and after - first < _LONGEST:
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


def name_features(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    """Give what is seen of a span and its surroundings."""
    found = ["b", f"n{min(after - first, 5)}"]
    found += _beside(line, first, after)
    found += _within(words, page, line, first, after)
    found += _in_lists(words, page, line, first, after)
    found += _edges(words, line, first, after)
    return found


def _beside(line: Tokens, first: int, after: int) -> list[str]:
    def word(at: int) -> str:
        return line.lower[at] if 0 <= at < len(line) else ("<s>" if at < 0 else "</s>")

    before, before2, before3 = word(first - 1), word(first - 2), word(first - 3)
    behind, behind2, behind3 = word(after), word(after + 1), word(after + 2)
    found = [
        f"p1={before}", f"p12={before2} {before}", f"n1={behind}", f"n12={behind} {behind2}",
        f"p2={before2}", f"n2={behind2}", f"n3={behind3}", f"p3={before3}",
        f"sn1={stem(behind)}", f"sn2={stem(behind2)}", f"sp1={stem(before)}",
    ]  # fmt: skip
    if behind == "'s":
        found.append(f"psn={behind2}")
    if before == "the":
        found.append(f"the-p={before2}")
    if behind == "," and behind2 in _APPOSED:
        found.append("appos")
    if behind == "(":
        found.append("paren")
    return found


def _within(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    own, lower, count = line.words[first:after], line.lower[first:after], after - first
    opens = first == 0 or (first == 1 and not line.words[0][0].isalnum())
    text = line.text(first, after)
    found = [
        f"first={lower[0]}", f"last={lower[-1]}", f"sh={shape(' '.join(own))[:14]}",
        f"suf3={lower[-1][-3:]}", f"fsuf={lower[0][-3:]}", f"open{opens:d}",
        f"kn{sum(each in words.known for each in lower)}/{min(count, 3)}",
        f"cnt{min(page.counts[text], 4)}", f"mid{min(page.inside[text], 3)}",
    ]  # fmt: skip
    if opens:
        found.append(f"open:first={lower[0]}")
    if count == 1:
        found += [
            f"one={lower[0]}", f"onesh={shape(own[0])[:6]}{opens:d}", f"lc{own[0].islower():d}",
            f"known{lower[0] in words.known:d}:open{opens:d}:s{lower[0].endswith('s'):d}",
        ]  # fmt: skip
        if lower[0] in page.lower_words:
            found.append("lowword")
    found += [f"mid={each}" for each in lower[1:-1]]
    if text in page.title:
        found.append("intitle")
    if own[-1] in page.surnames:
        found.append(f"surn{count}")
    if "." in text:
        found.append("dot")
    return found


def _in_lists(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    start, end = line.starts[first], line.ends[after - 1]
    return [
        *_listed(page, start, end),
        *_recognised(page, start, end, after - first),
        *_by_heads(words, line.words[first:after], line.lower[first:after]),
    ]


def _listed(page: Around, start: int, end: int) -> Iterator[str]:
    if name := page.listed.get((start, end)):
        yield from (f"g:{name.kind}", f"g:{name.kind}{name.use}")
        yield "g:tool" if name.kind == "tool" else f"g:{name.type}"
        return
    for span in _overlapping(page.listed_spans, start, end):
        yield f"gov:{page.listed[span].kind}{page.listed[span].use}"


def _recognised(page: Around, start: int, end: int, count: int) -> Iterator[str]:
    if kind := page.recognised.get((start, end)):
        yield from ("o", f"o:{kind}", f"o:{kind}:{count}")
    elif next(_overlapping(page.recognised_spans, start, end), None):
        yield "oo"


def _overlapping(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give those of the spans, in order and apart, that share a letter with [start, end)."""
    for at in range(max(0, bisect_left(spans, (start, start)) - 1), len(spans)):
        if spans[at][0] >= end:
            return
        if spans[at][1] > start:
            yield spans[at]


def _by_heads(words: NameWords, own: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    heads = words.heads
    if own[-1] in heads.last:
        yield from ("hl", f"hl={heads.last[own[-1]]}")
    if own[0] in heads.first:
        yield from ("hf", f"hf={heads.first[own[0]]}")
    if any(each in heads.last or each in heads.first for each in own):
        yield "h"
    if lower[-1] in words.lower_heads and lower[-1] == own[-1]:
        yield "lowhead"
    if own[0] in heads.first_names:
        yield from ("fn", f"fn{len(own)}")
    if own[0] in heads.openers:
        yield "opener"
    if own[0] == "The":
        yield "THE"
    common = [each in heads.common or each in words.known for each in lower]
    yield f"com{sum(common)}" if len(own) > 1 else f"com1={common[0]:d}"
    if all(common):
        yield "allcom"


def _edges(words: NameWords, line: Tokens, first: int, after: int) -> list[str]:
    """Give how the span could be longer, and the kind told by the words before it."""
    heads, found = words.heads, []
    before = line.words[first - 1] if first else ""
    behind = line.words[after] if after < len(line) else ""
    if before in heads.first_names:
        found.append("fnL")
    if is_capital(before):
        found += ["extL", f"extL={before.lower()}"]
    if is_capital(behind):
        found += ["extR", f"extR={behind.lower()}"]
    if behind.lower() in words.lower_heads:
        found.append("extlow")
    joins = ("of", "for", "&", "and")
    if behind.lower() in joins and after + 1 < len(line) and is_capital(line.words[after + 1]):
        last = line.words[after - 1]
        found.append(f"extR{behind.lower()}:{'hd' if last in heads.first or last in heads.last else ''}")
    if first > 1 and before.lower() in joins and is_capital(line.words[first - 2]):
        other = line.words[first - 2]
        found.append(f"extL{before.lower()}:{'hd' if other in heads.first or other in heads.last else ''}")
    for size in (1, 2, 3):
        if kind := heads.kinds.get(" ".join(line.lower[max(0, first - size) : first])):
            found += ["kindL", f"kindL={kind}"]
    return found


def chosen(spans: Iterable[NameSpan]) -> list[NameSpan]:
    """Give the likeliest spans that do not overlap, in text order; a little longer wins over equally likely."""
    taken: list[NameSpan] = []
    for each in sorted(spans, key=lambda one: (-one.score - 0.0005 * (one.end - one.start), one.start)):
        if each.score < LEAST:
            break
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda one: one.start)


def _by_list(words: NameWords, analysis: Analysis) -> Iterator[Mention]:
    """Give the organisations of the list that rules have recognised by a name, not by what stands for one."""
    for each in analysis.mentions:
        if each.kind == "organisation" and each.sieve <= _NAMED and each.name in words.listed:
            yield each


def spelled(
    words: NameWords, analysis: Analysis, listed: Mapping[tuple[int, int], Name]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Give the usual name and the type of every organisation that the list or the rules know, by offsets."""
    known = {span: (each.name, each.type) for span, each in listed.items() if each.kind == "organisation"}
    return known | {(each.start, each.end): (each.name, each.type) for each in _by_list(words, analysis)}


@dataclass(frozen=True, slots=True)
class Spot:
    """Words [first, after) of a line that could be a name, and how likely they name an organisation or a product."""

    line: Tokens
    first: int
    after: int
    organisation: float
    product: float

    @property
    def span(self) -> tuple[int, int]:
        """Give the code points."""
        return self.line.starts[self.first], self.line.ends[self.after - 1]


def named(
    words: NameWords, gazetteer: Gazetteer, analysis: Analysis, model: LinearModel
) -> tuple[tuple[NameSpan, ...], list[Mention]]:
    """Give the likeliest organisations of a page in text order, and products that no list or rule has found."""
    lines, listed = lines_of(analysis), listed_names(gazetteer, analysis)
    page = around(words, analysis, lines, listed)
    spots = [
        [
            Spot(
                line,
                first,
                after,
                *model.probabilities(name_features(words, page, line, first, after)).tolist(),
            )
            for first, after in spans_of(words, line)
        ]
        for line in lines
    ]
    return names_among(words, analysis, page, zip(lines, spots, strict=True))


def names_among(
    words: NameWords, analysis: Analysis, page: Around, spots: Iterable[tuple[Tokens, Sequence[Spot]]]
) -> tuple[tuple[NameSpan, ...], list[Mention]]:
    """Choose the names of a page among its spots, line by line."""
    known = spelled(words, analysis, page.listed)
    names: list[NameSpan] = []
    products: list[Mention] = []
    for line, here in spots:
        fresh = chosen(_product(page, each) for each in here if _is_product(page, each))
        products += [
            Mention(each.start, each.end, "tool", each.name)
            for each in fresh
            if not analysis.within_reach(each.start, each.end, "tool")
        ]
        rival = _rivals(here)
        spans = [weighed_span(page, each, rival) for each in here]
        taken = {at for each in fresh for at in range(each.start, each.end)}
        for each in chosen([*spans, *beyond(page, line, spans)]):
            if taken.isdisjoint(range(each.start, each.end)):
                name, kind = known.get((each.start, each.end), ("", ""))
                names.append(replace(each, name=name, type=kind))
    return tuple(names), products


def _is_product(page: Around, spot: Spot) -> bool:
    """Tell whether a span names a product; a listed name that rules have passed over does so only on a page on AI."""
    if spot.product < max(PRODUCT, spot.organisation):
        return False
    name = page.listed.get(spot.span)
    if name is not None:
        return name.kind == "tool" and page.on_ai
    return spot.line.text(spot.first, spot.after) not in _NO_PRODUCTS


def _product(page: Around, spot: Spot) -> NameSpan:
    (start, end), name = spot.span, page.listed.get(spot.span)
    text = spot.line.text(spot.first, spot.after)
    return NameSpan(start, end, text, spot.product, name.name if name else text)


def beyond(page: Around, line: Tokens, spans: Iterable[NameSpan]) -> Iterator[NameSpan]:
    """Give what rules recognise and no run of capitals is: "New York's public schools"."""
    if not line.words:
        return
    looked_at = {(each.start, each.end) for each in spans}
    for start, end in _overlapping(page.by_list, line.starts[0], line.ends[-1]):
        if (start, end) not in looked_at and end <= line.ends[-1]:
            words = [word for word, at in zip(line.words, line.starts, strict=True) if start <= at < end]
            if words:
                yield NameSpan(start, end, " ".join(words).replace(" '", "'"), RECOGNISED)


def weighed_span(page: Around, spot: Spot, rival: Callable[[Spot], float]) -> NameSpan:
    """Give a span with the model's word, but a name of the list with at least the list's.

    Shape: where the rules have recognised a listed name, the model is not asked, such names are all alike; unless it
    takes a longer span that shares words with it for the name, as in "Acme Connect"; `rival` tells how
    likely the likeliest of those is.
    """
    (start, end), seen = spot.span, spot.organisation
    name = page.listed.get((start, end))
    if name is not None and name.kind == "organisation":
        sure = (start, end) in page.recognised and name.use not in PLACES and rival(spot) < max(LONGER, seen)
        seen = RECOGNISED if sure else max(seen, LISTED)
    return NameSpan(start, end, spot.line.text(spot.first, spot.after), seen)


def _rivals(here: Iterable[Spot]) -> Callable[[Spot], float]:
    """Give what tells how likely the likeliest longer span is that shares words with another."""
    by_first: dict[int, list[Spot]] = {}
    for each in here:
        by_first.setdefault(each.first, []).append(each)

    def rival(spot: Spot) -> float:
        beside = (
            each.organisation
            for first in range(spot.first - _LONGEST, spot.after)
            for each in by_first.get(first, ())
            if spot.first < each.after and each.after - each.first > spot.after - spot.first
        )
        return max(beside, default=0.0)

    return rival
