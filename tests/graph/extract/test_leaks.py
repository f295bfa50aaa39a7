"""Whose material is said to have come to whom."""

import re
from dataclasses import replace

import pytest

from graph.extract import Page
from graph.extract.actions import mask
from graph.extract.leaks import LeakRules, leak_in
from graph.extract.page import Mention
from graph.extract.segment import segment
from graph.lexicon import load_lexicon
from graph.model import Leak

TABLE = load_lexicon().table("leaks")


def told(sentence: str) -> Leak | None:
    analysis = segment(Page(sentence))
    names = [
        Mention(found.start(), found.end(), "organisation", found[0])
        for found in re.finditer("Acme|Blinc", sentence)
    ]
    analysis = replace(analysis, mentions=tuple(names))
    return leak_in(LeakRules.load(load_lexicon()), analysis, mask(analysis), analysis.sentences[0])


@pytest.mark.parametrize("sentence", TABLE["fires"])
def test_a_leak_is_told_with_both_its_sides(sentence: str) -> None:
    leak = told(sentence)
    assert leak is not None
    assert (leak.source, leak.target) == ("Acme", "Blinc")
    assert leak.text in sentence
    assert leak.what in leak.text.lower()


@pytest.mark.parametrize("sentence", TABLE["silent"])
def test_other_sentences_tell_of_none(sentence: str) -> None:
    assert told(sentence) is None


def test_the_wrong_way_round_is_another_leak() -> None:
    assert told("Blinc's code had turned up in a product of Acme.").source == "Blinc"


def test_material_that_stays_at_home_is_no_leak() -> None:
    assert told("Acme's code had turned up in a product of Acme.") is None
