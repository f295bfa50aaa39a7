"""The sources list: whom we read, who owns them, where they announce what is new. A checked TOML file."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, get_args

from crawlers import checked
from crawlers.address import host_of
from crawlers.limits import PAGES_OF_A_HOST
from crawlers.listing import Announced
from graph.errors import ConfigError, WalkbackError
from graph.model import DocumentKind, Source, SourceKind, source_id

SHIPPED: Final = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True)
class Section:
    """A page that lists articles, and which of its links lead to them: a pattern for their paths."""

    url: str
    follow: str


@dataclass(frozen=True, slots=True)
class Discussions:
    """What is looked for in a Hacker News search API: words, and from which day on.

    Shape: without `since` only the newest stories are asked for.
    """

    api: str
    words: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """What is asked of one source in one crawl. Units: `delay` in seconds between two requests."""

    pages: int = PAGES_OF_A_HOST
    delay: float = 0.0


@dataclass(frozen=True)
class Outlet:
    """One source to watch. `host` also stands for the hosts below it: example.org for news.example.org.

    Shape: `archives` are monthly archives of mailing lists as pipermail shows them, `mboxes` such archives as
    one file. `browser` says that its pages need one; with `gate` False, pages without a word on AI tools and
    rules are read as well; one that is `disabled` is not asked, but its pages stay its own.
    """

    source: Source
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    pages: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    mboxes: tuple[str, ...] = ()
    discussions: tuple[Discussions, ...] = ()
    language: str = ""
    limits: SourceLimits = SourceLimits()
    browser: bool = False
    gate: bool = True
    disabled: bool = False

    def publishes(self, url: str) -> bool:
        """Tell whether an address is on this outlet's host or below it."""
        host = host_of(url)
        return host == self.source.host or host.endswith(f".{self.source.host}")

    def hosts(self) -> frozenset[str]:
        """Give the hosts that it is asked on: its own, and those of its lists and pages."""
        asked = (*(each.url for each in self.lists()), *self.pages)
        return frozenset({self.source.host, f"www.{self.source.host}", *map(host_of, asked)})

    def lists(self) -> Iterator[Announced]:
        """Give the lists in which it announces its pages."""
        from crawlers.threads import first_search

        for url in self.feeds:
            yield Announced("feed", url)
        for url in self.sitemaps:
            yield Announced("sitemap", url)
        for section in self.sections:
            yield Announced("section", section.url, section.follow)
        for url in self.archives:
            yield Announced("archive", url)
        for url in self.mboxes:
            yield Announced("mbox", url)
        for each in self.discussions:
            yield first_search(each.api, each.words, each.since)


@dataclass(frozen=True)
class SourceList:
    """All sources to watch, in the order of the file."""

    outlets: tuple[Outlet, ...] = ()

    @property
    def watched(self) -> tuple[Outlet, ...]:
        """Give the sources that are not disabled."""
        return tuple(each for each in self.outlets if not each.disabled)

    @cached_property
    def _by_host(self) -> dict[str, Outlet]:
        return {each.source.host: each for each in self.outlets}

    def outlet_of(self, url: str) -> Outlet | None:
        """Find the listed source of a page: the one with the longest fitting host."""
        host = host_of(url)
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None

    def is_primary(self, url: str) -> bool:
        """Tell whether the organisation itself wrote a page: it may change without a word on it."""
        return self.source_of(url).document_kind == "primary"

    def source_of(self, url: str) -> Source:
        """Name the source of a page: the listed one, or else the host."""
        outlet = self.outlet_of(url)
        if outlet:
            return outlet.source
        host = host_of(url).removeprefix("www.")
        return Source(source_id(host), host, kind="unknown", host=host)

    def named(self, name: str) -> Outlet:
        """Find a source by its name or host, in any case. Raises: NoSuchSource."""
        for outlet in self.outlets:
            if name.casefold() in (outlet.source.name.casefold(), outlet.source.host):
                return outlet
        raise NoSuchSource(name)


