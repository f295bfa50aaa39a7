"""The embedded store: one SQLite file, one writer at a time, any number of readers beside it.

The Store protocol says what each method promises; the docstrings here only say how it is kept.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from graph.errors import Ambiguous, NotFound
from graph.model import (
    Answer,
    Assertion,
    AssertionId,
    Block,
    Claim,
    ClaimId,
    Derived,
    Document,
    DocumentId,
    Folder,
    Issue,
    Judgement,
    Question,
    Reading,
    Relation,
    RelationKind,
    RelationSearch,
    Search,
    Source,
    SourceCheck,
    Timeline,
    Trail,
    Version,
    VersionId,
)
from graph.store import Store
from graph.store.rows import Scalar, fingerprint
from graph.store.rules import NAMED, derived_in_order, oldest_fetch_first, require_quotes
from graph.store.sqlite_boards import count_relations, count_timelines, latest_relations, latest_timelines
from graph.store.sqlite_checks import keep_check, list_checks
from graph.store.sqlite_derived import DERIVED, replace_derived
from graph.store.sqlite_file import GIVEN, Database, given, open_database, table_of
from graph.store.sqlite_folders import folders_of, keep_folders
from graph.store.sqlite_readings import current_readings, reading_of, readings_on
from graph.store.sqlite_search import answer, facet_values
from graph.store.sqlite_versions import (
    keep_text,
    let_newest_speak,
    mark_stale,
    replace_assertions,
    replace_card,
)

R = TypeVar("R")

_STORED: Final = (Source, Document, Version, Assertion, Judgement, Issue)
_AT_ONCE: Final = 500  # keys held in memory while they are listed
_AFTER_ANY: Final = "\U0010ffff"  # no text that begins in some way sorts behind that beginning and this


def open_sqlite(
    path: Path | str, *, create: bool = False, read_only: bool = False, patience: float = 5.0
) -> "SqliteStore":
    """Open the store in a file.

    Units: `patience` is how long a write waits for another process that writes, in seconds.
    Raises: StoreMissing if there is none and `create` is not set; SchemaTooNew; StoreUnusable.
    """
    return SqliteStore(open_database(Path(path), create=create, read_only=read_only, patience=patience))


class SqliteStore(Store):
    """The Store protocol over one Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    # What was read ------------------------------------------------------------------------------------

    def save_source(self, source: Source) -> None:
        """Replace the card; the blocks of its pages become stale if it says something new."""
        with self._db.write():
            if replace_card(self._db, source, source.id):
                mark_stale(self._db, "document.source = ?", source.id)

    def save_version(self, document: Document, version: Version) -> bool:
        """Keep the card, the text, its first and last fetch. Raises: NotFound for an unknown source."""
        if version.document != document.id:
            raise ValueError(f"version {version.id} belongs to {version.document}, not to {document.id}")
        with self._db.write():
            self._one(Source, document.source)
            if replace_card(self._db, document, document.id):
                mark_stale(self._db, "document.id = ?", document.id)
            is_new = keep_text(self._db, version)
            let_newest_speak(self._db, version)
            return is_new

    def save_assertions(
        self, version: VersionId, extractor: str, assertions: Sequence[Assertion], blocks: Sequence[Block]
    ) -> None:
        """Replace what the version says; if it counts, the blocks where that differs become stale."""
        with self._db.write():
            read = self._one(Version, version)
            for each in assertions:
                require_quotes(read.text, each)
            replace_assertions(self._db, read, assertions, blocks)
            self._db.rows("UPDATE version SET read_by = ? WHERE id = ?", [extractor, version])
            let_newest_speak(self._db, read)

    def unread(self, extractor: str) -> Iterator[VersionId]:
        """List in portions, so that the caller may write meanwhile."""
        statement = "SELECT id FROM version WHERE id >= ? AND read_by <> ? ORDER BY id LIMIT ?"
        return map(VersionId, self._keys(statement, extractor))

    def version(self, version: VersionId) -> Version:
        """Look it up by its key."""
        with self._db.read():
            return self._one(Version, version)

    def document(self, document: DocumentId) -> Document:
        """Look it up by its key."""
        with self._db.read():
            return self._one(Document, document)

    def versions_of(self, document: DocumentId) -> list[Version]:
        """Look them up by their document."""
        with self._db.read():
            return oldest_fetch_first(self._db.records(Version, "WHERE document = ?", [document]))

    def assertion(self, assertion: AssertionId) -> Assertion:
        """Look it up by its key."""
        with self._db.read():
            return self._one(Assertion, assertion)

    def reading(self, version: VersionId) -> Reading:
        """Join version, document, source and assertions."""
        with self._db.read():
            said = self._db.records(Assertion, "WHERE version = ?", [version])
            return reading_of(self._db, self._one(Version, version), said)

    def sources(self) -> list[Source]:
        """Sort by name, ties by id."""
        with self._db.read():
            return self._db.records(Source, "ORDER BY name, id")

    # What follows from it -----------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """List them in portions, from both indexes."""
        speaking = "SELECT block FROM assertion WHERE current AND block >= ?1"
        statement = f"{speaking} UNION SELECT block FROM stale WHERE block >= ?1 ORDER BY block LIMIT ?2"
        return map(Block, self._keys(statement))

    def blocks_from(self, begins: str) -> list[Block]:
        """List the blocks of the assertions that count, from the index."""
        within = (
            "SELECT DISTINCT block FROM assertion WHERE current AND block >= ? AND block < ? ORDER BY block"
        )
        with self._db.read():
            return self._blocks_of(within, [begins, begins + _AFTER_ANY])

    def stale(self) -> Iterator[Block]:
        """List in portions what the writes have marked."""
        return map(Block, self._keys("SELECT block FROM stale WHERE block >= ? ORDER BY block LIMIT ?"))

    def stale_among(self, blocks: Collection[Block]) -> set[Block]:
        """Look them up one by one."""
        with self._db.read():
            return {each for each in blocks if self._db.rows("SELECT 1 FROM stale WHERE block = ?", [each])}

    def readings(self, block: Block, known: date | None = None) -> list[Reading]:
        """Give the assertions that count, or counted on a day, by document."""
        with self._db.read():
            return current_readings(self._db, block) if known is None else readings_on(self._db, block, known)

    def save_derived(self, block: Block, derived: Derived, *, fresh: bool = True) -> None:
        """Take the block out of tables and index and put it in anew."""
        self.save_blocks({block: derived}, fresh=fresh)

    def save_blocks(self, derived: Mapping[Block, Derived], *, fresh: bool = True) -> None:
        """Take the blocks out of tables and index and put them in anew, the index in one go."""
        with self._db.write():
            replace_derived(self._db, derived, fresh=fresh)

    def derived_of(self, block: Block) -> Derived:
        """Look it up by block."""
        with self._db.read():
            return derived_in_order(
                self._in_block(Claim, block),
                self._in_block(Relation, block),
                self._in_block(Timeline, block),
                self._in_block(Trail, block),
                self._in_block(Question, block),
            )

    def claim(self, claim: str) -> Claim:
        """Look up the range of ids that begin so; a whole id is never ambiguous."""
        with self._db.read():
            return self._named(Claim, "id", claim)

    def search(self, search: Search) -> Answer:
        """Ask the index."""
        with self._db.read():
            return answer(self._db, search)

    def facet_values(self, facet: str) -> list[str]:
        """Look them up by the facet's name."""
        with self._db.read():
            return facet_values(self._db, facet)

    def relations(self, kinds: Sequence[RelationKind] = (), claim: ClaimId | None = None) -> list[Relation]:
        """Look them up by kind, or by either claim."""
        values: list[Scalar] = []
        conditions = []
        if kinds:
            conditions.append(f"kind IN {GIVEN}")
            values.append(given(kinds))
        if claim is not None:
            conditions.append("(from_claim = ? OR to_claim = ?)")
            values += [claim, claim]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        with self._db.read():
            return self._db.records(Relation, f"{where} ORDER BY id", values)

    def search_relations(self, search: RelationSearch) -> list[Relation]:
        """Walk the index."""
        with self._db.read():
            return latest_relations(self._db, search)

    def relation_counts(self) -> Mapping[tuple[RelationKind, str], int]:
        """Read the numbers that are kept."""
        with self._db.read():
            return count_relations(self._db)

    def timelines(self, organisation: str = "") -> list[Timeline]:
        """Look them up by organisation."""
        where, values = ("WHERE organisation = ?", [organisation]) if organisation else ("", [])
        with self._db.read():
            return self._db.records(
                Timeline, f"{where} ORDER BY organisation, tools, population, steps", values
            )

    def latest_timelines(self, organisation: str = "", limit: int = 50, offset: int = 0) -> list[Timeline]:
        """Walk the index."""
        with self._db.read():
            return latest_timelines(self._db, organisation, limit, offset)

    def timeline_counts(self, organisation: str = "") -> Mapping[int, int]:
        """Read the numbers that are kept."""
        with self._db.read():
            return count_timelines(self._db, organisation)

    def trail(self, claim: ClaimId) -> Trail:
        """Look it up by the claim's block and event."""
        with self._db.read():
            event = self._one(Claim, claim).event
            where = "WHERE event = ? AND block = (SELECT block FROM claim WHERE id = ?)"
            return _only("trail", event, self._db.records(Trail, where, [event, claim]))

    def questions(self, organisation: str = "") -> list[Question]:
        """Look them up by organisation."""
        where, values = ("WHERE organisation = ?", [organisation]) if organisation else ("", [])
        with self._db.read():
            return self._db.records(
                Question, f"{where} ORDER BY coalesce(known, '9999'), organisation, id", values
            )

    def derived(self, wanted: str) -> Claim | Relation | Timeline | Trail | Question:
        """Look the id up in the table that its first letter names."""
        if wanted[:1] not in NAMED:
            raise NotFound("record", wanted)
        cls, column = NAMED[wanted[:1]]
        with self._db.read():
            return self._named(cls, column, wanted)

    def block_of(self, claim: ClaimId) -> Block:
        """Look it up beside the claim."""
        with self._db.read():
            return _only("claim", claim, self._blocks_of("SELECT block FROM claim WHERE id = ?", [claim]))

    # What people did ----------------------------------------------------------------------------------

    def save_judgement(self, judgement: Judgement, blocks: Sequence[Block] = ()) -> None:
        """Append, once, and mark what it bears on."""
        with self._db.write():
            if self._add_once(judgement, judgement.id):
                self._db.many("INSERT OR IGNORE INTO stale VALUES (?)", [[each] for each in blocks])

    def judgements(self) -> list[Judgement]:
        """Sort by instant, ties by id."""
        with self._db.read():
            return self._db.records(Judgement, 'ORDER BY "at", id')

    def save_issue(self, issue: Issue) -> bool:
        """Append, once."""
        with self._db.write():
            return self._add_once(issue, issue.id)

    def issues(self) -> list[Issue]:
        """Sort by window, ties by id."""
        with self._db.read():
            return self._db.records(Issue, 'ORDER BY "first", "last", id')

    # How its sources are ------------------------------------------------------------------------------

    def save_check(self, check: SourceCheck) -> None:
        """Add it, once."""
        with self._db.write():
            keep_check(self._db, check)

    def checks(self, name: str = "") -> list[SourceCheck]:
        """Look them up by name."""
        with self._db.read():
            return list_checks(self._db, name)

    # The whole ----------------------------------------------------------------------------------------

    def documents(self) -> Iterator[DocumentId]:
        """List in portions."""
        return map(DocumentId, self._keys("SELECT id FROM document WHERE id >= ? ORDER BY id LIMIT ?"))

    def folders(self, documents: Sequence[DocumentId]) -> list[Folder]:
        """Read the tables one after the other, in one view of the graph."""
        with self._db.read():
            return folders_of(self._db, documents)

    def save_folders(self, folders: Sequence[Folder]) -> None:
        """Save all in one transaction, new ones a table at a time."""
        with self._db.write():
            keep_folders(self._db, folders)

    def counts(self) -> Mapping[str, int]:
        """Count each table in one view of the graph."""
        with self._db.read():
            return {f"{table_of(cls)}s": self._count(table_of(cls)) for cls in (*_STORED, *DERIVED)}

    def graph_hash(self) -> str:
        """Read every table once, in one view of the graph."""
        with self._db.read():
            return fingerprint((table_of(cls), self._db.each_stored(cls)) for cls in (*_STORED, *DERIVED))

    # Inside a transaction -----------------------------------------------------------------------------

    def _keys(self, statement: str, *values: Scalar) -> Iterator[str]:
        """List keys in portions, each from the last one of the portion before; an empty one comes first."""
        portion = [""]
        seen = None
        while portion:
            with self._db.read():
                found = self._db.rows(statement, [portion[-1], *values, _AT_ONCE])
            portion = [each for (each,) in found if each != seen]
            yield from portion
            seen = portion[-1] if portion else None

    def _in_block(self, cls: type[R], block: Block) -> list[R]:
        return self._db.records(cls, "WHERE block = ?", [block])

    def _one(self, cls: type[R], wanted: str) -> R:
        return _only(table_of(cls), wanted, self._db.records(cls, "WHERE id = ?", [wanted]))

    def _count(self, table: str) -> int:
        [(count,)] = self._db.rows(f"SELECT count(*) FROM {table}")
        return int(count)

    def _blocks_of(self, statement: str, values: Sequence[Scalar] = ()) -> list[Block]:
        return [Block(block) for (block,) in self._db.rows(statement, values)]

    def _add_once(self, record: Judgement | Issue, wanted: str) -> bool:
        if self._db.rows(f"SELECT 1 FROM {table_of(type(record))} WHERE id = ?", [wanted]):
            return False
        self._db.add(record)
        return True

    def _named(self, cls: type[R], column: str, wanted: str) -> R:
        """Find a record by its id or a beginning of it; a whole id is never ambiguous."""
        table = table_of(cls)
        found = self._db.records(cls, f"WHERE {column} = ?", [wanted])
        if not found and wanted:
            between = [wanted, wanted + _AFTER_ANY]
            found = self._db.records(cls, f"WHERE {column} > ? AND {column} < ? LIMIT 2", between)
            if len(found) > 1:
                condition = f"{column} > ? AND {column} < ?"
                [(fitting,)] = self._db.rows(f"SELECT count(*) FROM {table} WHERE {condition}", between)
                raise Ambiguous(table, wanted, fitting)
        return _only(table, wanted, found)


def _only(kind: str, wanted: str, found: Sequence[R]) -> R:
    """Give the one record that was found. Raises: NotFound."""
    if not found:
        raise NotFound(kind, wanted)
    return found[0]
