"""The line formats of `walkback derive`: pages, and claims where they are given, checked before they are used."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from graph.derive.contract import derive_pages, graph_record
from graph.derive.given import reading_of, rebased
from graph.errors import InputError
from graph.identity import PLAIN, Identity
from graph.model import Action, Assertion, AssertionId, DocumentKind, PartialDate, Reading, Stance

Record = Mapping[str, Any]

_PAGE_TEXTS: Final = (
    "id", "url", "title", "outlet", "author", "published", "text", "html", "family", "version_of",
)  # fmt: skip
_CLAIM_TEXTS: Final = (
    "id", "org_type", "unit", "event_date", "condition", "modality", "quote", "later_of", "tool_set",
)  # fmt: skip
_CLAIM_LISTS: Final = ("tools", "vendors", "replaced_by", "attribution")
_MODALITIES: Final = frozenset({"fact_reported", "prediction", "opinion", "denial", "question"})
_ACTIONS: Final = frozenset(get_args(Action))
_KINDS: Final = frozenset(get_args(DocumentKind))
_STANCES: Final = frozenset(get_args(Stance))


@dataclass(frozen=True, slots=True)
class Reader:
    """How pages are read where no claims are given: handed in, so that derivation knows no extractor.

    Shape: `text` gives the readable text of HTML by its address, `claims` writes a page's assertions down as
    the gold files do, one claim for each and in their order.
    """

    text: Callable[[str, str], str]
    assertions: Callable[[Reading], Sequence[Assertion]]
    claims: Callable[[str, Sequence[Assertion]], Sequence[Record]]


def derive_lines(
    lines: Iterable[bytes], claims: Iterable[bytes] | None, reader: Reader, identity: Identity = PLAIN
) -> dict[str, Any]:
    """Give the graph of pages, one JSON object a line, from given claims or from what `reader` finds.

    Shape: the keys of storyline gold; blank lines are passed over.
    Raises: InputError naming the first line that does not follow the contract, and what is wrong with it.
    """
    pages = [_with_text(page, reader) for page in read_pages(lines)]
    if claims is not None:
        return derive_pages(pages, read_claims(claims, {page["id"] for page in pages}), identity)
    return derive_read(pages, reader, identity)


def derive_read(pages: Sequence[Record], reader: Reader, identity: Identity = PLAIN) -> dict[str, Any]:
    """Derive the graph of some pages from what `reader` finds in them.

    Shape: conditional and general remarks are left out, since gold files have no claims for them.
    """
    readings: list[Reading] = []
    page_ids: dict[str, str] = {}
    names: dict[AssertionId, str] = {}
    written: dict[str, list[Record]] = {}
    for page in rebased(pages):
        bare = reading_of(page)
        told = [each for each in reader.assertions(bare) if each.modality not in {"conditional", "generic"}]
        claims = list(reader.claims(page["id"], told))
        readings.append(Reading(bare.source, bare.document, bare.version, tuple(told)))
        page_ids[bare.version.id], written[page["id"]] = page["id"], claims
        names |= {each.id: f"{page['id']}#{claim['id']}" for each, claim in zip(told, claims, strict=True)}
    return {"claims": written} | graph_record(readings, page_ids, names, identity)


def _with_text(page: Record, reader: Reader) -> Record:
    html = page.get("html")
    return (
        {**page, "text": reader.text(html, page.get("url") or "")} if html and not page.get("text") else page
    )


# Pages -------------------------------------------------------------------------------------------------


def read_pages(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Read pages; one without an id is named by its line. Raises: InputError."""
    pages: dict[str, dict[str, Any]] = {}
    numbers: dict[str, int] = {}
    for number, record in _records(lines):
        page = _page(number, record)
        _require(page["id"] not in pages, number, f"a second page {page['id']!r}")
        pages[page["id"]], numbers[page["id"]] = page, number
    for page in pages.values():
        former = page.get("version_of")
        _require(
            not former or former in pages, numbers[page["id"]], f"version_of: there is no page {former!r}"
        )
    return list(pages.values())


def _page(number: int, record: Record) -> dict[str, Any]:
    """Check one page; absent and null are one."""
    page = {key: value for key, value in record.items() if value is not None}
    _require_texts(number, page, _PAGE_TEXTS)
    _require("text" in page or bool(page.get("html")), number, "neither text nor html")
    _require(page.get("kind", "report") in _KINDS, number, f"no kind of page is called {page.get('kind')!r}")
    _require(_is_texts(page.get("links", [])), number, "'links' is no list of addresses")
    return page | {"id": page.get("id") or str(number)}


