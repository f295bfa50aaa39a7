"""The quick half of the growth bench: ten times the news is not ten times the work for one more page."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def growth() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_growth", Path(__file__).with_name("growth.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_a_world_has_as_many_passages_as_it_says(growth):
    for passages in growth.SIZES[:2]:
        assert sum(growth.shares(passages)) == pytest.approx(passages, rel=0.02)
        assert len(growth.history(growth.shares(passages)[0], 0)) == growth.shares(passages)[0]


def test_the_work_for_one_page_has_a_bound_however_long_a_history_is(growth):
    def looked_at(size: int) -> int:
        pages = growth.history(size, 1)
        blocks = growth.refreshed(pages, 1, pages[size // 2], growth.LIMIT)
        return sum(map(len, blocks))

    assert looked_at(150) == 150
    assert looked_at(12_000) <= 3 * growth.LIMIT + 6 * 20


def test_without_windows_the_work_would_grow_with_the_history(growth):
    pages = growth.history(1_200, 1)
    few, many = (
        sum(growth.compared(each) for each in growth.refreshed(pages, 1, pages[600], limit))
        for limit in (growth.LIMIT, 10**9)
    )
    assert few < many
