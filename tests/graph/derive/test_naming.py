"""What sources that we do not hold are called: enough to find them, and to know why they should know."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]


@pytest.fixture
def called(page: Build, says: Build, world: Build) -> Callable[..., list[str]]:
    """Give the labels of the sources that a page names and that are no pages."""

    def run(source: str, text: str, *more: Any, published: str = "2025-03-05") -> list[str]:
        told = page("Otter & Ledger", published, says("ban", sources=[source]), text=text)
        (trail,) = world(told, *more).trails
        return [node.label for node in trail.nodes if not node.document and node.kind != "class"]

    return run


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A memo dated 3 March says so.", "Norvane Bank memo of 3 March 2025"),
        ("The memo carries the date of March 3.", "Norvane Bank memo of 3 March 2025"),
        ("We read the document, which is dated 3 March 2024.", "Norvane Bank memo of 3 March 2024"),
        ("A memo of Monday, 30 December says so.", "Norvane Bank memo of 30 December 2024"),
        ("A memo says that it ends on 3 March.", "Norvane Bank memo"),
        ("A memo dated 31 February says so.", "Norvane Bank memo"),
    ],
)
def test_a_document_is_named_by_its_day(called: Any, text: str, name: str) -> None:
    assert called("Norvane Bank memo", text.replace("Monday, ", "Monday ")) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Ilse Corran, head of its Dunmoor branch, told us.",
            "Ilse Corran, head of the bank's Dunmoor branch",
        ),
        ("So says Ilse Corran, an engineer at Corvane.", "Ilse Corran, engineer at Corvane"),
        (
            "Code of Corvane Systems turned up, says Ilse Corran, an engineer at Corvane.",
            "Ilse Corran, engineer at Corvane Systems",
        ),
        (
            "Corvane Systems sued Corvane Freight, says Ilse Corran, an engineer at Corvane.",
            "Ilse Corran, engineer at Corvane",
        ),
        ("Ilse Corran, who runs its branch, told us.", "Ilse Corran, head of the bank's branch"),
        ("Ilse Corran, who left the bank, told us.", "Ilse Corran"),
        ("It ends now, section head Ilse Corran said.", "Ilse Corran, head of section"),
        ("It ended, as the head trainer Ilse Corran said.", "Ilse Corran, head trainer"),
        ("The bank told Ilse Corran so.", "Ilse Corran"),
        ("Ilse Corran, said on Monday, knows it.", "Ilse Corran"),
    ],
)
def test_a_person_is_named_by_office(called: Any, text: str, name: str) -> None:
    assert called("Ilse Corran", text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("So two people familiar with the matter said.", "two people familiar with the matter"),
        ("An official who was not allowed to speak told us.", "an official who was not allowed to speak"),
        ("Nobody knows.", "unnamed sources of Otter & Ledger"),
    ],
)
def test_people_who_hide_are_called_what_the_page_calls_them(called: Any, text: str, name: str) -> None:
    assert called("person familiar with the matter", text) == [name]


def test_people_whom_two_titles_of_one_owner_hide_are_called_by_both(
    page: Build, says: Build, world: Build
) -> None:
    pages = [
        page(
            title,
            day,
            says("ban", sources=["insider"]),
            text=f"{words} close to the bank said so.",
            family="quay",
        )
        for title, day, words in (
            ("The Quay Post", "2025-03-05", "A manager"),
            ("Dusk", "2025-03-06", "An engineer"),
        )
    ]
    for order in (pages, pages[::-1]):
        (trail,) = world(*order).trails
        assert [node.label for node in trail.nodes if node.kind == "anonymous"] == [
            "unnamed sources of Dusk and The Quay Post"
        ]


def test_who_gives_a_reason_is_cited_for_it_and_is_no_origin(page: Build, says: Build, world: Build) -> None:
    reason = [{"category": "data_leak", "text": "leaks", "stated_by": "Tomas Eide", "stance": "stated"}]
    text = "It is about leaks, Tomas Eide, an engineer at Corvane, told us."
    (with_him,) = world(page("Otter & Ledger", "2025-03-05", says("ban", reasons=reason), text=text)).trails
    (without,) = world(page("Otter & Ledger", "2025-03-05", says("ban"), text=text)).trails
    assert "Tomas Eide, engineer at Corvane" in {node.label for node in with_him.nodes}
    assert [edge.above for edge in with_him.edges] == ["person:tomas eide"]
    assert (with_him.origins, with_him.access) == (without.origins, without.access)


def test_an_outlet_that_gives_a_reason_is_no_person(page: Build, says: Build, world: Build) -> None:
    reason = [{"category": "cost", "text": "cost", "stated_by": "Quay Post", "stance": "stated"}]
    first = page("Quay Post", "2025-03-04", says("ban"))
    told = page("Otter & Ledger", "2025-03-05", says("ban", reasons=reason), text="So thinks Quay Post.")
    (trail,) = world(first, told).trails
    assert [node.kind for node in trail.nodes if node.id.startswith("person:")] == []


def test_the_notice_that_ends_a_rule_is_not_the_notice_that_made_it(
    page: Build, says: Build, world: Build
) -> None:
    memo = {"sources": ["Norvane Bank notice"]}
    first = page(
        "A One", "2025-03-04", says("require_approval", on="2025-03-01", **memo), text="A notice of 1 March."
    )
    old, new = says("require_approval", on="2025-03-01", **memo), says("ban", on="2025-06-01", **memo)
    later = page("B Two", "2025-06-02", new, old, text="A new notice says so.")
    trails = world(first, later).trails
    named = [[node.label for node in trail.nodes if node.kind == "document"] for trail in trails]
    assert sorted(named[0]) == ["Norvane Bank notice", "Norvane Bank notice of 1 March 2025"]
    assert named[1] == ["Norvane Bank notice"]
    assert trails[0].origins.possible == 1


def test_several_whom_one_house_hides_are_called_by_the_house(page: Build, says: Build, world: Build) -> None:
    first = page(
        "Otter & Ledger",
        "2025-03-05",
        says("ban", sources=["insider"]),
        text="An engineer close to the bank said so.",
    )
    second = page(
        "Otter & Ledger",
        "2025-03-06",
        says("ban", sources=["insider"]),
        text="Two managers briefed on it said so.",
    )
    (trail,) = world(first, second).trails
    assert [node.label for node in trail.nodes if node.kind == "anonymous"] == [
        "unnamed sources of Otter & Ledger"
    ]
