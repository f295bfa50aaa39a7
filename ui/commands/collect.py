"""Commands that write the database: crawl, build."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from graph.ask import Desk
from graph.config import ExtractorSettings
from graph.place import Place
from ui.commands.common import Database, database_of, say, settings_of
from ui.commands.sources import Sources, sources_of
from ui.words import count, printable

if TYPE_CHECKING:
    from crawlers.run import CrawlPlan

GateSample = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Keep every 50th page that is not parsed, for `walkback extract`."),
]


def crawl(
    ctx: typer.Context,
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="[URL]...", help="Pages to read, and no others.")
    ] = None,
    sources: Sources = None,
    proxy: Annotated[str, typer.Option(metavar="URL", help="Fetch through this HTTP proxy.")] = "",
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 1.0,
    build: Annotated[bool, typer.Option("--build/--no-build", help="Build the graph afterwards.")] = True,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on for ever, asking for each page when its time has come.")
    ] = False,
    gate_sample: GateSample = None,
    db: Database = "",
) -> None:
    """Read news sites, or single pages, into the database."""
    from crawlers.run import CrawlPlan
    from ui.pipeline import build_graph, crawl_lines, crawl_pages

    settings = settings_of(ctx)
    if urls and watch:
        raise typer.BadParameter("--watch follows the sites of a list: leave out the URLs")
    plan = CrawlPlan(
        database_of(ctx, db), sources_of(settings, sources), tuple(urls or ()), only_pages=bool(urls),
        proxy=proxy or settings.proxy, delay=delay, contact=settings.contact, evidence=settings.evidence,
        readers=settings.readers, gate_sample=gate_sample,
    )  # fmt: skip
    if watch:
        _watch(plan, settings.extractor if build else None)
    say(crawl_lines(crawl_pages(plan)))
    if build:
        say(build_graph(plan.database, settings.extractor))
        tell_tally(plan.database)


def _watch(plan: "CrawlPlan", extractor: ExtractorSettings | None) -> NoReturn:
    """Tell of every round in which something happened. Raises: what the first round raises."""
    from crawlers.report import CrawlReport
    from crawlers.watch import rounds
    from ui.pipeline import build_graph, crawl_lines, crawl_pages

    for each in rounds(plan, crawl_pages):
        if not isinstance(each, CrawlReport):
            typer.echo(f"{_clock()} {printable(str(each))}; the next round tries again")
        elif each.requested or each.unreadable:
            typer.echo(f"{_clock()} a round of {count(each.requested, 'page')}")
            say(crawl_lines(each))
            if extractor and each.stored:
                say(build_graph(plan.database, extractor))
    raise typer.Exit


def _clock() -> str:
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"


def add(
    ctx: typer.Context,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="THING...", help="A page's URL, a WARC, WACZ or mbox file, a folder of saved pages."
        ),
    ],
    sources: Sources = None,
    listed_only: Annotated[
        bool, typer.Option("--listed-only", help="From archives, only pages of listed sites.")
    ] = False,
    base: Annotated[
        str, typer.Option(metavar="URL", help="Where the messages of an mbox file are to be found.")
    ] = "",
    proxy: Annotated[str, typer.Option(metavar="URL", help="Fetch through this HTTP proxy.")] = "",
    build: Annotated[bool, typer.Option("--build/--no-build", help="Build the graph afterwards.")] = True,
    gate_sample: GateSample = None,
    db: Database = "",
) -> None:
    """Add a page by its URL, or archives of pages that were fetched before."""
    from crawlers.address import is_address
    from crawlers.intake import IntakePlan
    from crawlers.run import CrawlPlan
    from ui.pipeline import add_archive, build_graph, crawl_lines, crawl_pages

    settings = settings_of(ctx)
    listed, database = sources_of(settings, sources), database_of(ctx, db)
    urls = tuple(each for each in things if is_address(each))
    archives = [Path(each) for each in things if each not in urls]
    for each in archives:
        say(crawl_lines(add_archive(IntakePlan(database, each, listed, listed_only, base, gate_sample))))
    if urls:
        plan = CrawlPlan(
            database, listed, urls, only_pages=True, proxy=proxy or settings.proxy, contact=settings.contact,
            evidence=settings.evidence,
        )  # fmt: skip
        say(crawl_lines(crawl_pages(plan)))
    if build:
        say(build_graph(database, settings.extractor))
        tell_tally(database)


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
