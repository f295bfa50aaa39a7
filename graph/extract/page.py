"""What the stages of the extractor hand to one another. Offsets are code points of `Page.text`, always."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "quoted"]
MentionKind = Literal["organisation", "tool", "category", "population", "person"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the extractor sees it: pure text and what is known about it."""

    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    url: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of the page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One line of the page's text. `quoted` lines, such as `> ...` on a mailing list, are somebody else's words."""

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
    """Words that name something. `antecedent` and `sieve` are set where a pronoun or "the company" was resolved."""

    start: int
    end: int
    kind: MentionKind
    name: str
    type: str = ""
    sieve: int = 0
    antecedent: Span | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page with stages 0 to 5 done: shadow, blocks, sentences, mentions with coreference resolved.

    Shape: `shadow` is as long as the text (curly quotes straight, dashes to hyphens, odd spaces to spaces;
    case kept), `lower` is its lower case, of equal length too; mentions are in text order and do not overlap.
    """

    page: Page
    shadow: str
    lower: str
    blocks: tuple[TextBlock, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = field(default=())

    def within(self, start: int, end: int, kind: MentionKind | None = None) -> list[Mention]:
        """Give the mentions that lie inside [start, end), of one kind or all."""
        return [
            each
            for each in self.mentions
            if start <= each.start and each.end <= end and (kind is None or each.kind == kind)
        ]

    def words(self, sentence: Sentence) -> str:
        """Give the lower-case shadow of a sentence, for matching."""
        return self.lower[sentence.start : sentence.end]
