from datetime import UTC, datetime, timedelta

import pytest

from crawlers.article import Article
from crawlers.dates import Discovered
from crawlers.listing import Found, Listing
from crawlers.pulse import NO_SIGN, Pulse, longest_gap, pulse, together

NOW = datetime(2026, 7, 10, tzinfo=UTC)


@pytest.fixture
def listing():
    """Build a list whose entries are so many days old; None for one without a date."""

    def build(*ages, articles=()):
        moments = [None if age is None else NOW - timedelta(days=age) for age in ages]
        pages = tuple(Found(f"http://d.test/{n}", Discovered(at)) for n, at in enumerate(moments))
        return Listing(
            pages,
            articles=tuple(Article("u", "t", "x", published_at=NOW - timedelta(days=n)) for n in articles),
        )

    return build


def test_a_list_tells_how_much_is_dated_how_recent_it_is_and_its_longest_silence(listing):
    assert pulse(listing(9, 1, None, 2), NOW) == Pulse(4, 3, NOW - timedelta(days=1), 7.0)
    assert pulse(listing(articles=(3, 5)), NOW) == Pulse(2, 2, NOW - timedelta(days=3), 2.0)
    assert pulse(listing(None), NOW) == Pulse(1)
    assert pulse(listing(), NOW) == NO_SIGN


def test_a_date_that_has_not_come_yet_is_no_sign_of_life(listing):
    assert pulse(listing(-400, 30), NOW).newest == NOW - timedelta(days=30)


def test_lists_of_one_source_count_together_and_the_livelier_gives_the_silence():
    old, new = Pulse(5, 5, NOW - timedelta(days=90), 1.0), Pulse(2, 1, NOW, 4.0)
    assert together([old, new]) == together([new, old]) == Pulse(7, 6, NOW, 4.0)
    assert together([]) == NO_SIGN


def test_a_gap_needs_two():
    assert longest_gap([]) == longest_gap([NOW]) == 0.0