# Claims ------------------------------------------------------------------------------------------------


def read_claims(lines: Iterable[bytes], pages: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Read claims by page; one without an id is numbered c1, c2 ... Raises: InputError."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number, record in _records(lines):
        page, claims = record.get("id"), record.get("claims")
        _require(isinstance(page, str) and page in pages, number, f"claims of {page!r}, which is no page")
        _require(str(page) not in found, number, f"a second line of claims of {page!r}")
        _require(isinstance(claims, list), number, "'claims' is no list")
        found[str(page)] = list(_claims(number, claims or []))
    return found


def _claims(number: int, claims: Sequence[object]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for count, claim in enumerate(claims, 1):
        if not isinstance(claim, dict):
            raise InputError(number, f"claim {count} is no object")
        named = {"id": f"c{count}"} | {key: value for key, value in claim.items() if value is not None}
        try:
            _check_claim(number, named)
            _require(named["id"] not in seen, number, "its id is taken")
        except InputError as error:
            raise InputError(number, f"claim {named['id']!r}: {error.problem}") from error
        seen.add(named["id"])
        yield named


def _check_claim(number: int, claim: Record) -> None:
    org = claim.get("org")
    _require(isinstance(org, str) and bool(org.strip()), number, "no 'org'")
    _require("action" in claim, number, "no 'action'")
    _require(_among(claim["action"], _ACTIONS), number, f"no action is called {claim['action']!r}")
    _require_texts(number, claim, _CLAIM_TEXTS)
    modality = claim.get("modality", "fact_reported")
    _require(_among(modality, _MODALITIES), number, f"no modality is called {modality!r}")
    for name in _CLAIM_LISTS:
        _require(_is_texts(claim.get(name, [])), number, f"{name!r} is no list of texts")
    _check_date(number, claim.get("event_date", ""))
    _check_parts(number, claim)


def _check_date(number: int, text: str) -> None:
    if text and not text.startswith("--"):
        try:
            PartialDate.parse(text)
        except ValueError as error:
            raise InputError(number, f"event_date: {error}") from error


def _check_parts(number: int, claim: Record) -> None:
    """Check what a claim has inside: whom it binds, its reasons, its numbers, its leak."""
    scope, leak = claim.get("scope", {"type": ""}), claim.get("leak", {})
    _require(isinstance(scope, dict) and isinstance(scope.get("type"), str), number, "'scope' has no type")
    _require_texts(number, scope, ("type", "text"))
    for reason in _objects(number, claim, "reasons"):
        _require(bool(reason.get("category")), number, "a reason without category")
        _require_texts(number, reason, ("category", "text", "stated_by", "stance", "speaker"))
        _require(_among(reason.get("stance", "stated"), _STANCES), number, "a reason's stance is unknown")
    for each in _objects(number, claim, "numbers"):
        _require_texts(number, each, ("measure", "text"))
        ends = [each.get(end) for end in ("low", "high")]
        fit = all(end is None or (isinstance(end, int | float) and not isinstance(end, bool)) for end in ends)
        _require(
            fit and bool(each.get("measure")), number, "a number without measure, or with an end that is none"
        )
    _require(isinstance(leak, dict), number, "'leak' is no object")
    _require_texts(number, leak, ("what", "from", "to", "text"))


def _objects(number: int, claim: Record, name: str) -> list[Record]:
    found = claim.get(name, [])
    right = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    _require(right, number, f"{name!r} is no list of objects")
    return list(found)


# Any line ----------------------------------------------------------------------------------------------


def _records(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            yield number, _record(number, raw)


def _record(number: int, raw: bytes) -> dict[str, Any]:
    try:
        record = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(number, f"no UTF-8 text: byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(number, f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError(number, "a JSON object is expected")
    return record


def _require(right: bool, number: int, problem: str) -> None:
    if not right:
        raise InputError(number, problem)


def _require_texts(number: int, record: Record, names: Iterable[str]) -> None:
    wrong = [name for name in names if not isinstance(record.get(name) or "", str)]
    _require(not wrong, number, f"{wrong[0]!r} is no text" if wrong else "")


def _among(value: object, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
