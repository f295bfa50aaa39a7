"""What people rule, written down: one record a ruling, which makes the blocks it bears on stale and nothing else.

The next build derives those blocks with it. Undoing a ruling is a ruling that names it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from graph.derive import block_of
from graph.derive.windows import key_of
from graph.errors import Ambiguous, NotFound
from graph.identity import Identity, identity_of
from graph.layout import blocks_of
from graph.lexicon import Lexicon
from graph.model import (
    AssertionId,
    Block,
    Claim,
    DocumentId,
    Judgement,
    JudgementId,
    JudgementKind,
    Relation,
    Search,
    VersionId,
    content_id,
)
from graph.review import Candidate, candidates
from graph.store import Store

_NAMES = frozenset({"same_entity", "other_entity"})
_BATCH = 200


def judgement(
    kind: JudgementKind,
    subjects: Iterable[str],
    by: str,
    at: datetime,
    note: str = "",
    undoes: str | None = None,
) -> Judgement:
    """Make a ruling; its id follows from what it says, by whom and when."""
    named = tuple(subjects)
    target = JudgementId(undoes) if undoes else None
    return Judgement(
        JudgementId(content_id("j", kind, named, by, at, note, target)), kind, named, by, at, note, target
    )


def rule(store: Store, ruling: Judgement, lexicon: Lexicon) -> list[Block]:
    """Save a ruling; give the blocks that it bears on, which the next build derives anew.

    Raises: NotFound for a subject, or a ruling to undo, that the store does not know.
    """
    keys = {key_of(each) for each in _blocks(store, ruling, lexicon)}
    known = [each for key in keys for each in blocks_of(store, key)]
    blocks = sorted({*known, *map(Block, keys)})
    store.save_judgement(ruling, blocks)
    return blocks


def ruling_named(store: Store, wanted: str) -> Judgement:
    """Give a ruling by its id or a beginning of it that fits no other. Raises: NotFound, Ambiguous."""
    fitting = [each for each in store.judgements() if wanted and each.id.startswith(wanted)]
    if len(fitting) > 1:
        raise Ambiguous("ruling", wanted, len(fitting))
    if not fitting:
        raise NotFound("ruling", wanted)
    return fitting[0]


def whole_ids(store: Store, subjects: Iterable[str]) -> tuple[str, ...]:
    """Give the records that rulings are about: a claim stands for its passages, a relation for itself.

    Raises: NotFound, Ambiguous.
    """
    return tuple(each for subject in subjects for each in _whole(store, subject))


def _whole(store: Store, subject: str) -> tuple[str, ...]:
    if subject[:2] in {"d-", "v-", "a-"}:
        return (subject,)
    record = _dismissed(store, subject) or store.derived(subject)
    if isinstance(record, Claim):
        return record.assertions
    if isinstance(record, Relation):
        # The passages as well: they lead to its block when the relation itself is dismissed.
        return record.id, record.from_assertion, record.to_assertion
    if isinstance(record, Judgement):
        return record.subjects
    raise NotFound("claim or relation", subject)


def _dismissed(store: Store, wanted: str) -> Judgement | None:
    """Give the latest ruling that dismissed a relation whose id begins so; the store holds none of these."""
    if not wanted.startswith("r-"):
        return None
    found = [
        each for each in store.judgements() if each.kind == "dismiss" and each.subjects[0].startswith(wanted)
    ]
    return found[-1] if found else None


def to_review(store: Store, lexicon: Lexicon) -> list[Candidate]:
    """Give names of organisations and tools in the store that may be one thing, for a person to rule on."""
    judgements = store.judgements()
    identity = identity_of(lexicon, judgements)
    ruled = {frozenset(each.subjects[:2]) for each in judgements if each.kind in _NAMES}
    found: list[Candidate] = []
    for facet, names in (
        ("organisation", identity),
        ("tool", replace(identity, organisations=identity.tools)),
    ):
        values = [each for each in store.facet_values(facet) if not each.startswith("category:")]
        found += candidates(values, names)
    return [each for each in found if frozenset((each.one, each.other)) not in ruled]


def _blocks(store: Store, ruling: Judgement, lexicon: Lexicon) -> Iterator[Block]:
    """Give the blocks that a ruling bears on: those of its names before and after, or of its records."""
    if ruling.kind == "undo":
        target = next((each for each in store.judgements() if each.id == ruling.undoes), None)
        if target is None:
            raise NotFound("ruling", ruling.undoes or "")
        yield from _blocks(store, target, lexicon)
        if target.kind in _NAMES:
            yield from _of_names(store, target, identity_of(lexicon, [*store.judgements(), ruling]))
    elif ruling.kind in _NAMES:
        judgements = store.judgements()
        for each in (judgements, [*judgements, ruling]):
            yield from _of_names(store, ruling, identity_of(lexicon, each))
    else:
        for subject in ruling.subjects:
            yield from _of_record(store, subject, identity_of(lexicon, store.judgements()))


def _of_names(store: Store, ruling: Judgement, identity: Identity) -> Iterator[Block]:
    """Give the blocks of organisations with these names, and those of tools and outlets with them."""
    for name in ruling.subjects:
        yield Block(identity.key(name))
        for search in (*(Search(tool=form) for form in {name, identity.tool(name)}), Search(source=name)):
            for claim in _claims(store, search):
                yield store.block_of(claim.id)


def _of_record(store: Store, subject: str, identity: Identity) -> Iterator[Block]:
    """Give the blocks of a document, a version or a passage, by its whole id."""
    if subject.startswith("d-"):
        store.document(DocumentId(subject))
        versions = [each.id for each in store.versions_of(DocumentId(subject))]
        said = [each for version in versions for each in store.reading(version).assertions]
    elif subject.startswith("v-"):
        said = list(store.reading(VersionId(subject)).assertions)
    elif subject.startswith("a-"):
        said = [store.assertion(AssertionId(subject))]
    else:
        said = []  # a relation: its passages are named beside it
    yield from (block_of(each, identity) for each in said)


def _claims(store: Store, search: Search) -> Iterator[Claim]:
    offset = 0
    while batch := store.search(replace(search, limit=_BATCH, offset=offset)).claims:
        yield from batch
        offset += _BATCH
