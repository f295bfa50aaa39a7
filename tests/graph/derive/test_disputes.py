"""Who disputes whom: directed, to the holder's own word if it is there, otherwise to the earliest report."""

from collections.abc import Callable
from typing import Any

Build = Callable[..., Any]
REPORT = ("Thimble Wire", "2025-03-04")


def test_an_author_disputes_the_earliest_report(world: Build, page: Build, says: Build, only: Build) -> None:
    comment = page(
        "Marrow Street Notes", "2025-03-07", says(because="cost", instead="competition"), kind="commentary"
    )
    late = page("Otter & Ledger", "2025-03-05", says(because="cost", of="staff"))
    derived = world(page(*REPORT, says(because="cost", of="all staff", universal=True)), late, comment)
    found = only(derived, "disputes")
    assert found.from_quote.exact in comment[0]["text"]
    assert found.to_assertion == derived.claims[0].assertions[0]
    assert found.why == (
        "By Thimble Wire (4 March 2025) the reason that Norvane Bank gives is cost; Marrow Street Notes "
        "names another: competition."
    )


def test_the_organisations_own_statement_comes_before_reports(
    world: Build, page: Build, says: Build, only: Build
) -> None:
    own = page("Norvane Bank", "2025-03-05", says(because="cost"), kind="primary")
    comment = page(
        "Marrow Street Notes", "2025-03-07", says(because="cost", instead="competition"), kind="commentary"
    )
    found = only(world(page(*REPORT, says(because="cost")), own, comment), "disputes")
    assert found.to_quote.exact in own[0]["text"]
    assert found.why.startswith("By Norvane Bank (5 March 2025)")


def test_a_page_may_dispute_what_it_reports_itself(
    world: Build, page: Build, says: Build, only: Build
) -> None:
    alone = page(
        "Marrow Street Notes", "2025-03-07", says(because="cost", instead="competition"), kind="commentary"
    )
    assert only(world(alone), "disputes").fields == ("reason",)


def test_an_opinion_on_the_state_disputes_the_report(
    world: Build, page: Build, says: Build, only: Build
) -> None:
    opinion = says("ban", modality="opinion", quote="In practice I would call it a ban.")
    alone = page("Patchpile Archives", "2025-03-07", says("require_approval"), opinion)
    found = only(world(alone), "disputes")
    assert found.subtype == "state"
    assert found.from_quote.exact == "In practice I would call it a ban."


def test_an_opinion_that_agrees_disputes_nothing(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    opinion = page("Marrow Street Notes", "2025-03-07", says("ban", modality="opinion"))
    assert kinds(world(page(*REPORT, says("ban")), opinion), "disputes") == []


def test_one_author_disputes_one_claim_once(world: Build, page: Build, says: Build, kinds: Build) -> None:
    twice = page(
        "Marrow Street Notes",
        "2025-03-07",
        says(because="cost", instead="competition"),
        says("ban", modality="opinion", instead="competition", quote="They shut the better rival out."),
        kind="commentary",
    )
    assert kinds(world(page(*REPORT, says(because="cost")), twice), "disputes") == ["reason"]


def test_a_second_reason_of_the_organisation_disputes_nothing(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    second = page("Otter & Ledger", "2025-03-05", says(because=["cost", "security"]))
    assert kinds(world(page(*REPORT, says(because="cost")), second), "disputes") == []
