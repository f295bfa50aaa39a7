"""Pairs are found by sweeping and not by asking everybody: the same pairs, and few questions."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.derive.claims import positions_of
from graph.derive.contradictions import candidates as pairs_that_may_clash
from graph.derive.events import candidates as pairs_of_one_event
from graph.derive.events import events_of
from graph.derive.linkage import partition
from graph.derive.meeting import overlapping
from graph.derive.said import all_said
from graph.identity import PLAIN

Build = Callable[..., Any]
DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda ends: (min(ends), max(ends))), max_size=12)


@given(SPANS)
@settings(max_examples=100)
def test_overlapping_finds_every_two_spans_that_share_a_day_once(spans: list[tuple[date, date]]) -> None:
    wanted = [
        (a, b)
        for a, b in combinations(range(len(spans)), 2)
        if spans[a][0] <= spans[b][1] and spans[b][0] <= spans[a][1]
    ]
    assert sorted(overlapping(spans)) == wanted


def test_spans_that_lie_apart_are_never_paired() -> None:
    days = [date(2000, 1, 1) + timedelta(days=each) for each in range(5000)]
    assert list(overlapping([(day, day) for day in days])) == []


def test_groups_that_are_barred_once_are_not_asked_again() -> None:
    asked: list[tuple[int, int]] = []

    def barred(one: int, other: int) -> bool:
        asked.append((one, other))
        return one % 2 != other % 2

    groups = partition(list(range(8)), lambda one, other: float((one - other) % 2), barred)
    assert groups == [[0, 2, 4, 6], [1, 3, 5, 7]]
    crossing = [pair for pair in asked if pair[0] % 2 != pair[1] % 2]
    assert len(crossing) == 1


def test_only_candidates_are_asked_for_a_bond() -> None:
    assert partition(list("abc"), lambda *_: 0.0, lambda *_: False, [(0, 2)]) == [["a", "c"], ["b"]]


@pytest.fixture
def asked(
    read: Callable[..., Any], page: Callable[..., Any], says: Callable[..., Any]
) -> Callable[[int], tuple[int, int]]:
    """Count the pairs that are compared for events and for clashes, with one page every 60 days."""

    def count(size: int) -> tuple[int, int]:
        days = [(date(2000, 1, 1) + timedelta(days=60 * each)).isoformat() for each in range(size)]
        acts = ("ban", "allow", "restrict")
        pages = [page("Otter & Ledger", day, says(acts[each % 3], on=day)) for each, day in enumerate(days)]
        said = all_said(read(*pages), PLAIN)
        positions = [position for event in events_of(said) for position in positions_of(event)]
        return len(list(pairs_of_one_event(said))), len(pairs_that_may_clash(positions))

    return count


def test_twice_the_history_of_an_organisation_is_twice_the_work(
    asked: Callable[[int], tuple[int, int]],
) -> None:
    small, large = asked(60), asked(120)
    assert all(0 < many < 2.3 * few for few, many in zip(small, large, strict=True))
