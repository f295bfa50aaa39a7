"""Lines of pages and claims: what is taken, what is refused and in which words."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from graph.derive.lines import Reader, derive_lines
from graph.errors import InputError
from graph.model import Assertion, AssertionId, Reading, quote_of

BAN = {"org": "Norvane Bank", "action": "ban", "tools": ["ChatGPT"], "quote": "Norvane Bank bans ChatGPT."}
PAGE = {"id": "p1", "url": "http://otter.test/1", "outlet": "Otter & Ledger", "published": "2025-03-05"}
TEXT = {"text": "Norvane Bank bans ChatGPT."}


def lines(*records: object) -> list[bytes]:
    return [json.dumps(each).encode() for each in records]


@pytest.fixture
def reader() -> Reader:
    """Find one ban in every page whose text says "bans"."""

    def find(page: Reading) -> Sequence[Assertion]:
        text = page.version.text
        if "bans" not in text:
            return []
        found = Assertion(
            AssertionId(f"a-{page.version.id}"),
            page.version.id,
            "Norvane Bank",
            "ban",
            quote_of(text, 0, len(text)),
            tools=("ChatGPT",),
        )
        return [found]

    def write(_: str, found: Sequence[Assertion]) -> Sequence[Mapping[str, Any]]:
        return [
            {"id": f"c{number}", "org": each.organisation, "action": each.action}
            for number, each in enumerate(found, 1)
        ]

    return Reader(lambda html, _: html.replace("<p>", ""), find, write)


@pytest.fixture
def refusal(reader: Reader) -> Callable[..., str]:
    """Give the words in which lines are refused."""

    def run(pages: Sequence[bytes], claims: Sequence[bytes] | None = None) -> str:
        with pytest.raises(InputError) as caught:
            derive_lines(pages, claims, reader)
        return str(caught.value)

    return run


def test_given_claims_are_taken_as_they_came(reader: Reader) -> None:
    found = derive_lines(lines(PAGE | TEXT), lines({"id": "p1", "claims": [{"id": "c7"} | BAN]}), reader)
    assert found["claims"] == {"p1": [{"id": "c7"} | BAN]}
    assert [each["claims"] for each in found["same_event"]] == [["p1#c7"]]


def test_claims_without_an_id_are_numbered(reader: Reader) -> None:
    found = derive_lines(
        lines(PAGE | TEXT), lines({"id": "p1", "claims": [BAN, BAN | {"action": "lift"}]}), reader
    )
    assert [each["id"] for each in found["claims"]["p1"]] == ["c1", "c2"]


def test_without_claims_the_reader_finds_them(reader: Reader) -> None:
    found = derive_lines(lines(PAGE | TEXT, {"id": "p2", "html": "<p>Nothing of note."}), None, reader)
    assert found["same_event"][0]["claims"] == ["p1#c1"]
    assert found["claims"]["p2"] == []


def test_html_is_read_where_there_is_no_text(reader: Reader) -> None:
    found = derive_lines(lines(PAGE | {"html": "<p>Norvane Bank bans ChatGPT."}), None, reader)
    assert found["same_event"][0]["claims"] == ["p1#c1"]


def test_a_page_without_an_id_is_named_by_its_line_and_blank_lines_are_passed_over(reader: Reader) -> None:
    found = derive_lines([b"\n", *lines({**TEXT, "id": None})], None, reader)
    assert list(found["claims"]) == ["2"]


def test_no_pages_make_an_empty_graph_with_every_key(reader: Reader) -> None:
    found = derive_lines([], None, reader)
    wanted = "claims same_event relations developments citations copies origins questions"
    assert set(wanted.split()) <= set(found)
    assert not any(found.values())


def test_a_version_of_another_page_is_the_same_document(reader: Reader) -> None:
    later = PAGE | TEXT | {"id": "p2", "url": "http://otter.test/moved", "version_of": "p1"}
    found = derive_lines(lines(PAGE | TEXT, later), None, reader)
    assert found["copies"] == []


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("no json", "no JSON"),
        ("[]", "a JSON object is expected"),
        ("{}", "neither text nor html"),
        ('{"text": 5}', "'text' is no text"),
        ('{"text": "", "kind": "poem"}', "no kind of page is called 'poem'"),
        ('{"text": "", "links": "http://a.test"}', "'links' is no list"),
        ('{"text": "", "version_of": "p9"}', "there is no page 'p9'"),
        ('{"id": "p1", "text": ""}', "a second page 'p1'"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_page_that_breaks_the_contract_is_refused_by_its_line(
    refusal: Callable[..., str], page: str, problem: str
) -> None:
    said = refusal([*lines(PAGE | TEXT), page.encode()])
    assert said.startswith("input line 2: ")
    assert problem in said


def test_bytes_that_are_no_text_are_refused(refusal: Callable[..., str]) -> None:
    assert refusal([b"\xff"]) == "input line 1: no UTF-8 text: byte 0"


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"id": "p9", "claims": []}, "claims of 'p9', which is no page"),
        ({"claims": []}, "claims of None, which is no page"),
        ({"id": "p1", "claims": {}}, "'claims' is no list"),
        ({"id": "p1", "claims": ["ban"]}, "claim 1 is no object"),
        ({"id": "p1", "claims": [{"action": "ban"}]}, "claim 'c1': no 'org'"),
        ({"id": "p1", "claims": [{"org": " ", "action": "ban"}]}, "claim 'c1': no 'org'"),
        ({"id": "p1", "claims": [{"org": "Bank"}]}, "claim 'c1': no 'action'"),
        ({"id": "p1", "claims": [BAN | {"action": "forbid"}]}, "no action is called 'forbid'"),
        ({"id": "p1", "claims": [BAN | {"action": ["ban"]}]}, "no action is called"),
        ({"id": "p1", "claims": [BAN | {"id": 5}]}, "'id' is no text"),
        ({"id": "p1", "claims": [BAN | {"tools": "ChatGPT"}]}, "'tools' is no list"),
        ({"id": "p1", "claims": [BAN | {"modality": "rumour"}]}, "no modality is called 'rumour'"),
        ({"id": "p1", "claims": [BAN | {"event_date": "spring"}]}, "event_date: not a date"),
        ({"id": "p1", "claims": [BAN | {"event_date": "2025-13"}]}, "event_date: "),
        ({"id": "p1", "claims": [BAN | {"scope": "staff"}]}, "'scope' has no type"),
        ({"id": "p1", "claims": [BAN | {"reasons": [{"text": "leaks"}]}]}, "a reason without category"),
        ({"id": "p1", "claims": [BAN | {"reasons": ["leaks"]}]}, "'reasons' is no list of objects"),
        ({"id": "p1", "claims": [BAN | {"numbers": [{"measure": "staff", "low": "many"}]}]}, "a number"),
        ({"id": "p1", "claims": [BAN | {"leak": "code"}]}, "'leak' is no object"),
        ({"id": "p1", "claims": [{"id": "c2"} | BAN, BAN]}, "claim 'c2': its id is taken"),
    ],
)
def test_claims_that_break_the_contract_are_refused_by_their_line(
    refusal: Callable[..., str], claims: object, problem: str
) -> None:
    said = refusal(lines(PAGE | TEXT), lines(claims))
    assert said.startswith("input line 1: ")
    assert problem in said


def test_one_page_has_one_line_of_claims(refusal: Callable[..., str]) -> None:
    twice = lines({"id": "p1", "claims": [BAN]}, {"id": "p1", "claims": [BAN]})
    assert refusal(lines(PAGE | TEXT), twice) == "input line 2: a second line of claims of 'p1'"
