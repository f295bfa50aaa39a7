from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ask import Desk, all_claims, newest_day, walk_back
from graph.ask.walk import _longest_ways
from graph.errors import NotFound
from graph.model import (
    Block,
    Claim,
    Count,
    Derived,
    DocumentId,
    EventId,
    Hop,
    Reason,
    Relation,
    RelationId,
    Search,
    Step,
    Timeline,
    Trail,
    TrailEdge,
    TrailNode,
)
from graph.store import Store
from graph.store.sqlite import open_sqlite

BLOCK = Block("Meta|Claude Code")
EVENT = EventId("e-1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_sqlite(tmp_path / "ask.db", create=True) as store:
        yield store


@pytest.fixture
def told(store: Store, reading: Callable[..., Any], assertion: Callable[..., Any]) -> Callable[..., Any]:
    """Save a page that says one thing; gives its reading."""

    def tell(outlet: str, text: str, published: str | None, **given: Any) -> Any:
        page = reading(outlet, f"http://{outlet.lower().replace(' ', '-')}.test/a", text, published)
        said = assertion(page.version, **given)
        store.save_source(page.source)
        store.save_version(page.document, page.version)
        store.save_assertions(page.version.id, "test", [said], [BLOCK])
        return reading(outlet, page.document.url, text, published, lambda _: (said,))

    return tell


def relation(kind: str, later: Claim, earlier: Claim, *quotes: Any) -> Relation:
    return Relation(
        RelationId(f"r-{kind}"), kind, "", later.id, earlier.id, later.assertions[0], earlier.assertions[0],
        *quotes, fields=(), rule="test", why="because",
    )  # fmt: skip


def node(name: str, page: Any = None, **given: Any) -> TrailNode:
    return TrailNode(name, name, "report", page is not None, page.document.id if page else None, **given)


def trail(nodes: list[TrailNode], *edges: tuple[str, str]) -> Trail:
    return Trail(
        EVENT, tuple(nodes), tuple(TrailEdge(above, below, ("attribution",)) for below, above in edges),
        Count(1, 1), Count(1, 1),
    )  # fmt: skip


def test_a_pair_puts_the_earlier_passage_on_the_left_whichever_way_the_relation_points(told, claim, store):
    old = told("Old Post", "Meta bans Claude Code.", "2026-05-01", action="ban")
    new = told("New Post", "Meta allows Claude Code.", "2026-06-01", action="allow")
    first, later = (
        claim(name, page.assertions, documents=(page.document.id,))
        for name, page in (("old", old), ("new", new))
    )
    relations = (
        relation("contradicts", first, later, old.assertions[0].quote, new.assertions[0].quote),
        relation("supersedes", later, first, new.assertions[0].quote, old.assertions[0].quote),
    )
    store.save_derived(BLOCK, Derived((first, later), relations))
    pairs = Desk(store).pairs(store.relations())
    assert {pair.relation.kind for pair in pairs} == {"contradicts", "supersedes"}
    for pair in pairs:
        assert pair.left.passage.page.source.name == "Old Post"
        assert pair.right.quote.exact == "Meta allows Claude Code."
        assert pair.known == date(2026, 6, 1)


def test_a_card_gathers_passages_reasons_clashes_changes_and_origins(told, claim, store):
    stated = Reason("distillation", "keep rival output out")
    other = Reason("competition", "shut out rivals", "Ines Halloway", "alternative")
    one = told("First Post", "Meta bans Claude Code.", "2026-05-01", action="ban", reasons=(stated,))
    two = told("Second Post", "Meta bans Claude Code!", "2026-05-02", action="ban", reasons=(other, stated))
    third = told("Third Post", "Meta lifts its ban on Claude Code.", "2026-07-01", action="lift")
    ban = claim(
        "ban", (*one.assertions, *two.assertions), documents=(one.document.id, two.document.id), event=EVENT
    )
    lift = claim("lift", third.assertions, documents=(third.document.id,))
    lifted = relation("supersedes", lift, ban, third.assertions[0].quote, one.assertions[0].quote)
    disputed = relation("disputes", lift, ban, third.assertions[0].quote, one.assertions[0].quote)
    timeline = Timeline("Meta", ("Claude Code",), "", (Step(None, "BANNED", "", (ban.id,)),))
    seen = trail(
        [node("one", one), node("two", two), node("memo", evidence="certain")],
        ("one", "memo"),
        ("two", "one"),
    )
    store.save_derived(BLOCK, Derived((ban, lift), (lifted, disputed), (timeline,), (seen,)))
    card = Desk(store).card(ban.id)
    assert card.outlets == ("First Post", "Second Post")
    assert [(each.reason.stance, len(each.passages)) for each in card.reasons] == [
        ("stated", 2),
        ("alternative", 1),
    ]
    assert [pair.relation.kind for pair in card.clashes] == ["disputes"]
    assert [pair.relation.kind for pair in card.changes] == ["supersedes"]
    assert [each.label for each in card.origins] == ["memo"]
    assert [step.label for step in card.chain] == ["Second Post", "First Post", "memo"]
    assert [step.read for step in card.chain] == [True, True, False]
    assert [step.page.source.name for step in card.steps if step.page] == ["First Post", "Second Post"]
    assert [story.steps[0].hits[0].claim.id for story in card.stories] == [ban.id]


def test_without_a_trail_the_chain_is_what_the_page_itself_tells(told, claim, store):
    hops = (Hop("The Information", "outlet"), Hop("Meta memo", "document"))
    page = told("First Post", "Meta bans Claude Code.", "2026-05-01", action="ban", chain=hops)
    passages = [Desk(store).passage(page.assertions[0].id)]
    chain = walk_back(trail([node("one", page)]), passages, {})
    assert [(step.label, step.read) for step in chain] == [
        ("First Post", True), ("The Information", False), ("Meta memo", False),
    ]  # fmt: skip


def test_the_week_holds_what_became_known_in_it_and_nothing_else(told, claim, store):
    old = told("Old Post", "Meta bans Claude Code.", "2026-06-21", action="ban")
    new = told("New Post", "Meta allows Claude Code.", "2026-06-22", action="allow")
    ban, allow = (
        claim(name, page.assertions, documents=(page.document.id,), known=page.known)
        for name, page in (("ban", old), ("allow", new))
    )
    clash = relation("contradicts", ban, allow, old.assertions[0].quote, new.assertions[0].quote)
    store.save_derived(BLOCK, Derived((ban, allow), (clash,)))
    desk = Desk(store)
    this = desk.week(date(2026, 6, 22), date(2026, 6, 28))
    assert [hit.claim.id for hit in this.new] == [allow.id]
    assert [pair.relation.kind for pair in this.clashes] == ["contradicts"]
    before = desk.week(date(2026, 6, 15), date(2026, 6, 21))
    assert [hit.claim.id for hit in before.new] == [ban.id]
    assert before.clashes == ()
    assert newest_day(store) == date(2026, 6, 22)


def test_an_undated_page_sorts_first_and_is_in_no_week(told, claim, store):
    page = told("Old Post", "Meta bans Claude Code.", None, action="ban")
    store.save_derived(BLOCK, Derived((claim("ban", page.assertions, documents=(page.document.id,)),)))
    desk = Desk(store)
    assert desk.passage(page.assertions[0].id).page.known == date.min
    assert desk.week(date(2026, 6, 22), date(2026, 6, 28)).new == ()
    assert newest_day(store) is None


def test_all_claims_come_batch_by_batch_once_each(told, claim, store, monkeypatch):
    monkeypatch.setattr("graph.ask.desk.BATCH", 2)
    page = told("Old Post", "Meta bans Claude Code.", "2026-05-01", action="ban")
    claims = tuple(claim(f"ban {number}", page.assertions) for number in range(5))
    store.save_derived(BLOCK, Derived(claims))
    assert sorted(each.id for each in all_claims(store, Search())) == sorted(each.id for each in claims)


def test_an_unknown_claim_is_not_found(store):
    with pytest.raises(NotFound):
        Desk(store).card("c-nothing")


@given(edges=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_the_walk_back_ends_and_never_visits_a_page_twice(edges: set[tuple[int, int]]):
    names = [f"n{number}" for number in range(7)]
    nodes = [TrailNode(name, name, "report", True, DocumentId(name)) for name in names]
    seen = trail(nodes, *((names[below], names[above]) for below, above in edges))
    known = {(names[below], names[above]) for below, above in edges}
    for start, way in _longest_ways(seen).items():
        assert way[0] == start
        assert len(set(way)) == len(way)
        assert set(pairwise(way)) <= known
