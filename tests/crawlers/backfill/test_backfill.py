"""Archives into a graph, on this machine and on a cluster that loses its parts."""

import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawlers.backfill.archive import files_of
from crawlers.backfill.cluster import SchedulerGone, mapped
from crawlers.backfill.journal import Account, Journal
from crawlers.backfill.reading import read_file
from crawlers.backfill.run import BackfillPlan, backfill
from crawlers.sources import SourceList, load_sources
from graph.build import default_build
from graph.extract.extractor import load_extractor
from graph.store.sqlite import open_sqlite
from ui.cli import app

SOURCES = Path(__file__).parents[3] / "data" / "newsroom.toml"


@pytest.fixture(scope="session")
def outlets() -> SourceList:
    return load_sources(SOURCES)


@pytest.fixture(scope="session")
def expected(archives, outlets, tmp_path_factory) -> tuple[str, dict]:
    """Read the same files one after the other in this process; give the hash of that graph and its counts."""
    with open_sqlite(tmp_path_factory.mktemp("expected") / "walkback.db", create=True) as store:
        for file in files_of([f"{archives}/*"]):
            for page in read_file(file.url, outlets).pages:
                store.save_source(page.source)
                store.save_folders([page.folder])
        return store.graph_hash(), dict(store.counts())


@pytest.fixture
def target(tmp_path):
    with open_sqlite(tmp_path / "walkback.db", create=True) as store:
        yield store, Journal(tmp_path / "walkback.backfill.jsonl")


def _plan(archives: Path, outlets: SourceList, **given: object) -> BackfillPlan:
    return BackfillPlan(tuple(files_of([f"{archives}/*"])), outlets, **given)


def adds_up(account) -> bool:
    return account.read == account.passed_over + account.failed + account.stored


def test_a_file_is_read_through_gate_parser_and_extractor_and_adds_up(archives, outlets, corpus_pages):
    file = files_of([f"{archives}/news-0*"])[0]
    result = read_file(file.url, outlets)
    assert result.read == len(corpus_pages[::6]) + 3
    assert result.read == result.passed_over.total() + len(result.failed) + len(result.pages)
    assert result.passed_over["answered with 404"] == result.passed_over["no web page"] == 1
    assert result.passed_over["not about AI rules"] >= 1
    assert any(kept.assertions for page in result.pages for kept in page.folder.versions)
    assert result == read_file(file.url, outlets), "a pure function of the file and the rules"


def test_what_a_backfill_stores_is_what_a_build_would_find(archives, outlets, expected, tmp_path):
    with open_sqlite(tmp_path / "walkback.db", create=True) as store:
        for file in files_of([f"{archives}/*"]):
            for page in read_file(file.url, outlets).pages:
                store.save_source(page.source)
                store.save_version(page.folder.document, page.folder.versions[0].version)
        default_build(store, load_extractor())
        assert store.counts()["assertions"] == expected[1]["assertions"] > 0


def test_a_cluster_that_loses_a_worker_reads_everything_all_the_same(
    archives, outlets, expected, target, cluster
):
    store, journal = target
    running = cluster(2)
    seen = []

    def tell(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 1:
            running.kill_worker()

    report = backfill(_plan(archives, outlets, scheduler=running.address), store, journal, tell)
    assert len(running.workers) == 1
    assert seen[-1] == (6, 6)
    assert all(map(adds_up, report.accounts))
    assert not any(each.problem for each in report.accounts)
    assert (store.graph_hash(), store.counts()) == expected


def test_a_scheduler_that_is_killed_and_comes_back_costs_no_page(
    archives, outlets, expected, target, cluster
):
    store, journal = target
    running = cluster(2)
    killed = []

    def tell(done: int, total: int) -> None:
        if not killed:
            running.kill_scheduler()
            killed.append(threading.Thread(target=_restart, args=(running,)))
            killed[0].start()

    report = backfill(_plan(archives, outlets, scheduler=running.address), store, journal, tell)
    killed[0].join(timeout=60)
    assert sorted(each.file for each in report.accounts) == [each.url for each in files_of([f"{archives}/*"])]
    assert (store.graph_hash(), store.counts()) == expected


def _restart(running) -> None:
    time.sleep(1)
    running.start_scheduler()
    running.workers.append(
        running._run("dask_worker", running.address, "--nthreads=1", "--no-nanny", "--no-dashboard")
    )


def test_a_scheduler_that_never_was_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setattr("crawlers.backfill.cluster.PATIENCE", 0.5)
    with pytest.raises(SchedulerGone, match=r"no scheduler answers at tcp://127\.0\.0\.1:1 "):
        list(mapped(len, ["a"], scheduler="tcp://127.0.0.1:1"))


def test_local_processes_read_skip_and_try_again(
    archives, outlets, expected, target, tmp_path, write_archive
):
    store, journal = target
    copies = tmp_path / "copies"
    copies.mkdir()
    for each in archives.iterdir():
        (copies / each.name).write_bytes(each.read_bytes())
    (copies / "poison.warc.gz").write_bytes(b"\x1f\x8b" + b"poison" * 100)
    first = backfill(_plan(copies, outlets, workers=2), store, journal)
    assert [each.problem != "" for each in first.accounts] == [False] * 6 + [True]
    assert all(map(adds_up, first.accounts))
    assert (store.graph_hash(), store.counts()) == expected
    (copies / "poison.warc.gz").unlink()
    write_archive(copies / "poison.warc.gz", [("http://roads.test/", b"<p>mended</p>")])
    again = backfill(_plan(copies, outlets, workers=1), store, Journal(tmp_path / "walkback.backfill.jsonl"))
    assert (again.skipped, [each.file[-14:] for each in again.accounts]) == (6, ["poison.warc.gz"])
    assert store.graph_hash() == expected[0]


def test_another_database_is_not_taken_for_done(archives, outlets, target, tmp_path):
    store, journal = target
    [file] = files_of([f"{archives}/news-0*"])
    pages = read_file(file.url, outlets).pages
    store.save_source(pages[0].source)
    store.save_folders([pages[0].folder])
    journal.add(Account(file.url, file.stamp, stored=1, sample=pages[0].folder.document.id))
    known = Journal(tmp_path / "walkback.backfill.jsonl")
    assert known.done(file.url, file.stamp, store)
    assert not known.done(file.url, "another", store)
    with open_sqlite(tmp_path / "other.db", create=True) as other:
        assert not known.done(file.url, file.stamp, other)


def test_an_archive_is_read_over_http(archives, outlets, served):
    with served(archives) as address:
        [file] = files_of([f"{address}/news-0.warc.gz"])
        assert file.stamp
        assert read_file(file.url, outlets) == read_file(str(archives / "news-0.warc.gz"), outlets)


def test_the_command_reads_builds_and_accounts(archives, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [
        "backfill",
        f"{archives}/news-[01]*",
        "--sources",
        str(SOURCES),
        "--workers",
        "1",
        "--store",
        "desk.db",
    ]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "2 files read" in result.stdout
    assert "The graph holds" in result.stdout
    assert "2 were done before" in CliRunner().invoke(app, words).stdout
