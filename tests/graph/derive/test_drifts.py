"""What a page adds to the page it has something from: found where both are read, and only there."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]
DISPATCH = "The Pewter Dispatch"


@pytest.fixture
def added(page: Build, says: Build, world: Build, kinds: Build) -> Callable[..., list[str]]:
    """Give the slots in which a second page goes beyond the first, which it rests on."""

    def run(
        first: dict[str, Any],
        second: dict[str, Any],
        *,
        sources: Any = (DISPATCH,),
        text: str = "",
        more: Any = (),
    ) -> Any:
        source = page(DISPATCH, "2025-03-04", says(**first), text=text)
        derivative = page(
            "Snackfeed Tech", "2025-03-05", says(**second, sources=sources), links=[source[0]["url"]]
        )
        return kinds(world(source, derivative, *more), "drifts")

    return run


@pytest.mark.parametrize(
    ("slot", "first", "second"),
    [
        ("state", {"action": "restrict", "quote": "Norvane Bank restricts ChatGPT."}, {"action": "ban"}),
        ("effective", {}, {"on": "2025-03-01"}),
        ("tools", {}, {"tools": ["ChatGPT", "Quillo"]}),
        ("population", {"of": "staff"}, {"of": "all staff", "universal": True}),
        ("reasons", {}, {"because": "cost"}),
        (
            "numbers",
            {},
            {"numbers": [{"measure": "people covered", "text": "7,000", "low": 7000, "high": 7000}]},
        ),
    ],
)
def test_what_the_source_does_not_say_is_an_addition(
    added: Build, slot: str, first: Any, second: Any
) -> None:
    assert added(first, second) == [slot]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("It came on 1 March.", {"on": "2025-03-01"}),
        ("It came last week.", {"on": "2025-03-01"}),
        ("Quillo is out as well.", {"tools": ["ChatGPT", "Quillo"]}),
        ("Nobody at the bank may.", {"of": "all staff", "universal": True}),
        ("It is about the cost.", {"because": "cost"}),
        (
            "It is for 7,000 people.",
            {"numbers": [{"measure": "people covered", "text": "7,000", "low": 7000, "high": 7000}]},
        ),
    ],
)
def test_what_stands_anywhere_in_the_source_is_none(added: Build, text: str, second: Any) -> None:
    assert added({}, second, text=text) == []


def test_a_page_that_names_another_source_may_have_it_from_there(added: Build) -> None:
    assert added({}, {"on": "2025-03-01"}, sources=(DISPATCH, "Ilse Corran")) == []
    assert added({}, {"on": "2025-03-01"}, sources=("Norvane Bank memo",)) == []


def test_a_page_that_says_less_or_the_same_adds_nothing(added: Build) -> None:
    assert added({"on": "2025-03-01", "because": "cost"}, {}) == []
    assert added({"on": "2025-03-01"}, {"on": "2025-03-01"}) == []


def test_what_clashes_with_the_source_is_a_contradiction_and_no_drift(
    page: Build, says: Build, world: Build, kinds: Build
) -> None:
    source = page(DISPATCH, "2025-03-04", says("ban", on="2025-03-03"))
    other = page(
        "Snackfeed Tech",
        "2025-03-05",
        says("ban", on="2025-03-01", sources=(DISPATCH,)),
        links=[source[0]["url"]],
    )
    derived = world(source, other)
    assert kinds(derived, "drifts") == []
    assert kinds(derived) == ["date"]


def test_where_the_source_is_not_read_nothing_is_called_invented(
    page: Build, says: Build, world: Build, kinds: Build
) -> None:
    derived = world(
        page("Snackfeed Tech", "2025-03-05", says("ban", on="2025-03-01", sources=("The Information",)))
    )
    assert kinds(derived, "drifts") == []
    (trail,) = derived.trails
    (primary,) = [node for node in trail.nodes if node.id == trail.primary]
    assert not primary.read
