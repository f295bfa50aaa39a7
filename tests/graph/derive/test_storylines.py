"""The gold across pages: what derivation has to reach from given claims, and the newsroom's storylines."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from graph.derive.contract import derive_pages

# What `score_storylines.py` measured when these were written, less some slack.
FLOORS = {
    "same event (pairs)": {"f": 0.95},
    "contradicts": {"p": 0.95, "r": 0.95},
    "headline_body": {"f": 0.95},
    "questions found": {"f": 0.95},
    "question status (of found)": {"r": 1.0},
    "disputes": {"f": 0.95},
    "corrects": {"f": 0.95},
    "supersedes": {"f": 0.95},
    "traps avoided": {"r": 1.0},
    "developments exact": {"r": 0.90},
    "copies": {"f": 1.0},
    "origins certain": {"r": 0.95},
    "origins possible": {"r": 0.95},
    "origins access": {"r": 0.95},
    "origins bottleneck": {"r": 0.95},
}


@pytest.fixture(scope="module")
def derived(storylines: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Derive every storyline from its gold claims."""
    return {name: derive_pages(each["pages"], each["gold"]["claims"]) for name, each in storylines.items()}


@pytest.fixture(scope="module")
def table(
    derived: dict[str, dict[str, Any]], corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The corpus scorer's table."""
    folder = tmp_path_factory.mktemp("predicted")
    for name, record in derived.items():
        (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    command = [sys.executable, str(corpus / "score_storylines.py"), str(folder), "--json"]
    rows: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
    )
    return rows


@pytest.mark.parametrize("part", FLOORS)
def test_gold_claims_reach_the_floor(table: dict[str, Any], part: str) -> None:
    assert {key: table[part][key] for key in FLOORS[part] if table[part][key] < FLOORS[part][key]} == {}


def test_citations_find_who_rests_on_whom(
    derived: dict[str, dict[str, Any]], storylines: dict[str, dict[str, Any]]
) -> None:
    hits = predicted = wanted = 0
    for name, story in storylines.items():
        unseen = {each["id"]: each for each in story["unseen"]}
        gold = {(each["from"], each["to"]) for each in story["gold"]["citations"]}
        found = {
            (each["from"], named(each["from"], each["to"], gold, unseen))
            for each in derived[name]["citations"]
        }
        hits, predicted, wanted = hits + len(found & gold), predicted + len(found), wanted + len(gold)
    assert hits / predicted >= 0.88
    assert hits / wanted >= 0.88


def named(page: str, source: str, gold: set[tuple[str, str]], unseen: dict[str, dict[str, Any]]) -> str:
    """Give an unseen source the gold's id, if the page rests on one with a word of its name."""
    words = set(re.findall(r"\w{4,}", source.lower()))
    for below, above in sorted(gold):
        if below == page and above in unseen:
            same = words & set(re.findall(r"\w{4,}", unseen[above]["name"].lower()))
            if same or (source.startswith("unnamed") and unseen[above]["kind"] == "anonymous"):
                return above
    return source


# The sample newsroom ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newsroom(corpus: Path) -> dict[str, Any]:
    """Derive the sample newsroom's pages from their gold claims."""
    pages, claims = [], {}
    for path in sorted((corpus / "gold").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if "path" in record:
            pages.append(page_of(record, (corpus / record["path"]).read_text(encoding="utf-8")))
            claims[record["id"]] = [marked(each) for each in record["claims"]]
    return derive_pages(pages, claims)


def page_of(record: dict[str, Any], html: str) -> dict[str, Any]:
    """Read a page's text and the links inside it."""
    marked_up = trafilatura.extract(html, include_links=True, include_comments=False) or ""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", marked_up)
    site = record["path"].split("/")[0]
    kind = {"site-b": "aggregation", "site-c": "commentary"}.get(site, "report")
    links = re.findall(r"\]\((http[^)\s]+)\)", marked_up)
    return record | {"text": re.sub(r"\s+", " ", text), "links": links, "kind": kind, "title": ""}


def marked(claim: dict[str, Any]) -> dict[str, Any]:
    """Mark what says "all": the newsroom's gold is older than that mark."""
    scope = claim.get("scope")
    if not scope or not re.search(r"\b(all|every|everyone|everybody|company-wide)\b", scope["text"]):
        return claim
    return claim | {"scope": scope | {"universal": True}}


@pytest.fixture(scope="module")
def story(corpus: Path) -> dict[str, Any]:
    """The newsroom's own gold across pages."""
    record: dict[str, Any] = json.loads((corpus / "storylines.json").read_text(encoding="utf-8"))
    return record


def pairs(groups: list[list[str]]) -> set[tuple[str, str]]:
    """Give all pairs of members."""
    return {(a, b) for group in groups for a in group for b in group if a < b}


def test_the_newsrooms_events_are_found(newsroom: dict[str, Any], story: dict[str, Any]) -> None:
    gold = pairs([group for each in story["storylines"] for group in each["same_event"]])
    found = pairs([each["claims"] for each in newsroom["same_event"]])
    assert len(gold & found) / len(gold) >= 0.95
    assert len(gold & found) / len(found) >= 0.90  # gold leaves out what belongs to no storyline


def test_the_newsrooms_citations_and_copies_are_found(
    newsroom: dict[str, Any], story: dict[str, Any]
) -> None:
    found = {(each["from"], each["to"]) for each in newsroom["citations"]}
    assert {(each["from"], each["to"]) for each in story["citations"]} <= found
    copies = {(each["original"], each["copy"]) for each in newsroom["copies"]}
    assert copies == {(each["original"], each["copy"]) for each in story["duplicates"]}


@pytest.mark.parametrize(
    "change", [("a2#c1", "a1#c1"), ("e2#c1", "e1#c1"), ("d3#c1", "d1#c1"), ("a4#c2", "a4#c1")]
)
def test_the_newsrooms_lifts_are_found(newsroom: dict[str, Any], change: tuple[str, str]) -> None:
    lifts = {(each["from"], each["to"]) for each in newsroom["relations"] if each.get("subtype") == "lifts"}
    assert change in lifts


@pytest.fixture
def meta(newsroom: dict[str, Any]) -> Callable[[str], list[dict[str, Any]]]:
    """Give the relations of one type between the three Meta pages."""

    def build(kind: str) -> list[dict[str, Any]]:
        return [
            each
            for each in newsroom["relations"]
            if each["type"] == kind and each["from"][:3] in {"a3#", "b2#", "c1#"}
        ]

    return build


def test_metas_rule_has_one_origin_and_it_has_a_name(newsroom: dict[str, Any]) -> None:
    (event,) = [each for each in newsroom["same_event"] if "a3#c1" in each["claims"]]
    assert set(event["claims"]) == {"a3#c1", "b2#c1", "c1#c1"}
    (origin,) = [each for each in newsroom["origins"] if each["event"] == event["id"]]
    assert (origin["certain"], origin["possible"]) == (1, 1)
    assert origin["bottleneck"] == origin["primary"] == "The Information"


def test_the_commentator_disputes_metas_reason(meta: Callable[[str], list[dict[str, Any]]]) -> None:
    (dispute,) = meta("disputes")
    assert (dispute["from"], dispute["to"]) == ("c1#c1", "a3#c1")
    assert "distillation" in dispute["why"]
    assert "competition" in dispute["why"]


def test_metas_population_is_contested(meta: Callable[[str], list[dict[str, Any]]]) -> None:
    clashes = {(each["subtype"], each["from"], each["to"]) for each in meta("contradicts")}
    assert ("population", "a3#c1", "b2#c1") in clashes
    assert {subtype for subtype, _, _ in clashes} == {"population"}
