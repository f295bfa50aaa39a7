"""How many independent roots, and what everything hangs on: graph theory on names, nothing about pages."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import networkx as nx

ROOT: Final = "\x00root"
SINK: Final = "\x00sink"


@dataclass(frozen=True, slots=True)
class Flow:
    """What rests on what: `edges` run downwards, from evidence to page. Roots and pages may be any nodes."""

    edges: frozenset[tuple[str, str]]
    roots: frozenset[str]
    pages: frozenset[str]


def circles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Give the groups of nodes that rest on one another, each in order."""
    found = nx.strongly_connected_components(nx.DiGraph(list(edges)))
    return sorted(tuple(sorted(group)) for group in found if len(group) > 1)


def untied(flow: Flow) -> Flow:
    """Melt every circle into one node, so that pages that cite one another carry one path."""
    name = {node: group[0] for group in circles(flow.edges) for node in group}

    def melted(node: str) -> str:
        return name.get(node, node)

    return Flow(
        edges=frozenset((melted(a), melted(b)) for a, b in flow.edges if melted(a) != melted(b)),
        roots=frozenset(melted(node) for node in flow.roots),
        pages=frozenset(melted(node) for node in flow.pages),
    )


def independent(flow: Flow) -> int:
    """Count the evidence paths that share no node: every node carries one (Menger).

    Shape: 0 if no root reaches a page. Parts that hang together are counted one by one; a part with one root
    carries one path at most, so most need no network.
    """
    return sum(_paths(part) for part in _parts(flow) if part.roots and part.pages)


def _parts(flow: Flow) -> Iterator[Flow]:
    """Give the parts of a network that no edge joins."""
    network: nx.Graph[str] = nx.Graph(list(flow.edges))
    network.add_nodes_from(flow.roots | flow.pages)
    for nodes in nx.connected_components(network):
        edges = frozenset(edge for node in nodes for edge in network.edges(node))
        inside = {edge if edge in flow.edges else edge[::-1] for edge in edges} if edges else set()
        both = {edge[::-1] for edge in inside} & flow.edges
        yield Flow(frozenset(inside | both), flow.roots & nodes, flow.pages & nodes)


def _paths(part: Flow) -> int:
    if len(part.roots) > 1:
        return max_flow(part)
    (root,) = part.roots
    network = nx.DiGraph(list(part.edges))
    network.add_node(root)
    return int(bool(({root} | nx.descendants(network, root)) & part.pages))


def max_flow(flow: Flow) -> int:
    """Count disjoint paths as the maximum flow with capacity 1 on every node."""
    network: nx.DiGraph[Hashable] = nx.DiGraph()
    network.add_nodes_from((ROOT, SINK))
    for node in {*flow.roots, *flow.pages, *(end for edge in flow.edges for end in edge)}:
        network.add_edge((node, "in"), (node, "out"), capacity=1)
    network.add_edges_from(((a, "out"), (b, "in")) for a, b in flow.edges)
    network.add_edges_from((ROOT, (node, "in")) for node in flow.roots)
    network.add_edges_from(((node, "out"), SINK) for node in flow.pages)
    return int(nx.maximum_flow_value(network, ROOT, SINK))


def bottleneck(flow: Flow) -> str:
    """Name the node nearest to the pages on which every path runs; empty if there are two ways, or none."""
    network = nx.DiGraph(list(flow.edges))
    network.add_nodes_from((ROOT, SINK))
    network.add_edges_from((ROOT, node) for node in flow.roots)
    network.add_edges_from((node, SINK) for node in flow.pages)
    # Versions of networkx differ on whether the start node is a key; the sink never is the start.
    nearest = dict(nx.immediate_dominators(network, ROOT)).get(SINK, ROOT)
    return "" if nearest == ROOT else str(nearest)
