"""Whatever a page may rest on: every outlet, document, person, office and organisation it names, cited or not.

The rules of graph.extract.sources say what a sentence cites; this takes in what they miss. Which of it is the source of
a claim is decided in graph.extract.origins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from graph.extract.attribution import chain_of
from graph.extract.documents import any_document, brought_up
from graph.extract.memo import all_once
from graph.extract.naming import is_name_of, named_in
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import KNOWN, UNKNOWN, AttributionRules
from graph.extract.sources import (
    Cited,
    cased,
    hop,
    is_own_page,
    names_another,
    outlets_in,
    speakers_in,
    weak_in,
)
from graph.model import Hop, HopKind

MOST: Final = 40  # citations of one sentence that are looked at


@dataclass(frozen=True, slots=True)
class Citation:
    """One source that a sentence names.

    Shape: `chain` is the sentence's chain from this source inward; `cited` tells whether the rules take it for cited.
    """

    key: str
    sentence: int
    start: int
    end: int
    chain: tuple[Hop, ...]
    cited: bool

    @property
    def hop(self) -> Hop:
        """Give the source."""
        return self.chain[0]


def key_of(name: str) -> str:
    """Give what two ways to write a source share."""
    return re.sub(r"[^\w]+", " ", name.lower()).strip().removeprefix("the ")


@all_once
def citations_in(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Citation]:
    """Give everything a sentence names that may be a source for what a page says of an organisation."""
    return islice(_citations(rules, analysis, sentence, organisation), MOST)


def _citations(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Citation]:
    chain = chain_of(rules, analysis, sentence, organisation)
    strict = [
        *outlets_in(rules, analysis, sentence),
        *brought_up(rules, analysis, sentence, organisation),
        *speakers_in(rules, analysis, sentence, organisation),
        *weak_in(rules, analysis, sentence),
    ]
    loose = [
        *_outlets(rules, analysis, sentence),
        *any_document(rules, analysis, sentence, organisation),
        *_persons(rules, analysis, sentence),
        *_roles(rules, analysis, sentence, organisation),
        *_organisations(analysis, sentence, organisation),
    ]
    seen: set[str] = set()
    for cited, found in ((True, strict), (False, loose)):
        for each in sorted(found, key=lambda one: (one.start, one.end)):
            key = key_of(each.hop.name)
            if key and key not in seen:
                seen.add(key)
                yield Citation(
                    key, sentence.index, each.start, each.end, _inward(chain, each.hop), cited=cited
                )


def _inward(chain: tuple[Hop, ...], outermost: Hop) -> tuple[Hop, ...]:
    """Give the part of a sentence's chain from a source inward."""
    at = next((index for index, each in enumerate(chain) if each.name == outermost.name), None)
    if at is not None:
        return chain[at:]
    if outermost.kind != "outlet":
        return (outermost,)
    return (outermost, *(each for each in chain if each.kind != "outlet"))


def _outlets(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    """The outlets that a sentence names, cited or not."""
    among = cased(rules, analysis).among(sentence.start, sentence.end)
    tried = ((KNOWN, rules.outlets.known), (UNKNOWN, rules.outlets.unknown))
    for pattern in [each for needed, each in tried if among & needed]:
        for found in pattern.finditer(analysis.shadow, sentence.start, sentence.end):
            bare = re.sub(r"^[Tt]he ", "", found[0])
            canonical = rules.outlets.names.get(found[0]) or rules.outlets.names.get(bare)
            known = pattern is rules.outlets.known
            other = not known and (canonical or names_another(analysis, *found.span()))
            if not other and not is_own_page(analysis, canonical or bare):
                name = canonical or analysis.page.text[found.start() : found.end()]
                yield Cited(*found.span(), hop(analysis, name, "outlet", *found.span()))


def _persons(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    """The people that a sentence names in full, whether they speak or not."""
    spans = [(each.start, each.end) for each in analysis.within(sentence.start, sentence.end, "person")]
    runs = rules.speakers.anyone.finditer(analysis.shadow, sentence.start, sentence.end)
    for start, end in [*spans, *(each.span() for each in runs)]:
        name = rules.speakers.title.sub("", analysis.shadow[start:end])
        if " " in name and not names_another(analysis, start, end) and name not in rules.outlets.names:
            yield Cited(start, end, hop(analysis, name, "person", start, end))


def _roles(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """Whoever a sentence names by an office or a trade, named by the organisation, whether they speak or not."""
    for found in rules.speakers.post.finditer(analysis.lower, sentence.start, sentence.end):
        role = analysis.page.text[found.start("role") : found.end("role")]
        name = role if organisation == "UNNAMED" else f"{organisation} {role}"
        kind: HopKind = "spokesperson" if "spokes" in role else "anonymous"
        yield Cited(*found.span(), hop(analysis, name, kind, *found.span()))


def _organisations(analysis: Analysis, sentence: Sentence, organisation: str) -> Iterator[Cited]:
    for start, end, name in named_in(analysis, sentence):
        if not is_own_page(analysis, name):
            own = is_name_of(name, organisation)
            yield Cited(start, end, hop(analysis, organisation if own else name, "organisation", start, end))
