"""The suite of hand-written pairs: what clashes is found, by its kind; what only looks like it is left alone."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load() -> ModuleType:
    path = Path(__file__).parents[2] / "eval" / "pairs_run.py"
    spec = importlib.util.spec_from_file_location("eval_pairs_run", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


run = _load()


@pytest.fixture(scope="module")
def results() -> list[Any]:
    return list(run.outcomes(run.suite()))


def test_the_suite_has_sixty_of_each_and_leaves_no_row_out(results: list[Any]) -> None:
    clashes, traps = ([each for each in results if each.clashes is kind] for kind in (True, False))
    assert len(clashes) >= 60
    assert len(traps) >= 60
    assert {each.row for each in clashes} == {*run.ROWS, "disputes"}
    assert {each.row for each in traps} == set(run.ROWS)
    assert len({(each.row, each.name, each.clashes) for each in results}) >= len(results) - 3


def test_clashes_are_found_by_kind_and_traps_avoided(results: list[Any]) -> None:
    precision, recall = run.measured(results)
    wrong = [(each.row, each.name, sorted(each.found)) for each in results if not each.right]
    assert precision >= run.TARGET_P, wrong
    assert recall >= run.TARGET_R, wrong


@pytest.mark.parametrize("row", run.ROWS)
def test_no_row_falls_behind_the_others(results: list[Any], row: str) -> None:
    hits = [row in each.found for each in results if each.clashes and each.row == row]
    assert sum(hits) / len(hits) >= 0.75


def test_finding_nothing_and_finding_everything_both_fail() -> None:
    clash, trap = (
        run.Outcome("state", "a", True, frozenset()),
        run.Outcome("state", "b", False, frozenset({"state"})),
    )
    right = run.Outcome("state", "c", True, frozenset({"state"}))
    assert run.measured([clash, right]) == (1.0, 0.5)
    assert run.measured([right, trap]) == (0.5, 1.0)
