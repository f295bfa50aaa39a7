import pytest

from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId


@pytest.fixture(scope="module")
def tools():
    extractor = load_extractor()

    def run(text):
        return [each.tools for each in extractor.extract(Page(text), VersionId("v-1"))]

    return run


def test_a_rule_without_a_tool_goes_on_with_its_paragraph(tools):
    text = "Gemini is new.\n\nBarclays looked at ChatGPT. Last week the bank decided on a ban.\n"
    assert tools(text) == [("ChatGPT",)]


def test_a_new_paragraph_goes_back_to_what_the_page_began_with(tools):
    text = "ChatGPT is new.\n\nAnalysts prefer Gemini.\n\nBarclays has decided on a ban.\n"
    assert tools(text) == [("ChatGPT",)]


def test_of_several_tools_the_topic_of_the_page_stays(tools):
    text = (
        "ChatGPT is new. Everybody has heard of ChatGPT. ChatGPT is like Claude and Gemini.\n\n"
        "Barclays has decided on a ban.\n"
    )
    assert tools(text) == [("ChatGPT",)]


def test_everyday_words_in_the_rule_count_before_an_earlier_tool(tools):
    text = "Barclays bought ChatGPT Enterprise. Barclays has banned every other assistant.\n"
    assert tools(text) == [("category:ai_tools",)]
