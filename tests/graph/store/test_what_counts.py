"""Which version of a page counts, on every store, and which blocks become stale when that changes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import NotFound
from graph.model import Block, Derived, Folder, Kept, PartialDate, Version
from graph.store import Store


@pytest.fixture
def read(store, source, document, version, assertion):
    """Save a version and its reading; it says something in the block named, or nothing."""
    store.save_source(source())

    def save(text: str, block: str = "Meta / Claude Code", **given: Any) -> Version:
        made = version(text, **given)
        store.save_version(document(), made)
        said = [assertion(made)] if block else []
        store.save_assertions(made.id, "rules/1", said, [Block(block)] * len(said))
        return made

    return save


def _settle(store: Store) -> None:
    for block in store.stale():
        store.save_derived(block, Derived())


def test_a_block_becomes_stale_with_its_first_assertion_and_fresh_when_derived(store, read):
    read("Meta asks first.")
    assert sorted(store.blocks()) == sorted(store.stale()) == [Block("Meta / Claude Code")]
    _settle(store)
    assert list(store.stale()) == []


def test_a_newer_version_that_is_silent_takes_its_document_out_of_the_block(store, read):
    old = read("Meta bans Claude Code.", fetched=1)
    _settle(store)
    read("Nothing here.", block="", fetched=2)
    assert sorted(store.stale()) == [Block("Meta / Claude Code")]
    assert store.blocks_from("") == []
    assert store.readings(Block("Meta / Claude Code")) == []
    assert len(store.reading(old.id).assertions) == 1


def test_a_newer_version_that_moves_to_another_block_makes_both_stale(store, read):
    read("Meta bans Claude Code.", fetched=1)
    _settle(store)
    new = read("Meta bans Codex.", block="Meta / Codex", fetched=2)
    assert sorted(store.stale()) == ["Meta / Claude Code", "Meta / Codex"]
    assert store.blocks_from("Meta") == ["Meta / Codex"]
    assert [each.version for each in store.readings(Block("Meta / Codex"))] == [new]


def test_an_older_version_that_comes_late_changes_nothing_that_counts(store, read):
    new = read("Meta bans Claude Code.", published="2026-06-24")
    _settle(store)
    old = read("Meta allows Claude Code.", published="2026-06-01", fetched=9)
    assert list(store.stale()) == []
    assert [each.version for each in store.readings(Block("Meta / Claude Code"))] == [new]
    assert len(store.reading(old.id).assertions) == 1


def test_of_two_versions_published_alike_the_later_fetch_counts(store, read):
    late, early = read("Meta bans Claude Code.", fetched=5), read("Meta asks first.", fetched=3)
    assert [each.version for each in store.readings(Block("Meta / Claude Code"))] == [late]
    assert store.versions_of(late.document) == [early, late]


def test_a_page_that_returns_to_its_old_text_counts_with_that_text_again(store, read, document, version):
    old = read("Meta bans Claude Code.", fetched=1)
    read("Meta bans Claude Code", fetched=2)
    assert not store.save_version(document(), version(old.text, fetched=3))
    assert [each.version for each in store.readings(Block("Meta / Claude Code"))] == [old]


def test_a_version_counts_only_once_it_was_read(store, read, document, version):
    old = read("Meta bans Claude Code.", fetched=1)
    store.save_version(document(), version("Meta allows Claude Code.", fetched=2))
    assert [each.version for each in store.readings(Block("Meta / Claude Code"))] == [old]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)))
def test_the_order_of_saving_does_not_matter(order, new_shelf, source, document, version, assertion):
    outcomes = set()
    for turn in (order, range(4)):
        with new_shelf().open() as store:
            store.save_source(source())
            for number in turn:
                made = version(
                    f"Meta bans Codex {number}.", fetched=number, published=f"2026-06-0{1 + number % 2}"
                )
                store.save_version(document(), made)
                store.save_assertions(made.id, "rules/1", [assertion(made)], [Block(f"block {number}")])
            outcomes.add((store.graph_hash(), *store.blocks_from("")))
    assert len(outcomes) == 1
    assert outcomes.pop()[1:] == ("block 3",)


def test_a_reading_by_another_extractor_replaces_the_earlier_one(store, world):
    world.save(store)
    assert list(store.unread("rules/1")) == []
    assert list(store.unread("rules/2")) == [world.version.id]
    other = replace(world.assertion, id="a-other", action="ban")
    store.save_assertions(world.version.id, "rules/2", [other], [Block("Meta / other")])
    assert store.reading(world.version.id).assertions == (other,)
    assert sorted(store.stale()) == [world.block, "Meta / other"]
    assert list(store.unread("rules/2")) == []
    with pytest.raises(NotFound):
        store.assertion(world.assertion.id)


def test_the_same_reading_by_another_extractor_leaves_blocks_fresh(store, world):
    world.save(store)
    store.save_assertions(world.version.id, "rules/2", [world.assertion], [world.block])
    assert list(store.stale()) == []


def test_unread_versions_can_be_saved_while_they_are_listed(store, world):
    store.save_source(world.source)
    ids = sorted(f"v-{number:04}" for number in range(520))  # more than one portion
    pages = tuple(Kept(replace(world.version, id=each, text=each), None) for each in ids)
    store.save_folders([Folder(world.document, pages)])
    seen = []
    for each in store.unread("rules/1"):
        store.save_assertions(each, "rules/1", [], [])
        seen.append(each)
    assert seen == ids
    assert list(store.unread("rules/1")) == []


def test_assertions_of_a_version_come_in_text_order(store, version, assertion, source, document):
    made = version("Meta bans Codex. Meta allows Cursor. Meta pauses Grok.")
    store.save_source(source())
    store.save_version(document(), made)
    said = [
        assertion(made, words=words)
        for words in ("Meta pauses Grok.", "Meta bans Codex.", "Meta allows Cursor.")
    ]
    store.save_assertions(made.id, "rules/1", said, [Block("Meta")] * 3)
    exact = [each.quote.exact for each in store.reading(made.id).assertions]
    assert exact == ["Meta bans Codex.", "Meta allows Cursor.", "Meta pauses Grok."]
    assert [each.quote.exact for each in store.readings(Block("Meta"))[0].assertions] == exact


def test_a_day_without_an_instant_counts_from_its_midnight(store, read, document, version):
    page_date = PartialDate.day(date(2026, 6, 24), "page")
    by_day = read("Meta bans Codex.", published="2026-06-24", fetched=3)
    noon = version("Meta allows Codex.", published_at=datetime(2026, 6, 24, 12, tzinfo=UTC), fetched=1)
    assert noon.published == page_date
    store.save_version(document(), noon)
    store.save_assertions(noon.id, "rules/1", [], [])
    assert store.readings(Block("Meta / Claude Code")) == []
    assert len(store.reading(by_day.id).assertions) == 1
