"""Commands about the sites that are watched: sources list, check, add, disable, enable."""

from pathlib import Path
from typing import Annotated

import typer

from graph.config import Settings
from ui.commands.common import Database, database_of, say, settings_of

Sources = Annotated[
    Path | None,
    typer.Option(
        "--sources", metavar="FILE", help="The list; otherwise from walkback.toml, ./sources.toml or the one shipped."
    ),
]  # fmt: skip
Name = Annotated[str, typer.Argument(metavar="SOURCE", help="A source's name or host.")]
OWN = Path("sources.toml")


def sources_of(settings: Settings, given: Path | None) -> Path:
    """Give the list to go by: the one that is named, that of the current folder, or the shipped one."""
    from crawlers.sources import SHIPPED

    return given or settings.sources or (OWN if OWN.is_file() else SHIPPED)


def list_sources(ctx: typer.Context, sources: Sources = None) -> None:
    """List the sites that are watched, with their owners and what they announce."""
    from crawlers.sources import load_sources
    from ui.export.health import source_lines

    path = sources_of(settings_of(ctx), sources)
    typer.echo(f"list {path}")
    say(source_lines(load_sources(path)))


def check(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these, by name or host.")
    ] = None,
    sources: Sources = None,
    proxy: Annotated[str, typer.Option(metavar="URL", help="Fetch through this HTTP proxy.")] = "",
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 1.0,
    db: Database = "",
) -> None:
    """Ask every site for its lists, and say how it is compared with its own past."""
    from crawlers.run import CrawlPlan
    from ui.pipeline import check_sources

    settings = settings_of(ctx)
    plan = CrawlPlan(
        database_of(ctx, db), sources_of(settings, sources), proxy=proxy or settings.proxy, delay=delay,
        contact=settings.contact, evidence=settings.evidence, lists_only=True, only_sources=tuple(names or ()),
    )  # fmt: skip
    say(check_sources(plan))


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    feed: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A feed: RSS, Atom or JSON Feed.")
    ] = None,
    sitemap: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A sitemap, news sitemap or index.")
    ] = None,
    archive: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A mailing list's archive (pipermail).")
    ] = None,
    section: Annotated[str, typer.Option(metavar="URL", help="A page that lists articles.")] = "",
    follow: Annotated[
        str, typer.Option(metavar="PATTERN", help="For the paths of the section's links.")
    ] = r"^/\d{4}/",
    host: Annotated[str, typer.Option(help="Its host; otherwise that of the first address.")] = "",
    family: Annotated[str, typer.Option(help="Its owner; otherwise its name.")] = "",
    kind: Annotated[str, typer.Option(help="outlet, organisation, regulator, forum or person.")] = "",
    document_kind: Annotated[
        str, typer.Option(help="What its pages are: report, commentary, primary or aggregation.")
    ] = "",
    language: Annotated[str, typer.Option(help="Its language, such as en.")] = "",
    sources: Sources = None,
) -> None:
    """Add a site to the list; the shipped list is copied to ./sources.toml first."""
    from crawlers.sourcefile import NewSource, added

    if not (feed or sitemap or archive or section):
        raise typer.BadParameter("nothing to watch: give --feed, --sitemap, --archive or --section")
    new = NewSource(
        name, host, family, kind, document_kind, language, feed or (), sitemap or (), archive or (), section, follow
    )  # fmt: skip
    target, text = _to_change(settings_of(ctx), sources)
    _write(target, added(text, new, target), f"added {name}")


def disable(ctx: typer.Context, name: Name, sources: Sources = None) -> None:
    """Watch a site no longer; its pages stay in the database."""
    _switch(ctx, name, sources, off=True)


def enable(ctx: typer.Context, name: Name, sources: Sources = None) -> None:
    """Watch a site again."""
    _switch(ctx, name, sources, off=False)


def _switch(ctx: typer.Context, name: str, sources: Path | None, *, off: bool) -> None:
    from crawlers.sourcefile import switched
    from crawlers.sources import parse_sources

    target, text = _to_change(settings_of(ctx), sources)
    listed = parse_sources(text, target)
    whole = listed.named(name).source.name
    _write(
        target, switched(text, listed, name, target, off=off), f"{'disabled' if off else 'enabled'} {whole}"
    )


def _to_change(settings: Settings, given: Path | None) -> tuple[Path, str]:
    """Give the list to write and its text now: a person's own, or else a copy of the shipped one."""
    from crawlers.sources import SHIPPED

    path = sources_of(settings, given)
    if given and not path.exists():
        return path, ""
    return (OWN if path == SHIPPED else path), path.read_text("utf-8")


def _write(target: Path, text: str, done: str) -> None:
    from crawlers.sourcefile import save

    save(target, text)
    typer.echo(f"{done} in {target}")
