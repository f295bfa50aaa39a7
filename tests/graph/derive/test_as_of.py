"""Statuses for any day: what was known by then, and what had begun by then."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from graph.derive import as_of, derive
from graph.model import Reading

Build = Callable[..., Any]


@pytest.fixture
def readings(page: Build, says: Build, read: Build) -> tuple[Reading, ...]:
    """A ban from 1 March; a denial a week later; a lift told on 1 April for 1 May."""
    found: tuple[Reading, ...] = read(
        page(
            "The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01", sources=["Norvane Bank memo"])
        ),
        page("Otter & Ledger", "2025-03-12", says("ban", on="2025-03-01", sources=["Ilse Corran"])),
        page("Tin Lantern", "2025-04-01", says("lift", on="2025-05-01")),
    )
    return found


def status(derived: Any) -> str:
    return str(derived.claims[0].status.kind)


def test_a_claim_is_worth_what_was_known_and_had_begun(readings: tuple[Reading, ...]) -> None:
    assert status(as_of(readings, date(2025, 3, 5))) == "single_origin"
    assert status(as_of(readings, date(2025, 3, 20))) == "corroborated"
    assert status(as_of(readings, known=date(2025, 4, 2), valid=date(2025, 4, 2))) == "corroborated"
    assert status(as_of(readings, known=date(2025, 4, 2), valid=date(2025, 5, 1))) == "superseded"
    assert status(derive(readings)) == "superseded"


def test_before_anything_was_published_nothing_is_known(readings: tuple[Reading, ...]) -> None:
    assert as_of(readings, date(2025, 3, 3)).claims == ()


def test_an_undated_page_was_never_known_by_any_day(page: Build, says: Build, read: Build) -> None:
    assert as_of(read(page("Tin Lantern", "", says("ban"))), date(2030, 1, 1)).claims == ()


def test_an_outlets_retraction_takes_its_claim_away_and_puts_nothing_in_its_place(
    page: Build, says: Build, world: Build, only: Build
) -> None:
    first = page("The Pewter Dispatch", "2025-03-04", says("ban"))
    second = page(
        "The Pewter Dispatch", "2025-03-08", says("deny", state="BANNED", quote="Norvane Bank has not banned ChatGPT."),
        text="We retract our report of 4 March.", kind="correction",
    )  # fmt: skip
    derived = world(first, second)
    assert status(derived) == "retracted"
    assert only(derived, "corrects").subtype == "retracts"
    assert derived.timelines == ()


def test_a_correction_that_says_what_is_so_is_no_retraction(
    page: Build, says: Build, world: Build, only: Build
) -> None:
    first = page("The Pewter Dispatch", "2025-03-04", says("ban"))
    second = page(
        "The Pewter Dispatch", "2025-03-08", says("require_approval"), text="Correction: not banned."
    )
    derived = world(first, second)
    assert status(derived) == "corrected"
    assert only(derived, "corrects").subtype == ""


def test_another_outlets_retraction_takes_nothing_away(page: Build, says: Build, world: Build) -> None:
    first = page("The Pewter Dispatch", "2025-03-04", says("ban"))
    second = page(
        "Tin Lantern", "2025-03-08", says("deny", quote="It is not so."), text="We retract our report."
    )
    assert status(world(first, second)) != "retracted"


@pytest.mark.parametrize(
    ("words", "because", "told"),
    [
        ("The bank gave no reason.", (), "none_given"),
        ("It did not say why.", (), "none_given"),
        ("It rained.", (), "not_reported"),
        ("It rained.", "cost", "given"),
        ("The bank gave no reason at first.", "cost", "given"),
    ],
)
def test_no_reason_given_is_told_from_no_reason_reported(
    page: Build, says: Build, world: Build, words: str, because: Any, told: str
) -> None:
    derived = world(page("Tin Lantern", "2025-03-04", says("ban", because=because), text=words))
    assert derived.claims[0].reasoning == told
