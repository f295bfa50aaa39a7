"""Windows of a long history: they follow from its days alone, and hold every day once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.derive.windows import (
    ALWAYS,
    Window,
    beside,
    block_in,
    day_of,
    joined,
    key_of,
    merged,
    near,
    window_for,
    window_of,
    windows,
)
from graph.model import Block

Build = Callable[..., Any]
DAYS = st.lists(st.integers(738_000, 738_400), max_size=30)
LIMIT = 3


def in_use(days: list[int]) -> list[Window]:
    return [each for each in windows(days, LIMIT) if any(each.holds(day) for day in days)]


@given(DAYS)
@settings(max_examples=100)
def test_windows_hold_every_day_once_and_no_more_than_fits(days: list[int]) -> None:
    found = windows(days, LIMIT)
    assert [each.first for each in found[1:]] == [each.last + 1 for each in found[:-1]]
    assert (found[0].first, found[-1].last) == (ALWAYS.first, ALWAYS.last)
    assert all(sum(map(each.holds, days)) <= LIMIT or each.bits == 0 for each in found)


@given(DAYS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_days_changes_no_window(days: list[int], order: Any) -> None:
    assert windows(order.sample(days, len(days)), LIMIT) == windows(days, LIMIT)


@given(DAYS, st.integers(738_000, 738_400))
@settings(max_examples=100)
def test_a_day_finds_its_window_by_those_in_use(days: list[int], day: int) -> None:
    (wanted,) = [each for each in windows(days, LIMIT) if each.holds(day)]
    assert window_for(day, in_use(days)) == wanted


@given(DAYS)
@settings(max_examples=60)
def test_windows_that_would_fit_into_one_are_merged_and_others_are_not(days: list[int]) -> None:
    used = in_use(days)

    def count(window: Window) -> int:
        return sum(map(window.holds, days))

    assert [merged(each, used, count, LIMIT) for each in used] == used
    fewer = days[: LIMIT - 1]
    assert {merged(each, used, lambda w: sum(map(w.holds, fewer)), LIMIT) for each in used} <= {ALWAYS}


def test_a_block_is_named_by_organisation_and_window_and_read_back() -> None:
    window = windows([738_000] * LIMIT + [738_300], LIMIT)[-1]
    assert block_in("norvane bank", ALWAYS) == "norvane bank"
    for each in (ALWAYS, window):
        block = block_in("norvane bank", each)
        assert (key_of(block), window_of(block)) == ("norvane bank", each)


def test_neighbours_are_the_nearest_windows_of_the_same_organisation() -> None:
    used = in_use([738_000, 738_001, 738_100, 738_101, 738_300, 738_301])
    assert len(used) >= 3
    blocks = [*(block_in("meta", each) for each in used), Block("bosch")]
    assert beside(blocks[1], blocks) == (blocks[0], blocks[2])
    assert beside(blocks[0], blocks) == (None, blocks[1])
    assert beside(Block("bosch"), blocks) == (None, None)


def test_only_the_passages_next_to_a_window_are_looked_at(page: Build, says: Build, read: Build) -> None:
    start = date(2025, 3, 1)
    readings = read(
        *(page("Tin Lantern", str(start + timedelta(days=20 * each)), says("ban")) for each in range(6))
    )
    window = Window((start - timedelta(days=8)).toordinal(), 3)
    found = near(window, readings)
    assert [each.known for each in found] == [start, start + timedelta(days=20), start + timedelta(days=40)]
    assert len(near(window, readings, limit=1)) == 1


def test_a_passage_belongs_to_its_own_day_or_to_that_of_its_page(
    page: Build, says: Build, read: Build
) -> None:
    dated, undated = (each.assertions[0] for each in read(
        page("Tin Lantern", "2025-03-05", says("ban", on="2025-03")), page("Otter", "2025-03-05", says("ban"))
    ))  # fmt: skip
    assert day_of(dated, date(2025, 3, 5)) == date(2025, 3, 1).toordinal()
    assert day_of(undated, date(2025, 3, 5)) == date(2025, 3, 5).toordinal()
    assert day_of(undated, None) == date.max.toordinal()
    assert ALWAYS.holds(date.max.toordinal())


def test_a_page_that_speaks_in_two_windows_is_one_page(page: Build, says: Build, read: Build) -> None:
    (whole,) = read(page("Tin Lantern", "2025-03-05", says("ban"), says("lift")))
    halves = [replace(whole, assertions=(each,)) for each in whole.assertions]
    assert joined([*halves, halves[0]]) == [whole]


@pytest.mark.parametrize("many", [4, 9])
def test_passages_of_one_day_stay_together_however_many(many: int) -> None:
    assert in_use([738_000] * many) == [Window(738_000, 0)]
