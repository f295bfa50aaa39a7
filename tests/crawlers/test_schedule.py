from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawlers.schedule import next_listing, next_page
from graph.store.ledger import Address

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READ = Address("k", "http://desk.test/a", outcome="stored", changed_at=NOW)


def ages(address, following, until):
    """Give the ages at which an address that never changes is asked for again."""
    now, found = NOW, []
    while now - NOW < until:
        now = following(address, now)
        found.append((now - NOW) / HOUR)
    return found


def test_a_page_is_asked_for_again_after_as_long_as_it_has_stood():
    assert ages(READ, next_page, 20 * DAY) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


def test_an_old_page_is_asked_for_once_a_month_and_a_rule_of_its_maker_once_a_day():
    old = replace(READ, changed_at=NOW - 900 * DAY)
    assert next_page(old, NOW) == NOW + 30 * DAY
    assert next_page(old, NOW, primary=True) == NOW + DAY


def test_a_page_that_fails_is_left_alone_twice_as_long_each_time_up_to_a_week():
    waits = [
        next_page(replace(READ, outcome="failed", failures=n), NOW) - NOW for n in (1, 2, 3, 4, 30, 10**6)
    ]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 7 * DAY, 7 * DAY]


def test_what_is_no_article_is_looked_at_again_after_a_week():
    assert next_page(replace(READ, outcome="skipped"), NOW) == NOW + 7 * DAY


def test_a_page_about_other_things_is_looked_at_again_after_a_year():
    other = replace(READ, outcome="skipped", detail="nothing about AI tools and rules")
    assert next_page(other, NOW) == NOW + 365 * DAY


def test_a_listing_is_asked_for_more_often_than_a_page_and_never_less_than_four_times_a_day():
    assert next_listing(READ, NOW) == NOW + HOUR / 4
    assert next_listing(replace(READ, changed_at=NOW - 10 * HOUR), NOW) == NOW + HOUR
    assert next_listing(replace(READ, changed_at=NOW - 900 * DAY), NOW) == NOW + 6 * HOUR
    assert next_listing(replace(READ, outcome="failed", failures=50), NOW) == NOW + DAY


def test_an_address_that_was_never_read_is_asked_for_soon():
    assert next_page(Address("k", "u"), NOW) == NOW + HOUR
