"""Which claims a sentence speaks of that makes none itself, such as "The order covers 300 people"."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from graph.extract.actions import mask
from graph.extract.page import Analysis, Sentence
from graph.model import Assertion

_REACH: Final = 6  # sentences behind a claim in which a page may say more about it
_LONG: Final = 600  # code points; what a longer sentence says of which claim is anybody's guess

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Homes:
    """The claims of a page by the sentence each stands in; `masked` is the page with its mentions written over.

    Shape: `sentences` in order, without repetition. Of a rule and its end in one sentence only the end is there: whom
    it "opens ChatGPT to" is not whom the rule was for.
    """

    analysis: Analysis
    masked: str
    made: Sequence[Assertion]
    organisations: frozenset[str]
    by_sentence: dict[int, list[int]]
    sentences: list[int]

    @classmethod
    def of(cls, analysis: Analysis, made: Sequence[Assertion]) -> Self:
        """Deal claims out to their sentences."""
        homes: dict[int, list[int]] = {}
        ended = {(each.later_of, each.quote.start) for each in made}
        for number, each in enumerate(made):
            if (each.id, each.quote.start) not in ended:
                homes.setdefault(analysis.sentence_at(each.quote.start).index, []).append(number)
        names = frozenset(each.organisation for each in made)
        return cls(analysis, mask(analysis), made, names, homes, sorted(homes))

    def own(self, sentence: Sentence) -> list[int]:
        """Give the numbers of the claims that stand in a sentence."""
        return self.by_sentence.get(sentence.index, [])

    def before(self, sentence: Sentence) -> list[int]:
        """Give those of the nearest sentence before it; of the organisations that it names, if they have claims."""
        here = self.analysis.within(sentence.start, sentence.end, "organisation")
        named = self.organisations.intersection(each.name for each in here)
        at = bisect_left(self.sentences, sentence.index)
        for home in reversed(self.sentences[max(0, at - _REACH) : at]):
            if sentence.index - home > _REACH:
                break
            found = [
                number
                for number in self.by_sentence[home]
                if not named or self.made[number].organisation in named
            ]
            if found:
                return found
        return []

    def own_or_before(self, sentence: Sentence) -> list[int]:
        """Give the claims of a sentence, or else those of the nearest before it."""
        return self.own(sentence) or self.before(sentence)

    def told(
        self, read: Callable[[Sentence], Said | None], owners: Callable[[Sentence], list[int]] | None = None
    ) -> list[list[Said]]:
        """Give, for each claim, what was read in the sentences that speak of it, in text order.

        Shape: `owners` tells which claims a sentence speaks of, its own or those before it unless told otherwise.
        """
        found: list[list[Said]] = [[] for _ in self.made]
        for sentence in self.analysis.sentences:
            if sentence.end - sentence.start > _LONG:
                continue
            numbers = (owners or self.own_or_before)(sentence)
            if numbers and (said := read(sentence)) is not None:
                for number in numbers:
                    found[number].append(said)
        return found
