import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from crawlers.newsroom import newsroom
from graph.model import Block, Derived
from graph.store import sqlite_search
from ui.cli import ORDER, app
from ui.serve import free_port

APPROVAL = "c-aaaaaaaaaaaaaaaa"
CORPUS = Path(__file__).parents[2] / "data" / "corpus"
SOURCES = CORPUS.parent / "newsroom.toml"


@pytest.fixture
def walkback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command in an empty folder, without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("WALKBACK_DB", "WALKBACK_PORT", "WALKBACK_SOURCES", "WALKBACK_PROXY", "WALKBACK_ADDRESS"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], input=given)

    return run


def says_one_line(result: Result, code: int, *fragments: str) -> None:
    assert result.exit_code == code, result.output
    progress = re.compile(r"[a-z ]+: \d+ of \d+")
    lines = [each for each in result.stderr.splitlines() if not progress.fullmatch(each)]
    assert len(lines) == 1, lines
    assert lines[0].startswith("walkback: ")
    for fragment in fragments:
        assert fragment in lines[0]
    assert result.stdout == ""


COMMANDS = [[], *([name] for name in ORDER), ["digest", "preview"]]


# Help ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_every_option_has_help(walkback, words):
    result = walkback(*words, "--help")
    assert result.exit_code == 0
    command = get_command(app)
    for word in words:
        command = command.commands[word]
    assert command.help
    for param in command.params:
        assert getattr(param, "help", None), f"{' '.join(words)} {param.name} has no help"


def test_help_tells_the_story_in_order_and_tools_apart(walkback):
    text = walkback("--help").stdout
    places = [text.index(f" {name} ", text.index("Commands")) for name in ORDER]
    assert places == sorted(places)
    assert text.index("Tools") > text.index(" serve ")
    assert text.index("Tools") < text.index(" demo ", text.index("Tools"))


def test_help_and_search_import_neither_scrapy_nor_streamlit(database: Path):
    program = (
        "import sys\nfrom ui.cli import main\nsys.argv = ['walkback', *sys.argv[1:]]\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code, done.code\n"
        "print([name for name in ('scrapy', 'streamlit', 'trafilatura', 'altair') if name in sys.modules])"
    )
    for words in (["--help"], ["search", "--db", str(database)]):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


# Reading ------------------------------------------------------------------------------------------------


def test_search_lists_claims_with_their_quotes_and_facets(walkback, database):
    result = walkback("search", "tariff", "--db", database)
    assert result.exit_code == 0
    assert "Harbour Mutual requires approval for Claude Code and Codex" in result.stdout
    assert "“Engineers in Harbour Mutual’s tariff team" in result.stdout
    assert "organisation: Harbour Mutual" in result.stdout


def test_a_search_says_where_it_stopped_counting(walkback, database, monkeypatch):
    assert "among" not in walkback("search", "harbour", "--db", database).stdout
    monkeypatch.setattr(sqlite_search, "COUNTED", 2)
    said = walkback("search", "harbour", "--db", database).stdout
    assert "more than 2 claims\n" in said
    assert "counted among 2 of them:" in said


def test_facets_narrow_a_search(walkback, database):
    everything = walkback("search", "--db", database).stdout
    lifted = walkback("search", "--action", "lift", "--db", database).stdout
    assert "4 claims" in everything
    assert "1 claim\n" in lifted
    assert "0 claims" in walkback("search", "--organisation", "Nobody", "--db", database).stdout
    assert "1 claim\n" in walkback("search", "--since", "2026-08-01", "--db", database).stdout
    assert "3 claims" in walkback("search", "--until", "2026-08-01", "--db", database).stdout
    assert "the first 2 shown" in walkback("search", "--limit", 2, "--db", database).stdout


def test_show_gives_the_card_by_an_abbreviated_id(walkback, database):
    text = walkback("show", "c-aa", "--db", database).stdout
    for fragment in (
        "Contested: two outlets differ", "3 outlets, 1 origin", "Ada Quill sees instead: competition",
        "contradiction (whom it binds): One says some engineers", "later change (lifted)",
        "3. The Quay Post, outlet [not read by us]", "1 independent origin: The Quay Post",
    ):  # fmt: skip
        assert fragment in text


