"""What is not asked could not have been answered: gates keep no clash out, and ask no passage for nothing twice."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

import pytest

from graph.derive.claims import Position, positions_of
from graph.derive.clashes import RULES
from graph.derive.contradictions import asked
from graph.derive.events import events_of
from graph.derive.given import given
from graph.derive.said import all_said
from graph.identity import PLAIN
from graph.model import Reading

Build = Callable[..., Any]


def positions(readings: Sequence[Reading]) -> list[Position]:
    events = events_of(all_said(readings, PLAIN))
    return [position for event in events for position in positions_of(event)]


def apart(pairs: Any) -> Iterator[Any]:
    return ((a, b) for a, b in pairs if a.said.reading.document.id != b.said.reading.document.id)


@pytest.mark.parametrize(
    "name", ["halden-motors", "larkspur-patches", "norvane-bank", "orlund-ministry", "port-averil-schools"]
)
def test_what_any_pair_of_passages_shows_is_shown_by_those_that_are_asked(
    storylines: dict[str, Any], name: str
) -> None:
    story = storylines[name]
    shown = 0
    for one, other in combinations(positions(given(story["pages"], story["gold"]["claims"]).readings), 2):
        every = {
            subtype
            for subtype, rule in RULES
            if any(rule(a, b) is not None for a, b in apart(product(one.sides, other.sides)))
        }
        found = {
            subtype
            for subtype, rule, pairs in asked(one, other)
            if any(rule(a, b) is not None for a, b in apart(pairs))
        }
        assert found == every
        shown += len(every)
    assert shown


def test_a_claim_of_many_pages_is_asked_no_more_than_one_of_few(
    page: Build, says: Build, read: Build
) -> None:
    def questions(many: int) -> int:
        told = [
            page(f"Outlet {n}", f"2025-03-{1 + n % 20:02}", says("ban", on="2025-03-01")) for n in range(many)
        ]
        told += [page("Tin Lantern", "2025-03-05", says("require_approval", on="2025-03-01"))]
        one, other = positions(read(*told))
        return sum(len(pairs) for _, _, pairs in asked(one, other))

    assert 0 < questions(80) <= questions(20) <= 12
