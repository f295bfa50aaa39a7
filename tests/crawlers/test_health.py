from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.health import Health, all_health, health_of, with_lengths
from crawlers.report import Shortened
from graph.model import SourceCheck

NOW = datetime(2026, 7, 31, tzinfo=UTC)
WELL = SourceCheck("Desk", NOW, lists=1, named=30, dated=30, newest=NOW - timedelta(hours=3), silence=1.5)


def ago(days, **given):
    """Build a look that many days ago, which saw something new of the same day."""
    at = NOW - timedelta(days=days)
    return replace(WELL, at=at, newest=at, **given)


@pytest.mark.parametrize(
    ("last", "state", "detail"),
    [
        (WELL, "well", "30 named, newest of 2026-07-30"),
        (replace(WELL, unreadable=1, problem="HTTP 404"), "no answer", "HTTP 404"),
        (replace(WELL, unreadable=1, closed=1, problem="closed by robots.txt"), "closed by robots.txt", ""),
        (replace(WELL, lists=2, unreadable=1, problem="HTTP 500"), "in part", "1 of 2 lists: HTTP 500"),
        (replace(WELL, named=0, dated=0, newest=None), "empty", "names no page"),
        (replace(WELL, dated=0, newest=None), "undated", "none of 30 pages has a date in its list"),
        (replace(WELL, newest=NOW - timedelta(days=9)), "gone quiet",
         "nothing new for 9 days; its longest silence before was 1.5"),
        (replace(WELL, newest=NOW - timedelta(days=2.9)), "well", "30 named, newest of 2026-07-28"),
        (replace(WELL, newest=NOW - timedelta(days=9), silence=5.0), "well", "30 named, newest of 2026-07-22"),
        (replace(WELL, named=1, dated=1, silence=0.0, newest=NOW - timedelta(days=900)), "well", None),
    ],
)  # fmt: skip
def test_one_look_tells_how_a_source_is(last, state, detail):
    health = health_of("Desk", [last], NOW)
    assert (health.state, health.at) == (state, NOW)
    assert detail is None or health.detail == detail


def test_a_source_that_nobody_looked_at_says_so():
    assert health_of("Desk", [], NOW) == Health("Desk", "not looked at")


def test_an_empty_source_is_compared_with_its_own_past():
    health = health_of("Desk", [ago(2), ago(1), replace(WELL, named=0, dated=0, newest=None)], NOW)
    assert (health.state, health.detail) == ("empty", "named up to 30 pages before")


def test_the_rhythm_of_a_source_is_learnt_from_the_looks_at_it():
    weekly = [ago(days, silence=0.0) for days in (31, 24, 17, 10)]
    assert health_of("Desk", [*weekly, replace(weekly[-1], at=NOW)], NOW).state == "well"
    daily = [ago(days, silence=0.0) for days in (14, 13, 12, 11, 10)]
    health = health_of("Desk", [*daily, replace(daily[-1], at=NOW)], NOW)
    assert (health.state, health.detail) == (
        "gone quiet", "nothing new for 10 days; its longest silence before was 1.0",
    )  # fmt: skip


def test_without_dates_new_pages_are_the_sign_of_life():
    undated = replace(WELL, dated=0, newest=None, silence=0.0)
    past = [replace(undated, at=NOW - timedelta(days=days), stored=2) for days in (20, 19, 18)]
    assert health_of("Desk", [*past, replace(undated, stored=0)], NOW).state == "gone quiet"
    assert health_of("Desk", [*past, replace(undated, stored=1)], NOW).state == "undated"


def test_terms_that_nobody_changes_are_not_quiet():
    page = SourceCheck("Desk", NOW, lists=1, named=1, dated=1)
    past = [replace(page, at=NOW - timedelta(days=days), stored=1) for days in (400, 390)]
    assert health_of("Desk", [*past, page], NOW).is_well


def test_a_source_that_comes_back_is_well_again():
    assert health_of("Desk", [ago(200), replace(ago(100), unreadable=1), WELL], NOW).state == "well"


def test_all_sources_are_judged_by_their_own_looks():
    other = replace(WELL, name="Echo", unreadable=1, problem="the host is unknown")
    judged = all_health([ago(1), WELL, other], NOW)
    assert {name: each.state for name, each in judged.items()} == {"Desk": "well", "Echo": "no answer"}


def test_texts_that_have_become_short_are_trouble_unless_there_is_worse():
    well, gone = Health("Desk", "well", "3 read", NOW), Health("Gone", "no answer", "HTTP 404", NOW)
    short = [Shortened("Desk", 0.95, 0.45), Shortened("Gone", 0.95, 0.45), Shortened("echo.test", 0.9, 0.1)]
    detail = "we read 45% of its texts instead of 95%"
    assert with_lengths({"Desk": well, "Gone": gone}, short) == {
        "Desk": Health("Desk", "cut short", detail, NOW),
        "Gone": gone,
        "echo.test": Health("echo.test", "cut short", "we read 10% of its texts instead of 90%"),
    }
    assert not with_lengths({"Desk": well}, short[:1])["Desk"].is_well
