"""Documents a page goes by, in the sentence that cites them and in those around it."""

from dataclasses import replace

import pytest

from graph.extract.attribution import AttributionRules, find_chain
from graph.extract.page import Analysis, Mention, Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def rules() -> AttributionRules:
    return AttributionRules.load(load_lexicon())


def analysed(text: str, *names: str) -> Analysis:
    analysis = segment(Page(text))
    mentions = [
        Mention(at, at + len(name), "organisation", name)
        for name in names
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    return replace(analysis, mentions=tuple(sorted(mentions, key=lambda each: each.start)))


def sources(rules: AttributionRules, text: str, at: int, org: str = "Bank Ost") -> list[str]:
    analysis = analysed(text, "Bank Ost", "Bank West")
    return [each.name for each in find_chain(rules, analysis, analysis.sentences[at], org)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Under a policy adopted in April, Bank Ost staff may use ChatGPT.", ["Bank Ost policy"]),
        ("Bank Ost staff must not use ChatGPT, under a code of practice.", ["Bank Ost code of practice"]),
        ("Bank Ost's terms of service say that bots are not welcome.", ["Bank Ost terms of service"]),
        ("Bank Ost's rulebook now says that ChatGPT is out.", ["Bank Ost rules"]),
        ("The executive order at Bank Ost says no ChatGPT on any phone.", ["Bank Ost executive order"]),
        ("Bank Ost changed its policy and blocked ChatGPT.", []),
        ("Bank Ost ended its order for laptops and banned ChatGPT.", []),
    ],
)
def test_a_rule_is_a_source_only_where_the_sentence_goes_by_its_words(rules, text, expected):
    assert sources(rules, text, 0) == expected


def test_a_rule_goes_by_the_document_the_page_has_just_brought_up(rules):
    text = "Bank Ost has published guidelines. Staff must not type customer data into ChatGPT."
    assert sources(rules, text, 1) == ["Bank Ost guidelines"]


def test_the_outlet_that_saw_a_document_stands_outside_it(rules):
    text = "Bank Ost put it in a memo seen by Bloomberg. Staff must not type data into ChatGPT."
    assert sources(rules, text, 1) == ["Bloomberg", "Bank Ost memo"]


def test_a_sentence_that_binds_nobody_stands_on_its_own(rules):
    text = "Bank Ost has published guidelines. The bank dropped Claude in the spring."
    assert sources(rules, text, 1) == []


def test_a_document_of_another_organisation_is_no_source(rules):
    text = "Bank West has published guidelines. Bank Ost staff must not use ChatGPT."
    assert sources(rules, text, 1) == []
    assert sources(rules, "Bank Ost is curt. Bank West has published guidelines. You may not chat.", 2) == []


@pytest.mark.parametrize(
    "after",
    [
        "The notice was issued on Friday.",
        "The notice to crew says that phones stay in the lockers.",
        "The ban is contained in its notice to crew.",
    ],
)
def test_the_next_sentence_may_name_the_document_that_holds_the_rule(rules, after):
    assert sources(rules, f"Bank Ost has forbidden ChatGPT. {after}", 0) == ["Bank Ost notice"]


def test_a_document_told_of_long_after_is_not_that_of_the_rule(rules):
    text = "Bank Ost has forbidden ChatGPT. It is old. It is large. The notice was issued on Friday."
    assert sources(rules, text, 0) == []


def test_papers_that_pass_through_a_sentence_are_not_brought_up(rules):
    text = "Bank Ost has a contract with Mistral. Staff must not type data into ChatGPT."
    assert sources(rules, text, 1) == []
