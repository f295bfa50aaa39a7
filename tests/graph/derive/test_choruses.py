"""Passages that say the very same within days are heard as one, and nothing else is."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.derive.choruses import choruses_of
from graph.derive.said import all_said
from graph.identity import PLAIN

Build = Callable[..., Any]


@pytest.fixture
def sizes(page: Build, read: Build) -> Callable[..., list[int]]:
    def run(*told: tuple[str, dict[str, Any]]) -> list[int]:
        pages = [page(f"Outlet {number}", day, claim) for number, (day, claim) in enumerate(told)]
        return [len(each.said) for each in choruses_of(all_said(read(*pages), PLAIN))]

    return run


def test_echoes_within_a_week_are_one_and_later_ones_begin_anew(sizes: Build, says: Build) -> None:
    days = ("2025-03-01", "2025-03-04", "2025-03-08", "2025-03-09")
    assert sizes(*((day, says("ban")) for day in days)) == [3, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"action": "restrict"}, {"tools": ["Quillo"]}, {"on": "2025-03-01"}, {"modality": "opinion"},
        {"of": "the trading floor", "kind": "unit"}, {"of": "all staff", "universal": True},
    ],
)  # fmt: skip
def test_whatever_decides_on_the_event_tells_passages_apart(
    sizes: Build, says: Build, other: dict[str, Any]
) -> None:
    assert sizes(("2025-03-01", says("ban")), ("2025-03-01", says(**({"action": "ban"} | other)))) == [1, 1]


def test_denials_are_never_heard_as_one(sizes: Build, says: Build) -> None:
    assert sizes(("2025-03-01", says("deny")), ("2025-03-01", says("deny"))) == [1, 1]
