"""The records: what was said, by whom, where, when, and what follows from it.

Only frozen values and their ids live here. Nothing reads a file, a clock or a store.
Dates are calendar days, instants are UTC-aware, offsets count code points, half-open [start, end).
"""

import calendar
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, NewType, Self

SourceId = NewType("SourceId", str)
DocumentId = NewType("DocumentId", str)
VersionId = NewType("VersionId", str)
AssertionId = NewType("AssertionId", str)
ClaimId = NewType("ClaimId", str)
EventId = NewType("EventId", str)
RelationId = NewType("RelationId", str)
JudgementId = NewType("JudgementId", str)
QuestionId = NewType("QuestionId", str)
TimelineId = NewType("TimelineId", str)
Day = date  # for records with a field of that name
Block = NewType("Block", str)
"""The unit of derivation: assertions in different blocks are never compared (graph.derive.blocks)."""

Action = Literal[
    "ban",
    "restrict",
    "require_approval",
    "allow",
    "mandate",
    "lift",
    "deny",
    "replace",
    "investigate",
    "warn",
]
State = Literal[
    "RESTRICTED", "BANNED", "APPROVAL_REQUIRED", "PAUSED", "LIMITED",
    "PERMITTED", "ALLOWED", "ENCOURAGED", "MANDATED",
]  # fmt: skip
Modality = Literal[
    "asserted", "reported", "opinion", "hedged", "conditional", "generic", "denied", "question", "prediction"
]
AssertionKind = Literal[
    "policy",
    "stated_reason",
    "imputed_reason",
    "reason_denial",
    "denial",
    "evaluation",
    "prediction",
    "question",
]
Stance = Literal["stated", "alternative", "denied"]
OrganisationType = Literal[
    "company", "government", "legislature", "regulator", "military", "education", "open_source_project",
    "community_platform", "conference", "publisher", "unnamed", "other",
]  # fmt: skip
SourceKind = Literal["outlet", "organisation", "regulator", "forum", "person", "unknown"]
DocumentKind = Literal["report", "commentary", "primary", "correction", "aggregation"]
HopKind = Literal["outlet", "document", "person", "spokesperson", "anonymous", "weak", "organisation"]
Granularity = Literal["day", "week", "month", "quarter", "year", "part"]
Basis = Literal["stated", "page", "feed", "sitemap", "url", "inferred", "discovered"]
RelationKind = Literal[
    "contradicts", "disputes", "refines", "confirms", "supersedes", "corrects", "drifts", "headline_body"
]
EdgeKind = Literal["link", "attribution", "near_copy", "shared_quote", "wire_credit"]
QuestionKind = Literal["prediction", "promise", "open"]
DeadlineBasis = Literal["explicit", "anchored", "default", "none"]
QuestionStatus = Literal["OPEN", "CONFIRMED", "REFUTED", "LAPSED", "UNFALSIFIABLE"]
Reasoning = Literal["given", "none_given", "not_reported"]
"""Whether pages tell a reason, tell that none was given, or say nothing of reasons at all."""
JudgementKind = Literal["same_entity", "other_entity", "accept", "reject", "confirm", "dismiss", "undo"]
StatusKind = Literal["single_origin", "corroborated", "contested", "superseded", "corrected", "retracted"]

# What covers what. Two states clash only if neither covers the other and they are not equal.
COVERS: Final[Mapping[State, frozenset[State]]] = {
    "RESTRICTED": frozenset({"BANNED", "APPROVAL_REQUIRED", "PAUSED", "LIMITED"}),
    "PERMITTED": frozenset({"ALLOWED", "ENCOURAGED", "MANDATED"}),
}
STATE_OF: Final[Mapping[Action, State | None]] = {
    "ban": "BANNED",
    "restrict": "RESTRICTED",
    "require_approval": "APPROVAL_REQUIRED",
    "allow": "ALLOWED",
    "mandate": "MANDATED",
    "lift": "PERMITTED",
    "replace": "BANNED",
    "deny": None,
    "investigate": None,
    "warn": None,
}
SEVERITY: Final[Mapping[State, int]] = {
    "BANNED": 3, "PAUSED": 2, "APPROVAL_REQUIRED": 2, "RESTRICTED": 2, "LIMITED": 1,
    "PERMITTED": 0, "ALLOWED": 0, "ENCOURAGED": 0, "MANDATED": 0,
}  # fmt: skip


def covers(wider: State, narrower: State) -> bool:
    """Tell whether whatever is `narrower` is also `wider`; every state covers itself."""
    return wider == narrower or narrower in COVERS.get(wider, frozenset())


