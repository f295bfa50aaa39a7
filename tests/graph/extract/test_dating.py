"""The learned choice among the dates of a page: what it sees, and what the packaged models make of it."""

from datetime import date

import pytest

from graph.extract.date_evidence import Asked
from graph.extract.dating import added, cast_round, dates_seen, learned_date, when_numbers
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Analysis, Page
from graph.model import Action, VersionId

TODAY = date(2026, 7, 1)  # a Wednesday


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load_extractor()


def asked_of(analysis: Analysis, words: str, organisation: str, action: Action) -> Asked:
    at = analysis.page.text.index(words)
    sentence = next(each for each in analysis.sentences if each.start <= at < each.end)
    return Asked(sentence, at, organisation, action)


def dated(extractor: Extractor, text: str, words: str, organisation: str, action: Action) -> str:
    analysis = extractor.analyse(Page(text, published=TODAY))
    assert extractor.dating is not None
    found = learned_date(extractor.dating, analysis, asked_of(analysis, words, organisation, action))
    return text[found.start : found.end] if found else ""


@pytest.mark.parametrize(
    ("text", "words", "organisation", "expected"),
    [
        ("On Monday Samsung banned ChatGPT.", "banned", "Samsung", "Monday"),
        ("Samsung banned ChatGPT on 3 June, after a leak in April.", "banned", "Samsung", "3 June"),
        (
            "Samsung banned ChatGPT on 3 June. Apple banned it on 10 June.",
            "banned it",
            "Apple",
            "10 June.",
        ),
        (
            "Samsung has banned ChatGPT. The ban was announced to staff in a memo on Monday.",
            "banned",
            "Samsung",
            "Monday.",
        ),
        ("Samsung banned ChatGPT. Samsung was founded in 1938.", "banned", "Samsung", ""),
        ("Samsung bans ChatGPT.", "bans", "Samsung", ""),
    ],
)
def test_a_rule_gets_its_date_or_none(
    extractor: Extractor, text: str, words: str, organisation: str, expected: str
) -> None:
    assert dated(extractor, text, words, organisation, "ban") == expected


def test_a_claim_has_the_date_that_the_models_choose(extractor: Extractor) -> None:
    page = Page("On 3 June 2026 Samsung banned ChatGPT on all company devices.", published=TODAY)
    (claim,) = extractor.extract(page, VersionId("v"))
    assert claim.effective is not None
    assert claim.effective.iso == "2026-06-03"


def test_the_choice_sees_who_is_named_round_a_date(extractor: Extractor) -> None:
    text = "On 3 June Samsung banned ChatGPT. On 10 June Apple did. It has blocked it since."
    analysis = extractor.analyse(Page(text, published=TODAY))
    ours = cast_round(None, analysis, "Apple")
    assert 1 in ours.mine
    assert ours.others[0] == {"Samsung"}
    assert [ours.owner(at) for at in (0, 1)] == ["other", "mine"]
    assert (ours.between(0, 1), cast_round(None, analysis, "Samsung").between(0, 1)) == (0, 1)


def test_every_date_is_seen_by_as_many_numbers_as_the_model_weighs(extractor: Extractor) -> None:
    text = "On 3 June Samsung banned ChatGPT. On 10 June Apple did. A survey came out in May."
    analysis = extractor.analyse(Page(text, published=TODAY))
    assert extractor.dating is not None
    seen = dates_seen(extractor.dating, analysis)
    numbers = when_numbers(
        extractor.dates, analysis, asked_of(analysis, "banned", "Samsung", "ban"), seen, 0.5
    )
    assert [each.day for each in seen] == ["2026-06-03", "2026-06-10", "2026-05"]
    assert {len(each) for each in numbers} == {len(extractor.dating.when.weights)}


def test_shares_add_up_as_logarithms() -> None:
    assert added(0.0, 0.0) == pytest.approx(0.6931, abs=1e-4)
    assert added(50.0, -800.0) == pytest.approx(50.0)
