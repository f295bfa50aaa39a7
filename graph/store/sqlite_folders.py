"""Many documents at once, in and out: for copies and for what a cluster has read. Each inside a transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.model import Assertion, Block, Document, DocumentId, Folder, Kept, Version, VersionId
from graph.store.rows import field_of, names_of, record_of
from graph.store.rules import in_text_order, newest_first, require_quotes
from graph.store.sqlite_file import Database, columns_of
from graph.store.sqlite_versions import (
    keep_text,
    let_newest_speak,
    mark_stale,
    replace_assertions,
    replace_card,
)


def folders_of(database: Database, documents: Sequence[DocumentId]) -> list[Folder]:
    """Give all that is stored of some documents, by id."""
    some = "(SELECT value FROM json_each(?))"
    pages = database.records(Document, f"WHERE id IN {some} ORDER BY id", [json.dumps(documents)])
    versions: dict[DocumentId, list[tuple[Version, Any, str]]] = {}
    statement = (
        f"SELECT {columns_of(Version)}, seen_at, read_by FROM version WHERE document IN {some} ORDER BY id"
    )
    for *row, seen, read_by in database.each_row(statement, [json.dumps([each.id for each in pages])]):
        version = record_of(Version, dict(zip(names_of(Version), row, strict=True)))
        versions.setdefault(version.document, []).append(
            (version, field_of(Version, "fetched_at", seen), read_by)
        )
    said = _said(database, [each[0].id for kept in versions.values() for each in kept])
    return [
        Folder(page, tuple(_kept(*each, said.get(each[0].id, ())) for each in versions.get(page.id, ())))
        for page in pages
    ]


def _said(
    database: Database, versions: Sequence[VersionId]
) -> dict[VersionId, list[tuple[Assertion, Block]]]:
    some = "(SELECT value FROM json_each(?))"
    statement = f"SELECT {columns_of(Assertion)}, block FROM assertion WHERE version IN {some}"
    said: dict[VersionId, list[tuple[Assertion, Block]]] = {}
    for *row, block in database.each_row(statement, [json.dumps(versions)]):
        found = record_of(Assertion, dict(zip(names_of(Assertion), row, strict=True)))
        said.setdefault(found.version, []).append((found, Block(block)))
    return said


def _kept(version: Version, seen: Any, read_by: str, said: Iterable[tuple[Assertion, Block]]) -> Kept:
    blocks = {each.id: block for each, block in said}
    ordered = in_text_order(each for each, _ in said)
    return Kept(version, seen, read_by, ordered, tuple(blocks[each.id] for each in ordered))


def keep_folder(database: Database, folder: Folder) -> None:
    """Save a document, each version as it was first and last fetched, and what was read. Raises: QuoteNotInText."""
    if replace_card(database, folder.document, folder.document.id):
        mark_stale(database, "document.id = ?", folder.document.id)
    for kept in newest_first(folder.versions):
        version = kept.version
        keep_text(database, version)
        keep_text(database, replace(version, fetched_at=kept.seen_at))
        if kept.read_by:
            for each in kept.assertions:
                require_quotes(version.text, each)
            replace_assertions(database, version, kept.assertions, kept.blocks)
            database.rows("UPDATE version SET read_by = ? WHERE id = ?", [kept.read_by, version.id])
        let_newest_speak(database, version)
