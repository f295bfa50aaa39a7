"""What only the embedded store has: its file, its schema, its one writer, its query plans."""

import os
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph.ask import CLASHES, Desk
from graph.errors import SchemaTooNew, StoreError, StoreMissing, StoreUnusable
from graph.model import (
    Assertion,
    Claim,
    Derived,
    Document,
    Facet,
    Issue,
    Judgement,
    Relation,
    RelationSearch,
    Search,
    Source,
    Timeline,
    Trail,
    Version,
)
from graph.store import migrations, sqlite_search
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_file import Database
from graph.store.sqlite_search import match_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "walkback.db"


@pytest.fixture
def ask(path):
    """Ask the file itself, beside the store."""

    def ask(statement: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows

    return ask


# The file ------------------------------------------------------------------------------------------------


def test_a_missing_file_is_made_only_on_request(path):
    for read_only in (False, True):
        with pytest.raises(StoreMissing, match="walkback crawl"):
            open_sqlite(path, read_only=read_only)
    with pytest.raises(StoreMissing):
        open_sqlite(path, create=True, read_only=True)
    assert not path.exists()


def test_a_new_file_may_stand_in_a_new_folder_with_an_odd_name(tmp_path):
    path = tmp_path / "desk #1?" / "50% ü" / "walkback.db"
    open_sqlite(path, create=True).close()
    assert path.exists()
    open_sqlite(str(path), read_only=True).close()


def test_the_file_is_ours_and_lets_readers_in_while_it_is_written(path, ask):
    with open_sqlite(path, create=True):
        assert ask("PRAGMA application_id") == [(migrations.APPLICATION,)]
        assert ask("PRAGMA user_version") == [(len(migrations.STEPS),)]
        assert ask("PRAGMA journal_mode") == [("wal",)]


def test_every_table_is_strict(path, ask):
    open_sqlite(path, create=True).close()
    loose = "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main'"
    assert {name for (name,) in ask(loose)} == {"sqlite_schema"}


@pytest.mark.parametrize(
    "cls", [Source, Document, Version, Assertion, Claim, Relation, Timeline, Trail, Judgement, Issue]
)
def test_the_schema_has_a_column_for_every_field(cls, path, ask):
    open_sqlite(path, create=True).close()
    columns = {name for (name,) in ask("SELECT name FROM pragma_table_info(?)", cls.__name__.lower())}
    assert {each.name for each in fields(cls)} <= columns


# Refusal -------------------------------------------------------------------------------------------------


def _foreign(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


def _text(path: Path) -> None:
    path.write_text("Meta asks first.\n" * 100)


def _foreign_wal(path: Path) -> None:
    """Leave a file as its own program does when it is killed: the last writes beside it, in its log."""
    _foreign(path, "PRAGMA journal_mode = WAL")
    _leave_log(path, "CREATE TABLE notes (text)")


def _leave_log(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(statement)
        connection.commit()
        kept = {
            each: each.read_bytes() for each in path.parent.glob("*.db*") if not each.name.endswith("-shm")
        }
    for each, content in kept.items():
        each.write_bytes(content)


def _files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def _marked(path: Path) -> None:
    _foreign(path, "PRAGMA application_id = 42")


def _tables(path: Path) -> None:
    _foreign(path, "CREATE TABLE notes (text)")


def _cut(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 20)


@pytest.mark.parametrize("make", [_text, _foreign_wal, _marked, _tables, _cut])
@pytest.mark.parametrize("how", [{}, {"create": True}, {"read_only": True}], ids=["open", "create", "read"])
def test_a_file_that_is_no_walkback_database_is_refused_and_left_alone(make, how, path):
    make(path)
    before = _files(path.parent)
    with pytest.raises(StoreUnusable, match=r"cannot use the database .*: it "):
        open_sqlite(path, **how)
    assert _files(path.parent) == before


@pytest.mark.parametrize("how", [{}, {"create": True}, {"read_only": True}], ids=["open", "create", "read"])
def test_a_file_of_a_later_walkback_is_refused_and_left_alone(how, path, ask):
    open_sqlite(path, create=True).close()
    ask(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    _leave_log(path, "INSERT INTO stale VALUES ('Meta')")
    before = _files(path.parent)
    with pytest.raises(SchemaTooNew, match="upgrade walkback"):
        open_sqlite(path, **how)
    assert _files(path.parent) == before


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StoreUnusable, match="it is a folder"):
        open_sqlite(tmp_path, create=True)


def test_a_path_below_a_file_is_refused(path):
    path.write_text("")
    with pytest.raises(StoreUnusable):
        open_sqlite(path / "walkback.db", create=True)


def test_an_empty_file_is_filled_only_on_request(path):
    path.write_bytes(b"")
    with pytest.raises(StoreUnusable):
        open_sqlite(path)
    open_sqlite(path, create=True).close()
    open_sqlite(path).close()


def test_a_damaged_file_gives_one_sentence(path, world):
    with open_sqlite(path, create=True) as store:
        world.save(store)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnusable, match="damaged"), open_sqlite(path) as store:
        store.graph_hash()


def test_a_full_disk_gives_one_sentence_and_nothing_half_written(path, world, claim):
    with open_sqlite(path, create=True) as store:
        world.save(store)
        before = store.graph_hash()
        [(pages,)] = store._db.rows("PRAGMA page_count")
        store._db.rows(f"PRAGMA max_page_count = {pages + 2}")
        many = Derived(tuple(claim(f"claim {number}") for number in range(2000)))
        with pytest.raises(StoreUnusable, match="disk is full"):
            store.save_derived(world.block, many)
        assert store.graph_hash() == before
        store.save_source(world.source)


# Migrations ----------------------------------------------------------------------------------------------


def _add_desk(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE desk (id TEXT PRIMARY KEY) STRICT")


def _add_half(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half (id TEXT PRIMARY KEY) STRICT")
    raise RuntimeError("killed in the middle")


def _orphan(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO document VALUES ('d-1', 'http://lantern.test/', 's-unknown', 'report', NULL)"
    )


@pytest.fixture
def migrate(path):
    open_sqlite(path, create=True).close()

    def migrate(*steps: migrations.Step) -> int:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return migrations.migrate(connection, path, (*migrations.STEPS, *steps))

    return migrate


def test_steps_are_taken_once_and_in_order(migrate, ask):
    assert migrate(_add_desk) == 1
    assert migrate(_add_desk) == 0
    assert ask("PRAGMA user_version") == [(len(migrations.STEPS) + 1,)]


def test_a_step_that_fails_leaves_nothing_behind(migrate, ask):
    with pytest.raises(RuntimeError):
        migrate(_add_desk, _add_half)
    assert ask("PRAGMA user_version") == [(len(migrations.STEPS) + 1,)], "the step before it stays"
    assert ask("SELECT name FROM sqlite_master WHERE name IN ('desk', 'half')") == [("desk",)]


def test_a_step_that_leaves_the_file_inconsistent_is_undone(migrate, ask):
    with pytest.raises(StoreUnusable, match=f"step {len(migrations.STEPS) + 1} of its upgrade failed"):
        migrate(_orphan)
    assert ask("SELECT count(*) FROM document") == [(0,)]
    assert ask("PRAGMA user_version") == [(len(migrations.STEPS),)]


def test_a_file_of_the_first_release_gains_the_looks_at_sources(path, world):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, path, migrations.STEPS[:1])
    with open_sqlite(path) as store:
        world.save(store)
        assert store.checks() == [world.check]


def test_claims_of_an_older_file_are_found_latest_first(path, claim):
    """Their rows were numbered as they came; now a row's number is its place in time."""
    claims = [
        claim(name, known=day)
        for name, day in (("old", date(2020, 1, 1)), ("undated", None), ("new", date(2026, 1, 1)))
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, path, migrations.STEPS[:4])
        database = Database(path, connection)
        connection.execute("INSERT INTO facet (name, value) VALUES ('action', 'require_approval')")
        for number, each in enumerate(claims, start=1):
            database.add(each, number=number, block="Meta")
            words = ["Meta", "", "", "", "", "", each.id, ""]
            connection.execute("INSERT INTO claim_words VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [number, *words])
            connection.execute("INSERT INTO facet_claim VALUES (1, ?)", [number])
            connection.execute("INSERT INTO claim_facets VALUES (?, ?)", [number, struct.pack("<I", 1)])
    with open_sqlite(path) as store:
        for search in (Search(), Search(words="meta"), Search(action="require_approval")):
            answer = store.search(search)
            assert answer.claims == (claims[2], claims[0], claims[1])
            assert answer.facets == (Facet("action", "require_approval", 3),)
        assert store.search(Search(words=claims[0].id)).claims == (claims[0],)
        store.save_derived("Meta", Derived((claims[0],)))
        assert store.search(Search()).total == 1


def test_two_claims_of_one_place_in_time_are_both_kept(path, claim):
    """Ten digits of an id are in its place; the others may differ."""
    twins = tuple(replace(claim(), id=f"c-1234567890{end}") for end in ("aaaaaa", "bbbbbb"))
    with open_sqlite(path, create=True) as store:
        store.save_derived("Meta", Derived(twins))
        assert set(store.search(Search()).claims) == set(twins)
        assert set(store.search(Search(words="meta")).claims) == set(twins)


def test_a_search_by_days_looks_at_these_days_only(path, claim):
    """Two lower bounds of one column were once a bound and a filter: every later claim was read and passed over."""
    claims = tuple(
        claim(str(number), known=date(2020, 1, 1) + timedelta(days=number)) for number in range(2000)
    )
    with open_sqlite(path, create=True) as store:
        store.save_derived("Meta", Derived(claims))
        ticks = []
        store._db._connection.set_progress_handler(lambda: ticks.append(1), 100)
        assert store.search(Search(since=date(2020, 1, 2), until=date(2020, 1, 4), limit=3)).total == 3
        assert len(ticks) < 20, "hundreds of instructions"


def test_a_page_of_a_board_takes_no_longer_the_more_there_is(tmp_path, world):
    """In the instructions of SQLite's machine: looking through 4,000 relations takes tens of thousands of them."""
    few, many = (_instructions(tmp_path / f"{number}.db", world, number) for number in (200, 4000))
    assert all(more <= 1.2 * less + 200 for less, more in zip(few, many, strict=True)), (few, many)


def _instructions(path, world, number: int) -> list[int]:
    """Count what each question costs that a board asks, with so many relations and timelines."""
    clash, line = world.derived.relations[0], world.derived.timelines[0]
    derived = replace(
        world.derived,
        relations=tuple(
            replace(clash, id=f"r-{each}", kind=("contradicts", "disputes")[each % 2], subtype=f"{each % 3}")
            for each in range(number)
        ),
        timelines=tuple(
            replace(line, id=f"t-{each}", organisation=f"Org {each}", steps=line.steps * (each % 4))
            for each in range(number)
        ),
    )
    with open_sqlite(path, create=True) as store:
        world.save_read(store)
        store.save_derived(world.block, derived)
        return [
            _counted(store, call)
            for call in (
                store.relation_counts,
                store.timeline_counts,
                store.latest_timelines,
                lambda: store.latest_timelines("Org 1"),
                lambda: store.search_relations(RelationSearch(CLASHES)),
                lambda: store.search_relations(RelationSearch(since=date(2026, 7, 1), limit=None)),
            )
        ]


def _counted(store, call) -> int:
    ticks: list[int] = []
    store._db._connection.set_progress_handler(lambda: ticks.append(10), 10)
    call()
    store._db._connection.set_progress_handler(None, 0)
    return sum(ticks)


def test_relations_and_timelines_of_an_older_file_come_latest_first_and_are_counted(path, world):
    """A file of before the boards, with a text that JSON cannot hold as it is."""
    old, new = (replace(world.derived.relations[0], id=each) for each in ("r-2", "r-3"))
    lost = replace(world.derived.relations[0], id="r-1", from_assertion="a-0", to_assertion="a-0")
    line = world.derived.timelines[0]
    odd = replace(line, id="t-2", steps=(line.steps[0], replace(line.steps[0], date=None, why="\ud800")))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, path, migrations.STEPS[:5])
        database = Database(path, connection)
        for each in (world.source, world.document):
            database.add(each)
        database.add(world.version, read_by="rules/1")
        database.add(world.assertion, block=world.block, current=1)
        for each in (lost, new, old, odd, line, replace(line, steps=())):
            database.add(each, block=world.block)
    with open_sqlite(path) as store:
        assert store.search_relations(RelationSearch()) == [old, new, lost]
        assert store.search_relations(RelationSearch(since=world.claim.known)) == [old, new]
        assert store.relation_counts() == {("contradicts", "state"): 3}
        assert store.latest_timelines() == [odd, line]
        assert store.timeline_counts() == {0: 1, 1: 1, 2: 1}
        store.save_derived(world.block, world.derived)
        assert store.relation_counts() == {("contradicts", "state"): 1}
        assert store.timeline_counts() == {1: 1}


def test_a_word_that_nearly_every_claim_holds_is_no_reason_to_rank(path, claim, monkeypatch):
    monkeypatch.setattr(sqlite_search, "_TELLING", 3)
    days = [date(2026, 1, day) for day in (1, 2, 3, 4)]
    claims = [claim(str(day), known=day, unit="Meta " * (5 - day.day)) for day in days]
    with open_sqlite(path, create=True) as store:
        store.save_derived("Meta", Derived(tuple(claims)))
        assert list(store.search(Search(words="meta")).claims) == claims[::-1]
        monkeypatch.setattr(sqlite_search, "_TELLING", 4)
        assert store.search(Search(words="meta")).claims[0] == claims[0], "the best match"


def test_a_reader_does_not_upgrade_an_older_file(path, ask, monkeypatch):
    open_sqlite(path, create=True).close()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, _add_desk))
    with pytest.raises(StoreUnusable, match="older walkback"):
        open_sqlite(path, read_only=True)
    assert ask("PRAGMA user_version") == [(len(migrations.STEPS) - 1,)]


# Other processes -----------------------------------------------------------------------------------------

_WRITER = """
import sys
from dataclasses import replace
from graph.model import *
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_search import match_of

text = "Meta bans Claude Code. " * 400
source = Source(source_id("The Lantern"), "The Lantern")
with open_sqlite(sys.argv[1], create=True) as store:
    store.save_source(source)
    for number in range(10**6):
        url = f"http://lantern.test/{sys.argv[2]}/{number}"
        page = Document(document_id(url), url, source.id)
        version = Version(version_id(page.id, url, text, None), page.id, url, text)
        store.save_version(page, version)
        said = [
            Assertion(f"{version.id}-{start}", version.id, "Meta", "ban", quote_of(text, start, start + 22))
            for start in range(0, 400 * 23, 23)
        ]
        store.save_assertions(version.id, "rules/1", said, [Block("Meta")] * len(said))
        if number == 0:
            print("writing", flush=True)
"""


def _start_writer(path: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), name], stdout=subprocess.PIPE, text=True
    )


