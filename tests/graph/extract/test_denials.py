"""The reasons that a page says were none: "It was never about money.\""""

import pytest

from graph.extract import Page, load_extractor
from graph.extract.denials import DenialRules, denied_in
from graph.extract.reasons import ReasonRules
from graph.extract.segment import segment
from graph.lexicon import load_lexicon
from graph.model import VersionId

LEXICON = load_lexicon()


@pytest.fixture(scope="module")
def rules() -> DenialRules:
    return DenialRules.load(LEXICON, ReasonRules.load(LEXICON))


@pytest.mark.parametrize(
    ("sentence", "categories"),
    [
        ("It was never about money.", {"cost"}),
        ("Copyright had nothing to do with that decision.", {"copyright"}),
        ("Cost did not enter into it.", {"cost"}),
        ("It wasn't because of a leak.", {"data_leak"}),
        ("China never came into it.", {"national_security"}),
        ("Luncheon was never the matter.", {"other"}),
        ("It was about money.", set()),
        ("The reason is cost.", set()),
    ],
)
def test_a_denied_reason_is_named_by_its_category(rules, sentence: str, categories: set[str]) -> None:
    analysis = segment(Page(sentence))
    found = list(denied_in(rules, analysis, analysis.sentences[0]))
    assert {each.category for each in found} == categories
    assert all(each.stance == "denied" and each.quote.exact in sentence for each in found)


@pytest.mark.parametrize(
    ("category", "words"),
    [(name, words) for name, entry in LEXICON.table("reasons")["named"].items() for words in entry["fires"]],
)
def test_plain_words_name_a_reason_that_is_denied(rules, category: str, words: str) -> None:
    analysis = segment(Page(f"It was never about {words}."))
    assert category in {each.category for each in denied_in(rules, analysis, analysis.sentences[0])}


def test_a_denied_reason_belongs_to_the_claim_before_it() -> None:
    extractor = load_extractor(LEXICON, learned=False)
    [ban] = extractor.extract(Page("Samsung has banned ChatGPT. It was never about money."), VersionId("v-1"))
    assert [(each.category, each.stance) for each in ban.reasons] == [("cost", "denied")]


def test_what_is_denied_is_not_stated_as_well() -> None:
    extractor = load_extractor(LEXICON, learned=False)
    [ban] = extractor.extract(Page("Samsung has banned ChatGPT, but not because of cost."), VersionId("v-1"))
    assert not [each for each in ban.reasons if each.category == "cost" and each.stance == "stated"]