def test_show_puts_both_quotes_of_a_clash_side_by_side(walkback, database):
    lines = walkback("show", "c-aa", "--db", database).stdout.splitlines()
    row = next(line for line in lines if " | " in line and "All staff" in line)
    assert "Engineers in Harbour Mutual" in row


def test_a_trail_comes_as_text_markdown_and_csl(walkback, database):
    assert "PAGES READ" in walkback("trail", "c-aa", "--db", database).stdout
    assert (
        "## The chain, from author to source"
        in walkback("trail", "c-aa", "--format", "md", "--db", database).stdout
    )
    items = json.loads(walkback("trail", "c-aa", "--format", "csl", "--db", database).stdout)
    assert [item["container-title"] for item in items] == ["Morning Ledger", "Dockside Daily", "Pier Notes"]


def test_the_digest_preview_is_the_latest_week_with_news_or_the_one_asked_for(walkback, database, tmp_path):
    assert "7 September 2026" in walkback("digest", "preview", "--db", database).stdout
    page = tmp_path / "week.html"
    result = walkback("digest", "preview", "--week", "2026-07-01", "--html", page, "--db", database)
    assert "29 June 2026 – 5 July 2026" in result.stdout
    assert "All staff of Harbour Mutual" in page.read_text("utf-8")


def test_export_writes_json_lines_and_csv(walkback, database):
    lines = walkback("export", "--db", database).stdout.splitlines()
    assert len([json.loads(line) for line in lines]) == 4
    assert walkback("export", "--format", "csv", "--db", database).stdout.startswith("id,headline,")


def test_status_counts_what_the_database_holds(walkback, database):
    text = walkback("status", "--hash", "--db", database).stdout
    assert re.search(r"claims\s+4", text)
    assert "newest claim 2026-09-10" in text
    assert re.search(r"graph hash [0-9a-f]{64}", text)


def test_the_database_may_come_from_the_environment_or_the_settings_file(
    walkback, database, tmp_path, monkeypatch
):
    (tmp_path / "walkback.toml").write_text(f"database = {json.dumps(str(database))}\n")
    assert "4 claims" in walkback("search").stdout
    (tmp_path / "walkback.toml").unlink()
    monkeypatch.setenv("WALKBACK_DB", str(database))
    assert "4 claims" in walkback("search").stdout


def test_hostile_words_cannot_draw_on_the_terminal(walkback, new_world, tmp_path):
    world = new_world()
    evil = "Meta\x1b[2J\x1b]0;owned\x07 bans\u202e Claude Code."
    world.page("evil", "Evil\x1b[31m", "Title\r\x1b[1A", evil, "2026-07-01", author="\x1b[5mBlink")
    world.says("bad", "evil", evil, "ban", "BANNED", organisation="Meta\x1b[2J", tools=("Claude\x07Code",))
    claim = world.claim("f", "bad")
    world.save(Block("b"), Derived((claim,)))
    world.store.close()
    for words in (["search"], ["export", "--format", "csv"], ["digest", "preview"]):
        text = walkback(*words, "--db", tmp_path / "world0.db").output
        assert "Meta" in text
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202e]", text)


# Mistakes -----------------------------------------------------------------------------------------------


def test_a_crawl_of_the_real_web_wants_a_contact_first(walkback, tmp_path, monkeypatch):
    monkeypatch.delenv("WALKBACK_CONTACT", raising=False)
    says_one_line(walkback("crawl"), 1, "contact: is not set", "walkback.toml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["search"],
        ["show", "x"],
        ["trail", "x"],
        ["digest", "preview"],
        ["export"],
        ["status"],
        ["serve"],
        ["build"],
    ],
    ids=" ".join,
)
def test_a_missing_database_is_one_line_that_says_what_to_do(walkback, tmp_path, words):
    says_one_line(walkback(*words, "--db", tmp_path / "none.db"), 1, "no database at", "walkback crawl")
    assert not (tmp_path / "none.db").exists()


