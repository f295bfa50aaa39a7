"""How words are prepared for an index that would otherwise drop some and tell marks apart."""

import pytest

from graph.store.words import asked, indexed, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Méta asks", ["meta", "asks"]),
        ("sign-off, C++", ["sign", "off", "c"]),
        ("not the memo", ["not_", "the_", "memo"]),
        ("a_b", ["a_", "b"]),
        ("…", []),
    ],
)
def test_words_lose_marks_and_case_and_small_ones_get_a_sign(text, found):
    assert list(tokens(text)) == found


def test_a_phrase_does_not_run_from_one_field_into_the_next():
    assert indexed(["Claude Code", "", "Codex"]) == "claude code of_the_next codex"


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("Claude-Code NOT x", '+"claude code" +"not_" +"x"'),
        ('"* ~2 meta^9', '+"2" +"meta 9"'),
        ("\0 … \ud800", ""),
    ],
)
def test_a_question_is_phrases_and_no_syntax(words, query):
    assert asked(words) == query
