import re

import pytest

from graph.extract.patterns import compile_patterns, forms, heads_of, regex_of, words_of


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("ban", {"ban", "bans", "banned", "banning"}),
        ("forbid", {"forbid", "forbids", "forbade", "forbidden", "forbidding"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("restrict", {"restrict", "restricts", "restricted", "restricting"}),
        ("withdraw", {"withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"}),
        ("cut", {"cut", "cuts", "cutting"}),
        ("authorize", {"authorize", "authorise", "authorised", "authorizing"}),
        ("allow", {"allow", "allows", "allowed", "allowing"}),
    ],
)
def test_a_verb_is_found_in_all_its_forms(verb, expected):
    assert expected <= set(words_of(verb))


def test_a_participle_alone_can_be_asked_for():
    assert words_of("forbid", "ed") == ("forbidden",)
    assert forms("lift")["ing"] == ("lifting",)


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("{keep} TOOL out of", "keeps TTTTTTT out of the lab", True),
        ("{keep} TOOL out of", "keeps the tool out of the lab", True),
        ("{keep} TOOL out of", "keeps children out of the lab", False),
        ("{shut} off ~4 TOOL", "shut off all access to TTTTTTT", True),
        ("{shut} off ~4 TOOL", "shut off. And later came TTTTTTT", False),
        ("CANT use", "cannot use", True),
        ("CANT use", "can't use", True),
        ("CANT use", "may no longer use", True),
        ("CANT use", "may use", False),
        ("{give} PEOPLE access", "gave all its engineers access", True),
        ("(may|can) (only )?use", "may only use", True),
    ],
)
def test_patterns_read_as_they_are_written(pattern, text, hit):
    assert bool(re.match(regex_of(pattern), text)) is hit


def test_every_match_begins_with_a_head_of_its_pattern():
    assert set(heads_of("({lift}|{roll} back) the ban")) >= {"lift", "lifted", "roll", "rolled"}
    assert "cannot" in heads_of("CANT use")
    assert heads_of("ORG says") == ("O",)


def test_a_pattern_that_cannot_be_looked_up_is_refused():
    with pytest.raises(ValueError, match="begins with"):
        heads_of("~ use")


def test_patterns_are_found_at_whole_words_only():
    found = compile_patterns([("{ban}", "rule")])
    text = "banana bans urban ban"
    assert [(each.start, each.end) for each in found.find(text, 0, len(text))] == [(7, 11), (18, 21)]


def test_nothing_is_found_beyond_the_end_of_the_stretch():
    found = compile_patterns([("off limits", "rule")])
    assert not list(found.find("off limits", 0, 6))
