import time
from datetime import UTC, datetime

import pytest

from crawlers.limits import LONGEST_WAIT, REFUSALS_OF_A_HOST
from crawlers.pace import Pace, retry_after
from crawlers.run import CrawlPlan, crawl

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


def test_a_slow_host_rests_as_long_as_its_answer_took():
    pace = Pace()
    pace.answered(4.0, now=100.0)
    assert pace.free_at == 104.0
    pace.answered(900.0, now=200.0)
    assert pace.free_at == 200.0 + LONGEST_WAIT
    pace.answered(1.0, now=201.0)
    assert pace.free_at == 200.0 + LONGEST_WAIT


def test_a_crawl_of_a_slow_host_leaves_it_in_peace_half_of_the_time(answering, page, database):
    moments = []

    def answer(path):
        if path.endswith("robots.txt"):
            return ""
        moments.append(time.monotonic())
        time.sleep(0.4)
        moments.append(time.monotonic())
        return page(title=path)

    pages = tuple(f"http://desk.test/{n}" for n in range(3))
    crawl(CrawlPlan(database, pages=pages, only_pages=True, proxy=answering(answer).address, delay=0.01))
    pauses = [begin - end for end, begin in zip(moments[1::2], moments[2::2], strict=False)]
    assert len(pauses) == 2
    assert min(pauses) >= 0.35
