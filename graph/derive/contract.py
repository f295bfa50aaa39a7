"""The graph that pages make, in the shape that storyline gold has.

Pages and claims in, one JSON object out. Nothing is stored; `build` runs the same derivation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from graph.derive import derive
from graph.derive.citations import Citation, citations, library_of
from graph.derive.copies import copied, repeats
from graph.derive.given import given
from graph.derive.questions import status_on
from graph.identity import PLAIN, Identity
from graph.model import AssertionId, Claim, Derived, Reading, Relation, Timeline, Trail


def derive_pages(
    pages: Sequence[Mapping[str, Any]],
    claims: Mapping[str, Sequence[Mapping[str, Any]]],
    identity: Identity = PLAIN,
) -> dict[str, Any]:
    """Derive the graph of some pages from claims as given, by page id.

    Shape: the keys of storyline gold, and `claims` as they came in. Claims are named page#claim; an unseen
    source is named by its name.
    """
    told = given(pages, claims)
    record = graph_record(told.readings, told.pages, told.claims, identity)
    return {"claims": {page["id"]: list(claims.get(page["id"], ())) for page in pages}} | record


def graph_record(
    readings: Sequence[Reading],
    pages: Mapping[str, str],
    names: Mapping[AssertionId, str],
    identity: Identity = PLAIN,
) -> dict[str, Any]:
    """Write down what follows from readings; `pages` names versions, `names` assertions."""
    derived = derive(readings, identity)
    cited = citations(library_of(readings))
    return {
        "same_event": list(_events(derived.claims, names)),
        "positions": [[names[each] for each in claim.assertions] for claim in derived.claims],
        "relations": [_relation(each, names) for each in derived.relations],
        "developments": [_development(each, derived.claims, names) for each in derived.timelines],
        "citations": _citations(derived, cited, pages),
        "copies": list(_copies(readings, pages, cited, identity)),
        "origins": [_origin(each, pages) for each in derived.trails if _told(each, derived.claims)],
        "questions": list(_questions(derived, readings, pages, names)),
    }


def _told(trail: Trail, claims: Iterable[Claim]) -> bool:
    """Tell whether a trail is of something reported as fact."""
    return any(each.event == trail.event and _factual(each) for each in claims)


def _factual(claim: Claim) -> bool:
    return claim.affirmed and claim.modality in {"asserted", "reported", "hedged"}


def _events(claims: Sequence[Claim], names: Mapping[AssertionId, str]) -> Iterator[dict[str, Any]]:
    for event in dict.fromkeys(each.event for each in claims if _factual(each)):
        members = [names[one] for each in claims if each.event == event for one in each.assertions]
        yield {"id": event, "claims": members}


def _relation(each: Relation, names: Mapping[AssertionId, str]) -> dict[str, Any]:
    told = names[each.from_assertion]
    record = {
        "type": each.kind,
        "from": f"{told.rpartition('#')[0]}#title" if each.kind == "headline_body" else told,
        "to": names[each.to_assertion],
        "why": each.why,
    }
    return record | ({"subtype": each.subtype} if each.subtype else {})


def _development(line: Timeline, claims: Sequence[Claim], names: Mapping[AssertionId, str]) -> dict[str, Any]:
    members = {each.id: each.assertions for each in claims}
    steps = [
        {
            "date": step.date.iso if step.date else None,
            "state": step.state,
            "kind": step.change or None,
            "claims": [names[one] for claim in step.claims for one in members[claim]],
        }
        for step in line.steps
    ]
    return {
        "org": line.organisation,
        "tools": list(line.tools),
        "population": line.population,
        "timeline": steps,
    }


def _citations(derived: Derived, cited: Sequence[Citation], pages: Mapping[str, str]) -> list[dict[str, str]]:
    """Give page to page by every sign, page to unseen source by the trails."""
    found = {(pages[each.below.version.id], pages[each.above.version.id], each.kind) for each in cited}
    for trail in derived.trails:
        if not _told(trail, derived.claims):
            continue
        label = {node.id: pages.get(node.id, node.label) for node in trail.nodes}
        for edge in trail.edges:
            if edge.below in pages:
                found |= {(label[edge.below], label[edge.above], kind) for kind in edge.kinds}
    return [{"from": below, "to": above, "how": how} for below, above, how in sorted(found)]


def _copies(
    readings: Sequence[Reading], pages: Mapping[str, str], cited: Sequence[Citation], identity: Identity
) -> Iterator[dict[str, str]]:
    credited = {
        (each.above.version.id, each.below.version.id)
        for each in cited
        if each.kind in {"link", "attribution", "wire_credit"}
    }
    for original, copy in copied(repeats(library_of(readings).pages)):
        pair = original.version.id, copy.version.id
        same = identity.family(original.source) == identity.family(copy.source)
        kind = "mirror" if same else f"syndicated_{'' if pair in credited else 'un'}credited"
        yield {"original": pages[pair[0]], "copy": pages[pair[1]], "kind": kind}


def _questions(
    derived: Derived, readings: Sequence[Reading], pages: Mapping[str, str], names: Mapping[AssertionId, str]
) -> Iterator[dict[str, Any]]:
    """Give the questions with what they are worth on the day of the last page."""
    last = max((each.known for each in readings if each.known), default=date.min)
    first = {each.id: each.assertions[0] for each in derived.claims}
    for each in derived.questions:
        yield {
            "page": pages[each.version],
            "span": each.quote.exact,
            "holder": each.holder,
            "deadline": each.deadline.isoformat() if each.deadline else None,
            "deadline_basis": "explicit" if each.basis == "anchored" else each.basis,
            "resolved_by": names[first[each.outcome.claim]] if each.outcome else None,
            "status": status_on(each, last),
        }


def _origin(trail: Trail, pages: Mapping[str, str]) -> dict[str, Any]:
    label = {
        node.id: node.id if node.kind == "class" else pages.get(node.id, node.label) for node in trail.nodes
    }
    return {
        "event": trail.event,
        "certain": trail.origins.certain,
        "possible": trail.origins.possible,
        "access": {"certain": trail.access.certain, "possible": trail.access.possible},
        "bottleneck": label.get(trail.bottleneck),
        "primary": label.get(trail.primary),
    }
