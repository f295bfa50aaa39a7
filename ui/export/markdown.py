"""A claim's trail for a notebook: Markdown in which nothing that a web page says can act as Markdown."""

import re
from collections.abc import Iterator

from graph.ask import ChainStep, ClaimCard, GivenReason, Pair
from graph.model import Quote
from ui import words
from ui.vocabulary import DOCUMENTS, RELATIONS, STATUSES, SUBTYPES
from ui.words import printable


def markdown(card: ClaimCard) -> str:
    """Give the numbered chain from author to primary source, with the exact quotes and what is not read."""
    return "\n".join(
        [*_head(card), *_chain(card), *_origins(card), *_reasons(card), *_against(card), *_pages(card)]
    )


def inert(text: str) -> str:
    """Escape text so that Markdown shows it letter by letter."""
    bare = re.sub(r"([\\`*_{}\[\]<>()#|~&!$])", r"\\\1", printable(text))
    return re.sub(r"^(\s*)([-+=]|\d+(?=[.)]))", r"\1\\\2", bare)


def _head(card: ClaimCard) -> Iterator[str]:
    claim = card.claim
    yield f"# {inert(words.headline(claim))}"
    yield ""
    binds = words.population(claim)
    facts = [
        (
            "Status",
            STATUSES[claim.status.kind] + (f": {inert(claim.status.why)}" if claim.status.why else ""),
        ),
        ("Binds", inert(binds)),
        ("In force", words.when(claim.effective) if claim.effective else ""),
        ("First known", words.day(claim.known)),
        ("Evidence", words.evidence(card)),
        ("Claim", f"`{claim.id}`"),
    ]
    yield from (f"- {name}: {value}" for name, value in facts if value)
    yield ""


def _chain(card: ClaimCard) -> Iterator[str]:
    yield "## The chain, from author to source"
    yield ""
    for number, step in enumerate(card.chain, 1):
        yield f"{number}. {_who(step)}"
        if step.says:
            yield from _quoted(step.says)
        if step.cue and step.cue != step.says:
            yield "   names its source with the words"
            yield from _quoted(step.cue)
    yield ""


def _who(step: ChainStep) -> str:
    if step.page is None:
        return f"**{inert(step.label)}**, {step.kind} ({words.read_mark(step)})"
    page = step.page
    link = words.web_link(page.document.url)
    title = f"[{inert(page.title)}](<{link}>)" if link else inert(page.title)
    author = f"{inert(page.author)}, " if page.author else ""
    kind = DOCUMENTS[page.document.kind]
    place = f"{author}{title}, {words.when(page.published)}, {kind}"
    return f"**{inert(page.source.name)}**, {place} ({words.read_mark(step)})"


def _quoted(quote: Quote) -> Iterator[str]:
    yield ""
    yield f"   > {inert(quote.exact)}"
    yield f"   > (characters {quote.start}–{quote.end})"
    yield ""


def _origins(card: ClaimCard) -> Iterator[str]:
    trail = card.trail
    yield "## Origins"
    yield ""
    yield f"- {inert(words.origins(trail.origins, card.origins))}"
    yield f"- certain {trail.origins.certain}, possible {trail.origins.possible}"
    yield f"- outlet families with first-hand evidence: {words.span(trail.access)}"
    bottleneck = words.node_name(trail, trail.bottleneck)
    primary = words.node_name(trail, trail.primary)
    yield f"- everything hangs on: {inert(bottleneck) if bottleneck else 'no single source'}"
    yield f"- primary source: {inert(primary) if primary else 'none found'}"
    for circle in trail.circular:
        yield f"- these pages cite each other: {inert(words.circle(trail, circle))}"
    yield ""


def _reasons(card: ClaimCard) -> Iterator[str]:
    if not card.reasons:
        return
    yield "## Reasons"
    yield ""
    for given in card.reasons:
        yield f"- {_reason(given, card)}"
    yield ""


def _reason(given: GivenReason, card: ClaimCard) -> str:
    outlets = dict.fromkeys(passage.page.source.name for passage in given.passages)
    said = f" “{inert(given.reason.quote.exact)}”" if given.reason.quote else ""
    reason = inert(words.reason(given.reason, card.claim.organisation))
    return f"{reason}{said} ({inert(words.listed([*outlets]))})"


def _against(card: ClaimCard) -> Iterator[str]:
    groups = {
        "What clashes": card.clashes,
        "What came next": card.changes,
        "What is told more exactly": card.details,
    }
    for title, pairs in groups.items():
        if pairs:
            yield f"## {title}"
            yield ""
            for pair in pairs:
                yield from _pair(pair)
            yield ""


def _pair(pair: Pair) -> Iterator[str]:
    relation = pair.relation
    subject = SUBTYPES.get(relation.subtype, relation.subtype)
    yield f"- {RELATIONS[relation.kind]}{f' ({inert(subject)})' if subject else ''}: {inert(relation.why)}"
    for side in (pair.left, pair.right):
        yield f"  - “{inert(side.quote.exact)}” ({inert(words.byline(side.passage))})"


def _pages(card: ClaimCard) -> Iterator[str]:
    yield "## Pages read"
    yield ""
    for page in (step.page for step in card.steps if step.page):
        fetched = f", fetched {words.day(page.fetched)}" if page.fetched else ""
        url = words.web_link(page.document.url)
        address = f"<{url}>" if url else inert(page.document.url)
        yield f"- {inert(page.source.name)}: {address}{fetched}, SHA-256 of its text `{page.text_hash}`"
    yield ""
