"""A crawl over HTTP of every kind of list, each with pages or articles of its own."""

import gzip
import json
from dataclasses import replace
from datetime import date

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence import body_of, folder_of
from crawlers.kinds import READERS
from crawlers.run import CrawlPlan, crawl
from graph.model import Link, PartialDate, document_id, source_id
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_ledger import open_ledger

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
RAIN = (
    "<p>It rained on the hills all week, and the river rose by more than an inch.</p><p>Farmers were glad, the "
    "mayor was not: two of the three bridges had to be closed, and nobody knows for how long.</p>"
)
LIST = """
[[source]]
name = "Feeds"
host = "feeds.test"
feeds = ["http://feeds.test/rss", "http://feeds.test/atom", "http://feeds.test/json"]
[[source]]
name = "Maps"
host = "maps.test"
sitemaps = ["http://maps.test/index.xml.gz"]
[[source]]
name = "Sections"
host = "sections.test"
sections = [{ url = "http://sections.test/ai", follow = '^/\\d{4}/' }]
[[source]]
name = "Mail"
host = "mail.test"
kind = "forum"
document_kind = "primary"
archives = ["http://mail.test/dev/"]
mboxes = ["http://mail.test/all.mbox.gz"]
[[source]]
name = "Hacker News"
host = "news.ycombinator.com"
kind = "forum"
document_kind = "commentary"
discussions = [{ api = "http://api.test/v1", words = "Claude Code" }]
[[source]]
name = "Nobody asks"
host = "off.test"
disabled = true
feeds = ["http://off.test/feed"]
"""


RULE = "Meta bans Claude Code for all staff, a memo says."
COMMENT = "https://news.ycombinator.com/item?id=2"


def mail(name: str, words: str) -> str:
    date = "Date: Wed, 1 Jul 2026 08:00:00 +0000"
    return f"From a@b  Wed Jul  1 08:00:00 2026\n{date}\nMessage-ID: <{name}>\n\n{words}\n\n"


@pytest.fixture
def web(page):
    """Give the files of all these sites: what each list names, and one page that speaks of other things."""
    story = {
        "id": 1, "author": "sub", "title": "Bank bans ChatGPT", "url": "http://feeds.test/1", "children": [
            {"id": 2, "author": "ida", "text": RULE, "created_at_i": 1782892800, "children": [
                {"id": 3, "author": "bo", "text": "Nice weather today.", "children": []}]}],
    }  # fmt: skip
    news = (
        f'<urlset xmlns="{SITEMAP}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>http://maps.test/1</loc><n:news><n:title>t</n:title>"
        "<n:publication_date>2026-07-02</n:publication_date></n:news></url></urlset>"
    )
    index = f'<sitemapindex xmlns="{SITEMAP}"><sitemap><loc>http://maps.test/news.xml.gz</loc></sitemap></sitemapindex>'
    pages = {
        f"{host}.test/{path}": page(title=f"Bank {host} {path}")
        for host, path in (
            ("feeds", "1"), ("feeds", "2"), ("feeds", "3"), ("maps", "1"), ("sections", "2026/1"),
            ("mail", "dev/2026-July/000001.html"),
        )
    }  # fmt: skip
    weather = page(RAIN, title="Rain")
    return pages | {
        "feeds.test/rss": "<rss version='2.0'><channel><title>x</title><item><link>http://feeds.test/1</link></item>"
        "<item><link>http://feeds.test/rain</link></item></channel></rss>",
        "feeds.test/rain": weather,
        "feeds.test/atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><title>t</title>"
        "<link href='http://feeds.test/2'/></entry></feed>",
        "feeds.test/json": '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": '
        '[{"id": "3", "url": "http://feeds.test/3"}]}',
        "maps.test/index.xml.gz": gzip.compress(index.encode()),
        "maps.test/news.xml.gz": gzip.compress(news.encode()),
        "sections.test/ai": "<a href='/2026/1'>one</a><a href='/about'>us</a>",
        "mail.test/dev/index.html": "<a href='2026-July/thread.html'>[ Thread ]</a>",
        "mail.test/dev/2026-July/date.html": "<a href='000001.html'>No models</a>",
        "mail.test/all.mbox.gz": gzip.compress((mail("a@m.test", RULE) + mail("b@m.test", "Rain.")).encode()),
        "api.test/v1/search_by_date": json.dumps(
            {"hits": [{"objectID": "1", "title": "x", "url": "http://feeds.test/1", "num_comments": 2}]}
        ),
        "api.test/v1/items/1": json.dumps(story),
        "off.test/feed": "<rss version='2.0'><channel><item><link>http://off.test/1</link></item></channel></rss>",
    }


