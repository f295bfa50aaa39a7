"""Small worlds: pages of the newsroom with claims in the shape of the gold files."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.derive import derive
from graph.derive.given import given
from graph.model import Claim, Derived, Reading, Relation

CORPUS = Path(__file__).parents[3] / "data" / "corpus"

Told = tuple[dict[str, Any], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the sample newsroom and its gold."""
    return CORPUS


@pytest.fixture(scope="session")
def storylines() -> dict[str, dict[str, Any]]:
    """The storylines by name."""
    files = sorted((CORPUS / "storylines").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="session")
def says() -> Callable[..., dict[str, Any]]:
    """Build a claim: `says("ban", ["ChatGPT"], on="2025-03-10", of="all staff", universal=True)`."""

    def build(
        action: str = "ban",
        tools: Sequence[str] = ("ChatGPT",),
        *,
        org: str = "Norvane Bank",
        on: str = "",
        of: str = "",
        kind: str = "",
        universal: bool = False,
        exclusive: bool = False,
        because: str | Sequence[str] = (),
        instead: str = "",
        by: str = "org",
        sources: Sequence[str] = ("self",),
        modality: str = "",
        quote: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        claim: dict[str, Any] = {
            "org": org,
            "action": action,
            "tools": list(tools),
            "attribution": list(sources),
            "modality": modality or ("denial" if action == "deny" else "fact_reported"),
            "quote": quote or f"{org} {action} {' '.join(tools)} {of} {on}.",
            "reasons": [
                {"category": each, "text": each.replace("_", " "), "stated_by": "org", "stance": "stated"}
                for each in ([because] if isinstance(because, str) else because)
            ],
        }
        if instead:
            alternative = {"category": instead, "text": instead, "stated_by": by, "stance": "alternative"}
            claim["reasons"].append(alternative if by != "org" else alternative | {"stated_by": "author"})
        if of or kind:
            claim["scope"] = {
                "type": kind or "employees",
                "text": of,
                "universal": universal,
                "exclusive": exclusive,
            }
        return claim | ({"event_date": on} if on else {}) | more

    return build


@pytest.fixture(scope="session")
def page() -> Callable[..., Told]:
    """Build a page that quotes its claims: `page("Otter & Ledger", "2025-03-05", says("ban"))`."""

    def build(
        outlet: str = "Otter & Ledger",
        published: str = "2025-03-05",
        *claims: Mapping[str, Any],
        text: str = "",
        **more: Any,
    ) -> Told:
        told = [{"id": f"c{number}"} | dict(claim) for number, claim in enumerate(claims, 1)]
        slug = outlet.lower().replace(" ", "-").replace("&", "and")
        body = " ".join(dict.fromkeys(claim["quote"] for claim in told))
        record: dict[str, Any] = {
            "id": f"{slug}-{published}",
            "url": f"http://{slug}.test/{published}",
            "outlet": outlet,
            "published": published,
            "title": "",
            "text": f"{text or f'{outlet} writes this on {published}.'} {body}",
        } | more
        return record, told

    return build


@pytest.fixture(scope="session")
def read() -> Callable[..., tuple[Reading, ...]]:
    """Turn pages into readings."""

    def build(*pages: Told) -> tuple[Reading, ...]:
        return given([record for record, _ in pages], {record["id"]: told for record, told in pages}).readings

    return build


@pytest.fixture(scope="session")
def world(read: Callable[..., tuple[Reading, ...]]) -> Callable[..., Derived]:
    """Derive what follows from pages."""

    def build(*pages: Told) -> Derived:
        return derive(read(*pages))

    return build


@pytest.fixture(scope="session")
def kinds() -> Callable[..., list[str]]:
    """Name the relations of one kind that were found, by subtype."""

    def build(derived: Derived, kind: str = "contradicts") -> list[str]:
        return sorted(each.subtype for each in derived.relations if each.kind == kind)

    return build


@pytest.fixture(scope="session")
def only() -> Callable[..., Relation]:
    """Give the one relation of a kind."""

    def build(derived: Derived, kind: str) -> Relation:
        (found,) = [each for each in derived.relations if each.kind == kind]
        return found

    return build


@pytest.fixture(scope="session")
def by_outlet() -> Callable[..., Claim]:
    """Give the claim that an outlet's page makes first."""

    def build(derived: Derived, readings: Sequence[Reading], outlet: str) -> Claim:
        (reading,) = [each for each in readings if each.source.name == outlet]
        return next(each for each in derived.claims if reading.assertions[0].id in each.assertions)

    return build
