"""Any derived record can say why it is as it is, in one sentence, and what it was worth on another day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.ask import claim_on, why
from graph.derive import block_of, derive
from graph.derive.given import given
from graph.errors import NotFound
from graph.lexicon import Lexicon
from graph.store import Store
from graph.store.sqlite import open_sqlite

LEXICON = Lexicon({"organisations": {}, "tools": {}}, "test")
TODAY = date(2025, 12, 1)
BAN = "Norvane Bank has banned ChatGPT since 1 March."
LIFT = "Norvane Bank lifts its ban on ChatGPT on 2 June."
SOON = "I expect the bank to ban ChatGPT again by September."


def page(outlet: str, day: str, quote: str, **more: Any) -> dict[str, Any]:
    slug = f"{outlet.lower()}-{day}"
    record = {
        "id": slug,
        "url": f"http://{slug}.test/a",
        "outlet": outlet,
        "published": day,
        "title": "",
        "text": quote,
    }
    return record | more


def claim(action: str, quote: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "org": "Norvane Bank",
        "action": action,
        "tools": ["ChatGPT"],
        "quote": quote,
        "attribution": [],
    } | more


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A ban on the word of a memo nobody here has read, an approval that clashes, a lift, a forecast."""
    told = [
        (
            page("Dispatch", "2025-03-04", BAN),
            claim("ban", BAN, event_date="2025-03-01", attribution=["Norvane Bank memo"]),
        ),
        (
            page("Ledger", "2025-03-05", "Norvane Bank asks for approval of ChatGPT."),
            claim("require_approval", "Norvane Bank asks for approval of ChatGPT.", event_date="2025-03-01"),
        ),
        (page("Lantern", "2025-06-02", LIFT), claim("lift", LIFT, event_date="2025-06-02")),
        (page("Notes", "2025-06-05", SOON, kind="commentary"), claim("ban", SOON, modality="prediction")),
    ]
    readings = given([record for record, _ in told], {record["id"]: [said] for record, said in told}).readings
    with open_sqlite(tmp_path / "walkback.db", create=True) as opened:
        for reading in readings:
            opened.save_source(reading.source)
            opened.save_version(reading.document, reading.version)
            blocks = [block_of(each) for each in reading.assertions]
            opened.save_assertions(reading.version.id, "given", reading.assertions, blocks)
        for block in opened.stale():
            opened.save_derived(block, derive(opened.readings(block)))
        yield opened


@pytest.fixture
def explained(store: Store) -> Callable[[str], str]:
    def run(wanted: str) -> str:
        answer = why(store, wanted, TODAY)
        return "\n".join(
            (
                answer.kind,
                answer.sentence,
                answer.rule,
                *answer.further,
                *(each.quote.exact for each in answer.shown),
            )
        )

    return run


def every_id(store: Store) -> Iterator[str]:
    for relation in store.relations():
        yield relation.id
        yield from (relation.from_claim, relation.to_claim)
        yield store.claim(relation.from_claim).event
    yield from (line.id for line in store.timelines())
    yield from (question.id for question in store.questions())


def test_every_derived_record_answers_in_a_sentence_with_its_rule(store: Store) -> None:
    ids = sorted(set(every_id(store)))
    assert {each[0] for each in ids} == {"c", "r", "t", "e", "q"}
    for each in ids:
        answer = why(store, each, TODAY)
        assert answer.id == each
        assert answer.sentence.endswith(".")
        assert answer.rule


def test_a_relation_shows_both_quotes_and_the_fields(store: Store, explained: Callable[[str], str]) -> None:
    (clash,) = store.relations(["contradicts"])
    told = explained(clash.id)
    assert BAN in told
    assert "asks for approval" in told
    assert "contradicts.state" in told
    assert "both cannot hold" in told


def test_a_trail_says_what_hangs_on_what_and_what_cannot_be_checked(
    store: Store, explained: Callable[[str], str]
) -> None:
    first = next(each for each in store.relations(["contradicts"]))
    told = explained(store.claim(first.from_claim).event)
    assert "independent origin" in told
    assert "Norvane Bank memo is not read by us" in told
    assert "cannot be checked" in told


def test_a_timeline_tells_its_steps_and_its_gap(store: Store, explained: Callable[[str], str]) -> None:
    told = explained(store.timelines()[0].id)
    assert "ends what held before" in told
    assert "Nothing is known between 1 March 2025 and 2 June 2025" in told


def test_a_question_says_what_it_is_worth_whose_day_it_is_and_what_would_settle_it(
    store: Store, explained: Callable[[str], str]
) -> None:
    (question,) = store.questions()
    told = explained(question.id)
    assert "author left it open by 30 September 2025 (as stated); on 1 December 2025 it is lapsed." in told
    assert "Confirmed by a page that Norvane Bank bans ChatGPT" in told


def test_the_beginning_of_an_id_will_do_and_nonsense_will_not(store: Store) -> None:
    (question,) = store.questions()
    assert why(store, question.id[:6], TODAY).id == question.id
    with pytest.raises(NotFound):
        why(store, "nonsense", TODAY)


def test_a_claim_is_shown_as_it_stood_on_an_earlier_day(store: Store) -> None:
    (clash,) = store.relations(["contradicts"])
    claim_now = store.claim(clash.from_claim)
    assert claim_now.status.kind == "superseded"
    first = claim_on(store, claim_now, LEXICON, date(2025, 3, 4))
    contested = claim_on(store, claim_now, LEXICON, date(2025, 3, 6))
    later = claim_on(store, claim_now, LEXICON, date(2025, 6, 3))
    looking_back = claim_on(store, claim_now, LEXICON, date(2025, 6, 3), date(2025, 4, 1))
    kinds = [each.claim.status.kind for each in (first, contested, later, looking_back) if each]
    assert kinds == ["single_origin", "contested", "superseded", "contested"]
    assert claim_on(store, claim_now, LEXICON, date(2025, 3, 3)) is None
