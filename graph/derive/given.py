"""Pages and claims as JSON gives them, turned into readings.

Claims name their sources in plain words only; what kind of source each is has to be told from the name and
the page.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graph.derive.denials import aim_of_words
from graph.identity import folded
from graph.model import (
    Assertion,
    AssertionId,
    AssertionKind,
    Document,
    DocumentKind,
    Hop,
    HopKind,
    Leak,
    Link,
    Modality,
    Number,
    PartialDate,
    Quote,
    Reading,
    Reason,
    Scope,
    Source,
    State,
    Version,
    content_id,
    document_id,
    quote_of,
    source_id,
    version_id,
)

_MODALITIES: Final[Mapping[str, Modality]] = {
    "fact_reported": "reported",
    "prediction": "prediction",
    "opinion": "opinion",
    "denial": "denied",
    "question": "question",
}
_DOCUMENT: Final = re.compile(
    r"\b(memo\w*|notice|letter|e-?mail|circular|documents?|guidelines?|polic(?:y|ies)|announcement|minutes|"
    r"list of rules|change log|statement|order|survey|office|newsroom|press room|website|blog|handbook|"
    r"commit|report)\b",
    re.IGNORECASE,
)
_ANONYMOUS: Final = re.compile(
    r"\b(unnamed|anonymous|unidentified|familiar with|insiders?|sources?|people|person|author of)\b",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(
    r"\b(chat rooms?|rumou?rs?|widely reported|social media|hearsay|reports)\b", re.IGNORECASE
)
_OFFICE: Final = re.compile(r"\b(spokes\w+|press (?:office|secretary))\b", re.IGNORECASE)
_OUTLET: Final = re.compile(
    r"\b(Journal|Times|News|Post|Wire|Insider|Review|Daily|Magazine|Dispatch|Ledger|Courier|Press|Radio|TV|"
    r"Herald|Tribune|Gazette|Chronicle|Observer|Guardian|Today|Weekly|Information|Verge)\b"
)
_OFFICER: Final = (
    r"(?:spokes\w+|(?:section|department|division|unit) head|minister|secretary|chancellor|superintendent|"
    r"chief \w+(?: officer)?|CEO|CTO|CIO|president|director|commissioner|chair(?:man|woman|person)?)"
)
_NAMED: Final = re.compile(r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.|de|van|von|al))+")
_BARE_LIMIT: Final = re.compile(r"\b(?:restrict\w*|limit\w*|curb\w*|tighten\w*)\b", re.IGNORECASE)
_EVERYBODY: Final = re.compile(r"(?:all|every|everyone|everybody|anyone|company-wide)\b", re.IGNORECASE)
_ONLY: Final = re.compile(r"(?:only|nobody but|solely)\b", re.IGNORECASE)
_MAY: Final = re.compile(r"\b(?:may|can|lets?|allow\w*|permit\w*|free to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """Readings made of JSON, and what JSON calls them."""

    readings: tuple[Reading, ...]
    pages: Mapping[str, str]
    claims: Mapping[AssertionId, str]


def given(pages: Iterable[Mapping[str, Any]], claims: Mapping[str, Sequence[Mapping[str, Any]]]) -> Given:
    """Turn pages and their claims into readings, with what JSON calls them."""
    every = rebased(pages)
    outlets = frozenset(folded(page.get("outlet", "")) for page in every)
    readings: list[Reading] = []
    page_ids: dict[str, str] = {}
    claim_ids: dict[AssertionId, str] = {}
    for page in every:
        bare = reading_of(page)
        told = list(claims.get(page["id"], ()))
        names = [_assertion_id(bare.version, str(number)) for number, _ in enumerate(told)]
        known = {str(claim.get("id", "")): name for claim, name in zip(told, names, strict=True)}
        assertions = tuple(
            _assertion(name, claim, bare, known, outlets) for name, claim in zip(names, told, strict=True)
        )
        readings.append(Reading(bare.source, bare.document, bare.version, assertions))
        page_ids[bare.version.id] = page["id"]
        claim_ids.update({name: f"{page['id']}#{claim_id}" for claim_id, name in known.items()})
    return Given(tuple(readings), page_ids, claim_ids)


def rebased(pages: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give a page that is a later state of another the other's address: both are versions of one document."""
    every = list(pages)
    addresses = {page["id"]: page.get("url") or f"urn:page:{page['id']}" for page in every}
    return [
        {**page, "url": addresses.get(page.get("version_of") or "") or addresses[page["id"]]}
        for page in every
    ]


def reading_of(page: Mapping[str, Any]) -> Reading:
    """Turn one page into a reading without assertions."""
    source = Source(source_id(page.get("outlet", "")), page.get("outlet", ""), family=page.get("family", ""))
    url = page["url"]
    kind: DocumentKind = page.get("kind") or "report"
    document = Document(document_id(url), url, source.id, kind)
    at = _instant(page.get("published", ""))
    published = PartialDate.day(at.date(), "page") if at else None
    title, text = page.get("title", ""), page.get("text", "")
    version = Version(
        id=version_id(document.id, title, text, published),
        document=document.id,
        title=title,
        text=text,
        author=page.get("author", ""),
        published=published,
        published_at=at if at and at.tzinfo else None,
        links=tuple(Link(url) for url in page.get("links", ())),
    )
    return Reading(source, document, version)


