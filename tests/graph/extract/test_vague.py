import pytest

from graph.extract.vague import vague_tool


def kind(sentence):
    found = vague_tool(sentence.lower(), 0, len(sentence))
    return found[0].name.removeprefix("category:") if found else ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Commits written by a machine are refused.", "ai_generated_code"),
        ("A track sung by a cloned voice gets pulled.", "ai_images"),
        ("For campaigns a generated face remains excluded.", "ai_images"),
        ("Image generators are closed to first-years.", "ai_images"),
        ("Nothing composed by a machine may go before a judge.", "ai_generated_content"),
        ("He may not publish a text that a machine has composed.", "ai_generated_content"),
        ("Machine translation is fine as a starting point.", "ai_generated_content"),
        ("Letters are to be written by people.", "ai_generated_content"),
        ("The text would turn away anything generated.", "ai_generated_content"),
        ("You may use autocomplete.", "coding_assistants"),
        ("It outlawed conversational software in writing.", "chatbots"),
        ("The desk may let a bot propose headlines.", "chatbots"),
        ("Candidates who are caught with an assistant running are out.", "ai_tools"),
        ("Radiologists must let an algorithm look first.", "ai_tools"),
        ("No other programs may be used on patient data.", "ai_tools"),
        ("Delegations may whisper into whatever they like.", "ai_tools"),
        ("Permitted is speech recognition.", "ai_tools"),
    ],
)
def test_everyday_words_tell_what_a_rule_is_about(sentence, expected):
    assert kind(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The ban was lifted in May.",
        "The machine is switched off.",
        "Such a program needs leave.",
        "Staff have to ask the data officer.",
        "Headlines are exempt.",
    ],
)
def test_what_was_named_before_is_not_vague(sentence):
    assert kind(sentence) == ""
