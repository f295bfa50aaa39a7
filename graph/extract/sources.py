"""Whom a sentence names as a source: outlets, documents, speakers, the unnamed and the weak.

Every finding keeps the words that say so. Who stands outside of whom is decided in graph.extract.attribution.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

from graph.extract.memo import all_once, once
from graph.extract.naming import spans_of_organisation
from graph.extract.page import Analysis, Sentence
from graph.extract.source_rules import (
    KEPT,
    KNOWN,
    OFFICE,
    ROLE,
    SAID,
    UNKNOWN,
    UNNAMED,
    WEAK,
    AttributionRules,
)
from graph.extract.spots import Spots
from graph.model import Hop, HopKind, quote_of

NEAR: Final = 900  # code points back in which a pronoun may find its person
_LIMIT: Final = 6000  # code points back in which a surname may find its full name
_ORG_SAID: Final = re.compile(
    r"(?:'s (?:website|site|statement|page|press office|leadership|management|board|officials|registry))?,?"
    r"(?: [^,]{3,70},)?(?: (?:has|had|also|later|now|itself|since))*"
    r" (?:said|says|say|(?:tells|told)(?= (?:[Tt]he )?[A-Z])|announced|announces|pledged|confirmed|confirms"
    r"|stated|states|acknowledged|admitted|admits|insists"
    r"|insisted|explained|explains|replied|answered|argues|argued|maintains|wrote|writes|denied"
    r"|denies|disclosed|urged)"
    r"(?!\w)"
)
_JOINT: Final = re.compile(r"(?<!\w)(?:and|but|while|though|although|because|as) $|; $")
_ON_ITS_WORD: Final = re.compile(
    r"(?<!\w)(?:according to|by|in the words of|quoting)(?: (?:a|an|the) (?:[\w-]+ )?"
    r"(?:statement|spokesperson|announcement|website|page|release) (?:from|by|of|on))?(?: the)? $"
    r"|(?<!\w)(?:said|says)(?: the)? $"
)


@dataclass(frozen=True, slots=True)
class Cited:
    """One source that a sentence names, where it does so, and how."""

    start: int
    end: int
    hop: Hop
    first: bool = False


def hop(analysis: Analysis, name: str, kind: HopKind, start: int, end: int) -> Hop:
    """Make a hop with the words that cite it."""
    return Hop(name, kind, quote_of(analysis.page.text, start, end))


@once
def cased(rules: AttributionRules, analysis: Analysis) -> Spots:
    """Give where a page has words, in its own case, that outlets and named speakers need."""
    return rules.cased.spots(analysis.shadow)


@once
def _lower(rules: AttributionRules, analysis: Analysis) -> Spots:
    return rules.lower.spots(analysis.lower)


@all_once
def outlets_in(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    """The outlets that a sentence cites, known or recognised by their name and its place."""
    taken = sentence.start
    among = cased(rules, analysis).among(sentence.start, sentence.end)
    tried = ((KNOWN, rules.outlets.known), (UNKNOWN, rules.outlets.unknown))
    for pattern in [each for needed, each in tried if among & needed]:
        for found in pattern.finditer(analysis.shadow, sentence.start, sentence.end):
            cited = _outlet(
                rules, analysis, sentence, found.start(), found.end(), known=pattern is rules.outlets.known
            )
            if cited is not None and (pattern is rules.outlets.known or cited.start >= taken):
                taken = cited.end
                yield cited


def _outlet(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, start: int, end: int, *, known: bool
) -> Cited | None:
    name = analysis.page.text[start:end]
    bare = re.sub(r"^[Tt]he ", "", analysis.shadow[start:end])
    canonical = rules.outlets.names.get(analysis.shadow[start:end]) or rules.outlets.names.get(bare)
    if not known and (canonical or names_another(analysis, start, end)):
        return None
    if is_own_page(analysis, canonical or bare):
        return None
    lower = analysis.lower
    before = lower[max(sentence.start, start - 80) : start]
    after = lower[end : min(sentence.end, end + 60)]
    speaks, told, by = (
        rules.outlets.speaks.match(after),
        rules.outlets.told.search(before),
        rules.outlets.by.search(before),
    )
    opens = analysis.blocks[sentence.block].start == start - 5 and before == "from " and after.startswith(":")
    if not (speaks or told or by or opens or after.startswith("'s report")):
        return None
    left = start - len(told[0]) if told else start - len(by[0]) if by else start
    right = end + speaks.end() if speaks else end
    is_first = bool(rules.outlets.first.match(after) or rules.outlets.first.search(after[:24]))
    return Cited(left, right, hop(analysis, canonical or name, "outlet", left, right), first=is_first)


def names_another(analysis: Analysis, start: int, end: int) -> bool:
    """Tell whether a name belongs to an organisation or tool we know as such."""
    first = max(0, bisect_left(analysis.starts, start) - 1)
    near = takewhile(lambda each: each.start < end, islice(analysis.mentions, first, None))
    return any(
        start < each.end and each.kind in {"organisation", "tool"} and each.antecedent is None
        for each in near
    )


def is_own_page(analysis: Analysis, name: str) -> bool:
    """Tell whether an outlet is the page's own: then it is the reporter, not a source."""
    own = re.sub(r"^the ", "", analysis.page.outlet.lower())
    return bool(own) and own == re.sub(r"^the ", "", name.lower())


