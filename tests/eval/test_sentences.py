from pathlib import Path

import pytest

from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId

HERE = Path(__file__).resolve().parent


def _lines(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


SPEAKING = [tuple(part.strip() for part in line.split("|", 3)) for line in _lines("sentences.txt")]
SILENT = _lines("silent.txt")


@pytest.fixture(scope="module")
def claims():
    extractor = load_extractor()
    return lambda text: [
        (each.organisation, each.action, ", ".join(each.tools))
        for each in extractor.extract(Page(text), VersionId("v-1"))
    ]


@pytest.mark.parametrize(("organisation", "action", "tools", "sentence"), SPEAKING)
def test_a_sentence_gives_the_rule_it_states(claims, organisation, action, tools, sentence):
    found = claims(sentence)
    assert (organisation, action, tools) in found
    assert len([each for each in found if each[1] != "ban" or action == "ban"]) == 1


@pytest.mark.parametrize("sentence", SILENT)
def test_a_look_alike_gives_nothing(claims, sentence):
    assert claims(sentence) == []


def test_the_sentences_range_over_many_organisations():
    assert len({each[0] for each in SPEAKING}) >= 60
    assert len({each[1] for each in SPEAKING}) == 9