def test_a_newer_database_is_refused(walkback, database):
    with sqlite3.connect(database) as connection:
        (known,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {known + 1}")
    connection.close()
    says_one_line(walkback("search", "--db", database), 1, "schema", "upgrade walkback")


def test_a_file_that_is_no_database_is_refused(walkback, tmp_path):
    (tmp_path / "letter.db").write_text("Dear editor, " * 100)
    says_one_line(walkback("search", "--db", tmp_path / "letter.db"), 1, "letter.db")
    assert (tmp_path / "letter.db").read_text().startswith("Dear editor")


@pytest.mark.parametrize("command", ["show", "trail"])
def test_an_unknown_id_is_one_line(walkback, database, command):
    says_one_line(walkback(command, "c-zzz", "--db", database), 1, "no claim 'c-zzz'", "walkback search")


def test_an_ambiguous_id_is_one_line(walkback, database):
    says_one_line(walkback("show", "c-", "--db", database), 1, "fits 4 claims")


@pytest.mark.parametrize(
    "url", ["ftp://a.test/x", "javascript:alert(1)", "/etc/passwd", "meta.com", "http://"]
)
def test_a_url_that_is_not_http_is_one_line_and_writes_nothing(walkback, tmp_path, url):
    says_one_line(walkback("crawl", url), 1, "is no web address", "http://")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("database = \n", "no valid TOML"),
        ("port = 'x'\n", "line 1"),
        ("colour = 1\n", "unknown setting 'colour'"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line_with_its_place(walkback, tmp_path, text, fragment):
    (tmp_path / "walkback.toml").write_text(text)
    says_one_line(walkback("search"), 1, "walkback.toml", fragment)


def test_a_mistake_in_the_sources_file_is_one_line_and_writes_nothing(walkback, tmp_path):
    (tmp_path / "sources.toml").write_text("[[source]]\nname = ")
    says_one_line(walkback("crawl", "--sources", "sources.toml"), 1, "sources.toml", "no valid TOML")
    assert not (tmp_path / "walkback.db").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["search", "--since", "2026-13-01"], ["search", "--action", "bann"], ["search", "--limit", "0"],
        ["fly"],
        ["show"], ["sources", "fly"], ["trail", "c-aa", "--format", "pdf"], ["digest", "preview", "--week", "monday"],
        ["serve", "--port", "99999"], ["search", "--db"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_misuse_exits_with_2_and_no_traceback(walkback, database, monkeypatch, words):
    monkeypatch.setenv("WALKBACK_DB", str(database))
    result = walkback(*words)
    assert result.exit_code == 2
    assert "Error" in result.output
    assert "Traceback" not in result.output


def test_a_file_that_cannot_be_written_is_one_line(walkback, database, tmp_path):
    result = walkback("digest", "preview", "--html", tmp_path / "no" / "week.html", "--db", database)
    says_one_line(result, 1, "week.html", "No such file")


def test_a_port_in_use_is_one_line(walkback, database):
    with newsroom(CORPUS) as taken:
        port = taken.rsplit(":", 1)[1]
        says_one_line(
            walkback("serve", "--port", port, "--db", database), 1, f"port {port} is in use", "--port"
        )


# Crawling and building ----------------------------------------------------------------------------------


def test_one_article_is_crawled_and_built_and_a_second_time_adds_nothing(walkback, tmp_path):
    url = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"
    with newsroom(CORPUS) as proxy:
        first = walkback("crawl", url, "--proxy", proxy, "--delay", 0)
        again = walkback("crawl", url, "--proxy", proxy, "--delay", 0)
    assert first.exit_code == 0, first.output
    assert "1 page fetched and read: 1 new, 0 unchanged" in first.stdout
    assert "1 page searched" in first.stdout
    assert "1 page fetched and read: 0 new, 1 unchanged" in again.stdout
    assert "0 pages searched" in again.stdout
    assert "Meta" in walkback("search", "meta").stdout


def test_no_build_leaves_the_pages_unsearched(walkback):
    url = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"
    with newsroom(CORPUS) as proxy:
        assert "searched" not in walkback("crawl", url, "--proxy", proxy, "--delay", 0, "--no-build").stdout
    assert "0 claims" in walkback("search").stdout
    assert "1 page searched" in walkback("build").stdout


def test_a_page_that_is_no_article_is_one_line(walkback):
    with newsroom(CORPUS) as proxy:
        result = walkback("crawl", "http://lantern-wire.test/", "--proxy", proxy, "--delay", 0)
    says_one_line(result, 1, "http://lantern-wire.test/", "not an article", "give the address of one article")


def test_a_page_that_is_not_there_is_one_line(walkback):
    with newsroom(CORPUS) as proxy:
        result = walkback("crawl", "http://lantern-wire.test/none.html", "--proxy", proxy, "--delay", 0)
    says_one_line(result, 1, "http://lantern-wire.test/none.html", "404")


def test_the_demo_reports_pages_skips_claims_and_contradictions(walkback, tmp_path):
    result = walkback(
        "demo", "--newsroom", CORPUS, "--sources", SOURCES, "--db", tmp_path / "demo" / "w.db", "--no-serve"
    )
    assert result.exit_code == 0, result.output
    assert re.search(r"32 pages fetched and read: 32 new, 0 unchanged", result.stdout)
    assert "1 page about other things, not parsed: 1 of Patchpile Archives" in result.stdout
    assert "closed by robots.txt" in result.stdout
    assert re.search(r"\d+ claims, \d+ contradictions?, \d+ disputes?, \d+ developments?", result.stdout)


def test_the_demo_without_its_newsroom_says_where_to_find_it(walkback):
    says_one_line(walkback("demo", "--no-serve"), 1, "data/corpus", "--newsroom")


# Lines in, lines out ------------------------------------------------------------------------------------


def line(**fields: Any) -> str:
    return json.dumps({"id": "p1", "url": "http://a.test/p1", "published": "2026-07-01", **fields}) + "\n"


def test_extract_answers_each_page_with_one_line(walkback):
    text = "Meta bans Claude Code."
    result = walkback("extract", given=line(text=text) + "\n" + line(id="p2", text="Nothing here."))
    assert result.exit_code == 0, result.output
    first, second = (json.loads(each) for each in result.stdout.splitlines())
    assert (first["id"], second["id"]) == ("p1", "p2")
    assert [(claim["org"], claim["action"], claim["tools"]) for claim in first["claims"]] == [
        ("Meta", "ban", ["Claude Code"])
    ]
    assert first["claims"][0]["quote"] in text
    assert second["claims"] == []


def test_extract_reads_html_and_a_page_that_is_no_article_has_no_claims(walkback):
    html = (CORPUS / "site-a/2026/06/30/meta-approval-gate-claude-code-codex.html").read_text("utf-8")
    result = walkback("extract", given=line(html=html) + line(id="p2", html="<html><body></body></html>"))
    assert result.exit_code == 0, result.output
    first, second = (json.loads(each) for each in result.stdout.splitlines())
    assert any(claim["action"] == "require_approval" for claim in first["claims"])
    assert second["claims"] == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b"{not json}\n", "no JSON"),
        (b"[1]\n", "a JSON object is expected"),
        (b'{"id": 7, "text": "x"}\n', "'id' is no text"),
        (b'{"id": "x"}\n', "neither text nor html"),
        (b'{"id": "\xff", "text": ""}\n', "no UTF-8"),
    ],
)
def test_a_line_that_breaks_the_contract_is_named_and_earlier_ones_are_answered(walkback, bad, problem):
    result = walkback("extract", given=line(text="Meta bans Claude Code.").encode() + bad)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert f"walkback: input line 2: {problem}" in result.stderr.replace("\n", " ")


