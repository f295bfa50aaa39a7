"""The sources list: whom we read, who owns them, where they announce what is new. A checked TOML file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from crawlers.address import address, host_of
from graph.errors import ConfigError, NotAWebAddress
from graph.model import DocumentKind, Source, SourceKind, source_id


@dataclass(frozen=True, slots=True)
class Section:
    """A page that lists articles, and which of its links lead to them: a pattern for their paths."""

    url: str
    follow: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """One source to watch. `host` also stands for the hosts below it: example.org for news.example.org."""

    source: Source
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    pages: tuple[str, ...] = ()

    def publishes(self, url: str) -> bool:
        """Tell whether an address is on this outlet's host or below it."""
        host = host_of(url)
        return host == self.source.host or host.endswith(f".{self.source.host}")


@dataclass(frozen=True, slots=True)
class SourceList:
    """All sources to watch, in the order of the file."""

    outlets: tuple[Outlet, ...] = ()

    def is_primary(self, url: str) -> bool:
        """Tell whether the organisation itself wrote a page: it may change without a word on it."""
        return self.source_of(url).document_kind == "primary"

    def source_of(self, url: str) -> Source:
        """Name the source of a page: the listed one with the longest fitting host, or else the host."""
        fitting = [outlet.source for outlet in self.outlets if outlet.publishes(url)]
        if fitting:
            return max(fitting, key=lambda source: len(source.host))
        host = host_of(url).removeprefix("www.")
        return Source(source_id(host), host, kind="unknown", host=host)


_TEXTS: Final = ("name", "host", "family", "kind", "document_kind")
_ADDRESSES: Final = ("feeds", "sitemaps", "pages")
_KEYS: Final = (*_TEXTS, *_ADDRESSES, "sections")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": get_args(SourceKind),
    "document_kind": get_args(DocumentKind),
}


def load_sources(path: Path) -> SourceList:
    """Read a sources file.

    Raises: ConfigError that names the file, the source and the key.
    """
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(path, error.strerror or "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"no valid TOML: {error}") from error
    for key in table:
        if key != "source":
            raise ConfigError(path, f"unknown key {key!r}: every source begins with [[source]]")
    entries = table.get("source", [])
    if not isinstance(entries, list) or not entries:
        raise ConfigError(path, "no sources: every source begins with [[source]]")
    lines = [
        text.count("\n", 0, each.start()) + 1
        for each in re.finditer(r"^[ \t]*\[\[\s*source\s*\]\]", text, re.MULTILINE)
    ]
    places = [f"{path}, line {line}" for line in lines]
    places += [str(path)] * (len(entries) - len(places))
    outlets = [_outlet(place, entry) for place, entry in zip(places, entries, strict=False)]
    _refuse_doubles(places, outlets)
    return SourceList(tuple(outlets))


def _outlet(place: str, entry: object) -> Outlet:
    if not isinstance(entry, dict):
        raise ConfigError(place, "every source begins with [[source]]")
    place = f"{place}, source {entry['name']!r}" if isinstance(entry.get("name"), str) else place
    for key in entry:
        if key not in _KEYS:
            raise ConfigError(place, f"unknown key {key!r}: known are {', '.join(_KEYS)}")
    name, host = _text(place, entry, "name"), _host(place, entry)
    source = Source(
        source_id(name),
        name,
        kind=_choice(place, entry, "kind", "outlet"),  # type: ignore[arg-type]
        family=_text(place, entry, "family", name),
        host=host,
        document_kind=_choice(place, entry, "document_kind", "report"),  # type: ignore[arg-type]
    )
    feeds, sitemaps, pages = (_addresses(place, entry, key) for key in _ADDRESSES)
    return Outlet(source, feeds, sitemaps, _sections(place, entry), pages)


def _text(place: str, entry: Mapping[str, object], key: str, default: str = "") -> str:
    value = entry.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(place, f"{key} must be a text in quotes" if key in entry else f"{key} is missing")
    return value.strip()


def _host(place: str, entry: Mapping[str, object]) -> str:
    host = _text(place, entry, "host")
    try:
        fits = host_of(address(f"http://{host}/")) == host
    except NotAWebAddress:
        fits = False
    if not fits:
        raise ConfigError(place, f"host must be a host name in lower case, such as example.org, not {host!r}")
    return host


def _choice(place: str, entry: Mapping[str, object], key: str, default: str) -> str:
    value = _text(place, entry, key, default)
    if value not in _CHOICES[key]:
        raise ConfigError(place, f"{key} must be one of {', '.join(_CHOICES[key])}, not {value!r}")
    return value


def _addresses(place: str, entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = entry.get(key, [])
    if not isinstance(values, list):
        raise ConfigError(place, f"{key} must be a list of addresses in [ ]")
    return tuple(_address(place, key, each) for each in values)


def _address(place: str, key: str, value: object) -> str:
    try:
        address(value if isinstance(value, str) else "")
    except NotAWebAddress:
        raise ConfigError(
            place, f"{key} needs addresses that begin with http:// or https://, not {value!r}"
        ) from None
    return str(value).strip()


def _sections(place: str, entry: Mapping[str, object]) -> tuple[Section, ...]:
    values = entry.get("sections", [])
    if not isinstance(values, list):
        raise ConfigError(place, "sections must be a list of tables with url and follow")
    return tuple(_section(place, each) for each in values)


def _section(place: str, value: object) -> Section:
    if not isinstance(value, dict) or set(value) != {"url", "follow"}:
        raise ConfigError(place, "each of sections needs exactly url and follow")
    try:
        re.compile(str(value["follow"]))
    except re.error as error:
        raise ConfigError(place, f"follow is no valid pattern: {error}") from error
    return Section(_address(place, "sections", value["url"]), str(value["follow"]))


def _refuse_doubles(places: Sequence[str], outlets: Sequence[Outlet]) -> None:
    seen: dict[str, str] = {}
    for place, outlet in zip(places, outlets, strict=False):
        for what, value in (("name", outlet.source.name), ("host", outlet.source.host)):
            if f"{what} {value}" in seen:
                raise ConfigError(place, f"{what} {value!r} is already in the list")
            seen[f"{what} {value}"] = place
