"""Commands about pages as they were fetched: changes, evidence."""

import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from graph.ask.pages import Proof, document_of, page_history, proofs
from graph.changes.account import account
from graph.store import Store
from graph.store.ledger import Fetch, Ledger
from ui.commands.common import Database, database_of, reading, say, settings_of
from ui.words import count, printable

# A page from the web is shown without its scripts, and without asking anybody for anything.
_CAGE: Final = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; form-action 'none'; base-uri 'none'\">"
)


@contextmanager
def _both(ctx: typer.Context, db: str) -> Iterator[tuple[Store, Ledger]]:
    from graph.place import beside
    from graph.store.sqlite_ledger import open_ledger

    place = database_of(ctx, db)
    file = beside(place)
    # Of a graph on a server this machine may have fetched nothing yet: then its ledger is an empty one.
    with reading(ctx, db) as store, open_ledger(file, read_only=file == place) as ledger:
        yield store, ledger


def _key(wanted: str) -> str:
    """Give the one spelling of an address; nothing for an id."""
    from crawlers.address import address

    return address(wanted) if "://" in wanted else ""


def changes(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A page's address, or its id.")],
    db: Database = "",
) -> None:
    """Tell how a page changed, and what that did to its claims."""
    with _both(ctx, db) as (store, ledger):
        document = document_of(store, ledger, url, _key(url))
        found = page_history(store, ledger, document)
        typer.echo(printable(document.url))
        for each in found:
            say(map(printable, account(each)))
        if not found:
            fetches = [each for each in ledger.fetches_of(document.id) if each.version]
            typer.echo(f"unchanged in {count(max(len(fetches), 1), 'fetch', 'fetches')}")


def evidence(
    ctx: typer.Context,
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="A claim, assertion, version, page or fetch; or an address.")
    ],
    body: Annotated[bool, typer.Option("--print", help="Print the page as it was fetched.")] = False,
    show: Annotated[
        bool, typer.Option("--open", help="Open the page as it was fetched, without its scripts.")
    ] = False,
    db: Database = "",
) -> None:
    """Show where the record of each fetch behind a quote is, or the page as it was fetched."""
    with _both(ctx, db) as (store, ledger):
        found = list(proofs(store, ledger, wanted, _key(wanted)))
    folder = _folder(ctx, db)
    if body or show:
        page = _page(folder, found[0], wanted)
        _open(page) if show else sys.stdout.buffer.write(page)
        return
    for each in found:
        say(map(printable, _proof_lines(each, folder)))
    days = settings_of(ctx).evidence
    typer.echo(f"records are in {folder} and kept {days if days != 'none' else 'no longer'}")


def _folder(ctx: typer.Context, db: str) -> Path:
    from crawlers.evidence import folder_of
    from graph.place import beside

    return folder_of(beside(database_of(ctx, db)))


def _proof_lines(proof: Proof, folder: Path) -> Iterator[str]:
    if proof.quote:
        yield f"“{proof.quote.exact}”"
    yield f"{proof.version.title} ({proof.version.id})"
    yield f"  {proof.document.url}"
    if not proof.fetches:
        yield "  no fetch is known: it was stored before evidence was kept"
    again = proof.fetches[1:]
    for each in proof.fetches[:1]:
        yield from (f"  {line}" for line in _fetch_lines(each, folder))
        yield from (f"  {line}" for redirect in _way(proof, each) for line in _fetch_lines(redirect, folder))
    if again:
        yield f"  came again unchanged {count(len(again), 'time')}, last {again[-1].at:%Y-%m-%d %H:%M} UTC"


def _way(proof: Proof, fetch: Fetch) -> Iterator[Fetch]:
    """Give the redirects on the way to a fetch: those asked by the same address since the page before."""
    for each in proof.others:
        if (
            each.asked == fetch.asked
            and each.version is None
            and 0 <= (fetch.at - each.at).total_seconds() < 300
        ):
            yield each


def _fetch_lines(fetch: Fetch, folder: Path) -> Iterator[str]:
    yield f"{fetch.id}: HTTP {fetch.status} from {fetch.url}, {fetch.at:%Y-%m-%d %H:%M:%S} UTC"
    digest = f", SHA-256 {fetch.digest}" if fetch.digest else ""
    place = f"{folder / fetch.file}, byte {fetch.offset}" if fetch.file else "its record is no longer kept"
    yield f"  {place}{digest}"


def _page(folder: Path, proof: Proof, wanted: str) -> bytes:
    """Give the page behind a version, unpacked. Raises: EvidenceLost, NotFound."""
    from crawlers.evidence import body_of, unpacked
    from graph.errors import NotFound

    chosen = [each for each in proof.fetches if each.id == wanted] or list(proof.fetches[:1])
    if not chosen:
        raise NotFound("fetch of", wanted)
    return unpacked(body_of(folder, chosen[0], proof.others))


def _open(page: bytes) -> None:
    """Hand a page to the browser, in a cage."""
    with tempfile.NamedTemporaryFile("wb", suffix=".html", prefix="walkback-", delete=False) as file:
        file.write(f"<!doctype html>{_CAGE}".encode() + page)
    typer.echo(f"opening {file.name}")
    webbrowser.open(Path(file.name).as_uri())
