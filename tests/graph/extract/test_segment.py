from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.page import Page
from graph.extract.segment import LONGEST, blocks_of, headline_end, segment, shadow_of


@pytest.fixture
def sentences():
    def split(text):
        analysis = segment(Page(text))
        return [text[each.start : each.end] for each in analysis.sentences]

    return split


def test_a_heading_is_not_glued_to_the_next_paragraph(sentences):
    assert sentences("What the rule says\nNobody may use ChatGPT.") == [
        "What the rule says",
        "Nobody may use ChatGPT.",
    ]


def test_an_abbreviation_ends_no_sentence(sentences):
    assert sentences("Acme Inc. of Ohio and the U.S. Army ban it, e.g. on phones.") == [
        "Acme Inc. of Ohio and the U.S. Army ban it, e.g. on phones."
    ]


def test_a_company_name_with_a_dot_can_end_a_sentence(sentences):
    assert sentences("She works for Acme Corp. The bank bans it.") == [
        "She works for Acme Corp.",
        "The bank bans it.",
    ]


def test_a_dot_inside_a_product_name_ends_nothing(sentences):
    assert sentences("The ASP.NET team left. It was late.") == ["The ASP.NET team left.", "It was late."]


def test_quoted_lines_are_somebody_elses_words():
    assert [each.kind for each in blocks_of("> we ban it\nAgreed, and soon.\n- item one")] == [
        "quoted",
        "paragraph",
        "item",
    ]


def test_an_empty_quote_marker_is_no_block():
    assert list(blocks_of("> \n>\n\n   ")) == []


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud800 alone", "İİİ", "x" * 200_000, "a b " * 60_000, "\u202eright to left", "“„»’" * 99],
)
def test_odd_text_is_segmented_without_a_gap_in_offsets(text):
    analysis = segment(Page(text))
    assert len(analysis.shadow) == len(analysis.lower) == len(text)
    assert all(0 <= each.start < each.end <= len(text) for each in analysis.sentences)
    assert all(each.end - each.start <= LONGEST for each in analysis.sentences)


def test_curly_and_straight_quotes_cast_the_same_shadow():
    assert shadow_of("“It’s – so”") == shadow_of('"It\'s - so"')


@given(st.text(alphabet=st.characters(), max_size=400))
@settings(max_examples=80, deadline=None)
def test_sentences_cover_every_letter_once_and_in_order(text):
    analysis = segment(Page(text))
    assert len(analysis.shadow) == len(analysis.lower) == len(text)
    spans = [(each.start, each.end) for each in analysis.sentences]
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    inside = {at for a, b in spans for at in range(a, b)}
    assert all(at in inside for at, letter in enumerate(analysis.shadow) if letter.isalpha())


HEADLINE = "Siemens Locked Its Engineers Out of ChatGPT. That Is Not About Leaks."


@pytest.mark.parametrize(
    ("title", "first"),
    [("", HEADLINE), (HEADLINE, HEADLINE), ("Siemens bans it", "Siemens bans it")],
)
def test_a_headline_in_the_text_ends_where_the_story_begins(title, first):
    analysis = segment(Page(f"{first}\n\nThe company told nobody.", title))
    assert headline_end(analysis) == len(first)


@pytest.mark.parametrize(
    "first",
    ["Siemens has banned ChatGPT for all of its staff.", "IBM AI", "Siemens and Nokia told staff to stop."],
)
def test_a_first_paragraph_is_no_headline(first):
    assert headline_end(segment(Page(f"{first}\n\nThe company told nobody."))) == 0
