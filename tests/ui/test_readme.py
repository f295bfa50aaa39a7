"""The README's section on watching the real web does what it says, with sites of this machine in place of the web."""

import gzip
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawlers.newsroom import newsroom
from crawlers.sources import SHIPPED, load_sources
from ui.cli import app

ROOT = Path(__file__).parents[2]
STORY = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"
WIRED = '\n[[source]]\nname = "WIRED"\nhost = "wired.com"\nfeeds = ["http://wired.com/feed"]\n'


def section() -> list[str]:
    """Give the lines that the README tells a person to type."""
    text = (ROOT / "README.md").read_text("utf-8")
    return text.split("## Watch the real web")[1].split("```")[1].strip().splitlines()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Prepare a folder with a list of sites of this machine and an archive by the name in the README."""
    for name in ("WALKBACK_DB", "WALKBACK_SOURCES", "WALKBACK_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("sources.toml").write_text((ROOT / "data/newsroom.toml").read_text("utf-8") + WIRED, "utf-8")
    body = (ROOT / "data/corpus/site-a/2026/06/30/meta-approval-gate-claude-code-codex.html").read_bytes()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {STORY}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    Path("CC-NEWS-20260601-00001.warc.gz").write_bytes(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return tmp_path


def test_every_line_of_watching_the_real_web_works_as_written(folder, monkeypatch):
    said = {}
    with newsroom(ROOT / "data/corpus") as proxy:
        monkeypatch.setenv("WALKBACK_PROXY", proxy)
        for line in section():
            command = line.partition("  #")[0].replace("https://example.org/story", STORY).strip()
            if command.startswith("echo"):
                setting = re.fullmatch(r"echo '(.*)' >> (\S+)", command)
                Path(setting[2]).write_text(setting[1] + "\n")
                continue
            words = shlex.split(command)
            assert words[0] == "walkback"
            pause = ["--delay", "0"] if words[1:3] == ["sources", "check"] or words[1:] == ["crawl"] else []
            result = CliRunner().invoke(app, [*words[1:], *pause])
            assert result.exit_code == 0, (line, result.output)
            said[command] = result.stdout
    assert "Lantern Wire" in said["walkback sources list"]
    assert "sources: " in said["walkback sources check"]
    assert "32 new, 0 unchanged" in said["walkback crawl"]
    assert "0 new, 1 unchanged" in said[f"walkback add {STORY}"]
    assert "0 new, 1 unchanged" in said["walkback add CC-NEWS-20260601-00001.warc.gz --listed-only"]
    assert "The Quay Post: no answer" in said["walkback status"]
    own = load_sources(folder / "sources.toml")
    assert own.named("wired.com").disabled
    assert own.named("The Quay Post").source.family == "Quay Media"


def test_the_number_of_sites_is_that_of_the_list():
    (line,) = (each for each in section() if "sources list" in each)
    assert f"{len(load_sources(SHIPPED).watched)} sites" in line