def _kill(writer: subprocess.Popen[str]) -> None:
    os.kill(writer.pid, signal.SIGKILL)
    with writer:
        writer.wait(timeout=10)


def test_a_writer_that_is_killed_leaves_whole_records_only(path, ask):
    for turn in range(4):
        writer = _start_writer(path, f"turn {turn}")
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        time.sleep(0.03 + 0.021 * turn)  # most of a turn is spent inside a transaction
        _kill(writer)
        with open_sqlite(path) as store:
            unread = len(list(store.unread("rules/1")))
            assert unread <= turn + 1, "at most the one page each turn was killed on"
            counts = store.counts()
            assert counts["assertions"] == 400 * (counts["versions"] - unread)
            assert counts["versions"] > turn
        assert ask("PRAGMA integrity_check") == [("ok",)]


def test_two_processes_may_make_the_same_file_at_once(path):
    writers = [_start_writer(path, name) for name in ("one", "two")]
    try:
        for each in writers:
            assert each.stdout is not None
            assert each.stdout.readline() == "writing\n"
    finally:
        for each in writers:
            _kill(each)
    with open_sqlite(path) as store:
        assert store.counts()["documents"] >= 2


_OPENER = """
import sys
from graph.store.sqlite import open_sqlite
print("ready", flush=True)
for path in sys.stdin:
    open_sqlite(path.strip(), create=True).close()
    print("opened", flush=True)
"""


