"""Whole crawls over HTTP on this machine, in the process that does them for users too."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from crawlers.newsroom import newsroom
from crawlers.report import Skipped
from crawlers.run import CrawlPlan, crawl
from graph.errors import ConfigError, CrawlStopped, NotAWebAddress, StoreError
from graph.model import Link, PartialDate, document_id, source_id
from graph.store.sqlite import open_sqlite

AMP = "http://ledger-and-latch.test/2023/04/garante-stops-chatgpt/amp.html"
GARANTE = "http://ledger-and-latch.test/2023/04/garante-stops-chatgpt.html"
MEMBERS = "http://ledger-and-latch.test/members/briefing-2025-05.html"
SUBSCRIBER = "http://lists.patchpile.test/admin/ban-a-subscriber.html"
LIFTED = "http://chalkdust-review.test/news/2023/05/nyc-lifts-chatgpt-ban.html"


def adds_up(report):
    fates = (report.stored, report.unchanged, report.skipped, report.failed)
    return report.requested == sum(map(len, fates)) == len({each.url for fate in fates for each in fate})


@pytest.fixture
def crawl_site(site, database):
    """Serve a few files and crawl single addresses of them."""

    def run(files, *pages, **plan):
        proxy = site(files)
        return crawl(CrawlPlan(database, pages=pages, proxy=proxy, delay=0, **plan))

    return run


@pytest.fixture
def stored(database):
    """Read the newest version of a page back."""

    def reading(url):
        with open_sqlite(database) as store:
            return store.versions_of(document_id(url))[-1]

    return reading


def test_the_sample_newsroom_is_stored_whole_under_its_true_addresses(crawl_newsroom, database, corpus):
    told = []
    gold = [json.loads(path.read_text("utf-8")) for path in (corpus / "gold").glob("*.json")]
    wanted = {page["url"]: page for page in gold if "path" in page and page["id"] != "e1-amp"}
    assert wanted.pop(SUBSCRIBER)["claims"] == []
    report = crawl_newsroom(tell=told.append)
    assert adds_up(report)
    assert {each.page for each in report.stored} == set(wanted)
    assert report.skipped == (
        Skipped(AMP, "copy of its canonical page", GARANTE),
        Skipped(MEMBERS, "closed by robots.txt"),
        Skipped(SUBSCRIBER, "nothing about AI tools and rules"),
    )
    assert report.gated == (SUBSCRIBER,)
    assert (report.failed, report.unreadable, report.undated, report.listings) == ((), (), (), 15)
    assert told[-1].done == told[-1].requested == report.requested == 35
    assert [each.done for each in told] == sorted(each.done for each in told)
    with open_sqlite(database) as store:
        assert (store.counts()["documents"], store.counts()["versions"]) == (32, 32)
        for url, page in wanted.items():
            (version,) = store.versions_of(document_id(url))
            assert version.published.iso == page["published"][:10]
            assert version.published.basis in ("feed", "page")
            assert store.document(document_id(url)).source == source_id(page["outlet"])
        assert {each.kind for each in store.sources()} == {"outlet", "person", "forum"}


def test_a_second_crawl_of_an_unchanged_newsroom_adds_nothing(crawl_newsroom, database):
    first = crawl_newsroom()
    with open_sqlite(database) as store:
        before = store.graph_hash(), store.counts()
    second = crawl_newsroom()
    assert adds_up(second)
    assert second.stored == ()
    assert {each.page for each in second.unchanged} == {each.page for each in first.stored}
    with open_sqlite(database) as store:
        assert (store.graph_hash(), store.counts()) == before


def test_a_corrected_article_is_a_second_version_of_its_document(crawl_newsroom, corpus, database):
    with newsroom(corpus, overlay=corpus / "versions") as earlier:
        crawl_newsroom(through=earlier)
    report = crawl_newsroom()
    assert [each.page for each in report.stored] == [LIFTED]
    assert len(report.unchanged) == 31
    with open_sqlite(database) as store:
        older, newer = store.versions_of(document_id(LIFTED))
        assert store.counts()["documents"] == 32
    assert "imposed in February" in older.text
    assert "imposed in January" in newer.text


def test_an_original_is_fetched_for_its_copy(crawl_newsroom, stored):
    report = crawl_newsroom(AMP)
    assert [each.page for each in report.stored] == [GARANTE]
    assert report.skipped == (Skipped(AMP, "copy of its canonical page", GARANTE),)
    assert "fictional" not in stored(GARANTE).text


def test_spellings_of_one_page_are_one_document(crawl_site, page, database):
    canonical = '<link rel="canonical" href="http://desk.test/bank.html?id=7&amp;utm_source=own">'
    report = crawl_site(
        {"desk.test/bank.html": page(head=canonical)},
        "http://desk.test/bank.html?utm_source=feed&id=7",
        "http://DESK.test:80/bank.html?id=7#top",
        "http://desk.test/bank.html",
    )
    assert adds_up(report)
    assert report.requested == 2
    assert [each.page for each in report.stored] == ["http://desk.test/bank.html?id=7"]
    with open_sqlite(database) as store:
        assert store.counts()["documents"] == 1


def test_a_redirect_and_its_target_are_one_page(crawl_site, page, database):
    files = {"desk.test/bank/index.html": page()}
    report = crawl_site(files, "http://desk.test/bank", "http://desk.test/bank/")
    assert adds_up(report)
    assert [each.page for each in report.stored] == ["http://desk.test/bank/"]
    assert [each.reason for each in report.skipped] == ["the same page as another address"]
    with open_sqlite(database) as store:
        assert store.counts()["documents"] == 1


def test_a_syndicated_page_is_stored_where_it_is_and_linked_to_its_original(crawl_site, page, stored):
    head = '<link rel="canonical" href="http://lantern-wire.test/bank.html">'
    report = crawl_site({"desk.test/bank.html": page(head=head)}, "http://desk.test/bank.html")
    assert [each.page for each in report.stored] == ["http://desk.test/bank.html"]
    assert stored("http://desk.test/bank.html").links == (Link("http://lantern-wire.test/bank.html"),)


def test_pages_that_name_each_other_as_canonical_end(crawl_site, page):
    files = {
        "desk.test/a.html": page(head='<link rel="canonical" href="/b.html">'),
        "desk.test/b.html": page(head='<link rel="canonical" href="/a.html">'),
    }
    report = crawl_site(files, "http://desk.test/a.html")
    assert adds_up(report)
    assert [each.page for each in report.stored] == ["http://desk.test/b.html"]


def test_what_cannot_be_stored_is_named_with_its_reason(crawl_site, page):
    files = {
        "desk.test/good.html": page(),
        "desk.test/list.html": page("<p>Nothing.</p>"),
        "desk.test/memo.pdf": b"%PDF-1.7",
        "desk.test/broken.html": b"\xff\xfe\x00<",
        "desk.test/huge.html": page("<p>" + "The bank bans it. " * 650_000 + "</p>"),
        "desk.test/robots.txt": "User-agent: *\nDisallow: /private/\nDisallow: /gone\n",
        "desk.test/private/a.html": page(),
    }
    names = (
        "good.html",
        "list.html",
        "memo.pdf",
        "broken.html",
        "huge.html",
        "private/a.html",
        "missing.html",
    )
    report = crawl_site(files, *(f"http://desk.test/{name}" for name in names), "http://127.0.0.2:9/x")
    assert adds_up(report)
    assert [each.url[17:] for each in report.stored] == ["good.html"]
    assert {each.url[17:]: each.reason for each in report.skipped} == {
        "list.html": "not an article",
        "memo.pdf": "no web page",
        "private/a.html": "closed by robots.txt",
        "broken.html": "unreadable",
    }
    problems = {each.url[17:]: each.problem for each in report.failed}
    assert problems["missing.html"] == "HTTP 404"
    assert problems["huge.html"] == "larger than 10 MB"
    assert len(problems) == 3


def test_robots_rules_hold_for_every_one_of_the_first_requests_to_a_host(crawl_site, page):
    """All are asked for at once, before the rules are known."""
    rules = "User-agent: *\nDisallow: /private/\n"
    files = {f"desk.test/private/{n}.html": page() for n in range(6)}
    report = crawl_site({**files, "desk.test/robots.txt": rules}, *(f"http://{name}" for name in files))
    assert [each.reason for each in report.skipped] == ["closed by robots.txt"] * 6


def test_unreadable_feeds_are_named_and_the_rest_goes_on(site, page, database, tmp_path):
    entry = "<item><link>http://desk.test/bank.html?utm_medium=rss</link><title>t</title></item>"
    proxy = site(
        {
            "desk.test/bank.html": page(),
            "desk.test/good.xml": f"<rss version='2.0'><channel><title>x</title>{entry}</channel></rss>",
            "desk.test/bad.xml": "this is no feed",
            "desk.test/map.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            "<url><loc>http://desk.test/bank.html</loc></url></urlset>",
            "desk.test/index.xml": "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>"
            "<loc>http://desk.test/map.xml</loc></sitemap><sitemap><loc>http://desk.test/index.xml</loc></sitemap>"
            "</sitemapindex>",
            "desk.test/robots.txt": "User-agent: *\nDisallow: /closed.xml\n",
        }
    )
    listed = tmp_path / "sources.toml"
    names = ("good", "bad", "gone", "closed")
    listed.write_text(
        f'[[source]]\nname = "Desk"\nhost = "desk.test"\nsitemaps = ["http://desk.test/index.xml"]\n'
        f"feeds = {json.dumps([f'http://desk.test/{name}.xml' for name in names])}\n"
    )
    report = crawl(CrawlPlan(database, listed, proxy=proxy, delay=0))
    assert adds_up(report)
    assert [each.page for each in report.stored] == ["http://desk.test/bank.html"]
    assert report.listings == 3
    problems = {each.url[17:]: each.problem for each in report.unreadable}
    assert problems["gone.xml"] == "HTTP 404"
    assert problems["closed.xml"] == "closed by robots.txt"
    assert problems["bad.xml"].startswith("no feed: ")


def test_only_its_own_outlet_dates_a_page(site, page, database, tmp_path):
    def feed(day):
        return (
            f"<rss version='2.0'><channel><title>x</title><item><link>http://desk.test/bank.html</link>"
            f"<title>t</title><pubDate>{day} Jul 2026 08:00:00 +0000</pubDate></item></channel></rss>"
        )

    proxy = site({"desk.test/bank.html": page(), "desk.test/f": feed("02"), "echo.test/f": feed("01")})
    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[[source]]\nname = "Echo"\nhost = "echo.test"\nfeeds = ["http://echo.test/f"]\n'
        '[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["http://desk.test/f"]\n'
    )
    crawl(CrawlPlan(database, listed, proxy=proxy, delay=0))
    with open_sqlite(database) as store:
        (version,) = store.versions_of(document_id("http://desk.test/bank.html"))
    assert version.published == PartialDate.day(date(2026, 7, 2), "feed")


def test_a_page_that_nobody_dates_has_no_date(crawl_site, page, stored):
    report = crawl_site({"desk.test/bank.html": page()}, "http://desk.test/bank.html")
    assert report.undated == ("http://desk.test/bank.html",)
    assert stored("http://desk.test/bank.html").published is None


def test_requests_to_one_host_keep_their_distance(site, page, database):
    proxy = site({f"desk.test/{n}.html": page(title=f"Bank {n}") for n in range(3)})
    pages = tuple(f"http://desk.test/{n}.html" for n in range(3))
    began = time.monotonic()
    crawl(CrawlPlan(database, pages=pages, proxy=proxy, delay=1.0))
    assert time.monotonic() - began > 2 * 0.5  # Scrapy varies the distance between half and one and a half


def test_bad_input_ends_a_crawl_before_it_begins(database, tmp_path):
    with pytest.raises(NotAWebAddress):
        crawl(CrawlPlan(database, pages=("ftp://desk.test/",)))
    (tmp_path / "sources.toml").write_text("[[source]]\n")
    with pytest.raises(ConfigError):
        crawl(CrawlPlan(database, tmp_path / "sources.toml"))
    assert not database.exists()
    database.write_text("no database at all, but a letter to the editor")
    with pytest.raises(StoreError):
        crawl(CrawlPlan(database, pages=("http://desk.test/",), contact="desk@example.org"))


def test_no_warning_is_hidden_in_the_crawling_process(proxy, sources, database):
    plan = CrawlPlan(database, sources, proxy=proxy, delay=0)
    with subprocess.Popen(
        [sys.executable, "-W", "always", "-P", "-m", "crawlers.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(plan.to_json() + "\n")
        process.stdin.flush()
        lines = process.stdout.readlines()
        said = process.stderr.read()
    assert "report" in json.loads(lines[-1])
    assert "Warning" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_crawl_whose_process_dies_says_how_to_go_on(proxy, sources, database):
    def kill_it(progress):
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        for child in children:
            if b"crawlers.process" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)

    with pytest.raises(CrawlStopped, match="signal 9; the same command goes on"):
        crawl(CrawlPlan(database, sources, proxy=proxy, delay=0), kill_it)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_crawling_process_dies_with_whoever_started_it(proxy, sources, database):
    code = (
        "import sys\nfrom pathlib import Path\nfrom crawlers.run import CrawlPlan, crawl\n"
        "plan = CrawlPlan(Path(sys.argv[1]), Path(sys.argv[2]), proxy=sys.argv[3], delay=1.0)\n"
        "crawl(plan, lambda progress: print(progress, flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(database), str(sources), proxy],
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert "Progress" in starter.stdout.readline()
        (child,) = Path(f"/proc/{starter.pid}/task/{starter.pid}/children").read_text().split()
        starter.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_crawl_that_is_interrupted_leaves_no_process_behind(proxy, sources, database):
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crawl(CrawlPlan(database, sources, proxy=proxy, delay=0), stop)
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    assert [each for each in children if b"crawlers" in Path(f"/proc/{each}/cmdline").read_bytes()] == []


def test_addresses_of_any_length_have_a_fate(site, page, database, tmp_path):
    longest = f"http://desk.test/{'x' * 4000}"
    index = (
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        f"<sitemap><loc>{longest}.xml</loc></sitemap></sitemapindex>"
    )
    proxy = site({"desk.test/bank.html": page(), "desk.test/index.xml": index})
    listed = tmp_path / "sources.toml"
    pages = ["http://desk.test/bank.html", longest, f"http://desk.test/bank.html?utm_source={'y' * 4000}"]
    listed.write_text(
        f'[[source]]\nname = "Desk"\nhost = "desk.test"\nsitemaps = ["http://desk.test/index.xml"]\n'
        f"pages = {json.dumps(pages)}\n"
    )
    report = crawl(CrawlPlan(database, listed, proxy=proxy, delay=0))
    assert adds_up(report)
    assert [each.page for each in report.stored] == ["http://desk.test/bank.html"]
    assert [(each.host, each.pages) for each in report.passed_over] == [("desk.test", 1)]
    assert len(report.unreadable) == 1
