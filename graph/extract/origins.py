"""Which source a claim goes back to: everything its page names, weighed by how and where it is named.

The rules and the looser citations propose, a learned model reads the words around each, a last model decides over what
both have seen; nobody at all is taken where none is likely enough.
"""

from collections.abc import Sequence
from typing import Final

from graph.extract.attribution import find_chain
from graph.extract.citations import Citation, citations_in, key_of
from graph.extract.interviews import interviewed
from graph.extract.learned import Learned
from graph.extract.origin_features import Asked, Origin, origin_features, origin_numbers
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import AttributionRules
from graph.model import Hop

AROUND: Final = (
    10  # sentences before and after a claim in which its source may be named: 40 cost a fifth of all reading
)
TOP: Final = 3  # sentences at the top of a page that may name it as well
MOST: Final = 10  # sources of one claim that are weighed, the nearest


def asked(rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str) -> Asked:
    """Give a claim with the sources that it may go back to, the nearest first."""
    ruled = find_chain(rules, analysis, sentence, organisation)
    first = key_of(ruled[0].name) if ruled else ""
    by_key: dict[str, list[Citation]] = {}
    for other in _within_reach(analysis, sentence):
        for each in citations_in(rules, analysis, other, organisation):
            by_key.setdefault(each.key, []).append(each)
    nearest = list(by_key.items())[:MOST]
    origins = [_origin(key, found, ruled if key == first else ()) for key, found in nearest]
    if ruled and all(each.key != first for each in origins):
        origins.append(Origin(first, ruled[0].kind, ruled, (), ruled=True))
    return Asked(sentence, organisation, ruled, tuple(origins))


def _within_reach(analysis: Analysis, sentence: Sentence) -> list[Sentence]:
    """Give the sentences that may name the source of another one, the nearest first, earlier before later ones."""
    first, last = sentence.index - AROUND, sentence.index + AROUND
    near = analysis.sentences[max(0, first) : last + 1]
    top = [each for each in analysis.sentences[:TOP] if each.index < first]
    return [*sorted(near, key=lambda one: (abs(one.index - sentence.index), one.index)), *top]


def _origin(key: str, places: Sequence[Citation], ruled: tuple[Hop, ...]) -> Origin:
    """Give a source with the chain of the rules, else that of the nearest place, one that cites it if there is."""
    chain = ruled or min(places, key=lambda one: not one.cited).chain
    return Origin(key, chain[0].kind, chain, tuple(places), ruled=bool(ruled))


def chosen(likely: Sequence[float]) -> int | None:
    """Give which of some sources is taken, by their probabilities; None where nobody at all is likelier."""
    best = max(range(len(likely)), key=lambda at: likely[at], default=None)
    return best if best is not None and likely[best] > 1 - sum(likely) else None


def originated(
    learned: Learned, rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Hop, ...]:
    """Give the sources cited for what a sentence says of an organisation, outermost first; empty for none.

    Shape: on a page that is an interview the rules decide alone.
    """
    if interviewed(rules, analysis, sentence) is not None:
        return find_chain(rules, analysis, sentence, organisation)
    claim = asked(rules, analysis, sentence, organisation)
    features = (origin_features(analysis, claim, each) for each in claim.origins)
    told = learned.sources.all_probabilities(features)[:, 0].tolist()
    numbers = origin_numbers(rules, analysis, claim, told)
    best = chosen([learned.origins.probability(each) for each in numbers])
    return () if best is None else _inward(claim, claim.origins[best])


def _inward(claim: Asked, origin: Origin) -> tuple[Hop, ...]:
    """Give the chain from a source inward: what an outlet tells goes back to whom the claim's own sentence cites."""
    inner = tuple(each for each in claim.ruled if each.kind not in {"outlet", "weak"})
    if origin.ruled or origin.kind != "outlet" or not inner:
        return origin.chain
    return (origin.chain[0], *inner)