def speakers_in(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """Whom a sentence lets speak: by name, surname or pronoun, as a spokesperson, by role, as itself."""
    yield from _persons(rules, analysis, sentence)
    yield from _spokespersons(rules, analysis, sentence, organisation)
    yield from _offices(rules, analysis, sentence, organisation)
    yield from _roles(rules, analysis, sentence)
    yield from _unnamed(rules, analysis, sentence)
    yield from _organisations(analysis, sentence, organisation)


@all_once
def _persons(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    if not cased(rules, analysis).among(sentence.start, sentence.end) & SAID:
        return
    for found in rules.speakers.person.finditer(analysis.shadow, sentence.start, sentence.end):
        key = "before" if found["before"] else "after"
        name = rules.speakers.title.sub("", found[key])
        start, end = found.end(key) - len(name), found.end(key)
        if (
            " " in name
            and not names_another(analysis, start, end)
            and name not in rules.outlets.names
            and not rules.outlets.known.fullmatch(name)
        ):
            yield Cited(start, end, hop(analysis, name, "person", *found.span()))
    for found in rules.speakers.surname.finditer(analysis.shadow, sentence.start, sentence.end):
        key = "one" if found["one"] else "two"
        start, end = found.span(key)
        full = "" if names_another(analysis, start, end) else _full_name(rules, analysis, found[key], start)
        if full:
            yield Cited(start, end, hop(analysis, full, "person", *found.span()))


def _full_name(rules: AttributionRules, analysis: Analysis, word: str, before: int) -> str:
    """The full name that a surname or a pronoun stands for, if it was given before."""
    pronoun = word.lower() in {"he", "she"}
    furthest = max(0, before - (NEAR if pronoun else _LIMIT))
    at = bisect_left(analysis.starts, before)
    for each in reversed(analysis.mentions[max(0, at - 400) : at]):
        if each.start < furthest:
            break
        if each.kind == "person" and " " in each.name and (pronoun or each.name.endswith(f" {word}")):
            return rules.speakers.title.sub("", each.name)
    if pronoun:
        return ""
    wanted = rf"[A-Z][\w'-]*[a-z](?: [A-Z]\.)? {re.escape(word)}(?!\w)"
    found = list(re.finditer(wanted, analysis.shadow[furthest:before]))
    named = [
        each[0]
        for each in found
        if not names_another(analysis, furthest + each.start(), furthest + each.end())
    ]
    return rules.speakers.title.sub("", named[-1]) if named else ""


def _spokespersons(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    for found in rules.speakers.spokesperson.finditer(analysis.lower, sentence.start, sentence.end):
        around = analysis.lower[max(sentence.start, found.start() - 40) : min(sentence.end, found.end() + 90)]
        named = rules.speakers.named.match(analysis.shadow, found.end())
        if named is None and (rules.speakers.said.search(around) or ": " in around):
            yield Cited(
                found.start(),
                found.end(),
                hop(analysis, f"{organisation} {_spoken_as(found[0])}", "spokesperson", *found.span()),
            )


def _spoken_as(word: str) -> str:
    """How a page calls who speaks for an organisation: a spokesman stays one, an office becomes a person."""
    return word if word.startswith("spokes") and word != "spokespeople" else "spokesperson"


@all_once
def _roles(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    if not _lower(rules, analysis).among(sentence.start, sentence.end) & ROLE:
        return
    for found in rules.speakers.role.finditer(analysis.lower, sentence.start, sentence.end):
        key = "role" if found["role"] else "possessed"
        if "spokes" not in found[key]:
            name = (
                analysis.page.text[found.start(key) : found.end(key)].replace("'s ", " ").replace("’s ", " ")
            )
            yield Cited(found.start(), found.end(), hop(analysis, name, "anonymous", *found.span()))


def _offices(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """Whoever speaks by an office, under the holder's name if the page gives it near by."""
    if not _lower(rules, analysis).among(sentence.start, sentence.end) & OFFICE:
        return
    for found in rules.speakers.office.finditer(analysis.lower, sentence.start, sentence.end):
        key = next(each for each in ("before", "after", "some", "any") if found[each])
        office = key in {"before", "after"}
        if key in {"before", "some"} and _joined(analysis, sentence, found.start()):
            continue
        role = re.sub(r"^(?i:an?|one|another) ", "", analysis.page.text[found.start(key) : found.end(key)])
        named = _holder(rules, analysis, role.lower(), found.start()) if office else ""
        name = named or (role if organisation == "UNNAMED" else f"{organisation} {role}")
        kind: HopKind = "person" if office else "anonymous"
        yield Cited(found.start(), found.end(), hop(analysis, name, kind, *found.span()))


def _joined(analysis: Analysis, sentence: Sentence, at: int) -> bool:
    """Tell whether a new clause opens at an offset: who speaks there speaks of what follows only."""
    return _JOINT.search(analysis.lower[max(sentence.start, at - 12) : at]) is not None


def _holder(rules: AttributionRules, analysis: Analysis, office: str, near: int) -> str:
    """The name of whoever holds an office, where it stands beside it not far away."""
    for found in rules.speakers.office_named.finditer(analysis.shadow, max(0, near - NEAR), near + NEAR):
        if office.endswith((found["office"] or found["held"]).lower()):
            return found["name"] or found["first"]
    return ""


@all_once
def _unnamed(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    among = _lower(rules, analysis).among(sentence.start, sentence.end)
    if among & UNNAMED:
        for found in rules.speakers.unnamed.finditer(analysis.lower, sentence.start, sentence.end):
            yield Cited(
                found.start(),
                found.end(),
                hop(analysis, rules.speakers.unnamed_name, "anonymous", *found.span()),
            )
    if among & KEPT:
        for found in rules.speakers.unnamed_kept.finditer(analysis.lower, sentence.start, sentence.end):
            name = found["who"] or found["whom"]
            yield Cited(found.start(), found.end(), hop(analysis, name, "anonymous", *found.span()))


def _organisations(analysis: Analysis, sentence: Sentence, organisation: str) -> Iterator[Cited]:
    """The organisation itself, where it says something or the sentence goes by its word."""
    for first, after in spans_of_organisation(analysis, sentence, organisation):
        said = _ORG_SAID.match(analysis.shadow, after, min(sentence.end, after + 110))
        word = _ON_ITS_WORD.search(analysis.lower, max(sentence.start, first - 60), first)
        if said or word:
            start, end = word.start() if word else first, said.end() if said else after
            yield Cited(start, end, hop(analysis, organisation, "organisation", start, end))


@all_once
def weak_in(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> Iterator[Cited]:
    """Words that lean on nobody in particular."""
    if not _lower(rules, analysis).among(sentence.start, sentence.end) & WEAK:
        return
    for found in rules.weak.finditer(analysis.lower, sentence.start, sentence.end):
        yield Cited(found.start(), found.end(), hop(analysis, found[0], "weak", *found.span()))
