"""What crawls remember: written, read back, found by index, and no part of the graph."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import StoreMissing, StoreUnusable
from graph.model import DocumentId, VersionId
from graph.store.ledger import Address, Fetch
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_ledger import open_ledger

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PAGE = Address("http://desk.test/a", "http://desk.test/a")
FEED = Address("feed http://desk.test/f", "http://desk.test/f", "feed")


def fetch(number=1, **values):
    return Fetch(f"f-{number}", PAGE.key, PAGE.url, NOON + timedelta(hours=number), 200, **values)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "walkback.db"


@pytest.fixture
def ledger(path):
    with open_ledger(path) as opened:
        yield opened


def at(hours):
    return NOON + timedelta(hours=hours)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_everything_comes_back_as_it_was_written(ledger, values, data):
    address, kept = data.draw(values(Address)), data.draw(values(Fetch))
    ledger.note([address])
    ledger.add([kept])
    assert ledger.address(address.key) == address
    assert ledger.fetch(kept.id) is not None


def test_a_listing_names_what_it_named_when_it_was_last_read(ledger):
    one, two = PAGE, replace(PAGE, key="http://desk.test/b", url="http://desk.test/b")
    ledger.note_listing(FEED, [one, two])
    ledger.note_listing(FEED, [two])
    assert ledger.named(FEED.key) == [two]
    assert ledger.address(one.key) == one


def test_what_an_address_led_to_does_not_overwrite_what_is_known_of_it(ledger):
    known = replace(PAGE, key="http://desk.test/b", etag='"1"')
    ledger.note([known])
    ledger.settle(PAGE, [replace(known, etag=""), replace(PAGE, key="http://desk.test/c", original=True)])
    assert ledger.address("http://desk.test/b") == known
    assert ledger.address("http://desk.test/c").original


def test_pages_never_asked_for_come_first_and_then_the_longest_due(ledger):
    keys = ("late", "never", "soon", "first")
    moments = (at(2), None, at(9), at(1))
    ledger.note([replace(PAGE, key=key, due_at=moment) for key, moment in zip(keys, moments, strict=True)])
    ledger.note([replace(FEED, due_at=at(0))])
    assert [each.key for each in ledger.due(at(3), 10)] == ["never", "first", "late"]
    assert [each.key for each in ledger.due(at(3), 2)] == ["never", "first"]


def test_the_next_moment_is_that_of_the_first_address_of_any_kind(ledger):
    assert ledger.next_due() is None
    ledger.note([replace(PAGE, due_at=at(2)), replace(FEED, due_at=at(1))])
    assert ledger.next_due() == at(1)
    ledger.note([replace(PAGE, key="new")])
    assert ledger.next_due() < at(-1000)


def test_fetches_are_found_by_version_and_by_document_in_their_order(ledger):
    document, version = DocumentId("d-1"), VersionId("v-1")
    later = fetch(2, document=document, version=version, file="a.warc.gz", offset=100, length=50)
    first = fetch(1, document=document, file="a.warc.gz", length=100)
    ledger.add([later, first])
    ledger.add([later])
    assert ledger.fetches(version) == [later]
    assert ledger.fetches_of(document) == [first, later]
    assert ledger.last_byte("a.warc.gz") == 150
    assert ledger.last_byte("b.warc.gz") == 0


def test_an_address_whose_record_is_gone_is_asked_for_in_full_again(ledger):
    ledger.note([replace(PAGE, etag='"1"', modified="x", digest="d")])
    ledger.add([fetch(file="old.warc.gz", length=9, digest="d")])
    ledger.forget_file("old.warc.gz")
    assert ledger.address(PAGE.key) == PAGE
    assert ledger.fetch("f-1") == fetch(digest="d")


def test_the_latest_ratios_come_first(ledger):
    ledger.add([fetch(1, ratio=0.9), fetch(2), fetch(3, ratio=0.4)])
    assert list(ledger.ratios(5)) == [(PAGE.url, 0.4), (PAGE.url, 0.9)]
    assert list(ledger.ratios(1)) == [(PAGE.url, 0.4)]


def test_nothing_a_crawl_remembers_changes_the_graph(path, world, ledger):
    with open_sqlite(path) as store:
        world.save(store)
        before = store.graph_hash(), store.counts()
        ledger.note_listing(FEED, [PAGE])
        ledger.add([fetch(version=world.version.id)])
        assert (store.graph_hash(), store.counts()) == before


def test_a_ledger_for_reading_refuses_to_be_written(path, ledger):
    with open_ledger(path, read_only=True) as reader:
        assert reader.address("x") is None
        with pytest.raises(StoreUnusable):
            reader.note([PAGE])
    with pytest.raises(StoreMissing):
        open_ledger(path.with_name("none.db"), read_only=True)


@pytest.mark.parametrize(
    "call",
    [
        lambda ledger: ledger.addresses([PAGE.key]),
        lambda ledger: ledger.named(FEED.key),
        lambda ledger: ledger.due(NOON, 10),
        lambda ledger: ledger.next_due(),
        lambda ledger: ledger.note_listing(FEED, [PAGE]),
        lambda ledger: ledger.settle(PAGE, [PAGE]),
        lambda ledger: ledger.add([fetch()]),
        lambda ledger: ledger.fetches(VersionId("v-1")),
        lambda ledger: ledger.fetches_of(DocumentId("d-1")),
        lambda ledger: ledger.fetch("f-1"),
        lambda ledger: ledger.last_byte("a"),
        lambda ledger: ledger.forget_file("a"),
        lambda ledger: list(ledger.ratios(5)),
    ],
)
def test_nothing_that_grows_is_scanned_or_sorted(call, ledger):
    asked: list[str] = []
    ledger._db._connection.set_trace_callback(asked.append)
    call(ledger)
    ledger._db._connection.set_trace_callback(None)
    for statement in (each for each in asked if each.startswith(("SELECT", "UPDATE", "DELETE"))):
        for *_, step in ledger._db._connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
            whole = step.startswith("SCAN") and "USING" not in step and "json_each" not in step
            sorts = "USE TEMP B-TREE" in step and "naming" not in statement  # as many as one listing names
            assert (whole, sorts) == (False, False), json.dumps([statement, step])


def test_an_address_that_no_database_keeps_as_it_is_is_left_out_like_any_other(ledger):
    odd = Address("http://desk.test/\ud800", "http://desk.test/odd")
    ledger.note([PAGE, odd])
    assert ledger.addresses([odd.key, PAGE.key]) == {odd.key: odd, PAGE.key: PAGE}
    assert ledger.due(NOON, 9) == sorted([PAGE, odd], key=lambda each: each.key == odd.key)
    assert ledger.due(NOON, 9, [odd.key]) == [PAGE]
