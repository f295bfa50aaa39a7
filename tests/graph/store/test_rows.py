"""Every record survives the way into a row and back."""

import inspect
from dataclasses import is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.model
from graph.errors import StoreError
from graph.model import Assertion, Factor, PartialDate, Version
from graph.store.rows import fingerprint, names_of, record_of, row_of, text_in, text_out

RECORDS = [
    each
    for each in vars(graph.model).values()
    if inspect.isclass(each) and is_dataclass(each) and each is not PartialDate
]


def test_the_round_trip_is_tried_for_the_whole_model():
    assert {"Source", "Document", "Version", "Assertion", "Claim", "Relation", "Trail", "Issue"} <= {
        each.__name__ for each in RECORDS
    }


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
def test_a_record_comes_back_from_its_row_as_it_was(cls, values):
    @settings(max_examples=40, deadline=None)
    @given(values(cls))
    def comes_back(record):
        row = row_of(record)
        assert tuple(row) == names_of(cls)
        assert all(each is None or isinstance(each, str | int | float) for each in row.values())
        assert record_of(cls, row) == record

    comes_back()


@pytest.mark.parametrize(
    "when",
    [
        PartialDate.day(date(2026, 6, 24), "page"),
        PartialDate.month(2026, 6, "feed"),
        PartialDate(date(2026, 6, 24), date(2026, 6, 30), "week", "stated"),
        PartialDate(date(2026, 6, 20), date(2026, 6, 30), "part", "inferred"),
        PartialDate(date(2026, 4, 1), date(2026, 6, 30), "quarter", "discovered"),
    ],
)
def test_a_date_keeps_its_granularity_and_basis(when, assertion):
    said = assertion(effective=when)
    assert record_of(Assertion, row_of(said)).effective == when


def test_what_a_row_lacks_takes_the_default_of_its_field(assertion):
    row = row_of(assertion(yearless="in June"))
    del row["yearless"]
    assert record_of(Assertion, row).yearless == ""


def test_an_instant_is_kept_in_utc(version):
    berlin = datetime(2026, 6, 24, 12, tzinfo=timezone(timedelta(hours=2)))
    assert row_of(version(fetched_at=berlin))["fetched_at"] == "2026-06-24T10:00:00+00:00"


def test_an_instant_without_time_zone_is_refused(version):
    with pytest.raises(StoreError, match="has no time zone"):
        row_of(version(fetched_at=datetime(2026, 6, 24, 12)))  # noqa: DTZ001 that is the point


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(number, assertion):
    with pytest.raises(StoreError, match="no number"):
        row_of(assertion(confidence=number))
    with pytest.raises(StoreError, match="no number"):
        row_of(assertion(factors=(Factor("length", number),)))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_and_can_be_kept(text):
    kept = text_in(text)
    assert text_out(kept) == text
    assert "\0" not in kept
    kept.encode("utf-8")


@pytest.mark.parametrize("text", ["\ud83d\ude00", "a\0b", "\ud800", "\ufdd0", "\ufdd0\\u0041", "\\\ud800\n"])
def test_text_that_databases_trip_over_comes_back(text):
    assert text_out(text_in(text)) == text


@pytest.mark.parametrize("text", ["", "Claude Code", "“sehr geehrte” – 中文 😀", "a\\u0000b"])
def test_ordinary_text_is_kept_as_it_is(text):
    assert text_in(text) == text


def test_the_fingerprint_knows_no_order_and_no_fetch(version):
    first, second = version("Meta asks first."), version("Meta bans Codex.")
    later = replace(first, fetched_at=datetime(2027, 1, 1, tzinfo=UTC))
    rows = [row_of(each) for each in (first, second, later)]
    assert fingerprint([("version", rows[:2])]) == fingerprint([("version", [rows[1], rows[2]])])


@pytest.mark.parametrize(
    "change", [{"title": "Meta bans Codex"}, {"author": "Ida"}, {"published": None}, {"links": ()}]
)
def test_the_fingerprint_changes_with_any_field(change, version):
    one = version(links=(graph.model.Link("http://lantern.test/memo"),))
    other = replace(one, **change)
    assert isinstance(other, Version)
    assert fingerprint([("version", [row_of(one)])]) != fingerprint([("version", [row_of(other)])])


def test_the_fingerprint_counts_equal_rows_and_tells_kinds_apart(version):
    row = row_of(version())
    whole = {
        fingerprint(each)
        for each in ([("version", [row])], [("version", [row, row])], [("claim", [row])], [("version", [])])
    }
    assert len(whole) == 4
