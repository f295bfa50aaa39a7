"""What the stages of the extractor hand to one another. Offsets are code points of `Page.text`, always."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Literal

from graph.model import PartialDate

BlockKind = Literal["heading", "paragraph", "item", "quoted"]
MentionKind = Literal["organisation", "tool", "category", "population", "person"]
MentionRole = Literal["", "place", "cited", "maker"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the extractor sees it: pure text and what is known about it.

    Shape: `published` is the whole day it came out on, from which "last week" counts; `dated` is the same as exact as
    it is known, also where that is a month or a year.
    """

    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    url: str = ""
    published: date | None = None
    dated: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of the page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One line of the page's text. `quoted` lines (`> ...` on a mailing list) are somebody else's words."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `index` counts through the page, `block` points into `Analysis.blocks`."""

    index: int
    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name something. `antecedent` and `sieve` are set where "the company" was resolved.

    Shape: `role` is "maker" where a name stands for the company that makes a tool; "place" and "cited" mark
    countries and outlets that do not act, and occur only while mentions are being found.
    """

    start: int
    end: int
    kind: MentionKind
    name: str
    type: str = ""
    sieve: int = 0
    antecedent: Span | None = None
    role: MentionRole = ""


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Code points [start, end) that may name an organisation or a product, and how likely that is (0-1).

    Shape: `text` is what stands there; `name` and `type` are set where a list or the rules know it.
    """

    start: int
    end: int
    text: str
    score: float
    name: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page with stages 0 to 5 done: shadow, blocks, sentences, mentions with coreference resolved.

    Shape: `shadow` is as long as the text (curly quotes straight, dashes to hyphens, odd spaces to spaces;
    case kept), `lower` is its lower case, of equal length too; mentions are in text order and do not overlap.
    `names` are what the learned recogniser takes for organisations, in text order and apart; none where it is not used.
    `starts` are those of the mentions; `memo` belongs to graph.extract.memo; a changed copy begins with an empty one.
    """

    page: Page
    shadow: str
    lower: str
    blocks: tuple[TextBlock, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = field(default=())
    names: tuple[NameSpan, ...] = field(default=())
    starts: tuple[int, ...] = field(init=False, compare=False, repr=False)
    memo: dict[tuple[object, ...], tuple[object, object]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", tuple(each.start for each in self.mentions))

    def within(self, start: int, end: int, kind: MentionKind | None = None) -> list[Mention]:
        """Give the mentions that lie inside [start, end), of one kind or all."""
        first = bisect_left(self.starts, start)
        after = bisect_left(self.starts, end, first)
        return [
            each
            for each in self.mentions[first:after]
            if each.end <= end and (kind is None or each.kind == kind)
        ]

    def within_reach(self, start: int, end: int, kind: MentionKind) -> bool:
        """Tell whether a mention of a kind shares a letter with [start, end)."""
        at = bisect_left(self.starts, end) - 1
        while at >= 0 and self.mentions[at].end > start:
            if self.mentions[at].kind == kind:
                return True
            at -= 1
        return False

    def sentence_at(self, place: int) -> Sentence:
        """Give the sentence that a place lies in, or else the next one; the last behind all of them."""
        at = bisect_right(self.sentences, place, key=attrgetter("end"))
        return self.sentences[min(at, len(self.sentences) - 1)]

    def words(self, sentence: Sentence) -> str:
        """Give the lower-case shadow of a sentence, for matching."""
        return self.lower[sentence.start : sentence.end]
