"""Why: which reasons a page gives for a rule, whose they are, and what is none."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.page import Analysis, Mention, Page
from graph.extract.reasons import ReasonRules, categories_of, find_reasons
from graph.extract.segment import segment
from graph.lexicon import load_lexicon
from graph.model import Action, Reason

LEXICON = load_lexicon()
CATEGORIES = LEXICON.table("reasons")["category"]


@pytest.fixture(scope="module")
def rules() -> ReasonRules:
    return ReasonRules.load(LEXICON)


def analysed(text: str, *names: str, author: str = "") -> Analysis:
    analysis = segment(Page(text, author=author, outlet="The Harbour Sheet"))
    places = [(text.index(each), each) for each in names if each in text]
    mentions = [Mention(at, at + len(name), "organisation", name) for at, name in sorted(places)]
    return replace(analysis, mentions=tuple(mentions))


def reasons(
    rules: ReasonRules, text: str, *names: str, action: Action = "ban", at: int = 0
) -> tuple[Reason, ...]:
    analysis = analysed(text, *(names or ("Bank Ost",)))
    return find_reasons(rules, analysis, analysis.sentences[at], (names or ("Bank Ost",))[0], action)


@pytest.mark.parametrize(
    ("category", "words"),
    [(name, words) for name, entry in CATEGORIES.items() for words in entry["fires"]],
)
def test_a_category_fires_on_its_examples(rules: ReasonRules, category: str, words: str) -> None:
    assert category in categories_of(rules, words.lower())


@pytest.mark.parametrize(
    ("category", "words"),
    [(name, words) for name, entry in CATEGORIES.items() for words in entry["silent"]],
)
def test_a_category_stays_silent_on_its_counter_examples(
    rules: ReasonRules, category: str, words: str
) -> None:
    assert category not in categories_of(rules, words.lower())


def test_every_category_of_the_guidelines_is_there() -> None:
    assert len(CATEGORIES) == 24  # the twenty-fifth is `other`, which no words name


LINKS = [
    "because of",
    "over",
    "citing",
    "due to",
    "amid",
    "out of concern about",
    "fearing",
    "in response to",
]
WORRIES = {
    "leaks of customer data": "data_leak",
    "hallucinated citations": "accuracy",
    "runaway costs": "cost",
    "espionage by a foreign power": "national_security",
    "copyright disputes": "copyright",
    "plagiarism": "academic_integrity",
}


@pytest.mark.parametrize(("link", "worry"), list(product(LINKS, WORRIES)))
def test_a_connective_leads_to_a_reason(rules: ReasonRules, link: str, worry: str) -> None:
    found = reasons(rules, f"Bank Ost has banned ChatGPT for all staff {link} {worry}.")
    assert WORRIES[worry] in {each.category for each in found}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Bank Ost banned ChatGPT to protect client data.", "data_leak"),
        ("Bank Ost banned ChatGPT so that trade secrets stay in the house.", "ip_protection"),
        ("Bank Ost banned ChatGPT on security grounds.", "security"),
        ("Bank Ost banned ChatGPT for privacy reasons.", "privacy_regulation"),
        ("Bank Ost banned ChatGPT. The bank fears that source code could leak.", "data_leak"),
        ("Bank Ost banned ChatGPT. The reason given is the risk of lawsuits.", "legal_compliance"),
        ("Bank Ost banned ChatGPT. Behind the step stands a worry about wrong answers.", "accuracy"),
        ("Bank Ost banned ChatGPT. Why? Because its answers are too often wrong.", "accuracy"),
        ("Bank Ost banned ChatGPT. The ban is meant to keep spending down and costs in check.", "cost"),
        ("Bank Ost banned ChatGPT after source code leaked.", "data_leak"),
        ("Bank Ost banned ChatGPT. Malware was cited as the reason.", "security"),
        (
            "Bank Ost banned ChatGPT until it has been vetted, so nobody knows why it did so.",
            "conditions_met",
        ),
    ],
)
def test_a_reason_is_found_in_the_sentence_or_beside_it(rules: ReasonRules, text: str, category: str) -> None:
    assert category in {each.category for each in reasons(rules, text)}


def test_a_reason_quotes_the_page_exactly(rules: ReasonRules) -> None:
    text = "Bank Ost banned ChatGPT over “leaks” of client data."
    for each in reasons(rules, text):
        assert each.quote is not None
        assert text[each.quote.start : each.quote.end] == each.quote.exact == each.text


def test_a_reason_without_a_known_category_is_other(rules: ReasonRules) -> None:
    found = reasons(rules, "Bank Ost banned ChatGPT because the chairman dislikes it.")
    assert [each.category for each in found] == ["other"]


def test_no_reason_is_given_where_the_page_gives_none(rules: ReasonRules) -> None:
    assert reasons(rules, "Bank Ost banned ChatGPT on Monday. Its shares rose.") == ()


def test_criticism_is_no_reason(rules: ReasonRules) -> None:
    text = "Bank Ost banned ChatGPT. The union complained that the ban puts data security at risk."
    assert reasons(rules, text) == ()


def test_another_organisations_reason_stays_with_it(rules: ReasonRules) -> None:
    text = "Bank Ost banned ChatGPT. Sparkasse West fears leaks of client data."
    assert reasons(rules, text, "Bank Ost", "Sparkasse West") == ()


def test_the_writers_own_explanation_is_an_alternative(rules: ReasonRules) -> None:
    text = "Bank Ost banned Claude. To my mind it is shutting out a rival because its own tool is weak."
    analysis = analysed(text, "Bank Ost", author="Ada Quill")
    found = find_reasons(rules, analysis, analysis.sentences[0], "Bank Ost", "ban")
    assert {(each.category, each.stance, each.stated_by) for each in found} == {
        ("competition", "alternative", "Ada Quill")
    }


def test_a_reason_that_is_refuted_is_marked_as_denied(rules: ReasonRules) -> None:
    found = reasons(rules, "Bank Ost banned ChatGPT. The decision had nothing to do with costs.")
    assert {(each.category, each.stance) for each in found} == {("cost", "denied")}


def test_a_named_speaker_is_kept(rules: ReasonRules) -> None:
    found = reasons(
        rules, "Bank Ost banned ChatGPT. Greta Holm, its risk chief, said the worry was leaks of client data."
    )
    assert {each.speaker for each in found} == {"Greta Holm"}


def test_a_permission_does_not_inherit_the_fear_of_a_ban(rules: ReasonRules) -> None:
    text = "Bank Ost allows Copilot. The bank fears that ChatGPT leaks client data."
    assert reasons(rules, text, action="allow") == ()


def test_one_reason_is_kept_for_each_category_and_speaker(rules: ReasonRules) -> None:
    found = reasons(
        rules, "Bank Ost banned ChatGPT over leaks of client data. The bank fears that client data leaks."
    )
    assert [each.category for each in found] == ["data_leak"]


@given(text=st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_the_search(rules: ReasonRules, text: str) -> None:
    analysis = segment(Page(text))
    for sentence in analysis.sentences:
        for each in find_reasons(rules, analysis, sentence, "Bank Ost"):
            assert each.quote is not None
            assert text[each.quote.start : each.quote.end] == each.quote.exact


def test_time_does_not_explode_in_one_long_sentence(
    rules: ReasonRules, seconds: Callable[..., float]
) -> None:
    text = (
        "Bank Ost banned it because of the risk that data "
        + "or the code of the client or the fear of it " * 200
    )

    def reasons(analysis: Analysis) -> object:
        return find_reasons(rules, analysis, analysis.sentences[0], "Bank Ost")

    assert seconds(reasons, lambda: segment(Page(text))) < 1.0
