"""What a person may set: `walkback.toml` for choices, the environment for what differs between machines.

Every mistake in the file is a ConfigError that names its line. Nothing here opens a database or a socket.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from graph.errors import ConfigError
from graph.place import Place, place_of

FILE_NAME: Final = "walkback.toml"
ENVIRONMENT: Final[Mapping[str, str]] = {
    "database": "WALKBACK_DB",
    "sources": "WALKBACK_SOURCES",
    "proxy": "WALKBACK_PROXY",
    "contact": "WALKBACK_CONTACT",
    "address": "WALKBACK_ADDRESS",
    "port": "WALKBACK_PORT",
}
PATHS: Final = frozenset({"sources"})


MODES: Final = ("rules", "llm", "both")
FOREVER: Final = "forever"


def days_of(evidence: str) -> int | None:
    """Tell how many days the records of fetches are kept: None for ever, 0 not at all.

    Shape: "forever", "none", or a number of days such as "90 days". Raises: ConfigError for anything else.
    """
    if evidence == FOREVER:
        return None
    found = re.fullmatch(r"(\d{1,5}) days?", "0 days" if evidence == "none" else evidence)
    if not found:
        raise ConfigError(
            "evidence", f'must be "forever", "none" or a time such as "90 days", not {evidence!r}'
        )
    return int(found[1])


@dataclass(frozen=True, slots=True)
class ExtractorSettings:
    """The table [extractor]: who reads pages, and where a model is asked. Its key is in the environment only.

    Units: `timeout` in seconds of silence; prices for a million tokens sent and received, in any currency.
    """

    mode: str = "rules"
    base_url: str = ""
    model: str = ""
    timeout: float = 60.0
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults.

    Shape: `database` is a file or a server's database; a path in the file is relative to the file, elsewhere to
    the current folder. `contact` is told to the servers we ask, `address` is where readers reach the screens,
    `evidence` how long fetches are kept, `readers` how many processes read pages beside the one that fetches them.
    """

    database: Place = Path("walkback.db")
    sources: Path | None = None
    proxy: str = ""
    contact: str = ""
    address: str = ""
    port: int = 8501
    evidence: str = FOREVER
    readers: int = 1
    extractor: ExtractorSettings = ExtractorSettings()


def load_settings(folder: Path, environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings file, if there is one, and let the environment overrule it.

    Raises: ConfigError for a mistake in file or environment, or if `file` is given and cannot be read.
    """
    path = file or folder / FILE_NAME
    settings = Settings() if file is None and not path.is_file() else _from_file(path)
    overruled = {
        name: _checked(variable, name, _typed(name, environment[variable]))
        for name, variable in ENVIRONMENT.items()
        if environment.get(variable)
    }
    return replace(settings, **overruled)  # type: ignore[arg-type]


def _from_file(path: Path) -> Settings:
    text = _read(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, f"no valid TOML: {error}") from error
    known = [field.name for field in fields(Settings)]
    values = {}
    for name, value in table.items():
        place = f"{path}, line {_line_of(text, name)}"
        if name not in known:
            raise ConfigError(place, f"unknown setting {name!r}{_guess(name, known)}")
        checked = _checked(place, name, value)
        values[name] = path.parent / checked if isinstance(checked, Path) else checked
    return Settings(**values)  # type: ignore[arg-type]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise ConfigError(path, f"no UTF-8 text: byte {error.start}") from error


def _line_of(text: str, name: str) -> int:
    """Find the line that sets a top-level name; 1 if it is spelt in a way we do not look for."""
    found = re.search(rf"^\s*\[*\s*[\"']?{re.escape(name)}[\"']?\s*[=.\]]", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _guess(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f": did you mean {near[0]!r}?" if near else f": known are {', '.join(known)}"


def _typed(name: str, value: str) -> object:
    return int(value) if name == "port" and value.isascii() and value.isdigit() else value


def _extractor(place: str, table: object) -> ExtractorSettings:
    """Read the table [extractor]. Raises: ConfigError."""
    if not isinstance(table, dict):
        raise ConfigError(place, "extractor must be a table: [extractor]")
    defaults = {field.name: field.default for field in fields(ExtractorSettings)}
    for name, value in table.items():
        if name not in defaults:
            raise ConfigError(place, f"unknown setting {name!r} in [extractor]{_guess(name, list(defaults))}")
        if isinstance(defaults[name], str) and not isinstance(value, str):
            raise ConfigError(place, f"{name} must be a text in quotes, not {value!r}")
        if isinstance(defaults[name], float) and (
            isinstance(value, bool) or not isinstance(value, int | float) or value < 0
        ):
            raise ConfigError(place, f"{name} must be a number, not {value!r}")
    if table.get("mode", "rules") not in MODES:
        raise ConfigError(place, f"mode must be one of {', '.join(MODES)}, not {table['mode']!r}")
    return ExtractorSettings(**table)


def _checked(place: str, name: str, value: object) -> Place | str | int | ExtractorSettings:
    """Give a value in the type of its field. Raises: ConfigError."""
    if name == "extractor":
        return _extractor(place, value)
    if name == "port":
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 65535:
            raise ConfigError(place, f"port must be a whole number from 1 to 65535, not {value!r}")
        return value
    if name == "readers":
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 64:
            raise ConfigError(place, f"readers must be a whole number from 1 to 64, not {value!r}")
        return value
    if not isinstance(value, str) or not value:
        raise ConfigError(place, f"{name} must be a text in quotes, not {value!r}")
    if name == "evidence":
        try:
            days_of(value)
        except ConfigError as error:
            raise ConfigError(place, f"evidence {error.problem}") from error
    if name == "database":
        return place_of(value)
    return Path(value) if name in PATHS else value
