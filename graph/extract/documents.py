"""Documents a page goes by: those a sentence cites, and those the page brought up and still speaks from.

A document is named by the organisation and a plain noun.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from graph.extract.memo import all_once, once
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.source_rules import AttributionRules
from graph.extract.sources import Cited, hop

THREAD: Final = 6  # sentences for which a page goes on with a document it has brought up
LATER: Final = 2  # sentences after a rule in which the page may name the document that holds it
# What a page tells of a document without a noun that the rules go by: "Acme announced", "on its website".
_OTHERWISE: Final = re.compile(
    r"(?<!\w)(?:(announced|announces)|(?:its|the|their|a|company|short) (?:[\w-]+ )?"
    r"(?:(website|site)|(blog)|(post)|(code)|(list)|(principles)))(?!\w)"
)
_CALLED: Final = ("announcement", "website", "blog", "post", "code", "list", "principles")
_SUBJECT: Final = re.compile(r"(?:the|that|this|an?)(?: [\w'-]+){0,2} ")


@all_once
def documents_in(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """The documents that a sentence goes by, named by the organisation and a plain noun."""
    lower = analysis.lower
    for found in rules.documents.pattern.finditer(lower, sentence.start, sentence.end):
        before = lower[max(sentence.start, found.start() - 60) : found.start()]
        after = lower[found.end() : min(sentence.end, found.end() + 120)]
        if not _is_cited(rules, found[0], before, after):
            continue
        yield _document(rules, analysis, sentence, organisation, found)


@all_once
def any_document(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """The documents that a sentence speaks of, cited or not."""
    for found in rules.documents.pattern.finditer(analysis.lower, sentence.start, sentence.end):
        yield _document(rules, analysis, sentence, organisation, found)
    for found in _OTHERWISE.finditer(analysis.lower, sentence.start, sentence.end):
        noun = next(noun for noun, way in zip(_CALLED, found.groups(), strict=True) if way)
        yield Cited(*found.span(), hop(analysis, f"{organisation} {noun}", "document", *found.span()))


def _is_cited(rules: AttributionRules, noun: str, before: str, after: str) -> bool:
    """Tell a document that a page goes by from one that is merely spoken of."""
    last = before.rstrip().rsplit(" ", 1)[-1]
    if last in rules.documents.not_after:
        return False
    if noun in rules.documents.weak:
        owned = noun != "report" or last in rules.documents.kept or last.endswith("general's")
        strict = rules.documents.strict.search(before) or rules.documents.speaks.match(after)
        return owned and strict is not None
    return bool(rules.documents.before.search(before) or rules.documents.after.match(after))


def _kept(rules: AttributionRules, before: str) -> str:
    word = before.rstrip().rsplit(" ", 1)[-1]
    return f"{word} " if word in rules.documents.kept else ""


def document_around(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Cited, Sentence] | None:
    """The document of an organisation that lays down what a sentence says, and the sentence that speaks of it.

    That is one the page brought up before and goes on with in a sentence that binds somebody, or one the page
    names right after: "The notice was issued on Friday".
    """
    if rules.documents.binding.search(analysis.lower, sentence.start, sentence.end):
        found = _before(rules, analysis, sentence, organisation)
        if found:
            return found
    return _after(rules, analysis, sentence, organisation)


def _before(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Cited, Sentence] | None:
    for index in range(sentence.index - 1, max(-1, sentence.index - THREAD - 1), -1):
        other = analysis.sentences[index]
        if not _same_thread(rules, analysis, sentence, other, organisation):
            return None
        found = brought_up(rules, analysis, other, organisation)
        if found:
            return (found[0], other) if _speaks_of(rules, analysis, other, organisation) else None
    return None


def _after(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> tuple[Cited, Sentence] | None:
    for other in analysis.sentences[sentence.index + 1 : sentence.index + 1 + LATER]:
        if not _same_thread(rules, analysis, sentence, other, organisation):
            return None
        for found in rules.documents.pattern.finditer(analysis.lower, other.start, other.end):
            if _is_told_of(rules, analysis, other, found.start(), found.end()):
                return _document(rules, analysis, other, organisation, found), other
    return None


def _same_thread(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, other: Sentence, organisation: str
) -> bool:
    """Tell whether a sentence nearby may be about the same organisation, in this paragraph or the next."""
    named = _named(rules, analysis, other)
    return (not named or organisation in named) and abs(sentence.block - other.block) <= 1


def _speaks_of(rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str) -> bool:
    """Tell whether an organisation is named in a sentence, or was the last to be named before its end."""
    if organisation in _named(rules, analysis, sentence):
        return True
    before = analysis.mentions[: bisect_left(analysis.starts, sentence.end)]
    last = next((each.name for each in reversed(before) if _is_story(rules, each)), "")
    return last == organisation


def _is_story(rules: AttributionRules, mention: Mention) -> bool:
    return mention.kind == "organisation" and mention.name not in rules.outlets.families


@once
def _named(rules: AttributionRules, analysis: Analysis, sentence: Sentence) -> frozenset[str]:
    named = {each.name for each in analysis.within(sentence.start, sentence.end, "organisation")}
    return frozenset(named - rules.outlets.families.keys())


@all_once
def brought_up(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Cited]:
    """The documents that a sentence cites, and those it says were put out."""
    lower = analysis.lower
    yield from documents_in(rules, analysis, sentence, organisation)
    for found in rules.documents.pattern.finditer(lower, sentence.start, sentence.end):
        before = lower[max(sentence.start, found.start() - 80) : found.start()]
        after = lower[found.end() : min(sentence.end, found.end() + 60)]
        if found[0] not in rules.documents.passing and (
            rules.documents.issued.search(before) or rules.documents.came.match(after)
        ):
            yield _document(rules, analysis, sentence, organisation, found)


def _is_told_of(
    rules: AttributionRules, analysis: Analysis, sentence: Sentence, start: int, end: int
) -> bool:
    """Tell whether a sentence tells what became of a document at [start, end), or what is laid down in it."""
    before = analysis.lower[sentence.start : start]
    after = analysis.lower[end : min(sentence.end, end + 80)]
    if _SUBJECT.fullmatch(before):
        return bool(rules.documents.came.match(after) or rules.documents.after.match(after))
    return rules.documents.told.search(before) is not None


def _document(
    rules: AttributionRules,
    analysis: Analysis,
    sentence: Sentence,
    organisation: str,
    found: re.Match[str],
) -> Cited:
    before = analysis.lower[max(sentence.start, found.start() - 60) : found.start()]
    name = f"{organisation} {_kept(rules, before)}{rules.documents.nouns[found[0]]}"
    start = max(sentence.start, found.start() - 30)
    return Cited(found.start(), found.end(), hop(analysis, name, "document", start, found.end()))
