"""Commands that read pages without a database: extract, explain, derive."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def extract() -> None:
    """Find claims in pages: lines of JSON in, lines of JSON out.

    A line in is {"id", "url", "title", "outlet", "published", "text" or "html"}; nothing is stored.
    """
    from graph.extract.extractor import load_extractor
    from ui.export.lines import extract_lines

    for line in extract_lines(sys.stdin.buffer, load_extractor()):
        typer.echo(line, nl=False)


def explain(
    file: Annotated[Path, typer.Argument(help="An .html page, a text, or .jsonl lines as for extract.")],
) -> None:
    """Show how a page is read: names and tools marked, what was found where, and why each claim was made."""
    from graph.extract.extractor import load_extractor
    from ui.export.lines import explain_file
    from ui.words import printable

    for line in explain_file(file, load_extractor()):
        typer.echo(printable(line))


def derive(
    claims: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help='Start from these claims, {"id", "claims"} a line, not from what is found.'
        ),
    ] = None,
) -> None:
    """Find what lies between pages: lines of JSON in, one JSON object out.

    A line in is as for extract, with "kind", "family", "links" and "version_of" where known; nothing is stored.
    """
    from graph.extract.extractor import load_extractor
    from graph.identity import identity_of
    from graph.lexicon import load_lexicon
    from ui.export.lines import derived_json

    lexicon = load_lexicon()
    given = claims.read_bytes().splitlines() if claims else None
    typer.echo(derived_json(sys.stdin.buffer, given, load_extractor(lexicon), identity_of(lexicon)), nl=False)
