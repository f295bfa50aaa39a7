from dataclasses import replace

import pytest

from graph.extract.cast import UNNAMED, cast_of
from graph.extract.extractor import load_extractor
from graph.extract.name_spans import listed_names
from graph.extract.names import spelled
from graph.extract.page import NameSpan, Page

EXTRACTOR = load_extractor()


def cast(text, *names, title="", vendors=()):
    analysis = EXTRACTOR.analyse(Page(text, title))
    spans, at = [], 0
    for name in names:
        at = text.index(name, at)
        spans.append(NameSpan(at, at + len(name), name, 0.8))
        at += len(name)
    known = spelled(EXTRACTOR.words, analysis, listed_names(EXTRACTOR.gazetteer, analysis))
    named = (
        replace(each, **dict(zip(("name", "type"), known.get((each.start, each.end), ()), strict=False)))
        for each in spans
    )
    return cast_of(EXTRACTOR.gazetteer, replace(analysis, names=tuple(named)), frozenset(vendors))


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Tessera Insurance", "Tessera"),
        ("Harlow Finch Chambers", "HFC"),
        ("University of Brannoc", "Brannoc"),
        ("Society of Northern Ports", "SONP"),
    ],
)
def test_a_short_form_is_the_same_organisation(full, short):
    (actor,) = cast(f"{full} banned ChatGPT. {short} gave no reason.", full, short)
    assert actor.name == full
    assert len(actor.spans) == 2


def test_two_listed_names_are_never_joined():
    found = cast("Deloitte and Deloitte Digital Works use ChatGPT.", "Deloitte", "Deloitte Digital Works")
    assert {each.name for each in found} <= {"Deloitte", "Deloitte Digital Works"}
    found = cast("Samsung and Samsung SDS banned ChatGPT.", "Samsung", "Samsung SDS")
    assert {each.name for each in found} == {"Samsung", "Samsung SDS"}


def test_what_the_register_adds_is_no_part_of_a_name():
    (actor,) = cast("Tessera Insurance Group Ltd banned ChatGPT.", "Tessera Insurance Group Ltd")
    assert actor.name == "Tessera Insurance"


@pytest.mark.parametrize("full", ["City of Bellhaven", "Town of Bellhaven", "Government of Bellhaven"])
def test_a_place_goes_by_its_name_alone_and_stays_a_government(full):
    (actor,) = cast(f"The {full} banned ChatGPT. Bellhaven gave no reason.", full, "Bellhaven")
    assert (actor.name, actor.type) == ("Bellhaven", "government")


def test_whom_the_title_names_comes_first_and_a_maker_last():
    text = "OpenAI makes ChatGPT. OpenAI and Tessera spoke. Ordell watched."
    found = cast(text, "OpenAI", "OpenAI", "Tessera", "Ordell", title="Ordell waits", vendors=["openai"])
    assert next(each.name for each in found) == "Ordell"
    assert next(each for each in found if each.name == "OpenAI").vendor


def test_an_organisation_without_a_name_plays_a_part_too():
    found = cast("The company I work for has banned ChatGPT.")
    assert [each.name for each in found] == [UNNAMED]
