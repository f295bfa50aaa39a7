"""What every store promises.

An adapter joins by a line in SHELVES, a method of the protocol by one in CALLS.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from graph.errors import NotFound, QuoteNotInText, StoreError
from graph.model import (
    Assertion,
    AssertionId,
    Block,
    Claim,
    Derived,
    Document,
    DocumentId,
    Folder,
    Hop,
    Issue,
    Judgement,
    Kept,
    Question,
    Quote,
    Reading,
    Reason,
    Relation,
    RelationSearch,
    Search,
    Slot,
    Source,
    SourceCheck,
    Timeline,
    Trail,
    Version,
    VersionId,
    quote_of,
)
from graph.store import CHECKS_KEPT, Store

# Every method of the protocol, called as the product calls it, on the records of one small world.
CALLS: dict[str, Callable[[Store, Any], object]] = {
    "save_source": lambda store, world: store.save_source(world.source),
    "save_version": lambda store, world: store.save_version(world.document, world.version),
    "save_assertions": lambda store, world: store.save_assertions(
        world.version.id, "rules/2", [world.assertion], [world.block]
    ),
    "unread": lambda store, world: list(store.unread("rules/1")),
    "version": lambda store, world: store.version(world.version.id),
    "document": lambda store, world: store.document(world.document.id),
    "versions_of": lambda store, world: store.versions_of(world.document.id),
    "assertion": lambda store, world: store.assertion(world.assertion.id),
    "reading": lambda store, world: store.reading(world.version.id),
    "sources": lambda store, world: store.sources(),
    "blocks": lambda store, world: sorted(store.blocks()),
    "blocks_from": lambda store, world: store.blocks_from("Me"),
    "stale": lambda store, world: sorted(store.stale()),
    "stale_among": lambda store, world: store.stale_among([world.block]),
    "readings": lambda store, world: store.readings(world.block),
    "save_derived": lambda store, world: store.save_derived(world.block, world.derived),
    "claim": lambda store, world: store.claim(world.claim.id),
    "search": lambda store, world: store.search(Search(words="approval", organisation="Meta")),
    "save_blocks": lambda store, world: store.save_blocks({world.block: world.derived}),
    "facet_values": lambda store, world: store.facet_values("organisation"),
    "relations": lambda store, world: store.relations(["contradicts"], world.claim.id),
    "search_relations": lambda store, world: store.search_relations(RelationSearch(("contradicts",))),
    "relation_counts": lambda store, world: store.relation_counts(),
    "timelines": lambda store, world: store.timelines("Meta"),
    "latest_timelines": lambda store, world: store.latest_timelines("Meta"),
    "timeline_counts": lambda store, world: store.timeline_counts("Meta"),
    "trail": lambda store, world: store.trail(world.claim.id),
    "questions": lambda store, world: store.questions("Meta"),
    "derived": lambda store, world: store.derived(world.claim.id),
    "block_of": lambda store, world: store.block_of(world.claim.id),
    "save_judgement": lambda store, world: store.save_judgement(world.judgement),
    "judgements": lambda store, world: store.judgements(),
    "save_issue": lambda store, world: store.save_issue(world.issue),
    "issues": lambda store, world: store.issues(),
    "save_check": lambda store, world: store.save_check(world.check),
    "checks": lambda store, world: store.checks(world.check.name),
    "save_folders": lambda store, world: store.save_folders([world.folder]),
    "documents": lambda store, world: list(store.documents()),
    "folders": lambda store, world: store.folders([world.document.id]),
    "derived_of": lambda store, world: store.derived_of(world.block),
    "counts": lambda store, world: store.counts(),
    "graph_hash": lambda store, world: store.graph_hash(),
}
WRITES = [name for name in CALLS if name.startswith("save_")]
READS = [name for name in CALLS if name not in WRITES]


def test_the_table_names_every_method_of_the_protocol():
    promised = {name for name, value in vars(Store).items() if callable(value) and not name.startswith("_")}
    assert promised - {"close"} == set(CALLS)


# Failure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_store_says_so_in_one_sentence(name, store, world):
    world.save(store)
    store.close()
    with pytest.raises(StoreError):
        CALLS[name](store, world)


def test_closing_twice_is_no_error(store):
    store.close()
    store.close()


@pytest.mark.parametrize("name", WRITES)
def test_a_locked_store_refuses_to_be_written(name, shelf, world):
    with shelf.open() as store:
        world.save(store)
    with shelf.open(patience=0.01) as store:
        before = store.graph_hash()
        with shelf.locked(), pytest.raises(StoreError, match="another process is writing"):
            CALLS[name](store, world)
        assert store.graph_hash() == before
        CALLS[name](store, world)


@pytest.mark.parametrize("name", READS)
def test_a_locked_store_can_be_read(name, shelf, store, world):
    world.save(store)
    answer = CALLS[name](store, world)
    with shelf.locked():
        assert CALLS[name](store, world) == answer


@pytest.mark.parametrize("name", WRITES)
def test_a_store_opened_for_reading_refuses_to_be_written(name, shelf, store, world):
    world.save(store)
    with shelf.open(read_only=True) as reader:
        with pytest.raises(StoreError, match="only be read"):
            CALLS[name](reader, world)
        assert reader.graph_hash() == store.graph_hash()


@pytest.mark.parametrize("name", READS)
def test_a_store_opened_for_reading_answers_alike(name, shelf, store, world):
    world.save(store)
    with shelf.open(read_only=True) as reader:
        assert CALLS[name](reader, world) == CALLS[name](store, world)


@pytest.mark.parametrize("name", ["version", "document", "assertion", "reading", "claim", "trail"])
def test_what_is_not_there_is_not_found(name, store, world):
    with pytest.raises(NotFound, match="in the store"):
        CALLS[name](store, world)


# Read your writes ----------------------------------------------------------------------------------------


def test_everything_comes_back_as_it_was_written(store, world):
    world.save(store)
    assert store.sources() == [world.source]
    assert store.document(world.document.id) == world.document
    assert store.version(world.version.id) == world.version
    assert store.versions_of(world.document.id) == [world.version]
    assert store.assertion(world.assertion.id) == world.assertion
    whole = Reading(world.source, world.document, world.version, (world.assertion,))
    assert store.reading(world.version.id) == whole
    assert store.readings(world.block) == [whole]
    assert store.claim(world.claim.id) == world.claim
    assert store.relations() == list(world.derived.relations)
    assert store.timelines() == list(world.derived.timelines)
    assert store.trail(world.claim.id) == world.derived.trails[0]
    assert store.judgements() == [world.judgement]
    assert store.issues() == [world.issue]
    assert store.checks() == store.checks(world.check.name) == [world.check]


@pytest.fixture
def any_of(values):
    """Check that any record of a type is read as it was written; `write` may bind it to what is there."""

    def check(cls: type, write: Callable[[Any], tuple[object, object]]) -> None:
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(values(cls))
        def read_as_written(record):
            written, read = write(record)
            assert read == written

        read_as_written()

    return check


def test_any_source_is_read_as_it_was_written(any_of, store):
    def write(record: Source):
        store.save_source(record)
        return record, next(each for each in store.sources() if each.id == record.id)

    any_of(Source, write)


def test_any_version_is_read_as_it_was_written(any_of, store, world):
    for_each = iter(range(10**6))

    def write(record: Version):
        page = replace(world.document, id=f"d-{next(for_each)}")
        record = replace(record, document=page.id, id=f"v-{page.id}")
        store.save_source(world.source)
        assert store.save_version(page, record)
        return record, store.version(record.id)

    any_of(Version, write)


def test_any_document_is_read_as_it_was_written(any_of, store, world):
    def write(record: Document):
        record = replace(record, source=world.source.id)
        store.save_source(world.source)
        store.save_version(record, replace(world.version, document=record.id, id=f"v-{record.id}"))
        return record, store.document(record.id)

    any_of(Document, write)


def test_any_assertion_is_read_as_it_was_written(any_of, store, world):
    world.save_read(store)
    quote = world.assertion.quote

    def write(record: Assertion):
        record = replace(
            record, version=world.version.id, quote=quote, trigger=quote, slots=(Slot("tool", quote),),
            reasons=tuple(replace(each, quote=quote) for each in record.reasons),
            chain=tuple(replace(each, cue=quote) for each in record.chain),
        )  # fmt: skip
        store.save_assertions(world.version.id, "rules/1", [record], [world.block])
        return record, store.assertion(record.id)

    any_of(Assertion, write)


def test_any_claim_is_read_as_it_was_written(any_of, store):
    def write(record: Claim):
        store.save_derived(Block("Meta"), Derived(claims=(record,)))
        return record, store.claim(record.id) if record.id else record

    any_of(Claim, write)


def test_any_relation_is_read_as_it_was_written(any_of, store):
    def write(record: Relation):
        store.save_derived(Block("Meta"), Derived(relations=(record,)))
        return [record], store.relations()

    any_of(Relation, write)


def test_any_timeline_is_read_as_it_was_written(any_of, store):
    def write(record: Timeline):
        store.save_derived(Block("Meta"), Derived(timelines=(record,)))
        return [record], store.timelines()

    any_of(Timeline, write)


def test_any_trail_is_read_as_it_was_written(any_of, store, claim):
    def write(record: Trail):
        told = claim(event=record.event)
        store.save_derived(Block("Meta"), Derived(claims=(told,), trails=(record,)))
        return record, store.trail(told.id)

    any_of(Trail, write)


def test_any_question_is_read_as_it_was_written(any_of, store):
    def write(record: Question):
        store.save_derived(Block("Meta"), Derived(questions=(record,)))
        return [record], store.questions()

    any_of(Question, write)


def test_any_judgement_is_read_as_it_was_written(any_of, store):
    for_each = iter(range(10**6))

    def write(record: Judgement):
        record = replace(record, id=f"j-{next(for_each)}")
        store.save_judgement(record)
        return record, next(each for each in store.judgements() if each.id == record.id)

    any_of(Judgement, write)


def test_any_issue_is_read_as_it_was_written(any_of, store):
    for_each = iter(range(10**6))

    def write(record: Issue):
        record = replace(record, id=f"i-{next(for_each)}")
        store.save_issue(record)
        return record, next(each for each in store.issues() if each.id == record.id)

    any_of(Issue, write)


def test_any_look_at_a_source_is_read_as_it_was_written(any_of, store):
    def write(record: SourceCheck):
        store.save_check(record)
        return record, next(each for each in store.checks(record.name) if each == record)

    any_of(SourceCheck, write)


def test_a_folder_comes_back_whole_with_its_readings_and_its_last_fetch(store, world):
    store.save_source(world.source)
    store.save_folders([world.folder])
    assert store.folders([world.document.id, DocumentId("d-none")]) == [world.folder]
    assert list(store.documents()) == [world.document.id]
    assert (sorted(store.blocks()), sorted(store.stale())) == ([world.block], [world.block])
    assert list(store.unread("rules/1")) == []


def test_blocks_are_found_by_how_their_names_begin(store, world):
    store.save_source(world.source)
    names = ["acme", "acme @0+3", "acme ünited", "acmf", "b'c\"d", "acme \U0010ffff"]
    for number, name in enumerate(names):
        said = replace(world.assertion, id=AssertionId(f"a-{number}"))
        version = replace(world.version, id=VersionId(f"v-{number}"), document=DocumentId(f"d-{number}"))
        document = replace(world.document, id=version.document, url=f"http://wire.test/{number}")
        store.save_version(document, version)
        store.save_assertions(version.id, "rules/1", [replace(said, version=version.id)], [Block(name)])
    assert sorted(store.blocks()) == sorted(names)
    assert store.blocks_from("acme") == ["acme", "acme @0+3", "acme ünited", "acme \U0010ffff"]
    assert store.blocks_from("acme @") == ["acme @0+3"]
    assert store.blocks_from("b'c\"") == ["b'c\"d"]
    assert store.blocks_from("ac%") == store.blocks_from("zz") == []


def test_blocks_are_listed_once_each_while_the_caller_writes(store, world):
    """More than a portion of them, one without a name; some hold a passage, some wait, some do both."""
    store.save_source(world.source)
    names = [Block(""), *(Block(f"b {number:03}") for number in range(559))]
    speaking, waiting = names[:550], {*names[:520], *names[550:]}
    said = [replace(world.assertion, id=AssertionId(f"a-{number}")) for number in range(len(speaking))]
    store.save_version(world.document, world.version)
    store.save_assertions(world.version.id, "rules/1", said, speaking)
    assert sorted(store.stale()) == speaking
    store.save_blocks(dict.fromkeys(speaking[520:], Derived()))
    store.save_judgement(world.judgement, names[550:])
    assert store.blocks_from("") == speaking
    assert store.stale_among(names[500:540]) == set(names[500:520])
    assert store.stale_among([]) == store.stale_among([Block("nobody")]) == set()
    assert sorted(store.stale()) == sorted(waiting)
    for listed, fresh in ((store.blocks, False), (store.stale, True)):
        seen: list[Block] = []
        for block in listed():
            seen.append(block)
            if len(seen) % 50 == 0:
                store.save_blocks(dict.fromkeys(seen[-50:], Derived()), fresh=fresh)
        assert sorted(seen) == names
        store.save_blocks(dict.fromkeys(seen[550:], Derived()), fresh=fresh)
    assert list(store.stale()) == []
    assert sorted(store.blocks()) == speaking


def test_folders_and_single_pages_give_the_same_graph(new_shelf, world):
    hashes, stale = set(), set()
    for save in (
        lambda store: (world.save_read(store),),
        lambda store: (store.save_source(world.source), store.save_folders([world.folder] * 2)),
        lambda store: (world.save_read(store), store.save_folders([world.folder])),
    ):
        with new_shelf().open() as store:
            save(store)
            hashes.add(store.graph_hash())
            stale.add(tuple(sorted(store.stale())))
    assert len(hashes) == len(stale) == 1


def test_of_a_folder_the_newest_version_that_was_read_counts(store, world, version, assertion):
    editions = [version(f"{name} bans Codex.", fetched=hour) for hour, name in enumerate("ABC")]
    kept = [
        Kept(each, each.fetched_at, "rules/1", (assertion(each),), (Block(each.text[0]),))
        for each in editions
    ]
    unread = Kept(version("D bans Codex.", fetched=9), None)
    store.save_source(world.source)
    store.save_folders([Folder(world.document, (kept[2], unread, kept[0], kept[1]))])
    assert sorted(store.blocks()) == sorted(store.stale()) == ["C"]
    assert list(store.unread("rules/1")) == [unread.version.id]


def test_folders_of_an_unknown_source_are_refused(store, world):
    with pytest.raises(NotFound, match="source"):
        store.save_folders([world.folder])
    assert not any(store.counts().values())


def test_a_folder_with_a_wrong_quote_is_refused_and_no_other_written(store, world, document):
    store.save_source(world.source)
    wrong = replace(world.assertion, quote=Quote("Meta bans it", 0, 12))
    [kept] = world.folder.versions
    bad = replace(world.folder, versions=(replace(kept, assertions=(wrong,)),))
    with pytest.raises(QuoteNotInText):
        store.save_folders([Folder(document("http://ferry.test/")), bad])
    assert store.counts()["documents"] == 0


def test_what_was_derived_from_a_block_is_given_back_whole(store, world):
    world.save(store)
    assert store.derived_of(world.block) == world.derived
    assert store.derived_of(Block("nobody")) == Derived()


def test_a_block_may_be_saved_and_stay_stale(store, world):
    world.save(store)
    store.save_derived(world.block, world.derived, fresh=False)
    assert sorted(store.stale()) == [world.block]


# Once is enough, and all or nothing ----------------------------------------------------------------------


def test_saving_everything_twice_changes_nothing(store, world):
    world.save(store)
    before, counts = store.graph_hash(), store.counts()
    world.save(store)
    assert (store.graph_hash(), store.counts()) == (before, counts)
    assert list(store.stale()) == []


def test_a_new_text_is_told_from_one_that_was_there(store, world):
    store.save_source(world.source)
    assert store.save_version(world.document, world.version)
    assert not store.save_version(world.document, world.version)
    assert store.save_version(world.document, replace(world.version, id="v-other", text="Nothing."))


def test_an_issue_is_saved_once(store, world):
    assert store.save_issue(world.issue)
    assert not store.save_issue(world.issue)


def test_counts_are_named_after_the_records(store, world):
    world.save(store)
    kinds = [
        "source",
        "document",
        "version",
        "assertion",
        "claim",
        "relation",
        "timeline",
        "trail",
        "question",
        "judgement",
        "issue",
    ]
    assert store.counts() == {f"{kind}s": 1 for kind in kinds}


def test_a_source_that_is_saved_again_replaces_its_card(store, world):
    world.save(store)
    renamed = replace(world.source, family="Lantern Group")
    store.save_source(renamed)
    assert store.sources() == [renamed]
    assert sorted(store.stale()) == [world.block]


def test_a_document_whose_kind_is_known_better_makes_its_blocks_stale(store, world):
    world.save(store)
    better = replace(world.document, kind="commentary")
    assert not store.save_version(better, world.version)
    assert store.document(world.document.id) == better
    assert sorted(store.stale()) == [world.block]


def test_a_version_of_an_unknown_source_is_refused(store, world):
    with pytest.raises(NotFound, match="source"):
        store.save_version(world.document, world.version)
    assert not any(store.counts().values())


def test_assertions_of_an_unknown_version_are_refused(store, world):
    with pytest.raises(NotFound, match="version"):
        store.save_assertions(world.version.id, "rules/1", [world.assertion], [world.block])
    assert not any(store.counts().values())


def _with_wrong(where: str, said: Assertion, wrong: Quote) -> Assertion:
    return {
        "quote": replace(said, quote=wrong),
        "tool": replace(said, slots=(*said.slots, Slot("tool", wrong))),
        "trigger": replace(said, trigger=wrong),
        "reasons.quote": replace(said, reasons=(Reason("security", "leaks", quote=wrong),)),
        "chain.cue": replace(said, chain=(Hop("The Information", "outlet", wrong),)),
    }[where]


@pytest.mark.parametrize("where", ["quote", "tool", "trigger", "reasons.quote", "chain.cue"])
@pytest.mark.parametrize(
    "wrong",
    [
        Quote("Meta bans it", 0, 12),
        Quote("Meta", 1, 5),
        Quote("Code.", -5, 10**6),
        Quote("Code", -5, -1),
        Quote("", 3, 3),
        Quote("", 10**6, 10**6 + 1),
    ],
    ids=["invented", "shifted", "beyond", "negative", "empty", "outside"],
)
def test_a_quote_that_is_not_the_text_is_refused_and_nothing_written(where, wrong, store, world):
    world.save(store)
    before = store.graph_hash()
    bad = replace(_with_wrong(where, world.assertion, wrong), id="a-bad")
    with pytest.raises(QuoteNotInText, match=where):
        store.save_assertions(world.version.id, "rules/2", [world.assertion, bad], [world.block] * 2)
    assert store.graph_hash() == before
    assert list(store.unread("rules/1")) == []


def test_a_derived_block_is_written_whole_or_not_at_all(store, world, claim):
    world.save(store)
    before = store.graph_hash()
    twice = (claim("first"), claim("first", unit="Applied AI"))
    with pytest.raises(StoreError):
        store.save_derived(world.block, Derived(claims=twice))
    assert store.graph_hash() == before
    assert store.search(Search(words="approval")).total == 1


def test_text_that_databases_trip_over_is_kept_and_searched(store, world):
    text = "Meta\0 bans \ud800 Claude Code. \ud83d\ude00"
    odd = replace(world.version, id="v-odd", title="NUL \0 and \udfff", text=text)
    store.save_source(world.source)
    store.save_version(world.document, odd)
    said = replace(
        world.assertion, version=odd.id, quote=quote_of(text, 0, 12), slots=(), organisation="Me\0ta\ud800"
    )
    block = Block("Me\0ta\ud800")
    store.save_assertions(odd.id, "rules/1", [said], [block])
    told = replace(world.claim, organisation=said.organisation)
    store.save_derived(block, Derived(claims=(told,)))
    assert store.readings(block) == [Reading(world.source, world.document, odd, (said,))]
    assert sorted(store.blocks()) == [block]
    assert store.search(Search(organisation=said.organisation)).claims == (told,)
    assert store.search(Search(words="\ud800 \0 approval")).total == 0
    assert store.timelines("\ud800") == []


# How its sources are -------------------------------------------------------------------------------------


def test_looks_at_sources_come_by_name_and_oldest_first(store, world):
    later = replace(world.check, at=world.check.at + timedelta(hours=1))
    other = replace(world.check, name="The Crier")
    for each in (later, world.check, other):
        store.save_check(each)
    assert store.checks() == [other, world.check, later]
    assert store.checks("The Lantern") == [world.check, later]
    assert store.checks("Nobody") == []


def test_a_look_is_noted_once_and_the_oldest_are_forgotten(store, world):
    for hour in range(CHECKS_KEPT + 3):
        store.save_check(replace(world.check, at=world.check.at + timedelta(hours=hour)))
    newest = replace(world.check, at=world.check.at + timedelta(hours=CHECKS_KEPT + 2), problem="HTTP 404")
    store.save_check(newest)
    kept = store.checks()
    assert len(kept) == CHECKS_KEPT
    assert (kept[0].at, kept[-1]) == (world.check.at + timedelta(hours=3), newest)


def test_looks_at_sources_are_no_part_of_the_graph(store, world):
    world.save(store)
    before = store.graph_hash(), store.counts()
    store.save_check(replace(world.check, stored=7))
    assert (store.graph_hash(), store.counts()) == before


# The whole -----------------------------------------------------------------------------------------------


def test_the_graph_hash_leaves_out_only_when_a_page_was_fetched(new_shelf, store, world):
    world.save(store)
    mine = store.graph_hash()
    late = replace(world, version=replace(world.version, fetched_at=datetime(2027, 1, 1, tzinfo=UTC)))
    undated = replace(world, version=replace(world.version, published=None))
    hashes = []
    for each in (late, undated):
        with new_shelf().open() as other:
            each.save(other)
            hashes.append(other.graph_hash())
    assert hashes[0] == mine
    assert hashes[1] != mine


@pytest.mark.parametrize("name", ["save_source", "save_judgement", "save_issue", "save_derived"])
def test_the_graph_hash_covers_every_kind_of_record(name, store, world):
    empty = store.graph_hash()
    CALLS[name](store, world)
    assert store.graph_hash() != empty


def test_two_readers_see_whole_writes_only_while_a_third_writes(shelf, store, world, claim):
    world.save(store)
    done = threading.Event()
    seen: list[tuple[int, int]] = []

    def look() -> None:
        with shelf.open(read_only=True) as reader:
            while not done.is_set():
                answer = reader.search(Search(words="approval", limit=100))
                seen.append((answer.total, len(answer.claims)))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for each in readers:
        each.start()
    for size in [*range(1, 20), *range(20, 0, -1)]:
        claims = tuple(
            claim(f"claim {number}", action="require_approval", unit="approval") for number in range(size * 2)
        )
        store.save_derived(world.block, Derived(claims=claims))
    done.set()
    for each in readers:
        each.join(timeout=10)
    assert seen
    assert all(total == shown and (total == 1 or total % 2 == 0) for total, shown in seen)