def test_many_processes_that_open_new_files_together_all_succeed(tmp_path):
    """Each moment between making the file, its tables and its journal was once a refusal for the others."""
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    try:
        for each in openers:
            assert each.stdout.readline() == "ready\n"
        for turn in range(40):
            for each in openers:
                each.stdin.write(f"{tmp_path / str(turn)}.db\n")
                each.stdin.flush()
            assert [each.stdout.readline() for each in openers] == ["opened\n"] * 4
    finally:
        for each in openers:
            _kill(each)


# Query plans ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(words="meta"),
        Search(organisation="Meta"),
        Search(organisation="Meta", tool="Claude Code"),
        Search(words="meta", action="require_approval"),
        Search(organisation_type="company"),
        Search(tool="Claude Code", since=date(2026, 6, 1)),
        Search(source="The Lantern", relation="contradicts"),
        Search(since=date(2026, 6, 1), until=date(2026, 6, 30)),
        Search(until=date(2026, 6, 30)),
        Search(words="meta", since=date(2026, 6, 1)),
    ],
    ids=repr,
)
def test_no_search_scans_a_table(search, path, world):
    with open_sqlite(path, create=True) as store:
        world.save(store)
        asked: list[str] = []
        store._db._connection.set_trace_callback(asked.append)
        assert store.search(search).total == 1
        store._db._connection.set_trace_callback(None)
        for statement in asked:
            if statement.startswith(("SELECT", "WITH")):
                _require_index(store, statement)


