"""What was named so far and may be meant again: organisations by kind, tools by list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from graph.extract.gazetteer import Gazetteer
from graph.extract.page import Mention

_FAR: Final = 4  # sentences back that a pronoun reaches
_FARTHER: Final = 12  # sentences back that "the bank" or "the chatbot" reaches
MADE: Final = frozenset(
    ["category:ai_generated_code", "category:ai_generated_content", "category:ai_images"]
)  # things made with AI, which nobody uses


class Antecedents:
    """The organisations and tools of the sentences read so far, newest last."""

    def __init__(self, gazetteer: Gazetteer, focus: Mention | None, tool: str) -> None:
        self._gazetteer, self._focus, self._tool = gazetteer, focus, tool
        self._organisations: list[tuple[int, Mention]] = []
        self._tools: list[tuple[int, Mention]] = []

    def add(self, sentence: int, mention: Mention) -> None:
        """Take note of a mention; what is only a place or a source is nobody's antecedent."""
        if mention.kind == "organisation" and mention.role in ("", "maker") and mention.type != "unnamed":
            self._organisations.append((sentence, mention))
        elif mention.kind == "tool":
            self._tools.append((sentence, mention))

    def organisation(self, sentence: int, noun: str) -> Mention | None:
        """Give the organisation that "the NOUN" means, or "it" for an empty noun; None if unclear."""
        reach = _FARTHER if noun else _FAR
        for number, group in _by_sentence(self._organisations, sentence, reach):
            fitting = [each for each in group if self._fits(each, noun)]
            own = [each for each in fitting if each.role != "maker"] or fitting
            names = dict.fromkeys(each.name for each in own)
            if len(names) == 1:
                return own[0]
            if names:
                return self._chosen(own, number == sentence, noun)
        if noun and self._focus and self._fits(self._focus, noun):
            return self._focus
        return None

    def _chosen(self, own: list[Mention], same_sentence: bool, noun: str) -> Mention | None:
        if self._focus and any(each.name == self._focus.name for each in own):
            return self._focus
        return own[0] if same_sentence or noun else None

    def _fits(self, mention: Mention, noun: str) -> bool:
        """Tell whether a noun may stand for an organisation: "the bank" for no known carmaker."""
        if not noun:
            return True
        known = self._gazetteer.group_of.get(mention.name)
        if known is None:
            return (
                self._gazetteer.heads.kinds.get(noun) == mention.type
                and noun not in self._gazetteer.anaphora.of_places
            )
        if known < 0:
            return noun in self._gazetteer.anaphora.of_places
        groups = self._gazetteer.groups
        if noun in groups[known].nouns:
            return True
        return self._gazetteer.heads.kinds.get(noun) == mention.type and not any(
            noun in each.nouns for each in groups
        )

    def tools(self, sentence: int, *, many: bool, whole: bool) -> list[Mention]:
        """Give the tools that "the chatbot" or "both tools" means: one, or for `many` and `whole` a list."""
        for _, group in _by_sentence(self._tools, sentence, _FARTHER if not many else _FAR):
            distinct = list({each.name: each for each in group}.values())
            if (whole and (many or distinct)) or (many and len(distinct) > 1):
                return distinct
            if not many and (meant := self._one(distinct)):
                return meant
        return []

    def _one(self, distinct: list[Mention]) -> list[Mention]:
        named = [each for each in distinct if not each.name.startswith("category:")]
        if len(named) == 1:
            return named
        return [each for each in named if each.name == self._tool]

    def kind(self, sentence: int) -> str:
        """Give the category "such tools" are of: the last vague name within reach, else all AI tools."""
        for number, mention in reversed(self._tools[-60:]):
            if number < sentence - _FARTHER:
                break
            if mention.name.startswith("category:") and mention.name not in MADE:
                return mention.name
        return "category:ai_tools"

    @property
    def has_tool(self) -> bool:
        """Tell whether any product was named so far."""
        return any(not each.name.startswith("category:") for _, each in self._tools[-40:])


def _by_sentence(
    found: Sequence[tuple[int, Mention]], sentence: int, reach: int
) -> Iterable[tuple[int, list[Mention]]]:
    """Group the newest mentions by sentence, newest sentence first."""
    group: list[Mention] = []
    current = -1
    for number, mention in reversed(found[-60:]):
        if number < sentence - reach:
            break
        if number != current and group:
            yield current, group[::-1]
            group = []
        current = number
        group.append(mention)
    if group:
        yield current, group[::-1]


def dominant_tool(mentions: Iterable[Mention]) -> str:
    """Give the product most of a page's mentions of products are of, or nothing."""
    counts = Counter(
        each.name for each in mentions if each.kind == "tool" and not each.name.startswith("category:")
    )
    if not counts:
        return ""
    (name, count), *_ = counts.most_common(1)
    return name if 2 * count > counts.total() else ""
