import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.extractor import load_extractor
from graph.extract.name_spans import NameWords, spans_of
from graph.extract.names import chosen
from graph.extract.page import NameSpan, Page
from graph.extract.tokens import tokens_of

EXTRACTOR = load_extractor()
WORDS = NameWords.of(EXTRACTOR.gazetteer, EXTRACTOR.learned.known)


def spans(text):
    line = tokens_of(text, 0, len(text))
    return {line.text(first, after) for first, after in spans_of(WORDS, line)}


def names(text):
    return {each.text: each.score for each in EXTRACTOR.analyse(Page(text)).names}


def tools(text):
    return {each.name for each in EXTRACTOR.analyse(Page(text)).mentions if each.kind == "tool"}


def test_capitals_with_what_joins_them_may_be_a_name():
    assert {"Harlow", "Finch", "Harlow & Finch"} <= spans("the firm Harlow & Finch said")
    assert "Ministry of Ports" in spans("the Ministry of Ports said")


def test_a_head_noun_in_lower_case_may_belong_to_a_name():
    assert "Northgate school district" in spans("in Northgate school district, pupils")


def test_a_word_that_opens_a_sentence_and_nothing_else_is_no_name_before_another():
    assert "When Tessera" not in spans("When Tessera banned it")


def test_numbers_plural_possessives_and_odd_words_may_stand_in_a_name():
    assert "LangConf 2027" in spans("authors at LangConf 2027 may")
    assert "Millers' Union" in spans("the Millers' Union said")
    assert "gnat-forge" in spans("patches to gnat-forge are")
    assert "Third District Court" in spans("the Third District Court expects")


def test_words_of_every_day_are_no_names():
    assert spans("its staff may not use the chatbot at work") == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brackwater Mutual has told its staff to stop using ChatGPT.", "Brackwater Mutual"),
        ("At Ferring & Toombs, lawyers may no longer use ChatGPT.", "Ferring & Toombs"),
        ("The Ministry of Inland Fisheries banned ChatGPT on Monday.", "Ministry of Inland Fisheries"),
        ("Teachers at Aldhelm College forbid ChatGPT in exams.", "Aldhelm College"),
    ],
)
def test_names_that_no_list_has_are_found(text, name):
    assert names(text).get(name, 0) > 0.5


def test_a_listed_name_that_acts_is_as_sure_as_any_other():
    one, other = (names(f"{name} has banned ChatGPT.")[name] for name in ("Siemens", "Nokia"))
    assert one == other


def test_a_longer_name_is_not_cut_down_to_the_listed_one_inside_it():
    found = names("Siemens Brightwater Clinic has banned ChatGPT, and Siemens has not.")
    assert "Siemens" in found
    assert not any(each.startswith("Siemens Br") and len(each.split()) < 3 for each in found)


def test_a_product_that_nothing_introduces_is_found_by_how_it_is_spoken_of():
    assert "Plai" in tools(
        "Sanofi has an app, Plai, through which ten thousand decision makers ask their questions."
    )


def test_a_listed_name_that_is_also_a_word_is_a_tool_where_people_use_it():
    assert "Gemini" in tools(
        "The council has blocked access to Gemini on its laptops, and staff must not use Gemini."
    )
    assert "Gemini" not in tools("Astronomers saw a comet in Gemini on Monday night.")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9), st.floats(0, 1)), max_size=20))
@settings(deadline=None)
def test_chosen_spans_never_overlap(raw):
    found = chosen([NameSpan(start, start + size, "x", score) for start, size, score in raw])
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
