"""Independent paths: counted part by part, and never other than the maximum flow says."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.derive.counting import Flow, bottleneck, independent, max_flow

NODES = st.sampled_from("abcdefgh")


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A network without circles: edges run down the alphabet."""
    pairs = draw(st.sets(st.tuples(NODES, NODES), max_size=10))
    edges = frozenset((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])
    return Flow(
        edges, frozenset(draw(st.sets(NODES, max_size=4))), frozenset(draw(st.sets(NODES, max_size=5)))
    )


@given(flows())
@settings(max_examples=200)
def test_counting_part_by_part_is_the_maximum_flow(flow: Flow) -> None:
    assert independent(flow) == max_flow(flow)


@given(flows())
@settings(max_examples=200)
def test_two_ways_leave_no_bottleneck_and_one_way_has_one(flow: Flow) -> None:
    number = independent(flow)
    if number >= 2:
        assert bottleneck(flow) == ""
    elif number == 1:
        assert bottleneck(flow) != ""


@pytest.mark.parametrize(
    ("edges", "roots", "pages", "paths"),
    [
        ({("memo", "a"), ("memo", "b")}, {"memo"}, {"a", "b"}, 1),
        ({("memo", "a"), ("clerk", "b")}, {"memo", "clerk"}, {"a", "b"}, 2),
        ({("memo", "a"), ("clerk", "a"), ("a", "b")}, {"memo", "clerk"}, {"a", "b"}, 1),
        (set(), {"a", "b"}, {"a", "b"}, 2),
        ({("memo", "a")}, {"memo"}, {"b"}, 0),
    ],
)
def test_every_node_carries_one_path(
    edges: set[tuple[str, str]], roots: set[str], pages: set[str], paths: int
) -> None:
    assert independent(Flow(frozenset(edges), frozenset(roots), frozenset(pages))) == paths


def test_the_proof_of_menger_fails_where_capacity_is_ignored() -> None:
    flow = Flow(frozenset({("a", "c"), ("b", "c"), ("c", "d"), ("c", "e")}), frozenset("ab"), frozenset("de"))
    assert independent(flow) == 1
    assert nx.DiGraph(list(flow.edges)).in_degree("c") == 2
