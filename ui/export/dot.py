"""A trail as a drawing: DOT text for Graphviz, with every label quoted."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from graph.model import Trail, TrailEdge, TrailNode
from ui import words

EDGES: Final = {
    "link": "links to",
    "attribution": "names",
    "near_copy": "copies",
    "shared_quote": "shares a quote with",
    "wire_credit": "credits",
}


def dot(trail: Trail) -> str:
    """Give the trail with the sources at the top."""
    return "\n".join(_lines(trail))


def quoted(*lines: str) -> str:
    """Quote a label: backslashes and quotation marks are escaped, lines are broken by us alone."""
    broken = (
        part for line in lines for part in wrap(words.printable(line), 30, max_lines=3, placeholder=" …")
    )
    return '"' + "\\n".join(part.replace("\\", "\\\\").replace('"', '\\"') for part in broken) + '"'


def _lines(trail: Trail) -> Iterator[str]:
    numbers = {node.id: f"n{number}" for number, node in enumerate(trail.nodes)}
    yield "digraph trail {"
    yield 'graph [rankdir=TB, bgcolor="transparent", nodesep=0.35, ranksep=0.5]'
    yield 'node [shape=box, fontname="Georgia", fontsize=12, penwidth=1.2, margin="0.16,0.09"]'
    yield 'edge [fontname="Georgia", fontsize=10, color="#7a828b", fontcolor="#55606b", arrowsize=0.7]'
    yield from (f"{numbers[node.id]} [{_look(node)}]" for node in trail.nodes)
    yield from (f"{numbers[edge.below]} -> {numbers[edge.above]} [{_label(edge)}]" for edge in trail.edges)
    yield "}"


def _look(node: TrailNode) -> str:
    lines = [
        node.label,
        words.day(node.published) if node.published else "",
        "" if node.read else "not read by us",
    ]
    fill = "#fdf1d8" if node.evidence else "#ffffff"
    edge = "#1c2126" if node.read else "#9b8a5a"
    style = "filled,rounded" if node.read else "filled,rounded,dashed"
    return f'label={quoted(*lines)}, fillcolor="{fill}", color="{edge}", style="{style}"'


def _label(edge: TrailEdge) -> str:
    return f"label={quoted(', '.join(EDGES[kind] for kind in edge.kinds))}"
