"""Evidence as a crawl keeps it: which answers become records, and what the ledger says of each."""

from contextlib import suppress
from dataclasses import dataclass, replace

from scrapy.http.headers import Headers

from crawlers.encoding import encoding_of
from crawlers.evidence import EvidenceLost, Place, Shelf, body_of, unpacked
from crawlers.exchange import Answer, Exchange
from crawlers.report import Fetched, Same, Settled, Skipped
from graph.model import Version, content_id, document_id
from graph.store.ledger import Address, Fetch, Ledger


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched, from the evidence."""

    html: str
    url: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps records and finds them again. Without a `shelf`, the ledger only learns which pages were fetched.

    Shape: `reader` names what reads pages. Raises: StoreError; OSError if the disk refuses evidence.
    """

    ledger: Ledger
    reader: str
    shelf: Shelf | None

    def keep(self, known: Address, item: Settled, answer: Answer, version: Version | None = None) -> None:
        """Keep the evidence of a page: a record for each answer, and what was read of the last one.

        Shape: nothing of a page that is passed over; nobody will quote it.
        """
        if isinstance(item.what, Skipped):
            return
        last = answer.exchanges[-1]
        same = isinstance(item.what, Same)
        if same and known.outcome == "skipped":
            return
        digest = known.digest if same else answer.digest
        document = version.document if version else document_id(known.page) if same and known.page else None
        earlier = self._earlier(known, digest)
        fetches = []
        for exchange in answer.exchanges:
            is_last = exchange is last
            place = self._place(exchange, earlier if is_last else None)
            fetches.append(
                Fetch(
                    content_id("f", known.key, exchange.url, exchange.at, exchange.status, digest),
                    known.key, exchange.url, exchange.at, exchange.status,
                    digest=digest if is_last else "",
                    document=document,
                    version=(version.id if version else earlier.version if earlier else None) if is_last else None,
                    reader=self.reader if is_last and version else "",
                    reread=is_last and item.reread,
                    ratio=item.what.article.ratio if is_last and isinstance(item.what, Fetched) else None,
                    file=place.file, offset=place.offset, length=place.length,
                )
            )  # fmt: skip
        self.ledger.add(fetches)

    def keep_list(self, known: Address, answer: Answer | None) -> Fetch | None:
        """Keep a list or a robots.txt, redirects too, if it is not what it was; give the fetch of the last answer."""
        if self.shelf is None or answer is None or answer.body is None or answer.digest == known.digest:
            return None
        fetches = []
        for exchange in answer.exchanges:
            place = self._place(exchange, None)
            fetches.append(
                Fetch(
                    content_id("f", known.key, exchange.url, exchange.at, exchange.status, answer.digest),
                    known.key, exchange.url, exchange.at, exchange.status,
                    digest=answer.digest if exchange is answer.exchanges[-1] else "",
                    file=place.file, offset=place.offset, length=place.length,
                )
            )  # fmt: skip
        self.ledger.add(fetches)
        return fetches[-1]

    def keep_inside(self, within: Fetch, version: Version) -> None:
        """Note that a version was read in a list whose record is kept: the record of the list is its evidence.

        Shape: once is enough; of 5,000 messages in a list that changes, one is new.
        """
        if any(each.file for each in self.ledger.fetches(version.id)):
            return
        name = content_id("f", within.id, version.id)
        self.ledger.add(
            [replace(within, id=name, document=version.document, version=version.id, reader=self.reader)]
        )

    def before(self, known: Address) -> Page | None:
        """Give a page as it was when another reader read it; None if it was this one, or if no record is kept."""
        if known.reader in ("", self.reader) or not known.page or self.shelf is None:
            return None
        fetches = self.ledger.fetches_of(document_id(known.page))
        for each in reversed(fetches):
            if each.version and each.digest == known.digest:
                with suppress(EvidenceLost, ValueError):
                    kept = body_of(self.shelf.folder, each, fetches)
                    body = unpacked(kept)
                    return Page(body.decode(encoding_of(Headers(kept.headers), body), "replace"), each.url)
        return None

    def _earlier(self, known: Address, digest: str) -> Fetch | None:
        """Find the first fetch of a page that gave the same body and whose record is kept."""
        if not digest or digest != known.digest or not known.page:
            return None
        fetches = self.ledger.fetches_of(document_id(known.page))
        return next((each for each in fetches if each.digest == digest and each.file), None)

    def _place(self, exchange: Exchange, earlier: Fetch | None) -> Place:
        return self.shelf.keep(exchange, earlier) if self.shelf else Place()
