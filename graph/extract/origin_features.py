"""What is seen of a source that a claim may go back to: the words around it as features, its place as numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.extract.attribution import ASIDE, goes_on
from graph.extract.citations import Citation, key_of
from graph.extract.learned import log_odds
from graph.extract.memo import once
from graph.extract.naming import is_name_of, named_in
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import AttributionRules
from graph.extract.tokens import stem, tokens_of
from graph.model import Hop, HopKind

KINDS: Final[tuple[HopKind, ...]] = (
    "outlet",
    "document",
    "person",
    "spokesperson",
    "anonymous",
    "organisation",
)
_FAR: Final = 12  # sentences beyond which all is equally far
_TOP: Final = 3  # sentences at the top of a page
_BEFORE, _AFTER = 5, 6  # words beside a source that are looked at
_CLOSE: Final = 2  # of those, the ones whose place counts
_LEAST: Final = (
    0.1  # what the best rival of a source counts for at least: one that stands alone has not won yet
)
_WE: Final = re.compile(r"(?<!\w)(?:we|our|us|i|my)(?!\w)")
_YOU: Final = re.compile(r"(?<!\w)(?:you|your)(?!\w)")
_SAID: Final = re.compile(
    r"(?<!\w)(?:said|says?|told|tells?|wrote|writes|announce[ds]|according to|explain(?:ed|s)|confirm(?:ed|s)|stated?s?"
    r"|add(?:ed|s)|report(?:ed|s)|call(?:ed|s)|warn(?:ed|s)|expects|puts? it|published|informed|replied|answered"
    r"|learnt|learned|asked|made clear|posted)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A source that a claim may go back to.

    Shape: `chain` runs from it inward; `places` are the citations that name it, the nearest to the claim first; `ruled`
    tells whether the rules choose it.
    """

    key: str
    kind: HopKind
    chain: tuple[Hop, ...]
    places: tuple[Citation, ...]
    ruled: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, what the rules say of it, and all sources it may go back to."""

    sentence: Sentence
    organisation: str
    ruled: tuple[Hop, ...]
    origins: tuple[Origin, ...]


@once
def _words(_rules: None, analysis: Analysis, start: int, end: int) -> tuple[str, ...]:
    """Give the stems of the words in [start, end), names folded into one."""
    line = tokens_of(analysis.shadow, start, end)
    return tuple(
        "NAME" if at and word[:1].isupper() else "0" if word[:1].isdigit() else stem(word.lower())
        for at, word in enumerate(line.words)
    )


def origin_features(analysis: Analysis, claim: Asked, origin: Origin) -> list[str]:
    """Give what is seen around a source where it is named nearest to a claim, and in the claim's sentence."""
    kind, sentence = origin.kind, claim.sentence
    if not origin.places:
        return ["unplaced", f"unplaced|{kind}"]
    place = origin.places[0]
    other = analysis.sentences[place.sentence]
    away = _away(sentence, other)
    tag = f"{kind}|{away}"
    last = origin.chain[0].name.rsplit(" ", 1)[-1].lower()
    noun = last if kind in {"document", "anonymous", "spokesperson"} else ""
    found = [
        tag,
        f"{kind}|{noun}",
        f"{away}|{noun}",
        f"{tag}|cited:{place.cited}",
        f"{tag}|ruled:{origin.ruled}",
        f"{tag}|self:{not claim.ruled}",
        f"own:{origin.chain[0].name == claim.organisation}|{away}",
    ]
    before = ["<s>", *_words(None, analysis, other.start, place.start)][-_BEFORE:][::-1]
    after = [*_words(None, analysis, place.end, other.end), "</s>"][:_AFTER]
    for side, words in (("b", before), ("f", after)):
        for at, word in enumerate(words):
            found += [f"{side}:{word}", f"{kind}|{side}:{word}"]
            if at < _CLOSE:
                found += [f"{tag}|{side}{at}:{word}", f"{side}{at}:{word}"]
        if len(words) > 1:
            found += [f"{each}|{side}:{words[0]}_{words[1]}" for each in (kind, away)]
    for word in _words(None, analysis, place.start, place.end):
        found += [f"i:{word}", f"{kind}|i:{word}", f"{tag}|i:{word}"]
    for word in _words(None, analysis, sentence.start, sentence.end):
        found += [f"c:{word}", f"{away}|c:{word}"]
    if other.index != sentence.index:
        found += [f"{away}|o:{word}" for word in _words(None, analysis, other.start, other.end)]
    return found


def _away(sentence: Sentence, other: Sentence) -> str:
    """Give how far a source stands from a claim: in its sentence, next to it or further, in its paragraph or not."""
    far = other.index - sentence.index
    if far == 0:
        return "0"
    side = "+" if far > 0 else "-"
    return f"{side}{'1' if abs(far) == 1 else 'n'}{'b' if other.block == sentence.block else 'x'}"


