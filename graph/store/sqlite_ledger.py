"""The ledger in the file of the embedded store, in tables of its own. The Ledger protocol has the promises."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from graph.model import DocumentId, VersionId
from graph.store.ledger import Address, Fetch, Ledger
from graph.store.rows import field_of, row_of
from graph.store.sqlite_file import GIVEN, Database, given, open_database

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def open_ledger(path: Path, *, read_only: bool = False, patience: float = 5.0) -> "SqliteLedger":
    """Open the ledger of a database, which is made if there is none.

    Units: `patience` is how long a write waits for another process that writes, in seconds.
    Raises: StoreMissing if it may only be read and is not there; SchemaTooNew; StoreUnusable.
    """
    return SqliteLedger(open_database(path, create=not read_only, read_only=read_only, patience=patience))


class SqliteLedger(Ledger):
    """The Ledger protocol over one Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def address(self, key: str) -> Address | None:
        """Look it up by its key."""
        return self.addresses([key]).get(key)

    def addresses(self, keys: Collection[str]) -> dict[str, Address]:
        """Look them up by their keys, all at once."""
        with self._db.read():
            found = self._db.records(Address, f"WHERE key IN {GIVEN}", [given(keys)])
        return {each.key: each for each in found}

    def note(self, addresses: Sequence[Address]) -> None:
        """Insert or replace."""
        with self._db.write():
            self._put(addresses)

    def note_listing(self, listing: Address, pages: Sequence[Address]) -> None:
        """Replace the listing's row, its pages' and its names."""
        with self._db.write():
            self._put([listing, *pages])
            self._db.rows("DELETE FROM naming WHERE listing = ?", [listing.key])
            self._db.many(
                "INSERT OR IGNORE INTO naming (listing, page) VALUES (?, ?)",
                [(listing.key, each.key) for each in pages],
            )

    def named(self, listing: str) -> list[Address]:
        """Join the names with the pages."""
        with self._db.read():
            return self._db.records(
                Address, "WHERE key IN (SELECT page FROM naming WHERE listing = ?) ORDER BY key", [listing]
            )

    def settle(self, address: Address, found: Sequence[Address] = ()) -> None:
        """Replace the row and add the others."""
        with self._db.write():
            self._put([address])
            self._put(
                [
                    each
                    for each in found
                    if not self._db.rows("SELECT 1 FROM address WHERE key = ?", [each.key])
                ]
            )

    def add(self, fetches: Sequence[Fetch]) -> None:
        """Insert those that are new."""
        with self._db.write():
            for fetch in fetches:
                if not self._db.rows("SELECT 1 FROM fetch WHERE id = ?", [fetch.id]):
                    self._db.add(fetch)

    def due(self, at: datetime, limit: int, besides: Collection[str] = ()) -> list[Address]:
        """Walk the index; what was never asked has no date, and nothing sorts before everything."""
        with self._db.read():
            moment = row_of(Address("", "", due_at=at))["due_at"]
            return self._db.records(
                Address,
                f"WHERE kind = 'page' AND coalesce(due_at, '') <= ? AND key NOT IN {GIVEN}"
                " ORDER BY coalesce(due_at, ''), key LIMIT ?",
                [moment, given(besides), limit],
            )

    def next_due(self) -> datetime | None:
        """Look at the first entry of the index."""
        with self._db.read():
            found = self._db.rows(
                "SELECT due_at FROM address INDEXED BY address_due ORDER BY coalesce(due_at, '') LIMIT 1"
            )
        if not found:
            return None
        return field_of(Address, "due_at", found[0][0]) or _LONG_AGO

    def fetches(self, version: VersionId) -> list[Fetch]:
        """Look them up by version."""
        return self._fetches("version", version)

    def fetches_of(self, document: DocumentId) -> list[Fetch]:
        """Look them up by document."""
        return self._fetches("document", document)

    def fetch(self, fetch: str) -> Fetch | None:
        """Look it up by its id."""
        found = self._fetches("id", fetch)
        return found[0] if found else None

    def last_byte(self, file: str) -> int:
        """Look at the last entry of the index."""
        with self._db.read():
            found = self._db.rows(
                "SELECT \"offset\" + length FROM fetch WHERE file = ? AND file <> ''"
                ' ORDER BY "offset" DESC LIMIT 1',
                [file],
            )
        return int(found[0][0]) if found else 0

    def forget_file(self, file: str) -> None:
        """Take the place out of its rows, and out of their addresses what a conditional request needs."""
        with self._db.write():
            self._db.rows(
                "UPDATE address SET etag = '', modified = '', digest = '' WHERE key IN"
                " (SELECT asked FROM fetch WHERE file = ? AND file <> '')",
                [file],
            )
            self._db.rows(
                "UPDATE fetch SET file = '', \"offset\" = 0, length = 0 WHERE file = ? AND file <> ''", [file]
            )

    def ratios(self, latest: int) -> Iterator[tuple[str, float]]:
        """Walk the index of fetches by time, backwards."""
        with self._db.read():
            found = self._db.rows(
                'SELECT url, ratio FROM fetch WHERE ratio IS NOT NULL ORDER BY "at" DESC LIMIT ?', [latest]
            )
        yield from ((str(url), float(ratio)) for url, ratio in found)

    def _fetches(self, column: str, wanted: str) -> list[Fetch]:
        with self._db.read():
            return self._db.records(Fetch, f'WHERE "{column}" = ? ORDER BY "at", id', [wanted])

    def _put(self, addresses: Sequence[Address]) -> None:
        if not addresses:
            return
        rows = [row_of(each) for each in addresses]
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join("?" * len(rows[0]))
        self._db.many(
            f"INSERT OR REPLACE INTO address ({names}) VALUES ({marks})", [list(row.values()) for row in rows]
        )
