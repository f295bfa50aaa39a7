"""Predictions, promised days and open questions: who asks, by when, what settles it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from graph.derive.deadlines import anchored_in, deadline_in
from graph.derive.questions import status_on
from graph.model import Derived, Question

Build = Callable[..., Any]
PAPER, BLOG = ("The Pewter Dispatch", "2025-03-04"), ("Street Notes", "2025-03-08")
LATER = ("Otter & Ledger", "2025-06-02")


@pytest.fixture
def forecast(says: Build) -> Build:
    """Foretell the end of a ban."""

    def build(by: str = "2025-05-01", **more: Any) -> dict[str, Any]:
        words = f"The ban will be gone by {by}." if by else "The ban will be gone."
        return dict(says("lift", on=by, modality="prediction", **({"quote": words} | more)))

    return build


@pytest.fixture
def question(world: Build) -> Build:
    """Derive the one question that pages leave open."""

    def build(*pages: Any) -> Question:
        derived: Derived = world(*pages)
        (found,) = derived.questions
        return found

    return build


def test_a_prediction_is_open_until_its_day_and_lapsed_after_it(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast()))
    assert (found.deadline, found.basis) == (date(2025, 5, 1), "explicit")
    assert status_on(found, date(2025, 5, 1)) == "OPEN"
    assert status_on(found, date(2025, 5, 2)) == "LAPSED"


def test_a_day_before_the_page_itself_is_no_deadline(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    words = "The ban may not last."
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast("2025-02-01", quote=words)))
    assert (found.deadline, found.basis) != (date(2025, 2, 1), "explicit")
    assert found.deadline is None or found.deadline > date(2025, 3, 8)


def test_a_lift_in_time_confirms_it_from_the_day_it_is_published(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    lift = page("Otter & Ledger", "2025-04-20", says("lift", on="2025-04-18"))
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast()), lift)
    assert status_on(found, date(2025, 4, 19)) == "OPEN"
    assert status_on(found, date(2025, 4, 20)) == "CONFIRMED"


def test_a_lift_that_comes_too_late_confirms_nothing(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    found = question(
        page(*PAPER, says("ban")), page(*BLOG, forecast()), page(*LATER, says("lift", on="2025-06-01"))
    )
    assert status_on(found, date(2025, 7, 1)) == "LAPSED"


def test_a_page_after_its_day_that_tells_of_the_ban_refutes_it(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    still = says("ban", quote="Norvane Bank still bans ChatGPT.")
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast()), page(*LATER, still))
    assert status_on(found, date(2025, 7, 1)) == "REFUTED"


def test_a_page_before_its_day_refutes_nothing(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    still = says("ban", quote="Norvane Bank still bans ChatGPT.")
    found = question(
        page(*PAPER, says("ban")), page(*BLOG, forecast()), page("Otter & Ledger", "2025-04-02", still)
    )
    assert status_on(found, date(2025, 4, 30)) == "OPEN"


def test_leave_for_a_part_does_not_confirm_the_end_of_all(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    lawyers = says("lift", on="2025-04-18", of="the lawyers", kind="unit")
    found = question(
        page(*PAPER, says("ban")), page(*BLOG, forecast()), page("Otter & Ledger", "2025-04-20", lawyers)
    )
    assert status_on(found, date(2025, 4, 30)) == "OPEN"


def test_another_tool_settles_nothing(question: Build, page: Build, says: Build, forecast: Build) -> None:
    lift = page("Otter & Ledger", "2025-04-20", says("lift", ["Quillo"], on="2025-04-18"))
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast()), lift)
    assert found.outcome is None


def test_a_prediction_without_a_day_gets_twelve_months_that_are_called_ours(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    found = question(page(*PAPER, says("ban")), page(*BLOG, forecast("")))
    assert (found.deadline, found.basis) == (date(2026, 3, 8), "default")


def test_what_is_foretold_for_some_day_cannot_be_refuted(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    vague = forecast("", quote="Sooner or later the ban will be gone.")
    found = question(page(*PAPER, says("ban")), page(*BLOG, vague))
    assert (found.deadline, found.basis) == (None, "none")
    assert status_on(found, date(2035, 1, 1)) == "UNFALSIFIABLE"


def test_a_prediction_is_held_by_whoever_made_it(
    question: Build, page: Build, says: Build, forecast: Build
) -> None:
    person = question(page(*PAPER, says("ban")), page(*BLOG, forecast(sources=["Ilse Corran"])))
    memo = question(page(*PAPER, says("ban")), page(*BLOG, forecast(sources=["Norvane Bank memo"])))
    blog = question(page(*PAPER, says("ban")), page(*BLOG, forecast(), kind="commentary"))
    assert [each.holder for each in (person, memo, blog)] == ["Ilse Corran", "Norvane Bank", "author"]


PROMISE = "The bank plans to publish a list of exceptions by 30 April."


def test_a_promised_day_is_kept_by_the_organisations_own_word(
    question: Build, page: Build, says: Build
) -> None:
    own = page("Norvane Bank", "2025-04-25", says("allow", ["Quillo"], on="2025-04-25"), kind="primary")
    found = question(page(*PAPER, says("ban"), text=PROMISE), own)
    assert (found.kind, found.holder, found.deadline) == ("promise", "Norvane Bank", date(2025, 4, 30))
    assert status_on(found, date(2025, 4, 25)) == "CONFIRMED"


def test_a_promised_day_that_passes_in_silence_lapses(question: Build, page: Build, says: Build) -> None:
    found = question(page(*PAPER, says("ban"), text=PROMISE), page(*LATER, says("ban")))
    assert status_on(found, date(2025, 5, 1)) == "LAPSED"


@pytest.mark.parametrize(
    "asking",
    [
        "Who will be next to bend?",
        "How the rule is to be enforced remains open.",
        "Whether that will happen, she could not say.",
        "The bank has yet to decide on Gemini.",
    ],
)
def test_what_a_page_leaves_open_is_a_question(
    question: Build, page: Build, says: Build, asking: str
) -> None:
    found = question(page(*PAPER, says("ban"), text=asking))
    assert (found.kind, found.quote.exact, found.holder) == ("open", asking, "The Pewter Dispatch")
    assert status_on(found, date(2030, 1, 1)) == "OPEN"


@pytest.mark.parametrize(
    "plain",
    [
        "Is that a joke?",
        "The bank plans to go on as before.",
        "The list was due on 30 April.",
        "The branch is open on Mondays and remains so.",
        "She asked whether Gemini is safe.",
    ],
)
def test_ordinary_sentences_are_no_questions(world: Build, page: Build, says: Build, plain: str) -> None:
    assert world(page(*PAPER, says("ban"), text=plain)).questions == ()


def test_a_sentence_without_end_is_no_question_and_costs_little(
    world: Build, page: Build, says: Build
) -> None:
    assert world(page(*PAPER, says("ban"), text="will " * 20_000 + "?")).questions == ()


def test_a_copy_asks_nothing_of_its_own(question: Build, page: Build, says: Build) -> None:
    asking = "Who will be next to bend?"
    found = question(page(*PAPER, says("ban"), text=asking), page(*LATER, says("ban"), text=asking))
    assert found.known == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by 1 April", date(2026, 4, 1)),
        ("by April 1, 2025", date(2025, 4, 1)),
        ("By the end of June", date(2025, 6, 30)),
        ("before the end of February 2028", date(2028, 2, 29)),
        ("by Christmas", date(2025, 12, 25)),
        ("this year", date(2025, 12, 31)),
        ("by autumn", date(2025, 11, 30)),
        ("next year", date(2026, 12, 31)),
        ("on 29 February", None),
        ("as was reported on 2 May", None),
        ("by 31 June", None),
        ("soon", None),
        ("may end the ban", None),
    ],
)
def test_a_deadline_is_the_last_day_that_the_words_allow(words: str, day: date | None) -> None:
    assert deadline_in(f"It will be over {words}.", date(2025, 5, 20)) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("in the third quarter", date(2025, 9, 30)),
        ("in the first quarter", date(2026, 3, 31)),
        ("by Q4 2026", date(2026, 12, 31)),
        ("by 2027", date(2027, 12, 31)),
        ("in 2024", None),
    ],
)
def test_a_quarter_or_a_year_ends_with_its_last_day(words: str, day: date | None) -> None:
    assert deadline_in(f"It will be over {words}.", date(2025, 5, 20)) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("within six months", date(2025, 11, 20)),
        ("in the next two weeks", date(2025, 6, 3)),
        ("within 90 days", date(2025, 8, 18)),
        ("in a year", date(2026, 5, 20)),
        ("next month", date(2025, 6, 30)),
        ("by the end of the week", date(2025, 5, 25)),
        ("this quarter", date(2025, 6, 30)),
        ("for six months", None),
        ("some day", None),
    ],
)
def test_a_span_is_counted_from_the_pages_day(words: str, day: date | None) -> None:
    assert anchored_in(f"The bank will review it {words}.", date(2025, 5, 20)) == day


def test_a_span_counted_from_the_last_day_of_a_month_ends_on_a_day_that_exists() -> None:
    assert anchored_in("It will end within one month.", date(2025, 1, 31)) == date(2025, 2, 28)
    assert anchored_in("It will end within 900 years.", date(9990, 1, 31)) is None


def test_a_question_says_what_would_settle_it_and_whose_day_it_is(page: Any, says: Any, world: Any) -> None:
    def asked(quote: str) -> Any:
        forecast = says("lift", modality="prediction", quote=quote)
        (found,) = world(page("Tin Lantern", "2025-05-20", forecast)).questions
        return found

    assert asked("The bank will lift it within six months.").basis == "anchored"
    assert asked("The bank will lift it by 1 June.").basis == "explicit"
    assert asked("The bank will lift it.").basis == "default"
    assert asked("Sooner or later the bank will lift it.").basis == "none"
    assert "on 1 June 2025 or before" in asked("The bank will lift it by 1 June.").resolver
    assert "Nothing can settle it" in asked("Sooner or later the bank will lift it.").resolver
