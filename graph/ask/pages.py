"""What a person may ask of a page: how its text changed over time, and where the record of each fetch is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.changes import Change, Snapshot, history
from graph.errors import NotFound
from graph.model import Assertion, AssertionId, Document, DocumentId, Quote, Version, VersionId, document_id
from graph.store import Store
from graph.store.ledger import Fetch, Ledger


@dataclass(frozen=True, slots=True)
class Proof:
    """A version with its fetches, oldest first, and the quote that is asked for, if one is.

    Shape: `others` are all fetches of its page: redirects, and other versions.
    """

    document: Document
    version: Version
    fetches: tuple[Fetch, ...]
    others: tuple[Fetch, ...]
    quote: Quote | None = None


def document_of(store: Store, ledger: Ledger, wanted: str, key: str = "") -> Document:
    """Find a page by its id, its canonical address, or any address it was fetched by.

    Shape: `key` is the one spelling of `wanted`, if that is an address. Raises: NotFound.
    """
    for each in dict.fromkeys((wanted, document_id(wanted), document_id(key))):
        try:
            return store.document(DocumentId(each))
        except NotFound:
            continue
    known = ledger.address(key)
    if known and known.page:
        return store.document(document_id(known.page))
    raise NotFound("page", wanted)


def page_history(store: Store, ledger: Ledger, document: Document) -> list[Change]:
    """Tell how a page changed, oldest change first.

    Shape: a page that went back to an earlier text has that version twice, as far as its fetches are known.
    """
    versions = {each.id: each for each in store.versions_of(document.id)}
    fetches = [each for each in ledger.fetches_of(document.id) if each.version in versions]
    runs = [next(group) for _, group in groupby(fetches, key=lambda each: each.version)]
    seen = {each.version for each in runs}
    unknown = [_snapshot(store, each, None) for each in versions.values() if each.id not in seen]
    known = [_snapshot(store, versions[each.version], each) for each in runs if each.version]
    return history(sorted([*unknown, *known], key=lambda each: each.name))


def _snapshot(store: Store, version: Version, fetch: Fetch | None) -> Snapshot:
    at = fetch.at if fetch else version.fetched_at
    return Snapshot(
        f"{at:%Y-%m-%d %H:%M}" if at else "unknown",
        version.title,
        version.text,
        store.reading(version.id).assertions,
        tuple(each.url for each in version.links),
        version.published.iso if version.published else "",
        fetch.digest if fetch else "",
        fetch.reader if fetch else "",
        reread=bool(fetch and fetch.reread),
    )


def proofs(store: Store, ledger: Ledger, wanted: str, key: str = "") -> Iterator[Proof]:
    """Give what stands behind an id or an address: each version with its fetches.

    Shape: `wanted` is a claim (or the beginning of its id), an assertion, a version, a page or a fetch; of a page,
    the newest version first. Raises: NotFound, Ambiguous.
    """
    fetch = ledger.fetch(wanted)
    if fetch and fetch.version:
        yield _proof(store, ledger, fetch.version)
    elif wanted.startswith("v-"):
        yield _proof(store, ledger, VersionId(wanted))
    elif wanted.startswith("a-"):
        yield from _of_assertions(store, ledger, [store.assertion(AssertionId(wanted))])
    elif key or wanted.startswith("d-"):
        document = document_of(store, ledger, wanted, key)
        for version in reversed(store.versions_of(document.id)):
            yield _proof(store, ledger, version.id)
    else:
        claim = store.claim(wanted)
        yield from _of_assertions(store, ledger, [store.assertion(each) for each in claim.assertions])


def _of_assertions(store: Store, ledger: Ledger, said: Sequence[Assertion]) -> Iterator[Proof]:
    for each in said:
        yield _proof(store, ledger, each.version, each.quote)


def _proof(store: Store, ledger: Ledger, wanted: VersionId, quote: Quote | None = None) -> Proof:
    version = store.version(wanted)
    others = tuple(ledger.fetches_of(version.document))
    fetches = tuple(each for each in others if each.version == version.id)
    return Proof(store.document(version.document), version, fetches, others, quote)
