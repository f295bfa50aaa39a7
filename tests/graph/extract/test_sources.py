"""Who speaks for an organisation: spokespeople, holders of an office, and those the next sentence names."""

from dataclasses import replace

import pytest

from graph.extract.attribution import AttributionRules, find_chain
from graph.extract.page import Mention, Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def rules() -> AttributionRules:
    return AttributionRules.load(load_lexicon())


def sources(rules: AttributionRules, text: str, at: int = 0, org: str = "Bank Ost") -> list[str]:
    analysis = segment(Page(text))
    places = [start for start in range(len(text)) if text.startswith("Bank Ost", start)]
    mentions = tuple(Mention(start, start + 8, "organisation", "Bank Ost") for start in places)
    analysis = replace(analysis, mentions=mentions)
    return [each.name for each in find_chain(rules, analysis, analysis.sentences[at], org)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bank Ost banned ChatGPT, a spokesman said.", ["Bank Ost spokesman"]),
        ("Bank Ost banned ChatGPT, its press office said.", ["Bank Ost spokesperson"]),
        ("Bank Ost banned ChatGPT, its deputy chief said.", ["Bank Ost deputy chief"]),
        ("Bank Ost banned ChatGPT, says the head of IT.", ["Bank Ost head of IT"]),
        ("Bank Ost banned ChatGPT, a core developer stressed.", ["Bank Ost core developer"]),
        ("A corporate lawyer answered that Bank Ost staff may not chat.", ["Bank Ost corporate lawyer"]),
        ("Bank Ost banned ChatGPT, it said in a statement.", ["Bank Ost statement"]),
        ("Bank Ost banned ChatGPT in an email that CNBC got to see.", ["CNBC", "Bank Ost email"]),
        ("Last Friday Maura Healey said that Bank Ost banned ChatGPT.", ["Maura Healey"]),
        ("Bank Ost banned ChatGPT, Nikkei reported.", ["Nikkei"]),
        ("Bank Ost did not ban it, said the spokesman, Lieutenant Idris Falk.", ["Idris Falk"]),
        ("The director of Bank Ost banned ChatGPT.", []),
    ],
)
def test_an_office_speaks_under_the_name_of_its_organisation(rules, text, expected):
    assert sources(rules, text) == expected


def test_an_office_whose_holder_the_page_names_speaks_under_that_name(rules):
    text = "Bank Ost will not forbid Claude, its director said. The director, Dr. Zsófia Kelemen, is calm."
    assert sources(rules, text) == ["Zsófia Kelemen"]


def test_who_speaks_in_a_clause_of_their_own_speaks_of_that_clause_only(rules):
    assert sources(rules, "Bank Ost banned ChatGPT, and its director says that Claude is slow.") == []


def test_an_employer_without_a_name_lends_none_to_an_office(rules):
    assert sources(rules, "We may not use ChatGPT, the head of IT said.", org="UNNAMED") == ["head of IT"]


def test_who_announced_a_rule_may_stand_in_the_next_sentence(rules):
    text = "Bank Ost staff have until May to delete DeepSeek. Gov. Maureen Tidwell announced the prohibition."
    assert sources(rules, text) == ["Maureen Tidwell"]
    assert sources(rules, "Bank Ost banned ChatGPT. Maureen Tidwell said the food was good.") == []


def test_a_rule_goes_on_with_who_has_just_spoken_in_the_paragraph(rules):
    text = "Maureen Tidwell said the tool helps Bank Ost. Staff must not type names into it."
    assert sources(rules, text, 1) == ["Maureen Tidwell"]
    assert sources(rules, text.replace(". ", ".\n"), 1) == []
