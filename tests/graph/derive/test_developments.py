"""What came next: supersessions, confirmations, corrections, timelines."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.model import Derived

Build = Callable[..., Any]
A, B = ("The Pewter Dispatch", "2025-03-04"), ("Otter & Ledger", "2025-06-05")


@pytest.fixture
def histories() -> Callable[[Derived], list[tuple[str, list[tuple[str, str]]]]]:
    """Give each timeline's population and its steps as (date, state)."""

    def read(derived: Derived) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (line.population, [(step.date.iso if step.date else "", step.state) for step in line.steps])
            for line in derived.timelines
        ]

    return read


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("require_approval", "ban", "escalates"),
        ("ban", "require_approval", "eases"),
        ("ban", "lift", "lifts"),
        ("allow", "ban", "escalates"),
        ("allow", "replace", "replaces"),
    ],
)
def test_a_later_state_supersedes_an_earlier_one(
    world: Build, page: Build, says: Build, only: Build, before: str, after: str, change: str
) -> None:
    later = says(after, on="2025-06-01", **({"replaced_by": ["Oriel"]} if after == "replace" else {}))
    found = only(world(page(*A, says(before, on="2025-03-01")), page(*B, later)), "supersedes")
    assert found.subtype == change
    assert found.fields == ("state", "effective")


def test_an_undated_state_supersedes_nothing(world: Build, page: Build, says: Build, kinds: Build) -> None:
    derived = world(
        page(*A, says("ban", on="2025-03-01")), page("Otter & Ledger", "2025-03-20", says("allow"))
    )
    assert kinds(derived, "supersedes") == []
    assert kinds(derived) == ["state"]


def test_an_undated_lift_counts_from_its_report(world: Build, page: Build, says: Build, kinds: Build) -> None:
    derived = world(page(*A, says("ban")), page(*B, says("lift")))
    assert kinds(derived, "supersedes") == ["lifts"]
    assert kinds(derived) == []


def test_an_undated_rule_began_by_its_report(world: Build, page: Build, says: Build, kinds: Build) -> None:
    derived = world(page(*A, says("require_approval")), page(*B, says("ban", on="2025-06-01")))
    assert kinds(derived, "supersedes") == ["escalates"]


