import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ask import ClaimCard, Desk, Hit, all_claims
from graph.model import Block, Count, Derived, EventId, PartialDate, Search, Trail
from ui.export.csl import _issued, csl_json
from ui.export.dot import dot, quoted
from ui.export.markdown import inert, markdown
from ui.export.tables import cell, csv_lines, json_line, json_lines

APPROVAL = "c-aaaaaaaaaaaaaaaa"
HOSTILE = (
    '<script>alert("x")</script> [click](javascript:alert(1)) *b* `c` \x1b[31m| =HYPERLINK("http://evil")'
)


@pytest.fixture
def card(store) -> ClaimCard:
    return Desk(store).card(APPROVAL)


@pytest.fixture
def hostile_card(new_world) -> ClaimCard:
    world = new_world()
    text = f"{HOSTILE} bans Claude Code."
    world.page(
        "evil",
        f"=cmd|' /C calc'!A0 {HOSTILE}",
        HOSTILE,
        text,
        "2026-06",
        author=HOSTILE,
        url="javascript:alert(1)",
    )
    world.says("bad", "evil", text, "ban", "BANNED", organisation=HOSTILE, tools=(HOSTILE,))
    claim = world.claim("f", "bad")
    world.save(
        Block("b"), Derived((claim,), trails=(Trail(EventId("e-1"), (), (), Count(0, 1), Count(0, 1)),))
    )
    return Desk(world.store).card(claim.id)


def test_csl_holds_every_page_of_the_trail_in_the_form_zotero_reads(card):
    items = json.loads(csl_json(card))
    assert [item["container-title"] for item in items] == ["Morning Ledger", "Dockside Daily", "Pier Notes"]
    assert [item["type"] for item in items] == ["article-newspaper", "webpage", "post-weblog"]
    report = items[0]
    assert report["title"] == "Insurer puts a gate before coding agents"
    assert report["author"] == [{"literal": "Tom Weir"}]
    assert report["issued"] == {"date-parts": [[2026, 6, 30]]}
    assert report["accessed"] == {"date-parts": [[2026, 9, 12]]}
    assert report["URL"] == "http://ledger.test/ledger.html"
    assert "author" not in items[1]


def test_a_csl_note_locates_the_quote_by_offset_and_hash(card):
    note = json.loads(csl_json(card))[0]["note"]
    quote = card.passages[0].assertion.quote
    assert f"“{quote.exact}” (characters {quote.start}–{quote.end}" in note
    assert card.passages[0].page.text_hash in note
    assert "Not read by us: The Quay Post." in note


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2026", [[2026]]),
        ("2026-06", [[2026, 6]]),
        ("2026-06-24", [[2026, 6, 24]]),
        ("2026-06-24/2026-06-30", [[2026, 6, 24], [2026, 6, 30]]),
    ],
)
def test_csl_dates_are_as_exact_as_the_page(written, parts):
    assert _issued(PartialDate.parse(written)) == {"date-parts": parts}


def test_the_markdown_trail_is_a_numbered_chain_to_the_primary_source(card):
    text = markdown(card)
    numbered = [line for line in text.splitlines() if re.match(r"\d+\. ", line)]
    assert [line[: line.index("**,")] for line in numbered] == [
        "1. **Pier Notes", "2. **Morning Ledger", "3. **The Quay Post",
    ]  # fmt: skip
    assert numbered[0].endswith("(read)")
    assert numbered[2].endswith("(not read by us)")
    for passage in card.passages:
        assert f"> {inert(passage.assertion.quote.exact)}" in text
    assert "- 1 independent origin: The Quay Post" in text
    assert "- certain 1, possible 1" in text
    assert "- everything hangs on: The Quay Post" in text
    assert "- primary source: The Quay Post" in text
    assert "Ada Quill sees instead: competition" in text


def test_nothing_a_page_says_acts_as_markdown(hostile_card):
    text = markdown(hostile_card)
    assert "<script" not in text.replace("\\<script", "")
    assert "](javascript" not in text
    assert "\x1b" not in text
    assert "](<javascript" not in text


@given(st.text(st.characters(), max_size=60))
def test_inert_text_has_no_live_markdown(text):
    shown = inert(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>|]", re.sub(r"\\[*_`\[\]<>|\\]", "", shown))
    assert "\n" not in shown


def test_a_hostile_page_gives_valid_csl_without_its_link(hostile_card):
    (item,) = json.loads(csl_json(hostile_card))
    assert "URL" not in item
    assert item["issued"] == {"date-parts": [[2026, 6]]}
    assert "\x1b" not in json.dumps(item)


def test_the_drawing_quotes_every_label(card, hostile_card):
    lines = dot(card.trail).splitlines()
    assert lines[0] == "digraph trail {"
    assert sum("->" in line for line in lines) == 3
    assert any("not read by us" in line and "dashed" in line for line in lines)
    assert quoted('a"] evil [b\\') == '"a\\"] evil [b\\\\"'
    assert quoted("one", "two") == '"one\\ntwo"'


def test_json_lines_hold_each_claim_with_its_exact_quote(store):
    desk = Desk(store)
    lines = [json.loads(line) for line in json_lines(desk.hits(all_claims(store, Search())))]
    assert len(lines) == 4
    approval = next(line for line in lines if line["id"] == APPROVAL)
    assert approval["headline"] == "Harbour Mutual requires approval for Claude Code and Codex"
    assert approval["outlets"] == ["Morning Ledger", "Pier Notes"]
    assert approval["first"]["url"] == "http://ledger.test/ledger.html"
    assert approval["first"]["quote"]["exact"].startswith("Engineers in Harbour Mutual’s")
    assert approval["effective"]["iso"] == "2026-06-22/2026-06-28"


def test_csv_rows_match_their_heading(store):
    text = "".join(csv_lines(Desk(store).hits(all_claims(store, Search()))))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 4
    approval = next(row for row in rows if row["id"] == APPROVAL)
    assert approval["tools"] == "Claude Code; Codex"
    assert approval["effective"] == "2026-06-22/2026-06-28"
    assert approval["status"] == "contested"
    assert None not in approval


def test_a_hostile_page_starts_no_formula_in_a_spreadsheet(hostile_card):
    hit = Hit(hostile_card.claim, hostile_card.passages[0], hostile_card.outlets)
    heading, row = csv.reader(io.StringIO("".join(csv_lines([hit])), newline=""))
    assert len(heading) == len(row)
    assert row[heading.index("outlets")].startswith("'=cmd")
    assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for value in row)


@given(st.text(st.characters(), max_size=30))
def test_a_line_of_json_loses_nothing_and_draws_nothing(text):
    line = json_line({"text": text})
    assert json.loads(line)["text"] == text
    line.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", line)
    assert line.count("\n") == 1


@given(st.text(max_size=30))
def test_no_cell_is_ever_a_formula(text):
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell(text).lstrip()[:1] not in {"=", "+", "-", "@"}