def test_a_lone_surrogate_in_a_page_still_gives_a_line_of_utf8(walkback):
    result = walkback("extract", given=line(text="\ud800 Meta bans Claude Code."))
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["id"] == "p1"


TWO_PAGES = (
    line(id="p1", url="http://a.test/1", outlet="The Lantern", text="Meta bans Claude Code for all staff.")
    + line(id="p2", url="http://b.test/2", outlet="The Crier", published="2026-07-02", links=["http://a.test/1"],
           text="Meta has banned Claude Code, The Lantern reported.")
)  # fmt: skip


def test_derive_gives_what_lies_between_pages_as_one_object(walkback):
    result = walkback("derive", given=TWO_PAGES)
    assert result.exit_code == 0, result.output
    graph = json.loads(result.stdout)
    assert [sorted(event["claims"]) for event in graph["same_event"]] == [["p1#c1", "p2#c1"]]
    assert {"from": "p2", "to": "p1", "how": "link"} in graph["citations"]


def test_derive_takes_claims_as_given(walkback, tmp_path):
    claim = {"id": "c1", "org": "Meta", "action": "ban", "tools": ["Codex"], "modality": "fact_reported",
             "attribution": ["self"], "reasons": [], "quote": "Meta bans Claude Code for all staff."}  # fmt: skip
    given = tmp_path / "claims.jsonl"
    given.write_text(json.dumps({"id": "p1", "claims": [claim]}) + "\n")
    result = walkback("derive", "--claims", given, given=TWO_PAGES)
    assert result.exit_code == 0, result.output
    assert [each["tools"] for each in json.loads(result.stdout)["claims"]["p1"]] == [["Codex"]]


