"""How relations and timelines are listed the latest first, a page at a time, and counted. In an open transaction."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from graph.model import AssertionId, PartialDate, Relation, RelationKind, RelationSearch, Timeline, Version
from graph.store.rows import Scalar, field_of
from graph.store.sqlite_file import GIVEN, Database, given

_OF_ONE_SORT = "SELECT known, id FROM relation WHERE kind = ? AND subtype = ? AND known BETWEEN ? AND ?"
_COUNTED = "SELECT kind, subtype, records FROM tally WHERE record = ? AND records > 0 ORDER BY kind, subtype"


def latest_relations(database: Database, search: RelationSearch) -> list[Relation]:
    """Merge the sorts wanted, each of which the index has in order."""
    sorts = [
        each
        for each in count_relations(database)
        if (not search.kinds or each[0] in search.kinds)
        and (not search.subtypes or each[1] in search.subtypes)
    ]
    if not sorts:
        return []
    days = ((search.since or date.min).isoformat(), (search.until or date.max).isoformat())
    values: list[Scalar] = [value for each in sorts for value in (*each, *days)]
    limit = -1 if search.limit is None else max(0, search.limit)
    # Only the index is walked for this; the records of the page are looked up afterwards.
    statement = " UNION ALL ".join([_OF_ONE_SORT] * len(sorts)) + " ORDER BY known DESC, id LIMIT ? OFFSET ?"
    ids = [key for _, key in database.rows(statement, [*values, limit, max(0, search.offset)])]
    found = database.records(Relation, f"WHERE id IN {GIVEN}", [given(ids)])
    by_id = {each.id: each for each in found}
    return [by_id[each] for each in ids]


def count_relations(database: Database) -> Mapping[tuple[RelationKind, str], int]:
    """Read what the triggers keep."""
    rows = database.rows(_COUNTED, ["relation"])
    return {(cast("RelationKind", kind), subtype): records for kind, subtype, records in rows}


def latest_timelines(database: Database, organisation: str, limit: int, offset: int) -> list[Timeline]:
    """Walk the index; those of one organisation are few enough to be sorted."""
    one, values = (" AND organisation = ?", [organisation]) if organisation else ("", [])
    rest = f"WHERE states > 0{one} ORDER BY states > 1 DESC, latest DESC, id LIMIT ? OFFSET ?"
    return database.records(Timeline, rest, [*values, max(0, limit), max(0, offset)])


def count_timelines(database: Database, organisation: str) -> Mapping[int, int]:
    """Read what the triggers keep, or count those of one organisation."""
    if organisation:
        counted = (
            "SELECT states, count(*) FROM timeline WHERE organisation = ? GROUP BY states ORDER BY states"
        )
        return dict(database.rows(counted, [organisation]))
    return dict(
        sorted((int(states), records) for states, _, records in database.rows(_COUNTED, ["timeline"]))
    )


def published_of(
    database: Database, assertions: Iterable[AssertionId]
) -> Mapping[AssertionId, PartialDate | None]:
    """Give the day on which the page of each assertion was published."""
    rows = database.rows(
        "SELECT assertion.id, published FROM assertion JOIN version ON version.id = assertion.version"
        f" WHERE assertion.id IN {GIVEN}",
        [given(assertions)],
    )
    return {each: field_of(Version, "published", published) for each, published in rows}
