"""Commands for more than one machine: copy, backfill."""

from typing import Annotated

import typer

from graph.place import place_of
from ui.commands.common import say


def copy(
    source: Annotated[str, typer.Argument(metavar="SRC", help="The graph to copy: a file or a server's.")],
    target: Annotated[str, typer.Argument(metavar="DST", help="Where to: made if nothing is there.")],
) -> None:
    """Copy a whole graph from one store into another.

    A file, or neo4j://HOST:PORT/DATABASE. Only what differs is written: after a kill the same command goes on.
    """
    from ui.pipeline import copy_graph

    say(copy_graph(place_of(source), place_of(target)))
