"""From one store into another, whatever their engines: everything that is stored, and what was derived from it.

Only what differs is written, so that a copy that was killed goes on where it stopped, and one that is made again
writes what is new. Nothing is held in memory but a portion of documents or what was derived from one block.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from graph.model import Block, Derived, DocumentId
from graph.store import Store

PORTION: Final = 100  # documents of one step, some two megabytes of text; or blocks
CLAIMS: Final = 200  # of one step: small blocks go together, a block is never cut


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """How far a copy is. Units: documents while `step` is "pages", blocks while it is "rules"."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What a copy did: documents and blocks there are, and how many of them had to be written.

    Shape: `others` are documents that only the target has; then every block copied is left for a build.
    """

    documents: int = 0
    written: int = 0
    blocks: int = 0
    derived: int = 0
    others: int = 0


Tell = Callable[[CopyProgress], None]


def copy(source: Store, target: Store, tell: Tell = lambda _: None) -> CopyReport:
    """Copy a graph. Raises: StoreError; what was copied until then stays, and the same call goes on from there."""
    known = {each.id: each for each in target.sources()}
    for card in source.sources():
        if known.get(card.id) != card:
            target.save_source(card)
    documents, written = _copy_documents(source, target, tell)
    for judgement in source.judgements():
        target.save_judgement(judgement)
    for issue in source.issues():
        target.save_issue(issue)
    _copy_checks(source, target)
    others = target.counts()["documents"] - documents
    blocks, derived = _copy_blocks(source, target, tell, alone=not others)
    return CopyReport(documents, written, blocks, derived, others)


def _copy_checks(source: Store, target: Store) -> None:
    """Take along how the sources were; no part of the graph, but a source's quiet is judged by its own past."""
    there = set(target.checks())
    for check in source.checks():
        if check not in there:
            target.save_check(check)


def _copy_documents(source: Store, target: Store, tell: Tell) -> tuple[int, int]:
    total, done, written = source.counts()["documents"], 0, 0
    ids = source.documents()
    while portion := list(islice(ids, PORTION)):
        written += _copy_portion(source, target, portion)
        done += len(portion)
        tell(CopyProgress("pages", done, total))
    return done, written


def _copy_portion(source: Store, target: Store, portion: Sequence[DocumentId]) -> int:
    there = {each.document.id: each for each in target.folders(portion)}
    missing = [each for each in source.folders(portion) if there.get(each.document.id) != each]
    if missing:
        target.save_folders(missing)
    return len(missing)


def _copy_blocks(source: Store, target: Store, tell: Tell, *, alone: bool) -> tuple[int, int]:
    total, done, written = sum(1 for _ in source.blocks()), 0, 0
    blocks = source.blocks()
    while portion := list(islice(blocks, PORTION)):
        for step in _steps(_compared(source, target, portion, alone=alone)):
            done += len(step)
            written += _save(target, [each for each in step if each.differs])
            tell(CopyProgress("rules", done, max(done, total)))
    return done, written


@dataclass(frozen=True, slots=True)
class _Compared:
    """A block as it should be in the target, whether it may count as fresh there, and whether it differs."""

    block: Block
    derived: Derived
    fresh: bool
    differs: bool


def _compared(source: Store, target: Store, portion: Sequence[Block], *, alone: bool) -> Iterator[_Compared]:
    stale, stale_there = source.stale_among(portion), target.stale_among(portion)
    for block in portion:
        fresh = alone and block not in stale
        wanted = source.derived_of(block)
        differs = fresh == (block in stale_there) or target.derived_of(block) != wanted
        yield _Compared(block, wanted, fresh, differs)


def _steps(compared: Iterable[_Compared]) -> Iterator[list[_Compared]]:
    """Cut a portion where enough has come together to be held and written at once."""
    step, held = list[_Compared](), 0
    for each in compared:
        step.append(each)
        held += 1 + len(each.derived.claims)
        if held >= CLAIMS:
            yield step
            step, held = [], 0
    if step:
        yield step


def _save(target: Store, differing: Sequence[_Compared]) -> int:
    for fresh in (True, False):
        some = {each.block: each.derived for each in differing if each.fresh is fresh}
        if some:
            target.save_blocks(some, fresh=fresh)
    return len(differing)
