"""Which claims a sentence speaks of that makes none itself, such as "The order covers 300 people"."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from graph.extract.page import Analysis, Sentence
from graph.model import Assertion

_REACH = 6  # sentences behind a claim in which a page may say more about it


@dataclass(frozen=True, slots=True)
class Homes:
    """The claims of a page by the sentence each stands in.

    Shape: `sentences` in order, without repetition. Of a rule and its end in one sentence only the end is there: whom
    it "opens ChatGPT to" is not whom the rule was for.
    """

    made: Sequence[Assertion]
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
        return cls(made, homes, sorted(homes))

    def own(self, sentence: Sentence) -> list[int]:
        """Give the numbers of the claims that stand in a sentence."""
        return self.by_sentence.get(sentence.index, [])

    def before(self, analysis: Analysis, sentence: Sentence) -> list[int]:
        """Give those of the nearest sentence before it; of the organisations that it names, if they have claims."""
        here = {each.name for each in analysis.within(sentence.start, sentence.end, "organisation")}
        named = here & {each.organisation for each in self.made}
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
