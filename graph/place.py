"""Where a graph is kept: a file on this machine, or a database on a Neo4j server. Names only, nothing is opened."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from graph.errors import ConfigError

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
PASSWORD: Final = "WALKBACK_NEO4J_PASSWORD"  # noqa: S105 the variable's name, not its value


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server. The password is no part of it: it comes from the environment when it is opened."""

    uri: str
    database: str = "neo4j"
    user: str = "neo4j"

    def __str__(self) -> str:
        scheme, rest = self.uri.split("://", 1)
        user = "" if self.user == "neo4j" else f"{self.user}@"
        return f"{scheme}://{user}{rest}/{self.database}"


Place = Path | Server


def place_of(text: str) -> Place:
    """Read where a graph is kept: neo4j://[USER@]HOST[:PORT][/DATABASE], or the path of a file.

    Raises: ConfigError for an address that names no host, holds a password, or has a scheme we do not speak.
    """
    scheme, found, _ = text.partition("://")
    if not found:
        return Path(text)
    if scheme not in SCHEMES:
        raise ConfigError(text, f"give a file or an address that begins with {SCHEMES[0]}://")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigError(scheme, f"is no address of a server: {error}") from error
    if parts.password is not None:
        raise ConfigError(f"{scheme}://{host}", f"keep the password out of the address and set {PASSWORD}")
    if not host or parts.query or parts.fragment or "/" in parts.path.strip("/"):
        raise ConfigError(text, "write it as neo4j://HOST:PORT/DATABASE")
    where = f"[{host}]" if ":" in host else host
    uri = f"{scheme}://{where}:{port}" if port else f"{scheme}://{where}"
    return Server(uri, unquote(parts.path.strip("/")) or "neo4j", unquote(parts.username or "") or "neo4j")


def beside(place: Place) -> Path:
    """Give the file of this machine that holds what a crawl remembers, and that what belongs to it is named after.

    Shape: the graph's own file; for a graph on a server, a file in the current folder that is named after the server
    and the database, so that two graphs share none. Evidence, journal and replies have its name with other endings.
    """
    if isinstance(place, Path):
        return place
    where = place.uri.split("://", 1)[1]
    return Path("-".join(["walkback", *re.findall(r"[\w.]+", f"{where} {place.database}")]) + ".db")
