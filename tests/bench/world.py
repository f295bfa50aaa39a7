"""Makes a world of any size with known answers: Zipf organisations and tools, copies, contradictions, corrections.

A stream, block by block: nothing is held but one organisation. The same size gives the same world on every machine.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count, islice

from graph.model import (
    STATE_OF,
    Action,
    Assertion,
    AssertionId,
    Block,
    Claim,
    ClaimId,
    Count,
    Derived,
    Document,
    EventId,
    Folder,
    Hop,
    Kept,
    Link,
    PartialDate,
    Reading,
    Reason,
    Relation,
    RelationId,
    Slot,
    Source,
    Status,
    Step,
    Timeline,
    Trail,
    TrailEdge,
    TrailNode,
    Version,
    content_id,
    document_id,
    quote_of,
    source_id,
    version_id,
)

READER = "rules/bench"
FIRST = date(2018, 1, 1)
SYLLABLES = (
    "nor",
    "va",
    "kel",
    "tri",
    "mo",
    "sen",
    "dar",
    "bi",
    "lux",
    "or",
    "pha",
    "gil",
    "zu",
    "wen",
    "ta",
    "ry",
)
FORMS = ("Bank", "Motors", "Systems", "Foods", "Press", "Energy", "Labs", "Freight", "Airways", "Council")
ACTIONS: tuple[Action, ...] = ("ban", "require_approval", "restrict", "mandate", "allow")
WORDS = {
    "ban": "has banned", "require_approval": "now requires approval for", "restrict": "has restricted",
    "mandate": "now requires its staff to use", "allow": "has allowed",
}  # fmt: skip
REASONS = ("security", "data_leak", "cost", "distillation", "accuracy", "legal", "copyright", "quality")
FILLER = (
    "Staff were told in a note on {day}, which describes how the rule is applied in {unit} and whom to ask. "
)
UNITS = ("engineering", "the newsroom", "customer service", "research", "legal affairs", "all offices")
TOOLS, OUTLETS = 300, 400
DENSEST = 400  # assertions of one organisation at most: what a large company has in ten years of daily news
AN_EVENT = 3.0  # pages that report one event, on average
CLASHING, CORRECTED = 0.1, 0.05


@dataclass(frozen=True)
class Story:
    """One organisation with all that is written of it, and what must be found in it."""

    organisation: str
    block: Block
    folders: tuple[Folder, ...]
    events: tuple[tuple[Reading, ...], ...]
    clashes: int

    @property
    def readings(self) -> tuple[Reading, ...]:
        return tuple(reading for event in self.events for reading in event)

    @property
    def assertions(self) -> int:
        return sum(len(event) for event in self.events)


def outlets() -> list[Source]:
    return [
        Source(source_id(f"Outlet {number}"), f"Outlet {number}", family=f"House {number // 2}")
        for number in range(OUTLETS)
    ]


def name_of(number: int) -> str:
    """Name an organisation; every number has a name of its own."""
    parts, left = [], number
    for _ in range(3):
        parts.append(SYLLABLES[left % 16])
        left //= 16
    more = f" {left}" if left else ""
    return f"{''.join(parts).capitalize()}{more} {FORMS[number % 10]}"


def stories(size: int) -> Iterator[Story]:
    """Give organisations, the most written about first, until there are `size` assertions of them."""
    left, publishers, breadth = size, outlets(), max(1, size // 10_000)
    weights = list(accumulate(1 / (rank + 3) for rank in range(TOOLS)))
    for number in count():
        # Zipf: the first has DENSEST assertions, most have a handful. A larger world has more organisations.
        wanted = min(left, max(2, int(DENSEST / (1 + number / breadth) ** 0.7)))
        if wanted <= 0:
            return
        made = _story(number, wanted, publishers, weights)
        left -= made.assertions
        yield made


def _story(number: int, wanted: int, publishers: list[Source], weights: list[float]) -> Story:
    dice = random.Random(number)
    organisation = name_of(number)
    tools = list(dict.fromkeys(dice.choices(range(TOOLS), cum_weights=weights, k=wanted * 3)))
    folders: list[Folder] = []
    events: list[tuple[Reading, ...]] = []
    made = clashes = 0
    for event in count():
        if made >= wanted:
            break
        pages = min(wanted - made, 1 + int(dice.expovariate(1 / (AN_EVENT - 1))))
        clashing = pages > 1 and dice.random() < CLASHING
        # One tool comes up again only years later: these are events of their own.
        tool, turn = tools[event % len(tools)], event // len(tools)
        day = FIRST + timedelta(days=dice.randrange(300) + turn * 800)
        told = list(_event(dice, organisation, event, tool, day, pages, publishers, clashing=clashing))
        folders += [folder for folder, _ in told]
        events.append(tuple(reading for _, reading in told))
        made, clashes = made + pages, clashes + clashing
    return Story(organisation, Block(organisation.casefold()), tuple(folders), tuple(events), clashes)


def _event(
    dice: random.Random,
    organisation: str,
    event: int,
    tool: int,
    day: date,
    pages: int,
    publishers: list[Source],
    *,
    clashing: bool,
) -> Iterator[tuple[Folder, Reading]]:
    """Give the pages on one event: a first report, copies that link to it, perhaps one that says the opposite."""
    action, unit, reason = ACTIONS[dice.randrange(4)], dice.choice(UNITS), dice.choice(REASONS)
    first = ""
    for number, outlet in enumerate(dice.sample(publishers, pages)):
        opposite = clashing and number == pages - 1
        said: Action = ("allow" if action != "mandate" else "ban") if opposite else action
        url = f"http://{outlet.id}.test/{organisation.replace(' ', '-').lower()}/{event}"
        chain = (Hop("Outlet 0", "outlet"),) if number and not opposite else ()
        sentence = f"{organisation} {WORDS[said]} Tool {tool} for {unit}, citing {reason.replace('_', ' ')}."
        page = _page(dice, outlet, url, organisation, said, tool, day, sentence, (unit, reason), chain, first)
        first = first or url
        yield page


def _page(
    dice: random.Random,
    outlet: Source,
    url: str,
    organisation: str,
    action: Action,
    tool: int,
    day: date,
    sentence: str,
    about: tuple[str, str],
    chain: tuple[Hop, ...],
    original: str,
) -> tuple[Folder, Reading]:
    unit, reason = about
    filler = "".join(FILLER.format(day=f"day {number}", unit=dice.choice(UNITS)) for number in range(5))
    text = f"{sentence}\n{filler}"
    document = Document(document_id(url), url, outlet.id)
    at = datetime.combine(day, time(12), UTC)
    date_of = PartialDate.day(day, "page")
    title = f"{organisation} and Tool {tool}"
    version = Version(
        version_id(document.id, title, text, date_of), document.id, title, text, "A. Writer", date_of, at, "en",
        (Link(original, "first reported"),) if original else (), at,
    )  # fmt: skip
    start = text.index("Tool ")
    assertion = Assertion(
        id=AssertionId(content_id("a", version.id, sentence)), version=version.id, organisation=organisation,
        action=action, quote=quote_of(text, 0, len(sentence)), organisation_type="company", unit=unit,
        state=STATE_OF[action], tools=(f"Tool {tool}",), vendors=(f"Maker {tool % 60}",),
        effective=PartialDate.day(day), reasons=(Reason(reason, reason.replace("_", " ")),), modality="reported",
        chain=chain, slots=(
            Slot("organisation", quote_of(text, 0, len(organisation))),
            Slot("tool", quote_of(text, start, start + len(f"Tool {tool}"))),
        ), rule="bench", extractor=READER,
    )  # fmt: skip
    kept = [Kept(version, at, READER, (assertion,), (Block(organisation.casefold()),))]
    if dice.random() < CORRECTED:
        kept.append(_earlier(version, text, at))
    folder = Folder(document, tuple(sorted(kept, key=lambda each: each.version.id)))
    return folder, Reading(outlet, document, version, (assertion,))


def _earlier(version: Version, text: str, at: datetime) -> Kept:
    """Give what the page said before it was corrected: nothing of rules."""
    text = f"(An earlier version.) {text[200:]}"
    before = at - timedelta(hours=3)
    key = version_id(version.document, version.title, text, version.published)
    early = Version(
        key, version.document, version.title, text, published=version.published, published_at=before,
        fetched_at=before,
    )  # fmt: skip
    return Kept(early, before, READER)


def planned(story: Story) -> Derived:
    """Give what must be derived of a story, without deriving it: that takes too long for a million."""
    claims: list[Claim] = []
    relations: list[Relation] = []
    trails: list[Trail] = []
    for event in story.events:
        sides = [
            [each for each in event if each.assertions[0].action == action]
            for action in dict.fromkeys(each.assertions[0].action for each in event)
        ]
        made = [_claim(side, len(sides)) for side in sides]
        claims += made
        trails += map(_trail, made, sides)
        if len(made) == 2:
            relations.append(_clash(made, sides))
    step = Step(claims[0].effective, claims[0].state or "BANNED", "", (claims[0].id,))
    line = Timeline(story.organisation, claims[0].tools, claims[0].unit, (step,))
    return Derived(tuple(claims), tuple(relations), (line,), tuple(trails))


def _claim(side: list[Reading], sides: int) -> Claim:
    said = [each.assertions[0] for each in side]
    key = content_id("", said[0].id)
    return Claim(
        ClaimId(f"c{key}"), EventId(f"e{key}"), said[0].organisation, "company", said[0].action, said[0].state,
        said[0].tools, tuple(each.id for each in said), tuple(each.document.id for each in side), said[0].unit,
        said[0].vendors, effective=said[0].effective, known=side[0].known, reasons=said[0].reasons,
        status=Status("contested" if sides > 1 else "single_origin"),
    )  # fmt: skip


def _clash(claims: list[Claim], sides: list[list[Reading]]) -> Relation:
    one, other = (side[0].assertions[0] for side in sides)
    return Relation(
        RelationId(content_id("r", one.id, other.id)), "contradicts", "state", claims[0].id, claims[1].id, one.id,
        other.id, one.quote, other.quote, ("state",), "bench", f"One says {one.action}, the other {other.action}.",
    )  # fmt: skip


def _trail(claim: Claim, side: list[Reading]) -> Trail:
    nodes = tuple(
        TrailNode(
            each.document.id, each.source.name, "report", read=True, document=each.document.id,
            family=each.source.family, published=each.known, evidence="" if number else "certain",
        )
        for number, each in enumerate(side)
    )  # fmt: skip
    edges = tuple(TrailEdge(nodes[0].id, each.id, ("link",)) for each in nodes[1:])
    return Trail(claim.event, nodes, edges, Count(1, 1), Count(1, 1), nodes[0].id, nodes[0].id)


def folders(size: int, at_once: int = 100) -> Iterator[list[Folder]]:
    """Give all documents of a world in portions."""
    every = (folder for story in stories(size) for folder in story.folders)
    while portion := list(islice(every, at_once)):
        yield portion


def blocks(size: int, claims: int = 200) -> Iterator[dict[Block, Derived]]:
    """Give what must be derived of a world in portions of some claims, as a copy writes it."""
    portion: dict[Block, Derived] = {}
    for story in stories(size):
        portion[story.block] = planned(story)
        if sum(1 + len(each.claims) for each in portion.values()) >= claims:
            yield portion
            portion = {}
    if portion:
        yield portion
