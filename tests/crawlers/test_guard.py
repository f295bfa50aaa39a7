"""Crawls on loopback that must not connect where they are sent, and those that must keep a pace."""

import socket
import threading
import time
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawlers.address import address
from crawlers.process import scrapy_settings
from crawlers.run import CrawlPlan, NoContact, crawl

CONTACT = "desk@example.org"


@pytest.fixture
def listener():
    """Listen on loopback and count who connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        came = []
        ended = threading.Event()

        def wait():
            while not ended.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                came.append(peer)
                connection.close()

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        yield server.getsockname()[1], came
        ended.set()
        thread.join()


@pytest.fixture
def talker():
    """Serve replies made by a function of path and number of the request; gives address and what was asked."""
    with contextmanager(_talking)() as serve:
        yield serve


def _talking():
    running = []

    def serve(answer):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append((self.path, time.monotonic(), self.headers.get("User-Agent")))
                status, headers, body = answer(self.path, sum(path == self.path for path, *_ in asked))
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}", asked

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


def test_this_machine_is_not_asked_however_its_address_is_spelt(listener, database):
    port, came = listener
    hosts = (
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "0.0.0.0",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "127.0.0.2", "LOCALHOST", "①②⑦.⓪.⓪.①",
    )  # fmt: skip
    pages = tuple(f"http://{host}:{port}/x" for host in hosts)
    report = crawl(CrawlPlan(database, pages=pages, delay=0, contact=CONTACT))
    assert {each.reason for each in report.skipped} == {"not a public address"}
    assert len(report.skipped) == report.requested == len({address(each) for each in pages}) == 11
    assert came == []


def test_a_proxy_in_the_environment_opens_no_way_around_the_check(listener, database, monkeypatch):
    port, came = listener
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    report = crawl(CrawlPlan(database, pages=(f"http://127.0.0.1:{port}/x",), delay=0, contact=CONTACT))
    assert [each.reason for each in report.skipped] == ["not a public address"]
    assert came == []


def test_a_redirect_to_a_closed_address_is_not_followed(talker, page, database):
    target = "http://169.254.169.254/latest/meta-data/"
    site, asked = talker(
        lambda path, count: (302, {"Location": target}, "") if path == "/x" else (404, {}, "")
    )
    report = crawl(CrawlPlan(database, pages=(f"{site}/x",), delay=0, allow_private=True))
    assert [(each.reason, each.detail) for each in report.skipped] == [
        ("not a public address", "169.254.169.254")
    ]
    assert [path for path, *_ in asked] == ["/robots.txt", "/x"]


@pytest.mark.parametrize("contact", ["", "me", "a b@c.de", "desk@example.org\r\nX: y", "http://"])
def test_nobody_crawls_the_web_without_a_contact(contact, database):
    with pytest.raises(NoContact, match=r"^contact: is .*walkback\.toml or WALKBACK_CONTACT"):
        crawl(CrawlPlan(database, pages=("http://desk.test/",), contact=contact))
    assert not database.exists()


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "http://10.0.0.9:3128"])
def test_a_proxy_to_the_web_needs_a_contact_too(proxy, database):
    with pytest.raises(NoContact):
        crawl(CrawlPlan(database, pages=("http://desk.test/",), proxy=proxy))


def test_every_request_says_who_asks(talker, page, database):
    site, asked = talker(lambda path, count: (200, {}, page()) if path == "/x" else (404, {}, ""))
    crawl(CrawlPlan(database, pages=(f"{site}/x",), delay=0, allow_private=True, contact=CONTACT))
    assert len(asked) == 2
    assert {agent for *_, agent in asked} == {
        scrapy_settings(CrawlPlan(database, contact=CONTACT))["USER_AGENT"]
    }
    assert asked[0][2].endswith(f"(+{CONTACT})")


def test_a_site_is_asked_as_slowly_as_its_robots_txt_wants(talker, page, database):
    rules = "User-agent: walkback\nCrawl-delay: 2\n\nUser-agent: *\nDisallow: /\n"
    site, asked = talker(lambda path, count: (200, {}, rules if path == "/robots.txt" else page(title=path)))
    pages = tuple(f"{site}/{n}" for n in range(3))
    report = crawl(CrawlPlan(database, pages=pages, delay=0, allow_private=True))
    assert len(report.stored) == 3
    moments = [at for path, at, _ in asked if path != "/robots.txt"]
    assert moments[-1] - moments[0] >= 2 * 2 * 0.5  # the distance varies between half and one and a half


def test_a_busy_site_is_asked_again_when_it_said_one_may(talker, page, database):
    def answer(path, count):
        if path == "/robots.txt":
            return 404, {}, ""
        return (503, {"Retry-After": "2"}, "") if count == 1 else (200, {}, page())

    site, asked = talker(answer)
    report = crawl(CrawlPlan(database, pages=(f"{site}/x",), delay=0, allow_private=True))
    assert len(report.stored) == 1
    first, second = (at for path, at, _ in asked if path == "/x")
    assert second - first >= 1.9


def test_a_site_that_wants_a_day_off_is_not_asked_for_its_other_pages(talker, database):
    tomorrow = formatdate(time.time() + 86400, usegmt=True)
    site, asked = talker(
        lambda path, count: (404, {}, "") if path == "/robots.txt" else (429, {"Retry-After": tomorrow}, "")
    )
    report = crawl(
        CrawlPlan(database, pages=tuple(f"{site}/{n}" for n in range(6)), delay=0, allow_private=True)
    )
    assert [each.reason for each in report.skipped] == ["the host asks to be left alone"] * 6
    assert len([path for path, *_ in asked if path != "/robots.txt"]) == 1


def test_a_missing_robots_txt_opens_a_site_and_a_broken_one_closes_it(talker, page, database):
    def answering(status):
        rules = (status, {"Retry-After": "0"}, "")
        return lambda path, count: rules if path == "/robots.txt" else (200, {}, page(title=str(status)))

    sites = {status: talker(answering(status)) for status in (404, 403, 500, 503)}
    pages = tuple(f"{site}/x" for site, _ in sites.values())
    report = crawl(CrawlPlan(database, pages=pages, delay=0, allow_private=True))
    assert {each.url for each in report.stored} == {f"{sites[status][0]}/x" for status in (404, 403)}
    assert {each.url: each.problem for each in report.failed} == {
        f"{sites[status][0]}/x": f"robots.txt: HTTP {status}" for status in (500, 503)
    }
    for status, (_, asked) in sites.items():
        assert ("/x" in [path for path, *_ in asked]) == (status < 500)
