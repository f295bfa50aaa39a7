"""The promises of the whole: extractor, derivation and store together, over generated news, and that each can break."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.build import PagesOnly, build
from graph.derive import as_of, block_of, derive
from graph.derive.contradictions import candidates as clash_pairs
from graph.derive.events import candidates as event_pairs
from graph.derive.events import events_of
from graph.derive.rulings import rulings_of
from graph.derive.said import all_said
from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.identity import PLAIN
from graph.lexicon import load_lexicon
from graph.model import (
    Derived,
    Document,
    PartialDate,
    Reading,
    Search,
    Source,
    Version,
    VersionId,
    document_id,
    source_id,
    version_id,
)
from graph.rule import judgement, rule
from graph.store import Store
from graph.store.rules import quotes_in
from graph.store.sqlite import open_sqlite

CHECKED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXTRACTOR = load_extractor()
OUTLETS = ("Pewter Dispatch", "Otter Ledger", "Tin Lantern", "Thimble Wire")
ORGANISATIONS = ("Samsung", "Deutsche Bank")
SENTENCES = (
    "{org} has banned {tool} for all staff, a memo shows.",
    "{org} bans {tool} from {day}.",
    "{org} now requires approval for {tool}.",
    "{org} allows {tool} again.",
    "{org} has lifted its ban on {tool}.",
    "{org} restricts {tool} because it fears data leaks.",
    "{tool} is still banned at {org}.",
    "{org} has banned {tool}, {outlet} reported.",
    "{org} has not banned {tool}, a spokesperson said.",
)
FILLER = "The river rose by an inch on Tuesday, and the town made little of it."


@st.composite
def news(draw: st.DrawFn) -> list[Reading]:
    """Pages of a few outlets on two organisations; what they say is in their text alone."""
    pages = []
    for number in range(draw(st.integers(1, 5))):
        day = date(2025, 3, 1) + timedelta(days=draw(st.integers(0, 40)))
        outlet = draw(st.sampled_from(OUTLETS))
        lines = [
            draw(st.sampled_from(SENTENCES)).format(
                org=draw(st.sampled_from(ORGANISATIONS)), tool=draw(st.sampled_from(["ChatGPT", "Claude Code"])),
                day=f"{day.day} {day:%B}", outlet=draw(st.sampled_from(OUTLETS)),
            )
            for _ in range(draw(st.integers(1, 2)))
        ]  # fmt: skip
        pages.append(page_of(f"http://p{number}.test/a", outlet, day, "\n\n".join(lines)))
    return pages


def page_of(url: str, outlet: str, day: date, text: str) -> Reading:
    source = Source(source_id(outlet), outlet)
    document = Document(document_id(url), url, source.id)
    published = PartialDate.day(day, "page")
    version = Version(
        version_id(document.id, "", text, published), document.id, "", text, published=published
    )
    return Reading(source, document, version)


def read(pages: Sequence[Reading]) -> list[Reading]:
    """Let the packaged rules read pages."""
    rules = PagesOnly(EXTRACTOR)
    return [replace(page, assertions=tuple(rules(page))) for page in pages]


@contextmanager
def store_of(*batches: Sequence[Reading]) -> Iterator[Store]:
    """Build a store from batches of pages, one build after each."""
    with TemporaryDirectory() as folder, open_sqlite(Path(folder) / "walkback.db", create=True) as store:
        for pages in batches:
            for page in pages:
                store.save_source(page.source)
                store.save_version(page.document, page.version)
            run(store)
        yield store


def run(store: Store, *, everything: bool = False) -> Any:
    rulings = rulings_of(store.judgements())
    return build(
        store,
        PagesOnly(EXTRACTOR),
        block_of,
        lambda each: derive(each, rulings=rulings),
        everything=everything,
    )


def graph_of(store: Store) -> tuple[Any, ...]:
    """Give everything that was derived: what a person can see of the graph."""
    return (
        store.search(Search(limit=1000)).claims, store.relations(), store.timelines(), store.questions(),
        [store.trail(each.id) for each in store.search(Search(limit=1000)).claims],
    )  # fmt: skip


# 1, 3: once is enough, in any order --------------------------------------------------------------------


@CHECKED
@given(pages=news(), shuffle=st.randoms(use_true_random=False))
def test_any_order_and_batching_gives_one_graph_and_a_second_run_changes_nothing(
    pages: Any, shuffle: Any
) -> None:
    with store_of(pages) as at_once:
        first = at_once.graph_hash()
        run(at_once)
        assert at_once.graph_hash() == first
        run(at_once, everything=True)
        assert at_once.graph_hash() == first
    mixed = shuffle.sample(pages, len(pages))
    with store_of(*([page] for page in mixed)) as one_by_one:
        assert one_by_one.graph_hash() == first


def test_a_graph_with_a_page_less_has_another_hash() -> None:
    pages = [
        page_of(f"http://{n}.test/", "Tin Lantern", date(2025, 3, n), "Samsung bans ChatGPT.") for n in (1, 2)
    ]
    with store_of(pages) as both, store_of(pages[:1]) as one:
        assert both.graph_hash() != one.graph_hash()


# 2: quotes -----------------------------------------------------------------------------------------------


def misquoted(readings: Sequence[Reading], derived: Derived) -> list[str]:
    """Quotes of passages and relations that are not the text at their offsets."""
    text = {each.id: reading.version.text for reading in readings for each in reading.assertions}
    found = [
        (text[each.id], quote)
        for reading in readings
        for each in reading.assertions
        for _, quote in quotes_in(each)
    ]
    for each in derived.relations:
        if each.kind != "headline_body":
            found += [(text[each.from_assertion], each.from_quote), (text[each.to_assertion], each.to_quote)]
    return [quote.exact for body, quote in found if body[quote.start : quote.end] != quote.exact]


@CHECKED
@given(pages=news())
def test_every_quote_is_the_text_at_its_offsets(pages: Any) -> None:
    readings = read(pages)
    assert misquoted(readings, derive(readings)) == []


def test_a_quote_that_slipped_by_a_letter_is_noticed() -> None:
    (page,) = read([page_of("http://a.test/", "Tin Lantern", date(2025, 3, 1), "Samsung bans ChatGPT.")])
    said = page.assertions[0]
    slipped = replace(said, quote=replace(said.quote, start=said.quote.start + 1, end=said.quote.end + 1))
    assert misquoted([replace(page, assertions=(slipped,))], Derived())


# 7: what was known then ----------------------------------------------------------------------------------


@CHECKED
@given(pages=news(), days=st.integers(0, 40))
def test_what_was_known_on_a_day_does_not_change_with_what_was_published_later(pages: Any, days: int) -> None:
    day, readings = date(2025, 3, 1) + timedelta(days=days), read(pages)
    earlier = [each for each in readings if each.known and each.known <= day]
    assert as_of(readings, day) == as_of(earlier, day) == derive(earlier, valid=day)


def test_today_does_change_with_what_was_published_later() -> None:
    texts = ("Samsung has banned ChatGPT.", "Samsung has lifted its ban on ChatGPT.")
    readings = read(
        [
            page_of(f"http://{n}.test/", "Tin Lantern", date(2025, 3, 1 + n), text)
            for n, text in enumerate(texts)
        ]
    )
    assert derive(readings) != derive(readings[:1])


# 8: retracting and undoing -------------------------------------------------------------------------------


@CHECKED
@given(pages=news(), choice=st.integers(0, 4))
def test_rejecting_a_page_is_a_graph_without_it_and_undoing_that_is_never_having_done_it(
    pages: Any, choice: int
) -> None:
    out, lexicon = pages[choice % len(pages)], load_lexicon()
    rest = [page for page in pages if page is not out]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with store_of(pages) as store, store_of(rest) as without:
        before = graph_of(store)
        made = judgement("reject", (out.document.id,), "ida", at)
        rule(store, made, lexicon)
        run(store)
        assert graph_of(store) == graph_of(without)
        rule(store, judgement("undo", (), "ida", at, undoes=made.id), lexicon)
        run(store)
        assert graph_of(store) == before


def test_a_ruling_that_the_build_forgets_is_noticed() -> None:
    pages = [page_of("http://a.test/", "Tin Lantern", date(2025, 3, 1), "Samsung has banned ChatGPT.")]
    with store_of(pages) as store, store_of([]) as without:
        store.save_judgement(
            judgement("reject", (pages[0].document.id,), "ida", datetime(2026, 1, 1, tzinfo=UTC))
        )
        run(store)
        assert graph_of(store) != graph_of(without)


# 9: the same story told otherwise ------------------------------------------------------------------------


def told(text: str) -> list[tuple[Any, ...]]:
    """What the rules find, without offsets."""
    found = EXTRACTOR.extract(
        Page(text, "", "Tin Lantern", "", "http://a.test/", date(2025, 3, 4)), VersionId("v-1")
    )
    return [
        (each.organisation, each.action, each.affirmed, each.modality, each.tools, each.effective,
         tuple(reason.category for reason in each.reasons), each.quote.exact)
        for each in found
    ]  # fmt: skip


STORIES = st.sampled_from(SENTENCES).map(
    lambda sentence: sentence.format(org="Samsung", tool="ChatGPT", day="3 March", outlet="Reuters")
)


@CHECKED
@given(text=STORIES)
def test_another_organisations_name_changes_that_slot_alone(text: str) -> None:
    swapped = [
        tuple(part.replace("Samsung", "Nokia") if isinstance(part, str) else part for part in claim)
        for claim in told(text)
    ]
    assert told(text.replace("Samsung", "Nokia")) == swapped


@CHECKED
@given(text=STORIES)
def test_an_unrelated_paragraph_changes_nothing_before_it(text: str) -> None:
    assert told(f"{text}\n\n{FILLER}") == told(text)


@CHECKED
@given(text=STORIES)
def test_curly_and_straight_quotes_tell_the_same(text: str) -> None:
    curly, straight = f"“{text}” So says Samsung’s memo.", f'"{text}" So says Samsung\'s memo.'
    assert [claim[:-1] for claim in told(curly)] == [claim[:-1] for claim in told(straight)]


@pytest.mark.parametrize("verb", ["banned", "restricted", "blocked"])
def test_did_not_flips_what_is_said(verb: str) -> None:
    said, denied = told(f"Samsung has {verb} ChatGPT."), told(f"Samsung has not {verb} ChatGPT.")
    assert said
    assert {(claim[1], claim[2]) for claim in said}.isdisjoint({(claim[1], claim[2]) for claim in denied})


def test_a_related_paragraph_does_change_something() -> None:
    text = "Samsung has banned ChatGPT."
    assert told(f"{text}\n\nNokia has banned Claude Code.") != told(text)


# 10: work is bounded by the blocks that a page speaks in -------------------------------------------------


def compared(readings: Sequence[Reading]) -> int:
    """Count the pairs that are compared in a block, for events and for clashes."""
    from graph.derive.claims import positions_of

    said = all_said(readings, PLAIN)
    positions = [position for event in events_of(said) for position in positions_of(event)]
    return len(list(event_pairs(said))) + len(clash_pairs(positions))


@CHECKED
@given(pages=news())
def test_a_new_page_is_work_in_its_own_blocks_only(pages: Any) -> None:
    new = page_of("http://new.test/", "Tin Lantern", date(2025, 3, 20), "Nokia has banned ChatGPT.")
    with store_of(pages, [new]) as store:
        (block,) = {block_of(each) for each in read([new])[0].assertions}
        assert compared(store.readings(block)) == 0
        late = page_of(
            "http://late.test/", "Tin Lantern", date(2025, 3, 21), "Nokia has lifted its ban on ChatGPT."
        )
        store.save_version(late.document, late.version)
        assert run(store).blocks == 1


def test_work_that_is_not_bounded_is_noticed() -> None:
    days = [date(2025, 3, 1 + each) for each in range(6)]
    pages = [
        page_of(f"http://{day}.test/", random.Random(day.day).choice(OUTLETS), day, "Nokia bans ChatGPT.")
        for day in days
    ]
    assert compared(read(pages)) > compared(read(pages[:3])) > 0
