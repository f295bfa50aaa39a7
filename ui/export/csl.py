"""Citations as CSL-JSON, the form Zotero and other reference managers import."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from graph.ask import ChainStep, ClaimCard, Page
from graph.model import DocumentKind, PartialDate, Quote
from ui.words import printable, web_link

TYPES: Final[Mapping[DocumentKind, str]] = {
    "report": "article-newspaper",
    "correction": "article-newspaper",
    "commentary": "post-weblog",
    "aggregation": "webpage",
    "primary": "webpage",
}


def csl_json(card: ClaimCard) -> str:
    """Give the pages of a claim's trail as a CSL-JSON array, earliest first."""
    items = [_item(step, step.page, card) for step in card.steps if step.page]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(step: ChainStep, page: Page, card: ClaimCard) -> dict[str, object]:
    item: dict[str, object] = {
        "id": page.version,
        "type": "post" if page.source.kind == "forum" else TYPES[page.document.kind],
        "title": printable(page.title),
        "container-title": printable(page.source.name),
        "author": [{"literal": name} for name in _authors(page.author)],
        "issued": _issued(page.published),
        "accessed": {"date-parts": [_parts(page.fetched)]} if page.fetched else None,
        "URL": web_link(page.document.url),
        "language": page.language,
        "note": "\n".join(_note(step, page, card)),
    }
    return {name: value for name, value in item.items() if value}


def _authors(author: str) -> list[str]:
    """Give each author as written: which of their names is the family name cannot be told from the page."""
    return [name for part in author.split(";") if (name := printable(part).strip())]


def _issued(published: PartialDate | None) -> dict[str, object] | None:
    """Give the date as exact as it is known; an interval as a range."""
    if published is None:
        return None
    length = {"year": 1, "month": 2}.get(published.granularity)
    if length:
        return {"date-parts": [_parts(published.first)[:length]]}
    days = dict.fromkeys((published.first, published.last))
    return {"date-parts": [_parts(each) for each in days]}


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _note(step: ChainStep, page: Page, card: ClaimCard) -> list[str]:
    unread = dict.fromkeys(each.label for each in card.chain if not each.read)
    return [
        *([_located("Quote", step.says, page)] if step.says else []),
        *([_located("Names its source", step.cue, page)] if step.cue else []),
        *([f"Not read by us: {printable(', '.join(unread))}."] if unread else []),
    ]


def _located(label: str, quote: Quote, page: Page) -> str:
    place = f"characters {quote.start}–{quote.end} of the text with SHA-256 {page.text_hash}"
    return f"{label}: “{printable(quote.exact)}” ({place})."
