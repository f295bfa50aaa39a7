from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId

SEEDS = sorted((Path(__file__).resolve().parents[4] / "shared" / "seed").glob("*.txt"))
ORGANISATIONS = ["Siemens", "Nokia", "Barclays", "Deloitte", "Harvard University"]
TOOLS = ["ChatGPT", "Claude Code", "DeepSeek", "Gemini"]
SAYINGS = [
    "{org} has banned {tool}.", "Employees of {org} may not use {tool}.", "{org} lifted its ban on {tool}.",
    "“{tool} is off limits,” {org} said.", "{org}’s staff need approval to use {tool}.",
    "{org} allows {tool} – for now.",
    "Nothing else happened on Monday.", "It rained.\n\n> quoted {tool}", "- {org}: {tool} is blocked",
]  # fmt: skip


@pytest.fixture(scope="module")
def extractor():
    return load_extractor()


EXTRACTOR = load_extractor()
told = st.builds(
    lambda saying, org, tool: saying.format(org=org, tool=tool),
    st.sampled_from(SAYINGS), st.sampled_from(ORGANISATIONS), st.sampled_from(TOOLS),
)  # fmt: skip
noise = st.text(alphabet=st.characters(), max_size=30)


@given(st.lists(st.one_of(told, noise), max_size=8), st.sampled_from([" ", "\n", "\u00a0"]))
@settings(max_examples=60, deadline=None)
def test_every_span_is_word_for_word_in_the_text(parts, glue):
    text = glue.join(parts)
    for each in EXTRACTOR.extract(Page(text), VersionId("v-1")):
        quotes = [
            each.quote,
            each.trigger,
            *(slot.quote for slot in each.slots),
            *(hop.cue for hop in each.chain if hop.cue),
        ]
        assert all(text[quote.start : quote.end] == quote.exact for quote in quotes)


@given(st.lists(st.one_of(told, noise), max_size=6))
@settings(max_examples=40, deadline=None)
def test_reading_a_page_twice_gives_the_same_claims(parts):
    page = Page(" ".join(parts))
    assert EXTRACTOR.extract(page, VersionId("v-1")) == EXTRACTOR.extract(page, VersionId("v-1"))


@given(st.sampled_from(SAYINGS[:6]), st.sampled_from(ORGANISATIONS), st.sampled_from(ORGANISATIONS))
@settings(max_examples=40, deadline=None)
def test_another_organisation_changes_only_that_slot(saying, one, other):
    def slots(org):
        found = EXTRACTOR.extract(Page(saying.format(org=org, tool="ChatGPT")), VersionId("v-1"))
        assert {each.organisation for each in found} == {org}
        return [(each.action, each.tools, each.modality, each.rule) for each in found]

    assert slots(one) == slots(other)


@given(st.lists(told, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_curly_and_straight_quotes_give_the_same_claims(parts):
    text = " ".join(parts)
    plain = text.translate(str.maketrans("“”’–", '""\'-'))

    def claims(words):
        found = EXTRACTOR.extract(Page(words), VersionId("v-1"))
        return [(each.organisation, each.action, each.tools, each.trigger.start) for each in found]

    assert claims(text) == claims(plain)


@pytest.mark.parametrize(
    "text",
    [
        "", "\0" * 50, "\ud800ChatGPT banned", "<p>Siemens bans <b>ChatGPT</b></p>", "ChatGPT " * 9000,
        "Siemens has banned ChatGPT " * 8000, "Siemens bans ChatGPT. " * 4000, "(" * 40_000, "“" * 40_000,
        "ChatGPT \u200b\u202e is\u200b banned at Siemens.", "> " * 5000,
    ],
    ids=["empty", "nul", "surrogate", "html", "tools", "one long sentence", "many claims", "brackets", "quotes",
         "zero width", "quoting"],
)  # fmt: skip
def test_odd_input_raises_nothing(extractor, text):
    for each in extractor.extract(Page(text, published=date(2026, 1, 1)), VersionId("v-1")):
        assert text[each.quote.start : each.quote.end] == each.quote.exact


needs_the_article = pytest.mark.skipif(
    not SEEDS, reason="the article is third-party and lies outside the repository"
)


@pytest.fixture(scope="module")
def article():
    title, _, body = SEEDS[0].read_text(encoding="utf-8").partition("\n")
    return Page(body.strip("\n"), title, "Codexical", published=date(2026, 7, 1))


@pytest.fixture(scope="module")
def found(article):
    return EXTRACTOR.extract(article, VersionId("v-1"))


@pytest.fixture(scope="module")
def rule(found):
    return next(each for each in found if each.organisation == "Meta" and each.action == "require_approval")


@needs_the_article
def test_the_approval_requirement_of_the_worked_article_is_found(rule):
    assert rule.tools == ("Claude Code", "Codex")
    assert rule.unit.removesuffix(" division") == "Applied AI"
    assert [hop.name for hop in rule.chain][:1] == ["The Information"]


@needs_the_article
def test_it_is_dated_to_the_last_week_of_june(rule):
    assert rule.effective.iso == "2026-06-24/2026-06-30"


@needs_the_article
def test_the_stated_reason_stands_beside_the_authors_own(rule):
    stances = {(reason.category, reason.stance) for reason in rule.reasons}
    assert ("distillation", "stated") in stances
    assert ("competition", "alternative") in stances
    assert next(each for each in rule.reasons if each.category == "distillation").stated_by == "org"


@needs_the_article
def test_no_quoted_string_of_it_is_put_into_anybodys_mouth(article, found):
    assert all(not reason.speaker for each in found for reason in each.reasons)
    assert {each.organisation for each in found} == {"Meta"}
    assert all(article.text[each.quote.start : each.quote.end] == each.quote.exact for each in found)


def test_a_headline_supports_no_claim_and_hides_none():
    text = "Siemens Bans Engineers From Using ChatGPT\n\nSiemens engineers need sign-off before they use ChatGPT."
    found = EXTRACTOR.extract(Page(text), VersionId("v-1"))
    assert [each.action for each in found] == ["require_approval"]
