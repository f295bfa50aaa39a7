"""What only the store on a server has: its connection, several writers, its query plans, a server that dies."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from graph.errors import SchemaTooNew, StoreMissing, StoreUnusable
from graph.model import (
    Assertion,
    Block,
    Claim,
    Derived,
    Document,
    Issue,
    Judgement,
    RelationSearch,
    Search,
    Source,
    Version,
)
from graph.place import Server
from graph.store import neo4j_boards, neo4j_queries, neo4j_search
from graph.store.neo4j import open_neo4j
from graph.store.opening import open_store


@pytest.fixture
def shelf(new_neo4j):
    return new_neo4j()


@pytest.fixture
def ask(shelf):
    """Ask the server itself, beside the store."""

    def ask(query: str, **values: object) -> list[Mapping]:
        rows, _, _ = shelf.driver.execute_query(query, values, database_=shelf.place.database)
        return [each.data() for each in rows]

    return ask


# Opening -------------------------------------------------------------------------------------------------


def test_a_server_that_is_down_is_said_in_one_sentence():
    with pytest.raises(StoreUnusable, match="no server answers there: start it"):
        open_neo4j(Server("neo4j://127.0.0.1:1", "news"), "ink")


def test_a_wrong_password_is_said_in_one_sentence_without_it(shelf):
    with pytest.raises(StoreUnusable, match="set WALKBACK_NEO4J_PASSWORD") as caught:
        open_neo4j(shelf.place, "invisible")
    assert "invisible" not in str(caught.value)


def test_a_database_that_the_server_does_not_have_is_said_in_one_sentence(shelf):
    with pytest.raises(StoreUnusable, match="no database of that name"):
        open_neo4j(replace(shelf.place, database="elsewhere"), shelf.password, create=True)


@pytest.fixture
def bare(ask) -> Iterator[Callable]:
    """Take the mark of the graph away, as on a server that no walkback has used."""
    ask("MATCH (n) DETACH DELETE n")
    yield ask
    ask("MATCH (n) DETACH DELETE n")


def test_an_empty_database_is_used_only_on_request(bare, shelf):
    for read_only in (False, True):
        with pytest.raises(StoreMissing, match="walkback crawl"):
            open_neo4j(shelf.place, shelf.password, read_only=read_only)
    open_store(shelf.place, create=True, environment={"WALKBACK_NEO4J_PASSWORD": shelf.password}).close()
    open_neo4j(shelf.place, shelf.password, read_only=True).close()


def test_a_database_of_another_program_is_refused_and_left_alone(bare, shelf):
    bare("CREATE (:Note {text: 'mine'})")
    with pytest.raises(StoreUnusable, match="belongs to another program"):
        open_neo4j(shelf.place, shelf.password, create=True)
    assert bare("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Note"]}]


def test_a_graph_of_a_later_walkback_is_refused(bare, shelf):
    bare("CREATE (:Walkback {name: 'graph', schema: 99})")
    with pytest.raises(SchemaTooNew, match="upgrade walkback"):
        open_neo4j(shelf.place, shelf.password)


def test_a_graph_of_before_the_boards_is_brought_up_to_date_by_whoever_may_write(shelf, world, ask):
    with shelf.open() as store:
        world.save(store)
        before = store.graph_hash()
    for each in (
        "MATCH (w:Walkback) SET w.schema = 1",
        "MATCH (t:Tally) DETACH DELETE t",
        "MATCH (n) WHERE n:Relation OR n:Timeline REMOVE n.place",
    ):
        ask(each)
    with pytest.raises(StoreUnusable, match="older walkback"):
        shelf.open(read_only=True)
    with shelf.open() as store:
        assert store.search_relations(RelationSearch(since=world.claim.known)) == list(
            world.derived.relations
        )
        assert store.relation_counts() == {("contradicts", "state"): 1}
        assert store.latest_timelines() == list(world.derived.timelines)
        assert store.timeline_counts() == {1: 1}
        assert store.graph_hash() == before
    shelf.open(read_only=True).close()


# Several writers -----------------------------------------------------------------------------------------

ORGANISATIONS = ("Meta", "Bosch", "Nokia")


@pytest.fixture
def pages(source, document, version, assertion):
    """Make twelve pages of three outlets, some in two versions, that speak of three organisations."""
    made = []
    for number in range(12):
        outlet = source(f"Outlet {number % 3}")
        page = document(f"http://outlet{number % 3}.test/{number}", outlet)
        for edition in range(1 + number % 2):
            names = [ORGANISATIONS[(number + step + edition) % 3] for step in range(2)]
            read = version(" ".join(f"{name} bans Codex." for name in names), page, fetched=number + edition)
            said = [assertion(read, organisation=name, words=f"{name} bans Codex.") for name in names]
            made.append((outlet, page, read, said))
    return made


def _derived(readings) -> Derived:
    """Derive one claim a passage; pure, as the real derivation is."""
    said = [(each.document.id, found) for each in readings for found in each.assertions]
    return Derived(
        tuple(
            Claim(f"c-{found.id}", f"e-{found.id}", found.organisation, "company", "ban", "BANNED",
                  found.tools, (found.id,), (page,))
            for page, found in said
        )
    )  # fmt: skip


def _ingest(store, pages) -> None:
    for outlet, page, read, said in pages:
        store.save_source(outlet)
        store.save_version(page, read)
        store.save_assertions(read.id, "rules/1", said, [Block(each.organisation) for each in said])
        for block in store.stale():
            store.save_derived(block, _derived(store.readings(block)))


def test_several_writers_of_overlapping_pages_give_what_one_writer_gives(shelf, pages, new_sqlite):
    with new_sqlite().open() as alone:
        _ingest(alone, pages)
        expected, counts = alone.graph_hash(), alone.counts()
    shelf.open().close()
    failures: list[BaseException] = []

    def write(mine) -> None:
        try:
            with shelf.open(patience=240) as store:
                _ingest(store, mine)
        except BaseException as error:
            failures.append(error)

    orders = [pages, pages[::-1], pages[6:] + pages[:9]]
    writers = [threading.Thread(target=write, args=(mine,)) for mine in orders]
    for each in writers:
        each.start()
    for each in writers:
        each.join(timeout=240)
    with shelf.open() as store:
        assert failures == []
        assert list(store.stale()) == []
        assert (store.counts(), store.graph_hash()) == (counts, expected)
        assert store.search(Search(organisation="Meta")).total == sum(
            each.organisation == "Meta" for each in _counting(pages)
        )


def _counting(pages) -> list[Assertion]:
    """Give what the newest version of each page says."""
    newest = {page.id: said for _, page, _, said in pages}
    return [each for said in newest.values() for each in said]


def test_a_build_that_was_outrun_leaves_the_block_to_whoever_outran_it(shelf, world, version, assertion):
    with shelf.open() as slow, shelf.open() as quick:
        world.save(slow)
        outdated = _derived(slow.readings(world.block))
        late = version("Meta bans Codex.", world.document, fetched=9)
        quick.save_version(world.document, late)
        quick.save_assertions(late.id, "rules/1", [assertion(late)], [world.block])
        before = quick.graph_hash()
        slow.save_derived(world.block, outdated)
        assert (sorted(quick.stale()), quick.graph_hash()) == ([world.block], before)
        quick.save_derived(world.block, _derived(quick.readings(world.block)))
        assert list(quick.stale()) == []


# A server that dies --------------------------------------------------------------------------------------


def test_a_server_that_is_killed_in_a_write_keeps_whole_pages_and_the_work_goes_on(
    neo4j_module, pages, new_sqlite
):
    pages = pages[:9]
    with new_sqlite().open() as alone:
        _ingest(alone, pages)
        expected = alone.graph_hash()
    server = neo4j_module.Neo4j()
    try:
        server.start()
        with open_neo4j(server.place, neo4j_module.PASSWORD, create=True) as store:
            _ingest(store, pages[:4])
            failed: list[BaseException] = []
            writer = threading.Thread(target=_until_failure, args=(store, pages, failed))
            writer.start()
            time.sleep(0.5)
            server.kill()
            server.start()
            writer.join(timeout=240)
            assert not writer.is_alive()
            assert all(isinstance(each, StoreUnusable) and "\n" not in str(each) for each in failed)
            counts = store.counts()
            assert counts["assertions"] == 2 * (counts["versions"] - len(list(store.unread("rules/1"))))
            _ingest(store, pages)
            assert store.graph_hash() == expected
    finally:
        server.stop()


def _until_failure(store, pages, failed: list[BaseException]) -> None:
    """Write the same pages again and again; the server dies and comes back meanwhile."""
    try:
        for _ in range(2):
            _ingest(store, pages)
    except BaseException as error:
        failed.append(error)


def test_a_relation_across_a_cut_is_drawn_once_whichever_block_is_derived_again(shelf, world, claim):
    mine, theirs = claim("before"), claim("after")
    across = replace(
        world.derived.relations[0], id="r-1", kind="contradicts", from_claim=mine.id, to_claim=theirs.id
    )
    blocks = {
        "Meta @1+2": Derived(claims=(mine,), relations=(across,)),
        "Meta @5+2": Derived(claims=(theirs,)),
    }
    drawn = "MATCH (a:Claim)<-[:FROM]-(r:Relation)-[:TO]->(b:Claim) MATCH (a)-[e:CONTRADICTS]->(b) RETURN a.id, b.id"
    with shelf.open() as store:
        for name in (*blocks, *blocks, "Meta @5+2"):
            store.save_derived(Block(name), blocks[name])
    with shelf.driver.session(database=shelf.place.database) as session:
        assert [each.values() for each in session.run(drawn)] == [[mine.id, theirs.id]]


# Query plans ---------------------------------------------------------------------------------------------


def _queries() -> Iterator[tuple[str, str]]:
    for module in (neo4j_queries, neo4j_search, neo4j_boards):
        for name, value in vars(module).items():
            texts = value.values() if isinstance(value, Mapping) else [value]
            for number, each in enumerate(texts):
                if name.isupper() and isinstance(each, str) and ("MATCH" in each or "MERGE" in each):
                    yield f"{name}-{number}", each
    for cls in (Source, Document, Version, Assertion, Claim, Judgement, Issue):
        yield f"get-{cls.__name__}", neo4j_queries.get_one(cls)


# What is wanted whole: the facets (as many as organisations, not as claims), and the one node that marks the graph.
# The beginnings of answers are no whole queries.
_WHOLE = ("_COUNTS", "_KEPT", "FOUND_SCHEMA", "ANYTHING", "_STARTS", "_OTHERS", "FACET_LABELS")


def test_nothing_that_grows_is_scanned(shelf, world):
    with shelf.open() as store:
        world.save(store)
    queries = [each for each in _queries() if not each[0].startswith(_WHOLE)]
    assert len(queries) > 60
    with shelf.driver.session(database=shelf.place.database) as session:
        for name, query in queries:
            plan = session.run(f"EXPLAIN {query}").consume().plan
            operators = list(_operators(plan))
            scans = [each for each in operators if "Scan" in each and "Index" not in each]
            assert not scans, (name, operators)


def test_a_page_of_a_board_is_read_from_its_index_in_order(shelf, world):
    """Nothing is sorted but what the pages of several tallies hold, and no index is read from end to end."""
    with shelf.open() as store:
        world.save(store)
    boards = {name: query for name, query in vars(neo4j_boards).items() if name in _BOARDS}
    assert boards.keys() == _BOARDS.keys()
    with shelf.driver.session(database=shelf.place.database) as session:
        for name, query in boards.items():
            found = [
                each.split("@")[0]
                for each in _operators(session.run(f"EXPLAIN {query}").consume().plan)
                if each.startswith(("Node", "Sort", "Top", "PartialTop", "Limit"))
            ]
            assert found == _BOARDS[name], name


# From the answer down to where it begins.
_BOARDS = {
    "LATEST_RELATIONS": ["Top", "Limit", "NodeIndexSeekByRange"],
    "LATEST_TIMELINES": ["Limit", "NodeIndexSeekByRange"],
    "TALLIES": ["Sort", "NodeIndexSeek"],
    "TALLIES_OF": ["NodeIndexSeek"],
}


def _operators(plan: Mapping) -> Iterator[str]:
    yield plan["operatorType"]
    for each in plan.get("children", ()):
        yield from _operators(each)
