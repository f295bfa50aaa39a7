"""From a page back to the source: one readable way through a trail."""

from collections.abc import Mapping, Sequence

from graph.ask.records import ChainStep, Passage
from graph.model import DocumentId, Quote, Trail, TrailNode


def walk_back(
    trail: Trail, passages: Sequence[Passage], others: Mapping[DocumentId, Passage]
) -> tuple[ChainStep, ...]:
    """Walk from the page furthest from the source to the source, by the longest way the trail knows.

    Shape: `passages` say the claim, `others` are the trail's pages that do not. At least one step if there is
    a passage. Where the trail knows no way from any of them, the first passage's own chain is all there is.
    """
    saying = {passage.page.document.id: passage for passage in reversed(passages)}
    ways = _longest_ways(trail)
    way = max((ways[node.id] for node in trail.nodes if node.document in saying), key=len, default=())
    if len(way) < 2:
        return told_chain(passages[0]) if passages else ()
    nodes = {node.id: node for node in trail.nodes}
    known = {**others, **saying}
    return tuple(
        step_of(nodes[here], known, _cue(trail, here, above))
        for here, above in zip(way, (*way[1:], ""), strict=True)
    )


def told_chain(passage: Passage) -> tuple[ChainStep, ...]:
    """Give the chain as the page itself tells it."""
    hops = passage.assertion.chain
    cues = [*(hop.cue for hop in hops), None]
    own = ChainStep(passage.page.source.name, "page", True, passage.page, passage.assertion.quote, cues[0])
    told = (ChainStep(hop.name, hop.kind, hop.read, cue=cue) for hop, cue in zip(hops, cues[1:], strict=True))
    return own, *told


def step_of(node: TrailNode, known: Mapping[DocumentId, Passage], cue: Quote | None = None) -> ChainStep:
    """Give a node of a trail as a step, with its page and words where we hold them."""
    passage = known.get(node.document) if node.document else None
    if passage is None:
        return ChainStep(node.label, node.kind, node.read, cue=cue)
    return ChainStep(
        passage.page.source.name, node.kind, node.read, passage.page, passage.assertion.quote, cue
    )


def _longest_ways(trail: Trail) -> dict[str, tuple[str, ...]]:
    """Give the longest way up from every node; a circle is walked once and then left."""
    above: dict[str, list[str]] = {node.id: [] for node in trail.nodes}
    for edge in trail.edges:
        above[edge.below].append(edge.above)
    ways: dict[str, tuple[str, ...]] = {}

    def climb(here: str, walked: frozenset[str]) -> tuple[str, ...]:
        if here not in ways:
            walked |= {here}
            further = [climb(each, walked) for each in above[here] if each not in walked]
            ways[here] = (here, *max(further, key=len, default=()))
        return ways[here]

    for node in trail.nodes:
        climb(node.id, frozenset())
    return ways


def _cue(trail: Trail, below: str, above: str) -> Quote | None:
    return next((edge.cue for edge in trail.edges if (edge.below, edge.above) == (below, above)), None)