@pytest.fixture
def listed(tmp_path):
    file = tmp_path / "sources.toml"
    file.write_text(LIST)
    return file


def test_every_kind_of_list_brings_its_pages_in(site, web, listed, database):
    report = crawl(CrawlPlan(database, listed, proxy=site(web), delay=0))
    assert (report.failed, report.unreadable) == ((), ())
    assert {each.page for each in report.stored} == {
        "http://feeds.test/1", "http://feeds.test/2", "http://feeds.test/3", "http://maps.test/1",
        "http://sections.test/2026/1", "http://mail.test/dev/2026-July/000001.html",
        "http://mail.test/a@m.test/", "https://news.ycombinator.com/item?id=2",
    }  # fmt: skip
    assert report.listings == len(READERS) + 5  # three feeds, an index, a month, a section
    assert set(report.gated) == {
        "http://feeds.test/rain", "http://mail.test/b@m.test/", "https://news.ycombinator.com/item?id=3",
    }  # fmt: skip


def test_what_stands_in_a_list_keeps_author_date_and_kind(site, web, listed, database):
    crawl(CrawlPlan(database, listed, proxy=site(web), delay=0))
    with open_sqlite(database) as store:
        comment = document_id(COMMENT)
        assert store.document(comment).kind == "commentary"
        assert store.document(comment).source == source_id("Hacker News")
        (said,) = store.versions_of(comment)
        assert (said.author, said.links) == ("ida", (Link("http://feeds.test/1"),))
        (mapped,) = store.versions_of(document_id("http://maps.test/1"))
        assert mapped.published == PartialDate.day(date(2026, 7, 2), "sitemap")
        message = document_id("http://mail.test/a@m.test/")
        assert store.document(message).kind == "primary"


def test_lists_are_kept_as_evidence_of_what_stands_in_them(site, web, listed, database):
    """The message and the comment are found from their versions, in the records of the lists they came in."""
    plan = CrawlPlan(database, listed, proxy=site(web), delay=0)
    crawl(replace(plan, lists_only=True))
    crawl(plan)
    (file,) = folder_of(database).iterdir()
    size = file.stat().st_size
    with file.open("rb") as opened:
        kept = [each.rec_headers.get_header("WARC-Target-URI") for each in ArchiveIterator(opened)]
    assert len(kept) == len(set(kept))
    assert {"http://feeds.test/rss", "http://maps.test/index.xml.gz", "http://api.test/v1/items/1"} <= set(
        kept
    )
    assert "http://feeds.test/rain" not in kept
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        for url, words in (("http://mail.test/a@m.test/", b"Meta bans"), (COMMENT, b"Meta bans")):
            (version,) = store.versions_of(document_id(url))
            (fetch,) = ledger.fetches(version.id)
            body = body_of(folder_of(database), fetch, ()).body
            assert words in (gzip.decompress(body) if fetch.url.endswith(".gz") else body)
    crawl(replace(plan, only_sources=("Mail",)))
    with file.open("rb") as opened:
        opened.seek(size)
        again = [each.rec_headers.get_header("WARC-Target-URI") for each in ArchiveIterator(opened)]
    assert again == ["http://mail.test/dev/2026-July/000001.html"]  # no list has changed

    letters = mail("a@m.test", RULE) + mail("c@m.test", RULE)
    changed = web | {"mail.test/all.mbox.gz": gzip.compress(letters.encode())}
    crawl(replace(plan, proxy=site(changed), only_sources=("Mail",)))
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        for name in "ac":
            (version,) = store.versions_of(document_id(f"http://mail.test/{name}@m.test/"))
            assert len(ledger.fetches(version.id)) == 1