def test_only_the_state_right_before_is_superseded(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    steps = [
        says("require_approval", on="2025-01-01"),
        says("ban", on="2025-03-01"),
        says("lift", on="2025-06-01"),
    ]
    derived = world(*(page(f"Outlet {number}", "2025-06-05", each) for number, each in enumerate(steps)))
    assert kinds(derived, "supersedes") == ["escalates", "lifts"]


def test_a_rule_for_everybody_spares_an_exception_made_before(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    exception = says(
        "allow", of="the statistics office", kind="unit", on="2025-03-10", quote="But only offline."
    )
    swap = says("replace", on="2025-04-01", replaced_by=["Oriel"])
    derived = world(
        page(*A, says("ban", on="2025-01-31")), page(*B, exception), page("Tin Lantern", "2025-04-02", swap)
    )
    assert kinds(derived, "supersedes") == ["eases", "replaces"]


def test_what_the_organisation_denies_is_no_part_of_its_history(
    world: Build, page: Build, says: Build, histories: Build, kinds: Build
) -> None:
    denial = says("deny", quote="Norvane Bank has not banned ChatGPT.")
    own = page("Norvane Bank", "2025-03-06", denial, kind="primary")
    later = page(*B, says("require_approval", on="2025-06-01"))
    derived = world(page(*A, says("ban", on="2025-03-01")), own, later)
    assert histories(derived) == [("everybody", [("2025-06-01", "APPROVAL_REQUIRED")])]
    assert kinds(derived, "supersedes") == []


def test_a_timeline_for_a_part_begins_with_the_rule_it_was_exempted_from(
    world: Build, page: Build, says: Build, histories: Build
) -> None:
    lift = says(
        "lift",
        of="the research department",
        kind="unit",
        on="2025-06-01",
        quote="For research the ban is over.",
    )
    derived = world(page(*A, says("ban", of="all staff", universal=True, on="2025-03-10")), page(*B, lift))
    assert histories(derived) == [
        ("everybody", [("2025-03-10", "BANNED")]),
        ("the research department", [("2025-03-10", "BANNED"), ("2025-06-01", "PERMITTED")]),
    ]


def test_a_limit_that_is_lifted_on_its_own_day_comes_before_the_lift(
    world: Build, page: Build, says: Build, histories: Build
) -> None:
    for first, second in ((A, B), (B, A)):
        derived = world(
            page(*first, says("lift", on="2025-03-01")), page(*second, says("ban", on="2025-03-01"))
        )
        assert histories(derived) == [("everybody", [("2025-03-01", "BANNED"), ("2025-03-01", "PERMITTED")])]


def test_forecasts_and_denials_make_no_step(world: Build, page: Build, says: Build, histories: Build) -> None:
    foreseen = says("lift", on="2025-08-01", modality="prediction")
    assert histories(world(page(*A, says("ban", on="2025-03-01"), foreseen))) == [
        ("everybody", [("2025-03-01", "BANNED")])
    ]


def test_the_organisations_own_day_makes_the_step(
    world: Build, page: Build, says: Build, histories: Build
) -> None:
    own = page("Norvane Bank", "2025-06-05", says("ban", on="2025-03-01"), kind="primary")
    assert histories(world(page(*A, says("ban", on="2025-03-07")), own)) == [
        ("everybody", [("2025-03-01", "BANNED")])
    ]


def test_a_replacement_ends_one_tool_and_opens_another(world: Build, page: Build, says: Build) -> None:
    swap = says("replace", ["DeepSeek"], on="2025-04-01", replaced_by=["Oriel"])
    states = {line.tools: [step.state for step in line.steps] for line in world(page(*A, swap)).timelines}
    assert states == {("DeepSeek",): ["BANNED"], ("Oriel",): ["ALLOWED"]}


@pytest.mark.parametrize(
    ("claim", "kind", "subtype"),
    [
        ({"quote": "The ban on ChatGPT remains in force."}, "report", "still_in_force"),
        ({}, "primary", "official"),
        ({"on": "2025-05-01", "quote": "ChatGPT is banned since 1 May."}, "report", "took_effect"),
    ],
)
def test_later_word_of_a_rule_confirms_it(
    world: Build, page: Build, says: Build, kinds: Build, claim: dict[str, Any], kind: str, subtype: str
) -> None:
    announced = says("ban", ["ChatGPT", "Quillo"], on="2025-05-01")
    later = page(
        "Norvane Bank" if kind == "primary" else "Otter & Ledger", "2025-06-05", says(**claim), kind=kind
    )
    assert subtype in kinds(world(page("The Pewter Dispatch", "2025-04-20", announced), later), "confirms")


def test_an_outlet_that_takes_something_back_corrects_and_does_not_contradict(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    wrong = page("The Pewter Dispatch", "2025-03-04", says("ban"), url="http://pewter.test/1")
    right = page(
        "The Pewter Dispatch", "2025-03-06", says("allow"), url="http://pewter.test/1", title="(corrected)"
    )
    derived = world(wrong, right)
    assert kinds(derived, "corrects") == [""]
    assert kinds(derived) == []
    assert {each.status.kind for each in derived.claims} == {"corrected", "single_origin"}


def test_an_update_without_a_correction_takes_nothing_back(
    world: Build, page: Build, says: Build, kinds: Build
) -> None:
    first = page("The Pewter Dispatch", "2025-03-04", says("ban"), url="http://pewter.test/1")
    update = page(
        "The Pewter Dispatch", "2025-03-06", says("allow"), url="http://pewter.test/1", title="(updated)"
    )
    assert kinds(world(first, update), "corrects") == []
