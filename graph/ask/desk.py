"""Where a person's questions are answered. One Desk serves one visit; it reads each record once."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from graph.ask.records import (
    ChainStep,
    ClaimCard,
    GivenReason,
    Hit,
    Page,
    Pair,
    Passage,
    Side,
    Story,
    StoryStep,
    Tally,
    Week,
)
from graph.ask.walk import step_of, walk_back
from graph.model import (
    Assertion,
    AssertionId,
    Claim,
    ClaimId,
    Document,
    DocumentId,
    Reason,
    Relation,
    RelationKind,
    RelationSearch,
    Search,
    Source,
    SourceId,
    Stance,
    Timeline,
    Trail,
    Version,
    VersionId,
)
from graph.store import Store

CLASHES: Final[tuple[RelationKind, ...]] = ("contradicts", "disputes", "headline_body", "drifts")
CHANGES: Final[tuple[RelationKind, ...]] = ("supersedes", "corrects", "confirms")
DETAILS: Final[tuple[RelationKind, ...]] = ("refines",)
PER_PAGE: Final = 30  # pairs or timelines of one page
BATCH: Final = 200  # claims fetched at a time when all are wanted, so that memory stays flat


class Desk:
    """The answers to a person's questions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sources: dict[SourceId, Source] = {source.id: source for source in store.sources()}
        self._pages: dict[VersionId, Page] = {}
        self._documents: dict[DocumentId, Document] = {}
        self._claims: dict[ClaimId, Claim] = {}

    def claim(self, claim: str) -> Claim:
        """Give a claim by its id or an unambiguous beginning of it. Raises: NotFound, Ambiguous."""
        known = self._claims.get(ClaimId(claim)) or self._store.claim(claim)
        return self._claims.setdefault(known.id, known)

    def passage(self, assertion: AssertionId) -> Passage:
        """Give one assertion with its page. Raises: NotFound."""
        found = self._store.assertion(assertion)
        return Passage(self._page(found.version), found)

    def hits(self, claims: Iterable[Claim]) -> list[Hit]:
        """Give claims as they stand in a list, in the order given."""
        return [self._hit(claim) for claim in claims]

    def card(self, claim: str) -> ClaimCard:
        """Give everything about one claim. Raises: NotFound, Ambiguous."""
        found = self.claim(claim)
        passages = tuple(self.passage(each) for each in found.assertions)
        pairs = self.pairs(self._store.relations(claim=found.id))
        trail = self._store.trail(found.id)
        others = self._others(trail, found)
        steps = _steps(trail, passages, others)
        return ClaimCard(
            found,
            passages,
            tuple(_reasons(sorted((*passages, *others.values()), key=_when_known))),
            tuple(pair for pair in pairs if pair.relation.kind in CLASHES),
            tuple(pair for pair in pairs if pair.relation.kind in CHANGES),
            tuple(pair for pair in pairs if pair.relation.kind in DETAILS),
            trail,
            walk_back(trail, passages, others),
            steps,
            tuple(node for node in trail.nodes if node.evidence),
            tuple(dict.fromkeys(step.page.source.name for step in steps if step.page)),
            tuple(self._stories_of(found)),
        )

    def pairs(self, relations: Iterable[Relation]) -> list[Pair]:
        """Give relations with both their passages, the latest to become known first, ties by id."""
        pairs = [self._pair(relation) for relation in relations]
        return sorted(pairs, key=lambda pair: (-pair.known.toordinal(), pair.relation.id))

    def clashes(
        self, kinds: Sequence[RelationKind] = CLASHES, subtypes: Sequence[str] = (), limit: int = PER_PAGE
    ) -> list[Pair]:
        """Give the latest that clashes, of some subtypes or any, in the order of `pairs`."""
        return self._latest(RelationSearch(tuple(kinds), tuple(subtypes), limit=limit))

    def clash_counts(self) -> dict[tuple[RelationKind, str], int]:
        """Count everything that clashes by kind and subtype."""
        return {sort: count for sort, count in self._store.relation_counts().items() if sort[0] in CLASHES}

    def stories(self, organisation: str = "", limit: int = PER_PAGE) -> list[Story]:
        """Give timelines of one organisation, or of all, that have a step: what changed first, the latest first."""
        return [self._story(each) for each in self._store.latest_timelines(organisation, limit)]

    def story_counts(self, organisation: str = "") -> tuple[int, int]:
        """Count the timelines that have a step, and those of them that have several."""
        counts = self._store.timeline_counts(organisation)
        return sum(counts[each] for each in counts if each), sum(counts[each] for each in counts if each > 1)

    def week(self, first: date, last: date) -> Week:
        """Give what became known in a window of days."""
        new = tuple(self._hit(claim) for claim in all_claims(self._store, Search(since=first, until=last)))
        fresh = self._latest(RelationSearch(CLASHES + CHANGES, since=first, until=last, limit=None))
        return Week(
            first,
            last,
            new,
            tuple(pair for pair in fresh if pair.relation.kind in CLASHES),
            tuple(pair for pair in fresh if pair.relation.kind in CHANGES),
        )

    def tally(self) -> Tally:
        """Count what the graph holds."""
        counts = self._store.counts()
        kinds: Counter[RelationKind] = Counter()
        for (kind, _), count in self._store.relation_counts().items():
            kinds[kind] += count
        return Tally(
            counts["versions"],
            counts["claims"],
            kinds["contradicts"],
            kinds["disputes"],
            sum(max(0, steps - 1) * count for steps, count in self._store.timeline_counts().items()),
        )

    def _page(self, version: VersionId) -> Page:
        if version not in self._pages:
            found = self._store.version(version)
            document = self._document(found.document)
            self._pages[version] = _page_of(self._source(document), document, found)
        return self._pages[version]

    def _document(self, document: DocumentId) -> Document:
        if document not in self._documents:
            self._documents[document] = self._store.document(document)
        return self._documents[document]

    def _source(self, document: Document) -> Source:
        return self._sources.get(document.source) or Source(document.source, "unknown", "unknown")

    def _hit(self, claim: Claim) -> Hit:
        self._claims[claim.id] = claim
        relations = self._store.relations(claim=claim.id)
        outlets = dict.fromkeys(self._source(self._document(each)).name for each in claim.documents)
        return Hit(
            claim,
            self.passage(claim.assertions[0]),
            tuple(outlets),
            sum(each.kind in CLASHES for each in relations),
            sum(each.kind in CHANGES for each in relations),
        )

    def _latest(self, search: RelationSearch) -> list[Pair]:
        return [self._pair(each) for each in self._store.search_relations(search)]

    def _pair(self, relation: Relation) -> Pair:
        begins = Side(
            self.claim(relation.from_claim), self.passage(relation.from_assertion), relation.from_quote
        )
        ends = Side(self.claim(relation.to_claim), self.passage(relation.to_assertion), relation.to_quote)
        left, right = (begins, ends) if relation.kind == "contradicts" else (ends, begins)
        return Pair(relation, left, right)

    def _story(self, timeline: Timeline) -> Story:
        steps = (
            StoryStep(step, tuple(self._hit(self.claim(each)) for each in step.claims))
            for step in timeline.steps
        )
        return Story(timeline, tuple(steps))

    def _stories_of(self, claim: Claim) -> Iterator[Story]:
        for timeline in self._store.timelines(claim.organisation):
            if any(claim.id in step.claims for step in timeline.steps):
                yield self._story(timeline)

    def _others(self, trail: Trail, claim: Claim) -> dict[DocumentId, Passage]:
        """Find what the trail's other pages say about the claim's organisation and tools."""
        held = [
            node.document for node in trail.nodes if node.document and node.document not in claim.documents
        ]
        return {
            document: Passage(self._page(found.version), found)
            for document in held
            if (found := self._closest(document, claim)) is not None
        }

    def _closest(self, document: DocumentId, claim: Claim) -> Assertion | None:
        """Find the assertion of a document that is most like a claim."""
        newest = self._store.versions_of(document)[-1]
        alike = [
            each
            for each in self._store.reading(newest.id).assertions
            if each.organisation == claim.organisation
        ]
        return max(alike, key=lambda each: _likeness(each, claim), default=None)


