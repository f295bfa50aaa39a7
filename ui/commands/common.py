"""What the commands share: common options, the settings, the store for reading, output."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from graph.config import Settings
from graph.place import Place, place_of
from graph.store import Store

Database = Annotated[
    str,
    typer.Option(
        "--store", "--db", metavar="PLACE",
        help="The graph: a file, or neo4j://HOST:PORT/DATABASE; otherwise WALKBACK_DB, walkback.toml or walkback.db.",
    ),
]  # fmt: skip
ClaimArgument = Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or the beginning of it.")]
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="The port; otherwise 8501 or one that is free.")
]


def settings_of(ctx: typer.Context) -> Settings:
    """Give the settings that the root command loaded."""
    settings = ctx.obj
    if not isinstance(settings, Settings):
        raise TypeError("the root command loads the settings first")
    return settings


def database_of(ctx: typer.Context, db: str) -> Place:
    """Give the database that the command line or the settings name. Raises: ConfigError."""
    return place_of(db) if db else settings_of(ctx).database


@contextmanager
def reading(ctx: typer.Context, db: str) -> Iterator[Store]:
    """Open the database for reading."""
    from graph.store.opening import open_store

    with open_store(database_of(ctx, db), read_only=True) as store:
        yield store


def day_of(text: str, option: str) -> date | None:
    """Read a day; none for no text. A mistake is misuse: exit code 2."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2026-06-30", param_hint=option) from error


def say(lines: Iterable[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        typer.echo(line)
