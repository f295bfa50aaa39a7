"""Rulings on passages and relations: what is ruled out takes no part, and undoing a ruling is never having made it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.derive import derive
from graph.derive.rulings import NONE, Rulings, rulings_of
from graph.model import Judgement, JudgementId, Reading

Build = Callable[..., Any]


@pytest.fixture
def ruling() -> Callable[..., Judgement]:
    def build(hour: int, kind: str, *subjects: str, undoes: str | None = None) -> Judgement:
        at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=hour)
        target = JudgementId(undoes) if undoes else None
        return Judgement(JudgementId(f"j-{hour}"), kind, subjects, "editor", at, undoes=target)  # type: ignore[arg-type]

    return build


@pytest.fixture
def readings(page: Build, says: Build, read: Build) -> tuple[Reading, ...]:
    """A ban, an approval that clashes with it, and a lift."""
    found: tuple[Reading, ...] = read(
        page("The Pewter Dispatch", "2025-03-04", says("ban")),
        page("Otter & Ledger", "2025-03-05", says("require_approval")),
        page("Tin Lantern", "2025-04-20", says("lift", on="2025-04-20")),
    )
    return found


def test_rejecting_a_passage_is_rebuilding_without_it(readings: tuple[Reading, ...]) -> None:
    out = readings[1]
    for subject in (out.document.id, out.version.id, out.assertions[0].id):
        ruled = derive(readings, rulings=Rulings(rejected=frozenset({subject})))
        assert ruled == derive([readings[0], readings[2]])


def test_a_dismissed_contradiction_contests_nothing(readings: tuple[Reading, ...]) -> None:
    before = derive(readings)
    (clash,) = [each for each in before.relations if each.kind == "contradicts"]
    after = derive(readings, rulings=Rulings(dismissed=frozenset({clash.id})))
    assert clash.id not in {each.id for each in after.relations}
    assert {each.id for each in before.relations} - {each.id for each in after.relations} == {clash.id}


def test_a_dismissed_lift_supersedes_nothing_and_makes_no_change(readings: tuple[Reading, ...]) -> None:
    before = derive(readings[::2])
    (lift,) = [each for each in before.relations if each.kind == "supersedes"]
    assert [claim.status.kind for claim in before.claims] == ["superseded", "single_origin"]
    after = derive(readings[::2], rulings=Rulings(dismissed=frozenset({lift.id})))
    assert [claim.status.kind for claim in after.claims] != ["superseded", "single_origin"]
    assert "lifts" not in {step.change for line in after.timelines for step in line.steps}


def test_what_a_dismissed_correction_took_back_stands_again(page: Build, says: Build, read: Build) -> None:
    first = page("Otter & Ledger", "2025-03-05", says("ban"), url="http://otter.test/1")
    words = {"kind": "correction", "text": "Correction: it is no ban."}
    mended = page("Otter & Ledger", "2025-03-07", says("allow"), url="http://otter.test/2", **words)
    told = read(first, mended)
    before = derive(told)
    (correction,) = [each for each in before.relations if each.kind == "corrects"]
    after = derive(told, rulings=Rulings(dismissed=frozenset({correction.id})))
    assert [claim.status.kind for claim in before.claims] == ["corrected", "single_origin"]
    assert [each.kind for each in before.relations] == ["corrects"]
    assert [claim.status.kind for claim in after.claims] == ["contested", "contested"]
    assert [each.kind for each in after.relations] == ["contradicts"]
    assert [[trail.origins.possible for trail in each.trails] for each in (before, after)] == [[0, 1], [1, 1]]


def test_the_later_ruling_on_a_record_holds_and_an_undone_one_does_not(ruling: Build) -> None:
    out, back = ruling(1, "reject", "a-1", "d-2"), ruling(2, "accept", "a-1")
    assert rulings_of([out]).rejected == {"a-1", "d-2"}
    assert rulings_of([back, out]).rejected == {"d-2"}
    assert rulings_of([out, ruling(3, "undo", undoes="j-1")]) == NONE
    assert rulings_of([ruling(1, "dismiss", "r-1")]) == Rulings(dismissed=frozenset({"r-1"}))
    assert rulings_of([ruling(1, "dismiss", "r-1"), ruling(2, "confirm", "r-1")]) == NONE


def test_rulings_on_names_rule_out_nothing(ruling: Build) -> None:
    assert rulings_of([ruling(1, "same_entity", "Meta", "Facebook")]) == NONE
