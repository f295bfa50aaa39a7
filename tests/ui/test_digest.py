import re
from datetime import date

import pytest

from graph.ask import Desk, Week
from graph.model import Block, Derived
from ui.digest import compose, week_of

JULY = (date(2026, 6, 29), date(2026, 7, 5))


def test_a_week_runs_from_monday_to_sunday():
    assert week_of(date(2026, 7, 1)) == JULY
    assert week_of(date(2026, 6, 29)) == JULY
    assert week_of(date(2026, 7, 5)) == JULY


def test_the_text_of_a_week(store):
    digest = compose(Desk(store).week(*JULY), "https://desk.test/")
    assert digest.subject == (
        "AI-tool policies, 29 June 2026 – 5 July 2026: 3 new claims, 2 clashes, 0 developments"
    )
    assert digest.text == TEXT


def test_a_later_week_tells_the_development_and_not_the_old_claims(store):
    digest = compose(Desk(store).week(*week_of(date(2026, 9, 10))))
    assert digest.subject.endswith("1 new claim, 0 clashes, 1 development")
    assert "WHAT CAME NEXT" in digest.text
    assert "Harbour Mutual lifts limits on Claude Code and Codex" in digest.text
    assert "WHAT CLASHES" not in digest.text
    assert "/claim?" not in digest.text


def test_a_quiet_week_says_so():
    digest = compose(Week(*JULY, (), (), ()))
    assert "Nothing new became known this week." in digest.text
    assert "Nothing new became known this week." in digest.html


def test_the_html_holds_both_quotes_of_a_clash_and_links_only_to_pages_and_claims(store):
    html = compose(Desk(store).week(*JULY), "https://desk.test/").html
    assert "One says some engineers, the other says all staff." in html
    assert "All staff of Harbour Mutual must ask" in html
    assert "need an approval before they use Claude Code or Codex" in html
    hosts = set(re.findall(r'href="https?://([^/"]+)', html))
    assert hosts == {"ledger.test", "dockside.test", "pier.test", "desk.test"}


def test_reading_the_mail_fetches_nothing(store):
    html = compose(Desk(store).week(*JULY)).html
    assert not re.search(r"<(img|script|iframe|link|object|embed|video|audio)\b", html)
    assert "@import" not in html
    assert not re.search(r"url\(", html)
    assert not re.search(r'\b(src|background)="', html)


@pytest.fixture
def hostile_week(new_world) -> Week:
    world = new_world()
    evil = '</mj-text><mj-raw><img src=x onerror=alert(1)></mj-raw> {{ 7*7 }} & <b> "q" \x00\x1b[2J\x0b'
    text = f"Meta bans Claude Code {evil}."
    world.page("evil", evil, evil, text, "2026-07-01", author=evil, url="javascript:alert(1)//")
    world.says("bad", "evil", text, "ban", "BANNED", organisation=evil, tools=(evil,))
    claim = world.claim("f", "bad")
    world.save(Block("b"), Derived((claim,)))
    return Desk(world.store).week(*JULY)


def test_hostile_text_stays_text(hostile_week):
    digest = compose(hostile_week)
    assert "<img" not in digest.html
    assert "&lt;img src=x onerror=alert(1)&gt;" in digest.html
    assert "{{ 7*7 }}" in digest.html
    assert "javascript:" not in digest.html
    for body in (digest.subject, digest.text, digest.html):
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", body)


TEXT = """\
AI-TOOL POLICIES
29 June 2026 – 5 July 2026
==============================================================================

WHAT IS NEW
------------------------------------------------------------------------------

* In one view, Harbour Mutual requires approval for Claude Code and Codex
  single origin · 1 outlet
  “Leaks are a pretext: the insurer wants to sell its own assistant.”
  Ada Quill, Pier Notes, 2 July 2026
    http://pier.test/pier.html
    https://desk.test/claim?claim=c-cccccccccccccccc

* Harbour Mutual requires approval for Claude Code and Codex
  all staff · contested · 1 outlet
  “All staff of Harbour Mutual must ask before using Claude Code or Codex,
  according to Morning Ledger.”
  Dockside Daily, 1 July 2026
    http://dockside.test/dockside.html
    https://desk.test/claim?claim=c-bbbbbbbbbbbbbbbb

* Harbour Mutual requires approval for Claude Code and Codex
  engineers in the tariff team · from 22–28 June 2026 · contested · 2 outlets
  “Engineers in Harbour Mutual’s tariff team need an approval before they use
  Claude Code or Codex, The Quay Post reported.”
  Tom Weir, Morning Ledger, 30 June 2026
    http://ledger.test/ledger.html
    https://desk.test/claim?claim=c-aaaaaaaaaaaaaaaa

WHAT CLASHES
------------------------------------------------------------------------------

* Harbour Mutual requires approval for Claude Code and Codex [dispute: why]
  Ada Quill doubts the stated reason.
  “Engineers in Harbour Mutual’s tariff team need an approval before they use
  Claude Code or Codex, The Quay Post reported.”
    Tom Weir, Morning Ledger, 30 June 2026
    http://ledger.test/ledger.html
  “Leaks are a pretext: the insurer wants to sell its own assistant.”
    Ada Quill, Pier Notes, 2 July 2026
    http://pier.test/pier.html
    https://desk.test/claim?claim=c-aaaaaaaaaaaaaaaa

* Harbour Mutual requires approval for Claude Code and Codex [contradiction:
  whom it binds]
  One says some engineers, the other says all staff.
  “Engineers in Harbour Mutual’s tariff team need an approval before they use
  Claude Code or Codex, The Quay Post reported.”
    Tom Weir, Morning Ledger, 30 June 2026
    http://ledger.test/ledger.html
  “All staff of Harbour Mutual must ask before using Claude Code or Codex,
  according to Morning Ledger.”
    Dockside Daily, 1 July 2026
    http://dockside.test/dockside.html
    https://desk.test/claim?claim=c-aaaaaaaaaaaaaaaa
"""
