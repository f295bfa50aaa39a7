"""Pages that a browser has to make, over HTTP on this machine, with Chromium."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from crawlers import run
from crawlers.browser import browser_settings
from crawlers.gateway import gateway
from crawlers.process import user_agent
from crawlers.public import Reach
from crawlers.run import CrawlPlan, NoBrowser, crawl
from graph.model import document_id
from graph.store.sqlite import open_sqlite

pytestmark = pytest.mark.browser

RULE = "Employees of the bank may no longer use ChatGPT on company devices, an internal memo says."
MADE = (
    "<!DOCTYPE html><html><head><title>Bank</title></head><body><article id='a'></article><script>"
    "fetch('/words.json').then(r => r.json()).then(words => { document.getElementById('a').innerHTML = "
    "'<h1>Bank</h1>' + words.map(each => '<p>' + each + '</p>').join(''); });</script></body></html>"
)
MORE = "Exceptions need the approval of the security office, and nobody has got one so far."
WORDS = json.dumps([RULE, MORE])
PRIVATE = "http://169.254.169.254/latest/meta-data/"


class Site(BaseHTTPRequestHandler):
    """Answers by path, and notes what was asked."""

    answers: dict
    asked: list

    def do_GET(self):
        path = self.path.partition("?")[0]
        self.asked.append((path, self.headers.get("User-Agent")))
        status, kind, body, *more = self.answers.get(path, (404, "text/plain", "none"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in more:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        """Say nothing."""


@dataclass
class Outcome:
    site: str
    fates: dict
    asked: list
    agents: set
    asked_elsewhere: list
    database: Path
    seconds: float


@contextmanager
def served(answers, host="127.0.0.1"):
    """Serve answers on an address of this machine; gives its URL and what was asked."""
    handler = type("Handler", (Site,), {"answers": answers, "asked": []})
    with ThreadingHTTPServer((host, 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://{host}:{server.server_port}", handler.asked
        server.shutdown()


def page(script="", body=""):
    text = f"<h1>Bank</h1><p>{RULE}</p><p>{MORE}</p>{body}"
    return 200, "text/html", f"<html><body><article>{text}</article>{script}</body></html>"


def listed(folder, browser):
    file = folder / "sources.toml"
    file.write_text(f'[[source]]\nname = "Desk"\nhost = "127.0.0.1"\nbrowser = {browser}\n')
    return file


def render(folder, *pages, browser="true"):
    """Crawl pages of a source on 127.0.0.1 that needs a browser."""
    return crawl(
        CrawlPlan(
            folder / "walkback.db", listed(folder, browser), pages, only_pages=True, delay=0, allow_private=True,
            timeout=10.0,
        )
    )  # fmt: skip


ANSWERS = {
    "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /closed"),
    "/made": (200, "text/html", MADE),
    "/words.json": (200, "application/json", WORDS),
    "/closed": page(),
    "/busy": page("<script>while (true) {}</script>"),
    "/large": page("<script>document.body.appendChild(document.createComment('x'.repeat(12e6)))</script>"),
    "/rich": page(body="<img src='/i.png'><video src='/v.mp4'></video><script src='/s.js'></script>"),
    "/s.js": (200, "text/javascript", "1"),
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Crawl all these pages in one browser: the site, what it was asked, the report, the folder, the seconds."""
    folder = tmp_path_factory.mktemp("browser")
    closed = {"/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /"), "/b": page()}
    with (
        served(closed, "127.0.0.2") as (other, others),
        served(ANSWERS | {"/away": (302, "text/html", "", ("Location", f"{other}/b"))}) as (site, asked),
    ):
        names = ("made", "closed", "busy", "large", "rich", "none", "away")
        began = time.monotonic()
        report = render(folder, *(f"{site}/{name}" for name in names))
        seconds = time.monotonic() - began
    fates = {each.url: "stored" for each in report.stored} | {
        each.url: each.problem for each in report.failed
    }
    fates |= {each.url: each.reason for each in report.skipped}
    return Outcome(
        site, {url.removeprefix(f"{site}/"): fate for url, fate in fates.items()}, [path for path, _ in asked],
        {agent for _, agent in asked}, [path for path, _ in others], folder / "walkback.db", seconds,
    )  # fmt: skip


def test_a_page_that_scripts_make_is_read_by_a_browser(outcome):
    assert outcome.fates["made"] == "stored"
    with open_sqlite(outcome.database) as store:
        (version,) = store.versions_of(document_id(f"{outcome.site}/made"))
    assert RULE in version.text


def test_without_a_browser_there_is_nothing_on_it(tmp_path):
    with served(ANSWERS) as (site, _):
        report = render(tmp_path, f"{site}/made", browser="false")
    assert [each.reason for each in report.skipped] == ["not an article"]


def test_a_browser_says_who_asks_as_everybody_does(outcome):
    assert outcome.agents == {user_agent()}


def test_robots_txt_holds_for_the_browser_too(outcome):
    assert outcome.fates["closed"] == "closed by robots.txt"
    assert "/closed" not in outcome.asked


def test_another_host_is_asked_for_its_rules_before_a_redirect_is_taken(outcome):
    assert outcome.fates["away"] == "closed by robots.txt"
    assert "/robots.txt" in outcome.asked_elsewhere


def test_pictures_fonts_and_whatever_is_not_text_are_not_fetched(outcome):
    assert outcome.fates["rich"] == "stored"
    assert "/s.js" in outcome.asked
    assert not {"/i.png", "/v.mp4", "/favicon.ico"} & set(outcome.asked)


def test_pages_that_do_not_end_or_are_missing_are_named_and_the_others_are_read(outcome):
    assert outcome.fates["busy"] == "no answer in time"
    assert outcome.fates["large"] == "larger than 10 MB"
    assert outcome.fates["none"] == "HTTP 404"
    assert outcome.seconds < 120  # about 20 on an idle machine


class Only(Reach):
    """Lets a browser connect to one address of this machine, as if that were the open Internet."""

    def allows(self, host, resolved):
        return resolved == "127.0.0.3"


def test_whatever_a_page_makes_the_browser_fetch_stays_away_from_closed_addresses():
    secret = {"/secret": (200, "text/plain", "secret", ("Access-Control-Allow-Origin", "*"))}
    with served(secret) as (inner, came), gateway(Only()) as proxy, sync_playwright() as playwright:
        port = inner.rsplit(":", 1)[1]
        tries = "".join(
            f"fetch('{url}').catch(() => 0).then(r => r && r.text()).then(t => document.title += t || 'tried ');"
            for url in (PRIVATE, f"http://localhost:{port}/secret", f"http://127.0.0.1:{port}/secret")
        )
        answers = {"/a": page(f"<script>{tries}</script><iframe src='{inner}/secret'></iframe>")}
        with served(answers, "127.0.0.3") as (site, _):
            browser = playwright.chromium.launch(**browser_settings(proxy, 4.0)["PLAYWRIGHT_LAUNCH_OPTIONS"])
            opened = browser.new_page()
            opened.goto(f"{site}/a")
            opened.wait_for_function("document.title.length >= 15", timeout=20_000)
            said = opened.content()
            browser.close()
    assert RULE in said
    assert "secret</title>" not in said
    assert came == []


def test_without_the_extra_the_source_is_named_before_anything_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    with pytest.raises(NoBrowser, match=r"source 'Desk' needs a browser: install walkback\[browser\]"):
        render(tmp_path, "http://127.0.0.1:9/x")
    assert not (tmp_path / "walkback.db").exists()