@pytest.mark.parametrize(
    "call",
    [
        lambda store, world: store.readings(world.block),
        lambda store, world: store.versions_of(world.document.id),
        lambda store, world: store.reading(world.version.id),
        lambda store, world: store.claim(world.claim.id),
        lambda store, world: store.claim(world.claim.id[:6]),
        lambda store, world: store.relations(["contradicts"]),
        lambda store, world: store.relations(claim=world.claim.id),
        lambda store, world: store.search_relations(RelationSearch()),
        lambda store, world: store.search_relations(RelationSearch(("contradicts",), ("state",), limit=20)),
        lambda store, world: store.relation_counts(),
        lambda store, world: store.timelines("Meta"),
        lambda store, world: store.latest_timelines(),
        lambda store, world: store.latest_timelines("Meta"),
        lambda store, world: store.timeline_counts(),
        lambda store, world: store.timeline_counts("Meta"),
        lambda store, world: store.trail(world.claim.id),
        lambda store, world: list(store.unread("rules/1")),
        lambda store, world: list(store.stale()),
        lambda store, world: store.stale_among([world.block]),
        lambda store, world: store.derived_of(world.block),
        lambda store, world: list(store.documents()),
        lambda store, world: store.folders([world.document.id]),
        lambda store, world: store.save_folders([world.folder]),
        lambda store, world: Desk(store).clashes(),
        lambda store, world: Desk(store).week(date(2026, 6, 22), date(2026, 6, 28)),
        lambda store, world: Desk(store).stories(),
        lambda store, world: Desk(store).stories("Meta"),
        lambda store, world: Desk(store).clash_counts(),
        lambda store, world: Desk(store).story_counts(),
        lambda store, world: list(store.blocks()),
        lambda store, world: store.blocks_from("met"),
        lambda store, world: store.save_source(world.source),
        lambda store, world: store.save_version(world.document, world.version),
        lambda store, world: store.save_assertions(world.version.id, "x", [world.assertion], [world.block]),
        lambda store, world: store.save_derived(world.block, Derived((world.claim,))),
    ],
)
def test_nothing_that_grows_is_scanned(call, path, world):
    with open_sqlite(path, create=True) as store:
        world.save(store)
        asked: list[str] = []
        store._db._connection.set_trace_callback(asked.append)
        call(store, world)
        store._db._connection.set_trace_callback(None)
        statements = [each for each in asked if each.startswith(("SELECT", "WITH", "UPDATE", "DELETE"))]
        assert statements
        for statement in statements:
            _require_index(store, statement)


