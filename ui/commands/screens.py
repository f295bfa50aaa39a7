"""Commands that open the screens: serve, demo."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from graph.place import Place, place_of
from ui.commands.common import Database, Port, database_of, reading, say, settings_of

SCRATCH: Final = Path("build/demo/walkback.db")


def serve(
    ctx: typer.Context,
    port: Port = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on it.")] = True,
    db: Database = "",
) -> None:
    """Open the screens on this machine."""
    with reading(ctx, db):
        pass  # a database that cannot be read is said here, not on a screen
    _serve(database_of(ctx, db), port, settings_of(ctx).port, browser=browser)


def demo(
    ctx: typer.Context,
    newsroom: Annotated[Path, typer.Option(metavar="FOLDER", help="The sample sites.")] = Path("data/corpus"),
    sources: Annotated[Path, typer.Option(metavar="FILE", help="Their list.")] = Path("data/newsroom.toml"),
    port: Port = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the screens afterwards.")] = True,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on them.")] = True,
    db: Annotated[
        str,
        typer.Option(
            "--store", "--db", metavar="PLACE", help=f"The graph; otherwise {SCRATCH}, made anew each time."
        ),
    ] = "",
) -> None:
    """Crawl the sample newsroom and open the screens on it."""
    from ui.demo import Demo, forget, run_demo

    if not db:
        forget(SCRATCH)
    database = place_of(db) if db else SCRATCH
    say(run_demo(Demo(newsroom, sources, database)))
    if serving:
        _serve(database, port, settings_of(ctx).port, browser=browser)


def _serve(database: Place, port: int | None, usual: int, *, browser: bool) -> None:
    """Serve until told to stop; stopping is no failure."""
    from ui.serve import (
        ScreensFailed,
        address,
        ended_by_terminate,
        exit_code,
        free_port,
        open_browser,
        screens,
    )

    chosen = free_port(port or usual, exact=port is not None)
    with suppress(KeyboardInterrupt), ended_by_terminate(), screens(database, chosen) as process:
        typer.echo(f"walkback is at {address(chosen)} (stop it with Ctrl-C)")
        if browser:
            open_browser(chosen)
        if code := exit_code(process):
            raise ScreensFailed(f"Streamlit ended with exit code {code}")
