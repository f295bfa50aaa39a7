"""Builders of records with defaults, named after the records: `assertion(action="lift")`."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.model import (
    Assertion,
    AssertionId,
    Claim,
    ClaimId,
    Document,
    EventId,
    PartialDate,
    Reading,
    Source,
    Version,
    content_id,
    document_id,
    quote_of,
    source_id,
    version_id,
)

SENTENCE = "Meta now requires approval before its engineers may use Claude Code."


@pytest.fixture
def source() -> Callable[..., Source]:
    def build(name: str = "The Lantern", **given: Any) -> Source:
        return Source(source_id(name), name, **given)

    return build


@pytest.fixture
def document(source: Callable[..., Source]) -> Callable[..., Document]:
    def build(url: str = "http://lantern.test/meta", of: Source | None = None, **given: Any) -> Document:
        return Document(document_id(url), url, (of or source()).id, **given)

    return build


@pytest.fixture
def version(document: Callable[..., Document]) -> Callable[..., Version]:
    """Build a version of `of`; `published` as in 2026-06-24, `fetched` in hours after 2026-06-25."""

    def build(
        text: str = SENTENCE,
        of: Document | None = None,
        title: str = "Meta asks first",
        published: str | None = "2026-06-24",
        fetched: int = 0,
        **given: Any,
    ) -> Version:
        page, date = of or document(), PartialDate.parse(published, "page") if published else None
        given.setdefault("fetched_at", datetime(2026, 6, 25 + fetched // 24, fetched % 24, tzinfo=UTC))
        return Version(version_id(page.id, title, text, date), page.id, title, text, published=date, **given)

    return build


@pytest.fixture
def assertion(version: Callable[..., Version]) -> Callable[..., Assertion]:
    """Build an assertion whose quote is `words` of version `of`, the whole text by default."""

    def build(
        of: Version | None = None,
        organisation: str = "Meta",
        action: str = "require_approval",
        words: str = "",
        **given: Any,
    ) -> Assertion:
        page = of or version()
        start = page.text.index(words)
        given.setdefault("quote", quote_of(page.text, start, start + len(words or page.text)))
        given.setdefault("tools", ("Claude Code",))
        named = content_id("a", page.id, organisation, action, given["quote"], given["tools"])
        given.setdefault("id", AssertionId(named))
        return Assertion(version=page.id, organisation=organisation, action=action, **given)

    return build


@pytest.fixture
def reading(
    source: Callable[..., Source], document: Callable[..., Document], version: Callable[..., Version]
) -> Callable[..., Reading]:
    """Build a reading; `outlet`, `url`, `text` and `published` go to the record they belong to."""

    def build(
        outlet: str = "The Lantern",
        url: str = "http://lantern.test/meta",
        text: str = SENTENCE,
        published: str | None = "2026-06-24",
        assertions: Callable[[Version], Sequence[Assertion]] = lambda _: (),
    ) -> Reading:
        publisher = source(outlet)
        page = document(url, publisher)
        read = version(text, page, published=published)
        return Reading(publisher, page, read, tuple(assertions(read)))

    return build


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Build a claim of `assertions`; its id and event follow from `name`."""

    def build(name: str = "meta", assertions: Sequence[Assertion] = (), **given: Any) -> Claim:
        defaults: dict[str, Any] = {
            "id": ClaimId(content_id("c", name)),
            "event": EventId(content_id("e", name)),
            "organisation": "Meta",
            "organisation_type": "company",
            "action": "require_approval",
            "state": "APPROVAL_REQUIRED",
            "tools": ("Claude Code",),
            "assertions": tuple(each.id for each in assertions),
            "documents": (),
        }
        return Claim(**defaults | given)

    return build
