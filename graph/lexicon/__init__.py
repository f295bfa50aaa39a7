"""The rules as data: TOML tables that people can read, review and extend. This module only reads them."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from graph.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables by file name without ending. `version` is a hash of their bytes: equal rules, equal version."""

    tables: Mapping[str, Mapping[str, Any]]
    version: str

    def table(self, name: str) -> Mapping[str, Any]:
        """Give one file's content. Raises: ConfigError if there is no such file."""
        try:
            return self.tables[name]
        except KeyError:
            raise ConfigError(f"{name}.toml", "missing from the lexicon") from None


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read every TOML file of a folder, the packaged lexicon by default.

    Raises: ConfigError naming the file and the place of the mistake.
    """
    root: Traversable = files(__package__) if folder is None else folder
    tables: dict[str, Mapping[str, Any]] = {}
    digest = hashlib.sha256()
    for entry in sorted(root.iterdir(), key=lambda each: each.name):
        if not entry.name.endswith(".toml"):
            continue
        raw = entry.read_bytes()
        digest.update(entry.name.encode() + b"\0" + raw + b"\0")
        try:
            tables[entry.name.removesuffix(".toml")] = tomllib.loads(raw.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(entry.name, f"no valid TOML: {error}") from error
    return Lexicon(tables, digest.hexdigest()[:12])
