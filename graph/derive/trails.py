"""What an event rests on, weighed: where evidence begins, how many origins, what all hangs on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.derive.counting import Flow, bottleneck, circles, independent, untied
from graph.derive.drafts import Draft, Grounds, draft_of
from graph.derive.events import Event
from graph.derive.said import Said
from graph.derive.sources import Evidence, class_of, observed, unnamed
from graph.model import Count, Trail, TrailEdge, TrailNode


@dataclass(frozen=True, slots=True)
class Root:
    """A node that rests on nothing else, the class it counts in, and how."""

    node: str
    voice: str
    evidence: Evidence


def trail_of(event: Event, grounds: Grounds) -> Trail:
    """Give what an event rests on, down to its roots, and how many independent origins that makes."""
    draft = draft_of(event, grounds)
    roots = list(_roots(draft))
    voices = _voices(roots)
    certain, possible = (_flow(draft, roots, voices, upper) for upper in (False, True))
    low, high = independent(certain), independent(possible)
    return Trail(
        event=draft.event.id,
        nodes=tuple(_nodes(draft, roots, voices)),
        edges=tuple(_edges(draft, voices)),
        origins=Count(low, high),
        access=_access(draft, roots),
        bottleneck="" if high >= 2 else bottleneck(possible),
        primary=_primary(draft, roots),
        circular=_circular(draft),
    )


def _roots(draft: Draft) -> Iterator[Root]:
    """Give the nodes that evidence begins at: own pages, named sources, pages that cite nobody.

    Shape: commentary, echoes, copies, weak sources and sources that only a copy names are never among them.
    """
    resting, bearing = {below for _, below in draft.carrying}, {above for above, _ in draft.carrying}
    for source in draft.named.values():
        if source.id in bearing - resting and source.evidence:
            yield Root(source.id, source.voice, source.evidence)
    for said in draft.said:
        if said.version in draft.withdrawn:
            continue
        if said.own:
            yield Root(said.version, class_of(said.organisation), "certain")
        elif said.version not in resting and said.reading.document.kind != "commentary":
            yield _bare(said)


def _bare(said: Said) -> Root:
    """A page that cites nobody: certain if its reporter was there, otherwise at most."""
    if observed(said):
        return Root(said.version, f"reporter:{said.family}", "certain")
    return Root(said.version, unnamed(said).voice, "possible")


def _voices(roots: Sequence[Root]) -> dict[str, list[str]]:
    """Give the classes that more than one root belongs to."""
    members: dict[str, set[str]] = {}
    for root in roots:
        members.setdefault(root.voice, set()).add(root.node)
    return {voice: sorted(nodes) for voice, nodes in sorted(members.items()) if len(nodes) > 1}


def _flow(draft: Draft, roots: Sequence[Root], voices: Mapping[str, list[str]], upper: bool) -> Flow:
    """Build the network of one reading; `upper` lets doubtful evidence in."""
    live = [root for root in roots if upper or root.evidence == "certain"]
    classed = {node: voice for voice, nodes in voices.items() for node in nodes}
    edges = {(a, b) for a, b in draft.carrying if a not in draft.withdrawn and b not in draft.withdrawn}
    edges |= {(classed[root.node], root.node) for root in live if root.node in classed}
    starts = {classed.get(root.node, root.node) for root in live}
    telling = set(draft.pages) - draft.withdrawn
    reported = {source.id for source in draft.named.values() if source.kind == "outlet"}
    return untied(Flow(frozenset(edges), frozenset(starts), frozenset(telling | reported)))


def _access(draft: Draft, roots: Sequence[Root]) -> Count:
    """Count the outlet families, the organisation being one, that have evidence at first hand."""
    evidence = {root.node: root.evidence for root in roots}
    certain: set[str] = set()
    possible: set[str] = set()
    for family, node in _first_hand(draft, evidence):
        (certain if evidence[node] == "certain" else possible).add(family)
    return Count(len(certain), len(certain | possible))


def _first_hand(draft: Draft, evidence: Mapping[str, Evidence]) -> Iterator[tuple[str, str]]:
    families = {each.version: each.organisation if each.own else each.family for each in draft.said}
    families |= {each.id: each.family for each in draft.named.values() if each.kind == "outlet"}
    for above, below in draft.carrying:
        if above in evidence and above not in families and below in families and below not in draft.withdrawn:
            yield families[below], above
    for node in evidence:
        if node in families:
            yield families[node], node


def _primary(draft: Draft, roots: Sequence[Root]) -> str:
    """Name the document that sets the rule, the first one told of; else a person, else an outlet."""
    ranked = sorted(
        (rank, node) for node in {root.node for root in roots} if (rank := _rank(draft, node)) is not None
    )
    return ranked[0][1] if ranked else ""


def _rank(draft: Draft, node: str) -> tuple[int, object] | None:
    said = next((each for each in draft.said if each.version == node), None)
    if said is not None:
        return (0, said.known) if said.own else None
    source = draft.named[node]
    kinds = {"document": 0, "organisation": 0, "spokesperson": 1, "person": 1, "outlet": 2}
    named = [
        draft.pages[below].known for above, below in draft.edges if above == node and below in draft.pages
    ]
    first = min((day for day in named if day), default=draft.event.known)
    return (kinds[source.kind], first) if source.kind in kinds and source.evidence == "certain" else None


def _circular(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """Give the documents that cite one another, over all their versions."""
    document = {version: page.document.id for version, page in draft.pages.items()}
    edges = [(document.get(a, a), document.get(b, b)) for a, b in sorted(draft.edges)]
    return tuple(circles((a, b) for a, b in edges if a != b))


def _nodes(draft: Draft, roots: Sequence[Root], voices: Mapping[str, list[str]]) -> Iterator[TrailNode]:
    evidence = {root.node: root.evidence for root in roots}
    families = {each.version: each.family for each in draft.said}
    for version, page in sorted(
        draft.pages.items(), key=lambda item: (item[1].known or draft.event.known, item[0])
    ):
        kind = "withdrawn" if version in draft.withdrawn else page.document.kind
        yield TrailNode(
            version,
            page.source.name,
            kind,
            True,
            page.document.id,
            families[version],
            page.known,
            evidence.get(version, ""),
        )
    for source in sorted(draft.named.values(), key=lambda each: each.id):
        beside = draft.beside.get(source.id)
        yield TrailNode(
            id=source.id,
            label=source.label,
            kind=source.kind,
            read=source.read,
            document=beside.document.id if beside else None,
            family=source.family,
            published=beside.known if beside else None,
            evidence=evidence.get(source.id, ""),
        )
    for voice, nodes in voices.items():
        certain = any(evidence[node] == "certain" for node in nodes)
        yield TrailNode(
            voice, voice.partition(":")[2], "class", False, evidence="certain" if certain else "possible"
        )


def _edges(draft: Draft, voices: Mapping[str, list[str]]) -> Iterable[TrailEdge]:
    for (above, below), kinds in sorted(draft.edges.items()):
        cue = next((quote for _, quote in sorted(kinds.items()) if quote), None)
        yield TrailEdge(above, below, tuple(sorted(kinds)), cue)
    for voice, nodes in voices.items():
        yield from (TrailEdge(voice, node, ()) for node in nodes)
