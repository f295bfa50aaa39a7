"""Records of every kind with made-up values, and the stores that the contract suite runs on."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import strategies as st
from neo4j import Driver, GraphDatabase

from graph.model import (
    Assertion,
    Block,
    Claim,
    Count,
    Derived,
    Document,
    Folder,
    Issue,
    Judgement,
    JudgementId,
    Kept,
    Outcome,
    PartialDate,
    Question,
    QuestionId,
    Relation,
    RelationId,
    Slot,
    Source,
    SourceCheck,
    Step,
    Timeline,
    TimelineId,
    Trail,
    TrailEdge,
    TrailNode,
    Version,
    quote_of,
)
from graph.place import Server
from graph.store import Store
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite


@dataclass(frozen=True)
class SqliteShelf:
    """Where the contract suite finds an embedded store, and how it gets in its way."""

    path: Path

    def open(self, read_only: bool = False, patience: float = 5.0) -> Store:
        return open_sqlite(self.path, create=not read_only, read_only=read_only, patience=patience)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the file as another process that writes would."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield


@dataclass(frozen=True)
class Neo4jShelf:
    """Where the contract suite finds a store on a server, and how it gets in its way."""

    place: Server
    password: str
    driver: Driver

    def open(self, read_only: bool = False, patience: float = 5.0) -> Store:
        # A server cannot tell waiting from working: leave it the time to work, on a busy machine too.
        return open_neo4j(
            self.place,
            self.password,
            create=not read_only,
            read_only=read_only,
            patience=2.5 if patience < 1 else 240.0,
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold every node as another process that writes would."""
        with (
            self.driver.session(database=self.place.database) as session,
            session.begin_transaction() as other,
        ):
            other.run("MATCH (n) SET n.held = true").consume()
            yield

    def clear(self) -> None:
        query = "MATCH (n) WHERE NOT n:Walkback DETACH DELETE n"
        self.driver.execute_query(query, database_=self.place.database)


@pytest.fixture(scope="session")
def driver(neo4j: tuple[Server, str]) -> Iterator[Driver]:
    """Give a connection to the server beside the store's own."""
    place, password = neo4j
    with GraphDatabase.driver(place.uri, auth=(place.user, password)) as opened:
        yield opened


@pytest.fixture
def new_neo4j(request: pytest.FixtureRequest) -> Callable[[], Neo4jShelf]:
    """Empty the one database that a server has: the store made before is gone."""

    def new() -> Neo4jShelf:
        shelf = Neo4jShelf(*request.getfixturevalue("neo4j"), request.getfixturevalue("driver"))
        shelf.clear()
        return shelf

    return new


@pytest.fixture
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], SqliteShelf]:
    return lambda: SqliteShelf(tmp_path_factory.mktemp("shelf") / "walkback.db")


# An adapter joins here: the fixture that makes empty stores of it, one after the other.
@pytest.fixture(params=["new_sqlite", "new_neo4j"])
def new_shelf(request: pytest.FixtureRequest) -> Callable[[], Any]:
    """Make as many empty stores of one adapter as a test wants; only the last one made is sure to be there."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def shelf(new_shelf: Callable[[], Any]) -> Any:
    return new_shelf()


@pytest.fixture
def store(shelf: Any) -> Iterator[Store]:
    with shelf.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def values() -> Callable[[Any], st.SearchStrategy[Any]]:
    """Give values of any type that records use, with every field filled and with text as the web sends it."""
    return _values


def _values(hint: Any) -> st.SearchStrategy[Any]:
    hint = getattr(hint, "__supertype__", hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(st.none() if each is type(None) else _values(each) for each in inner)
    if origin is tuple:
        return st.lists(_values(inner[0]), max_size=2).map(tuple)
    if hint is PartialDate:
        return st.tuples(
            _days(), _days(), *(_values(get_type_hints(hint)[n]) for n in ("granularity", "basis"))
        ).map(lambda each: PartialDate(min(each[:2]), max(each[:2]), *each[2:]))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{each.name: _values(hints[each.name]) for each in fields(hint)})
    return _SCALARS[hint]


def _days() -> st.SearchStrategy[date]:
    return st.dates(min_value=date(1900, 1, 1))


_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=()), max_size=8),  # surrogates and NUL as well
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    date: _days(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


@dataclass(frozen=True)
class World:
    """One record of each kind, all hanging together, and the calls that save them."""

    source: Source
    document: Document
    version: Version
    assertion: Assertion
    claim: Claim
    derived: Derived
    judgement: Judgement
    issue: Issue
    block: Block
    check: SourceCheck

    @property
    def folder(self) -> Folder:
        """All that is stored of the document, with a last fetch after the first."""
        seen = self.version.fetched_at and self.version.fetched_at + timedelta(days=1)
        return Folder(self.document, (Kept(self.version, seen, "rules/1", (self.assertion,), (self.block,)),))

    def save(self, store: Store) -> None:
        self.save_read(store)
        store.save_derived(self.block, self.derived)
        store.save_judgement(self.judgement)
        store.save_issue(self.issue)
        store.save_check(self.check)

    def save_read(self, store: Store) -> None:
        store.save_source(self.source)
        store.save_version(self.document, self.version)
        store.save_assertions(self.version.id, "rules/1", [self.assertion], [self.block])


@pytest.fixture
def world(source, document, version, assertion, claim) -> World:
    outlet = source()
    page = document(of=outlet)
    read = version(of=page)
    said = assertion(read, slots=(Slot("organisation", quote_of(read.text, 0, 4)),))
    told = claim(assertions=[said], documents=(page.id,), known=date(2026, 6, 24))
    clash = Relation(
        RelationId("r-1"), "contradicts", "state", told.id, told.id, said.id, said.id, said.quote, said.quote,
        ("state",), "R1", "One says banned, the other allowed.",
    )  # fmt: skip
    step = Step(PartialDate.month(2026, 6), "APPROVAL_REQUIRED", "", (told.id,))
    line = Timeline("Meta", ("Claude Code",), "engineers", (step,), id=TimelineId("t-1"))
    question = Question(
        QuestionId("q-1"), "prediction", "Meta", read.id, said.quote, "author", date(2026, 6, 24), "PERMITTED",
        deadline=date(2026, 12, 31), basis="explicit", outcome=Outcome(told.id, date(2026, 7, 1), True),
    )  # fmt: skip
    trail = Trail(
        told.event,
        (TrailNode("n-1", "The Lantern", "report", read=True, document=page.id, evidence="certain"),),
        (TrailEdge("n-0", "n-1", ("link", "attribution"), said.quote),),
        Count(1, 2),
        Count(1, 1),
        circular=(("n-0", "n-1"),),
    )
    return World(
        outlet, page, read, said, told,
        Derived((told,), (clash,), (line,), (trail,), (question,)),
        Judgement(JudgementId("j-1"), "confirm", ("r-1",), "ida", datetime(2026, 7, 1, tzinfo=UTC), "seen"),
        Issue("week-26", date(2026, 6, 22), date(2026, 6, 28), "What changed", "One ban.", "<p>One ban.</p>"),
        Block("Meta / Claude Code"),
        SourceCheck("The Lantern", datetime(2026, 7, 1, tzinfo=UTC), lists=2, newest=datetime(2026, 6, 30, tzinfo=UTC)),
    )  # fmt: skip
