"""What became of every address a crawl asked for. Values only; they travel between processes as JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from crawlers.article import Article
from crawlers.exchange import Answer
from crawlers.listing import UnreadableListing
from crawlers.pulse import NO_SIGN, Pulse
from crawlers.refusal import ABOUT_OTHER_THINGS
from graph.model import SourceCheck
from graph.store.ledger import Fetch
from graph.store.rows import record_of, row_of


@dataclass(frozen=True, slots=True)
class Fetched:
    """An article as it came: the address that was asked for, and when it was answered."""

    asked: str
    article: Article
    at: datetime


@dataclass(frozen=True, slots=True)
class Same:
    """An address that gives what it gave when it was last read."""

    url: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A page that gave a new version. `page` is its canonical address; undated pages are worth a look."""

    url: str
    page: str
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page whose text the store has already."""

    url: str
    page: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page passed over on purpose."""

    url: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that could not be had."""

    url: str
    problem: str


Fate = Stored | Unchanged | Skipped | Failed


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an address, with the answers that say so; `see` is the original of a copy.

    Shape: `reread` tells that the page as it was before gives the same to today's reader; `inside` that it came
    whole within a list, so that there is no page to ask for again; `within` is then the list's fetch, if it is kept.
    """

    what: Fetched | Same | Skipped | Failed
    answer: Answer | None = None
    see: str = ""
    reread: bool = False
    inside: bool = False
    within: Fetch | None = None

    @property
    def asked(self) -> str:
        """Give the address that was asked for."""
        return self.what.asked if isinstance(self.what, Fetched) else self.what.url


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Pages of one host that were named but never asked for, and why."""

    host: str
    reason: str
    pages: int = 1


@dataclass(frozen=True, slots=True)
class ListingRead:
    """A feed, sitemap or other list that was read, and how many pages it names. `source` is the name of whose it is."""

    url: str
    pages: int
    source: str = ""
    pulse: Pulse = NO_SIGN


@dataclass(frozen=True, slots=True)
class Shortened:
    """A source whose texts have become short: its pages are built in another way now, and we lose a part of them.

    Units: both figures are medians of our words in parts of those that a second extractor finds.
    """

    source: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl has come. `requested` grows while listings are read and copies are followed."""

    requested: int
    stored: int
    unchanged: int
    skipped: int
    failed: int

    @property
    def done(self) -> int:
        """Count the addresses whose fate is known."""
        return self.stored + self.unchanged + self.skipped + self.failed


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """The whole account of a crawl: requested = stored + unchanged + skipped + failed.

    Shape: `url` is the address that was asked for, and all is in the order of these; `listings` counts the
    feeds, sitemaps and other lists read; `passed_over` counts by host and reason what was not even asked for;
    `checks` has the account of each listed source, by name.
    """

    requested: int = 0
    stored: tuple[Stored, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[Failed, ...] = ()
    listings: int = 0
    unreadable: tuple[UnreadableListing, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    checks: tuple[SourceCheck, ...] = ()
    shortened: tuple[Shortened, ...] = ()

    @property
    def gated(self) -> tuple[str, ...]:
        """Give the pages that say nothing about AI tools and rules; nobody parsed them."""
        return tuple(each.url for each in self.skipped if each.reason == ABOUT_OTHER_THINGS)

    @property
    def fetched(self) -> int:
        """Count the pages that were read as articles."""
        return len(self.stored) + len(self.unchanged)

    @property
    def undated(self) -> tuple[str, ...]:
        """Give the new pages that nobody dates."""
        return tuple(each.page for each in self.stored if not each.dated)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Count the skipped pages by reason, the most frequent first; those that the gate passed over are not in it."""
        reasons = sorted(each.reason for each in self.skipped if each.reason != ABOUT_OTHER_THINGS)
        return dict(Counter(reasons).most_common())

    def to_json(self) -> dict[str, Any]:
        """Give the report as JSON values."""
        return asdict(self) | {"checks": [row_of(each) for each in self.checks]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(
            requested=values["requested"],
            stored=tuple(Stored(**each) for each in values["stored"]),
            unchanged=tuple(Unchanged(**each) for each in values["unchanged"]),
            skipped=tuple(Skipped(**each) for each in values["skipped"]),
            failed=tuple(Failed(**each) for each in values["failed"]),
            listings=values["listings"],
            unreadable=tuple(UnreadableListing(**each) for each in values["unreadable"]),
            passed_over=tuple(PassedOver(**each) for each in values["passed_over"]),
            checks=tuple(record_of(SourceCheck, each) for each in values["checks"]),
            shortened=tuple(Shortened(**each) for each in values["shortened"]),
        )
