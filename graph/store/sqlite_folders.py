"""Many documents at once, in and out: for copies and for what a cluster has read. Each inside a transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import NotFound
from graph.model import Assertion, Block, Document, DocumentId, Folder, Kept, SourceId, Version, VersionId
from graph.store.rows import Scalar, cell_of, field_of, names_of, record_of, row_of
from graph.store.rules import in_text_order, newest_first, newest_read, require_quotes
from graph.store.sqlite_file import GIVEN, Database, columns_of, given, insert_of
from graph.store.sqlite_versions import (
    keep_text,
    let_newest_speak,
    mark_stale,
    replace_assertions,
    replace_card,
)


def folders_of(database: Database, documents: Sequence[DocumentId]) -> list[Folder]:
    """Give all that is stored of some documents, by id."""
    pages = database.records(Document, f"WHERE id IN {GIVEN} ORDER BY id", [given(documents)])
    versions: dict[DocumentId, list[tuple[Version, Any, str]]] = {}
    statement = (
        f"SELECT {columns_of(Version)}, seen_at, read_by FROM version WHERE document IN {GIVEN} ORDER BY id"
    )
    for *row, seen, read_by in database.each_row(statement, [given(each.id for each in pages)]):
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
    statement = f"SELECT {columns_of(Assertion)}, block FROM assertion WHERE version IN {GIVEN}"
    said: dict[VersionId, list[tuple[Assertion, Block]]] = {}
    for *row, block in database.each_row(statement, [given(versions)]):
        found = record_of(Assertion, dict(zip(names_of(Assertion), row, strict=True)))
        said.setdefault(found.version, []).append((found, Block(block)))
    return said


def _kept(version: Version, seen: Any, read_by: str, said: Iterable[tuple[Assertion, Block]]) -> Kept:
    blocks = {each.id: block for each, block in said}
    ordered = in_text_order(each for each, _ in said)
    return Kept(version, seen, read_by, ordered, tuple(blocks[each.id] for each in ordered))


def keep_folders(database: Database, folders: Sequence[Folder]) -> None:
    """Save documents with all that is stored of them. Raises: NotFound for a source, QuoteNotInText."""
    for kept in (each for folder in folders for each in folder.versions):
        for said in kept.assertions:
            require_quotes(kept.version.text, said)
    _require_sources(database, {each.document.source for each in folders})
    known = _known(database, "document", [each.document.id for each in folders])
    fresh = {each.document.id: each for each in reversed(folders) if each.document.id not in known}
    _add(database, list(fresh.values()))
    for folder in folders:
        if folder is not fresh.get(folder.document.id):
            _keep(database, folder)


def _require_sources(database: Database, sources: set[SourceId]) -> None:
    missing = sources - _known(database, "source", sorted(sources))
    if missing:
        raise NotFound("source", min(missing))


def _known(database: Database, table: str, ids: Sequence[str]) -> set[str]:
    statement = f"SELECT id FROM {table} WHERE id IN {GIVEN}"
    return {each for (each,) in database.rows(statement, [given(ids)])}


def _add(database: Database, folders: Sequence[Folder]) -> None:
    """Add documents that were not there, a table at a time."""
    newest = {each.document.id: newest_read(each.versions) for each in folders}
    speaking = {each.version.id: each for each in newest.values() if each}
    kept = [each for folder in folders for each in folder.versions]
    speaks = [each.version.id if (each := newest[folder.document.id]) else None for folder in folders]
    database.many(
        insert_of(Document, ("speaks",)),
        ((*row_of(each.document).values(), said) for each, said in zip(folders, speaks, strict=True)),
    )
    database.many(
        insert_of(Version, ("seen_at", "read_by")),
        ((*row_of(each.version).values(), _seen_at(each), each.read_by) for each in kept),
    )
    database.many(
        insert_of(Assertion, ("block", "current")),
        (
            (*row_of(said).values(), block, each.version.id in speaking)
            for each in kept
            for said, block in zip(each.assertions, each.blocks, strict=True)
        ),
    )
    blocks = {block for each in speaking.values() for block in each.blocks}
    database.many("INSERT OR IGNORE INTO stale (block) VALUES (?)", [[each] for each in sorted(blocks)])


def _seen_at(kept: Kept) -> Scalar:
    return cell_of(Version, "fetched_at", kept.seen_at)


def _keep(database: Database, folder: Folder) -> None:
    """Save one document that was there, version by version."""
    if replace_card(database, folder.document, folder.document.id):
        mark_stale(database, "document.id = ?", folder.document.id)
    for kept in newest_first(folder.versions):
        version = kept.version
        keep_text(database, version)
        keep_text(database, replace(version, fetched_at=kept.seen_at))
        if kept.read_by:
            replace_assertions(database, version, kept.assertions, kept.blocks)
            database.rows("UPDATE version SET read_by = ? WHERE id = ?", [kept.read_by, version.id])
        let_newest_speak(database, version)