def test_derive_names_the_claim_line_that_cannot_be_used(walkback, tmp_path):
    given = tmp_path / "claims.jsonl"
    given.write_text('{"id": "p1", "claims": [{"action": "ban"}]}\n')
    result = walkback("derive", "--claims", given, given=TWO_PAGES)
    assert result.exit_code == 1
    assert result.stderr.startswith("walkback: input line 1: ")
    assert "org" in result.stderr


# As a process -------------------------------------------------------------------------------------------


def test_a_reader_that_stops_reading_causes_no_traceback(database: Path):
    command = [sys.executable, "-c", "from ui.cli import main; main()", "export", "--db", str(database)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as stream:
        errors = stream.read()
    process.wait(60)
    assert b"Traceback" not in errors
    assert b"Exception" not in errors


def test_ctrl_c_ends_a_command_with_one_line():
    command = [sys.executable, "-u", "-c", "from ui.cli import main; main()", "extract"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, text=True, bufsize=1, **pipes)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line(text="Meta bans Claude Code."))
    assert process.stdout.readline().startswith('{"id": "p1"')
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.startswith("walkback: stopped")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_or_a_polite_kill_stops_the_screens_and_leaves_nothing_behind(database: Path, number: int):
    port = str(free_port(8700, exact=False))
    command = [
        sys.executable,
        "-u",
        "-c",
        "from ui.cli import main; main()",
        "serve",
        "--no-browser",
        "--port",
        port,
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    surroundings = {**os.environ, "WALKBACK_DB": str(database)}
    with subprocess.Popen(command, env=surroundings, text=True, start_new_session=True, **pipes) as process:
        assert process.stdout is not None
        try:
            assert (
                process.stdout.readline() == f"walkback is at http://127.0.0.1:{port} (stop it with Ctrl-C)\n"
            )
            process.send_signal(number)
            _, errors = process.communicate(timeout=30)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert free_port(int(port), exact=True) == int(port)


# Explaining ---------------------------------------------------------------------------------------------


def test_explain_shows_what_was_found_where_and_why(walkback, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Siemens has banned ChatGPT. The weather was fine.\n", encoding="utf-8")
    result = walkback("explain", page)
    assert result.exit_code == 0, result.output
    assert "{Siemens} has banned [ChatGPT]." in result.stdout
    assert "speaks of ban" in result.stdout
    assert "whose rule: Siemens" in result.stdout
    assert "Siemens: ban ChatGPT" in result.stdout
    assert "because trigger" in result.stdout


def test_explain_reads_html_and_lines_too(walkback, tmp_path):
    html = tmp_path / "page.html"
    html.write_text((CORPUS / "site-a" / "index.html").read_text("utf-8"), encoding="utf-8")
    lines = tmp_path / "pages.jsonl"
    lines.write_text('{"id": "one", "text": "Nokia allows Claude."}\n', encoding="utf-8")
    assert walkback("explain", html).exit_code == 0
    assert walkback("explain", lines).stdout.startswith("one")
    says_one_line(walkback("explain", tmp_path / "none.txt"), 1, "none.txt")
