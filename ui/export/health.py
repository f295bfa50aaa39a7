"""Sources and how they are, as lines of text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from crawlers.health import Health
from crawlers.sources import Outlet, SourceList
from ui import words

_NOUNS: Final = {"mbox": ("mbox", "mboxes"), "discussions": ("search", "searches")}


def source_lines(sources: SourceList) -> Iterator[str]:
    """Give one line a source: name, host, owner if that is somebody else, kind, language, what it announces."""
    for outlet in sources.outlets:
        source = outlet.source
        owner = f", of {source.family}" if source.family != source.name else ""
        parts = [source.kind, source.document_kind, outlet.language, *_switches(outlet), _lists(outlet)]
        yield f"{source.name} ({source.host}{owner}): {', '.join(filter(None, parts))}"
    yield f"{words.count(len(sources.outlets), 'source')}, {len(sources.watched)} watched"


def _switches(outlet: Outlet) -> Iterator[str]:
    if outlet.disabled:
        yield "disabled"
    if outlet.browser:
        yield "in a browser"
    if not outlet.gate:
        yield "all pages"


def _lists(outlet: Outlet) -> str:
    kinds = Counter(each.kind for each in outlet.lists())
    said = [words.count(number, *_NOUNS.get(kind, (kind,))) for kind, number in kinds.items()]
    said += [words.count(len(outlet.pages), "page")] if outlet.pages else []
    return " and ".join(said)


def check_lines(healths: Iterable[Health]) -> Iterator[str]:
    """Give one line a source, those that need a look first, and a line that counts them."""
    each = sorted(healths, key=lambda health: (health.is_well, health.name.casefold()))
    yield from map(_line, each)
    yield summary(each)


def summary(healths: Iterable[Health]) -> str:
    """Count the sources by how they are."""
    counts = Counter(health.state for health in healths)
    ill = ", ".join(f"{number} {state}" for state, number in counts.most_common() if state != "well")
    return f"sources: {counts['well']} well{', ' + ill if ill else ''}"


def status_lines(healths: Mapping[str, Health]) -> Iterator[str]:
    """Give the count, and a line for each source that needs a look; nothing if none was ever looked at."""
    if healths:
        yield summary(healths.values())
        yield from (f"  {_line(each)}" for each in healths.values() if not each.is_well)


def _line(health: Health) -> str:
    return words.printable(f"{health.name}: {health.state}{f' ({health.detail})' if health.detail else ''}")
