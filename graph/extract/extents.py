"""Stage 9: how far a rule goes: these tools and no others, so many people, this part alone. Words: extents.toml.

A page says it in the sentence of the rule or, as often, in one of its own: "The order covers 1,300 employees." Such a
sentence is no claim; it belongs to the nearest one before it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self

from graph.extract.amounts import AmountRules, numbers_in
from graph.extract.belonging import Homes
from graph.extract.page import Analysis, Sentence
from graph.lexicon import Lexicon
from graph.model import Assertion, Number, Quote, Scope, Slot, quote_of

_NP: Final = (
    r"(?!(?:which|that|what|who|whom)\b)(?:(?!(?:is|are|was|were|has|have|had|do|does|did|says?|said|told|which|that|who)\b)"
    r"[\w'-]+(?:,\d{3})* ){0,6}?(?!(?:is|are|was|were|which|that|who|it|they|he|she|this)\b)[\w'-]+(?:,\d{3})*"
)
_ARTICLE: Final = re.compile(r"^(?:the|its|their|our|a|an)\s", re.IGNORECASE)
_LIMITING: Final = frozenset({"ban", "restrict", "require_approval", "replace"})
ToolSet = Literal["universal", "exhaustive", ""]


@dataclass(frozen=True, slots=True)
class Cue:
    """Expressions that say something, and those beside which they do not."""

    words: re.Pattern[str]
    unless: re.Pattern[str]

    def find(self, text: str) -> re.Match[str] | None:
        """Give the first place that says it; none if the sentence takes it back."""
        return None if self.unless.search(text) else self.words.search(text)


@dataclass(frozen=True, slots=True)
class ExtentRules:
    """The compiled table extents."""

    about: re.Pattern[str]
    limit: re.Pattern[str]
    exhaustive: Cue
    universal: Cue
    only: Cue
    everybody: Cue
    exempt: Cue
    amounts: AmountRules

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table extents. Raises: ConfigError if it is missing."""
        table = lexicon.table("extents")
        people = "|".join(_singular_too(table["counted"]["people"]["nouns"]))
        return cls(
            re.compile(r"\W*(?:" + "|".join(table["about"]["words"]) + r")\b"),
            re.compile(r"\b(?:" + "|".join(table["about"]["limit"]) + r")\b"),
            _cue(table["tools"]["exhaustive"], people),
            _cue(table["tools"]["universal"], people),
            _cue(table["people"]["only"], people),
            _cue(table["people"]["all"], people),
            _cue(table["people"]["exempt"], people),
            AmountRules.of(table),
        )


def _singular_too(nouns: Iterable[str]) -> Iterator[str]:
    for each in nouns:
        yield each
        if each.endswith("s"):
            yield each.removesuffix("s")


def _cue(table: Mapping[str, Any], people: str) -> Cue:
    words = [each.replace("PEOPLE", people).replace("NP", _NP) for each in table["words"]]
    # A name of its own for each group of one list: an expression may not use one twice.
    named = [each.replace("(?P<part>", f"(?P<part{number}>") for number, each in enumerate(words)]
    return Cue(re.compile("|".join(named)), re.compile("|".join(table["unless"])))


@dataclass(frozen=True, slots=True)
class Extent:
    """What one sentence says about how far a rule goes."""

    tool_set: ToolSet = ""
    numbers: tuple[Number, ...] = ()
    only: str = ""
    exempt: str = ""
    everybody: bool = False


Told = tuple[Extent, Quote]


def extent_of(rules: ExtentRules, homes: Homes, sentence: Sentence) -> Extent:
    """Read one sentence; a question says nothing."""
    start, end = sentence.start, sentence.end
    text, page = homes.masked[start:end], homes.analysis
    if text.rstrip().endswith("?"):
        return Extent()
    exhaustive, universal = rules.exhaustive.find(text), rules.universal.find(text)
    return Extent(
        "exhaustive" if exhaustive else "universal" if universal else "",
        numbers_in(rules.amounts, page.page.text, page.lower, start, end),
        _part(page, start, rules.only.find(text)),
        _part(page, start, rules.exempt.find(text)),
        rules.everybody.find(text) is not None,
    )


def _part(analysis: Analysis, start: int, found: re.Match[str] | None) -> str:
    """Give the words of the page that name the part; an expression has one group for it, if any."""
    if found is None or found.lastgroup is None:
        return ""
    first, last = found.span(found.lastgroup)
    return _ARTICLE.sub("", analysis.page.text[start + first : start + last])


def extended(rules: ExtentRules, homes: Homes, made: Sequence[Assertion]) -> list[Assertion]:
    """Give assertions with what their page says about how far each goes, and the sentences that say it as slots."""
    found = homes.told(
        lambda sentence: _told(rules, homes, sentence),
        lambda sentence: homes.own(sentence) or _about(rules, homes, sentence),
    )
    return [_with(each, told) for each, told in zip(made, found, strict=True)]


def _told(rules: ExtentRules, homes: Homes, sentence: Sentence) -> Told | None:
    extent = extent_of(rules, homes, sentence)
    if extent == Extent():
        return None
    return extent, quote_of(homes.analysis.page.text, sentence.start, sentence.end)


def _about(rules: ExtentRules, homes: Homes, sentence: Sentence) -> list[int]:
    """Give the claims before a sentence that begins with their rule: "the block" is none that allows something."""
    found = rules.about.match(homes.masked, sentence.start, sentence.end)
    if found is None:
        return []
    limit = rules.limit.search(found[0])
    return [
        number for number in homes.before(sentence) if not limit or homes.made[number].action in _LIMITING
    ]


def _with(assertion: Assertion, told: Sequence[Told]) -> Assertion:
    if not told or assertion.modality not in {"asserted", "reported"} or assertion.kind != "policy":
        return assertion
    tool_set = next((each for each in told if each[0].tool_set), None)
    counting = [each for each in told if each[0].numbers]
    numbers = {number.measure: number for extent, _ in reversed(counting) for number in extent.numbers}
    scope, bound = _scope(assertion, told)
    slots = (("tool_set", tool_set), ("numbers", counting[0] if counting else None), ("population", bound))
    return replace(
        assertion,
        tool_set=tool_set[0].tool_set if tool_set else "",
        numbers=tuple(numbers.values()),
        scope=scope,
        slots=(*assertion.slots, *(Slot(name, each[1]) for name, each in slots if each)),
    )


def _scope(assertion: Assertion, told: Sequence[Told]) -> tuple[Scope | None, Told | None]:
    """Give whom the rule is for, as exactly as the page says it, and where it does: a part, those exempt, or all."""
    only = next((each for each in told if each[0].only), None)
    exempt = next((each for each in told if each[0].exempt), None)
    every = next((each for each in told if each[0].everybody), None)
    if only:
        return Scope("unit", only[0].only, exclusive=True), only
    if exempt and assertion.action == "allow":
        return Scope("unit", exempt[0].exempt), exempt
    if every and not exempt:
        return replace(assertion.scope or Scope("employees"), universal=True), every
    return assertion.scope, None
