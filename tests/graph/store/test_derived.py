"""How records are found again, on every store: claims by id, relations, timelines, what people did."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph.errors import Ambiguous, NotFound, StoreError
from graph.model import Block, ClaimId, Derived, Question, QuestionId, Relation, Search, Timeline


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


def test_a_relation_across_a_cut_is_found_from_both_blocks_whichever_is_derived_again(store, world, claim):
    mine, theirs = claim("before"), claim("after")
    base = world.derived.relations[0]
    across = replace(base, id="r-1", kind="contradicts", from_claim=mine.id, to_claim=theirs.id)
    before = Block("Meta @1+2"), Derived(claims=(mine,), relations=(across,))
    after = Block("Meta @5+2"), Derived(claims=(theirs,))
    for block, derived in (before, after, before, after, after):
        store.save_derived(block, derived)
        assert store.relations(claim=theirs.id) == store.relations(claim=mine.id) == [across]
    found = store.search(Search(relation="contradicts")).claims
    assert {each.id for each in found} == {mine.id, theirs.id}
    store.save_derived(before[0], Derived(claims=(mine,)))
    store.save_derived(*after)
    assert store.search(Search(relation="contradicts")).claims == ()


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
    assert sorted(store.stale()) == [world.block]
    store.save_derived(world.block, Derived())
    assert store.search(Search(words="approval")).claims == (world.claim,)
    assert store.relations() == list(world.derived.relations)


def test_a_claim_of_a_fresh_block_is_not_taken_from_it(store, world):
    world.save(store)
    before = store.graph_hash()
    with pytest.raises(StoreError):
        store.save_derived(Block("Bosch"), world.derived)
    assert store.graph_hash() == before


def test_questions_are_sorted_by_the_day_they_became_known_and_found_by_organisation(store, world):
    base = world.derived.questions[0]

    def question(name: str, organisation: str, known: date | None) -> Question:
        return replace(base, id=QuestionId(name), organisation=organisation, known=known)

    asked = [
        question("q-4", "Meta", None),
        question("q-3", "Meta", date(2026, 7, 2)),
        question("q-2", "Bosch", date(2026, 7, 1)),
    ]
    store.save_derived(Block("all"), Derived(questions=tuple(asked)))
    assert [each.id for each in store.questions()] == ["q-2", "q-3", "q-4"]
    assert [each.id for each in store.questions("Meta")] == ["q-3", "q-4"]
    store.save_derived(Block("all"), Derived())
    assert store.questions() == []


def test_every_kind_of_derived_record_is_found_by_its_id_or_the_beginning_of_it(store, world):
    world.save(store)
    derived = world.derived
    assert store.derived(world.claim.id) == world.claim
    assert store.derived("r-") == derived.relations[0]
    assert store.derived("t-1") == derived.timelines[0]
    assert store.derived("q-1") == derived.questions[0]
    assert store.derived(world.claim.event) == derived.trails[0]
    assert store.block_of(world.claim.id) == world.block


@pytest.mark.parametrize("wanted", ["", "x-1", "r-2", "q-%", "\ud800"])
def test_an_id_that_names_no_derived_record_is_not_found(wanted, store, world):
    world.save(store)
    with pytest.raises(NotFound):
        store.derived(wanted)


def test_a_beginning_that_fits_several_questions_is_ambiguous(store, world):
    base = world.derived.questions[0]
    asked = tuple(replace(base, id=QuestionId(each)) for each in ("q-12", "q-13"))
    store.save_derived(Block("all"), Derived(questions=asked))
    with pytest.raises(Ambiguous, match="fits 2 questions"):
        store.derived("q-1")


def test_a_ruling_makes_the_blocks_it_bears_on_stale(store, world):
    world.save(store)
    assert list(store.stale()) == []
    store.save_judgement(replace(world.judgement, id="j-2"), [world.block])
    assert sorted(store.stale()) == [world.block]


def test_a_ruling_that_was_there_already_makes_nothing_stale(store, world):
    world.save(store)
    store.save_judgement(world.judgement, [world.block])
    assert list(store.stale()) == []


def test_on_an_earlier_day_the_version_of_that_day_speaks(store, world, version, assertion):
    world.save(store)
    first = world.version
    later = version("Meta lifts it.", world.document, published="2026-08-01")
    store.save_version(world.document, later)
    store.save_assertions(later.id, "rules/1", [assertion(later, action="lift")], [world.block])
    assert [each.version.id for each in store.readings(world.block)] == [later.id]
    assert [each.version.id for each in store.readings(world.block, date(2026, 8, 1))] == [later.id]
    assert [each.version.id for each in store.readings(world.block, date(2026, 7, 31))] == [first.id]
    assert store.readings(world.block, date(2020, 1, 1)) == []


def test_on_a_day_when_the_newest_version_was_silent_an_older_one_does_not_speak(store, world, version):
    world.save(store)
    silent = version("Nothing.", world.document, published="2026-08-01")
    store.save_version(world.document, silent)
    store.save_assertions(silent.id, "rules/1", [], [])
    assert store.readings(world.block, date(2026, 8, 2)) == []
    assert [each.version.id for each in store.readings(world.block, date(2026, 7, 31))] == [world.version.id]


def test_many_blocks_saved_at_once_are_as_those_saved_one_by_one(store, claim):
    first = {Block(name): Derived((claim(name, organisation=name),)) for name in ("Meta", "Bosch", "Nokia")}
    for block, its in first.items():
        store.save_derived(block, its)
    one_by_one = store.graph_hash()
    store.save_blocks({block: Derived() for block in first})
    assert store.search(Search()).total == 0
    store.save_blocks(first)
    assert store.graph_hash() == one_by_one
    assert {block: store.derived_of(block) for block in first} == first
    assert [store.search(Search(words=name)).total for name in ("meta", "bosch", "nokia")] == [1, 1, 1]
    store.save_blocks(first, fresh=False)
    assert sorted(store.stale()) == sorted(first)


def test_claims_may_change_places_between_blocks_saved_at_once(store, claim):
    one, other = (Derived((claim(name),)) for name in ("one", "other"))
    store.save_blocks({Block("Meta"): one, Block("Bosch"): other})
    store.save_blocks({Block("Meta"): other, Block("Bosch"): one})
    assert store.derived_of(Block("Meta")) == other
    assert store.search(Search()).total == 2
