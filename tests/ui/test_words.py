from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Count, PartialDate, Scope, TrailNode
from ui import words


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({}, "Meta requires approval for Claude Code"),
        ({"tools": ("Claude Code", "Codex")}, "Meta requires approval for Claude Code and Codex"),
        ({"action": "ban", "tools": ("category:generative_ai",)}, "Meta bans generative AI"),
        ({"action": "lift", "tools": ()}, "Meta lifts limits on AI tools"),
        ({"organisation": "UNNAMED", "action": "ban"}, "An unnamed organisation bans Claude Code"),
        ({"modality": "prediction", "action": "lift"}, "Prediction: Meta lifts limits on Claude Code"),
        ({"modality": "opinion", "action": "ban"}, "In one view, Meta bans Claude Code"),
        ({"affirmed": False, "action": "ban"}, "Denied: Meta bans Claude Code"),
        ({"tools": tuple("ABCDEF"), "action": "ban"}, "Meta bans A, B, C and 3 more"),
    ],
)
def test_a_claim_is_said_in_one_plain_sentence(claim, fields, headline):
    assert words.headline(claim(**fields)) == headline


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026", "2026"),
        ("2026-06", "June 2026"),
        ("2026-06-24", "24 June 2026"),
        ("2026-06-24/2026-06-30", "24–30 June 2026"),
        ("2026-06-24/2026-07-05", "24 June 2026 – 5 July 2026"),
    ],
)
def test_a_date_is_written_no_more_exactly_than_it_is_known(written, said):
    assert words.when(PartialDate.parse(written)) == said


def test_a_quarter_has_its_own_words_and_no_date_is_undated():
    quarter = PartialDate(date(2026, 4, 1), date(2026, 6, 30), "quarter")
    assert words.when(quarter) == "quarter 2 of 2026"
    assert words.when(None) == "undated"


def test_origins_are_counted_and_named():
    node = TrailNode("n", "The Information", "outlet", False, evidence="certain")
    assert words.origins(Count(1, 1), [node]) == "1 independent origin: The Information"
    assert words.origins(Count(1, 3), []) == "1 to 3 independent origins"
    assert words.origins(Count(0, 1), []) == "0 to 1 independent origin"


def test_the_unit_is_named_beside_the_people_unless_they_name_it(claim):
    scope = Scope("unit", "Applied AI engineers")
    assert words.population(claim(scope=scope, unit="Applied AI")) == "Applied AI engineers"
    assert words.population(claim(scope=scope, unit="Reality Labs")) == "Reality Labs, Applied AI engineers"
    assert words.population(claim()) == ""
    assert words.population(claim(scope=Scope("employees", universal=True))) == "everybody"
    assert words.population(claim(scope=Scope("unit", "night desk", exclusive=True))) == "only night desk"
    assert words.population(claim(scope=Scope("unit", "only the desk", exclusive=True))) == "only the desk"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/path",
        "http://", "https:///path", "http://a.test/\x00", 'http://a.test/"onclick="x', "http://a.test/<script>",
        "http://a.test/a b", " http://a.test/", "http://[broken", "",
    ],
)  # fmt: skip
def test_only_plain_http_addresses_become_links(url):
    assert words.web_link(url) == ""
    assert words.passage_link(url, "words") == ""


def test_a_passage_link_lets_the_browser_scroll_to_the_words():
    link = words.passage_link("http://a.test/p.html#top", "well-known, it & that")
    assert link == "http://a.test/p.html#:~:text=well%2Dknown%2C%20it%20%26%20that"
    long = " ".join(f"w{number}" for number in range(20))
    assert words.passage_link("http://a.test/", long).endswith(
        "text=w0%20w1%20w2%20w3%20w4,w15%20w16%20w17%20w18%20w19"
    )


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\r\nb\tc", "a b c"),
        ("a\u202eb\u200b\ufeffc", "abc"),
        ("\x9b31mx", "31mx"),
        ("nul\x00", "nul"),
        ("\ud800lone", "lone"),
    ],
)
def test_what_a_page_says_cannot_draw_on_a_terminal(hostile, shown):
    assert words.printable(hostile) == shown


@given(st.text(st.characters(), max_size=80))
def test_printable_text_is_encodable_one_line_and_stays_as_it_is(text):
    shown = words.printable(text)
    shown.encode("utf-8")
    assert not any(ord(each) < 32 or 0x7F <= ord(each) < 0xA0 for each in shown)
    assert words.printable(shown) == shown
