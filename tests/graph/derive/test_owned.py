"""What a block writes down when its neighbours were looked at as well: its own passages, under names of its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from graph.derive import derive
from graph.derive.owned import crossing, linked, owned
from graph.model import ClaimId, Derived, Reading

Build = Callable[..., Any]


@pytest.fixture
def readings(page: Build, says: Build, read: Build) -> tuple[Reading, ...]:
    """Two pages on a ban and one on its end; the first two make one claim."""
    found: tuple[Reading, ...] = read(
        page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01")),
        page("Otter & Ledger", "2025-03-05", says("ban", on="2025-03-01")),
        page("Tin Lantern", "2025-04-20", says("lift", on="2025-04-20")),
    )
    return found


def ids(readings: Any) -> set[str]:
    return {each.id for reading in readings for each in reading.assertions}


def test_without_neighbours_everything_is_its_own(readings: tuple[Reading, ...]) -> None:
    whole = derive(readings)
    assert owned(whole, readings) == whole


def test_every_passage_is_written_down_by_one_block_and_no_two_share_a_name(
    readings: tuple[Reading, ...],
) -> None:
    whole = derive(readings)
    parts = [owned(whole, [each]) for each in readings]
    assert [ids([reading]) for reading in readings] == [
        {each for claim in part.claims for each in claim.assertions} for part in parts
    ]
    names = [claim.id for part in parts for claim in part.claims]
    assert len(names) == len(set(names)) == 3


def test_a_claim_that_began_beside_is_named_by_its_first_passage_here(readings: tuple[Reading, ...]) -> None:
    whole = derive(readings)
    (echo,) = owned(whole, [readings[1]]).claims
    (first,) = owned(whole, [readings[0]]).claims
    assert first.id == whole.claims[0].id != echo.id
    assert echo.event == first.event
    assert (echo.known, echo.documents) == (readings[1].known, (readings[1].document.id,))


def test_what_a_neighbour_does_to_a_claim_stays_in_its_status_and_no_relation_dangles(
    readings: tuple[Reading, ...],
) -> None:
    part = owned(derive(readings), readings[:2])
    assert [claim.status.kind for claim in part.claims] == ["superseded"]
    assert part.relations == ()
    assert [len(step.claims) for line in part.timelines for step in line.steps] == [1, 0]


def test_relations_between_renamed_claims_have_names_of_their_own(
    page: Build, says: Build, read: Build
) -> None:
    readings = read(
        page("The Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01")),
        page("Otter & Ledger", "2025-03-05", says("ban", on="2025-03-01")),
        page("Tin Lantern", "2025-03-06", says("require_approval", on="2025-03-01")),
        page("Finch Evening", "2025-03-07", says("require_approval", on="2025-03-01")),
    )
    whole: Derived = derive(readings)
    (clash,) = [each for each in whole.relations if each.kind == "contradicts"]
    first, second = (owned(whole, part) for part in (readings[::2], readings[1::2]))
    assert clash.id in {each.id for each in first.relations}
    assert not {each.id for each in first.relations} & {each.id for each in second.relations}


def test_a_relation_to_the_window_after_is_kept_and_tied_to_the_claim_there(
    readings: tuple[Reading, ...],
) -> None:
    whole = derive(readings)
    first, last = owned(whole, readings[:2], readings[2:]), owned(whole, readings[2:])
    (lift,) = crossing(first)
    assert lift.kind == "supersedes"
    assert last.relations == ()
    renamed = replace(last.claims[0], id=ClaimId("c-other"))
    (tied,) = linked(first, [renamed]).relations
    assert (tied.from_claim, tied.to_claim) == ("c-other", first.claims[0].id)
    assert tied.id == lift.id
    assert linked(first, ()).relations == ()
