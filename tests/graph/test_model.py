"""Dates as exact as somebody made them, ids that follow from content, states that cover one another."""

import re
from dataclasses import FrozenInstanceError, is_dataclass
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import model
from graph.model import (
    CONTEXT,
    COVERS,
    SEVERITY,
    STATE_OF,
    Action,
    PartialDate,
    State,
    content_id,
    covers,
    document_id,
    plain,
    quote_of,
    restricts,
    source_id,
    version_id,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DATES = st.tuples(DAYS, DAYS).map(lambda days: PartialDate(min(days), max(days), "part"))
STATES = st.sampled_from(get_args(State))


@pytest.mark.parametrize(
    ("text", "first", "last", "granularity"),
    [
        ("2026-06-24", "2026-06-24", "2026-06-24", "day"),
        ("2026-06", "2026-06-01", "2026-06-30", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2026", "2026-01-01", "2026-12-31", "year"),
        ("2026-06-24/2026-06-30", "2026-06-24", "2026-06-30", "week"),
        ("2026-06-21/2026-06-30", "2026-06-21", "2026-06-30", "part"),
    ],
)
def test_a_date_is_read_as_exact_as_it_is_written(text, first, last, granularity):
    when = PartialDate.parse(text, "feed")
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert (when.granularity, when.basis) == (granularity, "feed")
    assert when.iso == text


@pytest.mark.parametrize(
    "text", ["", "June", "2026-13", "2026-02-30", "24-06-2026", "2026-6", "20260624", "/", "2026-06/"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_a_date_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="end before it begins"):
        PartialDate(date(2026, 6, 24), date(2026, 6, 23))


@given(DATES, DATES)
def test_two_dates_overlap_or_one_comes_before_the_other(one, other):
    assert [one.overlaps(other), one.before(other), other.before(one)].count(True) == 1
    assert one.overlaps(other) == other.overlaps(one)


@given(DATES, DATES)
def test_a_date_within_another_overlaps_it_and_is_no_longer(one, other):
    assert one.within(one)
    both = PartialDate(min(one.first, other.first), max(one.last, other.last), "part")
    assert one.within(both)
    assert one.overlaps(both)
    assert both.within(one) == (both == one)


@given(DAYS)
def test_the_shortest_form_reads_back(day):
    for when in (
        PartialDate.day(day),
        PartialDate.month(day.year, day.month),
        PartialDate.year(day.year),
        PartialDate(day, day + timedelta(days=6), "week"),
    ):
        assert PartialDate.parse(when.iso) == when


@given(STATES, STATES, STATES)
def test_covering_is_a_partial_order(one, other, third):
    assert covers(one, one)
    if covers(one, other) and covers(other, one):
        assert one == other
    if covers(one, other) and covers(other, third):
        assert covers(one, third)


def test_every_state_lies_under_exactly_one_side():
    for state in get_args(State):
        assert covers("RESTRICTED", state) != covers("PERMITTED", state)
        assert restricts(state) == covers("RESTRICTED", state)
    assert set(SEVERITY) == set(get_args(State))
    assert set(COVERS) == {"RESTRICTED", "PERMITTED"}


def test_every_action_says_which_state_it_leads_to():
    assert set(STATE_OF) == set(get_args(Action))
    assert set(STATE_OF.values()) - {None} <= set(get_args(State))


@given(st.text(min_size=1), st.data())
def test_a_quote_is_the_text_at_its_offsets(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = quote_of(text, start, end)
    assert text[quote.start : quote.end] == quote.exact
    assert text[:start].endswith(quote.prefix)
    assert text[end:].startswith(quote.suffix)
    assert len(quote.prefix) == min(start, CONTEXT)


def test_ids_follow_from_content_alone():
    assert source_id("The Lantern") == source_id("The Lantern") == "s-" + source_id("The Lantern")[2:]
    assert re.fullmatch(r"d-[0-9a-f]{16}", document_id("http://lantern.test/"))
    page = document_id("http://lantern.test/")
    june = PartialDate.month(2026, 6)
    ids = {
        version_id(page, "title", "text", june),
        version_id(page, "title", "text", None),
        version_id(page, "titlet", "ext", june),
        version_id(page, "title", "Text", june),
        version_id(document_id("http://lantern.test/2"), "title", "text", june),
    }
    assert len(ids) == 5


def test_ids_are_the_same_on_every_machine():
    # printf '["Meta",["Codex"],null,"2026-06-24"]' | sha256sum
    assert content_id("c", "Meta", ("Codex",), None, date(2026, 6, 24)) == "c-e92f96ca6ee2ce4b"


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_an_id(text):
    assert content_id("x", text) == content_id("x", text)


def test_records_become_plain_values(assertion):
    told = plain(assertion(effective=PartialDate.month(2026, 6)))
    assert told["effective"] == {"iso": "2026-06", "granularity": "month", "basis": "stated"}
    assert told["tools"] == ["Claude Code"]
    assert told["quote"]["start"] == 0


def test_records_cannot_be_changed(assertion):
    said = assertion()
    with pytest.raises(FrozenInstanceError):
        said.organisation = "Bosch"
    for each in vars(model).values():
        if isinstance(each, type) and is_dataclass(each):
            assert hasattr(each, "__slots__"), each


def test_a_reading_is_known_from_the_first_day_of_its_date(reading):
    assert reading(published="2026-06").known == date(2026, 6, 1)
    assert reading(published=None).known is None
