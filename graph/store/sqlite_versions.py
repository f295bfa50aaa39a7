"""Which version of a document counts, and which blocks become stale when that or its reading changes.

Functions over a Database, each inside the transaction of the write that calls it.
"""

from collections.abc import Sequence
from dataclasses import replace

from graph.model import Assertion, Block, Document, Source, Version
from graph.store.rows import Scalar, field_of, row_of
from graph.store.rules import Recency, recency
from graph.store.sqlite_file import Database, columns_of, insert_of, table_of


def replace_card(database: Database, card: Source | Document, wanted: str) -> bool:
    """Keep the latest that is known of a source or a document; tell whether it said something else before."""
    known = database.records(type(card), "WHERE id = ?", [wanted])
    if not known:
        database.add(card)
    elif known[0] != card:
        row = row_of(card)
        columns = ", ".join(f'"{name}" = ?' for name in row)
        database.rows(
            f"UPDATE {table_of(type(card))} SET {columns} WHERE id = ?",
            [*row.values(), wanted],
        )
        return True
    return False


def keep_text(database: Database, version: Version) -> bool:
    """Add a version, or note that its very text was fetched again; tell whether it is new."""
    fetched = row_of(version)["fetched_at"]
    if not database.rows("SELECT 1 FROM version WHERE id = ?", [version.id]):
        database.add(version, seen_at=fetched)
        return True
    database.rows(
        "UPDATE version SET fetched_at = min(coalesce(fetched_at, ?1), coalesce(?1, fetched_at)),"
        " seen_at = max(coalesce(seen_at, ?1), coalesce(?1, seen_at)) WHERE id = ?2",
        [fetched, version.id],
    )
    return False


def replace_assertions(
    database: Database, version: Version, assertions: Sequence[Assertion], blocks: Sequence[Block]
) -> None:
    """Replace what a version says; if it speaks for its document, the blocks that differ become stale."""
    [(speaks,)] = database.rows(
        "SELECT speaks IS ? FROM document WHERE id = ?", [version.id, version.document]
    )
    before = set(
        database.rows(
            f"SELECT {columns_of(Assertion)}, block FROM assertion WHERE version = ?",
            [version.id],
        )
    )
    said = {each.id: (*row_of(each).values(), block) for each, block in zip(assertions, blocks, strict=True)}
    changed = before ^ set(said.values())
    if not changed:
        return
    database.rows("DELETE FROM assertion WHERE version = ?", [version.id])
    database.many(insert_of(Assertion, ("block", "current")), [(*values, speaks) for values in said.values()])
    if speaks:
        _stale(database, {values[-1] for values in changed})


def let_newest_speak(database: Database, version: Version) -> None:
    """Let a version count for its document, and no other one, if it was read and is the newest of those.

    Shape: only what was just read or fetched again can have become the newest: no other version is looked at.
    """
    [(speaks,)] = database.rows("SELECT speaks FROM document WHERE id = ?", [version.document])
    if speaks == version.id or not _was_read(database, version):
        return
    if speaks and _last_fetched(database, speaks) > _last_fetched(database, version.id):
        return
    database.rows("UPDATE document SET speaks = ? WHERE id = ?", [version.id, version.document])
    both = [version.id, speaks]
    database.rows("UPDATE assertion SET current = (version = ?1) WHERE version IN (?1, ?2)", both)
    blocks = database.rows("SELECT DISTINCT block FROM assertion WHERE version IN (?, ?)", both)
    _stale(database, {block for (block,) in blocks})


def _was_read(database: Database, version: Version) -> bool:
    return bool(database.rows("SELECT 1 FROM version WHERE id = ? AND read_by <> ''", [version.id]))


def _last_fetched(database: Database, version: str) -> Recency:
    """Give a version's sort key by the last fetch of its text: a page may return to what it said before."""
    [found] = database.records(Version, "WHERE id = ?", [version])
    [(seen,)] = database.rows("SELECT seen_at FROM version WHERE id = ?", [version])
    return recency(replace(found, fetched_at=field_of(Version, "fetched_at", seen)))


def mark_stale(database: Database, where: str, wanted: str) -> None:
    """Mark the blocks that the documents meeting a condition speak in."""
    blocks = database.rows(
        "SELECT DISTINCT assertion.block FROM document JOIN assertion ON assertion.version = document.speaks"
        f" WHERE {where}",
        [wanted],
    )
    _stale(database, {block for (block,) in blocks})


def _stale(database: Database, blocks: set[Scalar]) -> None:
    database.many("INSERT OR IGNORE INTO stale (block) VALUES (?)", [[block] for block in blocks])