def restricts(state: State) -> bool:
    """Tell whether a state belongs under RESTRICTED rather than under PERMITTED."""
    return covers("RESTRICTED", state)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as exact as somebody made it: the days from `first` to `last`, both included.

    Source: granularity and basis after EDTF level 1 and schema.org; a week, a quarter and "late June"
    have no ISO form shorter than an interval, so `iso` writes those as first/last.
    """

    first: date
    last: date
    granularity: Granularity = "day"
    basis: Basis = "stated"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a date cannot end before it begins: {self.first}..{self.last}")

    @classmethod
    def day(cls, day: date, basis: Basis = "stated") -> Self:
        """Give one day."""
        return cls(day, day, "day", basis)

    @classmethod
    def month(cls, year: int, month: int, basis: Basis = "stated") -> Self:
        """Give a whole month."""
        return cls(
            date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", basis
        )

    @classmethod
    def year(cls, year: int, basis: Basis = "stated") -> Self:
        """Give a whole year."""
        return cls(date(year, 1, 1), date(year, 12, 31), "year", basis)

    @classmethod
    def parse(cls, text: str, basis: Basis = "stated") -> Self:
        """Read 2026, 2026-06, 2026-06-24 or 2026-06-24/2026-06-30.

        Raises: ValueError if the text is none of these.
        """
        if "/" in text:
            first, last = (date.fromisoformat(part) for part in text.split("/", 1))
            return cls(first, last, "week" if last - first == timedelta(days=6) else "part", basis)
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            raise ValueError(f"not a date: {text!r}")
        numbers = [int(part) for part in text.split("-")]
        if len(numbers) == 1:
            return cls.year(numbers[0], basis)
        if len(numbers) == 2:
            return cls.month(numbers[0], numbers[1], basis)
        return cls.day(date(*numbers), basis)

    @property
    def iso(self) -> str:
        """The shortest exact form that `parse` reads back."""
        if self.granularity == "day":
            return self.first.isoformat()
        if self.granularity == "month":
            return f"{self.first:%Y-%m}"
        if self.granularity == "year":
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def overlaps(self, other: "PartialDate") -> bool:
        """Tell whether some day belongs to both."""
        return self.first <= other.last and other.first <= self.last

    def before(self, other: "PartialDate") -> bool:
        """Tell whether every day of this one comes before every day of the other."""
        return self.last < other.first

    def within(self, other: "PartialDate") -> bool:
        """Tell whether this one is at least as exact as the other and agrees with it."""
        return other.first <= self.first and self.last <= other.last


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one version, found again by offset or, if the page moves, by what surrounds them.

    Source: W3C Web Annotation, TextQuoteSelector and TextPositionSelector.
    """

    exact: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""


CONTEXT: Final = 32  # code points of prefix and suffix, as the Web Annotation examples use