def test_a_page_of_the_board_is_not_sorted(path, world):
    """The sorts of clashes are merged, each from the index in order: nothing is put in order for a page."""
    with open_sqlite(path, create=True) as store:
        clash = world.derived.relations[0]
        some = [replace(clash, id=f"r-{each}", kind=each) for each in CLASHES]
        store.save_derived(world.block, replace(world.derived, relations=tuple(some)))
        asked: list[str] = []
        store._db._connection.set_trace_callback(asked.append)
        assert len(store.search_relations(RelationSearch(CLASHES))) == len(CLASHES)
        store.latest_timelines()
        store._db._connection.set_trace_callback(None)
        plans = [store._db.rows(f"EXPLAIN QUERY PLAN {each}") for each in asked if each.startswith("SELECT")]
        assert len(plans) > 3
        assert "TEMP B-TREE" not in str(plans)


# What may be read from end to end: lists of ids given, what was counted so far, and the outlets.
_WHOLE = ("SCAN json_each", "SCAN (subquery", "SCAN source")


def _require_index(store, statement: str) -> None:
    plan = [detail for *_, detail in store._db.rows(f"EXPLAIN QUERY PLAN {statement}")]
    for step in plan:
        from_index = not step.startswith("SCAN") or "INDEX" in step.split()[-1:] or "USING" in step
        assert from_index or "VIRTUAL TABLE INDEX" in step or step.startswith(_WHOLE), f"{step}: {statement}"


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ("Claude Code", '"Claude" "Code"'),
        ('say "stop"', '"say" """stop"""'),
        ("C++ * - … NEAR(", '"C++" "NEAR("'),
        ("a\0b \ud800 \t", '"a" "b"'),
        ('* "" …', ""),
    ],
)
def test_words_become_quoted_phrases(words, match):
    assert match_of(words) == match


def test_the_errors_of_the_driver_stay_inside(path, world):
    with open_sqlite(path, create=True) as store:
        store._db.rows("DROP TABLE issue")
        with pytest.raises(StoreError, match="no such table") as caught:
            store.save_issue(world.issue)
        assert isinstance(caught.value.__cause__, sqlite3.Error)


def test_threads_that_share_a_store_take_turns(path, source):
    with open_sqlite(path, create=True) as store:

        def save(name: str) -> None:
            for number in range(50):
                store.save_source(source(f"{name} {number}"))

        threads = [threading.Thread(target=save, args=(name,)) for name in ("one", "two", "three")]
        for each in threads:
            each.start()
        for each in threads:
            each.join(timeout=20)
        assert store.counts()["sources"] == 150
