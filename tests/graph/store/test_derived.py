"""How records are found again, on every store: claims by id, relations, timelines, what people did."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph.errors import Ambiguous, NotFound, StoreError
from graph.model import Block, ClaimId, Derived, Relation, Search, Timeline


@pytest.fixture
def ids(store, claim):
    claims = tuple(replace(claim(), id=ClaimId(each)) for each in ("c-12", "c-123", "c-1299", "c-5"))
    store.save_derived(Block("Meta"), Derived(claims=claims))


@pytest.mark.parametrize(
    ("wanted", "found"), [("c-5", "c-5"), ("c-123", "c-123"), ("c-129", "c-1299"), ("c-12", "c-12")]
)
def test_a_claim_is_found_by_any_beginning_that_fits_no_other(wanted, found, store, ids):
    assert store.claim(wanted).id == found


@pytest.mark.parametrize(("wanted", "fitting"), [("c-1", 3), ("c-", 4), ("c", 4)])
def test_a_beginning_that_fits_several_claims_is_ambiguous(wanted, fitting, store, ids):
    with pytest.raises(Ambiguous, match=f"fits {fitting} claims"):
        store.claim(wanted)


@pytest.mark.parametrize("wanted", ["", "c-6", "c-1234", "C-5", "%", "c-_", "*", "' OR 1=1", "\ud800", "\0"])
def test_a_beginning_that_fits_no_claim_is_not_found(wanted, store, ids):
    with pytest.raises(NotFound):
        store.claim(wanted)


def test_relations_are_found_by_kind_and_by_either_claim(store, world):
    base = world.derived.relations[0]

    def relation(name: str, kind: str, one: str, other: str) -> Relation:
        return replace(base, id=name, kind=kind, from_claim=one, to_claim=other)

    clash, dispute, step = (
        relation("r-3", "contradicts", "c-1", "c-2"),
        relation("r-1", "disputes", "c-2", "c-3"),
        relation("r-2", "supersedes", "c-3", "c-1"),
    )
    store.save_derived(world.block, Derived(relations=(clash, dispute, step)))
    assert store.relations() == [dispute, step, clash]
    assert store.relations(["contradicts", "disputes"]) == [dispute, clash]
    assert store.relations(claim=ClaimId("c-1")) == [step, clash]
    assert store.relations(["contradicts"], ClaimId("c-3")) == []


def test_timelines_are_sorted_and_found_by_organisation(store):
    lines = [
        Timeline(name, (tool,), "staff", ())
        for name in ("Meta", "Bosch")
        for tool in ("Codex", "Claude Code")
    ]
    store.save_derived(Block("all"), Derived(timelines=tuple(lines)))
    assert [(each.organisation, each.tools[0]) for each in store.timelines()] == [
        ("Bosch", "Claude Code"), ("Bosch", "Codex"), ("Meta", "Claude Code"), ("Meta", "Codex"),
    ]  # fmt: skip
    assert [each.organisation for each in store.timelines("Meta")] == ["Meta", "Meta"]


def test_deriving_a_block_anew_replaces_what_it_held_and_no_other_block(store, world, claim):
    world.save(store)
    other = claim("bosch", organisation="Bosch")
    store.save_derived(Block("Bosch"), Derived(claims=(other,)))
    store.save_derived(world.block, Derived())
    assert store.search(Search()).claims == (other,)
    assert store.relations() == store.timelines() == []
    assert store.search(Search(words="approval")).total == 0
    with pytest.raises(NotFound):
        store.trail(world.claim.id)


def test_judgements_and_issues_come_oldest_first(store, world):
    for name, hour in (("j-b", 9), ("j-a", 9), ("j-c", 8)):
        at = datetime(2026, 7, 1, hour, tzinfo=UTC)
        store.save_judgement(replace(world.judgement, id=name, at=at))
    assert [each.id for each in store.judgements()] == ["j-c", "j-a", "j-b"]
    for name, day in (("i-b", 8), ("i-a", 1)):
        store.save_issue(replace(world.issue, id=name, first=date(2026, 6, day)))
    assert [each.id for each in store.issues()] == ["i-a", "i-b"]


def test_a_claim_may_move_out_of_a_block_that_is_stale(store, world):
    world.save(store)
    new = Block("A block that comes first")
    store.save_assertions(world.version.id, "rules/2", [world.assertion], [new])
    store.save_derived(new, world.derived)
    assert store.claim(world.claim.id) == world.claim
    assert store.stale() == [world.block]
    store.save_derived(world.block, Derived())
    assert store.search(Search(words="approval")).claims == (world.claim,)
    assert store.relations() == list(world.derived.relations)


def test_a_claim_of_a_fresh_block_is_not_taken_from_it(store, world):
    world.save(store)
    before = store.graph_hash()
    with pytest.raises(StoreError):
        store.save_derived(Block("Bosch"), world.derived)
    assert store.graph_hash() == before
