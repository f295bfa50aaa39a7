import tomllib
from importlib.resources import files

import pytest

from graph.extract.mentions import Gazetteer, find_mentions
from graph.extract.page import Mention, Page
from graph.extract.scope import ScopeRules, find_scope, find_unit
from graph.extract.segment import segment
from graph.lexicon import load_lexicon

TABLE = tomllib.loads(files("graph.lexicon").joinpath("populations.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rules():
    return ScopeRules.load(load_lexicon())


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load(load_lexicon())


@pytest.fixture(scope="module")
def scope(rules):
    def read(text, kind="company", at=0):
        analysis = segment(Page(text))
        return find_scope(
            rules, analysis, analysis.sentences[at], Mention(0, 1, "organisation", "Acme", kind)
        )

    return read


@pytest.mark.parametrize("entry", TABLE["scope"], ids=lambda each: each["type"])
def test_a_scope_is_found_in_its_own_examples(entry, scope):
    kind = entry.get("with", ["company"])[0]
    for sentence in entry["fires"]:
        assert scope(sentence, kind).type == entry["type"], sentence
    for sentence in entry.get("silent", ()):
        found = scope(sentence, kind)
        assert found is None or found.type != entry["type"], sentence


def test_devices_win_over_people(scope):
    assert scope("Employees may not use it on company-owned computers.").type == "devices"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is blocked on company-owned computers.", "company-owned computers"),
        ("The bank lets all 140,000 employees draft with it.", "all 140,000 employees"),
        ("The ministry keeps younger pupils away from it.", "younger pupils"),
        ("Since June 2025 engineers have had to do without it.", "engineers"),
        ("A survey among employees came first.", "employees"),
    ],
)
def test_the_words_say_which_and_no_more(text, expected, scope):
    assert scope(text, "education" if "pupils" in text else "company").text == expected


def test_the_paragraph_answers_where_the_sentence_is_silent(scope):
    assert scope("Acme bans it. Staff had pasted code into it.").type == "employees"
    assert scope("Acme bans it. The weather was fine.") is None


def test_an_open_source_project_binds_contributors_and_a_company_does_not(scope):
    assert scope("No patches written by AI.", "open_source_project").type == "contributors"
    assert scope("No patches written by AI.", "company") is None


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("KPMG UK has asked staff not to use it.", "KPMG", "KPMG UK"),
        ("Acme's Mobile Systems division has banned it.", "Acme", "Mobile Systems division"),
        ("Victoria's education department blocked it.", "Victoria", "education department"),
        ("Judge Brantley Starr wants a certificate.", "Acme", "Judge Brantley Starr"),
        ("Acme has banned it.", "Acme", ""),
        ("The department has banned it.", "Acme", ""),
        ("Every Lending division of Acme has banned it.", "Acme", "Lending division"),
    ],
)
def test_a_part_of_an_organisation_is_its_unit(text, name, expected, rules, gazetteer):
    analysis = find_mentions(gazetteer, segment(Page(text)))
    organisation = next(
        (each for each in analysis.mentions if each.name == name), Mention(0, 4, "organisation", name)
    )
    assert find_unit(rules, analysis, analysis.sentences[0], organisation) == expected
