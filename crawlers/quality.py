"""How well pages are read, source by source, by the ratios that the ledger holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median
from typing import Final

from crawlers.report import Shortened
from crawlers.sources import Outlet, SourceList
from graph.errors import StoreError
from graph.model import Source
from graph.place import Place, beside
from graph.store.sqlite_ledger import open_ledger

LATEST: Final = 10_000  # fetches that are looked at: with a hundred sources, a hundred of each
_NOW: Final = 5  # pages: one long list of offers beside an article is no trouble, five in a row are
_BEFORE: Final = 10
# The threshold at which a third extractor is asked for one page (crawlers.audit), here for a whole source.
_DROP: Final = 0.7


def shortened_in(database: Place, known: Iterable[Source]) -> tuple[Shortened, ...]:
    """Give the sources whose texts have become short as this machine has crawled them; none if it never has."""
    sources = SourceList(tuple(map(Outlet, known)))
    try:
        with open_ledger(beside(database), read_only=True) as ledger:
            return shortened(ledger.ratios(LATEST), lambda url: sources.source_of(url).name)
    except StoreError:
        return ()


def shortened(ratios: Iterable[tuple[str, float]], source_of: Callable[[str], str]) -> tuple[Shortened, ...]:
    """Give the sources whose latest texts are much shorter than their texts before, by name.

    Shape: `ratios` as the ledger gives them, newest first; sources with few pages are left out.
    """
    by_source: dict[str, list[float]] = defaultdict(list)
    for url, ratio in ratios:
        by_source[source_of(url)].append(ratio)
    found = []
    for source, values in sorted(by_source.items()):
        if len(values) >= _NOW + _BEFORE:
            now, before = median(values[:_NOW]), median(values[_NOW:])
            if now < _DROP * before:
                found.append(Shortened(source, round(before, 2), round(now, 2)))
    return tuple(found)
