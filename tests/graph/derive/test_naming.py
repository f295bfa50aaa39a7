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
        ("Ilse Corran, head of its Dunmoor branch, told us.", "Ilse Corran, head of its Dunmoor branch"),
        ("So says Ilse Corran, an engineer at Corvane.", "Ilse Corran, engineer at Corvane"),
        ("Ilse Corran, who runs its branch, told us.", "Ilse Corran"),
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
