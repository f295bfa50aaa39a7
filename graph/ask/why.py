"""Why anything that was derived is as it is: one sentence, the rule behind it, and the words that show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.ask.desk import Desk
from graph.ask.records import Passage
from graph.derive.explain import day_text, listed
from graph.derive.questions import status_on
from graph.derive.steps import gaps
from graph.model import Claim, Question, Quote, Relation, Timeline, Trail
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of a page that show it."""

    quote: Quote
    url: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: what the record is, one sentence that explains it, the rule, further sentences, the words."""

    id: str
    kind: str
    sentence: str
    rule: str = ""
    further: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()


def why(store: Store, wanted: str, today: date) -> Why:
    """Explain a claim, a relation, a timeline, a trail (by its event) or a question, by the beginning of its id.

    Shape: `today` is the day on which a question's status is asked.
    Raises: NotFound, Ambiguous.
    """
    record, desk = store.derived(wanted), Desk(store)
    if isinstance(record, Claim):
        return _claim(desk, store, record)
    if isinstance(record, Relation):
        return _relation(desk, record)
    if isinstance(record, Timeline):
        return _timeline(record)
    return _trail(record) if isinstance(record, Trail) else _question(store, record, today)


def _claim(desk: Desk, store: Store, claim: Claim) -> Why:
    passages = [desk.passage(each) for each in claim.assertions]
    first = passages[0].assertion
    sentence = claim.status.why or f"{len(passages)} passages say the same."
    together = f"{len(passages)} passage{'s' * (len(passages) > 1)} of {_outlets(passages)} make it one claim"
    further = [f"{together}: they agree wherever both say something.", _trail(store.trail(claim.id)).sentence]
    if first.rule:
        rested = f"The first was found by the rule {first.rule}, confidence {first.confidence:.2f}"
        factors = ", ".join(f"{each.name} {each.value:.2f}" for each in first.factors)
        further.append(f"{rested}{f' ({factors})' if factors else ''}.")
    return Why(
        claim.id, f"claim, {claim.status.kind.replace('_', ' ')}", sentence, f"status.{claim.status.kind}",
        tuple(further), tuple(_shown(each, each.assertion.quote) for each in passages),
    )  # fmt: skip


def _outlets(passages: list[Passage]) -> str:
    return listed(dict.fromkeys(each.page.source.name for each in passages))


def _relation(desk: Desk, relation: Relation) -> Why:
    one, other = desk.passage(relation.from_assertion), desk.passage(relation.to_assertion)
    fields = f"What clashes or changes: {listed(relation.fields)}." if relation.fields else ""
    shown = (_shown(one, relation.from_quote), _shown(other, relation.to_quote))
    return Why(
        relation.id,
        relation.kind.replace("_", " "),
        relation.why,
        relation.rule,
        (fields,) if fields else (),
        shown,
    )


def _timeline(line: Timeline) -> Why:
    silent = (f"Nothing is known between {day_text(a)} and {day_text(b)}." for a, b in gaps(line))
    further = [*(step.why for step in line.steps[1:]), *silent]
    if line.undated:
        further.append(f"{len(line.undated)} more on the same have no day and make no step.")
    first = line.steps[0].why if line.steps else "No state of it has a day."
    return Why(
        line.id, f"timeline of {listed(line.tools)}, {line.population}", first, "timeline", tuple(further)
    )


def _trail(trail: Trail) -> Why:
    names = {node.id: node.label for node in trail.nodes}
    roots = [node.label for node in trail.nodes if node.evidence and node.kind != "class"]
    certain, possible = trail.origins.certain, trail.origins.possible
    count = f"{certain}" if certain == possible else f"{certain} to {possible}"
    by = f", from {listed(dict.fromkeys(roots))}" if roots else ""
    sentence = f"{count} independent origin{'s' * (possible != 1)}{by}"
    if trail.bottleneck:
        sentence += f"; everything hangs on {names.get(trail.bottleneck, trail.bottleneck)}"
    return Why(trail.event, "trail", f"{sentence}.", "trail.disjoint_paths", tuple(_of_trail(trail, names)))


def _of_trail(trail: Trail, names: dict[str, str]) -> Iterator[str]:
    first_hand = f"{trail.access.certain} to {trail.access.possible}"
    yield f"Outlets with evidence at first hand: {first_hand}."
    primary = next((node for node in trail.nodes if node.id == trail.primary), None)
    if primary is not None and not primary.read:
        yield f"{primary.label} is not read by us: whether it says what others have from it cannot be checked."
    for circle in trail.circular:
        yield f"{listed(names.get(each, each) for each in circle)} cite one another and count once."


def _question(store: Store, question: Question, today: date) -> Why:
    status = status_on(question, today)
    day = f" by {day_text(question.deadline)}" if question.deadline else ""
    basis = {"explicit": "as stated", "anchored": "counted from the page's day", "default": "our default"}
    asked = f"{question.holder} left it open{day}"
    told = f" ({basis[question.basis]})" if question.deadline else ""
    further = [question.resolver] if question.resolver else []
    if question.outcome:
        further.append(f"Settled by {question.outcome.claim} on {day_text(question.outcome.known)}.")
    page = store.version(question.version)
    document = store.document(page.document)
    outlet = next((each.name for each in store.sources() if each.id == document.source), "")
    shown = Shown(question.quote, document.url, outlet)
    sentence = f"{asked}{told}; on {day_text(today)} it is {status.lower()}."
    return Why(question.id, question.kind, sentence, f"question.{question.kind}", tuple(further), (shown,))


def _shown(passage: Passage, quote: Quote) -> Shown:
    return Shown(quote, passage.page.document.url, passage.page.source.name)
