"""A crawl of a site that does everything a crawler fears."""

import importlib.util
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import psutil
import pytest

from crawlers.run import CrawlPlan, crawl
from graph.model import document_id
from graph.store.sqlite import open_sqlite

MOST_PAGES = 160
LONGEST = 240.0  # seconds; about 60 on an idle machine
LARGEST = 900.0  # MiB of the largest process; it needs about 410


@pytest.fixture(scope="module")
def hostile():
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["hostile"]


@pytest.fixture(scope="module")
def outcome(hostile, tmp_path_factory):
    """Crawl the whole site once: the site, the report, the database, the seconds it took, its largest process."""
    folder = tmp_path_factory.mktemp("hostile")
    listed, database = folder / "sources.toml", folder / "walkback.db"
    with hostile.hostile_site() as site:
        listed.write_text(site.sources())
        plan = CrawlPlan(
            database,
            listed,
            site.pages(),
            delay=0,
            allow_private=True,
            timeout=2.0,
            pages_of_a_host=MOST_PAGES,
        )
        began = time.monotonic()
        with largest_child() as largest:
            report = crawl(plan)
        seconds = time.monotonic() - began
    return site, report, database, seconds, largest()


@contextmanager
def largest_child():
    """Give what tells the most memory that any process started meanwhile has held. Units: MiB."""
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    most, done = [0.0], threading.Event()

    def watch():
        while not done.wait(0.1):
            for each in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if each.pid not in before:
                        most[0] = max(most[0], each.memory_info().rss / 1024**2)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield lambda: most[0]
    finally:
        done.set()
        watching.join()


def fates_of(report):
    told = {each.url: "stored" for each in report.stored + report.unchanged}
    told |= {each.url: f"{each.reason} {each.detail}" for each in report.skipped}
    return told | {each.url: each.problem for each in report.failed}


@pytest.mark.slow
def test_every_case_is_in_the_report_with_its_due_fate(hostile, outcome):
    site, report, *_ = outcome
    assert len({case.name for case in hostile.PAGES}) == len(hostile.PAGES) >= 40
    told = fates_of(report)
    assert len(told) == report.requested
    wrong = {
        case.name: (told.get(site.url(case)), case.fate)
        for case in hostile.PAGES
        if case.fate not in told.get(site.url(case), "missing") or site.url(case) not in told
    }
    assert wrong == {}


@pytest.mark.slow
def test_all_good_pages_between_the_bad_are_stored(outcome):
    site, report, database, *_ = outcome
    assert site.good <= {each.page for each in report.stored}
    with open_sqlite(database) as store:
        for page in site.good:
            (version,) = store.versions_of(document_id(page))
            assert "may no longer use ChatGPT" in version.text


@pytest.mark.slow
def test_it_ends_in_bounded_time_and_memory(outcome):
    *_, seconds, largest = outcome
    assert seconds < LONGEST
    assert 50 < largest < LARGEST


@pytest.mark.slow
def test_hostile_listings_are_named_or_read_as_far_as_they_go(outcome):
    _, report, *_ = outcome
    unreadable = {each.url.rsplit("/", 1)[-1]: each.problem for each in report.unreadable}
    assert "no feed" in unreadable.pop("feed-tag-soup")
    assert list(unreadable.values()) == ["a sitemap 4 levels deep"], unreadable
    over = {(each.host, each.reason.partition(" of http")[0]): each.pages for each in report.passed_over}
    assert over == {
        ("127.0.0.1", "the address looks like one of endlessly many"): 56,
        ("127.0.0.1", "beyond the first pages"): 95_000,
        ("127.0.0.14", f"more than {MOST_PAGES} pages of one host"): 5000 - MOST_PAGES + 1,
        ("127.0.0.15", "beyond the first pages"): 25_000,
        ("127.0.0.15", f"more than {MOST_PAGES} pages of one host"): 5000 - MOST_PAGES + 1,
    }


@pytest.mark.slow
def test_nothing_monstrous_is_stored(hostile, outcome):
    site, report, database, *_ = outcome
    with open_sqlite(database) as store:
        for each in report.stored:
            for version in store.versions_of(document_id(each.page)):
                assert len(version.title) <= 500
                assert len(version.text) <= 1_000_000
                assert "\0" not in version.text
                assert "root:" not in version.text + version.title
                assert version.published is None or version.published.first < date(2027, 12, 31)
        (ahead,) = store.versions_of(document_id(f"{site.at(1)}/published-in-2999"))
        assert ahead.published is None


@pytest.mark.slow
def test_a_page_under_many_session_ids_is_asked_for_once(outcome):
    site, report, *_ = outcome
    assert [url for url in fates_of(report) if "/good/1005" in url] == [f"{site.at(1)}/good/1005"]
