"""Lists of claims for other programs: one JSON object or one CSV row a claim."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from graph.ask import Hit
from graph.model import plain
from ui import words
from ui.words import printable

# DEL and C1 controls, marks that hide or reorder text, and surrogates that stand alone.
ODD: Final = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
COLUMNS: Final = (
    "id", "headline", "organisation", "organisation_type", "unit", "action", "state", "tools", "vendors",
    "scope", "effective", "known", "modality", "status", "reasons", "outlets", "clashes", "changes",
    "quote", "quote_start", "quote_end", "title", "url", "published", "text_sha256",
)  # fmt: skip


def json_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Give each claim as one line of JSON, with its first passage."""
    for hit in hits:
        page = hit.first.page
        line = {
            **_record(hit),
            "headline": words.headline(hit.claim),
            "outlets": list(hit.outlets),
            "clashes": hit.clashes,
            "changes": hit.changes,
            "first": {
                "url": page.document.url,
                "outlet": page.source.name,
                "title": page.title,
                "author": page.author,
                "published": page.published.iso if page.published else None,
                "quote": plain(hit.first.assertion.quote),
                "text_sha256": page.text_hash,
            },
        }
        yield json_line(line)


def csv_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Give a heading and each claim as one CSV line, as RFC 4180 has it."""
    yield _csv_line(COLUMNS)
    for hit in hits:
        yield _csv_line([cell(value) for value in _row(hit)])


def cell(value: object) -> str:
    """Give a value as text that no spreadsheet takes for a formula.

    Source: OWASP, CSV injection: = + - @ at the start make a formula; an apostrophe in front disarms it.
    """
    text = printable("" if value is None else str(value))
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


def json_line(record: object) -> str:
    """Write one line of JSON in readable letters; what could draw on a terminal, or fit no file, is escaped."""
    line = json.dumps(record, ensure_ascii=False)
    return ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def _record(hit: Hit) -> dict[str, object]:
    record = plain(hit.claim)
    if not isinstance(record, dict):
        raise TypeError(f"a claim is a record, not {record!r}")
    return record


def _row(hit: Hit) -> Iterator[object]:
    claim, page, quote = hit.claim, hit.first.page, hit.first.assertion.quote
    yield from (claim.id, words.headline(claim), claim.organisation, claim.organisation_type, claim.unit)
    yield from (claim.action, claim.state, "; ".join(claim.tools), "; ".join(claim.vendors))
    yield from (claim.scope.text if claim.scope else "", claim.effective.iso if claim.effective else "")
    yield from (claim.known, claim.modality, claim.status.kind)
    yield from ("; ".join(dict.fromkeys(each.category for each in claim.reasons)), "; ".join(hit.outlets))
    yield from (hit.clashes, hit.changes, quote.exact, quote.start, quote.end)
    yield from (page.title, page.document.url, page.published.iso if page.published else "", page.text_hash)


def _csv_line(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue()
