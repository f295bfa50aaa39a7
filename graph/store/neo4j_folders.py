"""Many documents at once, in and out: for copies and for what a cluster has read. Each inside a transaction.

New documents go in a few queries for all of them; those that are there already take the way of single ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import NotFound
from graph.model import Assertion, Block, Document, DocumentId, Folder, Kept, Version
from graph.store import neo4j_queries as ask
from graph.store.neo4j_server import Found, Work, kept_of, record_from
from graph.store.neo4j_versions import (
    assertion_row,
    block_rows,
    keep_text,
    let_newest_speak,
    mark_stale,
    replace_assertions,
    replace_document,
)
from graph.store.rows import field_of
from graph.store.rules import in_text_order, newest_first, newest_read, require_quotes


def folders_of(work: Work, documents: Sequence[DocumentId]) -> list[Folder]:
    """Give all that is stored of some documents, by id."""
    found = [_folder(row) for row in work.each(ask.FOLDERS, rows=list(documents))]
    return sorted(found, key=lambda each: each.document.id)


def _folder(row: Found) -> Folder:
    versions = [_kept_version(each) for each in row["versions"] if each["kept"]]
    versions.sort(key=lambda each: each.version.id)
    return Folder(record_from(Document, row["document"]), tuple(versions))


def _kept_version(row: Found) -> Kept:
    said = [each for each in row["said"] if each["kept"]]
    blocks = {each["kept"]["id"]: Block(each["block"]) for each in said}
    ordered = in_text_order(record_from(Assertion, each["kept"]) for each in said)
    seen = field_of(Version, "fetched_at", row["kept"].get("seen_at"))
    version = record_from(Version, row["kept"])
    return Kept(version, seen, row["kept"]["read_by"], ordered, tuple(blocks[each.id] for each in ordered))


def keep_folders(work: Work, folders: Sequence[Folder]) -> None:
    """Save documents with all that is stored of them. Raises: NotFound, QuoteNotInText."""
    for kept in (each for folder in folders for each in folder.versions):
        for said in kept.assertions:
            require_quotes(kept.version.text, said)
    _require_sources(work, {each.document.source for each in folders})
    locked = work.rows(ask.LOCK_DOCUMENTS, rows=sorted({each.document.id for each in folders}))
    new = {row["id"] for row in locked if row["new"]}
    fresh = {each.document.id: each for each in reversed(folders) if each.document.id in new}
    _add(work, list(fresh.values()))
    for folder in folders:
        if folder is not fresh.get(folder.document.id):
            _keep(work, folder)


def _require_sources(work: Work, sources: set[Any]) -> None:
    missing = sources - {row["id"] for row in work.each(ask.THERE, rows=sorted(sources))}
    if missing:
        raise NotFound("source", min(missing))


def _add(work: Work, folders: Sequence[Folder]) -> None:
    """Add documents that were not there."""
    work.many(ask.ADD_DOCUMENTS, (kept_of(each.document) for each in folders))
    kept = [each for folder in folders for each in folder.versions]
    work.many(ask.ADD_VERSIONS, map(_version_row, kept))
    work.many(ask.ENSURE_BLOCKS, block_rows(block for each in kept for block in each.blocks))
    work.many(ask.ADD_ALL_ASSERTIONS, (row for each in kept for row in _assertion_rows(each)))
    speaking = [newest for folder in folders if (newest := newest_read(folder.versions))]
    rows = ({"document": each.version.document, "id": each.version.id} for each in speaking)
    work.many(ask.SPEAK, rows)
    mark_stale(work, (block for each in speaking for block in each.blocks))


def _version_row(kept: Kept) -> Mapping[str, Any]:
    last = kept_of(replace(kept.version, fetched_at=kept.seen_at))["fetched_at"]
    return {"kept": kept_of(kept.version), "seen_at": last, "read_by": kept.read_by}


def _assertion_rows(kept: Kept) -> Iterator[Mapping[str, Any]]:
    for each, block in zip(kept.assertions, kept.blocks, strict=True):
        yield assertion_row(kept_of(each), block, each.quote.exact)


def _keep(work: Work, folder: Folder) -> None:
    """Save one document that was there, version by version."""
    replace_document(work, folder.document)
    for kept in newest_first(folder.versions):
        version = kept.version
        keep_text(work, version)
        keep_text(work, replace(version, fetched_at=kept.seen_at))
        if kept.read_by:
            [row] = work.rows(ask.LOCK_DOCUMENT_OF, id=version.id)
            replace_assertions(work, version, kept.assertions, kept.blocks, speaks=row["speaks"])
            work.rows(ask.READ_BY, id=version.id, extractor=kept.read_by)
        let_newest_speak(work, version)
