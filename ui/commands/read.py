"""Commands that read the database: search, show, trail, digest preview, export, status."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from graph.ask import Desk, all_claims, claim_on, newest_day
from graph.ask import why as explain
from graph.model import Action, RelationKind, Search
from ui.commands.common import ClaimArgument, Database, database_of, day_of, reading, say, settings_of


def search(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]...", help="What to look for.")] = None,
    organisation: Annotated[str, typer.Option(help="Only this organisation.")] = "",
    kind: Annotated[
        str, typer.Option("--type", help="Only this kind of organisation, such as government.")
    ] = "",
    tool: Annotated[str, typer.Option(help="Only this tool.")] = "",
    vendor: Annotated[str, typer.Option(help="Only tools of this maker.")] = "",
    action: Annotated[Action | None, typer.Option(help="Only this kind of rule.")] = None,
    reason: Annotated[str, typer.Option(help="Only rules with this reason, such as data_leak.")] = "",
    source: Annotated[str, typer.Option(help="Only claims of this outlet.")] = "",
    relation: Annotated[RelationKind | None, typer.Option(help="Only claims in such a relation.")] = None,
    since: Annotated[str, typer.Option(metavar="DATE", help="Known on this day or later.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Known on this day or earlier.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many claims to print.")] = 20,
    db: Database = "",
) -> None:
    """Find claims by words and facets, best match first."""
    from ui.export.text import facet_lines, hit_lines
    from ui.words import found

    wanted = Search(
        words=" ".join(words or []),
        organisation=organisation,
        organisation_type=kind,
        tool=tool,
        vendor=vendor,
        action=action or "",
        reason=reason,
        source=source,
        relation=relation or "",
        since=day_of(since, "--since"),
        until=day_of(until, "--until"),
        limit=limit,
    )
    with reading(ctx, db) as store:
        answer = store.search(wanted)
        for hit in Desk(store).hits(answer.claims):
            say(hit_lines(hit))
        shown = f", the first {len(answer.claims)} shown" if len(answer.claims) < answer.total else ""
        typer.echo(f"{found(answer)}{shown}")
        if not answer.whole:
            typer.echo(f"  counted among {answer.counted:,} of them:")
        say(facet_lines(answer.facets))


def show(
    ctx: typer.Context,
    claim: ClaimArgument,
    known: Annotated[
        str, typer.Option(metavar="DATE", help="As it stood by what was published until this day.")
    ] = "",
    valid: Annotated[str, typer.Option(metavar="DATE", help="With --known: does it hold on this day?")] = "",
    db: Database = "",
) -> None:
    """Show one claim: its quotes, what clashes, why, and what came next."""
    from graph.lexicon import load_lexicon
    from ui.export.text import card_lines
    from ui.export.why import then_lines

    day, on = day_of(known, "--known"), day_of(valid, "--valid")
    if on and not day:
        raise typer.BadParameter("needs --known as well", param_hint="--valid")
    with reading(ctx, db) as store:
        desk = Desk(store)
        if day:
            say(then_lines(claim_on(store, desk.claim(claim), load_lexicon(), day, on), day))
        else:
            say(card_lines(desk.card(claim)))


def why(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID", help="Any id, or the beginning of one.")],
    db: Database = "",
) -> None:
    """Say why a claim, relation, timeline, trail or question is as it is."""
    from ui.export.why import why_lines

    with reading(ctx, db) as store:
        say(why_lines(explain(store, record, datetime.now(UTC).date())))


def questions(
    ctx: typer.Context,
    organisation: Annotated[str, typer.Option(help="Only this organisation.")] = "",
    day: Annotated[str, typer.Option("--on", metavar="DATE", help="What they are worth on this day.")] = "",
    db: Database = "",
) -> None:
    """List what pages leave open: predictions, promises, open questions."""
    from ui.export.why import question_lines

    on = day_of(day, "--on") or datetime.now(UTC).date()
    with reading(ctx, db) as store:
        for each in store.questions(organisation):
            say(question_lines(each, on))


def trail(
    ctx: typer.Context,
    claim: ClaimArgument,
    form: Annotated[
        Literal["text", "md", "csl"],
        typer.Option("--format", help="Plain text, Markdown, or CSL-JSON for Zotero."),
    ] = "text",
    db: Database = "",
) -> None:
    """Walk one claim back to its source, ready to cite."""
    from ui.export.csl import csl_json
    from ui.export.markdown import markdown
    from ui.export.text import trail_lines

    with reading(ctx, db) as store:
        card = Desk(store).card(claim)
    if form == "text":
        say(trail_lines(card))
    else:
        typer.echo(markdown(card) if form == "md" else csl_json(card), nl=False)


def preview(
    ctx: typer.Context,
    week: Annotated[
        str, typer.Option(metavar="DATE", help="Any day of the week; otherwise the latest week with news.")
    ] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the HTML body to this file.")
    ] = None,
    db: Database = "",
) -> None:
    """Show the digest of a week as it would be mailed."""
    from ui.digest import compose, week_of

    with reading(ctx, db) as store:
        day = day_of(week, "--week") or newest_day(store) or datetime.now(UTC).date()
        digest = compose(Desk(store).week(*week_of(day)), settings_of(ctx).address)
    if html:
        html.write_text(digest.html, "utf-8")
    typer.echo(f"{digest.subject}\n\n{digest.text}", nl=False)


def export(
    ctx: typer.Context,
    form: Annotated[
        Literal["jsonl", "csv"], typer.Option("--format", help="One JSON object a line, or CSV.")
    ] = "jsonl",
    db: Database = "",
) -> None:
    """Write all claims for another program, to standard output."""
    from ui.export.tables import csv_lines, json_lines

    with reading(ctx, db) as store:
        desk = Desk(store)
        hits = (hit for claim in all_claims(store, Search()) for hit in desk.hits([claim]))
        lines = json_lines(hits) if form == "jsonl" else csv_lines(hits)
        for line in lines:
            typer.echo(line, nl=False)


def status(
    ctx: typer.Context,
    fingerprint: Annotated[
        bool, typer.Option("--hash", help="Print a hash over the whole graph as well.")
    ] = False,
    db: Database = "",
) -> None:
    """Say what the database holds, and how the watched sites are."""
    from crawlers.health import all_health, with_lengths
    from crawlers.quality import shortened_in
    from ui.export.health import status_lines

    database = database_of(ctx, db)
    with reading(ctx, db) as store:
        typer.echo(f"database {database}")
        for name, number in store.counts().items():
            typer.echo(f"{name.replace('_', ' '):<12}{number:>8}")
        typer.echo(f"newest claim {newest_day(store) or 'none'}")
        healths = all_health(store.checks(), datetime.now(UTC))
        say(status_lines(with_lengths(healths, shortened_in(database, store.sources()))))
        if fingerprint:
            typer.echo(f"graph hash {store.graph_hash()}")
