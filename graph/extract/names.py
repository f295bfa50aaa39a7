"""Which words of a page name organisations and products: the choice among the spans that could.

A learned model says how likely each is one; nothing here decides by a rule of its own but that two names never overlap
and that a name of the list is worth at least the list's word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.extract.gazetteer import Gazetteer, Name
from graph.extract.learned import LinearModel
from graph.extract.listed import PLACES
from graph.extract.name_features import name_features
from graph.extract.name_spans import (
    LONGEST,
    Around,
    NameWords,
    around,
    by_list,
    lines_of,
    listed_names,
    overlapping,
    spans_of,
)
from graph.extract.page import Analysis, Mention, NameSpan
from graph.extract.tokens import Tokens

LEAST: Final = 0.12  # probability from which a span is kept: later stages weigh it again
LISTED: Final = 0.13  # what a name of the list is worth at least
LONGER: Final = 0.4  # probability from which a longer span is the name, not the listed one inside it
RECOGNISED: Final = 0.9  # what one is worth that the rules have recognised where it stands
PRODUCT: Final = 0.5  # probability from which a span names a product
_NO_NAMES: Final = frozenset({
    "AI", "A.I.", "AIs", "GenAI", "Gen AI", "LLM", "LLMs", "NLP", "IT", "API", "APIs", "IP", "HR", "PR", "CEO", "CTO",
    "CIO", "CISO", "CFO", "COO", "AGM", "FAQ", "Q&A", "NDA", "GPU", "GPUs", "PDF", "URL", "VPN", "README", "CI", "RFC",
    "PhD", "MP", "MPs", "Cllr", "Mr", "Ms", "Mrs", "Dr",
})  # fmt: skip
"""Abbreviations that name neither an organisation nor a product."""


def chosen(spans: Iterable[NameSpan]) -> list[NameSpan]:
    """Give the likeliest spans that do not overlap, in text order; a little longer wins over equally likely."""
    taken: list[NameSpan] = []
    for each in sorted(spans, key=lambda one: (-one.score - 0.0005 * (one.end - one.start), one.start)):
        if each.score < LEAST:
            break
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
    return sorted(taken, key=lambda one: one.start)


def spelled(
    words: NameWords, analysis: Analysis, listed: Mapping[tuple[int, int], Name]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Give the usual name and the type of every organisation that the list or the rules know, by offsets."""
    known = {span: (each.name, each.type) for span, each in listed.items() if each.kind == "organisation"}
    return known | {(each.start, each.end): (each.name, each.type) for each in by_list(words, analysis)}


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
    spans = [(line, list(spans_of(words, line))) for line in lines]
    features = (name_features(words, page, line, *span) for line, its in spans for span in its)
    likely = iter(model.all_probabilities(features).tolist())
    spots = [(line, [Spot(line, *span, *next(likely)) for span in its]) for line, its in spans]
    return names_among(words, analysis, page, spots)


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
    return spot.line.text(spot.first, spot.after) not in _NO_NAMES


def _product(page: Around, spot: Spot) -> NameSpan:
    (start, end), name = spot.span, page.listed.get(spot.span)
    text = spot.line.text(spot.first, spot.after)
    return NameSpan(start, end, text, spot.product, name.name if name else text)


def beyond(page: Around, line: Tokens, spans: Iterable[NameSpan]) -> Iterator[NameSpan]:
    """Give what rules recognise and no run of capitals is: "New York's public schools"."""
    if not line.words:
        return
    looked_at = {(each.start, each.end) for each in spans}
    for start, end in overlapping(page.by_list, line.starts[0], line.ends[-1]):
        if (start, end) not in looked_at and end <= line.ends[-1]:
            inside = [at for at, begin in enumerate(line.starts) if start <= begin < end]
            if inside:
                yield NameSpan(start, end, line.text(inside[0], inside[-1] + 1), RECOGNISED)


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
    text = spot.line.text(spot.first, spot.after)
    return NameSpan(start, end, text, 0.0 if name is None and text in _NO_NAMES else seen)


def _rivals(here: Iterable[Spot]) -> Callable[[Spot], float]:
    """Give what tells how likely the likeliest longer span is that shares words with another."""
    by_first: dict[int, list[Spot]] = {}
    for each in here:
        by_first.setdefault(each.first, []).append(each)

    def rival(spot: Spot) -> float:
        beside = (
            each.organisation
            for first in range(spot.first - LONGEST, spot.after)
            for each in by_first.get(first, ())
            if spot.first < each.after and each.after - each.first > spot.after - spot.first
        )
        return max(beside, default=0.0)

    return rival
