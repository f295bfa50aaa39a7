"""Commands for more than one machine: copy, backfill."""

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import ConfigError
from graph.place import place_of
from ui.commands.collect import tell_tally
from ui.commands.common import Database, database_of, say, settings_of


def copy(
    source: Annotated[str, typer.Argument(metavar="SRC", help="The graph to copy: a file or a server's.")],
    target: Annotated[str, typer.Argument(metavar="DST", help="Where to: made if nothing is there.")],
) -> None:
    """Copy a whole graph from one store into another.

    A file, or neo4j://HOST:PORT/DATABASE. Only what differs is written: after a kill the same command goes on.
    """
    from ui.pipeline import copy_graph

    say(copy_graph(place_of(source), place_of(target)))


def backfill(
    ctx: typer.Context,
    patterns: Annotated[
        list[str],
        typer.Argument(
            metavar="PATTERN...",
            help="WARC files: paths, https:// or s3://, with * in them; or a warc.paths.gz.",
        ),
    ],
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://10.0.0.1:8786.")
    ] = "",
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes of this machine, if there is no scheduler; otherwise one a core."
        ),
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Whose pages they are; otherwise from walkback.toml.")
    ] = None,
    build: Annotated[bool, typer.Option("--build/--no-build", help="Build the graph afterwards.")] = True,
    db: Database = "",
) -> None:
    """Read web archives (WARC) into the graph, on this machine or on a cluster.

    Files that are done are skipped: after a kill the same command goes on.
    """
    try:
        from crawlers.backfill.archive import files_of
        from crawlers.backfill.run import BackfillPlan
    except ModuleNotFoundError as error:
        raise ConfigError("backfill", f"{error.name} is missing: pip install 'walkback[cluster]'") from error
    from crawlers.sources import SourceList, load_sources
    from ui.pipeline import backfill_pages, build_graph

    settings, database = settings_of(ctx), database_of(ctx, db)
    listed = sources or settings.sources
    outlets = load_sources(listed) if listed else SourceList()
    say(backfill_pages(BackfillPlan(tuple(files_of(patterns)), outlets, scheduler, workers), database))
    if build:
        say(build_graph(database, settings.extractor))
        tell_tally(database)
