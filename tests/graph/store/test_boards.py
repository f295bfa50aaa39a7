"""The boards, on every store: relations and timelines the latest first, page by page, by day, and counted."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from graph.ask import CHANGES, CLASHES, Desk
from graph.model import Block, Derived, PartialDate, Relation, RelationSearch, Step, Timeline, TimelineId

# Months and undated pages among them, and two of one day.
PUBLISHED = ("2026-06-24", "2026-06", None, "2026-05-02", "2026-05-02", "2024")
KINDS = (
    ("contradicts", "state"), ("contradicts", "date"), ("disputes", "reason"), ("supersedes", ""),
    ("refines", ""),
)  # fmt: skip


@pytest.fixture
def pages(store, reading, assertion):
    """Save a page of each day, with one passage."""
    made = []
    for number, day in enumerate(PUBLISHED):
        page = reading(url=f"http://lantern.test/{number}", text=f"Meta bans tool {number}.", published=day)
        said = assertion(page.version)
        store.save_source(page.source)
        store.save_version(page.document, page.version)
        store.save_assertions(page.version.id, "rules/1", [said], [Block("Meta")])
        made.append((page, said))
    return made


@pytest.fixture
def board(store, pages, claim):
    """Derive a claim of each page, and a relation of some kind between any two of them."""
    claims = [
        claim(page.version.text, (said,), documents=(page.document.id,), known=page.known)
        for page, said in pages
    ]
    relations = [
        _relation(number, claims[one], claims[other], pages[one][1], pages[other][1])
        for number, (one, other) in enumerate(product(range(len(pages)), repeat=2))
        if one != other
    ]
    store.save_derived(Block("Meta"), Derived(tuple(claims), tuple(relations)))
    return relations


def _relation(number, one, other, said, told) -> Relation:
    kind, subtype = KINDS[number * 7 % len(KINDS)]
    # Ids that run against the order in which they are made.
    return Relation(
        f"r-{997 - number * 31 % 997:03}", kind, subtype, one.id, other.id, said.id, told.id, said.quote, told.quote,
        ("state",), "R1", "One says banned, the other allowed.",
    )  # fmt: skip


def _all(store, *kinds):
    return [pair.relation for pair in Desk(store).pairs(store.relations(kinds))]


def test_the_latest_known_come_first_as_a_pair_of_their_pages_becomes_known(store, board):
    assert store.search_relations(RelationSearch(limit=None)) == _all(store)
    for kinds in (("contradicts",), CLASHES, CHANGES, ("confirms",)):
        assert store.search_relations(RelationSearch(kinds, limit=None)) == _all(store, *kinds)


def test_pages_of_relations_follow_one_another(store, board):
    every = _all(store, *CLASHES)
    assert len(every) > 12
    for offset in range(0, len(every) + 5, 5):
        search = RelationSearch(CLASHES, limit=5, offset=offset)
        assert store.search_relations(search) == every[offset : offset + 5]
    assert store.search_relations(RelationSearch(limit=0)) == []
    assert len(store.search_relations(RelationSearch(limit=3, offset=-2))) == 3


def test_relations_narrow_by_subtype(store, board):
    by_hand = [each for each in _all(store, "contradicts") if each.subtype == "date"]
    assert by_hand
    assert store.search_relations(RelationSearch(("contradicts",), ("date",))) == by_hand
    assert store.search_relations(RelationSearch(subtypes=("",))) == [
        each for each in _all(store) if not each.subtype
    ]
    assert store.search_relations(RelationSearch(("disputes",), ("date",))) == []


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 5, 2), date(2026, 5, 2)),
        (date(2026, 5, 3), date(2026, 6, 1)),
        (date(2026, 6, 1), None),
        (None, date(2026, 5, 31)),
        (date(2027, 1, 1), None),
        (date.min, date.max),
    ],
)
def test_a_window_of_days_holds_what_became_known_in_it(since, until, store, board):
    days = {pair.relation.id: pair.known for pair in Desk(store).pairs(board)}
    expected = [each for each in _all(store) if (since or date.min) <= days[each.id] <= (until or date.max)]
    assert store.search_relations(RelationSearch(since=since, until=until, limit=None)) == expected
    week = Desk(store).week(since or date.min, until or date.max)
    assert [each.relation for each in week.clashes] == [each for each in expected if each.kind in CLASHES]
    assert [each.relation for each in week.changes] == [each for each in expected if each.kind in CHANGES]


def test_relations_are_counted_by_kind_and_subtype_whatever_is_derived_again(store, board):
    def counted():
        return {sort: [(each.kind, each.subtype) for each in board].count(sort) for sort in KINDS}

    assert store.relation_counts() == counted()
    assert list(store.relation_counts()) == sorted(KINDS)
    derived = store.derived_of(Block("Meta"))
    store.save_derived(Block("Meta"), derived)
    assert store.relation_counts() == counted()
    store.save_derived(Block("Meta"), replace(derived, relations=tuple(board[:1])))
    assert store.relation_counts() == {(board[0].kind, board[0].subtype): 1}
    store.save_derived(Block("Meta"), Derived())
    assert store.relation_counts() == {}
    assert store.search_relations(RelationSearch()) == []


def test_a_tally_counts_what_there_is(store, board):
    store.save_derived(Block("lines"), Derived(timelines=(_line("t-1", "Meta", "2026", "2027", "2028"),)))
    tally = Desk(store).tally()
    assert (tally.pages, tally.claims, tally.developments) == (len(PUBLISHED), len(PUBLISHED), 2)
    assert tally.contradictions == len(store.relations(["contradicts"]))
    assert tally.disputes == len(store.relations(["disputes"]))


def _line(name, organisation, *days) -> Timeline:
    steps = tuple(Step(PartialDate.parse(day, "text") if day else None, "BANNED", "", ()) for day in days)
    return Timeline(organisation, ("Codex",), "", steps, id=TimelineId(name))


LINES = (
    _line("t-5", "Meta", "2026-05", "2026-07-02"),
    _line("t-9", "Bosch", "2026-07", "2027"),
    _line("t-4", "Meta", "2028-01-01"),
    _line("t-3", "Bosch", "2028-01-01"),
    _line("t-2", "Meta", None),
    _line("t-1", "Bosch", None, "2020", None),
    _line("t-7", "Meta"),
)
IN_ORDER = ["t-9", "t-5", "t-1", "t-3", "t-4", "t-2"]


def test_timelines_with_several_steps_come_first_and_the_latest_change_of_those(store):
    store.save_derived(Block("all"), Derived(timelines=LINES))
    assert [each.id for each in store.latest_timelines()] == IN_ORDER
    assert [each.id for each in store.latest_timelines(limit=2, offset=1)] == IN_ORDER[1:3]
    assert [each.id for each in store.latest_timelines("Meta")] == ["t-5", "t-4", "t-2"]
    assert [each.id for each in store.latest_timelines("Meta", 1, 1)] == ["t-4"]
    assert store.latest_timelines("Nokia") == []


def test_timelines_are_counted_by_the_number_of_their_steps(store):
    store.save_derived(Block("all"), Derived(timelines=LINES))
    assert store.timeline_counts() == {0: 1, 1: 3, 2: 2, 3: 1}
    assert store.timeline_counts("Meta") == {0: 1, 1: 2, 2: 1}
    assert store.timeline_counts("Nokia") == {}
    assert (Desk(store).story_counts(), Desk(store).story_counts("Meta")) == ((6, 3), (3, 1))
    store.save_derived(Block("all"), Derived(timelines=LINES[:1]))
    assert store.timeline_counts() == {2: 1}
