"""Crawls that go on from earlier ones: what is asked again and how, what is kept, and kill -9 at any moment."""

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence import body_of, folder_of, read_back
from crawlers.report import Skipped
from crawlers.run import CrawlPlan, crawl
from graph.ask.pages import page_history
from graph.model import document_id
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_ledger import open_ledger

HOST = "http://desk.test"
FEED = f"{HOST}/feed.xml"


class Site(ThreadingHTTPServer):
    """One host behind a proxy's address: pages by path, and a note of every request for them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages, self.asked = {}, []

    @property
    def proxy(self):
        return f"http://127.0.0.1:{self.server_port}"

    def asked_for(self):
        """Give what was asked for since the last time, less the robots.txt, as (path, asked conditionally)."""
        asked, self.asked = self.asked, []
        return sorted((path, conditional) for path, conditional in asked if path != "/robots.txt")


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.removeprefix(HOST)
        etag = self.headers.get("If-None-Match")
        self.server.asked.append((path, bool(etag)))
        status, headers, body = self.server.pages.get(path, (404, {}, b""))
        if etag and etag == headers.get("ETag"):
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield site
        site.shutdown()
        thread.join()


@pytest.fixture
def publish(server, page):
    """Put a page, or the feed that names some, on the site."""

    def put(path, body=None, *, etag=None, kind="text/html", status=200, **more):
        text = body if body is not None else page(title=f"Bank {path}", **more)
        headers = (
            {"Content-Type": f"{kind}; charset=utf-8"}
            | ({"ETag": f'"{etag}"'} if etag else {})
            | more.get("headers", {})
        )
        server.pages[path] = (status, headers, text.encode())

    return put


def feed(*paths):
    items = "".join(
        f"<item><title>Bank {path}</title><link>{HOST}{path}</link>"
        f"<pubDate>Wed, 01 Jul 2026 08:00:00 +0000</pubDate></item>"
        for path in paths
    )
    return f"<rss version='2.0'><channel><title>Desk</title>{items}</channel></rss>"


@pytest.fixture
def plan(server, database, tmp_path):
    listed = tmp_path / "sources.toml"
    listed.write_text(f'[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["{FEED}"]\n')
    return CrawlPlan(database, listed, proxy=server.proxy, delay=0)


def test_a_second_crawl_asks_only_for_what_has_changed(server, publish, plan, page):
    server.pages["/moved.html"] = (301, {"Location": f"{HOST}/b.html"}, b"")
    publish("/feed.xml", feed("/a.html", "/moved.html", "/c.html", "/list.html"), etag="f1", kind="text/xml")
    publish("/a.html", etag="a1")
    publish("/b.html", etag="b1")
    publish("/c.html")
    publish("/list.html", page("<p>Nothing.</p>"), etag="l1")
    first = crawl(plan)
    assert sorted(each.page for each in first.stored) == [f"{HOST}/{name}.html" for name in "abc"]
    assert not any(conditional for _, conditional in server.asked_for())

    second = crawl(plan)
    assert server.asked_for() == [
        ("/a.html", True), ("/b.html", True), ("/c.html", False), ("/feed.xml", True), ("/list.html", True),
        ("/moved.html", True),
    ]  # fmt: skip
    assert (second.stored, second.failed, second.unreadable, second.listings) == ((), (), (), 1)
    assert [each.page for each in second.unchanged] == [each.page for each in first.stored]
    assert second.skipped == (Skipped(f"{HOST}/list.html", "not an article", "1 words of text"),)

    assert crawl(replace(plan, only_due=True)).requested == 0
    assert server.asked_for() == []

    publish("/b.html", page(title="Bank lifts its ban"), etag="b2")
    third = crawl(plan)
    assert [(each.url, each.page) for each in third.stored] == [(f"{HOST}/moved.html", f"{HOST}/b.html")]
    _is_all_in_evidence(plan.database)


def _is_all_in_evidence(database):
    """Every version has a fetch, and every fetch a record with the words of the version in it."""
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        for path, fetches, redirects in (("/a.html", 3, 0), ("/b.html", 6, 3), ("/c.html", 3, 0)):
            document = document_id(HOST + path)
            of_document = ledger.fetches_of(document)
            assert len(of_document) == fetches
            assert [each.status for each in of_document].count(301) == redirects
            for version in store.versions_of(document):
                (first, *_) = ledger.fetches(version.id)
                assert first.at == version.fetched_at
                assert version.title.encode() in body_of(folder_of(database), first, of_document).body
            for each in of_document:
                read_back(folder_of(database), each)
    (file,) = folder_of(database).iterdir()
    with file.open("rb") as opened:
        kept = {each.rec_headers.get_header("WARC-Target-URI") for each in ArchiveIterator(opened)}
    assert f"{HOST}/moved.html" in kept
    assert f"{HOST}/list.html" not in kept  # nobody will quote it


def test_a_date_that_a_feed_adds_later_reaches_a_page_that_has_not_changed(server, publish, plan, database):
    publish("/feed.xml", "<rss version='2.0'><channel><title>Desk</title></channel></rss>", kind="text/xml")
    publish("/a.html", etag="a1")
    crawl(replace(plan, pages=(f"{HOST}/a.html",)))
    publish("/feed.xml", feed("/a.html"), kind="text/xml")
    crawl(plan)
    assert ("/a.html", False) in server.asked_for()
    with open_sqlite(database) as store:
        assert [bool(each.published) for each in store.versions_of(document_id(f"{HOST}/a.html"))] == [
            False,
            True,
        ]


def test_what_another_reader_has_read_is_asked_for_in_full(server, publish, plan, database):
    publish("/feed.xml", feed("/a.html"), etag="f1", kind="text/xml")
    publish("/a.html", etag="a1")
    crawl(plan)
    server.asked_for()
    with open_ledger(database) as ledger:
        known = ledger.address(f"{HOST}/a.html")
        ledger.note([replace(known, reader="text/0", due_at=datetime.now(UTC) - timedelta(hours=1))])
    crawl(replace(plan, only_due=True))
    assert server.asked_for() == [("/a.html", False)]


def test_a_text_that_only_our_reading_has_changed_is_told_from_a_change_of_the_page(
    server, publish, plan, database, page
):
    """Of the first page, another reader had kept a line of the menu; the page has other advertisements since."""
    publish("/feed.xml", feed("/a.html", "/b.html"), kind="text/xml")
    publish("/a.html")
    publish("/b.html")
    crawl(plan)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE version SET text = text || ' Menu', id = id || '-old'")
        connection.execute("UPDATE fetch SET version = version || '-old'")
        connection.execute("UPDATE address SET reader = 'text/0'")
    publish("/a.html", page(title="Bank /a.html", chrome="<!-- another advertisement -->"))
    publish("/b.html", page("<p>The bank allows ChatGPT to everybody, it says, and to its guests.</p>" * 3))
    assert len(crawl(plan).stored) == 2
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        for path, kind in (("/a.html", "extractor"), ("/b.html", "source")):
            (change,) = page_history(store, ledger, store.document(document_id(HOST + path)))
            assert change.kind == kind


def test_a_list_and_a_robots_txt_are_kept_when_they_are_not_what_they_were(server, publish, plan, database):
    publish("/feed.xml", feed("/a.html"), kind="text/xml")
    publish("/a.html", etag="a")
    publish("/robots.txt", "User-agent: *\nDisallow: /closed\n", kind="text/plain")

    def kept():
        (file,) = folder_of(database).iterdir()
        with file.open("rb") as opened:
            urls = [each.rec_headers.get_header("WARC-Target-URI") or "" for each in ArchiveIterator(opened)]
        return urls.count(FEED), urls.count(f"{HOST}/robots.txt")

    crawl(plan)
    assert kept() == (1, 1)
    crawl(plan)
    assert kept() == (1, 1)
    publish("/feed.xml", feed("/b.html"), kind="text/xml")
    publish("/robots.txt", "User-agent: *\nDisallow: /shut\n", kind="text/plain")
    crawl(plan)
    assert kept() == (2, 2)


def test_without_evidence_nothing_is_kept_but_what_was_read(server, publish, plan, database):
    publish("/feed.xml", feed("/a.html"), kind="text/xml")
    publish("/a.html")
    assert len(crawl(replace(plan, evidence="none")).stored) == 1
    assert not folder_of(database).exists()
    with open_ledger(database) as ledger:
        assert [each.file for each in ledger.fetches_of(document_id(f"{HOST}/a.html"))] == [""]


@pytest.fixture
def kill(server, plan):
    """Start a crawl into a database, and kill -9 its process after some requests and a moment."""

    def run(database, requests, moment):
        server.asked = []
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "crawlers.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            process.stdin.write(replace(plan, database=database).to_json() + "\n")
            process.stdin.flush()
            while len(server.asked) < requests and process.poll() is None:
                time.sleep(0.001)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)

    return run


def _remembered(database):
    """Give what must be the same whatever happened on the way: the graph, and the ledger less clock and counts."""
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        pages = ledger.due(datetime.now(UTC) + timedelta(days=99), 99)
        known = [
            (each.key, each.url, each.hint, each.via, each.original, each.etag, each.digest, each.reader, each.page,
             each.detail, each.outcome.replace("stored", "unchanged"))
            for each in (*pages, ledger.address(f"feed {FEED}"))
        ]  # fmt: skip
        return store.graph_hash(), sorted(known)


def _versions_with_evidence(database):
    """Count the versions of a store; each must have a record of the page it was read from."""
    with open_sqlite(database) as store, open_ledger(database) as ledger:
        versions = [store.version(each) for each in store.unread("nobody")]
        for version in versions:
            fetches = ledger.fetches(version.id)
            body = body_of(folder_of(database), fetches[0], ledger.fetches_of(version.document)).body
            assert version.title.encode() in body
        return len(versions)


@pytest.mark.slow
def test_a_crawl_killed_at_25_moments_and_begun_again_gives_the_same_store(
    server, publish, plan, kill, tmp_path, page
):
    server.pages["/moved.html"] = (301, {"Location": f"{HOST}/5.html"}, b"")
    pages = [f"/{n}.html" for n in range(5)]
    publish(
        "/feed.xml",
        feed(*pages, "/moved.html", "/amp.html", "/gone.html", "/list.html"),
        etag="f",
        kind="text/xml",
    )
    for path in (*pages, "/5.html", "/original.html"):
        publish(path, etag=path)
    publish("/amp.html", page(head='<link rel="canonical" href="/original.html">'), etag="amp")
    publish("/list.html", page("<p>Nothing.</p>"))
    crawl(replace(plan, database=tmp_path / "whole.db"))
    expected = _remembered(tmp_path / "whole.db")
    dice = random.Random(20260630)
    held = []
    for number in range(5):
        database = tmp_path / f"killed-{number}.db"
        for _ in range(5):
            kill(database, dice.randint(0, 12), dice.uniform(0, 0.05))
            held.append(_versions_with_evidence(database) if database.exists() else 0)
        crawl(replace(plan, database=database))
        assert _remembered(database) == expected
        assert _versions_with_evidence(database) == 7
    assert len(held) == 25
    assert any(0 < count < 7 for count in held)


@pytest.fixture
def watch(plan, tmp_path):
    """Start `walkback crawl --watch`, read what it says till a line, and kill -9 it."""

    def until(wanted):
        command = [
            *(
                sys.executable,
                "-P",
                "-c",
                "from ui.cli import main; main()",
                "crawl",
                "--watch",
                "--no-build",
            ),
            *(
                "--sources",
                str(plan.sources),
                "--db",
                str(plan.database),
                "--proxy",
                plan.proxy,
                "--delay",
                "0",
            ),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
            said = []
            while wanted not in (said or [""])[-1]:
                said.append(process.stdout.readline())
                assert said[-1], said
            process.kill()
        return "".join(said)

    return until


def test_a_watch_that_was_killed_goes_on_with_what_is_due(server, publish, plan, watch):
    publish("/feed.xml", feed("/a.html", "/b.html"), etag="f1", kind="text/xml")
    publish("/a.html", etag="a1")
    publish("/b.html", etag="b1")
    assert "a round of 2 pages" in watch("2 new, 0 unchanged")
    server.asked_for()
    publish("/feed.xml", feed("/a.html", "/c.html"), etag="f2", kind="text/xml")
    publish("/c.html", etag="c1")
    with open_ledger(plan.database) as ledger:
        ledger.note([replace(ledger.address(f"feed {FEED}"), due_at=datetime.now(UTC))])
    assert "a round of 1 page" in watch("1 new, 0 unchanged")
    assert server.asked_for() == [("/c.html", False), ("/feed.xml", True)]
