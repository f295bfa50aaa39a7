from hypothesis import given
from hypothesis import strategies as st

from graph.extract.tokens import is_capital, shape, stem, tokens_of


def test_a_possessive_is_a_word_of_its_own():
    tokens = tokens_of("Acme's staff", 0, 12)
    assert tokens.words == ("Acme", "'s", "staff")
    assert (tokens.starts, tokens.ends) == ((0, 4, 7), (4, 6, 12))


def test_dots_hyphens_and_ampersands_hold_a_word_together():
    assert tokens_of("U.S. rules at itch.io, Duffy & Lowe-Hart", 0, 40).words == (
        "U.S.", "rules", "at", "itch.io", ",", "Duffy", "&", "Lowe-Hart",
    )  # fmt: skip


@given(st.text(max_size=80))
def test_every_word_stands_where_it_says(text):
    tokens = tokens_of(text, 0, len(text))
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == list(tokens.words)
    assert list(tokens.starts) == sorted(tokens.starts)


def test_forms_of_a_verb_share_a_stem():
    assert len({stem(each) for each in ("blocked", "blocking", "blocks", "block")}) == 1
    assert len({stem(each) for each in ("banned", "banning")}) == 1
    assert stem("use") == "use", "short words stay as they are"


def test_shapes_fold_repeats():
    assert [shape(each) for each in ("iHeart", "GPT-4", "QX9")] == ["aAa", "A-0", "A0"]


def test_a_capital_anywhere_makes_a_word_look_like_a_name():
    assert is_capital("iHeart")
    assert is_capital("Acme")
    assert not is_capital("acme")
    assert not is_capital("&")
    assert not is_capital("")
