"""Commands that write rulings: one record each, append only. The next build follows them."""

import getpass
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from graph.model import JudgementKind
from ui.commands.common import Database, database_of, say

Note = Annotated[str, typer.Option(help="Why; kept with the ruling.")]
By = Annotated[str, typer.Option(help="Who rules; otherwise the name of this account.")]
Name = Annotated[str, typer.Argument(metavar="NAME")]
Record = Annotated[
    str, typer.Argument(metavar="ID", help="The id of a claim, or a whole id of a page or passage.")
]
Clash = Annotated[str, typer.Argument(metavar="RELATION", help="The id of a relation, or its beginning.")]


def same(ctx: typer.Context, one: Name, other: Name, note: Note = "", by: By = "", db: Database = "") -> None:
    """Two names are one organisation or one tool."""
    _rule(ctx, "same_entity", (one, other), note, by, db)


def apart(
    ctx: typer.Context, one: Name, other: Name, note: Note = "", by: By = "", db: Database = ""
) -> None:
    """Two names are two organisations or two tools, whatever the lexicon says."""
    _rule(ctx, "other_entity", (one, other), note, by, db)


def reject(ctx: typer.Context, record: Record, note: Note = "", by: By = "", db: Database = "") -> None:
    """A claim, a passage or a page is not to count."""
    _rule(ctx, "reject", (record,), note, by, db)


def accept(ctx: typer.Context, record: Record, note: Note = "", by: By = "", db: Database = "") -> None:
    """A claim, a passage or a page counts after all."""
    _rule(ctx, "accept", (record,), note, by, db)


def dismiss(ctx: typer.Context, relation: Clash, note: Note = "", by: By = "", db: Database = "") -> None:
    """A relation is none: "not a contradiction because ..."."""
    _rule(ctx, "dismiss", (relation,), note, by, db)


def confirm(ctx: typer.Context, relation: Clash, note: Note = "", by: By = "", db: Database = "") -> None:
    """A relation is one, also if it was dismissed before."""
    _rule(ctx, "confirm", (relation,), note, by, db)


def undo(
    ctx: typer.Context,
    ruling: Annotated[
        str, typer.Argument(metavar="RULING", help="The whole id of a ruling, or its beginning.")
    ],
    note: Note = "",
    by: By = "",
    db: Database = "",
) -> None:
    """Take a ruling back; taking that back brings it into force again."""
    _rule(ctx, "undo", (), note, by, db, undoes=ruling)


def listing(ctx: typer.Context, db: Database = "") -> None:
    """List all rulings, oldest first, with those that were undone."""
    from graph.identity import in_force
    from ui.commands.common import reading
    from ui.export.rulings import ruling_lines

    with reading(ctx, db) as store:
        every = store.judgements()
        live = {each.id for each in in_force(every)}
        for each in every:
            say(ruling_lines(each, in_force=each.id in live or each.kind == "undo"))


def review(ctx: typer.Context, db: Database = "") -> None:
    """List names that may be one thing, with what to type if they are."""
    from graph.lexicon import load_lexicon
    from graph.rule import to_review
    from ui.commands.common import reading
    from ui.export.rulings import candidate_lines

    with reading(ctx, db) as store:
        found = to_review(store, load_lexicon())
    for each in found:
        say(candidate_lines(each))
    typer.echo(f"{len(found)} to rule on")


def _rule(
    ctx: typer.Context,
    kind: JudgementKind,
    subjects: Iterable[str],
    note: str,
    by: str,
    db: Database,
    undoes: str = "",
) -> None:
    """Write one ruling and say what the next build will do."""
    from graph.lexicon import load_lexicon
    from graph.rule import judgement, rule, ruling_named, whole_ids
    from graph.store.opening import open_store

    with open_store(database_of(ctx, db)) as store:
        names = tuple(subjects) if kind in {"same_entity", "other_entity"} else whole_ids(store, subjects)
        target = ruling_named(store, undoes).id if undoes else None
        made = judgement(kind, names, by or getpass.getuser(), datetime.now(UTC), note, target)
        blocks = rule(store, made, load_lexicon())
    typer.echo(
        f"{made.id} written; `walkback build` derives {len(blocks)} block{'s' * (len(blocks) != 1)} anew"
    )
    typer.echo(f"to take it back: walkback rule undo {made.id}")
