"""What the commands share: common options, the settings, the store for reading, output."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from graph.config import Settings
from graph.store import Store

Database = Annotated[
    Path | None,
    typer.Option(
        "--db", metavar="PATH", help="The database; otherwise WALKBACK_DB, walkback.toml or walkback.db."
    ),
]
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


def database_of(ctx: typer.Context, db: Path | None) -> Path:
    """Give the database that the command line or the settings name."""
    return db or settings_of(ctx).database


@contextmanager
def reading(ctx: typer.Context, db: Path | None) -> Iterator[Store]:
    """Open the database for reading."""
    from graph.store.sqlite import open_sqlite

    with open_sqlite(database_of(ctx, db), read_only=True) as store:
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
