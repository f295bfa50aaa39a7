"""`walkback changes` and `walkback evidence` on a page of the sample newsroom that was corrected."""

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawlers.evidence import folder_of
from crawlers.newsroom import newsroom
from crawlers.run import CrawlPlan, crawl
from graph.build import default_build
from graph.extract.extractor import load_extractor
from graph.model import Search, document_id
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_ledger import open_ledger
from ui.cli import app

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
PAGE = "http://chalkdust-review.test/news/2023/05/nyc-lifts-chatgpt-ban.html"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database with a page as it was and as it was corrected, built."""
    path = tmp_path_factory.mktemp("pages") / "walkback.db"
    for overlay in (CORPUS / "versions", None):
        with newsroom(CORPUS, overlay=overlay) as proxy:
            crawl(
                CrawlPlan(
                    path, CORPUS.parent / "newsroom.toml", (PAGE,), only_pages=True, proxy=proxy, delay=0
                )
            )
    with open_sqlite(path) as store:
        default_build(store, load_extractor())
    return path


@pytest.fixture
def walkback(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        return CliRunner().invoke(app, [*map(str, words), "--db", str(database)])

    return run


def test_changes_tells_what_a_correction_changed(walkback):
    result = walkback("changes", PAGE)
    assert result.exit_code == 0, result.output
    assert result.output.startswith(PAGE)
    assert "changed at the source" in result.output
    assert "became “January" in result.output
    assert "notice (correction)" in result.output


def test_changes_takes_a_pages_id_and_other_spellings_of_its_address(walkback):
    wanted = walkback("changes", PAGE).output
    assert walkback("changes", document_id(PAGE)).output == wanted
    assert walkback("changes", f"{PAGE}?utm_source=x#top").output == wanted
    missing = walkback("changes", "http://chalkdust-review.test/none.html")
    assert missing.exit_code == 1
    assert "no page" in missing.stderr


def test_evidence_is_found_from_a_claim_by_its_quote(walkback, database):
    with open_sqlite(database) as store:
        (claim, *_) = store.search(Search()).claims
        quote = store.assertion(claim.assertions[0]).quote.exact
    result = walkback("evidence", claim.id[:8])
    assert result.exit_code == 0, result.output
    assert f"“{quote}”" in result.output
    assert f"HTTP 200 from {PAGE}" in result.output
    assert str(folder_of(database)) in result.output


def test_evidence_prints_each_version_as_it_was_fetched(walkback, database):
    with open_sqlite(database) as store:
        older, newer = store.versions_of(document_id(PAGE))
    file = "news/2023/05/nyc-lifts-chatgpt-ban.html"
    printed = [walkback("evidence", each.id, "--print").stdout_bytes for each in (older, newer)]
    kept = [next(folder.glob(f"site-*/{file}")).read_bytes() for folder in (CORPUS / "versions", CORPUS)]
    assert printed == kept
    with open_ledger(database) as ledger:
        (fetch,) = ledger.fetches(newer.id)
    assert walkback("evidence", fetch.id, "--print").stdout_bytes == kept[1]


def test_evidence_opens_a_page_without_its_scripts(walkback, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert walkback("evidence", PAGE, "--open").exit_code == 0
    page = Path(opened[0].removeprefix("file://"))
    assert page.read_text("utf-8").startswith('<!doctype html><meta http-equiv="Content-Security-Policy"')
    page.unlink()


def test_evidence_that_was_changed_on_disk_is_refused(walkback, database):
    (file,) = folder_of(database).iterdir()
    kept = file.read_bytes()
    try:
        file.write_bytes(gzip.compress(b"WARC/1.1\r\n\r\n"))
        result = walkback("evidence", PAGE, "--print")
    finally:
        file.write_bytes(kept)
    assert result.exit_code == 1
    assert result.stderr.startswith("walkback: the record of")
    assert result.stdout == ""
