"""Builders of records with defaults, named after the records: `assertion(action="lift")`; a Neo4j server."""

import gc
import importlib.util
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from graph.model import (
    Assertion,
    AssertionId,
    Claim,
    ClaimId,
    Document,
    EventId,
    PartialDate,
    Reading,
    Source,
    Version,
    content_id,
    document_id,
    quote_of,
    source_id,
    version_id,
)
from graph.place import Server, place_of

HERE = Path(__file__).parent
SENTENCE = "Meta now requires approval before its engineers may use Claude Code."


@pytest.fixture
def source() -> Callable[..., Source]:
    def build(name: str = "The Lantern", **given: Any) -> Source:
        return Source(source_id(name), name, **given)

    return build


@pytest.fixture
def document(source: Callable[..., Source]) -> Callable[..., Document]:
    def build(url: str = "http://lantern.test/meta", of: Source | None = None, **given: Any) -> Document:
        return Document(document_id(url), url, (of or source()).id, **given)

    return build


@pytest.fixture
def version(document: Callable[..., Document]) -> Callable[..., Version]:
    """Build a version of `of`; `published` as in 2026-06-24, `fetched` in hours after 2026-06-25."""

    def build(
        text: str = SENTENCE,
        of: Document | None = None,
        title: str = "Meta asks first",
        published: str | None = "2026-06-24",
        fetched: int = 0,
        **given: Any,
    ) -> Version:
        page, date = of or document(), PartialDate.parse(published, "page") if published else None
        given.setdefault("fetched_at", datetime(2026, 6, 25 + fetched // 24, fetched % 24, tzinfo=UTC))
        return Version(version_id(page.id, title, text, date), page.id, title, text, published=date, **given)

    return build


@pytest.fixture
def assertion(version: Callable[..., Version]) -> Callable[..., Assertion]:
    """Build an assertion whose quote is `words` of version `of`, the whole text by default."""

    def build(
        of: Version | None = None,
        organisation: str = "Meta",
        action: str = "require_approval",
        words: str = "",
        **given: Any,
    ) -> Assertion:
        page = of or version()
        start = page.text.index(words)
        given.setdefault("quote", quote_of(page.text, start, start + len(words or page.text)))
        given.setdefault("tools", ("Claude Code",))
        named = content_id("a", page.id, organisation, action, given["quote"], given["tools"])
        given.setdefault("id", AssertionId(named))
        return Assertion(version=page.id, organisation=organisation, action=action, **given)

    return build


@pytest.fixture
def reading(
    source: Callable[..., Source], document: Callable[..., Document], version: Callable[..., Version]
) -> Callable[..., Reading]:
    """Build a reading; `outlet`, `url`, `text` and `published` go to the record they belong to."""

    def build(
        outlet: str = "The Lantern",
        url: str = "http://lantern.test/meta",
        text: str = SENTENCE,
        published: str | None = "2026-06-24",
        assertions: Callable[[Version], Sequence[Assertion]] = lambda _: (),
    ) -> Reading:
        publisher = source(outlet)
        page = document(url, publisher)
        read = version(text, page, published=published)
        return Reading(publisher, page, read, tuple(assertions(read)))

    return build


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Build a claim of `assertions`; its id and event follow from `name`."""

    def build(name: str = "meta", assertions: Sequence[Assertion] = (), **given: Any) -> Claim:
        defaults: dict[str, Any] = {
            "id": ClaimId(content_id("c", name)),
            "event": EventId(content_id("e", name)),
            "organisation": "Meta",
            "organisation_type": "company",
            "action": "require_approval",
            "state": "APPROVAL_REQUIRED",
            "tools": ("Claude Code",),
            "assertions": tuple(each.id for each in assertions),
            "documents": (),
        }
        return Claim(**defaults | given)

    return build


@pytest.fixture
def seconds() -> Iterator[Callable[..., float]]:
    """Give what tells the processor time of some work: the least of three runs, none beside a garbage collection.

    Each works on something `fresh`, because what a page says is remembered with it.
    """

    def least(work: Callable[[Any], object], fresh: Callable[[], Any]) -> float:
        times = []
        for _ in range(3):
            given = fresh()
            began = time.process_time()
            work(given)
            times.append(time.process_time() - began)
        return min(times)

    gc.collect()
    gc.disable()
    yield least
    gc.enable()


@pytest.fixture(scope="session")
def neo4j_module() -> ModuleType:
    """Give tests/neo4j/server.py: how a Neo4j server is started, killed, and stopped."""
    return load(HERE / "neo4j" / "server.py")


@pytest.fixture(scope="session")
def neo4j(neo4j_module: ModuleType) -> Iterator[tuple[Server, str]]:
    """Give an empty database of a real server and its password: NEO4J_URI's, else one of our own."""
    if os.environ.get("NEO4J_URI"):
        workers = os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
        assert workers == "1", "workers would share the database of NEO4J_URI: run pytest with -n 0"
        place = place_of(os.environ["NEO4J_URI"])
        assert isinstance(place, Server)
        password = os.environ.get("NEO4J_PASSWORD", "")
        _require_empty(place, password)
        yield place, password
        return
    server = neo4j_module.Neo4j()
    try:
        server.start()
        yield server.place, neo4j_module.PASSWORD
    finally:
        server.stop()


def _require_empty(place: Server, password: str) -> None:
    from neo4j import GraphDatabase

    with GraphDatabase.driver(place.uri, auth=(place.user, password)) as driver:
        found, _, _ = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_=place.database)
    assert found[0]["n"] <= 1, (
        "NEO4J_URI names a database that is not empty: the tests would delete all of it"
    )


def load(path: Path) -> ModuleType:
    """Load a module that stands among the tests and is none."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
