"""What stands beside the steps of a timeline: confirmations, contradictions, gaps, and what does not fit."""

from collections.abc import Callable
from datetime import date
from typing import Any

from graph.derive.steps import gaps

Build = Callable[..., Any]


def test_a_state_is_confirmed_by_the_last_page_that_says_it_goes_on(
    page: Build, says: Build, world: Build
) -> None:
    derived = world(
        page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01")),
        page("Otter & Ledger", "2025-04-10", says("ban", quote="ChatGPT is still banned at Norvane Bank.")),
        page("Tin Lantern", "2025-06-02", says("lift", on="2025-06-01")),
    )
    (line,) = derived.timelines
    assert [step.confirmed for step in line.steps] == [date(2025, 4, 10), None]
    assert gaps(line) == [(date(2025, 4, 10), date(2025, 6, 1))]
    assert "still so on 10 April 2025" in line.steps[0].why


def test_a_contested_step_names_its_contradictions(page: Build, says: Build, world: Build) -> None:
    derived = world(
        page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01")),
        page("Otter & Ledger", "2025-03-05", says("require_approval", on="2025-03-01")),
    )
    contested = {each for line in derived.timelines for step in line.steps for each in step.contested}
    assert contested == {each.id for each in derived.relations if each.kind == "contradicts"}
    assert contested


def test_a_correction_is_shown_at_the_step_it_leads_to(page: Build, says: Build, world: Build) -> None:
    derived = world(
        page("Tin Lantern", "2025-03-04", says("ban", on="2025-03-01")),
        page("Tin Lantern", "2025-03-06", says("require_approval", on="2025-03-01"), text="Correction:"),
    )
    corrections = {each.id for each in derived.relations if each.kind == "corrects"}
    assert corrections
    shown = {each for line in derived.timelines for step in line.steps for each in step.corrected}
    assert shown == corrections


def test_the_end_of_a_limit_that_nobody_told_of_is_kept_and_marked(
    page: Build, says: Build, world: Build
) -> None:
    (line,) = world(page("Tin Lantern", "2025-06-02", says("lift", on="2025-06-01"))).timelines
    assert [step.odd for step in line.steps] == ["nothing_to_lift"]
    assert "no page tells of the limit" in line.steps[0].why


def test_what_has_no_day_stands_beside_the_line_and_makes_no_step(
    page: Build, says: Build, world: Build
) -> None:
    derived = world(
        page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01")),
        page(
            "Tin Lantern",
            "2025-03-20",
            says("allow", of="the trading floor", kind="unit"),
        ),
    )
    (line,) = [each for each in derived.timelines if each.population == "everybody"]
    (undated,) = [claim for claim in derived.claims if claim.effective is None]
    assert undated.id in line.undated
    assert len(line.steps) == 1


def test_a_timeline_has_an_id_that_a_further_step_does_not_change(
    page: Build, says: Build, world: Build
) -> None:
    ban = page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01"))
    lift = page("Tin Lantern", "2025-06-02", says("lift", on="2025-06-01"))
    assert world(ban).timelines[0].id == world(ban, lift).timelines[0].id != ""
