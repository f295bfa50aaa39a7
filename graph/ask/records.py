"""What an answer looks like: small records that hold model records as they are. No wording, no layout."""

from dataclasses import dataclass
from datetime import date

from graph.model import (
    Assertion,
    Claim,
    Document,
    PartialDate,
    Quote,
    Reason,
    Relation,
    Source,
    Step,
    Timeline,
    Trail,
    TrailNode,
    VersionId,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One version of a document without its text. `text_hash` is the SHA-256 of that text in UTF-8."""

    source: Source
    document: Document
    version: VersionId
    title: str
    author: str
    published: PartialDate | None
    fetched: date | None
    language: str
    text_hash: str

    @property
    def known(self) -> date:
        """The day it became known; an undated page sorts first."""
        return self.published.first if self.published else date.min


@dataclass(frozen=True, slots=True)
class Passage:
    """One assertion with the page it stands on."""

    page: Page
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: the claim, the passage and the words in it that count."""

    claim: Claim
    passage: Passage
    quote: Quote


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages and how one bears on the other, the earlier one on the left."""

    relation: Relation
    left: Side
    right: Side

    @property
    def known(self) -> date:
        """The day on which both sides were known."""
        return max(self.left.passage.page.known, self.right.passage.page.known)


@dataclass(frozen=True, slots=True)
class GivenReason:
    """A reason with every passage that passes it on, earliest first."""

    reason: Reason
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of the walk back: its own words, and the `cue` by which it names the next step."""

    label: str
    kind: str
    read: bool
    page: Page | None = None
    says: Quote | None = None
    cue: Quote | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim in a list: who says it first and after whom, and how much speaks against it or came later."""

    claim: Claim
    first: Passage
    outlets: tuple[str, ...]
    clashes: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One state of a timeline with the claims that report it."""

    step: Step
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A timeline one can read."""

    timeline: Timeline
    steps: tuple[StoryStep, ...]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """Everything about one claim on one page.

    Shape: `passages` earliest first; `origins` the roots of the trail that count; `chain` from the page
    furthest from the source inward; `steps` one for every page of the trail, earliest first. `reasons` and
    `outlets` are those of the trail's pages too: they speak of the same event.
    """

    claim: Claim
    passages: tuple[Passage, ...]
    reasons: tuple[GivenReason, ...]
    clashes: tuple[Pair, ...]
    changes: tuple[Pair, ...]
    details: tuple[Pair, ...]
    trail: Trail
    chain: tuple[ChainStep, ...]
    steps: tuple[ChainStep, ...]
    origins: tuple[TrailNode, ...]
    outlets: tuple[str, ...]
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What became known from `first` to `last`, both included."""

    first: date
    last: date
    new: tuple[Hit, ...]
    clashes: tuple[Pair, ...]
    changes: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much the graph holds; `developments` are the steps of timelines after the first."""

    pages: int
    claims: int
    contradictions: int
    disputes: int
    developments: int
