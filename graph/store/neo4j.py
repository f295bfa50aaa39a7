"""The store on a Neo4j server: any number of writers and readers, and a graph that people may look at.

The Store protocol says what each method promises; the docstrings here only say how it is kept. Writers of the same
document or block wait for one another by its node's lock, others do not.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from graph.errors import NotFound
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
from graph.place import Server
from graph.store import Store
from graph.store import neo4j_queries as ask
from graph.store.neo4j_boards import count_relations, count_timelines, latest_relations, latest_timelines
from graph.store.neo4j_checks import keep_check, list_checks
from graph.store.neo4j_derived import replace_derived, trail_id
from graph.store.neo4j_folders import folders_of, keep_folders
from graph.store.neo4j_records import add_once, named, one, only, reading_of, spoke
from graph.store.neo4j_schema import prepare
from graph.store.neo4j_search import answer, facet_values
from graph.store.neo4j_server import Connection, Found, Work, connect, record_from, row_from
from graph.store.neo4j_versions import (
    block_id,
    keep_text,
    let_newest_speak,
    mark_stale,
    replace_assertions,
    replace_document,
    replace_source,
)
from graph.store.rows import fingerprint
from graph.store.rules import (
    NAMED,
    by_columns,
    derived_in_order,
    oldest_fetch_first,
    require_quotes,
)

R = TypeVar("R")

_STORED: Final = (Source, Document, Version, Assertion, Judgement, Issue)
_DERIVED: Final = (Claim, Relation, Timeline, Trail, Question)
_AT_ONCE: Final = 500  # rows held in memory while they are listed


def open_neo4j(
    place: Server, password: str, *, create: bool = False, read_only: bool = False, patience: float = 600.0
) -> "Neo4jStore":
    """Open the store in a server's database.

    Units: `patience` is how long a write may take, waiting for other writers included, in seconds.
    Raises: StoreMissing if there is none and `create` is not set; SchemaTooNew; StoreUnusable.
    """
    connection = connect(place, password, read_only=read_only, patience=patience)
    try:
        prepare(connection, create=create and not read_only)
    except BaseException:
        connection.close()
        raise
    return Neo4jStore(connection)


class Neo4jStore(Store):
    """The Store protocol over one Connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        # The revision of each block that was read here and not derived yet: see save_derived.
        self._seen: dict[Block, int] = {}
        self._turn = threading.Lock()

    def close(self) -> None:
        """Close the pool of connections."""
        self._db.close()

    # What was read ------------------------------------------------------------------------------------

    def save_source(self, source: Source) -> None:
        """Replace the card; the blocks of its pages become stale if it says something new."""
        self._db.write(lambda work: replace_source(work, source))

    def save_version(self, document: Document, version: Version) -> bool:
        """Keep the card, the text, its first and last fetch. Raises: NotFound for an unknown source."""
        if version.document != document.id:
            raise ValueError(f"version {version.id} belongs to {version.document}, not to {document.id}")

        def step(work: Work) -> bool:
            one(work, Source, document.source)
            replace_document(work, document)
            is_new = keep_text(work, version)
            let_newest_speak(work, version)
            return is_new

        return self._db.write(step)

    def save_assertions(
        self, version: VersionId, extractor: str, assertions: Sequence[Assertion], blocks: Sequence[Block]
    ) -> None:
        """Replace what the version says; if it counts, the blocks where that differs become stale."""

        def step(work: Work) -> None:
            found = work.rows(ask.LOCK_DOCUMENT_OF, id=version)
            read = record_from(Version, only("version", version, found)["kept"])
            for each in assertions:
                require_quotes(read.text, each)
            replace_assertions(work, read, assertions, blocks, speaks=found[0]["speaks"])
            work.rows(ask.READ_BY, id=version, extractor=extractor)
            let_newest_speak(work, read)

        self._db.write(step)

    def unread(self, extractor: str) -> Iterator[VersionId]:
        """List in portions, so that the caller may write meanwhile."""
        return (VersionId(row["id"]) for row in self._each(ask.UNREAD, extractor=extractor))

    def version(self, version: VersionId) -> Version:
        """Look it up by its key."""
        return self._db.read(lambda work: one(work, Version, version))

    def document(self, document: DocumentId) -> Document:
        """Look it up by its key."""
        return self._db.read(lambda work: one(work, Document, document))

    def versions_of(self, document: DocumentId) -> list[Version]:
        """Walk from the document."""
        return oldest_fetch_first(self._records(Version, ask.VERSIONS_OF, id=document))

    def assertion(self, assertion: AssertionId) -> Assertion:
        """Look it up by its key."""
        return self._db.read(lambda work: one(work, Assertion, assertion))

    def reading(self, version: VersionId) -> Reading:
        """Walk from the version to page, publisher and assertions."""
        return reading_of(only("version", version, self._rows(ask.READING, id=version)))

    def sources(self) -> list[Source]:
        """Sort by name, ties by id."""
        found = self._records(Source, ask.get_all(Source))
        return sorted(found, key=lambda each: (each.name, each.id))

    # What follows from it -----------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """List them in portions, by their keys."""
        return (Block(row["block"]) for row in self._each(ask.BLOCKS))

    def blocks_from(self, begins: str) -> list[Block]:
        """List the blocks of the assertions that count, from the index of names."""
        return sorted(Block(row["block"]) for row in self._rows(ask.BLOCKS_FROM, begins=begins))

    def stale(self) -> Iterator[Block]:
        """List in portions, by their keys, what the writes have marked."""
        return (Block(row["block"]) for row in self._each(ask.STALE))

    def stale_among(self, blocks: Collection[Block]) -> set[Block]:
        """Look them up by their keys."""
        names = {block_id(each): each for each in blocks}
        return {names[row["id"]] for row in self._rows(ask.STALE_AMONG, rows=sorted(names))}

    def readings(self, block: Block, known: date | None = None) -> list[Reading]:
        """Give the assertions that count, or counted on a day, and remember which state of the block that was."""
        key = block_id(block)

        def step(work: Work) -> tuple[int, list[Found]]:
            revision = [row["revision"] for row in work.each(ask.REVISION, id=key)]
            found = work.rows(ask.READINGS, id=key) if known is None else spoke(work, key, known)
            return (revision or [0])[0], found

        revision, found = self._db.read(step)
        if known is None:
            with self._turn:
                self._seen[block] = revision
        return sorted(map(reading_of, found), key=lambda each: each.document.id)

    def save_derived(self, block: Block, derived: Derived, *, fresh: bool = True) -> None:
        """Take the block out of the graph and put it in anew.

        Shape: if another writer added to the block since it was read here, what was derived from that is out of
        date: nothing is replaced and the block stays stale, for that writer or the next build to derive.
        """
        self.save_blocks({block: derived}, fresh=fresh)

    def save_blocks(self, derived: Mapping[Block, Derived], *, fresh: bool = True) -> None:
        """Take the blocks out of the graph and put them in anew, in a few queries for all of them."""
        with self._turn:
            seen = {block: self._seen.pop(block) for block in derived if block in self._seen}
        self._db.write(lambda work: replace_derived(work, derived, seen, fresh=fresh))

    def derived_of(self, block: Block) -> Derived:
        """Walk from the block."""

        def step(work: Work) -> Derived:
            return derived_in_order(
                work.records(Claim, ask.DERIVED_AS[Claim], id=key),
                work.records(Relation, ask.DERIVED_AS[Relation], id=key),
                work.records(Timeline, ask.DERIVED_AS[Timeline], id=key),
                work.records(Trail, ask.DERIVED_AS[Trail], id=key),
                work.records(Question, ask.DERIVED_AS[Question], id=key),
            )

        key = block_id(block)
        return self._db.read(step)

    def claim(self, claim: str) -> Claim:
        """Look up the range of ids that begin so; a whole id is never ambiguous."""
        return self._db.read(lambda work: named(work, Claim, claim))

    def search(self, search: Search) -> Answer:
        """Ask the index."""
        return self._db.read(lambda work: answer(work, search))

    def facet_values(self, facet: str) -> list[str]:
        """Look them up by the facet's name."""
        return self._db.read(lambda work: facet_values(work, facet))

    def relations(self, kinds: Sequence[RelationKind] = (), claim: ClaimId | None = None) -> list[Relation]:
        """Look them up by kind, or by either claim."""
        if claim is not None:
            found = self._records(Relation, ask.RELATIONS_OF_CLAIM, claim=claim)
            found = [each for each in found if not kinds or each.kind in kinds]
        elif kinds:
            found = self._records(Relation, ask.RELATIONS_OF_KINDS, kinds=list(kinds))
        else:
            found = self._records(Relation, ask.get_all(Relation))
        return sorted(found, key=lambda each: each.id)

    def search_relations(self, search: RelationSearch) -> list[Relation]:
        """Walk the index."""
        return self._db.read(lambda work: latest_relations(work, search))

    def relation_counts(self) -> Mapping[tuple[RelationKind, str], int]:
        """Ask the server's own counters."""
        return self._db.read(count_relations)

    def timelines(self, organisation: str = "") -> list[Timeline]:
        """Look them up by organisation."""
        if organisation:
            found = self._records(Timeline, ask.TIMELINES_OF, organisation=organisation)
        else:
            found = self._records(Timeline, ask.get_all(Timeline))
        return sorted(found, key=by_columns)

    def latest_timelines(self, organisation: str = "", limit: int = 50, offset: int = 0) -> list[Timeline]:
        """Walk the index."""
        return self._db.read(lambda work: latest_timelines(work, organisation, limit, offset))

    def timeline_counts(self, organisation: str = "") -> Mapping[int, int]:
        """Ask the server's own counters."""
        return self._db.read(lambda work: count_timelines(work, organisation))

    def trail(self, claim: ClaimId) -> Trail:
        """Look it up by the claim's block and event."""

        def step(work: Work) -> Trail:
            row = only("claim", claim, work.rows(ask.BLOCK_OF_CLAIM, id=claim))
            key = trail_id(row["block"], row["event"])
            return only("trail", row["event"], work.records(Trail, ask.TRAIL_OF, id=key))

        return self._db.read(step)

    def questions(self, organisation: str = "") -> list[Question]:
        """Look them up by organisation."""
        if organisation:
            found = self._records(Question, ask.QUESTIONS_OF, organisation=organisation)
        else:
            found = self._records(Question, ask.get_all(Question))
        return sorted(found, key=lambda each: (each.known or date.max, each.organisation, each.id))

    def derived(self, wanted: str) -> Claim | Relation | Timeline | Trail | Question:
        """Look the id up among the nodes that its first letter names."""
        if wanted[:1] not in NAMED:
            raise NotFound("record", wanted)
        cls, _ = NAMED[wanted[:1]]
        found: Claim | Relation | Timeline | Trail | Question
        found = self._db.read(lambda work: named(work, cls, wanted))
        return found

    def block_of(self, claim: ClaimId) -> Block:
        """Walk back from the claim."""
        return Block(only("claim", claim, self._rows(ask.BLOCK_OF_CLAIM, id=claim))["block"])

    # What people did ----------------------------------------------------------------------------------

    def save_judgement(self, judgement: Judgement, blocks: Sequence[Block] = ()) -> None:
        """Append, once, and mark what it bears on."""

        def step(work: Work) -> None:
            if add_once(work, judgement, judgement.id):
                mark_stale(work, blocks)

        self._db.write(step)

    def judgements(self) -> list[Judgement]:
        """Sort by instant, ties by id."""
        return sorted(self._records(Judgement, ask.get_all(Judgement)), key=lambda each: (each.at, each.id))

    def save_issue(self, issue: Issue) -> bool:
        """Append, once."""
        return self._db.write(lambda work: add_once(work, issue, issue.id))

    def issues(self) -> list[Issue]:
        """Sort by window, ties by id."""
        found = self._records(Issue, ask.get_all(Issue))
        return sorted(found, key=lambda each: (each.first, each.last, each.id))

    # How its sources are ------------------------------------------------------------------------------

    def save_check(self, check: SourceCheck) -> None:
        """Add it, once."""
        self._db.write(lambda work: keep_check(work, check))

    def checks(self, name: str = "") -> list[SourceCheck]:
        """Look them up by name."""
        return self._db.read(lambda work: list_checks(work, name))

    # The whole ----------------------------------------------------------------------------------------

    def documents(self) -> Iterator[DocumentId]:
        """List in portions."""
        return (DocumentId(row["id"]) for row in self._each(ask.DOCUMENTS))

    def folders(self, documents: Sequence[DocumentId]) -> list[Folder]:
        """Walk from the documents."""
        return self._db.read(lambda work: folders_of(work, documents))

    def save_folders(self, folders: Sequence[Folder]) -> None:
        """Save all in one transaction, new ones in a few queries."""
        self._db.write(lambda work: keep_folders(work, folders))

    def counts(self) -> Mapping[str, int]:
        """Ask the server's own counters."""
        return {
            f"{cls.__name__.lower()}s": int(self._rows(ask.count_all(cls))[0]["found"])
            for cls in (*_STORED, *_DERIVED)
        }

    def graph_hash(self) -> str:
        """Read every record once, one by one."""

        def step(work: Work) -> str:
            return fingerprint(
                (
                    cls.__name__.lower(),
                    (row_from(cls, row["kept"]) for row in work.each(ask.get_all(cls))),
                )
                for cls in (*_STORED, *_DERIVED)
            )

        return self._db.read(step)

    def _each(self, query: str, **values: object) -> Iterator[Found]:
        """List rows in portions, by id, each after the last one of the portion before."""
        last = ""
        while portion := self._rows(query, last=last, limit=_AT_ONCE, **values):
            yield from portion
            last = portion[-1]["id"]

    def _rows(self, query: str, **values: object) -> list[Found]:
        return self._db.read(lambda work: work.rows(query, **values))

    def _records(self, cls: type[R], query: str, **values: object) -> list[R]:
        return self._db.read(lambda work: work.records(cls, query, **values))
