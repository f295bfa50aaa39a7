import pytest

from graph.extract.coreference import focus_organisation, resolve_coreference
from graph.extract.mentions import Gazetteer, find_mentions
from graph.extract.page import Page
from graph.extract.segment import segment
from graph.lexicon import load_lexicon


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load(load_lexicon())


@pytest.fixture(scope="module")
def resolved(gazetteer):
    """Give what each description or pronoun of a text stands for: its words, the name, the sieve."""

    def read(text, **page):
        analysis = resolve_coreference(gazetteer, find_mentions(gazetteer, segment(Page(text, **page))))
        return [
            (text[each.start : each.end], each.name, each.sieve) for each in analysis.mentions if each.sieve
        ]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Barclays met regulators. The bank has banned ChatGPT.", ("The bank", "Barclays", 3)),
        (
            "Toyota is cautious. The world's largest carmaker bans it.",
            ("The world's largest carmaker", "Toyota", 3),
        ),
        ("Eastvale College met. The college has banned ChatGPT.", ("The college", "Eastvale College", 3)),
        ("The Garante acted. The watchdog ordered a halt.", ("The watchdog", "Garante", 3)),
        ("Denmark acted early. The country has banned DeepSeek.", ("The country", "Denmark", 3)),
        ("QEMU decided. The project refuses patches.", ("The project", "QEMU", 3)),
        ("Nokia looked at ChatGPT. It has banned the tool.", ("It", "Nokia", 7)),
        ("Nokia looked at ChatGPT. Staff may not use it.", ("it", "ChatGPT", 7)),
        ("Nokia looked at ChatGPT. It is banned now.", ("It", "ChatGPT", 7)),
        ("Nokia looked at ChatGPT. The chatbot is blocked.", ("The chatbot", "ChatGPT", 6)),
        ("Nokia looked at ChatGPT. The AI tool is blocked.", ("AI tool", "ChatGPT", 6)),
        ("Nokia knows ChatGPT well. It has limited its use.", ("its use", "ChatGPT", 7)),
    ],
)
def test_a_description_stands_for_what_was_named(text, expected, resolved):
    assert expected in resolved(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Generative AI is new. Staff may not use such systems.", "category:generative_ai"),
        ("Nokia wrote to us. Staff may not use such systems.", "category:ai_tools"),
    ],
)
def test_such_systems_are_of_the_kind_named_last(text, expected, resolved):
    text += " ChatGPT is blocked."
    assert ("such systems", expected, 6) in resolved(text)


def test_a_tool_is_not_what_was_made_with_it(resolved):
    found = resolved("AI-generated text is refused. Managers may look into the technology.")
    assert found == [("the technology", "category:ai_tools", 6)]


def test_both_tools_are_two_mentions_of_one_span(resolved):
    found = resolved("Nokia uses ChatGPT and Claude. Both tools are blocked now.")
    assert found == [("Both tools", "ChatGPT", 6), ("Both tools", "Claude", 6)]


@pytest.mark.parametrize(
    "text",
    [
        "Toyota met Honda. The bank has banned ChatGPT.",
        "Nokia and Barclays met. It has banned ChatGPT.",
        "Nokia uses ChatGPT and Claude. The assistant is blocked.",
        "The new company has banned it.",
        "It is raining. It has rained before.",
    ],
)
def test_an_unclear_description_stands_for_nothing(text, resolved):
    assert resolved(text) == []


def test_we_is_the_organisation_on_its_own_page_only(resolved):
    text = "Forgejo sets rules. We do not accept AI-generated code."
    assert resolved(text, outlet="Forgejo") == [("We", "Forgejo", 4)]
    assert resolved(text, outlet="Some Daily") == []


def test_an_employer_that_is_not_named_is_unnamed(gazetteer):
    text = "The large corporation I work for has blocked ChatGPT."
    analysis = resolve_coreference(gazetteer, find_mentions(gazetteer, segment(Page(text))))
    assert [(each.name, each.type) for each in analysis.mentions if each.kind == "organisation"] == [
        ("UNNAMED", "unnamed")
    ]


def test_the_antecedent_is_where_the_name_stands(gazetteer):
    text = "Barclays met. The bank has banned ChatGPT. The lender fears leaks."
    analysis = resolve_coreference(gazetteer, find_mentions(gazetteer, segment(Page(text))))
    spans = {(each.antecedent.start, each.antecedent.end) for each in analysis.mentions if each.sieve == 3}
    assert spans == {(0, len("Barclays"))}


def test_the_focus_is_who_the_page_names_most(gazetteer):
    def focus(text, title=""):
        found = focus_organisation(gazetteer, find_mentions(gazetteer, segment(Page(text, title))))
        return found and found.name

    assert focus("Nokia bans ChatGPT. Siemens does not. Nokia fears leaks.") == "Nokia"
    assert focus("Nokia and Siemens ban ChatGPT.") is None
    assert focus("Nokia and Siemens ban ChatGPT.", "Siemens says no") == "Siemens"
    assert focus("Nobody bans anything.") is None
