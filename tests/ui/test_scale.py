"""Copies and servers on the command line: one clear line for what goes wrong, and a kill costs nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph.errors import StoreError
from graph.model import Document, Source, Version, document_id, source_id, version_id
from graph.place import PASSWORD
from graph.store.sqlite import open_sqlite
from ui.cli import app

_COPY = "import sys; from ui.cli import main; sys.argv[1:1] = ['copy']; main()"


@pytest.fixture
def walkback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WALKBACK_DB", raising=False)
    monkeypatch.setenv(PASSWORD, "invisible")

    def run(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


def says(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert line.startswith("walkback: ")
    assert sentence in line
    assert "invisible" not in line


@pytest.mark.parametrize("command", [["status"], ["build"], ["serve"]])
def test_a_server_that_is_down_is_one_line_on_every_command(command, walkback):
    says(walkback(*command, "--store", "neo4j://127.0.0.1:1/news"), "no server answers there")


def test_a_wrong_password_is_one_line_that_names_the_variable(walkback, neo4j):
    says(walkback("status", "--store", neo4j[0]), f"set {PASSWORD}")


def test_the_settings_may_name_a_server(walkback, tmp_path):
    (tmp_path / "walkback.toml").write_text('database = "neo4j://127.0.0.1:1/news"\n')
    says(walkback("status"), "neo4j://127.0.0.1:1/news")
    (tmp_path / "walkback.toml").write_text('database = "neo4j://ida:secret@127.0.0.1:1"\n')
    says(walkback("status"), "keep the password out of the address")


def test_a_graph_is_not_copied_onto_itself_or_from_nowhere(walkback):
    says(walkback("copy", "walkback.db", "walkback.db"), "name another place to copy to")
    says(walkback("copy", "nothing.db", "walkback.db"), "no database at nothing.db")


@pytest.fixture
def large(tmp_path) -> Path:
    """Make a graph of 600 unread pages: six portions."""
    path = tmp_path / "large.db"
    outlet = Source(source_id("The Lantern"), "The Lantern")
    with open_sqlite(path, create=True) as store:
        store.save_source(outlet)
        for number in range(600):
            url = f"http://lantern.test/{number}"
            page = Document(document_id(url), url, outlet.id)
            text = f"Meta bans Codex for the {number}. time. " * 400
            store.save_version(page, Version(version_id(page.id, "T", text, None), page.id, "T", text))
    return path


def test_a_copy_that_is_killed_goes_on_and_ends_with_the_same_graph(large, tmp_path, walkback):
    target = tmp_path / "copy.db"
    copying = subprocess.Popen([sys.executable, "-c", _COPY, str(large), str(target)])
    until = time.monotonic() + 30
    while _documents(target) < 100:
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(copying.pid, signal.SIGKILL)
    copying.wait(timeout=10)
    there = _documents(target)
    assert 100 <= there <= 600
    result = walkback("copy", large, target)
    assert f"600 pages copied, {600 - there} of them written now" in result.stdout
    hashes = [walkback("status", "--hash", "--store", each).stdout.split()[-1] for each in (large, target)]
    assert hashes[0] == hashes[1]


def _documents(path: Path) -> int:
    try:
        with open_sqlite(path, read_only=True) as store:
            return store.counts()["documents"]
    except StoreError:
        return 0