def all_claims(store: Store, search: Search) -> Iterator[Claim]:
    """Give every claim that fits, batch by batch."""
    offset = 0
    while True:
        batch = store.search(replace(search, limit=BATCH, offset=offset)).claims
        yield from batch
        if len(batch) < BATCH:
            return
        offset += BATCH


def newest_day(store: Store) -> date | None:
    """Give the day on which the latest dated claim became known."""
    known = [claim.known for claim in store.search(Search(limit=1)).claims if claim.known]
    return known[0] if known else None


def _page_of(source: Source, document: Document, version: Version) -> Page:
    return Page(
        source,
        document,
        version.id,
        version.title,
        version.author,
        version.published,
        version.fetched_at.date() if version.fetched_at else None,
        version.language,
        hashlib.sha256(version.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _when_known(passage: Passage) -> tuple[date, str]:
    return passage.page.known, passage.page.document.id


def _likeness(assertion: Assertion, claim: Claim) -> tuple[bool, int]:
    return assertion.action == claim.action, len({*assertion.tools} & {*claim.tools})


def _steps(
    trail: Trail, passages: Sequence[Passage], others: dict[DocumentId, Passage]
) -> tuple[ChainStep, ...]:
    """Give every page of the trail that we hold, and the claim's own pages if the trail leaves them out."""
    saying = {passage.page.document.id: passage for passage in reversed(passages)}
    cues = {edge.below: edge.cue for edge in reversed(trail.edges)}
    steps = {
        node.document: step_of(node, {**others, **saying}, cues.get(node.id))
        for node in trail.nodes
        if node.document
    }
    for document, passage in saying.items():
        own = ChainStep(passage.page.source.name, "page", True, passage.page, passage.assertion.quote)
        steps.setdefault(document, own)
    held = [step for step in steps.values() if step.page]
    return tuple(sorted(held, key=lambda step: (step.page.known, step.page.document.id) if step.page else ()))


def _reasons(passages: Sequence[Passage]) -> Iterator[GivenReason]:
    """Group equal reasons of equal holders: stated, denied, alternative; the organisation's own first."""
    groups: dict[tuple[Stance, str, str], list[tuple[Reason, Passage]]] = {}
    for passage in passages:
        for reason in passage.assertion.reasons:
            key = (reason.stance, reason.stated_by, reason.category)
            groups.setdefault(key, []).append((reason, passage))
    order: tuple[Stance, ...] = ("stated", "denied", "alternative")
    for key in sorted(groups, key=lambda each: (order.index(each[0]), each[1] != "org")):
        yield GivenReason(groups[key][0][0], tuple(passage for _, passage in groups[key]))
