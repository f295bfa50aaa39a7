"""A crawl into a graph on a server: the same graph as in a file, and what it remembers stays on this machine."""

import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner

from crawlers.evidence import folder_of
from graph.ask.pages import proofs
from graph.place import PASSWORD, beside
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_ledger import open_ledger
from ui.cli import app


@pytest.fixture
def place(neo4j, tmp_path, monkeypatch):
    """Give an empty database of a server, and a folder of this machine to crawl in."""
    where, password = neo4j
    with GraphDatabase.driver(where.uri, auth=(where.user, password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=where.database)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(PASSWORD, password)
    return where


def test_a_crawl_into_a_server_gives_the_graph_of_a_file_and_its_memory_is_here(
    place, neo4j, crawl_newsroom, database, tmp_path, monkeypatch
):
    crawl_newsroom()
    page = crawl_newsroom(into=place).stored[0].page
    again = crawl_newsroom(page, into=place)
    assert (again.stored, [each.page for each in again.unchanged]) == ((), [page])
    with open_sqlite(database) as file, open_neo4j(place, neo4j[1]) as server:
        assert server.graph_hash() == file.graph_hash()
        assert {each.name for each in server.checks()} == {each.name for each in file.checks()} != set()
        with open_ledger(beside(place), read_only=True) as ledger:
            [proof] = proofs(server, ledger, page, page)
    assert [(folder_of(beside(place)) / each.file).is_file() for each in proof.fetches] == [True] * 2
    told = CliRunner().invoke(app, ["evidence", page, "--store", str(place)])
    assert (told.exit_code, str(folder_of(beside(place))) in told.stdout) == (0, True), told.output
    elsewhere = tmp_path / "elsewhere"  # as on a machine that fetched nothing
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for command, says in (("evidence", "no fetch is known"), ("changes", "unchanged")):
        told = CliRunner().invoke(app, [command, page, "--store", str(place)])
        assert (told.exit_code, says in told.stdout) == (0, True), told.output
