"""Values of a sources file, checked one by one. Every mistake is a ConfigError that names its place and key."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from crawlers.address import address, host_of
from graph.errors import ConfigError, NotAWebAddress

Table = Mapping[str, object]
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def known_keys(place: str, entry: object, known: Sequence[str], what: str = "every source") -> Table:
    """Give a table that has no key but known ones."""
    if not isinstance(entry, dict):
        raise ConfigError(place, f"{what} must be a table with {', '.join(known)}")
    for key in entry:
        if key not in known:
            raise ConfigError(place, f"unknown key {key!r}: known are {', '.join(known)}")
    return entry


def text(place: str, entry: Table, key: str, default: str = "") -> str:
    """Give a text; a key without default must be there."""
    value = entry.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(place, f"{key} must be a text in quotes" if key in entry else f"{key} is missing")
    return value.strip()


def choice(place: str, entry: Table, key: str, choices: Sequence[str], default: str) -> str:
    """Give one of some words."""
    value = text(place, entry, key, default)
    if value not in choices:
        raise ConfigError(place, f"{key} must be one of {', '.join(choices)}, not {value!r}")
    return value


def flag(place: str, entry: Table, key: str, *, default: bool) -> bool:
    """Give true or false."""
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise ConfigError(place, f"{key} must be true or false, not {value!r}")
    return value


def number(place: str, entry: Table, key: str, default: float, least: float) -> float:
    """Give a number that is not below the least one."""
    value = entry.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
        raise ConfigError(place, f"{key} must be a number from {least:g} upwards, not {value!r}")
    return value


def day(place: str, entry: Table, key: str) -> date | None:
    """Give a day, written as 2026-06-30 without quotes; None if there is none."""
    value = entry.get(key)
    if value is not None and type(value) is not date:
        raise ConfigError(place, f"{key} must be a day without quotes, such as 2026-06-30, not {value!r}")
    return value


def language(place: str, entry: Table, key: str) -> str:
    """Give a language by its code; empty if none is said."""
    value = text(place, entry, key) if key in entry else ""
    if value and not _LANGUAGE.fullmatch(value):
        raise ConfigError(place, f"{key} must be a code such as en, not {value!r}")
    return value


def host(place: str, entry: Table) -> str:
    """Give a host name in the spelling that addresses have."""
    name = text(place, entry, "host")
    try:
        fits = host_of(address(f"http://{name}/")) == name
    except NotAWebAddress:
        fits = False
    if not fits:
        raise ConfigError(place, f"host must be a host name in lower case, such as example.org, not {name!r}")
    return name


def addresses(place: str, entry: Table, key: str) -> tuple[str, ...]:
    """Give a list of web addresses, as they are written."""
    values = entry.get(key, [])
    if not isinstance(values, list):
        raise ConfigError(place, f"{key} must be a list of addresses in [ ]")
    return tuple(web_address(place, key, each) for each in values)


def web_address(place: str, key: str, value: object) -> str:
    """Give one web address, as it is written."""
    try:
        address(value if isinstance(value, str) else "")
    except NotAWebAddress:
        raise ConfigError(
            place, f"{key} needs addresses that begin with http:// or https://, not {value!r}"
        ) from None
    return str(value).strip()


def pattern(place: str, entry: Table, key: str) -> str:
    """Give a regular expression."""
    value = str(entry[key])
    try:
        re.compile(value)
    except re.error as error:
        raise ConfigError(place, f"{key} is no valid pattern: {error}") from error
    return value
