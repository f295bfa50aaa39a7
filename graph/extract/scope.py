"""Whom a rule binds, and which part of the organisation makes it. Words come from populations.toml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from graph.extract.memo import once
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.spots import Needs, Spots
from graph.lexicon import Lexicon
from graph.model import Scope

_PHRASE: Final = re.compile(r"(?:[\w'-]+(?:,\d{3})* ){0,3}$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REACH: Final = 6  # sentences to either side; 3 and 12 found fewer right types on the sample
_USUAL: Final[Mapping[str, str]] = {
    "company": "employees",
    "education": "students_staff",
    "open_source_project": "contributors",
    "community_platform": "contributors",
    "military": "public_sector",
    "conference": "authors",
}
_COUNTRIES: Final = (
    "UK|US|Australia|Canada|Germany|France|Japan|Korea|India|Italy|Spain|Ireland|China|Singapore|Brazil|"
    "Mexico|Netherlands|Switzerland"
)
_BRANCH: Final = re.compile(
    rf" (?:in )?({_COUNTRIES})\b|((?: (?:Global|Tech|Labs|Research|Community|Cloud|International|Europe|"
    rf"Asia|Americas|Digital|Online|Business|Services|Studios|News))+)\b"
)
_LOWER_PARTS: Final = "department|ministry|division|office|directorate|unit"
_LOWER_PART: Final = re.compile(rf"\s(?:{_LOWER_PARTS})\b")
_DETERMINER: Final = re.compile(
    r"^(?:The|Its|Their|Our|My|Your|His|Her|This|That|These|Those|An?|Every|Each|Any|No|All)\s"
)
_PART: Final = r"[A-Z][\w&+-]*(?:(?:\s(?:of the|of|and|&|\+|for))?\s[A-Z+][\w&+-]*)*"


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of scope with the words that name it."""

    type: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    only_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """The compiled table: kinds in order of precedence, names of parts."""

    kinds: tuple[Kind, ...]
    words: Needs
    part: re.Pattern[str]
    lower_part: re.Pattern[str]
    officer: re.Pattern[str]
    small: frozenset[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table populations. Raises: ConfigError if it is missing."""
        table = lexicon.table("populations")
        heads = "|".join(table["units"]["heads"])
        capital = "|".join(each.capitalize() for each in table["units"]["heads"])
        return cls(
            tuple(_kind(each) for each in table["scope"]),
            Needs.of([[_letters(each) for each in kind["words"]] for kind in table["scope"]]),
            re.compile(rf"(?:{_PART}\s(?:{heads}|{capital})\b|(?:{capital})\s(?:of|for)\s(?:the\s)?{_PART})"),
            re.compile(rf"(?:[a-z][\w-]*\s){{0,2}}?[a-z][\w-]*\s(?:{_LOWER_PARTS})\b"),
            re.compile(r"\b(?:" + "|".join(table["units"]["officers"]) + rf")(?:\s{_PART})?"),
            frozenset(table["small"]),
        )


def find_scope(
    rules: ScopeRules, analysis: Analysis, sentence: Sentence, organisation: Mention | None
) -> Scope | None:
    """Give whom a sentence's rule binds, the most telling kind first; None if nothing says it.

    Shape: the sentence decides; if it names nobody, those around it may, where only the people count that an
    organisation of this type usually binds.
    """
    kind = organisation.type if organisation else ""
    if found := _scope_in(rules, analysis, sentence, kind, usual=False):
        return found
    return next(
        (
            found
            for each in _nearest(analysis, sentence)
            if (found := _scope_in(rules, analysis, each, kind, usual=True))
        ),
        None,
    )


@once
def _spots(rules: ScopeRules, analysis: Analysis) -> Spots:
    return rules.words.spots(analysis.lower)


@once
def _scope_in(
    rules: ScopeRules, analysis: Analysis, sentence: Sentence, organisation_type: str, *, usual: bool
) -> Scope | None:
    """Give whom a sentence binds; with `usual`, only those whom an organisation of this type usually binds."""
    among = _spots(rules, analysis).among(sentence.start, sentence.end)
    words = _without_names(analysis, sentence) if among else ""
    for number, each in enumerate(rules.kinds):
        if not among >> number & 1:
            continue
        if usual and each.type != _USUAL.get(organisation_type):
            continue
        if each.only_for and organisation_type not in each.only_for:
            continue
        if found := _first(each, words):
            return Scope(each.type, _phrase(rules, analysis, sentence, found))
    return None


def _without_names(analysis: Analysis, sentence: Sentence) -> str:
    """Give the lower-case sentence without names of organisations: a school's name binds no pupils."""
    parts, at = [], sentence.start
    for each in analysis.within(sentence.start, sentence.end, "organisation"):
        if each.start >= at and each.end - each.start > 4:
            parts += [analysis.lower[at : each.start], " " * (each.end - each.start)]
            at = each.end
    return "".join([*parts, analysis.lower[at : sentence.end]])


def _nearest(analysis: Analysis, sentence: Sentence) -> list[Sentence]:
    """Give the sentences around one, nearest first, the same paragraph before all others."""
    near = analysis.sentences[max(0, sentence.index - _REACH) : sentence.index + _REACH + 1]
    others = [each for each in near if each.index != sentence.index]
    return sorted(others, key=lambda each: (each.block != sentence.block, abs(each.index - sentence.index)))


def find_unit(rules: ScopeRules, analysis: Analysis, sentence: Sentence, organisation: Mention | None) -> str:
    """Give the division, department or officer the sentence names beside the organisation, or nothing."""
    if organisation is None:
        return ""
    text = analysis.shadow[sentence.start : sentence.end]
    if branch := _branch(analysis, sentence, organisation):
        return branch
    for pattern in (rules.part, rules.officer):
        for found in pattern.finditer(text):
            name = _DETERMINER.sub("", found[0])
            if " " in name and not _is_itself(analysis, sentence, found, organisation):
                return name
    if _LOWER_PART.search(text) is None:
        return ""
    owned = re.compile(
        rf"(?:{re.escape(organisation.name)}(?:'s)?|\bits|\bthe (?:state|city|country|county|province)'s)\s"
    )
    for found in owned.finditer(text):
        if part := rules.lower_part.match(text, found.end()):
            return part[0]
    return ""


def _branch(analysis: Analysis, sentence: Sentence, organisation: Mention) -> str:
    """Give the branch whose name begins with the organisation's: "Acme UK", "Acme in Australia"."""
    for each in analysis.within(sentence.start, sentence.end, "organisation"):
        if each.name != organisation.name or each.sieve:
            continue
        found = _BRANCH.match(analysis.shadow, each.end)
        if found and found.end() <= sentence.end:
            return f"{organisation.name} {(found[1] or found[2]).strip()}"
    return ""


def _is_itself(analysis: Analysis, sentence: Sentence, found: re.Match[str], organisation: Mention) -> bool:
    """Tell whether a part's name is, or lies in, the name of an organisation of its own."""
    start, end = sentence.start + found.start(), sentence.start + found.end()
    return any(
        each.start < end
        and start < each.end
        and (each.name == organisation.name or each.end - each.start >= end - start)
        for each in analysis.within(sentence.start, sentence.end, "organisation")
    )


def _kind(table: dict[str, Any]) -> Kind:
    unless = table.get("unless")
    return Kind(
        table["type"],
        _any_of(table["words"]),
        _any_of(unless) if unless else None,
        frozenset(table.get("with", ())),
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    parts = [
        re.escape(each).replace(r"\*", r"\w*").replace(r"\ \.\.\.\ ", r" (?:\S+ ){0,3}") for each in words
    ]
    parts = [part if "\\(" not in part else each for part, each in zip(parts, words, strict=True)]
    return re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?![\w-])")


def _letters(words: str) -> str:
    """Give the longest piece that is written out; of a line with brackets only what stands before them."""
    return max(re.split(r"[*.]+", re.split(r"[(|]", words, maxsplit=1)[0]), key=len)


def _first(kind: Kind, words: str) -> re.Match[str] | None:
    barred = [(each.start(), each.end()) for each in kind.unless.finditer(words)] if kind.unless else []
    return next(_outside(kind.words.finditer(words), barred), None)


def _outside(found: Iterator[re.Match[str]], barred: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for each in found:
        if not any(start < each.end() and each.start() < end for start, end in barred):
            yield each


def _phrase(rules: ScopeRules, analysis: Analysis, sentence: Sentence, found: re.Match[str]) -> str:
    """Give the words with the few that tell which: "company-owned computers"."""
    lead = _PHRASE.search(analysis.lower[sentence.start : sentence.start + found.start()])
    words = lead[0].split() if lead else []
    kept: list[str] = []
    for word in reversed(words):
        if word in rules.small or _YEAR.fullmatch(word):
            break
        kept.insert(0, word)
    length = sum(len(word) + 1 for word in kept)
    start = sentence.start + found.start() - length
    return analysis.page.text[start : sentence.start + found.end()]