def test_each_source_is_accounted_for_and_the_account_is_kept(site, web, listed, database):
    report = crawl(CrawlPlan(database, listed, proxy=site(web), delay=0))
    counts = {each.name: (each.lists, each.named, each.stored, each.gated) for each in report.checks}
    assert counts == {
        "Feeds": (3, 4, 3, 1), "Maps": (2, 1, 1, 0), "Sections": (1, 1, 1, 0), "Mail": (3, 3, 2, 1),
        "Hacker News": (2, 3, 1, 1),
    }  # fmt: skip
    with open_sqlite(database) as store:
        assert store.checks() == list(report.checks)


def test_looking_at_the_lists_alone_fetches_no_page(site, web, listed, database):
    report = crawl(CrawlPlan(database, listed, proxy=site(web), delay=0, lists_only=True))
    assert (report.requested, report.stored) == (0, ())
    assert {each.name: each.named for each in report.checks} == {
        "Feeds": 4, "Maps": 1, "Sections": 1, "Mail": 3, "Hacker News": 1,
    }  # fmt: skip


def test_a_source_gives_no_more_pages_than_its_limit(site, page, database, tmp_path):
    links = "".join(f"<item><link>http://desk.test/{n}</link></item>" for n in range(9))
    files = {f"desk.test/{n}": page(title=f"Bank {n}") for n in range(9)}
    files["desk.test/f"] = f"<rss version='2.0'><channel><title>x</title>{links}</channel></rss>"
    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["http://desk.test/f"]\nlimits = { pages = 4 }\n'
    )
    report = crawl(CrawlPlan(database, listed, proxy=site(files), delay=0))
    assert len(report.stored) == 4
    assert [(each.host, each.reason, each.pages) for each in report.passed_over] == [
        ("desk.test", "more than 4 pages of one source", 5)
    ]


def test_what_a_person_names_needs_not_pass_the_gate(site, page, database, tmp_path):
    files = {f"{host}.test/{n}": page(RAIN, title="Rain") for host in ("desk", "open") for n in "abc"}
    files["desk.test/f"] = (
        "<rss version='2.0'><channel><item><link>http://desk.test/b</link></item></channel></rss>"
    )
    files["open.test/f"] = files["desk.test/f"].replace("desk.test/b", "open.test/c")
    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["http://desk.test/f"]\n'
        'pages = ["http://desk.test/a"]\n[[source]]\nname = "Open"\nhost = "open.test"\ngate = false\n'
        'feeds = ["http://open.test/f"]\n'
    )
    report = crawl(CrawlPlan(database, listed, ("http://open.test/a",), proxy=site(files), delay=0))
    assert {each.page for each in report.stored} == {
        "http://desk.test/a", "http://open.test/a", "http://open.test/c",
    }  # fmt: skip
    assert report.gated == ("http://desk.test/b",)


def test_a_second_crawl_finds_nothing_new_and_never_asks_for_what_stood_in_a_list(
    site, web, listed, database
):
    plan = CrawlPlan(database, listed, proxy=site(web), delay=0)
    first, second = crawl(plan), crawl(plan)
    assert (second.stored, second.failed, second.unreadable) == ((), (), ())
    assert {each.page for each in second.unchanged} == {each.page for each in first.stored}
    assert second.gated == first.gated
    named = [
        {each.name: (each.lists, each.named, each.dated) for each in report.checks}
        for report in (first, second)
    ]
    assert named[0] == named[1]


def test_a_page_that_the_gate_passed_over_is_read_when_a_person_names_it(site, page, database, tmp_path):
    files = {"desk.test/rain": page(RAIN, title="Rain")}
    files["desk.test/f"] = (
        "<rss version='2.0'><channel><item><link>http://desk.test/rain</link></item></channel></rss>"
    )
    listed = tmp_path / "sources.toml"
    listed.write_text('[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["http://desk.test/f"]\n')
    proxy = site(files)
    assert crawl(CrawlPlan(database, listed, proxy=proxy, delay=0)).gated == ("http://desk.test/rain",)
    named = CrawlPlan(database, listed, ("http://desk.test/rain",), only_pages=True, proxy=proxy, delay=0)
    assert [each.page for each in crawl(named).stored] == ["http://desk.test/rain"]
