import importlib.util
from pathlib import Path

from graph.extract.attribution import AttributionRules
from graph.extract.page import Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon

HERE = Path(__file__).resolve().parent


def _load(name):
    spec = importlib.util.spec_from_file_location(f"eval_{name}_for_origins", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


train_origins = _load("train_origins")
SCORE = _load("run").scorer()
RULES = AttributionRules.load(load_lexicon())


def told(text, gold):
    analysis = segment(Page(text))
    return train_origins.asked_of(SCORE, RULES, analysis, (analysis.sentences[0], "Bank Ost"), gold)


def test_gold_is_found_among_the_sources_in_the_scorers_spelling():
    found = told("Bank Ost banned ChatGPT, the WSJ reported.", ["Wall Street Journal", "Bank Ost memo"])
    assert [each.chain[0].name for each in found.claim.origins] == ["The Wall Street Journal", "Bank Ost"]
    assert found.right == [True, False]
    assert found.ruled
    assert not found.nobody


def test_a_claim_without_a_source_has_no_right_one():
    found = told("Bank Ost banned ChatGPT, Reuters reported.", "self")
    assert found.right == [False, False]
    assert found.nobody
    assert not found.ruled


def test_the_shares_are_told_by_kind_and_in_all():
    text = "Bank Ost banned ChatGPT, Reuters reported."
    claims = [(told(text, ["Reuters"]), 0), (told(text, "self"), 1)]
    assert train_origins.share_right(claims, [0.9, 0.8], ["a", "b"]) == (
        "a 1.000 of 1, rules 1.000, in reach 1.000; all 0.500 of 2, rules 0.500, in reach 1.000; "
        "b 0.000 of 1, rules 0.000, in reach 1.000"
    )
