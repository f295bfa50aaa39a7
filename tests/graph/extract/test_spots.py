"""Words found in one pass, and findings kept on their page."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.memo import all_once, once
from graph.extract.page import Analysis, Mention, Page
from graph.extract.phrases import needs, phrases
from graph.extract.segment import segment
from graph.extract.spots import Needs

LINES = ["because of", "fear* that", "leak|leaks of", "citing .. grounds", "on|over security", "*proof"]
BITS = Needs.of([needs([each]) for each in LINES])
WORDS = st.sampled_from(
    ["because", "of", "fears", "fear", "that", "leak", "leaks", "citing", "grounds", "on", "over", "security",
     "data", "bulletproof", "the", "bank", "said,", "–", "É"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=14), st.integers(0, 6), st.integers(0, 80))
def test_no_phrase_matches_where_its_words_are_missing(words, start, end):
    text = " ".join(words)
    allowed = BITS.spots(text).among(start, end)
    for number, line in enumerate(LINES):
        if phrases([line]).search(text[start:end]):
            assert allowed >> number & 1


def test_a_place_allows_nothing_whose_words_stand_elsewhere():
    spots = BITS.spots("the bank said because of leaks of data")
    assert spots.among(0, 8) == 0
    assert spots.among(9, 40) == 0b101


def test_an_expression_without_words_may_match_anywhere():
    assert Needs.of([["ban"], [], ["leak", ""]]).spots("nothing of the kind").among(0, 5) == 0b110


def test_letters_beyond_ascii_do_not_shift_the_places():
    text = "Économie – “cité” because of it"
    assert BITS.spots(text).among(text.index("because"), len(text)) == 1
    assert BITS.spots(text).among(0, text.index("because")) == 0


def counting():
    asked: list[tuple[int, int]] = []

    @all_once
    def read(rules: re.Pattern[str], analysis: Analysis, start: int, end: int):
        asked.append((start, end))
        yield from rules.findall(analysis.lower, start, end)

    return read, asked


def test_a_question_is_answered_once_for_each_page_and_each_set_of_rules():
    read, asked = counting()
    page, vowels, letters = (
        segment(Page("Nokia has banned ChatGPT.")),
        re.compile("[aeiou]"),
        re.compile("[a-z]"),
    )
    assert read(vowels, page, 0, 5) == read(vowels, page, 0, 5) == ("o", "i", "a")
    assert read(letters, page, 0, 5) == ("n", "o", "k", "i", "a")
    assert read(vowels, page, 6, 9) == ("a",)
    assert len(asked) == 3


def test_a_page_with_other_mentions_is_read_anew():
    read = once(lambda _rules, analysis: len(analysis.mentions))
    page = segment(Page("Nokia has banned ChatGPT."))
    named = replace(page, mentions=(Mention(0, 5, "organisation", "Nokia"),))
    assert (read("", page), read("", named)) == (0, 1)
    assert [each.name for each in named.within(0, 25)] == ["Nokia"]
