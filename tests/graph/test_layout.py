"""Histories that outgrow a block: cut into windows, told right across the cuts, the same whatever came first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.build import build
from graph.derive import block_of, derive
from graph.derive.given import given as readings_given
from graph.derive.rulings import Rulings
from graph.derive.windows import block_in, day_of, windows
from graph.model import Assertion, Block, Reading, Search
from graph.rule import judgement
from graph.store import Store
from graph.store.sqlite import open_sqlite

LIMIT = 3
AT = datetime(2026, 7, 1, tzinfo=UTC)
ACTIONS = ("ban", "restrict", "require_approval", "allow", "lift")


class Told:
    """An extractor that knows by heart what each page says."""

    name = "told/1"

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.by_version = {each.version.id: each.assertions for each in readings}

    def __call__(self, page: Reading) -> Any:
        return self.by_version[page.version.id]


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    """A few years of one bank, with pages that tell of two decisions at once, and another bank beside it."""
    pages, claims = [], {}
    for number in range(draw(st.integers(1, 9))):
        day = date(2023, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
        name = f"p{number}"
        text = f"Page {number} of {day} says so."
        pages.append({"id": name, "url": f"http://{name}.test/", "outlet": f"Outlet {number % 4}",
                      "published": str(day), "title": "", "text": text})  # fmt: skip
        claims[name] = [
            {
                "id": f"c{each}", "org": draw(st.sampled_from(["Norvane Bank", "Norvane Bank", "Kestrel Air"])),
                "action": draw(st.sampled_from(ACTIONS)), "tools": ["ChatGPT"], "quote": "says so", "attribution": [],
                "event_date": draw(st.sampled_from(["", *(str(day - timedelta(days=ago)) for ago in (0, 3, 300))])),
            }
            for each in range(draw(st.integers(1, 2)))
        ]  # fmt: skip
    return list(readings_given(pages, claims).readings)


@contextmanager
def store_of(
    *batches: Sequence[Reading], limit: int = LIMIT, filed: Callable[[Assertion], Block] = block_of
) -> Iterator[Store]:
    told = Told([reading for batch in batches for reading in batch])
    with TemporaryDirectory() as folder, open_sqlite(Path(folder) / "walkback.db", create=True) as store:
        for batch in batches:
            for each in batch:
                store.save_source(each.source)
                store.save_version(each.document, each.version)
            build(store, told, filed, derive, limit=limit)
        yield store


def everything(store: Store) -> tuple[Any, ...]:
    return (
        store.search(Search(limit=1000)).claims,
        store.relations(),
        store.timelines(),
        sorted(store.blocks()),
        store.graph_hash(),
    )


CHECKED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CHECKED
@given(histories(), st.randoms(use_true_random=False))
def test_the_same_windows_and_records_whatever_came_first(readings: list[Reading], order: Any) -> None:
    mixed = order.sample(readings, len(readings))
    with store_of(readings) as at_once, store_of(*([each] for each in mixed)) as one_by_one:
        assert everything(one_by_one) == everything(at_once)
        build(at_once, Told(readings), block_of, derive, everything=True, limit=LIMIT)
        assert everything(one_by_one) == everything(at_once)
        assert list(at_once.stale()) == []


@CHECKED
@given(histories(), st.integers(0, 9))
def test_pages_that_were_filed_without_windows_end_in_the_same_ones(
    readings: list[Reading], cut: int
) -> None:
    with store_of(readings[:cut]) as store, store_of(readings) as expected:
        for each in readings[cut:]:
            store.save_source(each.source)
            store.save_version(each.document, each.version)
            blocks = [block_of(said) for said in each.assertions]
            store.save_assertions(each.version.id, Told.name, each.assertions, blocks)
        build(store, Told(readings), block_of, derive, limit=LIMIT)
        assert list(store.stale()) == []
        assert everything(store) == everything(expected)


@CHECKED
@given(histories())
def test_blocks_are_the_windows_that_follow_from_the_days(readings: list[Reading]) -> None:
    said = [
        (block_of(each), day_of(each, reading.known)) for reading in readings for each in reading.assertions
    ]
    wanted: set[Block] = set()
    for key in {key for key, _ in said}:
        days = [day for other, day in said if other == key]
        wanted |= {block_in(key, each) for each in windows(days, LIMIT) if any(map(each.holds, days))}
    with store_of(readings) as store:
        assert set(store.blocks()) == wanted


@CHECKED
@given(histories())
def test_every_passage_is_in_exactly_one_claim_and_every_relation_joins_two_claims(
    readings: list[Reading],
) -> None:
    with store_of(readings) as store:
        claims = store.search(Search(limit=1000)).claims
        told = sorted(each.id for reading in readings for each in reading.assertions)
        assert sorted(each for claim in claims for each in claim.assertions) == told
        known = {claim.id for claim in claims}
        assert all({each.from_claim, each.to_claim} <= known for each in store.relations())
        assert all(set(step.claims) <= known for line in store.timelines() for step in line.steps)
        assert all(store.trail(claim.id).event == claim.event for claim in claims)


@CHECKED
@given(histories())
def test_a_history_that_fits_is_one_block_and_told_as_ever(readings: list[Reading]) -> None:
    with store_of(readings, limit=1000) as store:
        assert all(" @" not in block for block in store.blocks())
        derived = derive(readings)
        assert set(store.search(Search(limit=1000)).claims) == set(derived.claims)
        assert store.relations() == sorted(derived.relations, key=lambda each: each.id)


def page(number: int, day: date, action: str, on: str = "") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    record = {"id": f"p{number}", "url": f"http://p{number}.test/", "outlet": f"Outlet {number}", "published": str(day),
              "title": "", "text": f"Page {number} says so."}  # fmt: skip
    claim = {"id": "c1", "org": "Norvane Bank", "action": action, "tools": ["ChatGPT"], "quote": "says so",
             "attribution": [], "event_date": on}  # fmt: skip
    return record, [claim]


def across_a_cut() -> list[Reading]:
    """Two bans before a cut of the calendar, two lifts right after it: more than a block may hold."""
    cut = date.fromordinal(738_816)  # a multiple of 512, so a border of windows
    told = [
        page(1, cut - timedelta(days=9), "ban", str(cut - timedelta(days=9))),
        page(2, cut - timedelta(days=8), "ban", str(cut - timedelta(days=9))),
        page(3, cut + timedelta(days=5), "lift", str(cut + timedelta(days=5))),
        page(4, cut + timedelta(days=6), "lift", str(cut + timedelta(days=5))),
    ]
    return readings_given(
        [record for record, _ in told], {record["id"]: said for record, said in told}
    ).readings


def test_a_claim_knows_across_the_cut_that_something_took_its_place() -> None:
    with store_of(across_a_cut()) as store:
        assert len(list(store.blocks())) == 2
        statuses = {claim.action: claim.status.kind for claim in store.search(Search()).claims}
    assert statuses["ban"] == "superseded"


def test_a_relation_across_the_cut_is_told_and_can_be_dismissed() -> None:
    readings = across_a_cut()
    with store_of(readings) as store:
        (lift,) = store.relations(["supersedes"])
        ends = store.claim(lift.from_claim), store.claim(lift.to_claim)
        assert [each.action for each in ends] == ["lift", "ban"]
        assert len({store.block_of(each.id) for each in ends}) == 2
        assert store.relations(claim=ends[0].id) == store.relations(claim=ends[1].id) == [lift]
        dismissed = Rulings(dismissed=frozenset({lift.id}))
        options = {"everything": True, "limit": LIMIT, "rulings": dismissed}
        build(store, Told(readings), block_of, partial(derive, rulings=dismissed), **options)
        assert store.relations(["supersedes"]) == []
        assert store.claim(ends[1].id).status.kind != "superseded"
        build(store, Told(readings), block_of, derive, everything=True, limit=LIMIT)
        assert store.relations(["supersedes"]) == [lift]


def test_a_page_in_one_window_leaves_windows_far_from_it_alone() -> None:
    start = date(2020, 1, 1)
    told = [page(n, start + timedelta(days=30 * n), ACTIONS[n % 5]) for n in range(24)]
    readings = readings_given(
        [record for record, _ in told], {record["id"]: said for record, said in told}
    ).readings
    late = page(99, start + timedelta(days=725), "ban")
    (new,) = readings_given([late[0]], {"p99": late[1]}).readings
    with store_of(readings, [new]) as store:
        assert len(list(store.blocks())) > 6
    extractor = Told([*readings, new])
    with store_of(readings) as store:
        store.save_source(new.source)
        store.save_version(new.document, new.version)
        assert build(store, extractor, block_of, derive, limit=LIMIT).blocks <= 5


@CHECKED
@given(histories())
def test_names_that_are_parted_again_leave_the_windows_that_follow_from_what_is_left(
    readings: list[Reading],
) -> None:
    """A ruling that two banks are one is undone: passages stand in the other's blocks until the next build."""

    def one_bank(said: Assertion) -> Block:
        return Block("norvane bank")

    told = Told(readings)
    with store_of(readings) as expected, store_of(readings, filed=one_bank) as store:
        ruling = judgement("other_entity", ["Norvane Bank", "Kestrel Air"], "ida", AT)
        store.save_judgement(ruling, list(store.blocks()))
        build(store, told, block_of, derive, limit=LIMIT)
        assert list(store.stale()) == []
        assert everything(store)[:-1] == everything(expected)[:-1]


