"""The line formats of `walkback extract`: a page in, its claims in the shape of the gold files out."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from graph.errors import InputError
from graph.extract.date_spans import shortest
from graph.extract.page import Page
from graph.model import Assertion, Hop, Leak, Number, PartialDate, Quote, Reason, Scope

_MODALITY: Final[Mapping[str, str]] = {
    "asserted": "fact_reported",
    "reported": "fact_reported",
    "hedged": "fact_reported",
    "opinion": "opinion",
    "denied": "denial",
    "question": "question",
    "prediction": "prediction",
}
_FIELDS: Final = ("id", "url", "title", "outlet", "author", "published", "text", "html")


def read_line(number: int, line: str) -> tuple[str, Page, str]:
    """Give a page's id, the page, and its HTML where it came without text (then `Page.text` is empty).

    Raises: InputError naming the line and what is wrong with it.
    """
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(number, f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError(number, "a JSON object is expected")
    fields = {name: record.get(name) for name in _FIELDS}
    wrong = [name for name, value in fields.items() if not (value is None or isinstance(value, str))]
    if wrong:
        raise InputError(number, f"{wrong[0]!r} is no text")
    if not fields["text"] and not fields["html"] and fields["text"] != "":
        raise InputError(number, "neither text nor html")
    known = {name: value or "" for name, value in fields.items()}
    page = Page(
        known["text"],
        known["title"],
        known["outlet"],
        known["author"],
        known["url"],
        day_of(known["published"]),
        date_of(known["published"]),
    )
    return known["id"] or str(number), page, "" if known["text"] else known["html"]


def day_of(published: str) -> date | None:
    """Give the day of a publication date; None for one that is only a month or a year, or cannot be read."""
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def date_of(published: str) -> PartialDate | None:
    """Give a publication date as exact as it is written; None for one that cannot be read."""
    try:
        return PartialDate.parse(published[:10], "page")
    except ValueError:
        return None


def claims_record(
    page_id: str, assertions: Iterable[Assertion], mentions: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """Give a page's claims as a gold file has them, with rule, trigger, spans and confidence beside.

    Shape: claims are numbered c1, c2 ... in text order; conditional and generic assertions are no claims.
    """
    told = [each for each in assertions if each.modality in _MODALITY]
    names = {each.id: f"c{number}" for number, each in enumerate(told, 1)}
    return {
        "id": page_id,
        "claims": [_claim(names[each.id], each, names) for each in told],
        "contradictions": list(_contradictions(told, names)),
        "mentions": {kind: sorted(set(values)) for kind, values in mentions.items()},
    }


def _claim(name: str, each: Assertion, names: Mapping[Any, str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": name,
        "org": each.organisation,
        "org_type": each.organisation_type,
        "unit": each.unit,
        "action": each.action,
        "tools": list(each.tools),
        "tool_set": each.tool_set,
        "replaced_by": list(each.replaced_by),
        "vendors": list(each.vendors),
        "scope": _scope(each.scope) if each.scope else None,
        "event_date": shortest(each.effective) if each.effective else each.yearless,
        "event_interval": _interval(each.effective),
        "condition": each.condition,
        "leak": _leak(each.leak) if each.leak else None,
        "numbers": [_number(number) for number in each.numbers],
        "reasons": [_reason(reason) for reason in each.reasons if reason.stance != "denied"],
        "modality": _MODALITY[each.modality],
        "attribution": _attribution(each.chain),
        "quote": each.quote.exact,
        "later_of": names.get(each.later_of, "") if each.later_of else "",
        "rule": each.rule,
        "trigger": each.trigger.exact if each.trigger else "",
        "spans": _spans(each),
        "confidence": each.confidence,
    }
    return {
        key: value
        for key, value in record.items()
        if value not in ("", None) and not (key in _OPTIONAL and not value)
    }


def _leak(leak: Leak) -> dict[str, str]:
    return {"what": leak.what, "from": leak.source, "to": leak.target, "text": leak.text}


def _interval(when: PartialDate | None) -> str:
    """Give the exact days where the gold's form of a date, a month at its closest, cannot hold them."""
    return when.iso if when and when.granularity in ("week", "quarter", "part") else ""


_OPTIONAL: Final = frozenset({"replaced_by", "numbers"})


def _scope(scope: Scope) -> dict[str, Any]:
    cues = {"universal": scope.universal, "exclusive": scope.exclusive}
    return {"type": scope.type, "text": scope.text, **{name: True for name, told in cues.items() if told}}


def _number(number: Number) -> dict[str, Any]:
    return {"measure": number.measure, "text": number.text, "low": number.low, "high": number.high}


def _reason(reason: Reason) -> dict[str, str]:
    record = {
        "category": reason.category,
        "text": reason.text,
        "stated_by": reason.stated_by,
        "stance": reason.stance,
    }
    return record | ({"speaker": reason.speaker} if reason.speaker else {})


def _attribution(chain: tuple[Hop, ...]) -> list[str]:
    return [hop.name for hop in chain if hop.kind != "weak"] or ["self"]


def _spans(each: Assertion) -> dict[str, list[list[int]]]:
    spans: dict[str, list[list[int]]] = {"quote": [_span(each.quote)]}
    if each.trigger:
        spans["trigger"] = [_span(each.trigger)]
    for slot in each.slots:
        spans.setdefault(slot.name, []).append(_span(slot.quote))
    return spans


def _span(quote: Quote) -> list[int]:
    return [quote.start, quote.end]


def _contradictions(told: list[Assertion], names: Mapping[Any, str]) -> Iterable[dict[str, Any]]:
    """Give the clashes a page itself shows: a disputed reason, a denied report."""
    for each in told:
        if any(reason.stance == "alternative" for reason in each.reasons) and any(
            reason.stance == "stated" for reason in each.reasons
        ):
            yield {"type": "reason_disputed", "claims": [names[each.id]], "text": "another reason is offered"}
        if each.action == "deny":
            denied = [
                names[other.id]
                for other in told
                if other.organisation == each.organisation and other is not each
            ]
            if denied:
                yield {
                    "type": "report_vs_denial",
                    "claims": [*denied, names[each.id]],
                    "text": "the organisation denies it",
                }
