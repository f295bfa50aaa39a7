import importlib.util
import json
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
FLOORS = {"all": {"claims (org+action)": 0.7, "quote validity": 1.0}}


def _load(name):
    spec = importlib.util.spec_from_file_location(f"eval_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = _load("run")


@pytest.fixture(scope="module")
def measured():
    return run.measure()


def test_no_figure_is_below_its_floor(measured):
    floors = json.loads(run.FLOORS.read_text(encoding="utf-8"))
    assert floors["all"]["claims (org+action)"] >= 0.7
    assert run.fallen(floors, measured[0]) == []


def test_every_quote_is_exact(measured):
    assert measured[0]["all"]["quote validity"] == 1.0


def test_the_held_out_third_is_a_third_of_the_organisations(measured):
    gold = measured[1]
    held = [record for record in gold.values() if run.held_out(record)]
    assert 0.2 < len(held) / len(gold) < 0.45
    names = [{claim["org"] for claim in record["claims"]} for record in held if len(record["claims"]) == 1]
    others = {
        record["claims"][0]["org"]
        for record in gold.values()
        if len(record["claims"]) == 1 and not run.held_out(record)
    }
    assert all(not each & others for each in names)


def test_a_fallen_figure_is_named():
    assert run.fallen(FLOORS, {"all": {"claims (org+action)": 0.69, "quote validity": 1.0}}) == [
        "all: claims (org+action) is 0.6900, its floor 0.7000"
    ]


def test_a_missing_figure_counts_as_fallen():
    assert len(run.fallen(FLOORS, {})) == 2


def test_a_floor_is_not_lowered_unless_told():
    worse = {"all": {"claims (org+action)": 0.6, "quote validity": 1.0}}
    with pytest.raises(ValueError, match="refusing"):
        run.raised(FLOORS, worse, allow_regression=False)
    assert run.raised(FLOORS, worse, allow_regression=True)["all"]["claims (org+action)"] == pytest.approx(
        0.6
    )


def test_a_better_figure_raises_the_floor():
    better = {"all": {"claims (org+action)": 0.8, "quote validity": 1.0}}
    assert run.raised(FLOORS, better, allow_regression=False)["all"]["claims (org+action)"] == pytest.approx(
        0.8
    )


def test_gold_scored_against_itself_is_perfect():
    score, gold = run.scorer(), run.gold_of()
    found = run.figures(score, gold, gold)
    assert found["claims (org+action)"] == 1.0
    assert found["negatives kept empty"] == 1.0


def test_predicting_nothing_finds_nothing():
    score, gold = run.scorer(), run.gold_of()
    found = run.figures(score, gold, {})
    assert found["claims (org+action)"] == 0.0
    assert found["negatives kept empty"] == 1.0
