"""A claim, a trail and lists as plain text for a terminal; what web pages say is made printable first."""

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Final

from graph.ask import ChainStep, ClaimCard, Hit, Pair, Story
from graph.derive.steps import gaps
from graph.model import Facet, Quote
from ui import words
from ui.vocabulary import DOCUMENTS, REASONING, RELATIONS, STATUSES, SUBTYPES
from ui.words import printable

WIDTH: Final = 96
SHORT_ID: Final = 10  # letters of an id: the kind and 32 bits, enough for a hundred thousand claims


def hit_lines(hit: Hit) -> Iterator[str]:
    """Give a claim as it stands in a list of results."""
    claim = hit.claim
    yield f"{claim.id[:SHORT_ID]}  {printable(words.headline(claim))}"
    facts = [
        words.population(claim),
        f"from {words.when(claim.effective)}" if claim.effective else "",
        STATUSES[claim.status.kind].lower(),
        words.count(len(hit.outlets), "outlet"),
        words.count(hit.clashes, "clash", "clashes") if hit.clashes else "",
    ]
    yield from _wrapped(" · ".join(fact for fact in facts if fact), "            ")
    yield from _wrapped(f"“{hit.first.assertion.quote.exact}” ({words.byline(hit.first)})", "            ")


def facet_lines(facets: Iterable[Facet]) -> Iterator[str]:
    """Give the facets of an answer, one name a line."""
    groups: dict[str, list[str]] = {}
    for facet in facets:
        groups.setdefault(facet.name, []).append(f"{printable(words.facet_value(facet))} {facet.count}")
    for name, values in groups.items():
        yield from _wrapped(f"{name}: {', '.join(values[:8])}", "  ")


def card_lines(card: ClaimCard) -> Iterator[str]:
    """Give everything about one claim."""
    yield from _heading(card)
    yield from _titled("WHO SAYS SO", _passages(card))
    yield from _titled("REASONS", _reasons(card))
    yield from _titled("WHAT CLASHES", _pairs(card.clashes))
    yield from _titled("WHAT CAME NEXT", _pairs(card.changes))
    yield from _titled("WHAT IS TOLD MORE EXACTLY", _pairs(card.details))
    yield from _titled("TIMELINE", _stories(card.stories))
    yield from _titled("THE CHAIN, FROM AUTHOR TO SOURCE", _chain(card))
    yield from _titled("ORIGINS", _origins(card))


def trail_lines(card: ClaimCard) -> Iterator[str]:
    """Give what a claim rests on."""
    yield from _heading(card)
    yield from _titled("THE CHAIN, FROM AUTHOR TO SOURCE", _chain(card))
    yield from _titled("ORIGINS", _origins(card))
    yield from _titled("PAGES READ", _pages(card))


def _heading(card: ClaimCard) -> Iterator[str]:
    claim = card.claim
    yield printable(words.headline(claim))
    yield "=" * min(WIDTH, len(words.headline(claim)))
    status = STATUSES[claim.status.kind] + (f": {claim.status.why}" if claim.status.why else "")
    facts = [
        ("status", status),
        ("binds", words.population(claim)),
        ("in force", words.when(claim.effective) if claim.effective else "not said"),
        ("known", words.day(claim.known)),
        ("evidence", words.evidence(card)),
        ("claim", claim.id),
    ]
    for name, value in facts:
        if value:
            yield from _wrapped(value, f"{name:<10}", " " * 10)


