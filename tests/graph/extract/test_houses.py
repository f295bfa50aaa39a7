import pytest

from graph.extract import Page, load_extractor
from graph.extract.houses import house_in, house_of
from graph.model import VersionId


@pytest.fixture(scope="module")
def extractor():
    return load_extractor()


@pytest.fixture
def house(extractor):
    def run(text, title=""):
        found = house_of(extractor.analyse(Page(text, title)))
        return found.name if found else None

    return run


@pytest.fixture
def housed(extractor):
    def run(text):
        analysis = extractor.analyse(Page(text))
        found = house_in(analysis, analysis.sentences[0])
        return found.name if found else None

    return run


def test_a_page_is_about_the_house_its_title_and_its_first_sentences_name(house):
    text = "Thanks for helping Brindlemoor. You must not send patches that ChatGPT wrote to Brindlemoor."
    assert house(text, "How to contribute to Brindlemoor") == "Brindlemoor"


def test_a_page_that_names_nobody_twice_is_about_no_house(house):
    assert house("Rain fell on Tuesday, and ChatGPT was down.") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Nurses at Wendle & Daughters type their own letters again, without ChatGPT.",
        "Since last night Wendle & Daughters, two people and a printer, want nothing from ChatGPT.",
        "At rivals Wendle & Daughters everybody laughed about ChatGPT.",
    ],
)
def test_a_name_is_a_house_where_people_work_in_it_or_it_is_told_for_one(housed, sentence):
    assert housed(sentence) == "Wendle & Daughters"


def test_a_day_and_a_plan_of_a_product_are_no_house(housed):
    assert housed("At Easter Monday ChatGPT was down.") is None
    assert housed("The team of ChatGPT Business Plus has lifted its limits.") is None


def test_the_paragraph_that_has_come_to_speak_of_another_house_gives_the_rule_to_it(extractor):
    text = (
        "Siemens has banned ChatGPT. Over at Wendle & Daughters they think otherwise. "
        "The staff may carry on with ChatGPT as before."
    )
    found = {(each.organisation, each.action) for each in extractor.extract(Page(text), VersionId("v-1"))}
    assert ("Wendle & Daughters", "allow") in found
