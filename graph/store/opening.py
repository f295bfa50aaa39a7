"""Opening a graph wherever it is kept: the one place that chooses an adapter."""

import os
from collections.abc import Mapping

from graph.errors import ConfigError
from graph.place import PASSWORD, Place, Server
from graph.store import Store
from graph.store.sqlite import open_sqlite


def open_store(
    place: Place,
    *,
    create: bool = False,
    read_only: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Store:
    """Open a file, or a server's database with the password that the environment holds.

    Raises: StoreMissing if there is no graph and `create` is not set; SchemaTooNew; StoreUnusable; ConfigError if the
    server's driver is not installed.
    """
    if not isinstance(place, Server):
        return open_sqlite(place, create=create, read_only=read_only)
    try:
        from graph.store.neo4j import open_neo4j
    except ModuleNotFoundError as error:
        raise ConfigError(str(place), "the driver is not installed: pip install 'walkback[neo4j]'") from error
    return open_neo4j(place, environment.get(PASSWORD, ""), create=create, read_only=read_only)