def quote_of(text: str, start: int, end: int) -> Quote:
    """Cut the quote [start, end) out of a text, with its surroundings."""
    return Quote(
        text[start:end], start, end, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Whoever publishes or speaks. `family` is the owner: brands of one owner are never independent."""

    id: SourceId
    name: str
    kind: SourceKind = "outlet"
    family: str = ""
    host: str = ""
    document_kind: DocumentKind = "report"


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """How one look at a source went: what its lists named, and what became of its pages. No part of the graph.

    Shape: of `lists` that were asked for, `unreadable` gave nothing, `closed` of these because robots.txt says so;
    `problem` is the first one met. Units: `silence` is the longest time between two dated entries, in days.
    """

    name: str
    at: datetime
    lists: int = 0
    unreadable: int = 0
    closed: int = 0
    problem: str = ""
    named: int = 0
    dated: int = 0
    newest: datetime | None = None
    silence: float = 0.0
    stored: int = 0
    unchanged: int = 0
    gated: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One page by its canonical URL."""

    id: DocumentId
    url: str
    source: SourceId
    kind: DocumentKind = "report"


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page's own text points to, with the words that carry it."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The text of a document as fetched once. A changed page is a new version; this one stays.

    Units: `fetched_at` is the recorded clock and no part of the id: fetching the same text twice is one version.
    """

    id: VersionId
    document: DocumentId
    title: str
    text: str
    author: str = ""
    published: PartialDate | None = None
    published_at: datetime | None = None
    language: str = ""
    links: tuple[Link, ...] = ()
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain: somebody a page rests on, the words that say so, and whether we hold what they wrote."""

    name: str
    kind: HopKind
    cue: Quote | None = None
    read: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule is said to exist. `stated_by` is "org" or whoever gives the reason instead."""

    category: str
    text: str
    stated_by: str = "org"
    stance: Stance = "stated"
    speaker: str = ""
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a rule binds. `universal` needs words such as "all", `exclusive` words such as "only"."""

    type: str
    text: str = ""
    universal: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """The words that filled one slot of an assertion."""

    name: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Number:
    """How many of something a passage gives: from `low` to `high`, both included, None where there is no end.

    Units: `measure` says what is counted; "over 1,000" is 1001 to None.
    """

    measure: str
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Leak:
    """Whose material is said to have come to whom: from `source` to `target`."""

    what: str
    source: str
    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One number that a confidence is the product of, in (0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Assertion:
    """One passage of one version that says something about a policy: the stored fact.

    Shape: `chain` runs from whoever the page cites inward to the document or person it goes back to, and
    is empty where the page speaks for itself. `quote` is the sentence, `slots` the words behind each value.
    `agreement` tells which of two extractors read it, where two did.
    """

    id: AssertionId
    version: VersionId
    organisation: str
    action: Action
    quote: Quote
    kind: AssertionKind = "policy"
    organisation_type: OrganisationType = "other"
    unit: str = ""
    state: State | None = None
    tools: tuple[str, ...] = ()
    tool_set: Literal["universal", "exhaustive", ""] = ""
    vendors: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    scope: Scope | None = None
    effective: PartialDate | None = None
    deadline: PartialDate | None = None
    yearless: str = ""
    condition: str = ""
    reasons: tuple[Reason, ...] = ()
    numbers: tuple[Number, ...] = ()
    leak: Leak | None = None
    affirmed: bool = True
    modality: Modality = "asserted"
    chain: tuple[Hop, ...] = ()
    later_of: AssertionId | None = None
    slots: tuple[Slot, ...] = ()
    trigger: Quote | None = None
    rule: str = ""
    confidence: float = 1.0
    factors: tuple[Factor, ...] = ()
    extractor: str = ""
    agreement: Literal["", "both", "rules_only", "llm_only"] = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One version with everything needed to judge what it says: its page, its publisher, its assertions."""

    source: Source
    document: Document
    version: Version
    assertions: tuple[Assertion, ...] = ()

    @property
    def known(self) -> date | None:
        """The day the reading became known; None for an undated page."""
        return self.version.published.first if self.version.published else None


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as a store keeps it: its last fetch, who read it ("" for nobody), and what they found.

    Shape: `blocks[i]` is the block of `assertions[i]`, which are in text order.
    """

    version: Version
    seen_at: datetime | None = None
    read_by: str = ""
    assertions: tuple[Assertion, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """All that is stored of one document. Shape: versions by id."""

    document: Document
    versions: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What stands of a claim. `corroborated` needs two certain origins."""

    kind: StatusKind
    why: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said: all assertions that say the same thing about one event.

    Shape: `assertions` and `documents` earliest first; `known` is the first day anybody published it.
    """

    id: ClaimId
    event: EventId
    organisation: str
    organisation_type: OrganisationType
    action: Action
    state: State | None
    tools: tuple[str, ...]
    assertions: tuple[AssertionId, ...]
    documents: tuple[DocumentId, ...]
    unit: str = ""
    vendors: tuple[str, ...] = ()
    scope: Scope | None = None
    effective: PartialDate | None = None
    known: date | None = None
    reasons: tuple[Reason, ...] = ()
    reasoning: Reasoning = "not_reported"
    affirmed: bool = True
    modality: Modality = "reported"
    status: Status = Status("single_origin")


@dataclass(frozen=True, slots=True)
class Relation:
    """How one claim bears on another, and the two passages that show it.

    Shape: directed from the later, the more exact, or the one who speaks against; `contradicts` is symmetric
    and stored once, earlier passage first. `fields` names the slots that clash, `why` says it in plain words.
    """

    id: RelationId
    kind: RelationKind
    subtype: str
    from_claim: ClaimId
    to_claim: ClaimId
    from_assertion: AssertionId
    to_assertion: AssertionId
    from_quote: Quote
    to_quote: Quote
    fields: tuple[str, ...]
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One state in a timeline. `change` is empty for the first.

    Shape: `confirmed` is the last day before the next step on which a page says that the state still holds, and
    nothing is known of the time between then and the next step. `contested` are the contradictions between
    claims of this step, or of it and a denial; `corrected` the corrections that led to it. `odd` marks a step that
    cannot follow from what is known before it, such as the end of a limit that nobody told of.
    """

    date: PartialDate | None
    state: State
    change: Literal["", "escalates", "eases", "lifts", "replaces", "changes"]
    claims: tuple[ClaimId, ...]
    confirmed: Day | None = None
    contested: tuple[RelationId, ...] = ()
    corrected: tuple[RelationId, ...] = ()
    odd: Literal["", "nothing_to_lift", "no_change"] = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What became of one rule: the states of one organisation, tool set and population, oldest first.

    Shape: `undated` are claims on the same tools and people that have no known day, so they make no step.
    """

    organisation: str
    tools: tuple[str, ...]
    population: str
    steps: tuple[Step, ...]
    undated: tuple[ClaimId, ...] = ()
    id: TimelineId = TimelineId("")


@dataclass(frozen=True, slots=True)
class TrailNode:
    """A page we hold or a source that pages name. `evidence` tells how a root counts."""

    id: str
    label: str
    kind: str
    read: bool
    document: DocumentId | None = None
    family: str = ""
    published: date | None = None
    evidence: Literal["", "certain", "possible"] = ""


@dataclass(frozen=True, slots=True)
class TrailEdge:
    """`below` rests on `above`, for every reason listed."""

    above: str
    below: str
    kinds: tuple[EdgeKind, ...]
    cue: Quote | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many, for certain and at most."""

    certain: int
    possible: int


@dataclass(frozen=True, slots=True)
class Trail:
    """What one event rests on, down to the roots.

    Shape: `origins` counts independent roots, `access` the outlet families with first-hand evidence;
    `bottleneck` names the one node everything hangs on, empty if there is none; `circular` lists pages that
    cite each other.
    """

    event: EventId
    nodes: tuple[TrailNode, ...]
    edges: tuple[TrailEdge, ...]
    origins: Count
    access: Count
    bottleneck: str = ""
    primary: str = ""
    circular: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What settled a question: the claim, the day somebody published it, and which way it went."""

    claim: ClaimId
    known: date
    came_true: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A prediction, a promised day or an open question that a page leaves behind, and what would settle it.

    Shape: `holder` is whoever it is from, "author" for a commentary's own; `state`, `tools` and `unit` say what
    would have to hold; a promise is kept by the organisation's own word, an open question waits for anything.
    `basis` is "anchored" for a span counted from the page's day, and "default" where the page gives no day: twelve
    months, which is ours. `resolver` says in words what would settle it. What it is worth on a given day is no
    part of it (graph.derive.questions.status_on).
    """

    id: QuestionId
    kind: QuestionKind
    organisation: str
    version: VersionId
    quote: Quote
    holder: str
    known: date | None = None
    state: State | None = None
    tools: tuple[str, ...] = ()
    unit: str = ""
    deadline: date | None = None
    basis: DeadlineBasis = "none"
    falsifiable: bool = True
    resolver: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything that follows from the readings of one block."""

    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    trails: tuple[Trail, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's ruling. Append only: undoing one is another judgement that names it in `undoes`."""

    id: JudgementId
    kind: JudgementKind
    subjects: tuple[str, ...]
    by: str
    at: datetime
    note: str = ""
    undoes: JudgementId | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One digest as it was made: the window of days it covers, both included, and its two bodies."""

    id: str
    first: date
    last: date
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Search:
    """What an analyst asks. Empty fields do not narrow; `words` go to full text, the others to exact facets."""

    words: str = ""
    organisation: str = ""
    organisation_type: str = ""
    tool: str = ""
    vendor: str = ""
    action: str = ""
    reason: str = ""
    source: str = ""
    relation: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RelationSearch:
    """Which relations are asked for; empty fields do not narrow.

    Shape: `since` and `until` are days on which a relation became known, both included. A relation becomes known
    on the day by which both its passages were published; a passage without a day counts as known ever since, so
    that no window with a beginning holds a relation of two such. `limit` None: all of them.
    """

    kinds: tuple[RelationKind, ...] = ()
    subtypes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet and how many claims of the answer have it."""

    name: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of claims, best first, how many there are in all, and what they can be narrowed by.

    Shape: counting stops where it would cost more than it tells. `more` says that there are more claims than
    `total`. `facets` are those of the first `counted` claims: of all, if that is the total and there are no more.
    """

    claims: tuple[Claim, ...]
    total: int
    facets: tuple[Facet, ...] = field(default=())
    more: bool = False
    counted: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether the facets count every claim of the answer."""
        return not self.more and self.counted == self.total


def plain(value: object) -> object:
    """Turn a record into JSON values: dataclasses to dicts, tuples to lists, dates to ISO text."""
    if isinstance(value, PartialDate):
        return {"iso": value.iso, "granularity": value.granularity, "basis": value.basis}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(str(each) for each in value)
    return value


def content_id(prefix: str, *parts: object) -> str:
    """Name a record by what it says: equal parts give equal ids on every machine and in every run.

    Shape: the prefix, a hyphen and 16 hexadecimal digits of SHA-256; 64 bits keep the chance of any clash
    among a million records below one in ten million.
    """
    canonical = json.dumps(plain(parts), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"{prefix}-{hashlib.sha256(canonical.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def source_id(name: str) -> SourceId:
    """Name a source by its name."""
    return SourceId(content_id("s", name))


def document_id(url: str) -> DocumentId:
    """Name a document by its canonical URL."""
    return DocumentId(content_id("d", url))


def version_id(document: DocumentId, title: str, text: str, published: PartialDate | None) -> VersionId:
    """Name a version by what a reader would see: title, text and date. When we fetched it is no part of it."""
    return VersionId(content_id("v", document, title, text, published.iso if published else ""))
