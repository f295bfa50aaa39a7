"""Quotations: how marks are paired and whether anybody said the words."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.page import Analysis, Mention, Page
from graph.extract.quotations import QuotationRules, find_quotations, pairs
from graph.extract.segment import segment
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def rules() -> QuotationRules:
    return QuotationRules.load(load_lexicon())


def analysed(text: str) -> Analysis:
    at = text.find("Bank Ost")
    mentions = (Mention(at, at + 8, "organisation", "Bank Ost"),) if at >= 0 else ()
    return replace(segment(Page(text)), mentions=mentions)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "no" and "never".', ["no", "never"]),
        ("He said “no” and «never».", ["no", "never"]),
        ("He said “she wrote ‘no’ there” twice.", ["she wrote ‘no’ there"]),
        ("The bank's rule isn't the students' fault.", []),
        ("It was 'strictly prohibited' in the '70s.", ["strictly prohibited"]),
        ('A lost “mark and a "whole" one.', ["whole"]),
        ('An empty "" pair.', []),
    ],
)
def test_marks_are_paired_by_a_stack(text: str, inside: list[str]) -> None:
    assert [text[start:end] for start, end in pairs(text, 0, len(text))] == inside


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"We will not allow ChatGPT on any of our machines", said Greta Holm.', "UTTERANCE"),
        ('The memo of Bank Ost reads "no chatbot on any device of ours".', "DOCUMENT_WORDING"),
        ('They call this "safety" and move on.', "SCARE"),
        ('Bank Ost bans two tools, not "any external AI assistant".', "CONTRASTIVE"),
        ('The rule does not mean "an engineer sees a suggestion now and then".', "HYPOTHETICAL"),
    ],
)
def test_a_quotation_has_a_kind(rules: QuotationRules, text: str, kind: str) -> None:
    assert [each.kind for each in find_quotations(rules, analysed(text))] == [kind]


def test_a_speaker_stands_outside_the_marks(rules: QuotationRules) -> None:
    text = '"We will not allow ChatGPT on any of our machines", said Greta Holm.'
    assert [each.speaker for each in find_quotations(rules, analysed(text))] == ["Greta Holm"]


def test_the_words_of_a_document_belong_to_it(rules: QuotationRules) -> None:
    text = 'In a memo Bank Ost staff were told, and the memo says "no chatbot on any device of ours".'
    assert [each.speaker for each in find_quotations(rules, analysed(text))] == ["Bank Ost memo"]


def test_words_that_nobody_said_have_no_speaker(rules: QuotationRules) -> None:
    text = 'Greta Holm said the rule does not mean "an engineer sees a suggestion now and then".'
    assert [each.speaker for each in find_quotations(rules, analysed(text))] == [""]


@given(text=st.text(alphabet="ab '\"“”‘’«».,\n", max_size=200))
@settings(max_examples=100, deadline=None)
def test_pairs_never_overlap_whatever_the_marks(rules: QuotationRules, text: str) -> None:
    found = find_quotations(rules, analysed(text))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end < two.start for one, two in itertools.pairwise(found))
