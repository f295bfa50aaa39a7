from datetime import UTC, datetime

import pytest

from crawlers.limits import LONGEST_WAIT, REFUSALS_OF_A_HOST
from crawlers.pace import Pace, retry_after

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Wed, 01 Jul 2026 12:00:30 GMT", 30.0),
        ("Wed, 01 Jul 2026 11:00:00 GMT", 0.0),
        ("9" * 5000, 999999999.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("Wed, 99 Jul 99999 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


def test_a_busy_host_is_given_the_time_it_asks_for():
    pace = Pace()
    pace.turned_away(429, 20.0, now=100.0)
    assert (pace.free_at, pace.closed) == (120.0, "")


def test_a_host_that_says_nothing_is_given_twice_the_time_after_each_refusal():
    pace = Pace()
    waits = []
    for _ in range(REFUSALS_OF_A_HOST - 1):
        pace.turned_away(503, None, now=0.0)
        waits.append(pace.free_at)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert not pace.closed


def test_a_host_that_goes_on_refusing_is_left_alone():
    pace = Pace()
    for _ in range(REFUSALS_OF_A_HOST):
        pace.turned_away(503, None, now=0.0)
    assert pace.closed == "HTTP 503, 5 times in a row"


def test_an_answer_in_between_begins_the_count_anew():
    pace = Pace()
    for _ in range(20):
        pace.turned_away(503, None, now=0.0)
        pace.answered()
    assert not pace.closed


def test_a_host_that_wants_a_day_is_left_alone_and_nobody_waits_a_day():
    pace = Pace()
    pace.turned_away(429, 86400.0, now=0.0)
    assert pace.closed == "HTTP 429, for 86400 seconds"
    assert pace.free_at <= LONGEST_WAIT
