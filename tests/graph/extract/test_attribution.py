"""On whose word: the chain of sources a page cites, from the outermost inward."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.attribution import AttributionRules, find_chain
from graph.extract.page import Analysis, Mention, Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon
from graph.model import Hop


@pytest.fixture(scope="module")
def rules() -> AttributionRules:
    return AttributionRules.load(load_lexicon())


def analysed(text: str, *names: str, outlet: str = "") -> Analysis:
    analysis = segment(Page(text, outlet=outlet))
    mentions = []
    for name in names or ("Bank Ost",):
        start = text.find(name)
        while start >= 0:
            mentions.append(Mention(start, start + len(name), "organisation", name))
            start = text.find(name, start + 1)
    return replace(analysis, mentions=tuple(sorted(mentions, key=lambda each: each.start)))


def chain(
    rules: AttributionRules, text: str, at: int = 0, outlet: str = "", org: str = "Bank Ost"
) -> tuple[Hop, ...]:
    analysis = analysed(text, org, outlet=outlet)
    return find_chain(rules, analysis, analysis.sentences[at], org)


def names(hops: tuple[Hop, ...]) -> list[str]:
    return [each.name for each in hops]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bank Ost has banned ChatGPT.", []),
        ("Bank Ost banned ChatGPT, Reuters reported.", ["Reuters"]),
        ("Reuters reports that Bank Ost banned ChatGPT.", ["Reuters"]),
        ("According to the Financial Times, Bank Ost banned ChatGPT.", ["Financial Times"]),
        ("Bank Ost banned ChatGPT, according to the FT.", ["Financial Times"]),
        ("Bank Ost banned ChatGPT, per a report in The Verge.", ["The Verge"]),
        ("Bank Ost banned ChatGPT (Bloomberg).", ["Bloomberg"]),
        ("Bank Ost banned ChatGPT, the Halifax Courier has learned.", ["the Halifax Courier"]),
        ("Bank Ost banned ChatGPT, Tidewater Weekly reported.", ["Tidewater Weekly"]),
        (
            "Bank Ost banned ChatGPT, according to a memo seen by Bloomberg.",
            ["Bloomberg", "Bank Ost memo"],
        ),
        (
            "Bank Ost banned ChatGPT, an internal document reviewed by Reuters shows.",
            ["Reuters", "Bank Ost document"],
        ),
        ("Bank Ost banned ChatGPT, Greta Holm told the Telegraph.", ["The Telegraph", "Greta Holm"]),
        ("Bank Ost banned ChatGPT, Greta Holm told a committee.", ["Greta Holm"]),
        ("Bank Ost banned ChatGPT, said Greta Holm, who runs its risk desk.", ["Greta Holm"]),
        ("Bank Ost banned ChatGPT, a spokesperson said.", ["Bank Ost spokesperson"]),
        ("A spokeswoman for Bank Ost told CNBC that ChatGPT is banned.", ["CNBC", "Bank Ost spokeswoman"]),
        ("Bank Ost says it has banned ChatGPT.", ["Bank Ost"]),
        ("In an email to staff, the chief executive wrote that Bank Ost bans ChatGPT.", ["Bank Ost email"]),
        ("A memo to staff at Bank Ost says that ChatGPT is banned.", ["Bank Ost memo"]),
        (
            "Bank Ost banned ChatGPT, a person familiar with the matter said.",
            ["person familiar with the matter"],
        ),
        ("Bank Ost banned ChatGPT, industry sources said.", ["industry sources"]),
        (
            "Bank Ost banned ChatGPT, an executive at a large supplier told Kyodo.",
            ["Kyodo News", "executive at a large supplier"],
        ),
        ("Bank Ost has until further notice blocked ChatGPT.", []),
        ("The policy of Bank Ost forbids ChatGPT.", []),
        ("The staff of Bank Ost write no memo with ChatGPT.", []),
    ],
)  # fmt: skip
def test_a_chain_runs_from_the_outlet_to_the_document_or_person(
    rules: AttributionRules, text: str, expected: list[str]
) -> None:
    assert names(chain(rules, text)) == expected


def test_the_pages_own_outlet_is_no_source(rules: AttributionRules) -> None:
    text = "Bank Ost banned ChatGPT, a spokesperson told The Telegraph."
    assert names(chain(rules, text, outlet="The Telegraph")) == ["Bank Ost spokesperson"]


def test_a_surname_finds_its_full_name(rules: AttributionRules) -> None:
    text = "Greta Holm runs the risk desk of Bank Ost. ChatGPT is banned there, Holm said."
    assert names(chain(rules, text, at=1)) == ["Greta Holm"]


def test_whoever_reported_first_covers_the_sentence_before(rules: AttributionRules) -> None:
    text = "Bank Ost banned ChatGPT for its traders. Reuters was first to report the step."
    assert names(chain(rules, text)) == ["Reuters"]


def test_the_report_adds_goes_back_to_its_outlet(rules: AttributionRules) -> None:
    text = (
        "Reuters reported the list on Monday. Nothing else was said. Bank Ost bans ChatGPT, the report adds."
    )
    assert names(chain(rules, text, at=2)) == ["Reuters"]


def test_a_round_up_lends_its_outlet_to_its_entries(rules: AttributionRules) -> None:
    text = "Banks are closing their doors to chatbots, Reuters reports.\n\nBank Ost bans ChatGPT outright."
    assert names(chain(rules, text, at=1)) == ["Reuters"]


def test_background_does_not_inherit_the_outlet(rules: AttributionRules) -> None:
    text = "Banks close their doors to chatbots, Reuters reports.\n\nBank Ost had already banned ChatGPT in 2023."
    assert names(chain(rules, text, at=1)) == []


def test_a_source_of_another_organisation_is_not_carried_over(rules: AttributionRules) -> None:
    text = "Bank Ost bans ChatGPT. Sparkasse West bans it too, Reuters reported."
    analysis = analysed(text, "Bank Ost", "Sparkasse West")
    assert names(find_chain(rules, analysis, analysis.sentences[0], "Bank Ost")) == []


def test_words_that_lean_on_nobody_are_weak(rules: AttributionRules) -> None:
    hops = chain(rules, "Bank Ost is widely reported to have banned ChatGPT.")
    assert [each.kind for each in hops] == ["weak"]


def test_each_hop_shows_the_words_that_cite_it(rules: AttributionRules) -> None:
    text = "Bank Ost banned ChatGPT, according to a “memo” seen by Bloomberg."
    hops = chain(rules, text)
    assert hops
    for each in hops:
        assert each.cue is not None
        assert text[each.cue.start : each.cue.end] == each.cue.exact
    assert "seen by Bloomberg" in (hops[0].cue.exact if hops[0].cue else "")


def test_brands_of_one_owner_are_one_family(rules: AttributionRules) -> None:
    families = rules.outlets.families
    assert families["Bloomberg"] == families["Bloomberg Law"]
    assert families["Reuters"] != families["Bloomberg"]


def test_no_alias_belongs_to_two_outlets() -> None:
    aliases = [
        alias
        for each in load_lexicon().table("sources")["outlet"]
        for alias in {each["name"], *each.get("aliases", ())}
    ]
    assert len(aliases) == len(set(aliases))


@given(text=st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_the_search(rules: AttributionRules, text: str) -> None:
    analysis = segment(Page(text))
    for sentence in analysis.sentences:
        for each in find_chain(rules, analysis, sentence, "Bank Ost"):
            assert each.cue is not None
            assert text[each.cue.start : each.cue.end] == each.cue.exact


def test_time_does_not_explode_in_capitals(rules: AttributionRules, seconds: Callable[..., float]) -> None:
    text = "The Bank Of The Great North And West Said The Memo " * 24

    def chains(analysis: Analysis) -> list[object]:
        return [find_chain(rules, analysis, each, "Bank Ost") for each in analysis.sentences]

    assert seconds(chains, lambda: segment(Page(text))) < 1.0
