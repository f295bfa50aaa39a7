"""The seam between what is known and where it is kept: the Store protocol, its promises, and nothing else.

Two kinds of record go through it. Stored records (sources, documents, versions, assertions, judgements,
digest issues) are only ever added. Derived records (claims, relations, timelines, trails, questions) belong to a
block and are replaced block by block. Every method raises StoreError and nothing of its driver's; each
write is all or nothing; lists are in a fixed order, so equal stores answer with equal bytes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Final, Protocol, Self

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

CHECKS_KEPT: Final = 500
"""Looks at one source that are remembered: three weeks of one an hour."""


class Store(Protocol):
    """About a dozen questions in the language of the product, never a query string."""

    def __enter__(self) -> Self:
        """Give the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file or the connection; calling it twice is no error."""

    # What was read ------------------------------------------------------------------------------------

    def save_source(self, source: Source) -> None:
        """Add a source, or replace what is known of it: a source is a name card, no evidence."""

    def save_version(self, document: Document, version: Version) -> bool:
        """Add a document and one version of it. False if this very text was there already.

        Raises: NotFound if the document's source was not saved before.
        """

    def save_assertions(
        self, version: VersionId, extractor: str, assertions: Sequence[Assertion], blocks: Sequence[Block]
    ) -> None:
        """Add what an extractor found in a version and mark the version as read by it, in one step.

        Shape: `assertions` may be empty; a reading by another extractor replaces this version's earlier one.
        `blocks[i]` is the block of `assertions[i]`.
        Raises: QuoteNotInText if any quote is not the version's text at its offsets; NotFound for an
        unknown version.
        """

    def unread(self, extractor: str) -> Iterator[VersionId]:
        """Versions that this extractor has not read, by id."""

    def version(self, version: VersionId) -> Version:
        """Give one version. Raises: NotFound."""

    def document(self, document: DocumentId) -> Document:
        """Give one document. Raises: NotFound."""

    def versions_of(self, document: DocumentId) -> list[Version]:
        """Give all versions of a document, oldest fetch first."""

    def assertion(self, assertion: AssertionId) -> Assertion:
        """Give one assertion. Raises: NotFound."""

    def reading(self, version: VersionId) -> Reading:
        """Give one version with its page, its publisher and all its assertions. Raises: NotFound."""

    def sources(self) -> list[Source]:
        """Give all sources by name."""

    # What follows from it -----------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """Give the blocks that an assertion counts in and those that are stale; the caller may write meanwhile.

        Shape: each once, in an order of the store's own.
        """

    def blocks_from(self, begins: str) -> list[Block]:
        """Give the blocks that an assertion counts in and whose name begins like this, in order."""

    def stale(self) -> Iterator[Block]:
        """Give the blocks whose assertions changed since `save_derived`; the caller may write meanwhile.

        Shape: as of `blocks`; includes derived blocks that no assertion is left in.
        """

    def stale_among(self, blocks: Collection[Block]) -> set[Block]:
        """Give those of some blocks that are stale."""

    def readings(self, block: Block, known: date | None = None) -> list[Reading]:
        """Give what counts in a block: of every document the newest version that was read, if it speaks there.

        Shape: each with its assertions of that block only. A version nobody has read yet counts for nothing.
        With `known`, what counted on that day: only versions published by then, the newest of each document.
        """

    def save_derived(self, block: Block, derived: Derived, *, fresh: bool = True) -> None:
        """Replace everything derived from a block; the block is no longer stale, unless it is not `fresh`."""

    def save_blocks(self, derived: Mapping[Block, Derived], *, fresh: bool = True) -> None:
        """Do for many blocks, in one step, what `save_derived` does for one."""

    def derived_of(self, block: Block) -> Derived:
        """Give everything derived from a block: claims and relations by id, trails by event, timelines as below."""

    def claim(self, claim: str) -> Claim:
        """Give a claim by its id or by any beginning of it that fits no other. Raises: NotFound, Ambiguous."""

    def search(self, search: Search) -> Answer:
        """Find claims: best match first if there are words, then the latest known first, ties by id.

        Shape: COUNTED claims at most are counted for total and facets; `more` and `counted` say so. Of words that
        more claims hold, only so many are ranked and can be paged through: which of them is the engine's choice.
        """

    def facet_values(self, facet: str) -> list[str]:
        """Give every value that some claim has of a facet, such as all organisations, in order."""

    def relations(self, kinds: Sequence[RelationKind] = (), claim: ClaimId | None = None) -> list[Relation]:
        """Give relations of some kinds (none named: all), touching one claim or any, by id."""

    def search_relations(self, search: RelationSearch) -> list[Relation]:
        """Give a page of relations: the latest known first, ties by id."""

    def relation_counts(self) -> Mapping[tuple[RelationKind, str], int]:
        """Count all relations by kind and subtype, by name; what there is none of is left out."""

    def timelines(self, organisation: str = "") -> list[Timeline]:
        """Give the timelines of one organisation, or all of them, by organisation and tools."""

    def latest_timelines(self, organisation: str = "", limit: int = 50, offset: int = 0) -> list[Timeline]:
        """Give a page of the timelines with steps: those with several first, the latest step first, ties by id."""

    def timeline_counts(self, organisation: str = "") -> Mapping[int, int]:
        """Count the timelines of one organisation, or all, by how many steps they have, the fewest first."""

    def trail(self, claim: ClaimId) -> Trail:
        """Give what the claim's event rests on. Raises: NotFound."""

    def questions(self, organisation: str = "") -> list[Question]:
        """Give what pages of one organisation, or of all, leave open: the earliest known first, ties by id."""

    def derived(self, wanted: str) -> Claim | Relation | Timeline | Trail | Question:
        """Give a derived record by its id (a trail by its event's) or a beginning of it that fits no other.

        Raises: NotFound, Ambiguous.
        """

    def block_of(self, claim: ClaimId) -> Block:
        """Give the block that a claim was derived in. Raises: NotFound."""

    # What people did ----------------------------------------------------------------------------------

    def save_judgement(self, judgement: Judgement, blocks: Sequence[Block] = ()) -> None:
        """Append a ruling; the same one twice is one. The `blocks` it bears on become stale."""

    def judgements(self) -> list[Judgement]:
        """Give all rulings, oldest first."""

    def save_issue(self, issue: Issue) -> bool:
        """Append a digest issue. False if it was there already."""

    def issues(self) -> list[Issue]:
        """Give all digest issues, oldest window first."""

    # How its sources are ------------------------------------------------------------------------------

    def save_check(self, check: SourceCheck) -> None:
        """Note how a look at a source went; another one at the same instant replaces it. No part of the hash."""

    def checks(self, name: str = "") -> list[SourceCheck]:
        """Give the newest looks at one source, or at all of them, by name, oldest first.

        Shape: a store keeps CHECKS_KEPT of each source.
        """

    # The whole ----------------------------------------------------------------------------------------

    def documents(self) -> Iterator[DocumentId]:
        """Give the ids of all documents, in order; the caller may write meanwhile."""

    def folders(self, documents: Sequence[DocumentId]) -> list[Folder]:
        """Give all that is stored of some documents, by id; those that are not there are left out."""

    def save_folders(self, folders: Sequence[Folder]) -> None:
        """Add many documents with their versions and readings, in one step.

        Shape: the same as `save_version` and `save_assertions` for each; a version that nobody has read has no
        reading. Raises: NotFound for an unknown source, QuoteNotInText.
        """

    def counts(self) -> Mapping[str, int]:
        """Count the records of each kind, by the kind's plural name."""

    def graph_hash(self) -> str:
        """Give a SHA-256 over all records, stored and derived, less the recorded clock.

        Two stores that hold the same graph have the same hash, whatever the order of their making.
        """
