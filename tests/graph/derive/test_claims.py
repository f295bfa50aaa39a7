"""Positions: what makes two passages one claim, and what a claim says for all of them."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]
A, B = ("The Pewter Dispatch", "2025-03-04"), ("Otter & Ledger", "2025-03-05")


def test_passages_that_differ_by_silence_are_one_claim(world: Build, page: Build, says: Build) -> None:
    full = says(on="2025-03-10", of="all staff", universal=True, because="data_leak")
    (claim,) = world(page(*A, full), page(*B, says())).claims
    assert len(claim.assertions) == 2
    assert claim.effective is not None
    assert claim.effective.iso == "2025-03-10"
    assert [each.category for each in claim.reasons] == ["data_leak"]
    assert claim.known is not None
    assert claim.known.isoformat() == "2025-03-04"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"action": "ban"}, {"action": "require_approval"}),
        ({"tools": ["ChatGPT"]}, {"tools": ["ChatGPT", "Quillo"]}),
        ({"of": "all staff", "universal": True}, {"of": "staff"}),
        ({"on": "2025-03-10"}, {"on": "2025-03-04"}),
        ({"because": "data_leak"}, {"because": "cost"}),
        ({"quote": "Norvane Bank bans ChatGPT."}, {"quote": "ChatGPT remains banned at Norvane Bank."}),
        ({"because": "cost"}, {"because": "cost", "instead": "competition", "by": "author"}),
    ],
    ids=["state", "tools", "extent", "day", "reason", "still", "argument"],
)
def test_passages_that_differ_in_what_they_say_are_two_claims(
    world: Build, page: Build, says: Build, one: dict[str, Any], other: dict[str, Any]
) -> None:
    claims = world(page(*A, says(**one)), page(*B, says(**other))).claims
    assert len(claims) == 2
    assert len({each.event for each in claims}) == 1


def test_the_organisations_own_word_is_a_claim_of_its_own(world: Build, page: Build, says: Build) -> None:
    own = page("Norvane Bank newsroom", "2025-03-05", says(), kind="primary")
    assert len(world(page(*A, says()), own).claims) == 2


def test_a_category_beside_its_example_says_the_same(world: Build, page: Build, says: Build) -> None:
    example = says(tools=["ChatGPT", "category:chatbots"])
    assert len(world(page(*A, example), page(*B, says(tools=["category:chatbots"]))).claims) == 1


def test_a_claim_keeps_its_id_when_an_echo_comes(world: Build, page: Build, says: Build) -> None:
    first = page(*A, says())
    (before,) = world(first).claims
    (after,) = world(first, page(*B, says())).claims
    assert (before.id, before.event) == (after.id, after.event)
    assert len(after.documents) == 2


def test_an_organisation_goes_by_the_name_that_the_earliest_page_has(
    page: Any, says: Any, world: Any
) -> None:
    derived = world(
        page("Tin Lantern", "2025-03-04", says("ban", org="Interior Ministry of Orlund")),
        page("Otter & Ledger", "2025-03-05", says("ban", org="Orlund's Interior Ministry")),
    )
    (claim,) = derived.claims
    assert claim.organisation == "Interior Ministry of Orlund"
    assert len(claim.assertions) == 2
