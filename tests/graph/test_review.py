"""Names that look alike become candidates for a person; nothing merges by likeness."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.identity import Identity, identity_of
from graph.lexicon import load_lexicon
from graph.review import Candidate, candidates


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Open AI", "OpenAI", "the same letters"),
        ("Alder Clinic Group", "Clinic Group Alder", "the same words"),
        ("Bank of Norvane", "Norvane Bank", "the same words but for the kind of body"),
        ("NYPD", "New York Police Department", "initials"),
        ("Norvane Bank", "Norvanne Bank", "one letter apart"),
    ],
)
def test_names_that_may_be_one_thing_are_put_to_a_person(one: str, other: str, why: str) -> None:
    assert candidates([other, one]) == [Candidate(*sorted((one, other)), why)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4", "GPT-5"), ("Llama", "Llama 3"), ("Claude 3.5", "Claude 3.7"), ("Samsung", "Samsung SDS"),
        ("Gemini 1.5 Pro", "Gemini 2.5 Pro"), ("IBM", "IBN"), ("Meta", "Beta"), ("Norvane Bank", "Dunmoor Bank"),
    ],
)  # fmt: skip
def test_other_versions_and_other_names_are_not(one: str, other: str) -> None:
    assert candidates([one, other]) == []


def test_what_is_one_already_is_no_candidate() -> None:
    identity = identity_of(load_lexicon())
    assert candidates(["Samsung", "Samsung Electronics", "Twitter", "X"], identity) == []
    assert candidates(["Norvane", "NORVANE"], Identity({"norvane": "Norvane"})) == []


@given(st.lists(st.text("ab 12", min_size=1, max_size=6), max_size=6))
@settings(max_examples=60)
def test_the_order_of_names_changes_nothing_and_a_pair_comes_once(names: list[str]) -> None:
    found = candidates(names)
    assert candidates(names[::-1]) == found
    assert len({(each.one, each.other) for each in found}) == len(found)


def test_many_names_are_compared_only_where_they_share_a_key() -> None:
    names = [f"Company {letter * 7}{number}" for letter in "abcdefgh" for number in range(200)]
    assert candidates(names) == []
