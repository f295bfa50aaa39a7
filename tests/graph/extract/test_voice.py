import pytest

from graph.extract.cast import UNNAMED, cast_of
from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.extract.voice import Publisher, first_person, publisher_of

EXTRACTOR = load_extractor()


def cast(text, outlet=""):
    return cast_of(EXTRACTOR.gazetteer, EXTRACTOR.analyse(Page(text, outlet=outlet)), frozenset())


@pytest.mark.parametrize(
    ("outlet", "publisher"),
    [
        ("Court of Appeal of Vestmark", Publisher("Court of Appeal of Vestmark", "government", own=True)),
        ("Tarnholm College student services", Publisher("Tarnholm College", "education", own=True)),
        ("Oddny Optics, compliance department", Publisher("Oddny Optics", "", own=True)),
        ("The Fjellby Guild", Publisher("Fjellby Guild", "other", own=True)),
        ("Tarnholm College Clarion", Publisher("Tarnholm College Clarion", "", own=False)),
        ("Fjellby Gazette", Publisher("Fjellby Gazette", "publisher", own=False)),
        ("project notes", Publisher()),
        ("", Publisher()),
    ],
)
def test_an_outlet_is_an_organisation_of_its_own_or_a_medium(outlet, publisher):
    assert publisher_of(EXTRACTOR.gazetteer, outlet) == publisher


def test_a_publisher_of_the_list_has_its_usual_name():
    found = publisher_of(EXTRACTOR.gazetteer, "National Institutes of Health, Office of Extramural Research")
    assert (found.name, found.own) == ("NIH", True)


def test_we_counts_in_nobodys_quotation():
    text = 'We block ChatGPT in the US. "We love it," she said. It is our rule.\n\n> we never did\n\nAsk us.'
    found = first_person(EXTRACTOR.analyse(Page(text)))
    assert [text[start:end] for start, end in found] == ["We", "our", "us"]


@pytest.mark.parametrize(
    ("outlet", "name"),
    [("Fjellby Guild", "Fjellby Guild"), ("Fjellby Gazette", "Fjellby Gazette"), ("", UNNAMED)],
)
def test_who_says_we_is_the_publisher_or_unnamed(outlet, name):
    (actor,) = cast("From Monday we do not accept texts written with ChatGPT.", outlet)
    assert (actor.name, actor.voice) == (name, True)


def test_a_page_of_its_own_needs_no_we_and_a_mediums_does():
    text = "Texts written with ChatGPT are not accepted."
    assert [(each.name, each.spans) for each in cast(text, "Fjellby Guild")] == [("Fjellby Guild", ())]
    assert cast(text, "Fjellby Gazette") == cast(text) == []


def test_a_publisher_that_its_page_names_is_no_voice():
    found = cast("The Guild bars ChatGPT. We ask for patience.", "Fjellby Guild")
    assert [(each.name, each.voice) for each in found] == [("Fjellby Guild", False)]
