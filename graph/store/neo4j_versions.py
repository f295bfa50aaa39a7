"""Which version of a document counts, and which blocks become stale when that or its reading changes.

Functions over one transaction of a Neo4j store, each holding the lock of its document.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.model import Assertion, Block, Document, Source, Version, content_id
from graph.store import neo4j_queries as ask
from graph.store.neo4j_server import Work, kept_of, record_from, row_from
from graph.store.rows import Row
from graph.store.rules import Recency, recency


def block_id(block: str) -> str:
    """Give the key of a block; its name may be longer than what an index takes."""
    return content_id("b", block)


def block_rows(blocks: Iterable[str]) -> list[Mapping[str, str]]:
    """Give blocks as rows, in one order for everybody, so that two writers wait and do not block each other."""
    return sorted(({"id": block_id(each), "name": each} for each in set(blocks)), key=lambda row: row["id"])


def mark_stale(work: Work, blocks: Iterable[str]) -> None:
    """Mark blocks for the next build; whoever is deriving one of them right now sees that it was outrun."""
    work.many(ask.MARK_STALE, block_rows(blocks))


def replace_source(work: Work, source: Source) -> None:
    """Keep the latest that is known of a source."""
    known = _locked(work, ask.LOCK_SOURCE, source)
    if known != source:
        work.rows(ask.SET_SOURCE, id=source.id, kept=kept_of(source))
        if known is not None:
            mark_stale(work, _blocks(work, ask.BLOCKS_OF_SOURCE, id=source.id))


def replace_document(work: Work, document: Document) -> None:
    """Keep the latest that is known of a document, and hold its lock."""
    known = _locked(work, ask.LOCK_DOCUMENT, document)
    if known != document:
        work.rows(ask.SET_DOCUMENT, id=document.id, source=document.source, kept=kept_of(document))
        if known is not None:
            mark_stale(work, _blocks(work, ask.BLOCKS_OF_DOCUMENT, id=document.id))


def _locked(work: Work, query: str, card: Source | Document) -> Source | Document | None:
    """Take the lock of a card; None if it was not there before."""
    [row] = work.rows(query, id=card.id)
    return None if row["kept"].keys() == {"id"} else record_from(type(card), row["kept"])


def keep_text(work: Work, version: Version) -> bool:
    """Add a version, or note that its very text was fetched again; tell whether it is new."""
    kept = kept_of(version)
    if work.rows(ask.FETCHED_AGAIN, id=version.id, at=kept["fetched_at"]):
        return False
    work.rows(ask.ADD_VERSION, document=version.document, kept=kept)
    return True


def replace_assertions(
    work: Work, version: Version, assertions: Sequence[Assertion], blocks: Sequence[Block], *, speaks: bool
) -> None:
    """Replace what a version says; if it speaks for its document, the blocks that differ become stale."""
    before = {
        row["kept"]["id"]: (row_from(Assertion, row["kept"]), row["block"])
        for row in work.each(ask.SAID, id=version.id)
    }
    said = {each.id: (each, block) for each, block in zip(assertions, blocks, strict=True)}
    new = {key: (kept_of(each), block) for key, (each, block) in said.items()}
    gone = [key for key in before if before[key] != new.get(key)]
    fresh = [key for key in new if new[key] != before.get(key)]
    work.many(ask.FORGET_ASSERTIONS, sorted(gone), version=version.id)
    work.many(ask.ENSURE_BLOCKS, block_rows(new[key][1] for key in fresh))
    work.many(
        ask.ADD_ASSERTIONS,
        [assertion_row(*new[key], said[key][0].quote.exact) for key in fresh],
        version=version.id,
    )
    if speaks:
        mark_stale(work, {before[key][1] for key in gone} | {new[key][1] for key in fresh})


def assertion_row(kept: Row, block: str, says: str) -> Mapping[str, Any]:
    """Give an assertion with the key of its block and the sentence that people see on its node."""
    return {"kept": kept, "block": block_id(block), "says": says}


def let_newest_speak(work: Work, version: Version) -> None:
    """Let a version count for its document, and no other one, if it was read and is the newest of those."""
    speaking = work.rows(ask.SPEAKING, document=version.document)
    if speaking and speaking[0]["id"] == version.id:
        return
    read = work.rows(ask.WAS_READ, id=version.id)
    if not read or (speaking and _last_fetched(speaking[0]["kept"]) > _last_fetched(read[0]["kept"])):
        return
    work.rows(ask.LET_SPEAK, document=version.document, id=version.id)
    both = [version.id, *(row["id"] for row in speaking)]
    mark_stale(work, _blocks(work, ask.BLOCKS_OF_VERSIONS, ids=both))


def _last_fetched(kept: Mapping[str, Any]) -> Recency:
    """Give a version's sort key by the last fetch of its text: a page may return to what it said before."""
    card = {"document": "", "title": "", "text": "", "author": "", "language": "", "links": "[]"}
    return recency(record_from(Version, {**card, **kept, "fetched_at": kept["seen_at"]}))


def _blocks(work: Work, query: str, **values: object) -> set[str]:
    return {row["block"] for row in work.each(query, **values)}
