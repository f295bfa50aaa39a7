"""What every store promises, whatever its engine: which version counts, and that quotes are exact.

Pure functions over records; an adapter calls them before it writes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Final

from graph.errors import QuoteNotInText
from graph.model import (
    Assertion,
    AssertionId,
    Claim,
    Derived,
    Kept,
    PartialDate,
    Question,
    Quote,
    Relation,
    Slot,
    Timeline,
    Trail,
    Version,
)
from graph.store.rows import row_of

Recency = tuple[datetime, datetime, str]

# Which derived record an id names, by its first letter, and the field that holds the id.
NAMED: Final[dict[str, tuple[type, str]]] = {
    "c": (Claim, "id"),
    "r": (Relation, "id"),
    "t": (Timeline, "id"),
    "e": (Trail, "event"),
    "q": (Question, "id"),
}
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def recency(version: Version) -> Recency:
    """Give the sort key by which the newest version of a document is the greatest.

    Shape: published later, else fetched later, else the greater id; a day counts from its midnight (UTC),
    and what has no date comes before whatever has one.
    """
    published = version.published_at
    if published is None and version.published is not None:
        published = datetime.combine(version.published.first, time(), UTC)
    return published or _LONG_AGO, version.fetched_at or _LONG_AGO, version.id


def newest_first(versions: Iterable[Kept]) -> list[Kept]:
    """Sort versions by what counts, the newest first: in this order none speaks that another one then silences."""
    return sorted(
        versions, key=lambda each: recency(replace(each.version, fetched_at=each.seen_at)), reverse=True
    )


def newest_read(versions: Iterable[Kept]) -> Kept | None:
    """Give the version that counts: the newest of those that somebody has read."""
    return next((each for each in newest_first(versions) if each.read_by), None)


def speaking(versions: Iterable[Version], known: date) -> Version | None:
    """Give the version that speaks for a document on a day: the newest that was published by then, or none.

    Shape: a version without a date was never known to be published by any day.
    """
    told = [each for each in versions if each.published is not None and each.published.first <= known]
    return max(told, key=recency, default=None)


def oldest_fetch_first(versions: Iterable[Version]) -> list[Version]:
    """Sort the versions of a document as they were fetched, ties by id."""
    return sorted(versions, key=lambda each: (each.fetched_at or _LONG_AGO, each.id))


def in_text_order(assertions: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """Sort the assertions of a version as a reader meets them, ties by id."""
    return tuple(sorted(assertions, key=lambda each: (each.quote.start, each.quote.end, each.id)))


def derived_in_order(
    claims: Iterable[Claim],
    relations: Iterable[Relation],
    timelines: Iterable[Timeline],
    trails: Iterable[Trail],
    questions: Iterable[Question],
) -> Derived:
    """Sort what was derived from a block, so that equal blocks are equal in every store."""
    return Derived(
        tuple(sorted(claims, key=lambda each: each.id)),
        tuple(sorted(relations, key=lambda each: each.id)),
        tuple(sorted(timelines, key=by_columns)),
        tuple(sorted(trails, key=lambda each: each.event)),
        tuple(sorted(questions, key=lambda each: each.id)),
    )


def by_columns(timeline: Timeline) -> tuple[str, ...]:
    """Give the sort key of a timeline: its columns, as a store keeps them."""
    row = row_of(timeline)
    return tuple(str(row[name]) for name in ("organisation", "tools", "population", "steps"))


def known_on(relation: Relation, published: Mapping[AssertionId, PartialDate | None]) -> date:
    """Give the day on which both passages of a relation were known; one without a date was known ever since."""
    ends = (published.get(relation.from_assertion), published.get(relation.to_assertion))
    return max(each.first if each else date.min for each in ends)


def latest_step(timeline: Timeline) -> date:
    """Give the first day of the latest dated step of a timeline, or the first day of all."""
    return max((each.date.first for each in timeline.steps if each.date), default=date.min)


def quotes_in(value: object, name: str = "") -> Iterator[tuple[str, Quote]]:
    """Find every quote anywhere in a record, each with the name of the field or slot that it fills."""
    if isinstance(value, Quote):
        yield name, value
    elif isinstance(value, Slot):
        yield value.name, value.quote
    elif isinstance(value, tuple):
        for each in value:
            yield from quotes_in(each, name)
    else:
        cls: type = type(value)
        for each in _names(cls):
            part = getattr(value, each)
            if part and not isinstance(part, str):
                yield from quotes_in(part, f"{name}.{each}" if name else each)


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cls)) if is_dataclass(cls) else ()


def require_quotes(text: str, assertion: Assertion) -> None:
    """Check every quote of an assertion against the text of its version.

    Raises: QuoteNotInText for the first one that is empty or not the text at its offsets.
    """
    for name, quote in quotes_in(assertion):
        inside = 0 <= quote.start < quote.end <= len(text)
        if not inside or text[quote.start : quote.end] != quote.exact:
            raise QuoteNotInText(name, quote.exact)
