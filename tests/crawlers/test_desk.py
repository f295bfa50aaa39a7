import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawlers.article import Article
from crawlers.desk import Desk
from crawlers.listing import UnreadableListing
from crawlers.report import (
    CrawlReport,
    Failed,
    Fetched,
    ListingRead,
    PassedOver,
    Progress,
    Skipped,
    Stored,
    Unchanged,
)
from crawlers.sources import SourceList
from graph.build import default_build
from graph.errors import StoreError
from graph.extract.extractor import load_extractor
from graph.model import PartialDate, Search, document_id
from graph.store.sqlite import open_sqlite

URL = "http://desk.test/a"
DAY = PartialDate.day(date(2026, 7, 1), "feed")


@pytest.fixture
def store(database):
    with open_sqlite(database, create=True) as opened:
        yield opened


@pytest.fixture
def told():
    return []


@pytest.fixture
def desk(store, told):
    return Desk(store, SourceList(), told.append)


@pytest.fixture
def fetched():
    def build(asked=URL, url=URL, text="The bank bans ChatGPT.", published=DAY):
        article = Article(url, "Bank", text, published=published)
        return Fetched(asked, article, datetime(2026, 7, 2, tzinfo=UTC))

    return build


def test_an_article_becomes_one_document_with_one_version(desk, store, fetched):
    assert desk.asks_for(URL)
    desk.take(fetched())
    (version,) = store.versions_of(document_id(URL))
    assert version.text == "The bank bans ChatGPT."
    assert version.fetched_at == datetime(2026, 7, 2, tzinfo=UTC)
    assert store.document(document_id(URL)).source == store.sources()[0].id
    assert desk.report() == CrawlReport(1, stored=(Stored(URL, URL),))


def test_a_changed_text_is_another_version_and_the_first_stays(desk, store, fetched):
    desk.take(fetched())
    desk.take(fetched(text="The bank allows ChatGPT."))
    texts = [each.text for each in store.versions_of(document_id(URL))]
    assert sorted(texts) == ["The bank allows ChatGPT.", "The bank bans ChatGPT."]


def test_the_same_text_with_another_date_is_no_change(store, fetched):
    for published in (DAY, PartialDate.day(date(2026, 7, 2), "page"), None):
        desk = Desk(store, SourceList(), [].append)
        desk.asks_for(URL)
        desk.take(fetched(published=published))
    assert desk.report().unchanged == (Unchanged(URL, URL),)
    assert [each.published for each in store.versions_of(document_id(URL))] == [DAY]


def test_an_undated_page_that_gets_a_date_is_stored_again(store, fetched):
    for published in (None, DAY):
        desk = Desk(store, SourceList(), [].append)
        desk.asks_for(URL)
        desk.take(fetched(published=published))
        assert len(desk.report().stored) == 1
    assert len(store.versions_of(document_id(URL))) == 2


def test_one_page_by_two_addresses_counts_once(desk, store, fetched):
    for asked in (URL, "http://desk.test/b"):
        desk.asks_for(asked)
        desk.take(fetched(asked))
    report = desk.report()
    assert report.stored == (Stored(URL, URL),)
    assert report.skipped == (Skipped("http://desk.test/b", "the same page as another address", URL),)
    assert store.counts()["documents"] == 1


def test_undated_pages_are_named(desk, fetched):
    desk.asks_for(URL)
    desk.take(fetched(published=None))
    assert desk.report().undated == (URL,)


def test_every_address_has_one_fate_and_open_ones_have_failed(desk, told, fetched):
    for name in "abcde":
        assert desk.asks_for(f"http://desk.test/{name}")
    assert not desk.asks_for(URL)
    desk.take(fetched())
    desk.take(Skipped("http://desk.test/b", "closed by robots.txt"))
    desk.take(Failed("http://desk.test/c", "HTTP 404"))
    desk.take(Failed("http://desk.test/b", "a second word on it"))
    assert told[-1] == Progress(requested=5, stored=1, unchanged=0, skipped=1, failed=1)
    assert told[-1].done == 3
    report = desk.report()
    assert [each.problem for each in report.failed] == ["HTTP 404"] + [
        "not reached: the crawl was stopped"
    ] * 2
    assert report.requested == len(report.stored) + len(report.unchanged) + len(report.skipped) + len(
        report.failed
    )


def test_a_store_that_fails_is_remembered_and_the_page_has_failed(store, fetched):
    store.close()
    desk = Desk(store, SourceList(), [].append)
    desk.asks_for(URL)
    desk.take(fetched())
    assert isinstance(desk.failure, StoreError)
    assert desk.report().failed[0].problem.startswith("not stored: ")


def test_a_report_survives_its_way_between_processes(desk, fetched):
    for name in "abcd":
        desk.asks_for(f"http://desk.test/{name}")
    desk.take(fetched(published=None))
    desk.take(fetched("http://desk.test/b", published=None))
    desk.take(Skipped("http://desk.test/c", "no web page", "application/pdf"))
    desk.take(ListingRead("http://desk.test/feed.xml", 3))
    desk.take(UnreadableListing("http://desk.test/rss", "no feed"))
    report = desk.report()
    assert CrawlReport.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert report.reasons == {"no web page": 1, "the same page as another address": 1}
    assert (report.listings, report.fetched) == (1, 1)


def test_pages_passed_over_are_counted_by_host_and_reason(desk):
    for host, pages in (("b.test", 1), ("a.test", 1), ("a.test", 40)):
        desk.take(PassedOver(host, "too many", pages))
    report = desk.report()
    assert report.passed_over == (PassedOver("a.test", "too many", 41), PassedOver("b.test", "too many", 1))
    assert report.requested == 0
    assert CrawlReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_page_that_returns_to_an_earlier_text_speaks_with_it_again(store, fetched):
    """The first text is fetched on day 2, another one on day 3, the first again on day 4."""
    extractor = load_extractor()
    for day, text in (
        (2, "Nokia has banned ChatGPT."),
        (3, "Nokia has allowed ChatGPT."),
        (4, "Nokia has banned ChatGPT."),
    ):
        Desk(store, SourceList(), lambda progress: None).take(
            replace(fetched(text=text), at=datetime(2026, 7, day, tzinfo=UTC))
        )
        default_build(store, extractor)
        (claim,) = store.search(Search()).claims
        assert claim.action == ("allow" if day == 3 else "ban")
    assert len(store.versions_of(document_id(URL))) == 2
