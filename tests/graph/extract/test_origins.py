"""Which source a claim goes back to, of all that its page names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.citations import citations_in, key_of
from graph.extract.extractor import load_extractor
from graph.extract.naming import is_name_of, named_in
from graph.extract.origin_features import origin_features, origin_numbers
from graph.extract.origins import AROUND, MOST, asked, chosen, originated
from graph.extract.page import Page

EXTRACTOR = load_extractor()
RULES = EXTRACTOR.attribution


def read(text, outlet=""):
    return EXTRACTOR.analyse(Page(text, outlet=outlet))


def chain(text, at=0, org="Bank Ost", outlet=""):
    analysis = read(text, outlet)
    return originated(EXTRACTOR.learned, RULES, analysis, analysis.sentences[at], org)


def names(text, at=0, org="Bank Ost", outlet=""):
    return [each.name for each in chain(text, at, org, outlet)]


def sources(text, at=0, org="Bank Ost", outlet=""):
    analysis = read(text, outlet)
    return {each.key: each for each in asked(RULES, analysis, analysis.sentences[at], org).origins}


@pytest.mark.parametrize(
    ("likely", "expected"),
    [
        ([], None),
        ([0.2, 0.1], None),
        ([0.6, 0.1], 0),
        ([0.1, 0.5], 1),
        ([0.4, 0.3, 0.1], 0),
        ([0.5], None),
    ],
)
def test_a_source_must_be_likelier_than_nobody(likely, expected):
    assert chosen(likely) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bank Ost has banned ChatGPT.", []),
        ("Bank Ost banned ChatGPT, Reuters reported.", ["Reuters"]),
        (
            "Bank Ost has barred its staff from ChatGPT, according to a memo seen by Bloomberg.",
            ["Bloomberg", "Bank Ost memo"],
        ),
        (
            "Bank Ost has barred its staff from ChatGPT, a spokesperson said.",
            ["Bank Ost spokesperson"],
        ),
    ],
)
def test_what_is_plain_is_chosen_as_by_the_rules(text, expected):
    assert names(text) == expected


def test_an_outlet_is_a_candidate_wherever_the_page_names_it():
    text = "Bank Ost has blocked ChatGPT. An email that Reuters got hold of gives no reason."
    assert sources(text)["reuters"].chain[0].name == "Reuters"


def test_the_pages_own_outlet_is_no_candidate():
    text = "Bank Ost has blocked ChatGPT, a clerk told Reuters."
    assert "reuters" in sources(text)
    assert "reuters" not in sources(text, outlet="Reuters")


def test_a_source_is_one_however_often_the_page_names_it():
    text = "Reuters has a list. Bank Ost blocked ChatGPT. Reuters reported the step first."
    found = sources(text, at=1)["reuters"]
    assert [each.sentence for each in found.places] == [0, 2]
    assert [each.cited for each in found.places] == [False, True]


def test_an_organisation_that_no_list_knows_speaks_for_itself():
    text = "Brackwater Mutual says that it has banned ChatGPT for its adjusters."
    analysis = read(text)
    assert {name for *_, name in named_in(analysis, analysis.sentences[0])} == {"Brackwater Mutual"}
    found = citations_in(RULES, analysis, analysis.sentences[0], "Brackwater Mutual")
    assert [each.hop.name for each in found if each.cited] == ["Brackwater Mutual"]


@pytest.mark.parametrize(
    ("name", "organisation", "expected"),
    [
        ("Brackwater", "Brackwater Mutual", True),
        ("BM", "Brackwater Mutual", True),
        ("Brackwater Mutual", "Brackwater", False),
        ("Brack", "Brackwater Mutual", False),
        ("B", "Brackwater", False),
    ],
)
def test_a_short_name_stands_for_the_full_one(name, organisation, expected):
    assert is_name_of(name, organisation) is expected


def test_two_spellings_of_a_source_are_one():
    assert key_of("The Wall Street Journal") == key_of("Wall Street Journal")


def test_a_candidate_far_away_is_not_looked_at():
    filler = "Nothing happened here at all. " * (AROUND + 5)
    text = f"Bank Ost has blocked ChatGPT. {filler}Reuters came by for lunch."
    assert "reuters" not in sources(text)
    assert "reuters" in sources(text.replace(filler, ""))


def test_an_interview_is_left_to_the_rules():
    questions = "".join(
        f"**And what about point {number}?**\nWe banned ChatGPT for tellers in week {number}, and I stand by it.\n\n"
        for number in range(1, 5)
    )
    text = f"Greta Holm runs the risk desk of Bank Ost.\n\n{questions}"
    analysis = read(text)
    answer = next(each for each in analysis.sentences if "week 2" in analysis.words(each))
    found = originated(EXTRACTOR.learned, RULES, analysis, answer, "Bank Ost")
    assert [each.name for each in found] == ["Greta Holm"]


def test_every_source_has_as_many_numbers_as_the_model_reads():
    text = "Bank Ost has blocked ChatGPT, Greta Holm told Reuters. A memo and its chief said more."
    analysis = read(text)
    claim = asked(RULES, analysis, analysis.sentences[0], "Bank Ost")
    rows = origin_numbers(RULES, analysis, claim, [0.5] * len(claim.origins))
    assert len(claim.origins) > 2
    assert {len(each) for each in rows} == {len(EXTRACTOR.learned.origins.weights)}


def test_the_words_on_both_sides_are_seen():
    text = "Bank Ost has blocked ChatGPT, Greta Holm told Reuters on Monday."
    analysis = read(text)
    claim = asked(RULES, analysis, analysis.sentences[0], "Bank Ost")
    reuters = next(each for each in claim.origins if each.key == "reuters")
    found = origin_features(analysis, claim, reuters)
    assert {"outlet|b:NAME", "outlet|i:told", "outlet|f:on"} <= set(found)


@given(
    text=st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "Reuters ",
                "told ",
                "The Memo ",
                "a spokesman said. ",
                "Bank Ost ",
                "Ann Lee ",
                "\n",
                "\u201c",
                "its chief ",
            ]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=60, deadline=None)
def test_every_hop_keeps_the_words_that_cite_it(text):
    analysis = read(text)
    for sentence in analysis.sentences:
        claim = asked(RULES, analysis, sentence, "Bank Ost")
        assert len(claim.origins) <= MOST + 1
        for origin in claim.origins:
            for each in origin.chain:
                assert each.cue is not None
                assert text[each.cue.start : each.cue.end] == each.cue.exact


def test_time_grows_no_faster_than_the_page(seconds):
    def spent(times):
        text = (
            "The Bank Of The Great North And West Said The Memo, Its Chief told Ann Lee Smith of Reuters. "
            * times
        )
        return seconds(sources, lambda: read(text))

    def sources(analysis):
        for sentence in analysis.sentences:
            originated(EXTRACTOR.learned, RULES, analysis, sentence, "Bank Ost")

    assert spent(160) < 12 * spent(40)
