"""The first sketch of a trail: an event's pages, the sources they name, and who rests on whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from graph.derive.citations import Citation, Library, cited_page, is_named
from graph.derive.events import Event
from graph.derive.pages import published
from graph.derive.said import Said, speaks_for
from graph.derive.sources import Unseen, class_of, disputed, explaining, unseen
from graph.identity import Identity, folded
from graph.model import Assertion, EdgeKind, Hop, Quote, Reading


@dataclass
class Draft:
    """A trail in the making.

    Shape: everything by node id, which for a page is its version; `aside` are cited for a reason alone.
    """

    event: Event
    said: list[Said]
    pages: dict[str, Reading]
    withdrawn: frozenset[str]
    named: dict[str, Unseen] = field(default_factory=dict)
    beside: dict[str, Reading] = field(default_factory=dict)
    edges: dict[tuple[str, str], dict[EdgeKind, Quote | None]] = field(default_factory=dict)
    copies: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)

    def tie(self, above: str, below: str, kind: EdgeKind, cue: Quote | None = None) -> None:
        """Note that one node rests on another."""
        kinds = self.edges.setdefault((above, below), {})
        if kinds.get(kind) is None:
            kinds[kind] = cue

    @cached_property
    def carrying(self) -> list[tuple[str, str]]:
        """Give the edges of the finished sketch that evidence runs along.

        Shape: into a copy from its original only, and none from who gives a reason.
        """
        return [
            (above, below)
            for (above, below), kinds in sorted(self.edges.items())
            if above not in self.aside and (below not in self.copies or "near_copy" in kinds)
        ]


@dataclass(frozen=True)
class Grounds:
    """What all trails of a block are drawn from.

    Shape: `withdrawn` names assertions that their outlet took back: their pages are shown and carry no
    path. `speakers` names, by assertion, somebody who is said to have confirmed it and denies that.
    """

    library: Library
    cited: Sequence[Citation]
    identity: Identity
    withdrawn: frozenset[str] = frozenset()
    speakers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def cited_by(self) -> dict[str, list[Citation]]:
        """Find what a page rests on."""
        found: dict[str, list[Citation]] = {}
        for each in self.cited:
            found.setdefault(each.below.version.id, []).append(each)
        return found


def draft_of(event: Event, grounds: Grounds) -> Draft:
    """Sketch the trail of an event."""
    draft = _begin(event, grounds.cited_by, grounds.withdrawn)
    for said in draft.said:
        _chain(draft, grounds.library, said, grounds.identity)
        if said.assertion.id in grounds.speakers:
            source = disputed(grounds.speakers[said.assertion.id], said)
            draft.named.setdefault(source.id, source)
            draft.tie(source.id, said.version, "attribution")
    for said in draft.said:
        _explained(draft, grounds, said)
    return draft


def _explained(draft: Draft, grounds: Grounds, said: Said) -> None:
    """Add the people whom a page has a reason from: it rests on them for that, and nothing is known from them."""
    for source in explaining(said):
        outlet = source.id.removeprefix("person:")
        if outlet in grounds.library.by_outlet or outlet in grounds.identity.outlets:
            continue
        if source.id not in draft.named:
            draft.aside.add(source.id)
            draft.named[source.id] = source
        draft.tie(source.id, said.version, "attribution")


def _begin(event: Event, cited_by: Mapping[str, list[Citation]], withdrawn: frozenset[str]) -> Draft:
    """Begin with the event's pages and what they show of one another."""
    pages = {each.version: each.reading for each in event.said}
    told: dict[str, list[Assertion]] = {}
    for said in event.said:
        told.setdefault(said.version, []).append(said.assertion)
    kept = {each.version for each in event.said if each.assertion.id not in withdrawn}
    draft = Draft(event, list(event.said), pages, frozenset(set(pages) - kept))
    for each in (cited for version in pages for cited in cited_by.get(version, ())):
        above, below = each.above.version.id, each.below.version.id
        if above in pages and below in pages and (not each.for_one or any(map(each.bears, told[below]))):
            draft.tie(above, below, each.kind, each.cue)
            if each.kind == "near_copy":
                draft.copies.add(below)
    return draft


def _chain(draft: Draft, library: Library, said: Said, identity: Identity) -> None:
    """Follow a passage's chain inward: page, outlet, document."""
    below = said.version
    for hop in said.assertion.chain:
        if hop.kind == "outlet" and is_named(identity.outlet(hop.name), identity.outlet(said.outlet)):
            continue  # "told the Courier", in the Courier
        above = _page_for(draft, hop, said, identity)
        if above is None:
            below = _start(draft, hop, said, below)
            source = _source(draft, library, hop, said, identity)
            draft.named[source.id] = _one_of(draft.named.get(source.id), source)
            above = source.id
        if above != below:
            draft.tie(above, below, "attribution", hop.cue)
        below = above


def _source(draft: Draft, library: Library, hop: Hop, said: Said, identity: Identity) -> Unseen:
    """Describe a source that is no page of this event; the outlet's page on another stands for it."""
    source = unseen(hop, said, identity)
    page = (
        cited_page(library.by_outlet.get(folded(source.label), ()), said.reading)
        if hop.kind == "outlet"
        else None
    )
    if page is None:
        return source
    draft.beside[page.version.id] = page
    if speaks_for(page, said.organisation):
        return replace(
            source, id=page.version.id, kind="organisation", voice=class_of(said.organisation), read=True
        )
    return replace(source, id=page.version.id, read=True)


def _start(draft: Draft, hop: Hop, said: Said, below: str) -> str:
    """An aggregator that names a document beside a page it links to has it from that page."""
    if below != said.version or said.reading.document.kind != "aggregation" or hop.kind in {"outlet", "weak"}:
        return below
    linked = sorted(
        above for (above, resting), kinds in draft.edges.items() if resting == below and "link" in kinds
    )
    return linked[0] if linked else below


def _one_of(known: Unseen | None, new: Unseen) -> Unseen:
    """Give one source one label, the fullest that a page has for it, whichever page is read first."""
    if known is not None and known.heard_by:
        both = replace(known, heard_by=known.heard_by | new.heard_by)
        return both if known.label == new.label else replace(both, label=both.plain)
    return new if known is None or (-len(new.label), new.label) < (-len(known.label), known.label) else known


def _page_for(draft: Draft, hop: Hop, said: Said, identity: Identity) -> str | None:
    """Find the page of this event that a hop means: the outlet's, or a linked one of the organisation."""
    if hop.kind == "anonymous":
        return None
    pages = sorted(draft.pages.values(), key=published)
    name = identity.outlet(hop.name)
    named = [page for page in pages if is_named(name, identity.outlet(page.source.name))]
    found = cited_page(named, said.reading)
    if found is None and hop.kind in {"document", "organisation", "spokesperson"}:
        own = {each.version for each in draft.said if each.own}
        linked = [
            page
            for page in pages
            if page.version.id in own and (page.version.id, said.version) in draft.edges
        ]
        found = cited_page(linked, said.reading)
    return found.version.id if found else None