def test_the_window_beside_learns_that_a_build_which_adds_a_passage_took_another_back() -> None:
    """One page adds to a window, far from its border; another takes back what stood close to it."""
    cut = date.fromordinal(738_816)
    told = [
        page(1, cut - timedelta(days=9), "ban", str(cut - timedelta(days=9))),
        page(2, cut - timedelta(days=8), "ban", str(cut - timedelta(days=9))),
        page(3, cut + timedelta(days=5), "lift", str(cut + timedelta(days=5))),
        page(4, cut + timedelta(days=200), "ban", str(cut + timedelta(days=200))),
    ]
    before = readings_given([each for each, _ in told], {each["id"]: said for each, said in told}).readings
    far = page(5, cut + timedelta(days=190), "ban", str(cut + timedelta(days=190)))
    (added,) = readings_given([far[0]], {"p5": far[1]}).readings
    silent = {**told[2][0], "text": "We were wrong about this."}
    (taken,) = readings_given([silent], {"p3": []}).readings
    for late in ([added, taken], [taken, added]):
        with store_of(before, late) as store, store_of([*before[:2], before[3], added]) as expected:
            assert len(list(store.blocks())) == 2
            assert {each.action for each in store.search(Search()).claims} == {"ban"}
            assert everything(store)[0] == everything(expected)[0]
