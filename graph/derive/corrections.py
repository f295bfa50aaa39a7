"""Outlets that take something back: a later version, a marked correction or a retraction, against what it is of."""

from collections.abc import Iterator, Sequence

from graph.derive import explain
from graph.derive.lattice import clash
from graph.derive.pages import address
from graph.derive.population import same
from graph.derive.said import Said, tools_meet
from graph.derive.scene import Scene, relation
from graph.model import Relation


def corrected(said: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Give pairs of a correcting passage and the passage it takes back, in order; retractions are among them."""
    later = [
        each
        for each in said
        if each.standing in {"fact", "denied"} and (marks_correction(each) or marks_retraction(each))
    ]
    earlier: dict[str, list[Said]] = {}
    for each in said:
        if each.standing == "fact":
            earlier.setdefault(each.reading.source.id, []).append(each)
    return [
        (one, other)
        for one in later
        for other in earlier.get(one.reading.source.id, ())
        if _corrects(one, other)
    ]


def marks_correction(said: Said) -> bool:
    """Tell whether a page says that it corrects something."""
    version = said.reading.version
    return said.reading.document.kind == "correction" or bool(
        said.cues.correction.search(f"{version.title}\n{version.text[:400]}")
    )


def marks_retraction(said: Said) -> bool:
    """Tell whether a page says at its head that a report is withdrawn."""
    version = said.reading.version
    return bool(said.cues.retraction.search(f"{version.title}\n{version.text[:400]}"))


def retracts(one: Said, other: Said) -> bool:
    """Tell whether a page withdraws another of its outlet: one that it links to, or that told what it now denies."""
    if not marks_retraction(one) or one.version == other.version or one.known < other.known:
        return False
    if one.standing == "denied":
        return tools_meet(one, other)
    linked = {address(link.url) for link in one.reading.version.links}
    return one.state == other.state and address(other.reading.document.url) in linked


def _corrects(one: Said, other: Said) -> bool:
    """The same outlet, later, on the same people and tools, with a state that rules out the first."""
    same_outlet = one.reading.source.id == other.reading.source.id
    if same_outlet and retracts(one, other):
        return True
    if (
        not same_outlet
        or not marks_correction(one)
        or one.version == other.version
        or one.known < other.known
        or not tools_meet(one, other)
    ):
        return False
    if not same(one.population, other.population) or one.state is None or other.state is None:
        return False
    if one.standing == "denied":
        return one.state == other.state
    return clash(one.state, other.state)


def corrections(scene: Scene, pairs: Sequence[tuple[Said, Said]]) -> Iterator[Relation]:
    """Write the pairs down, one relation per pair of claims."""
    seen: set[tuple[str, str]] = set()
    for one, other in pairs:
        source, target = scene.by_assertion[one.assertion.id], scene.by_assertion[other.assertion.id]
        if source.id != target.id and (source.id, target.id) not in seen:
            seen.add((source.id, target.id))
            before = f"{explain.page_text(one)} takes back what {explain.page_text(other)} had said"
            withdrawn = retracts(one, other)
            why = f"{before}, and puts nothing in its place." if withdrawn else f"{before}: now {_now(one)}."
            subtype = "retracts" if withdrawn else ""
            yield relation("corrects", subtype, (source, one, target, other), ("state",), why)


def _now(said: Said) -> str:
    """Say what a correction puts in the place of what it takes back."""
    return (
        f"it is not so that {explain.act_text(said)}" if said.standing == "denied" else explain.act_text(said)
    )