def _instant(published: str) -> datetime | None:
    try:
        return datetime.fromisoformat(published)
    except ValueError:
        return None


def _assertion_id(version: Version, name: str) -> AssertionId:
    return AssertionId(content_id("a", version.id, name))


def _assertion(
    name: AssertionId,
    claim: Mapping[str, Any],
    page: Reading,
    known: Mapping[str, AssertionId],
    outlets: frozenset[str],
) -> Assertion:
    quote = _located(page.version.text, claim.get("quote", ""))
    chain = tuple(_hop(each, claim, page, outlets) for each in claim.get("attribution", ()) if each != "self")
    modality = _MODALITIES[claim.get("modality", "fact_reported")]
    return Assertion(
        id=name,
        version=page.version.id,
        organisation=claim["org"],
        action=claim["action"],
        quote=quote,
        kind=_kind(claim, quote.exact),
        organisation_type=claim.get("org_type", "other"),
        unit=claim.get("unit", ""),
        state=_state(claim, quote.exact),
        tools=tuple(claim.get("tools", ())),
        tool_set=claim.get("tool_set", ""),
        vendors=tuple(claim.get("vendors", ())),
        replaced_by=tuple(claim.get("replaced_by", ())),
        scope=_scope(claim.get("scope")),
        effective=_date(claim.get("event_date", "")),
        reasons=tuple(_reason(each) for each in claim.get("reasons", ())),
        numbers=tuple(_number(each) for each in claim.get("numbers", ())),
        leak=_leak(claim.get("leak")),
        affirmed=modality != "denied",
        modality=modality if chain or modality != "reported" else "asserted",
        chain=chain,
        later_of=known.get(claim.get("later_of", "")),
    )


def _located(text: str, words: str) -> Quote:
    start = max(text.find(words), 0)
    return quote_of(text, start, start + len(words))


def _kind(claim: Mapping[str, Any], quote: str) -> AssertionKind:
    if claim.get("modality") == "prediction":
        return "prediction"
    if claim.get("modality") != "denial":
        return "policy"
    return "reason_denial" if aim_of_words(quote) == "reason" else "denial"


def _state(claim: Mapping[str, Any], quote: str) -> State | None:
    """Tell a limit with a content from a mere "restricts", and a permission from the end of a ban."""
    if claim["action"] == "restrict" and not _BARE_LIMIT.search(quote):
        return "LIMITED"
    if claim["action"] == "lift" and _MAY.search(quote):
        return "ALLOWED"
    return None


def _scope(scope: Mapping[str, Any] | None) -> Scope | None:
    """Read whom a claim binds; "everyone in the company" says "all" whether or not somebody has marked it."""
    if not scope:
        return None
    text = scope.get("text", "")
    return Scope(
        scope["type"],
        text,
        bool(scope.get("universal", _EVERYBODY.match(text))),
        bool(scope.get("exclusive", _ONLY.match(text))),
    )


def _date(text: str) -> PartialDate | None:
    """Read a date; one without a year cannot be placed."""
    return PartialDate.parse(text) if text and not text.startswith("--") else None


def _reason(reason: Mapping[str, Any]) -> Reason:
    return Reason(
        reason["category"],
        reason.get("text", ""),
        reason.get("stated_by", "org"),
        reason.get("stance", "stated"),
        reason.get("speaker", ""),
    )


def _number(number: Mapping[str, Any]) -> Number:
    return Number(number["measure"], number.get("text", ""), number.get("low"), number.get("high"))


def _leak(leak: Mapping[str, Any] | None) -> Leak | None:
    if not leak:
        return None
    return Leak(leak.get("what", ""), leak.get("from", ""), leak.get("to", ""), leak.get("text", ""))


def _hop(name: str, claim: Mapping[str, Any], page: Reading, outlets: frozenset[str]) -> Hop:
    return Hop(name, _hop_kind(name, claim["org"], page.version.text, outlets))


def _hop_kind(name: str, organisation: str, text: str, outlets: frozenset[str]) -> HopKind:
    """Tell what a source is by its name, and an officer from somebody who speaks for himself by the page."""
    if folded(name) in outlets:
        return "outlet"
    if folded(name) == folded(organisation):
        return "organisation"
    told = next((kind for pattern, kind in _KINDS if pattern.search(name)), None)
    return told or _person_or_outlet(name, text)


_KINDS: Final[tuple[tuple[re.Pattern[str], HopKind], ...]] = (
    (_OFFICE, "spokesperson"),
    (_WEAK, "weak"),
    (_DOCUMENT, "document"),
    (_ANONYMOUS, "anonymous"),
    (_OUTLET, "outlet"),
)


def _person_or_outlet(name: str, text: str) -> HopKind:
    if not _NAMED.fullmatch(name) or name.startswith("The "):
        return "outlet"
    escaped = re.escape(name)
    officer = re.search(rf"\b{_OFFICER},? {escaped}|{escaped}, (?:the |its |a )?{_OFFICER}", text)
    return "spokesperson" if officer else "person"
