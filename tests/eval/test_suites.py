"""The suites of our own: short texts that must give just these claims, and texts that must give none.

Each figure has a floor in suites/floors.toml; a figure may rise above its floor, never fall below it.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.extract.contract import claims_record
from graph.extract.extractor import load_extractor
from graph.extract.page import Page
from graph.model import VersionId

SUITES = Path(__file__).resolve().parent / "suites"
ACTIONS = (
    "ban",
    "restrict",
    "require_approval",
    "allow",
    "mandate",
    "lift",
    "deny",
    "replace",
    "investigate",
)
Claim = Mapping[str, Any]
Reader = Callable[[str, date | None], list[dict[str, Any]]]


def suite(name: str) -> list[dict[str, Any]]:
    """The texts of a suite."""
    texts: list[dict[str, Any]] = tomllib.loads((SUITES / f"{name}.toml").read_text(encoding="utf-8"))["text"]
    return texts


FIRES, SILENT = suite("fires"), suite("silent")
FLOORS: Mapping[str, float] = tomllib.loads((SUITES / "floors.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    """A name as it is compared: without its article and its case."""
    return name.lower().removeprefix("the ").strip()


def same_tools(wanted: Claim, found: Claim) -> bool:
    """Tell whether the tools are the same; a bare Copilot may be either of the two, as in the corpus."""
    return {_tool(each) for each in wanted["tools"]} == {_tool(each) for each in found["tools"]} or (
        len(found["tools"]) == 1 and found["tools"][0] in wanted.get("also", ())
    )


def _tool(name: str) -> str:
    return "copilot" if name.lower().endswith("copilot") else name.lower()


def fits(wanted: Claim, found: Claim) -> bool:
    """Tell whether a claim is the one wanted: organisation, action, tools and modality."""
    also = wanted.get("also", ())
    return (
        plain(found["org"]) in {plain(wanted["org"]), *map(plain, also)}
        and found["action"] in {wanted["action"], *also}
        and found["modality"] in {wanted["modality"], *also}
        and same_tools(wanted, found)
    )


def pairs(wanted: Iterable[Claim], found: Iterable[Claim]) -> list[tuple[Claim, Claim]]:
    """Match claims one to one, in their order."""
    left, matched = list(found), []
    for each in wanted:
        partner = next((other for other in left if fits(each, other)), None)
        if partner is not None:
            left.remove(partner)
            matched.append((each, partner))
    return matched


def _required(
    wanted: Iterable[Claim], found: list[dict[str, Any]]
) -> tuple[list[Claim], list[dict[str, Any]]]:
    """Leave out what a text may or may not be said to claim, such as the ban behind "has lifted its ban"."""
    needed = [each for each in wanted if not each.get("optional")]
    spare = [each for each in wanted if each.get("optional")]
    allowed = [other for each, other in pairs(spare, found) if not any(fits(one, other) for one in needed)]
    return needed, [each for each in found if not any(each is other for other in allowed)]


def score(texts: Iterable[Mapping[str, Any]], read: Reader) -> dict[str, float]:
    """Share of texts wholly right, F1 of claims, and the shares of dates and reasons right on matched claims."""
    counts: Counter[str] = Counter()
    for text in texts:
        wanted, found = _required(text["claims"], read(text["text"], text["published"]))
        matched = pairs(wanted, found)
        counts["texts"] += 1
        counts["right"] += len(matched) == len(wanted) == len(found)
        counts["wanted"] += len(wanted)
        counts["found"] += len(found)
        counts["matched"] += len(matched)
        for one, other in matched:
            counts["dates"] += "date" in one or "event_date" in other
            counts["dates right"] += "date" in one and one["date"] == other.get("event_date")
            counts["reasons"] += "reason" in one
            categories = {each["category"] for each in other["reasons"]}
            counts["reasons right"] += "reason" in one and bool(
                categories & {one["reason"], *one.get("also", ())}
            )
    return {
        "texts": counts["right"] / counts["texts"],
        "claims": 2 * counts["matched"] / (counts["wanted"] + counts["found"]),
        "dates": counts["dates right"] / max(1, counts["dates"]),
        "reasons": counts["reasons right"] / max(1, counts["reasons"]),
    }


@pytest.fixture(scope="module")
def read() -> Reader:
    extractor = load_extractor()

    def claims(text: str, published: date | None) -> list[dict[str, Any]]:
        page = Page(text, published=published)
        found: list[dict[str, Any]] = claims_record("s", extractor.extract(page, VersionId("v-s")), {})[
            "claims"
        ]
        return found

    return claims


def test_the_texts_that_speak_reach_their_floors(read: Reader) -> None:
    figures = score(FIRES, read)
    fallen = {name: value for name, value in figures.items() if value < FLOORS[name]}
    assert not fallen, f"below the floor: {fallen}"


def test_the_texts_that_say_nothing_stay_silent(read: Reader) -> None:
    quiet = sum(not read(each["text"], None) for each in SILENT) / len(SILENT)
    assert quiet >= FLOORS["silent"]


def test_every_quote_stands_in_its_text(read: Reader) -> None:
    assert all(
        claim["quote"] in each["text"] for each in FIRES for claim in read(each["text"], each["published"])
    )


def test_the_suites_are_wide_enough() -> None:
    claims = [claim for each in FIRES for claim in each["claims"]]
    assert len(FIRES) >= 300
    assert len(SILENT) >= 150
    assert len({claim["org"] for claim in claims}) >= 60
    assert {claim["action"] for claim in claims} == set(ACTIONS)
    assert len({each["voice"] for each in FIRES}) >= 8


def test_no_organisation_of_the_suites_is_in_the_corpus(corpus_organisations: set[str]) -> None:
    ours = {plain(claim["org"]) for each in FIRES for claim in each["claims"]} - {
        "unnamed",
        "openai",
        "anthropic",
    }
    assert not ours & corpus_organisations


@pytest.fixture
def corpus_organisations() -> set[str]:
    gold = Path(__file__).resolve().parents[2] / "data" / "corpus" / "gold"
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    return {plain(claim["org"]) for record in records for claim in record["claims"]}


def test_a_text_counts_as_right_only_with_just_its_claims() -> None:
    text = {
        "text": "",
        "published": None,
        "claims": [{"org": "Bank Ost", "action": "ban", "tools": ["ChatGPT"], "modality": "fact_reported"}],
    }
    made = {
        "org": "Bank Ost",
        "action": "ban",
        "tools": ["ChatGPT"],
        "modality": "fact_reported",
        "reasons": [],
    }
    other = made | {"action": "allow"}
    with_date = made | {"event_date": "2026"}
    assert score([text | {"claims": []}, text], lambda _text, _day: [with_date])["claims"] == pytest.approx(
        2 / 3
    )
    assert score([text], lambda _text, _day: [with_date])["texts"] == 1.0
    assert score([text], lambda _text, _day: [with_date, other])["texts"] == 0.0
