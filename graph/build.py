"""The write side: versions become assertions, assertions become derived records, both go to the store.

What is extracted and derived is decided elsewhere, by pure functions that are handed in; only this order of
steps lives here. It can be killed at any step and started again: what was not done is still unread or stale.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol, TypeVar

from graph.derive import block_of, derive
from graph.derive.rulings import NONE, Rulings, rulings_of
from graph.derive.windows import LIMIT
from graph.errors import QuoteNotInText
from graph.extract.page import Page
from graph.identity import identity_of
from graph.layout import Layout
from graph.lexicon import load_lexicon
from graph.model import Assertion, Block, Derived, Reading, VersionId
from graph.refresh import Derive, refresh_stale
from graph.store import Store

T = TypeVar("T")
_log = logging.getLogger(__name__)


class PageExtractor(Protocol):
    """Whatever reads the bare text of pages: the rules, a model, or both (graph.extract, graph.llm)."""

    @property
    def name(self) -> str:
        """Give the name with the version of whatever it goes by."""

    def extract(self, page: Page, version: VersionId) -> Sequence[Assertion]:
        """Give what the page says, in text order."""


class Extractor(Protocol):
    """Whatever finds assertions in a page. Equal names promise equal assertions for equal pages."""

    @property
    def name(self) -> str:
        """Give the extractor with the version of its rules; never empty."""

    def __call__(self, page: Reading) -> Sequence[Assertion]:
        """Give what a version says; `page` holds no assertions yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. Units: pages while `step` is "reading", blocks while it is "deriving"."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that the extractor could not read, and why. It stays unread: the next build tries it again."""

    url: str
    problem: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Only the versions it read and the blocks it refreshed are counted.

    Shape: `silent` are the versions that said nothing, `developments` the timeline steps after the first.
    """

    versions: int = 0
    assertions: int = 0
    silent: int = 0
    blocks: int = 0
    claims: int = 0
    contradictions: int = 0
    developments: int = 0
    failed: tuple[Failed, ...] = ()


BlockOf = Callable[[Assertion], Block]
OnProgress = Callable[[Progress], None]

# The store asks who has read a version; nobody has this name, so every version is unread by it.
_NOBODY: Final = ""


def build(
    store: Store,
    extractor: Extractor,
    block_of: BlockOf,
    derive: Derive,
    *,
    everything: bool = False,
    on_progress: OnProgress | None = None,
    limit: int = LIMIT,
    rulings: Rulings = NONE,
) -> BuildReport:
    """Read what is unread and refresh what is stale, or all of both if `everything` is wanted.

    Shape: `limit` is how many passages a block may hold before its history is cut into windows. `derive` knows the
    `rulings`; they are wanted here for relations across a cut, which go by names of their own.

    Raises: StoreError if the store fails; a page that the extractor fails on is counted and passed over.
    """
    tell = on_progress or (lambda _: None)
    counts: Counter[str] = Counter()
    failed: list[Failed] = []
    reader = _NOBODY if everything else extractor.name
    unread = sum(1 for _ in store.unread(reader))
    layout = Layout(store, block_of, limit)
    for version in _told(store.unread(reader), Progress("reading", 0, unread), tell):
        result = _read(store, version, extractor, layout)
        if isinstance(result, Failed):
            failed.append(result)
            layout.failed.add(version)
        else:
            counts.update(result)
    blocks = sum(1 for _ in (store.blocks() if everything else store.stale()))
    made = refresh_stale(layout, extractor.name, derive, rulings, everything=everything)
    for derived in _told(made, Progress("deriving", 0, blocks), tell):
        counts.update(_counted(derived))
    return BuildReport(**counts, failed=tuple(failed))


def default_build(
    store: Store,
    pages: PageExtractor,
    *,
    everything: bool = False,
    on_progress: OnProgress | None = None,
) -> BuildReport:
    """Build with a reader of pages, the names that the packaged lexicon knows, and what people ruled."""
    judgements = store.judgements()
    identity, rulings = identity_of(load_lexicon(), judgements), rulings_of(judgements)
    return build(
        store,
        PagesOnly(pages),
        partial(block_of, identity=identity),
        partial(derive, identity=identity, rulings=rulings),
        everything=everything,
        on_progress=on_progress,
        rulings=rulings,
    )


@dataclass(frozen=True, slots=True)
class PagesOnly:
    """A reader of bare pages as this module's Extractor."""

    pages: PageExtractor

    @property
    def name(self) -> str:
        """Give the reader's own name."""
        return self.pages.name

    def __call__(self, page: Reading) -> Sequence[Assertion]:
        """Hand over what may be known of a page; only a whole day anchors "last week"."""
        version, published = page.version, page.version.published
        day = published.first if published and published.granularity == "day" else None
        known = Page(
            version.text, version.title, page.source.name, version.author, page.document.url, day, published
        )
        return self.pages.extract(known, version.id)


def _told(steps: Iterable[T], progress: Progress, tell: OnProgress) -> Iterator[T]:
    """Pass the steps on and tell about each one that is done."""
    for done, each in enumerate(steps, start=1):
        yield each
        tell(replace(progress, done=done, total=max(done, progress.total)))


def _read(
    store: Store, version: VersionId, extractor: Extractor, layout: Layout
) -> Mapping[str, int] | Failed:
    """Let the extractor read one version and save what it found."""
    page = store.reading(version)
    bare = replace(page, assertions=())
    try:
        assertions = extractor(bare)
        blocks = [layout.place(each, page.known) for each in assertions]
    except Exception as error:
        # Whatever a stranger's page does to the rules, the other pages are still to be read.
        _log.info("cannot read %s", page.document.url, exc_info=True)
        return Failed(page.document.url, f"{type(error).__name__}: {error}")
    others = [each.id for each in store.versions_of(page.document.id) if each.id != version]
    try:
        layout.save(version, extractor.name, assertions, blocks)
    except QuoteNotInText as error:
        return Failed(page.document.url, str(error))
    layout.took_back([page, *map(store.reading, others)])
    return {"versions": 1, "assertions": len(assertions), "silent": int(not assertions)}


def _counted(derived: Derived) -> Mapping[str, int]:
    """Count what a block holds."""
    return {
        "blocks": 1,
        "claims": len(derived.claims),
        "contradictions": sum(each.kind == "contradicts" for each in derived.relations),
        "developments": sum(max(0, len(each.steps) - 1) for each in derived.timelines),
    }
