"""What a worker does: one archive in, everything it says out. A pure function of the file and the rules."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial

from crawlers.address import is_address
from crawlers.article import Article, read_article, version_of
from crawlers.backfill.archive import BROKEN, Response, responses
from crawlers.encoding import is_no_text
from crawlers.reader import Reader, Unread
from crawlers.sources import SourceList
from graph.build import PagesOnly
from graph.derive import block_of
from graph.extract.extractor import load_extractor
from graph.gate import Gate, load_gate
from graph.identity import identity_of
from graph.lexicon import load_lexicon
from graph.model import (
    Assertion,
    Block,
    Document,
    Folder,
    Kept,
    Reading,
    Source,
    document_id,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page that the gate let through, read: its source's card and all that is to be stored of it."""

    source: Source
    folder: Folder


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file gave. read = passed over + failed + pages.

    Shape: `passed_over` counts by reason, `failed` names addresses with their problems; `problem` is set if the
    file broke off, and then counts what came before that.
    """

    read: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    failed: tuple[tuple[str, str], ...] = ()
    pages: tuple[Page, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Rules:
    gate: Gate
    extractor: PagesOnly
    block_of: Callable[[Assertion], Block]


@cache
def _rules() -> _Rules:
    """Load the rules once for a process."""
    lexicon = load_lexicon()
    identity = identity_of(lexicon)
    return _Rules(
        load_gate(lexicon), PagesOnly(load_extractor(lexicon)), partial(block_of, identity=identity)
    )


def read_file(file: str, sources: SourceList) -> FileResult:
    """Read one archive. Raises: OSError if it cannot be had, which may be worth another try."""
    return asyncio.run(_read_file(file, sources))


async def _read_file(file: str, sources: SourceList) -> FileResult:
    rules = _rules()
    passed_over: Counter[str] = Counter()
    failed: list[tuple[str, str]] = []
    pages: list[Page] = []
    problem, read = "", 0
    with Reader() as reader:
        try:
            for response in responses(file):
                read += 1
                outcome = await _outcome(response, rules, reader, sources)
                if isinstance(outcome, Page):
                    pages.append(outcome)
                elif isinstance(outcome, Unread):
                    failed.append((response.url, outcome.problem))
                else:
                    passed_over[outcome] += 1
        except BROKEN as error:
            problem = f"breaks off after {read} pages: {error or type(error).__name__}"[:200]
    return FileResult(read, passed_over, tuple(failed), tuple(pages), problem)


async def _outcome(
    response: Response, rules: _Rules, reader: Reader, sources: SourceList
) -> Page | Unread | str:
    """Take one page through gate, parser and extractor; a text says why it is passed over."""
    if response.problem or is_no_text(response.body):
        return response.problem or "no web page"
    if not rules.gate.passes(response.body):
        return "not about AI rules"
    if not is_address(response.url):
        return "no web address"
    html = response.body.decode(response.encoding, "replace")
    article = await reader.read(read_article, html, response.url, follow_canonical=False)
    if not isinstance(article, Article):
        return article if isinstance(article, Unread) else article.reason
    try:
        return _page(_not_ahead(article, response.at), response.at, rules, sources)
    except Exception as error:
        # Whatever a stranger's page does to the rules, the other pages are still to be read.
        return Unread(f"{type(error).__name__}: {error}"[:200])


def _page(article: Article, at: datetime | None, rules: _Rules, sources: SourceList) -> Page:
    source = sources.source_of(article.url)
    document = Document(document_id(article.url), article.url, source.id, source.document_kind)
    version = version_of(article, document.id, at)
    said = tuple(rules.extractor(Reading(source, document, version)))
    kept = Kept(version, at, rules.extractor.name, said, tuple(map(rules.block_of, said)))
    return Page(source, Folder(document, (kept,)))


def _not_ahead(article: Article, at: datetime | None) -> Article:
    """Leave out a publication date that had not come when the page was fetched."""
    if at and article.published and article.published.first > (at + timedelta(days=1)).date():
        return replace(article, published=None, published_at=None)
    return article


def cards(pages: tuple[Page, ...]) -> Iterator[Source]:
    """Give each source of some pages once."""
    yield from dict.fromkeys(each.source for each in pages)
