"""The file of the embedded store: opening it safely, transactions, and its driver's errors in plain words.

No question of the product is answered here, and no other module meets the driver's exceptions.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from graph.errors import StoreMissing, StoreUnusable
from graph.store import migrations
from graph.store.rows import Row, Scalar, names_of, record_of, row_of, text_in, text_out

R = TypeVar("R")
Values = Sequence[Scalar | bytes]
Cells = tuple[Any, ...]  # what the driver gives; nothing past the adapter is untyped
GIVEN: Final = "(SELECT value FROM json_each(?))"
"""Any number of values in a statement, bound as one by `given`."""

# What a writer holds: ids are hashes, so each page it adds touches a dozen places all over the file. With SQLite's own
# 2 MB and 1,000 pages of log it reads and writes most of these again and again.
_CACHE: Final = 16_000  # KB
_LOG: Final = 8_000  # pages of 4 KB
_MAGIC: Final = b"SQLite format 3\0"
_SENTENCES: Final = {
    sqlite3.SQLITE_BUSY: "another process is writing to it: try again when that one is done",
    sqlite3.SQLITE_LOCKED: "another process is writing to it: try again when that one is done",
    sqlite3.SQLITE_FULL: "the disk is full: nothing of this step was written",
    sqlite3.SQLITE_IOERR: "the disk does not answer: nothing of this step was written",
    sqlite3.SQLITE_READONLY: "it may only be read, not written",
    sqlite3.SQLITE_CORRUPT: "it is damaged: restore a copy, or crawl and build a new one",
    sqlite3.SQLITE_NOTADB: "it is no walkback database",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check the folder and its permissions",
    sqlite3.SQLITE_PERM: "it cannot be opened: check the folder and its permissions",
}


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn whatever the driver or the file system raises into StoreUnusable."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind, the others its details; errors of the module itself carry no code.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise StoreUnusable(path, _SENTENCES.get(kind, str(error))) from error
    except OSError as error:
        raise StoreUnusable(path, error.strerror or str(error)) from error


class Database:
    """One connection. Threads may share it and take turns; processes open their own."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._turn = threading.RLock()

    def close(self) -> None:
        """Let go of the file; calling it twice is no error."""
        with self._turn, in_plain_words(self.path):
            self._connection.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Hold one transaction that is committed whole, or rolled back if anything is raised."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def read(self) -> Iterator[None]:
        """Hold one view of the graph: what others write meanwhile is not seen."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._turn, in_plain_words(self.path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                # The driver itself has rolled back after some errors, such as a full disk.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, statement: str, values: Values = ()) -> list[Cells]:
        """Run a statement inside the open transaction and give all its rows."""
        return list(self.each_row(statement, values))

    def each_row(self, statement: str, values: Values = ()) -> Iterator[Cells]:
        """Run a statement and give its rows one by one; only while the transaction is held."""
        return map(_read, self._connection.execute(statement, _bound(values)))

    def many(self, statement: str, values: Iterable[Values]) -> None:
        """Run a statement once for each tuple of values."""
        self._connection.executemany(statement, map(_bound, values))

    def records(self, cls: type[R], rest: str = "", values: Values = ()) -> list[R]:
        """Give the records of a table; `rest` is what follows the table's name in the SELECT."""
        names = names_of(cls)
        found = self.rows(f"SELECT {columns_of(cls)} FROM {table_of(cls)} {rest}", values)
        return [record_of(cls, dict(zip(names, each, strict=True))) for each in found]

    def add(self, record: object, **beside: Scalar) -> None:
        """Insert a record, with the columns that only the store has beside its fields."""
        row = row_of(record) | beside
        self.rows(insert_of(type(record), tuple(beside)), list(row.values()))

    def each_stored(self, cls: type) -> Iterator[Row]:
        """Give every row of a table as the record's fields, in no certain order."""
        names = names_of(cls)
        for each in self.each_row(f"SELECT {columns_of(cls)} FROM {table_of(cls)}"):
            yield dict(zip(names, each, strict=True))


def given(values: Iterable[str | int]) -> str:
    """Give values as the one that GIVEN is bound to, texts as the tables keep them."""
    return json.dumps([text_in(each) if isinstance(each, str) else each for each in values])


def _bound(values: Values) -> list[Scalar | bytes]:
    return [text_in(each) if isinstance(each, str) else each for each in values]


def _read(row: Cells) -> Cells:
    return tuple([text_out(each) if isinstance(each, str) else each for each in row])


def table_of(cls: type) -> str:
    """Give the table of a record."""
    return cls.__name__.lower()


def columns_of(cls: type) -> str:
    """Give a record's columns as a SELECT names them."""
    return _selected(cls)


@cache
def _selected(cls: type) -> str:
    return ", ".join(f'{table_of(cls)}."{name}"' for name in names_of(cls))


def insert_of(cls: type, beside: tuple[str, ...] = ()) -> str:
    """Give the INSERT of a record, with the columns that only the store has after its fields."""
    return _inserted(cls, beside)


@cache
def _inserted(cls: type, beside: tuple[str, ...]) -> str:
    names = (*names_of(cls), *beside)
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f"INSERT INTO {table_of(cls)} ({columns}) VALUES ({marks})"


def open_database(path: Path, *, create: bool, read_only: bool, patience: float) -> Database:
    """Open a walkback database, new if it may be, with its schema brought up to date.

    Units: `patience` is how long to wait for another writer, in seconds.
    Raises: StoreMissing, SchemaTooNew, StoreUnusable; a file that is refused is not touched.
    """
    with in_plain_words(path):
        _require_ours(path, create=create and not read_only)
        connection = _connect(path, "ro" if read_only else "rwc" if create else "rw", patience)
        try:
            _prepare(connection, path, read_only=read_only, patience=patience)
        except BaseException:
            connection.close()
            raise
        return Database(path, connection)


def _require_ours(path: Path, *, create: bool) -> None:
    """Look at the header, without the driver, so that nobody else's file is ever opened for writing."""
    if not path.exists():
        if not create:
            raise StoreMissing(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return
    if path.is_dir():
        raise StoreUnusable(path, "it is a folder")
    with path.open("rb") as file:
        header = file.read(100)
    if not header and create:
        return
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise StoreUnusable(path, "it is no walkback database")
    mark = int.from_bytes(header[68:72])
    if mark == migrations.APPLICATION:
        migrations.require_known(int.from_bytes(header[60:64]))
    # A walkback that was killed while it made the file left no mark, and had not switched to WAL (2) yet.
    elif mark or header[18] == 2 or not create:
        raise StoreUnusable(path, "it belongs to another program")


def _connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool, patience: float) -> None:
    found, tables = _look(connection)
    migrations.require_known(found)
    if read_only:
        if found < len(migrations.STEPS):
            raise StoreUnusable(
                path, "an older walkback wrote it: run `walkback build` once to bring it up to date"
            )
        connection.execute("PRAGMA query_only = ON")
        return
    if tables and not found:
        raise StoreUnusable(path, "it belongs to another program")
    migrations.migrate(connection, path)
    _switch_to_wal(connection, patience)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")
    connection.execute("PRAGMA foreign_keys = ON")


def _look(connection: sqlite3.Connection) -> tuple[int, int]:
    """Give the schema and the number of tables, of one moment: between two, another process may make them."""
    connection.execute("BEGIN")
    try:
        found = migrations.schema_of(connection)
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.execute("COMMIT")
    return found, int(tables)


def _switch_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Switch the file to WAL. SQLite does not wait for its turn here as it does elsewhere, so we do."""
    give_up = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return
