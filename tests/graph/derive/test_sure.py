"""What it takes for two passages that a machine has read to clash: each condition with a clash that it lets through."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from graph.derive import derive
from graph.model import Derived, Factor

A, B, LATE = (
    ("The Pewter Dispatch", "2025-03-04"),
    ("Otter & Ledger", "2025-03-20"),
    ("Larch Weekly", "2025-09-20"),
)
Build = Callable[..., Any]


@pytest.fixture
def machine(read: Build) -> Build:
    """Derive from pages whose claims the models are so sure of, page by page; 0.9 unless told."""

    def build(*pages: Any, likely: Sequence[float] = ()) -> Derived:
        sure = [*likely, *[0.9] * len(pages)]
        readings = [
            replace(
                each,
                assertions=tuple(
                    replace(said, factors=(Factor("likely", sure[place]),)) for said in each.assertions
                ),
            )
            for place, each in enumerate(sorted(read(*pages), key=lambda one: one.known))
        ]
        return derive(readings)

    return build


def test_a_ban_and_a_free_permission_of_one_tool_clash(
    machine: Build, page: Build, says: Build, kinds: Build
) -> None:
    assert kinds(machine(page(*A, says("ban")), page(*B, says("allow")))) == ["state"]


@pytest.mark.parametrize(
    "other",
    [
        {"action": "require_approval"},
        {"action": "allow", "quote": "Norvane Bank allows ChatGPT, but only for summaries."},
        {"action": "allow", "tools": ["category:chatbots"]},
    ],
)
def test_what_is_mostly_one_policy_in_other_words_does_not(
    other: dict[str, Any], machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    pages = page(*A, says("ban")), page(*B, says(**other))
    assert kinds(machine(*pages)) == []
    assert kinds(world(*pages)) == ["state"], "people who marked it are taken at their word"


def test_a_permission_half_a_year_later_is_no_answer_to_a_ban(
    machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    pages = page(*A, says("ban")), page(*LATE, says("allow", on="2025-03-04"))
    assert kinds(machine(*pages)) == []
    assert kinds(world(*pages)) == ["state"]


def test_nothing_clashes_that_the_models_are_unsure_of(
    machine: Build, page: Build, says: Build, kinds: Build
) -> None:
    pages = page(*A, says("ban")), page(*B, says("allow"))
    assert kinds(machine(*pages, likely=(0.9, 0.6))) == ["state"]
    assert kinds(machine(*pages, likely=(0.6, 0.6))) == []


def test_days_clash_where_both_sentences_name_the_organisation_or_both_are_surely_of_one_rule(
    machine: Build, page: Build, says: Build, kinds: Build
) -> None:
    first = page(*A, says("ban", on="2025-02-17"))
    named = page(*B, says("ban", on="2025-03-03"))
    unnamed = page(*B, says("ban", on="2025-03-03", quote="It banned ChatGPT on 3 March."))
    month = page(*B, says("ban", on="2025-03", quote="It banned ChatGPT in March."))
    assert kinds(machine(first, named, likely=(0.9, 0.6))) == ["date"]
    assert kinds(machine(first, unnamed)) == ["date"]
    assert kinds(machine(first, unnamed, likely=(0.9, 0.6))) == []
    assert kinds(machine(first, month)) == []


@pytest.mark.parametrize("day", ["2025-02-18", "2025-02-19"])
def test_a_day_or_two_are_a_slip_of_the_reader(
    day: str, machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    pages = page(*A, says("ban", on="2025-02-17")), page(*B, says("ban", on=day))
    assert kinds(machine(*pages)) == []
    assert kinds(world(*pages)) == ["date"]


def test_a_denial_answers_a_page_of_its_own_quarter(
    machine: Build, page: Build, says: Build, kinds: Build
) -> None:
    denial = says("deny", quote="Norvane Bank denies that it has banned ChatGPT.")
    assert kinds(machine(page(*A, says("ban")), page(*B, denial))) == ["negation"]
    assert kinds(machine(page(*A, says("ban")), page(*LATE, denial))) == []
    strangers = (
        page(*A, says("ban", quote="It banned ChatGPT.")),
        page(*B, says("deny", quote="It denies that.")),
    )
    assert kinds(machine(*strangers)) == ["negation"]
    assert kinds(machine(*strangers, likely=(0.9, 0.6))) == [], "neither names it, and one may be another's"


@pytest.mark.parametrize(("pages", "found"), [(0, ["state"]), (1, ["state"]), (2, [])])
def test_two_pages_that_tell_of_both_sides_tell_of_one_policy(
    pages: int, found: list[str], machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    ban, free = says("ban"), says("allow")
    sides = page(*A, ban), page(*B, free)
    both = [page(f"Outlet {n}", "2025-03-21", says("restrict"), free) for n in range(pages)]
    assert kinds(machine(*sides, *both)) == found
    assert kinds(world(*sides, *both)) == ([] if pages else ["state"]), (
        "of those that people marked one is enough"
    )


def test_there_is_no_such_rule_denies_a_duty_as_well(
    page: Build, says: Build, kinds: Build, world: Build
) -> None:
    denial = page(*B, says("deny", quote="Norvane Bank knows of no such rule on ChatGPT."))
    assert kinds(world(page(*A, says("mandate")), denial)) == ["negation"]
    assert kinds(world(page(*A, says("allow")), denial)) == []


def test_a_part_and_the_whole_are_two_extents_of_one_rule_to_a_machine(
    machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    pages = (
        page(*A, says("ban", of="all staff", universal=True)),
        page(*B, says("ban", unit="treasury desk")),
    )
    assert kinds(world(*pages)) == ["population"]
    assert kinds(machine(*pages)) == []


def test_a_denied_reason_and_a_given_one_share_a_word(
    machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    given = page(*A, says("ban", because="security"))

    def denying(text: str) -> Any:
        reason = {"category": "security", "text": text, "stated_by": "org", "stance": "denied"}
        return page(*B, says("ban", reasons=[reason]))

    for derived in (world, machine):
        assert kinds(derived(given, denying("security"))) == ["reason"]
    assert kinds(world(given, denying("its country of origin"))) == ["reason"]
    assert kinds(machine(given, denying("its country of origin"))) == []


def test_a_total_ban_clashes_with_a_permission_under_conditions(
    machine: Build, page: Build, says: Build, kinds: Build
) -> None:
    under = says("allow", quote="Norvane Bank allows ChatGPT, but only for summaries.")
    wide = says("ban", ["category:ai_tools"], tool_set="universal")
    assert kinds(machine(page(*A, wide), page(*B, under))) == ["state"]
    limited = wide | {"quote": "Norvane Bank bans all AI tools, but only for drafts."}
    assert kinds(machine(page(*A, limited), page(*B, under))) == []


def test_only_a_part_clashes_with_others_where_both_forbid(
    machine: Build, world: Build, page: Build, says: Build, kinds: Build
) -> None:
    alone = page(*A, says("ban", of="the trading floor", kind="unit", exclusive=True, on="2025-03-03"))
    every = says("ban", of="all staff", universal=True, on="2025-03-03")
    assert kinds(machine(alone, page(*B, every))) == ["population"]
    assert kinds(machine(alone, page(*LATE, every))) == []
    assert kinds(world(alone, page(*LATE, every))) == ["population"]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((400, "400 case handlers"), (260, "260 case handlers"), ["number"]),
        ((400, "400 case handlers"), (260, "260 employees"), ["number"]),
        ((400, "400 case handlers"), (390, "390 case handlers"), []),
        ((400, "400 case handlers"), (260, "260 engineers"), []),
    ],
)
def test_counts_of_one_name_clash_if_rounding_does_not_explain_them(
    first: tuple[int, str],
    second: tuple[int, str],
    found: list[str],
    machine: Build,
    page: Build,
    says: Build,
    kinds: Build,
) -> None:
    def counting(number: int, text: str) -> Any:
        counted = {"measure": "people covered", "text": text, "low": number, "high": number}
        return says("ban", numbers=[counted])

    assert kinds(machine(page(*A, counting(*first)), page(*B, counting(*second)))) == found


def test_two_wordings_of_one_extent_are_one_claim_to_a_machine(
    machine: Build, world: Build, page: Build, says: Build
) -> None:
    every, staff = says("ban", of="staff", universal=True), says("ban", of="staff")
    assert len(machine(page(*A, every), page(*B, staff)).claims) == 1
    assert len(world(page(*A, every), page(*B, staff)).claims) == 2
    wide, plain = says("ban", tool_set="universal"), says("ban")
    closed = says("ban", tool_set="exhaustive")
    assert len(machine(page(*A, wide), page(*B, plain)).claims) == 1
    assert len(machine(page(*A, wide), page(*B, closed)).claims) == 2
    assert len(world(page(*A, wide), page(*B, plain)).claims) == 2
