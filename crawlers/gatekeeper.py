"""The gate of the extractor as the crawl uses it: which pages are parsed, and a sample of those that are not."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.gate import Gate, load_gate

ONE_IN: Final = 50
"""Of how many pages that the gate passes over one is kept, if a sample is wanted. Which one, its address decides."""


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Lets pages in that may speak of rules on AI tools; with a `sample` file, some of the others are kept.

    Shape: the sample is what `walkback extract` reads, so a line it answers with claims is a miss of the gate.
    """

    gate: Gate
    sample: Path | None = None

    def lets_in(self, url: str, page: bytes, shown: Callable[[], str]) -> bool:
        """Tell whether a page is to be parsed. `page` is what was sent, `shown` gives it as text if that is wanted."""
        if self.gate.passes(page):
            return True
        if self.sample and is_sampled(url):
            _append(self.sample, {"id": url, "url": url, "html": shown()})
        return False

    def lets_in_text(self, url: str, text: str) -> bool:
        """Tell whether a text without markup, such as a message, is to be kept."""
        return self.lets_in(url, text.encode("utf-8", "replace"), lambda: text)


def load_gatekeeper(sample: Path | None = None) -> Gatekeeper:
    """Make the gatekeeper with the packaged words. Raises: ConfigError."""
    return Gatekeeper(load_gate(), sample)


def is_sampled(url: str) -> bool:
    """Tell whether a page belongs to the sample, the same in every crawl."""
    return int.from_bytes(hashlib.sha256(url.encode("utf-8", "replace")).digest()[:4]) % ONE_IN == 0


def _append(file: Path, line: dict[str, str]) -> None:
    """Add one whole line, in one call, so that a crawl that is killed leaves no half of it."""
    written = json.dumps(line).encode() + b"\n"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, written)
    finally:
        os.close(handle)
