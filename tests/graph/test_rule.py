"""Rulings from the first to the last: one record each, the next build follows them, undoing them leaves no trace."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from graph.build import build
from graph.derive import block_of, derive
from graph.derive.rulings import rulings_of
from graph.errors import Ambiguous, NotFound
from graph.identity import identity_of
from graph.lexicon import Lexicon
from graph.model import Reading, Search
from graph.rule import judgement, rule, ruling_named, to_review, whole_ids
from graph.store import Store
from graph.store.sqlite import open_sqlite

LEXICON = Lexicon(
    {
        "organisations": {"group": [{"names": ["Meta | Facebook"]}]},
        "tools": {"vendor": [{"tools": ["Codex"]}]},
    },
    "test",
)
AT = datetime(2026, 6, 1, tzinfo=UTC)


class Told:
    """An extractor that knows by heart what each page says."""

    name = "told/1"

    def __init__(self) -> None:
        self.by_version: dict[str, Any] = {}

    def __call__(self, page: Reading) -> Any:
        return self.by_version.get(page.version.id, ())


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_sqlite(tmp_path / "walkback.db", create=True) as opened:
        yield opened


@pytest.fixture
def tell(
    store: Store, told: Told, reading: Callable[..., Any], assertion: Callable[..., Any]
) -> Callable[..., Any]:
    """Put a page into the store that says one thing."""

    def run(outlet: str, day: str, organisation: str, action: str = "ban", tools: Any = ("Codex",)) -> Any:
        text = f"{organisation} does {action} {tools[0]} by {outlet}."
        url = f"http://{outlet.lower()}.test/{day}"
        page = reading(outlet, url, text, day)
        said = assertion(
            page.version,
            organisation=organisation,
            action=action,
            tools=tools,
            state=None,
            extractor="told/1",
        )
        told.by_version[page.version.id] = (said,)
        store.save_source(page.source)
        store.save_version(page.document, page.version)
        return said

    return run


@pytest.fixture
def run(store: Store, told: Told) -> Callable[..., str]:
    """Build as the product does; give the hash of the graph."""

    def build_it(**options: Any) -> str:
        judgements = store.judgements()
        identity, rulings = identity_of(LEXICON, judgements), rulings_of(judgements)
        build(
            store,
            told,
            partial(block_of, identity=identity),
            partial(derive, identity=identity, rulings=rulings),
            **options,
        )
        return store.graph_hash()

    return build_it


def derived_of(store: Store) -> Any:
    return store.search(Search()).claims, store.relations(), store.timelines(), store.questions()


def test_a_merge_joins_two_histories_and_undoing_it_is_never_having_made_it(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Norvane")
    tell("Courier", "2026-03-02", "Norvane Bank", "allow")
    run()
    before = derived_of(store)
    assert store.relations(["contradicts"]) == []
    merge = judgement("same_entity", ("Norvane", "Norvane Bank"), "ida", AT)
    assert len(rule(store, merge, LEXICON)) == 2
    run()
    assert {claim.organisation for claim in store.search(Search()).claims} == {"Norvane"}
    assert len(store.relations(["contradicts"])) == 1
    rule(store, judgement("undo", (), "ida", AT, undoes=merge.id), LEXICON)
    run()
    assert derived_of(store) == before
    assert len(store.judgements()) == 2


def test_building_everything_anew_gives_what_the_rulings_step_by_step_gave(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Norvane")
    run()
    rule(store, judgement("same_entity", ("Norvane", "Norvane Bank"), "ida", AT), LEXICON)
    run()
    tell("Courier", "2026-03-02", "Norvane Bank", "allow")
    step_by_step = run()
    assert run(everything=True) == step_by_step
    assert sorted(store.blocks()) == ["norvane"]


def test_parting_names_that_the_lexicon_joins_moves_the_passages(store: Store, tell: Any, run: Any) -> None:
    tell("Lantern", "2026-03-01", "Facebook")
    tell("Courier", "2026-03-02", "Meta")
    run()
    assert sorted(store.blocks()) == ["meta"]
    rule(store, judgement("other_entity", ("Meta", "Facebook"), "ida", AT), LEXICON)
    run()
    assert sorted(store.blocks()) == ["facebook", "meta"]
    assert list(store.stale()) == []


def test_a_merge_of_tools_makes_every_history_stale_that_names_one_of_them(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Meta", tools=("Quillo",))
    tell("Courier", "2026-03-02", "Bosch", tools=("Quillo Pro",))
    tell("Tribune", "2026-03-02", "Kuka")
    run()
    blocks = rule(store, judgement("same_entity", ("Quillo", "Quillo Pro"), "ida", AT), LEXICON)
    assert {"meta", "bosch"} <= set(blocks)
    assert "kuka" not in blocks
    run()
    assert store.search(Search(tool="Quillo")).total == 2


def test_rejecting_a_page_is_a_graph_without_it_and_undoing_it_brings_it_back(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Meta")
    said = tell("Courier", "2026-03-02", "Meta", "allow")
    run()
    before = derived_of(store)
    (subject,) = whole_ids(store, [store.version(said.version).document])
    out = judgement("reject", (subject,), "ida", AT)
    assert rule(store, out, LEXICON) == ["meta"]
    run()
    assert [claim.action for claim in store.search(Search()).claims] == ["ban"]
    assert store.relations() == []
    rule(store, judgement("undo", (), "ida", AT, undoes=out.id), LEXICON)
    run()
    assert derived_of(store) == before


def test_a_dismissed_clash_can_be_brought_back_by_undoing_or_by_confirming(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Meta")
    tell("Courier", "2026-03-02", "Meta", "allow")
    run()
    (clash,) = store.relations(["contradicts"])
    out = judgement("dismiss", whole_ids(store, [clash.id]), "ida", AT)
    rule(store, out, LEXICON)
    run()
    assert store.relations(["contradicts"]) == []
    assert {claim.status.kind for claim in store.search(Search()).claims} == {"single_origin"}
    later = AT.replace(hour=5)
    rule(store, judgement("confirm", whole_ids(store, [clash.id[:8]]), "ida", later), LEXICON)
    run()
    assert store.relations(["contradicts"]) == [clash]


def test_a_claim_stands_for_its_passages(store: Store, tell: Any, run: Any) -> None:
    said = tell("Lantern", "2026-03-01", "Meta")
    run()
    (claim,) = store.search(Search()).claims
    assert whole_ids(store, [claim.id]) == (said.id,)


@pytest.mark.parametrize("wanted", ["c-0", "r-0", "x", "e-1", ""])
def test_what_is_no_record_cannot_be_ruled_on(store: Store, wanted: str) -> None:
    with pytest.raises(NotFound):
        whole_ids(store, [wanted])


def test_a_ruling_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    first, second = (judgement("same_entity", ("A", each), "ida", AT) for each in "BC")
    for each in (first, second):
        rule(store, each, LEXICON)
    assert ruling_named(store, first.id[:8]) == first
    with pytest.raises(Ambiguous, match="fits 2 rulings"):
        ruling_named(store, "j-")
    for wanted in ("", "j-x"):
        with pytest.raises(NotFound):
            ruling_named(store, wanted)
    with pytest.raises(NotFound):
        rule(store, judgement("undo", (), "ida", AT, undoes="j-x"), LEXICON)
    assert len(store.judgements()) == 2


def test_names_that_look_alike_are_put_to_a_person_until_he_has_ruled(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Norvane Bank", tools=("Quillo 3",))
    tell("Courier", "2026-03-02", "Bank of Norvane", tools=("Quillo 4",))
    run()
    (found,) = to_review(store, LEXICON)
    assert (found.one, found.other) == ("Bank of Norvane", "Norvane Bank")
    rule(store, judgement("other_entity", (found.one, found.other), "ida", AT), LEXICON)
    assert to_review(store, LEXICON) == []


def test_a_ruling_on_outlets_makes_the_histories_they_speak_in_stale(
    store: Store, tell: Any, run: Any
) -> None:
    tell("Lantern", "2026-03-01", "Meta")
    tell("Courier", "2026-03-02", "Meta")
    tell("Tribune", "2026-03-02", "Kuka")
    run()
    blocks = rule(store, judgement("same_entity", ("Lantern", "Courier"), "ida", AT), LEXICON)
    assert "meta" in blocks
    assert "kuka" not in blocks