def origin_numbers(
    rules: AttributionRules, analysis: Analysis, claim: Asked, told: Sequence[float]
) -> list[list[float]]:
    """Give what the last model sees of each source of a claim. Shape: `told` is how likely each is by its words."""
    common = _of_claim(rules, analysis, claim)
    cited = [[one for one in each.places if one.cited] for each in claim.origins]
    at = claim.sentence.index
    latest = max((one.sentence for found in cited for one in found if one.sentence < at), default=-1)
    own = [any(one.sentence == at for one in found) for found in cited]
    made = []
    for number, each in enumerate(claim.origins):
        rivals = [max(one, _LEAST) for place, one in enumerate(told) if place != number]
        best = max(rivals, default=_LEAST)
        numbers = [
            log_odds(told[number]),
            log_odds(told[number]) - log_odds(best),
            float(told[number] > best),
            float(sum(own) - own[number]),
            float(any(one.sentence == latest for one in cited[number]) and latest >= 0),
            *_of_origin(rules, analysis, claim, each, cited[number]),
        ]
        made.append([*numbers, *common, *(each.ruled * one for one in common)])
    return made


def _of_origin(
    rules: AttributionRules, analysis: Analysis, claim: Asked, origin: Origin, cited: Sequence[Citation]
) -> list[float]:
    """Give where a source stands."""
    at = claim.sentence.index
    own = any(one.sentence == at for one in cited)
    before = min((at - one.sentence for one in cited if one.sentence < at), default=_FAR)
    after = min((one.sentence - at for one in cited if one.sentence > at), default=_FAR)
    named_here = any(one.sentence == at for one in origin.places)
    other = analysis.sentences[origin.places[0].sentence] if origin.places else claim.sentence
    named = _named(rules, analysis, other)
    others = {one for one in named if not is_name_of(one, claim.organisation)}
    kinds = [float(origin.kind == kind) for kind in KINDS]
    itself = origin.key == key_of(claim.organisation)
    return [
        *kinds,
        float(origin.ruled),
        *(origin.ruled * one for one in kinds),
        float(own),
        *(own * one for one in kinds),
        float(named_here and not own),
        *((named_here and not own) * one for one in kinds),
        float(before == 1),
        1 / min(before, _FAR),
        float(after == 1),
        1 / min(after, _FAR),
        *(one / min(before, _FAR) for one in kinds),
        float(other.block == claim.sentence.block),
        float(abs(other.block - claim.sentence.block) == 1),
        float(min(len(cited), 6)),
        float(min(len(origin.places), 8)),
        float(not cited),
        float(any(one.sentence < _TOP for one in cited)),
        float(itself),
        float(origin.kind == "organisation" and not itself),
        float(len(named) > len(others)),
        float(bool(others)),
        float(bool(others) and not own),
    ]


def _of_claim(rules: AttributionRules, analysis: Analysis, claim: Asked) -> list[float]:
    """Give what tells whether a claim's page cites anybody for it at all."""
    sentence, words, count = claim.sentence, analysis.words(claim.sentence), len(analysis.sentences)
    we, you = _persons(None, analysis)
    named = _named(rules, analysis, sentence)
    others = [one for one in named if not is_name_of(one, claim.organisation)]
    near = sum(
        any(one.cited and abs(one.sentence - sentence.index) <= 1 for one in each.places)
        for each in claim.origins
    )
    return [
        float(not claim.ruled),
        float(ASIDE.search(words) is not None),
        float(goes_on(rules, analysis, sentence)),
        float(rules.documents.binding.search(words) is not None),
        float(_SAID.search(words) is not None),
        float('"' in words),
        float(_WE.search(words) is not None),
        float(_YOU.search(words) is not None),
        min(1.0, we / count),
        min(1.0, you / count),
        float(sentence.index < _TOP),
        sentence.index / count,
        float(analysis.blocks[sentence.block].kind == "item"),
        float(analysis.blocks[sentence.block].kind == "quoted"),
        min(count, 60) / 30,
        float(min(near, 4)),
        float(len(named) > len(others)),
        float(min(len(others), 4)),
    ]


@once
def _named(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> frozenset[str]:
    """The organisations that a sentence names, outlets left out."""
    return frozenset(name for *_, name in named_in(analysis, sentence) if name not in rules.outlets.families)


@once
def _persons(_rules: None, analysis: Analysis) -> tuple[int, int]:
    """How often a page says "we" and "you"."""
    return len(_WE.findall(analysis.lower)), len(_YOU.findall(analysis.lower))