def _titled(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Put a title over lines, if there are any."""
    first = next(lines, None)
    if first is not None:
        yield ""
        yield title
        yield first
        yield from lines


def _passages(card: ClaimCard) -> Iterator[str]:
    for passage in card.passages:
        yield from _wrapped(f"{words.byline(passage)} ({DOCUMENTS[passage.page.document.kind]})", "  ")
        yield from _quoted(passage.assertion.quote)
        yield f"    {printable(passage.page.document.url)}"


def _reasons(card: ClaimCard) -> Iterator[str]:
    for given in card.reasons:
        outlets = dict.fromkeys(passage.page.source.name for passage in given.passages)
        text = f"{words.reason(given.reason, card.claim.organisation)} ({words.listed([*outlets])})"
        yield from _wrapped(text, "  ", "    ")
        if given.reason.quote:
            yield from _quoted(given.reason.quote)
    if not any(given.reason.stance == "stated" for given in card.reasons):
        yield f"  {REASONING[card.claim.reasoning]}"


def _pairs(pairs: Iterable[Pair]) -> Iterator[str]:
    for pair in pairs:
        subject = SUBTYPES.get(pair.relation.subtype, pair.relation.subtype)
        name = RELATIONS[pair.relation.kind] + (f" ({subject})" if subject else "")
        yield from _wrapped(f"{name}: {pair.relation.why} [{pair.relation.id[:SHORT_ID]}]", "  ", "    ")
        yield from _side_by_side(pair)
        yield ""


def _side_by_side(pair: Pair) -> Iterator[str]:
    half = (WIDTH - 7) // 2
    columns = [
        [*wrap(printable(f"“{side.quote.exact}”"), half), *wrap(printable(words.byline(side.passage)), half)]
        for side in (pair.left, pair.right)
    ]
    for number in range(max(len(column) for column in columns)):
        left, right = (column[number] if number < len(column) else "" for column in columns)
        yield f"    {left:<{half}} | {right}".rstrip()


def _stories(stories: Iterable[Story]) -> Iterator[str]:
    for story in stories:
        line = story.timeline
        yield from _wrapped(f"{words.tools(line.tools)}, {line.population} [{line.id[:SHORT_ID]}]", "  ")
        for each in story.steps:
            yield from _wrapped(f"{words.when(each.step.date)}: {words.step_line(each.step)}", "  ", "    ")
        for first, last in gaps(story.timeline):
            yield f"  nothing is known between {words.day(first)} and {words.day(last)}"


def _chain(card: ClaimCard) -> Iterator[str]:
    for number, step in enumerate(card.chain, 1):
        yield from _wrapped(_who(step), f"  {number}. ", "     ")
        if step.says:
            yield from _quoted(step.says)
        if step.cue and step.cue != step.says:
            yield from _wrapped(f"names its source: “{step.cue.exact}”", "    ")


def _who(step: ChainStep) -> str:
    if step.page is None:
        return f"{step.label}, {step.kind} [{words.read_mark(step)}]"
    author = f"{step.page.author}, " if step.page.author else ""
    return f"{author}{step.page.source.name}, {words.when(step.page.published)} [{words.read_mark(step)}]"


def _origins(card: ClaimCard) -> Iterator[str]:
    trail = card.trail
    yield from _wrapped(words.origins(trail.origins, card.origins), "  ")
    yield f"  certain {trail.origins.certain}, possible {trail.origins.possible}"
    bottleneck = printable(words.node_name(trail, trail.bottleneck))
    yield f"  everything hangs on: {bottleneck or 'no single source'}"
    primary = printable(words.node_name(trail, trail.primary)) or "none found"
    yield from _wrapped(f"primary source: {primary}{words.unchecked(trail)}", "  ")
    for circle in trail.circular:
        yield from _wrapped(f"cite each other: {words.circle(trail, circle)}", "  ")


def _pages(card: ClaimCard) -> Iterator[str]:
    for page in (step.page for step in card.steps if step.page):
        yield from _wrapped(f"{page.source.name}: {page.title}, {words.when(page.published)}", "  ", "    ")
        yield f"    {printable(page.document.url)}"
        yield f"    text SHA-256 {page.text_hash}"


def _quoted(quote: Quote) -> Iterator[str]:
    yield from _wrapped(f"“{quote.exact}” [{quote.start}:{quote.end}]", "    ")


def _wrapped(text: str, indent: str, further: str | None = None) -> Iterator[str]:
    yield from wrap(printable(text), WIDTH, initial_indent=indent, subsequent_indent=further or indent)
