"""Every row of the table of contradictions, each beside its trap."""

from collections.abc import Callable
from typing import Any

import pytest

A, B = ("The Pewter Dispatch", "2025-03-04"), ("Otter & Ledger", "2025-03-05")
Build = Callable[..., Any]


# state ---------------------------------------------------------------------------------------------


def test_approval_and_ban_contradict_in_state(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says("require_approval")), page(*B, says("ban")))) == ["state"]


def test_a_ban_and_a_permission_contradict_in_state(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    assert kinds(world(page(*A, says("ban")), page(*B, says("allow")))) == ["state"]


def test_a_ban_beside_a_restriction_refines_it(world: Build, page: Build, says: Build, kinds: Build) -> None:
    found = world(page(*A, says("ban")), page(*B, says("restrict", quote="Norvane Bank restricts ChatGPT.")))
    assert kinds(found) == []
    assert kinds(found, "refines") == [""]


def test_a_limit_with_a_content_beside_a_ban_is_a_matter_of_wording(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    lessons = says("restrict", quote="Norvane Bank staff need a chaperone for ChatGPT.")
    assert kinds(world(page(*A, says("ban")), page(*B, lessons))) == []


def test_a_permission_with_a_condition_goes_with_a_limit(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    permission = says("allow", quote="Norvane Bank staff may use ChatGPT, but only for drafts.")
    limit = says("restrict", quote="Norvane Bank restricts ChatGPT.")
    assert kinds(world(page(*A, permission), page(*B, limit))) == []


def test_states_of_different_tools_do_not_clash(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says("ban", ["ChatGPT"])), page(*B, says("allow", ["Quillo"])))) == []


def test_states_for_different_audiences_do_not_clash(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    staff, buyers = says("ban", of="staff", kind="employees"), says("allow", of="buyers", kind="customers")
    assert kinds(world(page(*A, staff), page(*B, buyers))) == []


def test_states_for_different_departments_do_not_clash(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    traders, lawyers = (
        says("ban", of="the traders", kind="unit"),
        says("allow", of="the lawyers", kind="unit"),
    )
    assert kinds(world(page(*A, traders), page(*B, lawyers))) == []


def test_states_a_year_apart_do_not_clash(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says("ban")), page("Otter & Ledger", "2026-03-05", says("allow")))) == []


def test_a_later_state_is_a_development_and_no_clash(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    found = world(
        page(*A, says("ban", on="2025-03-10")),
        page("Otter & Ledger", "2025-04-20", says("lift", on="2025-04-22")),
    )
    assert kinds(found) == []
    assert kinds(found, "supersedes") == ["lifts"]


def test_a_page_that_tells_both_sees_no_clash(world: Build, page: Build, says: Build, kinds: Build) -> None:
    both = page(*A, says("ban", ["category:ai_generated_code"]), says("allow", ["category:ai_tools"]))
    assert kinds(world(both, page(*B, says("allow", ["category:ai_tools"])))) == []


# negation ------------------------------------------------------------------------------------------


def test_a_ban_and_no_ban_contradict_in_polarity(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    denial = says("deny", quote="Norvane Bank has not banned ChatGPT.")
    assert kinds(world(page(*A, says("ban")), page(*B, denial))) == ["negation"]


def test_no_outright_ban_leaves_a_restriction_standing(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    denial = says("ban", modality="denial", quote="This is not an outright ban, staff say.")
    limit = says("restrict", quote="Norvane Bank restricts ChatGPT.")
    assert kinds(world(page(*A, limit), page(*B, denial))) == []


def test_a_denial_for_one_department_leaves_the_rest_standing(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    denial = says(
        "deny", of="police posts", kind="unit", unit="police", quote="The ban does not reach police posts."
    )
    assert kinds(world(page(*A, says("ban", of="all devices", kind="devices")), page(*B, denial))) == []


def test_what_begins_after_a_denial_does_not_contradict_it(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    denial = says("deny", quote="Norvane Bank has not banned ChatGPT.")
    assert (
        kinds(world(page(*A, denial), page("Otter & Ledger", "2025-05-02", says("ban", on="2025-05-01"))))
        == []
    )


# population ----------------------------------------------------------------------------------------


def test_everybody_and_only_some_contradict_in_population(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    everybody = says(of="all staff", universal=True)
    some = says(of="only the trading floor", kind="unit", exclusive=True)
    assert kinds(world(page(*A, everybody), page(*B, some))) == ["population"]


def test_everybody_and_a_named_part_contradict_if_told_of_one_decision(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    everybody, part = says(of="all staff", universal=True), says(of="the trading floor", kind="unit")
    assert kinds(world(page(*A, everybody), page(*B, part))) == ["population"]


def test_only_some_and_others_by_name_contradict_in_population(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    some = says(of="primary schools only", kind="unit", exclusive=True, on="2025-01-15")
    others = says(of="secondary schools", kind="unit", on="2025-02-05")
    assert kinds(world(page(*A, some), page(*B, others))) == ["population"]


def test_a_narrower_population_without_only_refines(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    found = world(page(*A, says(of="staff")), page(*B, says(of="the trading floor", kind="unit")))
    assert kinds(found) == []
    assert kinds(found, "refines") == [""]


def test_silence_on_the_population_contradicts_nobody(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    some = says(of="only the trading floor", kind="unit", exclusive=True)
    assert kinds(world(page(*A, says()), page(*B, some))) == []


# tools ---------------------------------------------------------------------------------------------


def test_any_tool_and_exactly_two_contradict_in_tools(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    anything = says("ban", ["category:coding_assistants"], tool_set="universal")
    two = says("ban", ["Claude Code", "Codex"], tool_set="exhaustive")
    assert kinds(world(page(*A, anything), page(*B, two))) == ["tools"]


def test_a_tool_outside_a_closed_list_contradicts_it(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    two = says("ban", ["Claude Code", "Codex"], tool_set="exhaustive")
    assert kinds(world(page(*A, two), page(*B, says("ban", ["Codex", "Cursor"])))) == ["tools"]


@pytest.mark.parametrize("tools", [["Codex"], ["category:coding_assistants"]], ids=["one less", "a category"])
def test_fewer_tools_or_a_category_do_not_contradict_a_closed_list(
    world: Build, page: Build, says: Build, kinds: Build, tools: list[str]
) -> None:
    two = says("ban", ["Claude Code", "Codex"], tool_set="exhaustive")
    assert kinds(world(page(*A, two), page(*B, says("ban", tools)))) == []


# date ----------------------------------------------------------------------------------------------


def test_two_first_days_of_one_decision_contradict(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    found = world(page(*A, says(on="2025-02-10")), page(*B, says(on="2025-02-01")))
    assert kinds(found) == ["date"]


def test_a_day_inside_a_month_is_the_same_date(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says(on="2025-02-10")), page(*B, says(on="2025-02")))) == []


def test_the_day_of_a_report_is_no_first_day(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says(on="2025-02-28")), page(*B, says(on="2025-03-05")))) == []


def test_phases_of_a_roll_out_are_two_decisions(world: Build, page: Build, says: Build, kinds: Build) -> None:
    first = says(of="primary schools", kind="unit", on="2025-02-01")
    second = says(of="secondary schools", kind="unit", on="2025-02-08")
    assert kinds(world(page(*A, first), page(*B, second))) == []


def test_days_far_apart_are_two_decisions(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says(on="2025-02-10")), page(*B, says(on="2024-02-10")))) == []


# reason --------------------------------------------------------------------------------------------


def test_a_reason_given_and_denied_contradicts(world: Build, page: Build, says: Build, kinds: Build) -> None:
    denial = says("deny", quote="The rule has nothing to do with a data leak, the bank says.")
    assert kinds(world(page(*A, says(because="data_leak")), page(*B, denial))) == ["reason"]


def test_two_reasons_side_by_side_are_no_clash(world: Build, page: Build, says: Build, kinds: Build) -> None:
    found = world(page(*A, says(because="data_leak")), page(*B, says(because="legal_compliance")))
    assert kinds(found) == []


def test_a_denial_of_another_reason_is_no_clash(world: Build, page: Build, says: Build, kinds: Build) -> None:
    denial = says("deny", quote="Cost played no part in this, the bank says.")
    assert kinds(world(page(*A, says(because="data_leak")), page(*B, denial))) == []


def test_an_authors_other_reason_is_a_dispute_and_no_clash(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    comment = page(
        "Marrow Street Notes", "2025-03-07", says(because="data_leak", instead="cost"), kind="commentary"
    )
    found = world(page(*A, says(because="data_leak")), comment)
    assert kinds(found) == []
    assert kinds(found, "disputes") == ["reason"]


# attribution ---------------------------------------------------------------------------------------


def test_a_confirmation_that_its_speaker_denies_contradicts(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    report = page(*A, says(), text="Joss Amadi confirmed the step to The Pewter Dispatch.")
    denial = says("deny", quote="Joss Amadi did not confirm anything to The Pewter Dispatch.")
    assert kinds(world(report, page("Norvane Bank", "2025-03-09", denial, kind="primary"))) == ["attribution"]


def test_declining_to_comment_denies_nothing(world: Build, page: Build, says: Build, kinds: Build) -> None:
    report = page(*A, says(), text="A spokesperson for Norvane Bank confirmed the rule.")
    silent = page(*B, says(), text="A spokesperson for Norvane Bank declined to comment.")
    assert kinds(world(report, silent)) == []


def test_a_denial_to_another_outlet_is_not_about_this_page(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    report = page(*A, says(), text="Joss Amadi confirmed the step to The Pewter Dispatch.")
    denial = says("deny", quote="Joss Amadi did not confirm anything to Tin Lantern.")
    assert kinds(world(report, page("Norvane Bank", "2025-03-09", denial, kind="primary"))) == []


# what never contradicts ----------------------------------------------------------------------------


@pytest.mark.parametrize("modality", ["prediction", "question", "opinion"])
def test_what_is_not_reported_as_fact_contradicts_nothing(
    world: Build, page: Build, says: Build, kinds: Build, modality: str
) -> None:
    assert kinds(world(page(*A, says("ban")), page(*B, says("allow", modality=modality)))) == []


def test_a_page_never_contradicts_itself(world: Build, page: Build, says: Build, kinds: Build) -> None:
    assert kinds(world(page(*A, says("ban"), says("allow")))) == []


def test_a_clash_shows_both_quotes_and_says_why(world: Build, page: Build, says: Build, only: Build) -> None:
    found = only(world(page(*A, says("ban")), page(*B, says("require_approval"))), "contradicts")
    assert found.from_quote.exact.startswith("Norvane Bank ban")
    assert found.to_quote.exact.startswith("Norvane Bank require_approval")
    assert found.fields == ("state",)
    assert found.rule == "contradicts.state"
    assert found.why == (
        "The Pewter Dispatch (4 March 2025) says that Norvane Bank bans ChatGPT, "
        "Otter & Ledger (5 March 2025) says that Norvane Bank requires approval for ChatGPT; "
        "both cannot hold for the same people at the same time."
    )


def test_the_end_of_a_tools_name_is_the_tool_where_only_one_can_be_meant(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    short, full = page(*A, says("ban", ["Copilot"])), page(*B, says("allow", ["GitHub Copilot"]))
    assert kinds(world(short, full)) == ["state"]
    other = page("Larch Weekly", "2025-03-06", says("ban", ["Microsoft Copilot"]))
    assert kinds(world(short, full, other)) == [], "it may be either"
