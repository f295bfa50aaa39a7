"""Commands that write the database: crawl, build."""

from pathlib import Path
from typing import Annotated

import typer

from graph.ask import Desk
from graph.place import Place
from ui.commands.common import Database, database_of, say, settings_of


def crawl(
    ctx: typer.Context,
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="[URL]...", help="Pages to read, and no others.")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The sites to watch; otherwise from walkback.toml.")
    ] = None,
    proxy: Annotated[str, typer.Option(metavar="URL", help="Fetch through this HTTP proxy.")] = "",
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 1.0,
    build: Annotated[bool, typer.Option("--build/--no-build", help="Build the graph afterwards.")] = True,
    db: Database = "",
) -> None:
    """Read news sites, or single pages, into the database."""
    from crawlers.run import CrawlPlan
    from ui.pipeline import build_graph, crawl_lines, crawl_pages

    settings = settings_of(ctx)
    listed = sources or settings.sources
    if not urls and listed is None:
        raise typer.BadParameter("nothing to crawl: give a URL, or a list of sites with --sources")
    plan = CrawlPlan(
        database_of(ctx, db), listed, tuple(urls or ()), only_pages=bool(urls), proxy=proxy or settings.proxy,
        delay=delay, contact=settings.contact,
    )  # fmt: skip
    say(crawl_lines(crawl_pages(plan)))
    if build:
        say(build_graph(plan.database, settings.extractor))
        tell_tally(plan.database)


def build(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Read all pages again, not only the new ones.")
    ] = False,
    db: Database = "",
) -> None:
    """Find what the pages say, and what follows from it."""
    from ui.pipeline import build_graph

    say(build_graph(database_of(ctx, db), settings_of(ctx).extractor, everything=everything))
    tell_tally(database_of(ctx, db))


def tell_tally(database: Place) -> None:
    """Say what the graph holds."""
    from graph.store.opening import open_store
    from ui.pipeline import tally_line

    with open_store(database, read_only=True) as store:
        typer.echo(f"The graph holds {tally_line(Desk(store).tally())}")
