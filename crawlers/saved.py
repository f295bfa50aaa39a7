"""Where a saved page came from: what browsers and mirroring programs write into or about it. Pure functions."""

import re
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final

from crawlers.address import address, is_address

_PEEK: Final = 64 * 1024  # bytes in which a page says where it is from
# Browsers: <!-- saved from url=(0024)https://example.org/a -->; SingleFile: url: https://... in its first comment.
_BROWSER: Final = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)
_MOMENT: Final = re.compile(
    rb"saved date:\s*[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})", re.IGNORECASE
)
_TAG: Final = re.compile(rb"<(?:link|meta)\b[^>]{0,2000}>", re.IGNORECASE)
_CANONICAL: Final = re.compile(rb"rel\s*=\s*[\"']?canonical\b|property\s*=\s*[\"']?og:url\b", re.IGNORECASE)
_TARGET: Final = re.compile(rb"(?:href|content)\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}")
_INDEX: Final = re.compile(r"(?:^|(?<=/))index\.x?html?$")


def address_of_saved(page: bytes, name: str) -> str:
    """Give the address of a saved page; empty if nothing tells it.

    Shape: what the program that saved it wrote, then what the page says of itself, then its place in a mirror:
    a folder that is named like a host (wget -m makes those).
    """
    head = page[:_PEEK]
    for found in (*_BROWSER.findall(head), *_SINGLE_FILE.findall(head), *_declared(head)):
        told = found.decode("utf-8", "replace").replace("&amp;", "&")
        if is_address(told):
            return address(told)
    return _mirrored(name)


def saved_on(page: bytes) -> datetime | None:
    """Give when SingleFile saved a page; None if it does not say. Not when it was published."""
    found = _MOMENT.search(page[:_PEEK])
    if not found:
        return None
    text = b" ".join(found.groups()).decode("ascii")
    try:
        return datetime.strptime(text, "%b %d %Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None


def _declared(head: bytes) -> list[bytes]:
    tags = [tag for tag in _TAG.findall(head) if _CANONICAL.search(tag)]
    targets = [_TARGET.search(tag) for tag in tags]
    return [next(filter(None, each.groups())) for each in targets if each]


def _mirrored(name: str) -> str:
    parts = PurePath(name).parts
    for depth, part in enumerate(parts[:-1]):
        if _HOST.fullmatch(part):
            path = _INDEX.sub("", "/".join(parts[depth + 1 :]))
            told = f"https://{part}/{path}"
            return address(told) if is_address(told) else ""
    return ""
