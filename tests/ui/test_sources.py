"""The commands about watched sites, and what status says of them, over HTTP on this machine."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crawlers.newsroom import newsroom
from crawlers.sources import SHIPPED, load_sources
from graph.store.ledger import Fetch
from graph.store.sqlite_ledger import open_ledger
from ui.cli import app

DATA = Path(__file__).parents[2] / "data"
NOW = datetime.now(UTC)
SUBCOMMANDS = ("list", "check", "add", "disable", "enable")


@pytest.fixture
def walkback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command in an empty folder, without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("WALKBACK_DB", "WALKBACK_SOURCES", "WALKBACK_PROXY", "WALKBACK_CONTACT"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


@pytest.fixture
def proxy(tmp_path):
    """Serve sites with lists in every state."""
    entry = (
        "<item><title>t</title><link>http://{host}/1</link><pubDate>{day} 2026 08:00:00 GMT</pubDate></item>"
    )
    rss = "<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    lively = "".join(entry.format(host="old.test", day=f"{n:02} Jan") for n in range(1, 9))
    files = {
        "old.test/f": rss.format(items=lively),
        "empty.test/f": rss.format(items=""),
        "undated.test/f": rss.format(
            items="".join(f"<item><link>http://undated.test/{n}</link></item>" for n in "12")
        ),
        "closed.test/f": rss.format(items=lively),
        "closed.test/robots.txt": "User-agent: *\nDisallow: /\n",
        "terms.test/terms": "<html><body><article><p>"
        + "You may not use ChatGPT here. " * 20
        + "</p></article>",
    }
    folder = tmp_path / "sites"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    hosts = {name.split("/")[0] for name in files}
    (folder / "sites.json").write_text(json.dumps({host: {"host": host} for host in hosts}))
    names = ("old", "empty", "undated", "closed", "gone")
    listed = [
        f'[[source]]\nname = "{name.title()}"\nhost = "{name}.test"\nfeeds = ["http://{name}.test/f"]\n'
        for name in names
    ]
    listed += ['[[source]]\nname = "Terms"\nhost = "terms.test"\npages = ["http://terms.test/terms"]\n']
    listed += [
        '[[source]]\nname = "Off"\nhost = "off.test"\ndisabled = true\nfeeds = ["http://off.test/f"]\n'
    ]
    (tmp_path / "sources.toml").write_text("".join(listed))
    with newsroom(folder) as address:
        yield address


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_has_help(walkback, name):
    result = walkback("sources", name, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5


def test_without_a_list_of_ones_own_the_shipped_one_is_listed(walkback):
    lines = walkback("sources", "list").stdout.splitlines()
    assert lines[0] == f"list {SHIPPED}"
    assert "WIRED (wired.com, of Condé Nast): outlet, report, en, 1 feed" in lines
    assert (
        lines[-1]
        == f"{len(load_sources(SHIPPED).outlets)} sources, {len(load_sources(SHIPPED).watched)} watched"
    )


def test_check_says_of_every_source_how_it_is_and_status_repeats_it(walkback, proxy):
    result = walkback("sources", "check", "--proxy", proxy, "--delay", 0)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "Closed: closed by robots.txt",
        "Empty: empty (names no page)",
        "Gone: no answer (HTTP 404)",
        next(
            line
            for line in result.stdout.splitlines()
            if line.startswith("Old: gone quiet (nothing new for ")
        ),
        "Terms: well (1 read)",
        "Undated: undated (none of 2 pages has a date in its list)",
        "sources: 1 well, 1 closed by robots.txt, 1 empty, 1 no answer, 1 gone quiet, 1 undated",
    ]
    status = walkback("status").stdout
    assert "sources: 1 well, " in status
    assert "  Gone: no answer (HTTP 404)" in status
    assert "Terms" not in status
    assert re.search(r"documents\s+1\n", status)  # the page that stands for its own list


def test_status_and_check_name_a_source_whose_texts_have_become_short(walkback, proxy, tmp_path):
    assert walkback("sources", "check", "--proxy", proxy, "--delay", 0).exit_code == 0
    line = "Terms: cut short (we read 40% of its texts instead of 98%)"
    with open_ledger(tmp_path / "walkback.db") as ledger:
        ledger.add(
            [
                Fetch(f"f-{n}", "k", f"http://terms.test/{n}", NOW + timedelta(hours=n), 200, ratio=ratio)
                for n, ratio in enumerate([0.98] * 10 + [0.4] * 5)
            ]
        )
    assert line in walkback("status").stdout
    assert line in walkback("sources", "check", "terms", "--proxy", proxy, "--delay", 0).stdout


def test_check_looks_only_at_those_that_are_named(walkback, proxy):
    assert walkback("sources", "check", "gone.test", "terms", "--proxy", proxy, "--delay", 0).stdout.splitlines() == [
        "Gone: no answer (HTTP 404)", "Terms: well (1 read)", "sources: 1 well, 1 no answer",
    ]  # fmt: skip
    result = walkback("sources", "check", "Nobody", "--proxy", proxy)
    assert result.exit_code == 1
    assert "no source 'Nobody' in the list" in result.stderr


def test_a_list_that_was_full_and_is_empty_is_compared_with_its_past(walkback, proxy, tmp_path):
    walkback("sources", "check", "undated", "--proxy", proxy, "--delay", 0)
    (tmp_path / "sites/undated.test/f").write_text(
        "<rss version='2.0'><channel><title>x</title></channel></rss>"
    )
    again = walkback("sources", "check", "undated", "--proxy", proxy, "--delay", 0)
    assert "Undated: empty (named up to 2 pages before)" in again.stdout


def test_adding_and_disabling_makes_a_list_of_ones_own_from_the_shipped_one(walkback, tmp_path):
    shipped = SHIPPED.read_bytes()
    result = walkback(
        "sources", "add", "The Quay Post", "--feed", "https://quay.example/feed", "--language", "en"
    )
    assert result.stdout == "added The Quay Post in sources.toml\n"
    assert walkback("sources", "disable", "wired.com").stdout == "disabled WIRED in sources.toml\n"
    own = load_sources(tmp_path / "sources.toml")
    assert own.named("The Quay Post").feeds == ("https://quay.example/feed",)
    assert own.named("WIRED").disabled
    assert (
        "WIRED (wired.com, of Condé Nast): outlet, report, en, disabled, 1 feed"
        in walkback("sources", "list").stdout
    )
    assert walkback("sources", "enable", "WIRED").exit_code == 0
    assert not load_sources(tmp_path / "sources.toml").named("WIRED").disabled
    assert SHIPPED.read_bytes() == shipped


def test_a_new_list_may_be_begun_with_its_first_source(walkback, tmp_path):
    words = ("--section", "http://desk.test/ai", "--follow", r"^/ai/\d+", "--sources", "mine.toml")
    assert walkback("sources", "add", "Desk", *words).exit_code == 0
    (outlet,) = load_sources(tmp_path / "mine.toml").outlets
    assert outlet.sections[0].follow == r"^/ai/\d+"
    assert not (tmp_path / "sources.toml").exists()


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (["add", "Desk"], 2, "nothing to watch"),
        (["add", "Desk", "--feed", "quay.example"], 1, "begin with http://"),
        (["add", "WIRED", "--feed", "https://quay.example/f"], 1, "'WIRED' is already in the list"),
        (["disable", "Nobody"], 1, "no source 'Nobody' in the list: `walkback sources list` names them"),
        (["list", "--sources", "none.toml"], 1, "none.toml: No such file"),
        (["check"], 1, "set contact in walkback.toml"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(walkback, tmp_path, words, code, problem):
    result = walkback("sources", *words)
    assert result.exit_code == code
    assert problem in result.output.replace("\n", " ")
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_crawl_keeps_the_account_that_status_shows(walkback):
    with newsroom(DATA / "corpus") as proxy:
        result = walkback(
            "crawl", "--sources", DATA / "newsroom.toml", "--proxy", proxy, "--delay", 0, "--no-build"
        )
    assert result.exit_code == 0, result.output
    status = walkback("status").stdout
    assert re.search(r"^sources: \d well, ", status, re.MULTILINE)
    assert "Chalkdust Review: gone quiet (nothing new for " in status


def test_a_page_and_archives_are_added_by_one_command(walkback, tmp_path):
    url = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"
    saved = (DATA / "corpus/site-a/2026/06/30/meta-approval-gate-claude-code-codex.html").read_text("utf-8")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved/a.html").write_text(f"<!-- saved from url=(0001){url} -->{saved}", "utf-8")
    added = walkback("add", "saved")
    assert added.exit_code == 0, added.output
    assert "1 page fetched and read: 1 new, 0 unchanged" in added.stdout
    assert "1 page searched" in added.stdout
    with newsroom(DATA / "corpus") as proxy:
        again = walkback("add", url, "saved", "--proxy", proxy, "--no-build")
    assert again.stdout.count("1 page fetched and read: 0 new, 1 unchanged") == 2
    assert "Meta" in walkback("search", "meta").stdout


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["none.warc.gz"], "none.warc.gz: No such file or directory; give a URL, a WARC"),
        (["http://desk.test/1"], "set contact in walkback.toml"),
        (["."], None),
    ],
)
def test_what_cannot_be_added_is_one_line(walkback, tmp_path, words, problem):
    result = walkback("add", *words, "--no-build")
    assert result.exit_code == (1 if problem else 0)
    if problem:
        assert problem in result.stderr.replace("\n", " ")
        assert list(tmp_path.iterdir()) == []
    else:
        assert "0 pages fetched and read" in result.stdout
