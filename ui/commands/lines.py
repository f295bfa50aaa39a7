"""Commands that take lines and give lines, without a database: extract."""

import sys

import typer


def extract() -> None:
    """Find claims in pages: lines of JSON in, lines of JSON out.

    A line in is {"id", "url", "title", "outlet", "published", "text" or "html"}; nothing is stored.
    """
    from graph.extract.extractor import load_extractor
    from ui.export.lines import extract_lines

    for line in extract_lines(sys.stdin.buffer, load_extractor()):
        typer.echo(line, nl=False)
