"""Which passages tell of one event, however imperfectly they were read."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from graph.derive.linkage import partition
from graph.model import Derived

Build = Callable[..., Any]


@pytest.fixture
def sizes() -> Callable[[Derived], list[int]]:
    """Give how many assertions each event has, the largest first."""

    def count(derived: Derived) -> list[int]:
        members: dict[str, int] = {}
        for claim in derived.claims:
            members[claim.event] = members.get(claim.event, 0) + len(claim.assertions)
        return sorted(members.values(), reverse=True)

    return count


def test_a_missing_date_joins_the_nearest_rule_before_it(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    old, new = says("ban", on="2023-05-01"), says("ban", on="2025-03-01")
    undated = page("Cobblestone Courier", "2025-03-06", says("ban"))
    derived = world(
        page("Tin Lantern", "2023-05-02", old), page("Otter & Ledger", "2025-03-02", new), undated
    )
    assert sizes(derived) == [2, 1]
    last = next(each for each in derived.claims if len(each.assertions) == 2)
    assert last.effective is not None
    assert last.effective.iso == "2025-03-01"


def test_a_rule_reported_before_it_begins_is_the_same_event(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    dated = page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-10"))
    assert sizes(world(dated, page("Otter & Ledger", "2025-03-05", says("restrict")))) == [2]


def test_ban_and_restrict_and_a_category_tell_of_one_event(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    pages = [
        page(
            "The Pewter Dispatch",
            "2025-03-04",
            says("ban", ["ChatGPT", "category:generative_ai"], on="2025-03-01"),
        ),
        page("Otter & Ledger", "2025-03-05", says("restrict", ["category:generative_ai"])),
        page("Tin Lantern", "2025-03-06", says("ban", ["category:ai_tools"], on="2025-03")),
    ]
    assert sizes(world(*pages)) == [3]


def test_a_lift_is_an_event_of_its_own(world: Build, page: Build, says: Build, sizes: Build) -> None:
    both = page("Tin Lantern", "2025-06-12", says("ban", on="2023-05"), says("lift", on="2025-06-11"))
    assert sizes(world(both, page("Otter & Ledger", "2025-06-12", says("lift")))) == [2, 1]


def test_the_day_of_a_lift_is_not_the_day_of_the_ban_that_the_same_sentence_names(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    ban = page("A One", "2025-01-05", says(on="2025-01-03"))
    words = {"on": "2025-05-18", "quote": "The bank lifted its ban on ChatGPT on 18 May."}
    over = page("B Two", "2025-05-19", says("lift", **words), says("ban", **words))
    assert sizes(world(ban, over)) == [2, 1]


def test_a_ban_of_one_day_told_in_two_sentences_keeps_its_day(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    ban = page("A One", "2025-01-05", says(on="2025-01-03"))
    day = page(
        "B Two",
        "2025-05-19",
        says("lift", on="2025-05-18", quote="It was over."),
        says("ban", on="2025-05-18"),
    )
    assert sizes(world(ban, day)) == [1, 1, 1]


def test_two_rules_of_one_page_are_never_one_event(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    two = page(
        "Tin Lantern",
        "2025-03-05",
        says("ban", ["Copilot"]),
        says("restrict", ["ChatGPT", "category:ai_tools"]),
    )
    echo = page("Otter & Ledger", "2025-03-06", says("ban", ["Copilot"]), says("restrict", ["ChatGPT"]))
    assert sizes(world(two, echo)) == [2, 2]


def test_the_same_thing_read_twice_on_one_page_is_one_event(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    twice = page(
        "Tin Lantern", "2025-03-05", says("ban"), says("ban", quote="So ChatGPT is banned at Norvane Bank.")
    )
    assert sizes(world(twice)) == [2]


def test_named_parts_are_events_apart_and_the_whole_joins_either(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    primary = says(of="primary schools", kind="unit", on="2025-01-15")
    secondary = says(of="secondary schools", kind="unit", on="2025-02-05")
    phases = page("Tin Lantern", "2025-02-06", primary, secondary)
    assert sizes(
        world(phases, page("Otter & Ledger", "2025-02-07", says(of="secondary schools", kind="unit")))
    ) == [2, 1]


def test_a_replacement_and_the_use_of_the_new_tool_are_one_event(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    swap = page(
        "Tin Lantern", "2025-03-01", says("replace", ["DeepSeek"], on="2025-04-01", replaced_by=["Oriel"])
    )
    assert sizes(
        world(swap, page("Otter & Ledger", "2025-06-20", says("allow", ["Oriel"], on="2025-04-01")))
    ) == [2]


def test_a_ban_remembered_with_the_wrong_month_years_later_is_the_same(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    then, later = says("ban", on="2023-05-01"), says("ban", on="2023-03")
    assert sizes(
        world(page("Tin Lantern", "2023-05-02", then), page("Otter & Ledger", "2026-06-12", later))
    ) == [2]
    assert sizes(
        world(page("Tin Lantern", "2023-05-02", then), page("Otter & Ledger", "2023-05-03", later))
    ) == [1, 1]


def test_an_unnamed_organisation_is_a_stranger_on_every_page(
    world: Build, page: Build, says: Build, sizes: Build
) -> None:
    nameless = says("ban", org="UNNAMED", org_type="unnamed")
    assert sizes(
        world(page("Tin Lantern", "2025-03-04", nameless), page("Otter & Ledger", "2025-03-04", nameless))
    ) == [1, 1]


def test_denials_and_forecasts_join_no_report(world: Build, page: Build, says: Build, sizes: Build) -> None:
    denied, foreseen = says("ban", modality="denial"), says("ban", modality="prediction")
    pages = [
        page(name, "2025-03-04", each)
        for name, each in (("A B", says("ban")), ("C D", denied), ("E F", foreseen))
    ]
    assert sizes(world(*pages)) == [1, 1, 1]


def test_grouping_takes_the_strongest_bond_first_whatever_the_order() -> None:
    costs = {("a", "b"): 2.0, ("b", "c"): 1.0}

    def bond(one: str, other: str) -> float | None:
        return costs.get((min(one, other), max(one, other)))

    def barred(one: str, other: str) -> bool:
        return {one, other} == {"a", "c"}

    found = {
        frozenset(frozenset(group) for group in partition(sorted(order), bond, barred))
        for order in permutations("abc")
    }
    assert found == {frozenset({frozenset("a"), frozenset("bc")})}
