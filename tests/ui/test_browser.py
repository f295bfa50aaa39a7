"""The whole line as a reader meets it: newsroom, crawl, build, screens, and Chromium clicking through."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Download, Page, expect, sync_playwright

from ui.demo import Demo, run_demo
from ui.serve import address, free_port, screens

pytestmark = pytest.mark.browser

DATA = Path(__file__).parents[2] / "data"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OURS = "127.0.0.1"
# What Chromium asks for by itself, whatever page is open.
CHROMIUM = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com/generate_204")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the demo into a database of its own and serve the screens on it."""
    database = tmp_path_factory.mktemp("demo") / "walkback.db"
    report = list(run_demo(Demo(DATA / "corpus", DATA / "newsroom.toml", database)))
    assert any("fetched and read" in line for line in report)
    port = free_port(8600, exact=False)
    with screens(database, port):
        yield address(port)


@pytest.fixture
def requests() -> list[str]:
    return []


@pytest.fixture
def browser(tmp_path: Path, requests: list[str]) -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "the browser test needs Chromium: install the package 'chromium'"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium, args=FLAGS, accept_downloads=True,
            viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        context.on("request", lambda request: requests.append(request.url))
        yield context.pages[0] if context.pages else context.new_page()
        context.close()


def download(page: Page, label: str) -> str:
    with page.expect_download() as started:
        page.get_by_role("button", name=label).click()
    done: Download = started.value
    return Path(done.path()).read_text("utf-8")


def foreign(requests: list[str]) -> list[str]:
    away = [url for url in requests if urlsplit(url).scheme in {"http", "https", "ws", "wss"}]
    return [
        url for url in away if urlsplit(url).hostname != OURS and not any(each in url for each in CHROMIUM)
    ]


def settle(page: Page) -> None:
    """Wait until the screen has been drawn anew: a click while the list still moves lands on its neighbour."""
    page.wait_for_timeout(1000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def open_the_meta_claim(page: Page, site: str) -> None:
    page.goto(site)
    search = page.get_by_label("Search the claims")
    search.fill("Meta")
    search.press("Enter")
    expect(page).to_have_url(re.compile("words=Meta"))
    settle(page)
    page.get_by_role(
        "link", name="Meta requires approval for Claude Code and Codex", exact=True
    ).first.click()
    expect(page).to_have_url(re.compile(r"/claim\?claim=c"))


def test_a_reader_walks_from_a_search_to_the_source_and_takes_the_trail_along(browser, site, requests):
    open_the_meta_claim(browser, site)
    expect(browser.get_by_role("heading", level=1)).to_have_text(
        "Meta requires approval for Claude Code and Codex"
    )
    shown = browser.get_by_test_id("stMain")
    expect(shown).to_contain_text("Meta gives: distillation")
    expect(shown).to_contain_text("Ines Halloway sees instead: competition")
    expect(shown).to_contain_text("To my mind Meta is really shutting out the competition")
    expect(shown).to_contain_text("1 independent origin: The Information")
    expect(shown).to_contain_text("not read by us")

    markdown = download(browser, "Trail as Markdown")
    assert markdown.startswith("# Meta requires approval for Claude Code and Codex\n")
    assert "- 1 independent origin: The Information" in markdown
    assert re.search(r"^\d+\. \*\*The Information\*\*.*\(not read by us\)$", markdown, re.MULTILINE)

    items = json.loads(download(browser, "Trail as CSL-JSON"))
    lantern = next(item for item in items if item["container-title"] == "The Lantern Wire")
    assert lantern["type"] == "article-newspaper"
    assert lantern["issued"] == {"date-parts": [[2026, 6, 30]]}
    assert lantern["URL"] == "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"
    blog = next(item for item in items if item["type"] == "post-weblog")
    assert blog["author"] == [{"literal": "Ines Halloway"}]

    assert foreign(requests) == []


def test_a_shared_link_opens_the_same_search_and_back_leads_back(browser, site):
    browser.goto(f"{site}/?words=Meta&action=require_approval")
    expect(browser.get_by_label("Search the claims")).to_have_value("Meta")
    removable = browser.get_by_role("link", name="Rule: approval required")
    expect(removable).to_be_visible()
    browser.get_by_role(
        "link", name="Meta requires approval for Claude Code and Codex", exact=True
    ).first.click()
    expect(browser).to_have_url(re.compile("/claim"))
    expect(browser.get_by_test_id("stSidebar")).to_be_hidden()
    browser.go_back()
    expect(browser.get_by_test_id("stSidebar")).to_be_visible()
    expect(browser).to_have_url(
        re.compile("words=Meta.*action=require_approval|action=require_approval.*words=Meta")
    )
    expect(browser.get_by_label("Search the claims")).to_have_value("Meta")


def test_a_facet_narrows_the_list_by_a_click_and_can_be_taken_away(browser, site):
    browser.goto(site)
    count = browser.get_by_text(re.compile(r"^\d+ claims?$"))
    expect(count).to_be_visible()
    everything = browser.get_by_text(count.inner_text(), exact=True)
    browser.get_by_role("link", name=re.compile(r"^Samsung \(")).first.click()
    expect(browser).to_have_url(re.compile("organisation=Samsung"))
    expect(everything).to_have_count(0)
    browser.get_by_role("link", name="Organisation: Samsung").click()
    expect(everything).to_have_count(1)
    expect(browser).not_to_have_url(re.compile("organisation"))


@pytest.mark.parametrize("view", ["contradictions", "developments"])
def test_the_boards_open_and_ask_nobody_else(browser, site, requests, view):
    browser.goto(f"{site}/{view}")
    expect(browser.get_by_role("heading", level=1)).to_be_visible()
    expect(browser.locator("article").first).to_be_visible()
    browser.wait_for_timeout(1000)
    assert foreign(requests) == []
    assert browser.get_by_text("Page not found").count() == 0
