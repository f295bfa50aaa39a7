"""Titles beside their own pages: flagged where they are stronger, left alone where they are merely short."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.derive.cues import packaged
from graph.derive.headlines import read_title

Build = Callable[..., Any]
PAPER = ("The Pewter Dispatch", "2025-03-04")


@pytest.fixture
def flags(world: Build, page: Build, kinds: Build) -> Build:
    """Count the flags on a page with a title."""

    def count(title: str, *claims: Any) -> int:
        return len(kinds(world(page(*PAPER, *claims, title=title)), "headline_body"))

    return count


def test_a_title_harsher_than_its_text_is_flagged(flags: Build, says: Build) -> None:
    assert flags("Norvane Bank bans ChatGPT", says("require_approval")) == 1
    assert flags("Norvane Bank bans ChatGPT", says("ban")) == 0


def test_a_title_on_every_tool_over_a_text_on_one_is_flagged(flags: Build, says: Build) -> None:
    assert flags("Norvane Bank throws out every AI tool", says("ban")) == 1
    assert flags("Norvane Bank throws out every AI tool", says("ban", ["category:ai_tools"])) == 0
    assert flags("Norvane throws out a chatbot", says("ban", ["ChatGPT", "Quillo"])) == 0


def test_the_end_of_a_whole_rule_over_leave_for_a_part_is_flagged(flags: Build, says: Build) -> None:
    lawyers = says("lift", of="the lawyers", kind="unit")
    assert flags("Norvane Bank scraps its chatbot ban", lawyers) == 1
    assert flags("Norvane Bank scraps its chatbot ban for lawyers", lawyers) == 0
    assert flags("Norvane Bank scraps its chatbot ban", says("lift")) == 0


def test_a_title_that_says_the_opposite_is_flagged(flags: Build, says: Build) -> None:
    assert flags("Norvane Bank lifts its ban on ChatGPT", says("ban")) == 1
    assert flags("Norvane Bank forbids ChatGPT", says("allow")) == 1


def test_a_ban_that_the_page_also_tells_of_excuses_its_end_in_the_title(flags: Build, says: Build) -> None:
    assert (
        flags(
            "Norvane Bank lifts its ban on ChatGPT", says("lift", on="2025-03-04"), says("ban", on="2024-03")
        )
        == 0
    )


@pytest.mark.parametrize(
    "title",
    [
        "Does Norvane Bank ban ChatGPT?",
        "Norvane Bank may have banned ChatGPT",
        "Norvane Bank hasn’t banned ChatGPT",
        "“Norvane bans ChatGPT”: a rumour and its makers",
        "Kestrel Air bans ChatGPT",
        "Norvane Bank and its chatbots",
        "How Norvane Bank bans ChatGPT",
        "",
    ],
)
def test_questions_guesses_quotes_and_other_names_are_left_alone(
    flags: Build, says: Build, title: str
) -> None:
    assert flags(title, says("require_approval")) == 0


def test_two_pages_of_one_claim_get_a_flag_each(world: Build, page: Build, says: Build, kinds: Build) -> None:
    title = "Norvane Bank bans ChatGPT"
    one = page(*PAPER, says("require_approval"), title=title)
    other = page("Otter & Ledger", "2025-03-05", says("require_approval"), title=title)
    assert len(kinds(world(one, other), "headline_body")) == 2


def test_a_flag_contests_nothing(world: Build, page: Build, says: Build) -> None:
    found = world(page(*PAPER, says("require_approval"), title="Norvane Bank bans ChatGPT"))
    assert [each.status.kind for each in found.claims] == ["single_origin"]
    (flag,) = found.relations
    assert flag.from_quote.exact == "Norvane Bank bans ChatGPT"
    assert "harsher" in flag.why


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("Kestrel Air locked out of ChatGPT", "ban"),
        ("Kestrel Air brings the chatbots back", "open"),
        ("Kestrel Air curbs assistants", "limit"),
        ("Kestrel Air stretches its limits", None),
    ],
)
def test_a_title_is_read_by_its_verb(title: str, way: str | None) -> None:
    told = read_title(title, packaged())
    assert (told.way if told else None) == way