class NoSuchSource(WalkbackError):
    """No source of the list has this name or host."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no source {name!r} in the list: `walkback sources list` names them")
        self.name = name


_KEYS: Final = (
    "name", "host", "family", "kind", "document_kind", "language", "feeds", "sitemaps", "pages", "sections",
    "archives", "mboxes", "discussions", "limits", "browser", "gate", "disabled",
)  # fmt: skip
_BEGIN: Final = "every source begins with [[source]]"
_HEADER: Final = re.compile(r"^[ \t]*\[\[\s*source\s*\]\]", re.MULTILINE)


def load_sources(path: Path) -> SourceList:
    """Read a sources file. Raises: ConfigError that names the file, the source and the key."""
    try:
        return parse_sources(path.read_bytes().decode("utf-8"), path)
    except OSError as error:
        raise ConfigError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise ConfigError(path, f"no valid TOML: {error}") from error


def parse_sources(text: str, path: Path) -> SourceList:
    """Read the text of a sources file. Raises: ConfigError that names the file, the source and the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, f"no valid TOML: {error}") from error
    for key in table:
        if key != "source":
            raise ConfigError(path, f"unknown key {key!r}: {_BEGIN}")
    entries = table.get("source", [])
    if not isinstance(entries, list) or not entries:
        raise ConfigError(path, f"no sources: {_BEGIN}")
    lines = [text.count("\n", 0, each.start()) + 1 for each in _HEADER.finditer(text)]
    places = [f"{path}, line {line}" for line in lines]
    places += [str(path)] * (len(entries) - len(places))
    outlets = [_outlet(place, entry) for place, entry in zip(places, entries, strict=False)]
    _refuse_doubles(places, outlets)
    return SourceList(tuple(outlets))


def _outlet(place: str, entry: object) -> Outlet:
    if not isinstance(entry, dict):
        raise ConfigError(place, _BEGIN)
    place = f"{place}, source {entry['name']!r}" if isinstance(entry.get("name"), str) else place
    entry = checked.known_keys(place, entry, _KEYS)
    name, host = checked.text(place, entry, "name"), checked.host(place, entry)
    source = Source(
        source_id(name),
        name,
        kind=checked.choice(place, entry, "kind", get_args(SourceKind), "outlet"),  # type: ignore[arg-type]
        family=checked.text(place, entry, "family", name),
        host=host,
        document_kind=checked.choice(place, entry, "document_kind", get_args(DocumentKind), "report"),  # type: ignore[arg-type]
    )
    return Outlet(
        source,
        feeds=checked.addresses(place, entry, "feeds"),
        sitemaps=checked.addresses(place, entry, "sitemaps"),
        sections=tuple(_section(place, each) for each in _tables(place, entry, "sections")),
        pages=checked.addresses(place, entry, "pages"),
        archives=checked.addresses(place, entry, "archives"),
        mboxes=checked.addresses(place, entry, "mboxes"),
        discussions=tuple(_discussions(place, each) for each in _tables(place, entry, "discussions")),
        language=checked.language(place, entry, "language"),
        limits=_limits(place, entry),
        browser=checked.flag(place, entry, "browser", default=False),
        gate=checked.flag(place, entry, "gate", default=True),
        disabled=checked.flag(place, entry, "disabled", default=False),
    )


def _tables(place: str, entry: checked.Table, key: str) -> list[object]:
    values = entry.get(key, [])
    if not isinstance(values, list):
        raise ConfigError(place, f"{key} must be a list of tables in [ ]")
    return values


def _section(place: str, value: object) -> Section:
    if not isinstance(value, dict) or set(value) != {"url", "follow"}:
        raise ConfigError(place, "each of sections needs exactly url and follow")
    return Section(
        checked.web_address(place, "sections", value["url"]), checked.pattern(place, value, "follow")
    )


def _discussions(place: str, value: object) -> Discussions:
    table = checked.known_keys(place, value, ("api", "words", "since"), "each of discussions")
    return Discussions(
        checked.web_address(place, "discussions", table.get("api")),
        checked.text(place, table, "words"),
        checked.day(place, table, "since"),
    )


def _limits(place: str, entry: checked.Table) -> SourceLimits:
    table = checked.known_keys(place, entry.get("limits", {}), ("pages", "delay"), "limits")
    usual = SourceLimits()
    return SourceLimits(
        int(checked.number(place, table, "pages", usual.pages, 1)),
        float(checked.number(place, table, "delay", usual.delay, 0)),
    )


def _refuse_doubles(places: Sequence[str], outlets: Sequence[Outlet]) -> None:
    seen: dict[str, str] = {}
    for place, outlet in zip(places, outlets, strict=False):
        for what, value in (("name", outlet.source.name), ("host", outlet.source.host)):
            if f"{what} {value}" in seen:
                raise ConfigError(place, f"{what} {value!r} is already in the list")
            seen[f"{what} {value}"] = place
