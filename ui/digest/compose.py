"""From a Week to the two bodies of an e-mail. Pure; no mail is sent here, and reading one fetches nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import fill

import jinja2
import mjml

from graph.ask import Hit, Pair, Side, Week
from ui import words
from ui.vocabulary import DOCUMENTS, RELATIONS, STATUSES, SUBTYPES
from ui.words import printable

WIDTH = 78


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest: a subject, a text for plain readers and the same as HTML."""

    subject: str
    text: str
    html: str


def week_of(day: date) -> tuple[date, date]:
    """Give Monday and Sunday of the week that a day belongs to."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def compose(week: Week, address: str = "") -> Digest:
    """Give the digest of a week.

    Shape: `address` is where readers reach the screens; without it, no claim is linked.
    """
    return Digest(_subject(week), _text(week, address), _html(week, address))


def claim_link(address: str, claim: str) -> str:
    """Give the address of a claim card."""
    return f"{address.rstrip('/')}/claim?claim={claim}" if address else ""


def _subject(week: Week) -> str:
    parts = [
        words.count(len(week.new), "new claim"),
        words.count(len(week.clashes), "clash", "clashes"),
        words.count(len(week.changes), "development"),
    ]
    return f"AI-tool policies, {span(week)}: {', '.join(parts)}"


def span(week: Week) -> str:
    """Write the window of days."""
    return f"{words.day(week.first)} – {words.day(week.last)}"


def _text(week: Week, address: str) -> str:
    return "\n".join(_lines(week, address)).rstrip() + "\n"


def _lines(week: Week, address: str) -> Iterator[str]:
    yield from ("AI-TOOL POLICIES", span(week), "=" * WIDTH, "")
    if not (week.new or week.clashes or week.changes):
        yield "Nothing new became known this week."
    for title, hits in (("WHAT IS NEW", week.new),):
        if hits:
            yield from (title, "-" * WIDTH, "")
        for hit in hits:
            yield from _hit_lines(hit, address)
    for title, pairs in (("WHAT CLASHES", week.clashes), ("WHAT CAME NEXT", week.changes)):
        if pairs:
            yield from (title, "-" * WIDTH, "")
        for pair in pairs:
            yield from _pair_lines(pair, address)


def _hit_lines(hit: Hit, address: str) -> Iterator[str]:
    claim = hit.claim
    yield _filled(f"* {words.headline(claim)}")
    yield _filled(facts(hit), "  ")
    yield _filled(f"“{hit.first.assertion.quote.exact}”", "  ")
    yield _filled(words.byline(hit.first), "  ")
    yield from _links(words.web_link(hit.first.page.document.url), claim_link(address, claim.id))
    yield ""


def _pair_lines(pair: Pair, address: str) -> Iterator[str]:
    yield _filled(f"* {words.headline(pair.left.claim)} [{naming(pair)}]")
    yield _filled(pair.relation.why, "  ")
    for side in (pair.left, pair.right):
        yield _filled(f"“{side.quote.exact}”", "  ")
        yield _filled(words.byline(side.passage), "    ")
        yield from _links(words.web_link(side.passage.page.document.url))
    yield from _links(claim_link(address, pair.left.claim.id))
    yield ""


def _links(*links: str) -> Iterator[str]:
    yield from (f"    {link}" for link in links if link)


def _filled(text: str, indent: str = "") -> str:
    return fill(
        printable(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent or "  ",
        break_long_words=False,
    )


def facts(hit: Hit) -> str:
    """Say in one line what stands of a claim."""
    claim = hit.claim
    parts = (
        words.population(claim),
        f"from {words.when(claim.effective)}" if claim.effective else "",
        STATUSES[claim.status.kind].lower(),
        words.count(len(hit.outlets), "outlet"),
    )
    return " · ".join(part for part in parts if part)


def naming(pair: Pair) -> str:
    """Name the kind of a pair and what it is about."""
    subject = SUBTYPES.get(pair.relation.subtype, pair.relation.subtype)
    return f"{RELATIONS[pair.relation.kind]}: {subject}" if subject else RELATIONS[pair.relation.kind]


def _html(week: Week, address: str) -> str:
    """Give the HTML body. An empty font table keeps the converter from linking fonts on the web."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ui.digest", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    body = environment.get_template("week.mjml").render(
        week=week,
        address=address,
        span=span(week),
        subject=_subject(week),
        words=words,
        facts=facts,
        naming=naming,
        claim_link=claim_link,
        kind_of=_kind_of,
        statuses=STATUSES,
    )
    return mjml.mjml2html(body, fonts={}, disable_comments=True)


def _finalized(value: object) -> object:
    """Take control characters out of everything that a template prints: XML forbids most of them."""
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _kind_of(side: Side) -> str:
    return DOCUMENTS[side.passage.page.document.kind]
