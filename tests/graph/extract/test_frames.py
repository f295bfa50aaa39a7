import pytest

from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId


@pytest.fixture(scope="module")
def extractor():
    return load_extractor()


@pytest.fixture
def claims(extractor):
    def run(text):
        return [
            (each.organisation, each.action, each.tools)
            for each in extractor.extract(Page(text), VersionId("v-1"))
        ]

    return run


@pytest.mark.parametrize(
    "text",
    [
        "Siemens has banned ChatGPT.",
        "ChatGPT has been banned by Siemens.",
        "At Siemens, ChatGPT is banned.",
        "Siemens announced a ban on ChatGPT.",
        "Siemens does not allow ChatGPT.",
        "ChatGPT is no longer allowed at Siemens.",
        "Employees of Siemens may not use ChatGPT.",
    ],
)
def test_active_passive_and_noun_say_the_same(claims, text):
    assert claims(text) == [("Siemens", "ban", ("ChatGPT",))]


def test_what_is_no_longer_banned_is_lifted(claims):
    assert ("Siemens", "lift", ("ChatGPT",)) in claims("ChatGPT is no longer banned at Siemens.")


def test_what_is_not_banned_is_allowed(claims):
    assert claims("Siemens has not banned ChatGPT.") == [("Siemens", "allow", ("ChatGPT",))]


def test_an_enumeration_of_organisations_gives_one_claim_each(claims):
    found = claims("Siemens, Nokia and Ericsson have banned ChatGPT.")
    assert {each[0] for each in found} == {"Siemens", "Nokia", "Ericsson"}


def test_two_tools_under_one_rule_give_one_claim(claims):
    assert claims("Siemens has banned ChatGPT and Claude.") == [("Siemens", "ban", ("ChatGPT", "Claude"))]


def test_two_rules_in_one_sentence_give_two_claims(claims):
    found = claims("Siemens has banned ChatGPT, but Nokia allows it.")
    assert ("Siemens", "ban", ("ChatGPT",)) in found
    assert ("Nokia", "allow", ("ChatGPT",)) in found


def test_a_tool_named_one_sentence_earlier_is_carried_over(claims):
    assert ("Siemens", "ban", ("ChatGPT",)) in claims(
        "Many at Siemens liked ChatGPT. Last week the company banned it."
    )


def test_the_maker_of_a_tool_is_not_the_one_who_bans_it(claims):
    assert claims("Siemens has banned OpenAI's ChatGPT.") == [("Siemens", "ban", ("ChatGPT",))]


def test_nobody_in_particular_gives_no_claim(claims):
    assert claims("Siemens makes trains. Many companies have banned ChatGPT.") == []


def test_a_replacement_names_the_old_and_the_new(extractor):
    (found,) = extractor.extract(Page("Siemens has replaced ChatGPT with Claude."), VersionId("v-1"))
    assert (found.action, found.tools, found.replaced_by) == ("replace", ("ChatGPT",), ("Claude",))


def test_every_claim_explains_itself(extractor):
    (found,) = extractor.extract(Page("Siemens has banned ChatGPT."), VersionId("v-1"))
    assert found.rule
    assert found.trigger.exact == "banned"
    assert {slot.name for slot in found.slots} == {"organisation", "tool"}
    product = 1.0
    for factor in found.factors:
        assert 0 < factor.value <= 1
        product *= factor.value
    assert found.confidence == pytest.approx(product, abs=1e-4)
