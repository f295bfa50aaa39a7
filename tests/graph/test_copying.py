"""A graph moves from one store into another and back, whole, and goes on where it was stopped."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph import copying
from graph.build import default_build
from graph.copying import copy
from graph.extract.extractor import load_extractor
from graph.model import (
    Document,
    Issue,
    Judgement,
    JudgementId,
    Search,
    Source,
    SourceCheck,
    Version,
    document_id,
    source_id,
    version_id,
)
from graph.store import Store
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite

SAID = (
    "Meta has banned Claude Code for its engineers, citing distillation.",
    "Nokia requires approval before its staff may use ChatGPT.",
    "Meta has lifted its ban on Claude Code.",
)


@pytest.fixture
def server(neo4j):
    """Give an opener of an empty store on the server."""
    from neo4j import GraphDatabase

    place, password = neo4j
    with GraphDatabase.driver(place.uri, auth=(place.user, password)) as driver:
        driver.execute_query("MATCH (n) WHERE NOT n:Walkback DETACH DELETE n", database_=place.database)
    return lambda: open_neo4j(place, password, create=True)


def _crawl(store: Store, numbers: range) -> None:
    outlet = Source(source_id("The Lantern"), "The Lantern")
    store.save_source(outlet)
    for number in numbers:
        page = Document(
            document_id(f"http://lantern.test/{number}"), f"http://lantern.test/{number}", outlet.id
        )
        text = f"{SAID[number % 3]} It was seen for the {number}. time."
        store.save_version(page, Version(version_id(page.id, "T", text, None), page.id, "T", text))


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """Make a graph of 230 pages: more than two portions."""
    path = tmp_path_factory.mktemp("copying") / "walkback.db"
    with open_sqlite(path, create=True) as store:
        _crawl(store, range(230))
        default_build(store, load_extractor())
        assert store.counts()["claims"] >= 3
    return path


def test_there_and_back_is_the_same_graph(path, tmp_path, server, world_of_rulings):
    with open_sqlite(path) as old, server() as middle, open_sqlite(tmp_path / "back.db", create=True) as new:
        world_of_rulings(old)
        there = copy(old, middle)
        back = copy(middle, new)
        assert old.graph_hash() == middle.graph_hash() == new.graph_hash()
        assert old.counts() == middle.counts() == new.counts()
        assert len(old.checks()) == 1
        assert old.checks() == middle.checks() == new.checks()
        assert (there.documents, there.written, there.others) == (230, 230, 0)
        assert (back.blocks, back.derived) == (there.blocks, there.blocks)
        for question in (Search(), Search(words="claude code"), Search(organisation="Meta")):
            answers = [store.search(question) for store in (old, middle, new)]
            assert answers[0].total == answers[1].total == answers[2].total
            assert answers[0].facets == answers[1].facets == answers[2].facets


@pytest.fixture
def world_of_rulings():
    from datetime import UTC, date, datetime

    def add(store: Store) -> None:
        at = datetime(2026, 7, 1, tzinfo=UTC)
        store.save_judgement(Judgement(JudgementId("j-1"), "confirm", ("r-1",), "ida", at))
        store.save_check(SourceCheck("The Lantern", at, lists=1, named=3, dated=3))
        store.save_issue(
            Issue("week-26", date(2026, 6, 22), date(2026, 6, 28), "News", "One.", "<p>One.</p>")
        )

    return add


def test_a_second_copy_writes_nothing_and_a_later_one_only_what_is_new(path, tmp_path):
    with open_sqlite(path) as old, open_sqlite(tmp_path / "copy.db", create=True) as new:
        copy(old, new)
        again = copy(old, new)
        assert (again.documents, again.written, again.derived) == (230, 0, 0)
    with open_sqlite(tmp_path / "copy.db") as new, open_sqlite(tmp_path / "third.db", create=True) as third:
        copy(new, third)
        _crawl(new, range(230, 233))
        default_build(new, load_extractor())
        later = copy(new, third)
        assert later.written == 3
        assert third.graph_hash() == new.graph_hash()


class Killed(BaseException):
    """What ends a copy in these tests, wherever it is."""


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_copy_that_was_stopped_goes_on_where_it_was(after, path, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "CLAIMS", 1)  # a step for each block
    steps = []

    def stop(progress) -> None:
        steps.append(progress)
        if len(steps) == after:
            raise Killed

    with open_sqlite(path) as old, open_sqlite(tmp_path / "copy.db", create=True) as new:
        with pytest.raises(Killed):
            copy(old, new, stop)
        assert new.graph_hash() != old.graph_hash()
        report = copy(old, new)
        assert report.written == max(0, 230 - 100 * after)
        assert new.graph_hash() == old.graph_hash()


def test_what_is_stale_stays_stale_in_the_copy(path, tmp_path):
    with open_sqlite(path) as old, open_sqlite(tmp_path / "copy.db", create=True) as new:
        block = min(old.blocks())
        old.save_derived(block, old.derived_of(block), fresh=False)
        copy(old, new)
        assert sorted(new.stale()) == sorted(old.stale()) == [block]
        assert new.graph_hash() == old.graph_hash()
        old.save_derived(block, old.derived_of(block))


def test_a_copy_into_a_graph_with_other_pages_is_left_for_a_build(path, tmp_path):
    with open_sqlite(path) as old, open_sqlite(tmp_path / "copy.db", create=True) as new:
        _crawl(new, range(900, 901))
        default_build(new, load_extractor())
        report = copy(old, new)
        assert report.others == 1
        assert set(new.stale()) == set(old.blocks())
        default_build(new, load_extractor())
        _crawl(old, range(900, 901))
        default_build(old, load_extractor())
        assert new.graph_hash() == old.graph_hash()


def test_a_page_that_changed_in_the_source_is_brought_up_to_date(path, tmp_path):
    with open_sqlite(path) as old, open_sqlite(tmp_path / "copy.db", create=True) as new:
        copy(old, new)
        [page] = old.folders(list(old.documents())[:1])
        old.save_version(replace(page.document, kind="commentary"), page.versions[0].version)
        default_build(old, load_extractor())
        assert copy(old, new).written == 1
        assert new.document(page.document.id).kind == "commentary"
        assert new.graph_hash() == old.graph_hash()
