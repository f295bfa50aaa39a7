import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
FLOORS = {"given": {"copies F1": 1.0, "contradicts P": 0.9}, "extracted": {"copies F1": 0.9}}
WORSE = {"given": {"copies F1": 1.0, "contradicts P": 0.89}}


def _load():
    spec = importlib.util.spec_from_file_location("eval_derive_run", HERE / "derive_run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


run = _load()


@pytest.fixture(scope="module")
def given():
    return run.measure(["given"])


def test_from_given_claims_no_figure_is_below_its_floor(given):
    floors = run.floors_of()
    assert floors["given"].keys() >= run.TARGETS.keys()
    assert run.fallen(floors, given.figures) == []


def test_from_given_claims_every_target_with_a_floor_on_it_holds(given):
    reached = [
        name for name, target in run.TARGETS.items() if run.floors_of()["given"][name] >= target - run.SLACK
    ]
    assert len(reached) >= len(run.TARGETS) - 2
    assert [name for name in reached if given.figures["given"][name] < run.TARGETS[name]] == []


def test_gold_scored_against_itself_is_perfect():
    score, stories = run.scorer(), run.storylines()
    figures, errors = run.scored(score, stories, {name: each["gold"] for name, each in stories.items()})
    assert {name: value for name, value in figures.items() if value != 1.0} == {}
    assert errors == []


def test_deriving_nothing_finds_nothing():
    score, stories = run.scorer(), run.storylines()
    figures, _ = run.scored(score, stories, {name: {"claims": {}} for name in stories})
    assert figures["contradicts R"] == figures["same event (pairs) F1"] == figures["copies F1"] == 0.0


def test_names_that_gold_made_up_can_be_reached_by_nobody():
    page = {"id": "p", "title": "", "outlet": "Tin Lantern", "published": "2025-03-05"}
    page["text"] = "So a memo of the bank says."
    names = {"u1": "bank memo of March 2025", "u2": "internal bank memo"}
    story = {
        "pages": [page],
        "unseen": [{"id": each, "name": name} for each, name in names.items()],
        "gold": {"claims": {"p": []}, "citations": [{"from": "p", "to": each} for each in ("u1", "u2", "q")]},
    }
    assert run.reachable({"one": story}) == (2, 3)


def test_a_fallen_figure_is_named_and_a_way_not_measured_is_not():
    assert run.fallen(FLOORS, WORSE) == ["given: contradicts P is 0.8900, its floor 0.9000"]


def test_a_missing_figure_counts_as_fallen():
    assert len(run.fallen(FLOORS, {"given": {}})) == 2


def test_a_floor_is_not_lowered_unless_told():
    with pytest.raises(ValueError, match="refusing to lower a floor: given: contradicts P"):
        run.raised(FLOORS, WORSE, allow_regression=False)
    assert run.raised(FLOORS, WORSE, allow_regression=True)["given"]["contradicts P"] < 0.9


def test_a_better_figure_raises_the_floor_and_other_ways_keep_theirs():
    better = {"given": {"copies F1": 1.0, "contradicts P": 0.95}}
    floors = run.raised(FLOORS, better, allow_regression=False)
    assert floors["given"]["contradicts P"] == pytest.approx(0.95, abs=run.SLACK)
    assert floors["extracted"]["copies F1"] == pytest.approx(0.9, abs=run.SLACK)
