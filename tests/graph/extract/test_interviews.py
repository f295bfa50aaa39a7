"""Interviews: the answers are those of the guest, the questions and everything above them are the page's."""

import pytest

from graph.extract.attribution import AttributionRules, find_chain
from graph.extract.page import Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon

INTRO = "Marit Hovland took over as chief of the Bank Ost fire service in October."
TALK = (
    "Which tools do your people use?",
    "Copilot, for letters. I allowed that in my second week.",
    "Why was it switched off?",
    "We were worried about alarm codes. They must not be entered.",
    "Does that cover volunteers?",
    "It does, and I told them so.",
)


@pytest.fixture(scope="module")
def rules() -> AttributionRules:
    return AttributionRules.load(load_lexicon())


def sources_of(rules: AttributionRules, paragraphs: tuple[str, ...], words: str) -> list[str]:
    text = "\n".join(paragraphs)
    analysis = segment(Page(text))
    sentence = next(each for each in analysis.sentences if words in text[each.start : each.end])
    return [each.name for each in find_chain(rules, analysis, sentence, "Bank Ost")]


def test_an_answer_is_given_by_the_guest(rules):
    assert sources_of(rules, (INTRO, *TALK), "must not be entered") == ["Marit Hovland"]


def test_bold_prompts_ask_as_well(rules):
    talk = tuple(f"**{each}**" if each.endswith("?") else each for each in TALK)
    assert sources_of(rules, (INTRO, *talk), "must not be entered") == ["Marit Hovland"]


def test_a_memo_that_the_guest_goes_by_stands_inside(rules):
    talk = (*TALK[:5], "I did. The memo of 6 November says that volunteers must not use it.")
    assert sources_of(rules, (INTRO, *talk), "memo") == ["Marit Hovland", "Bank Ost memo"]


def test_the_lines_above_the_first_question_and_the_questions_are_the_pages_own(rules):
    assert sources_of(rules, (INTRO, *TALK), "took over") == []
    assert sources_of(rules, (INTRO, *TALK), "switched off") == []


def test_a_list_of_questions_without_a_guest_is_no_interview(rules):
    assert sources_of(rules, ("Questions from readers.", *TALK), "must not be entered") == []


def test_two_questions_make_no_interview(rules):
    assert sources_of(rules, (INTRO, *TALK[:4]), "must not be entered") == []


def test_answers_that_nobody_speaks_in_the_first_person_make_no_interview(rules):
    talk = tuple(each if each.endswith("?") else "It is off. The block must not be lifted." for each in TALK)
    assert sources_of(rules, (INTRO, *talk), "must not be lifted") == []
