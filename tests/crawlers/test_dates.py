from datetime import UTC, date, datetime

import pytest

from crawlers.dates import UNDATED, UNKNOWN, Discovered, discovered_from, hint_of, published, read_stamp
from graph.model import PartialDate

URL = "http://ledger-and-latch.test/2025/02/australia.html"


def test_the_day_is_the_publishers_and_the_instant_is_utc():
    dated = read_stamp("2025-02-05T06:00:00+11:00", "page")
    assert dated.published == PartialDate.day(date(2025, 2, 5), "page")
    assert dated.at == datetime(2025, 2, 4, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Wed, 05 Feb 2025 06:00:00 +1100", "2025-02-05"),
        ("2025-02-05", "2025-02-05"),
        ("2025-02-05T06:00", "2025-02-05"),
        ("2025-02", "2025-02"),
        ("2025", "2025"),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(stamp, day):
    dated = read_stamp(stamp, "page").published
    assert dated is not None
    assert dated.iso == day


@pytest.mark.parametrize(
    "stamp", ["", "yesterday", "2025-13-01", "2025-13", "05/02/2025", "0000-00-00", "2025" * 50]
)
def test_what_is_no_date_is_none(stamp):
    assert read_stamp(stamp, "page") == UNDATED


def test_a_time_without_offset_gives_a_day_but_no_instant():
    assert read_stamp("2025-02-05T06:00:00", "page").at is None


def test_a_feed_comes_before_the_page_and_the_page_before_a_guess():
    feed = Discovered(datetime(2025, 2, 3, 12, tzinfo=UTC))
    assert published(feed, "2025-02-05T06:00:00Z", "2025-02-06", URL).published == PartialDate.day(
        date(2025, 2, 3), "feed"
    )
    assert published(UNKNOWN, "2025-02-05", "2025-02-06", URL).published == PartialDate.day(
        date(2025, 2, 5), "page"
    )
    assert published(UNKNOWN, "", "2025-02-06", URL).published == PartialDate.day(
        date(2025, 2, 6), "inferred"
    )
    assert published(UNKNOWN, "", "", URL) == UNDATED


def test_a_feed_in_utc_takes_the_publishers_day_from_the_page():
    feed = Discovered(datetime(2025, 2, 4, 19, tzinfo=UTC))
    dated = published(feed, "2025-02-05T06:00:00+11:00", "", URL)
    assert dated.published == PartialDate.day(date(2025, 2, 5), "feed")
    assert dated.at == datetime(2025, 2, 4, 19, tzinfo=UTC)


def test_the_date_of_a_change_gives_way_to_the_page():
    changed = Discovered(datetime(2025, 6, 1, tzinfo=UTC), sure=False)
    assert published(changed, "2025-02-05", "", URL).published == PartialDate.day(date(2025, 2, 5), "page")
    assert published(changed, "", "", URL).published == PartialDate.day(date(2025, 6, 1), "feed")


def test_a_date_in_the_address_is_said_to_be_from_there():
    url = "http://lantern-wire.test/2023/05/02/samsung.html"
    assert published(UNKNOWN, "", "2023-05-02", url).published == PartialDate.day(date(2023, 5, 2), "url")


def test_a_listing_that_gives_a_day_dates_the_page_and_the_page_gives_the_instant_of_that_day():
    listed = Discovered(basis="sitemap", day=date(2025, 2, 5))
    assert published(listed, "", "2025-02-09", URL).published == PartialDate.day(date(2025, 2, 5), "sitemap")
    same = published(listed, "2025-02-05T06:00:00+11:00", "", URL)
    assert same.published == PartialDate.day(date(2025, 2, 5), "sitemap")
    assert same.at == datetime(2025, 2, 4, 19, tzinfo=UTC)
    assert published(listed, "2025-02-06T06:00:00Z", "", URL).at is None
    changed = Discovered(day=date(2025, 6, 1), sure=False)
    assert published(changed, "2025-02-05", "", URL).published == PartialDate.day(date(2025, 2, 5), "page")
    assert discovered_from(hint_of(listed)) == listed


def test_a_month_of_a_page_stays_a_month():
    assert published(UNKNOWN, "2025-02", "2025-02-01", URL).published == PartialDate.month(2025, 2, "page")


def test_a_guess_is_no_closer_than_the_address_it_comes_from():
    month = published(UNKNOWN, "", "2025-02-01", URL).published
    assert (month.iso, month.granularity, month.basis) == ("2025-02", "month", "url")
    day = published(UNKNOWN, "", "2025-02-01", URL.replace("/02/", "/02/01/")).published
    assert (day.iso, day.basis) == ("2025-02-01", "url")
    assert published(UNKNOWN, "", "2025-02-03", URL).published == PartialDate.day(
        date(2025, 2, 3), "inferred"
    )


def test_what_listings_say_of_a_page_survives_its_way_through_the_ledger():
    known = Discovered(
        datetime(2025, 2, 4, 19, tzinfo=UTC), "sitemap", sure=False, title="Bank “bans”", author="Ida"
    )
    assert discovered_from(hint_of(known)) == known
    assert hint_of(UNKNOWN) == ""
    assert discovered_from("") == UNKNOWN
