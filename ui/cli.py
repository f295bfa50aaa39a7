"""The `walkback` command: its help, its settings, its exit codes. The commands themselves are in ui/commands."""

import errno
import io
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer
from typer.core import TyperGroup

from graph.config import load_settings
from graph.errors import WalkbackError
from ui.commands import collect, lines, pages, read, rule, scale, screens, sources
from ui.words import printable

TOOLS: Final = "Tools"
ORDER: Final = (
    "crawl", "build", "search", "show", "why", "trail", "questions", "digest", "rule", "export", "serve",
    "changes", "evidence", "add", "sources", "demo", "status", "copy", "backfill", "extract", "explain", "derive",
)  # fmt: skip


class Story(TyperGroup):
    """Tells the commands in order; a user's mistake ends with one line and exit code 1."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order in which a person meets them."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except WalkbackError as error:
            typer.echo(f"walkback: {printable(str(error))}", err=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt as stop:
            typer.echo(
                "walkback: stopped; whatever was done is kept, the same command goes on from there", err=True
            )
            raise typer.Exit(130) from stop
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            typer.echo(f"walkback: {printable(str(error.filename))}: {error.strerror}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Story,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Who restricts which AI tool, for which stated reason, on whose word, and what became of it.\n\n"
    "[bold]crawl[/] reads news sites, [bold]build[/] finds what they say. Then [bold]search[/] it, "
    "[bold]show[/] one claim, walk its [bold]trail[/] back to the source, read the week's [bold]digest[/], "
    "[bold]export[/] it all, or [bold]serve[/] it as screens.",
    rich_markup_mode="rich",
)
digest_app = typer.Typer(no_args_is_help=True, help="Tell what changed in a week.")
sources_app = typer.Typer(no_args_is_help=True, help="See which sites are watched, and how they are.")
rule_app = typer.Typer(
    no_args_is_help=True, help="Rule on names, claims and clashes; any ruling can be undone."
)


@app.callback()
def root(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Settings; otherwise walkback.toml.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show the log on standard error.")] = False,
) -> None:
    """Load the settings for whichever command follows."""
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    logging.basicConfig(handlers=[handler], level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    ctx.obj = load_settings(Path.cwd(), os.environ, config)


STORY: Final[tuple[Callable[..., None], ...]] = (
    collect.crawl, collect.build, read.search, read.show, read.why, read.trail, read.questions, read.export,
    screens.serve,
)  # fmt: skip
BESIDE: Final[tuple[Callable[..., None], ...]] = (
    pages.changes, pages.evidence, collect.add, screens.demo, read.status, scale.copy, scale.backfill,
    lines.extract, lines.explain, lines.derive,
)  # fmt: skip
for command in STORY:
    app.command()(command)
for command in BESIDE:
    app.command(rich_help_panel=TOOLS)(command)
digest_app.command()(read.preview)
app.add_typer(digest_app, name="digest")
sources_app.command("list")(sources.list_sources)
for command in (sources.check, sources.add, sources.disable, sources.enable):
    sources_app.command()(command)
app.add_typer(sources_app, name="sources", rich_help_panel=TOOLS)
for ruling in (
    rule.review,
    rule.same,
    rule.apart,
    rule.reject,
    rule.accept,
    rule.dismiss,
    rule.confirm,
    rule.undo,
):
    rule_app.command()(ruling)
rule_app.command("list")(rule.listing)
app.add_typer(rule_app, name="rule")


def main() -> None:
    """Run the command; the entry point."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    app(prog_name="walkback")


def _speak_utf8(stream: TextIO) -> None:
    """Write UTF-8 to files and pipes whatever the locale; a terminal keeps its own and gets ? for what it lacks."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
