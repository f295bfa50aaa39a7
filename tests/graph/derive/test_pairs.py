"""The suite of hand-written pairs: what clashes is found, by its kind; what only looks like it is left alone."""

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.derive import derive

Build = Callable[..., Any]
SUITE = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text(encoding="utf-8"))
ROWS = {
    "state", "negation", "population", "tools", "date", "number", "reason", "roles", "attribution", "headline_body",
}  # fmt: skip
PAGES = {"one": ("The Pewter Dispatch", "2025-03-04"), "other": ("Otter & Ledger", "2025-03-05")}


@pytest.fixture(scope="module")
def found(page: Build, says: Build, read: Build) -> Callable[[Mapping[str, Any]], set[str]]:
    """Give the kinds of clash that are found in a pair."""

    def run(pair: Mapping[str, Any]) -> set[str]:
        pages = []
        for end, (outlet, day) in PAGES.items():
            if end in pair:
                told = dict(pair[end])
                extra = {"title": told.pop("title", ""), "kind": told.pop("page_kind", "report")}
                where = told.pop("outlet", outlet), told.pop("published", day)
                if "reasons" in told:
                    told |= {"because": ()}
                pages.append(page(*where, says(**({"org": pair["org"]} | told)), **extra))
        relations = derive(read(*pages)).relations
        return {
            each.subtype if each.kind == "contradicts" else each.kind
            for each in relations
            if each.kind in {"contradicts", "headline_body", "disputes"}
        }

    return run


def test_the_suite_has_sixty_of_each_and_leaves_no_row_out() -> None:
    assert len(SUITE["clash"]) >= 60
    assert len(SUITE["trap"]) >= 60
    assert {each["type"] for each in SUITE["clash"]} == ROWS | {"disputes"}
    assert {each["row"] for each in SUITE["trap"]} == ROWS


def test_clashes_are_found_by_kind_and_traps_avoided(found: Build) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for pair in SUITE["clash"]:
        kinds = found(pair)
        counts += Counter(hit=pair["type"] in kinds, wanted=1, made=len(kinds))
        wrong += [(pair["type"], pair["name"], pair["org"], sorted(kinds))] if kinds != {pair["type"]} else []
    for pair in SUITE["trap"]:
        kinds = found(pair) - ({"disputes"} if pair["row"] != "disputes" else set())
        counts += Counter(made=len(kinds))
        wrong += [("trap", pair["row"], pair["name"], sorted(kinds))] if kinds else []
    assert counts["hit"] / counts["made"] >= 0.95, wrong
    assert counts["hit"] / counts["wanted"] >= 0.90, wrong


@pytest.mark.parametrize("row", sorted(ROWS))
def test_no_row_falls_behind_the_others(found: Build, row: str) -> None:
    hits = [row in found(pair) for pair in SUITE["clash"] if pair["type"] == row]
    assert sum(hits) / len(hits) >= 0.75
