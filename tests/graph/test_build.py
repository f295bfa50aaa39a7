"""The write side over a tiny extractor and a tiny derivation: nothing lost, nothing done twice, any order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.build import BuildReport, Failed, Progress, build, default_build
from graph.errors import StoreError
from graph.model import (
    Assertion,
    AssertionId,
    Block,
    Claim,
    ClaimId,
    Count,
    Derived,
    EventId,
    PartialDate,
    Reading,
    Relation,
    RelationId,
    Search,
    Step,
    Timeline,
    Trail,
    content_id,
    quote_of,
)
from graph.store.sqlite import open_sqlite

_SAID = re.compile(r"(\w+) (bans|allows) (\w+)")
_ACTIONS = {"bans": ("ban", "BANNED"), "allows": ("allow", "ALLOWED")}


@dataclass(frozen=True)
class TinyRules:
    """Understands sentences such as "Meta bans Codex", and chokes on a page that says "choke"."""

    name: str = "tiny/1"

    def __call__(self, page: Reading) -> Sequence[Assertion]:
        assert page.assertions == ()
        text = page.version.text
        if "choke" in text:
            raise RuntimeError("too much")
        return [self._assertion(page, match) for match in _SAID.finditer(text)]

    def _assertion(self, page: Reading, match: re.Match[str]) -> Assertion:
        action, state = _ACTIONS[match[2]]
        quote = quote_of(page.version.text, *match.span())
        if "invent" in page.version.text:
            quote = replace(quote, exact="never said")
        named = AssertionId(content_id("a", page.version.id, match.start(), self.name))
        return Assertion(
            named,
            page.version.id,
            match[1],
            action,
            quote,
            state=state,
            tools=(match[3],),
            extractor=self.name,
        )


def block_of(assertion: Assertion) -> Block:
    return Block(f"{assertion.organisation} / {assertion.tools[0]}")


def derive(readings: Sequence[Reading]) -> Derived:
    """Make one claim of each action of a block; different actions clash."""
    claims = []
    for action in sorted({each.action for reading in readings for each in reading.assertions}):
        said = [(r, each) for r in readings for each in r.assertions if each.action == action]
        first = said[0][1]
        name = content_id("c", first.organisation, first.tools, action)
        claims.append(
            Claim(
                ClaimId(name), EventId(name), first.organisation, "company", action, first.state, first.tools,
                tuple(each.id for _, each in said), tuple(r.document.id for r, _ in said),
                known=min((r.known for r, _ in said if r.known), default=None),
            )
        )  # fmt: skip
    clashes = tuple(_clash(one, other, readings) for one, other in pairwise(claims))
    steps = tuple(Step(None, each.state, "", (each.id,)) for each in claims)
    lines = (Timeline(claims[0].organisation, claims[0].tools, "", steps),) if claims else ()
    trails = tuple(Trail(each.event, (), (), Count(1, len(each.documents)), Count(1, 1)) for each in claims)
    return Derived(tuple(claims), clashes, lines, trails)


def _clash(one: Claim, other: Claim, readings: Sequence[Reading]) -> Relation:
    quotes = {each.id: each.quote for reading in readings for each in reading.assertions}
    here, there = one.assertions[0], other.assertions[0]
    return Relation(
        RelationId(content_id("r", one.id, other.id)), "contradicts", "state", one.id, other.id, here, there,
        quotes[here], quotes[there], ("state",), "T1", "They cannot both hold.",
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with open_sqlite(tmp_path / "walkback.db", create=True) as opened:
        yield opened


@pytest.fixture
def save(source, document, version):
    """Save a page of an outlet; the address follows from `name`."""

    def save(store, text, name="meta", outlet="The Lantern", **given):
        publisher = source(outlet)
        page = document(f"http://lantern.test/{name}", publisher)
        store.save_source(publisher)
        store.save_version(page, version(text, page, **given))
        return page.url

    return save


def run(store, rules=TinyRules(), **options) -> BuildReport:
    return build(store, rules, block_of, derive, **options)


def test_a_build_reads_derives_and_reports(store, save):
    save(store, "Meta bans Codex.", "one")
    save(store, "Meta allows Codex. Bosch bans Grok.", "two")
    save(store, "Nothing here.", "three")
    report = run(store)
    assert report == BuildReport(
        versions=3, assertions=3, silent=1, blocks=2, claims=3, contradictions=1, developments=1
    )
    assert list(store.stale()) == []
    assert store.search(Search(words="bosch")).total == 1


def test_a_second_build_has_nothing_to_do(store, save):
    save(store, "Meta bans Codex.")
    run(store)
    before = store.graph_hash()
    assert run(store) == BuildReport()
    assert store.graph_hash() == before


def test_a_new_page_refreshes_only_its_blocks(store, save):
    save(store, "Meta bans Codex. Bosch bans Grok.")
    run(store)
    save(store, "Meta allows Codex.", "other")
    assert run(store) == BuildReport(
        versions=1, assertions=1, blocks=1, claims=2, contradictions=1, developments=1
    )


def test_a_page_that_takes_its_words_back_takes_its_claims_along(store, save):
    save(store, "Meta bans Codex.", fetched=1)
    run(store)
    save(store, "We were wrong.", fetched=2)
    assert run(store) == BuildReport(versions=1, silent=1, blocks=1)
    assert store.search(Search()).total == 0
    assert store.counts()["assertions"] == 1, "what was said stays on record"


def test_better_rules_read_every_page_again(store, save):
    save(store, "Meta bans Codex.")
    run(store)
    assert run(store, TinyRules("tiny/2")).versions == 1
    assert list(store.unread("tiny/2")) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [("choke", "RuntimeError: too much"), ("invent: Meta bans Grok", "is not in the page's text")],
)
def test_a_page_that_the_rules_fail_on_is_counted_and_passed_over(text, problem, store, save):
    bad = save(store, text, "bad")
    save(store, "Meta bans Codex.", "good")
    report = run(store)
    assert (report.versions, report.claims) == (1, 1)
    assert [each.url for each in report.failed] == [bad]
    assert problem in report.failed[0].problem
    assert len(list(store.unread("tiny/1"))) == 1, "the next build tries again"
    assert run(store).failed == report.failed


def test_a_block_that_cannot_be_named_fails_its_page(store, save):
    url = save(store, "Meta bans Codex.")

    def nameless(assertion: Assertion) -> Block:
        raise LookupError(assertion.organisation)

    report = build(store, TinyRules(), nameless, derive)
    assert report == BuildReport(failed=(Failed(url, "LookupError: Meta"),))
    assert store.counts()["assertions"] == 0


def test_a_store_that_fails_ends_the_build(store, save, tmp_path):
    save(store, "Meta bans Codex.")
    with open_sqlite(tmp_path / "walkback.db", read_only=True) as reader, pytest.raises(StoreError):
        run(reader)


def test_progress_is_told_step_by_step(store, save):
    for name in ("one", "two"):
        save(store, f"Meta bans {name}.", name)
    told: list[Progress] = []
    run(store, on_progress=told.append)
    assert told == [
        Progress("reading", 1, 2),
        Progress("reading", 2, 2),
        Progress("deriving", 1, 2),
        Progress("deriving", 2, 2),
    ]


def test_a_build_that_was_stopped_goes_on_where_it_was(store, save):
    for name in ("one", "two", "three"):
        save(store, f"Meta bans {name}.", name)

    def stop(progress: Progress) -> None:
        if progress in (Progress("reading", 2, 3), Progress("deriving", 1, 3)):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store, on_progress=stop)
    with pytest.raises(KeyboardInterrupt):
        run(store, on_progress=stop)
    assert run(store) == BuildReport(blocks=2, claims=2)


def test_building_everything_again_gives_the_same_graph(store, save):
    save(store, "Meta bans Codex.", "one", fetched=1)
    run(store)
    save(store, "Meta allows Codex.", "two")
    run(store)
    save(store, "Meta allows Grok.", "one", fetched=2)
    run(store)
    before = store.graph_hash()
    report = run(store, everything=True)
    assert store.graph_hash() == before
    assert (report.versions, report.blocks) == (3, 2)


def test_blocks_may_be_cut_differently_by_the_next_walkback(store, save, tmp_path):
    save(store, "Meta bans Codex. Bosch bans Grok.", "one")
    save(store, "Meta allows Codex.", "two")
    run(store)
    before = store.graph_hash()

    def cut(assertion: Assertion) -> Block:
        return Block(f"{'A' if assertion.organisation == 'Meta' else 'Z'} {block_of(assertion)}")

    build(store, TinyRules(), cut, derive, everything=True)
    assert store.graph_hash() == before
    assert list(store.stale()) == []
    build(store, TinyRules(), block_of, derive, everything=True)
    assert store.graph_hash() == before


def test_building_everything_repairs_a_block_that_went_wrong(store, save):
    save(store, "Meta bans Codex.")
    run(store)
    before = store.graph_hash()
    store.save_derived(Block("Meta / Codex"), Derived())
    assert run(store) == BuildReport()
    run(store, everything=True)
    assert store.graph_hash() == before


PAGES = st.lists(
    st.tuples(
        st.sampled_from(["one", "two", "three"]),
        st.lists(
            st.sampled_from(
                ["Meta bans Codex.", "Meta allows Codex.", "Bosch bans Grok.", "Bosch allows Codex.", "Hm."]
            ),
            min_size=1,
            max_size=3,
        ).map(" ".join),
        st.sampled_from(["2026-06-01", "2026-06-02", None]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=PAGES, order=st.randoms(use_true_random=False), builds=st.sets(st.integers(0, 5)))
def test_any_order_and_batching_of_pages_gives_the_same_graph(pages, order, builds, tmp_path_factory, save):
    shuffled = list(pages)
    order.shuffle(shuffled)
    folder = tmp_path_factory.mktemp("order")
    hashes = set()
    for number, (turn, pauses) in enumerate([(pages, set()), (shuffled, builds), (pages, set(range(6)))]):
        with open_sqlite(folder / f"{number}.db", create=True) as store:
            for step, (name, text, published, fetched) in enumerate(turn):
                save(store, text, name, published=published, fetched=fetched)
                if step in pauses:
                    run(store)
            run(store)
            assert list(store.stale()) == []
            hashes.add(store.graph_hash())
            run(store, everything=True)
            hashes.add(store.graph_hash())
    assert len(hashes) == 1


def test_a_version_of_an_undated_page_counts_by_its_fetch(store, save):
    save(store, "Meta bans Codex.", published=None, fetched=1)
    save(store, "Meta allows Codex.", published=None, fetched=2)
    run(store)
    assert [each.action for each in store.search(Search()).claims] == ["allow"]
    assert store.versions_of(store.readings(Block("Meta / Codex"))[0].document.id)[0].fetched_at == datetime(
        2026, 6, 25, tzinfo=UTC
    ) + timedelta(hours=1)


def test_a_claim_is_known_from_the_day_its_page_was_published(store, save):
    save(store, "Meta bans Codex.", published="2026-06")
    run(store)
    (told,) = store.search(Search()).claims
    assert told.known == PartialDate.month(2026, 6).first


def test_the_extractor_sees_a_pages_date_as_exactly_as_it_is_known(store, save):
    class Remembering:
        name = "remembering/1"

        def __init__(self):
            self.pages = []

        def extract(self, page, version):
            self.pages.append((page.published, page.dated))
            return []

    save(store, "Meta bans Codex.", "a", published="2026-06")
    save(store, "Meta allows Codex.", "b", published="2026-06-24")
    reader = Remembering()
    default_build(store, reader)
    seen = {(day, dated.iso, dated.granularity) for day, dated in reader.pages}
    assert seen == {(None, "2026-06", "month"), (date(2026, 6, 24), "2026-06-24", "day")}
