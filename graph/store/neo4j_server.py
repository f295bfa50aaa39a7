"""The connection to a Neo4j server: transactions, retries, and its driver's errors in plain words.

The only module that imports the driver. No question of the product is answered here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar, cast

import neo4j
from neo4j import GraphDatabase, ManagedTransaction, unit_of_work
from neo4j import exceptions as trouble

from graph.errors import StoreUnusable
from graph.place import PASSWORD, Server
from graph.store.rows import Row, names_of, record_of, row_of, text_in, text_out

R = TypeVar("R")
T = TypeVar("T")
Found = Mapping[str, Any]  # what the driver gives; nothing past the adapter is untyped

RETRY_FOR: Final = 30.0  # seconds in which a deadlock, a lost connection or a restart is tried again
CONNECT_WITHIN: Final = 10.0  # seconds
AT_ONCE: Final = 1000  # rows of one message, so that neither side holds much
LOOKS: Final = 100  # how often a reader looks again while what it looks at is rewritten
PAUSE: Final = 0.02  # seconds between two looks
_DELETED: Final = "Neo.ClientError.Statement.EntityNotFound"
_LOCKED: Final = "another process is writing to it: try again when that one is done"
_GONE: Final = "the connection was lost: what was confirmed is kept, the same command goes on from there"
_SENTENCES: Final[Mapping[str, str]] = {
    "Neo.ClientError.Transaction.LockClientStopped": _LOCKED,
    "Neo.TransientError.Transaction.LockClientStopped": _LOCKED,
    "Neo.ClientError.Transaction.TransactionTimedOut": _LOCKED,
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": _LOCKED,
    "Neo.TransientError.Transaction.LockAcquisitionTimeout": _LOCKED,
    "Neo.TransientError.Transaction.DeadlockDetected": _LOCKED,
    "Neo.ClientError.Statement.AccessMode": "it may only be read, not written",
    "Neo.ClientError.Security.Forbidden": "its user may not do that: give the role that writing needs",
    "Neo.ClientError.Database.DatabaseNotFound": "the server has no database of that name",
    "Neo.ClientError.Security.CredentialsExpired": "its first password must be changed before it can be used",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": "the server is out of memory for this step",
}


@contextmanager
def in_plain_words(place: Server) -> Iterator[None]:
    """Turn whatever the driver raises into StoreUnusable."""
    try:
        yield
    except trouble.ServiceUnavailable as error:
        raise StoreUnusable(place, _GONE) from error
    except (trouble.SessionExpired, trouble.IncompleteCommit) as error:
        raise StoreUnusable(place, _GONE) from error
    except trouble.AuthError as error:
        raise StoreUnusable(
            place, f"it refuses the user {place.user!r}: set {PASSWORD} to the right password"
        ) from error
    except trouble.Neo4jError as error:
        sentence = _SENTENCES.get(error.code or "", (error.message or str(error)).split("\n")[0])
        raise StoreUnusable(place, sentence) from error
    except trouble.DriverError as error:
        raise StoreUnusable(place, str(error)) from error


class Torn(Exception):
    """Half of what was read was rewritten meanwhile: Neo4j shows what is committed, also between two looks."""


class Work:
    """One transaction. Values go in as parameters only, and every text through `text_in`."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def each(self, query: str, **values: object) -> Iterator[Found]:
        """Run a query and give its rows one by one; only while the transaction is held."""
        result = self._transaction.run(query, _kept(values))
        return (cast("Found", _told(row.data())) for row in result)

    def rows(self, query: str, **values: object) -> list[Found]:
        """Run a query and give all its rows."""
        return list(self.each(query, **values))

    def many(self, query: str, rows: Iterable[object], **values: object) -> None:
        """Run a query on rows in portions; it unwinds them as `$rows`."""
        for portion in portions(rows, AT_ONCE):
            self.rows(query, rows=portion, **values)

    def records(self, cls: type[R], query: str, **values: object) -> list[R]:
        """Give the records that a query returns as `kept`."""
        return [record_from(cls, row["kept"]) for row in self.each(query, **values) if row["kept"]]


def portions(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut rows into lists of at most `size`."""
    left = iter(rows)
    while portion := list(islice(left, size)):
        yield portion


def record_from(cls: type[R], kept: Found | None) -> R:
    """Read a record from the properties of its node; a property that is not there was None.

    Raises: Torn if another transaction took properties away meanwhile.
    """
    try:
        return record_of(cls, {name: (kept or {}).get(name) for name in names_of(cls)})
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Torn from error


def row_from(cls: type, kept: Found) -> Row:
    """Give the properties of a node that are the record's own fields."""
    return {name: kept.get(name) for name in names_of(cls)}


def kept_of(record: object) -> Row:
    """Give a record as the properties of its node."""
    return row_of(record)


def _kept(value: object) -> Any:
    if isinstance(value, str):
        return text_in(value)
    if isinstance(value, Mapping):
        return {name: _kept(each) for name, each in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [_kept(each) for each in value]
    return value


def _told(value: object) -> object:
    if isinstance(value, str):
        return text_out(value)
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return value


class Connection:
    """A pool of connections to one database. Threads may share it; every step is a transaction of its own."""

    def __init__(self, place: Server, driver: neo4j.Driver, *, read_only: bool, patience: float) -> None:
        self.place, self.read_only = place, read_only
        self._driver, self._patience, self._closed = driver, patience, False
        # A step must see what the step before it wrote, also on a cluster.
        self._bookmarks = GraphDatabase.bookmark_manager()

    def close(self) -> None:
        """Let go of the server; calling it twice is no error."""
        self._closed = True
        with in_plain_words(self.place):
            self._driver.close()

    def write(self, step: Callable[[Work], R]) -> R:
        """Take a step that is committed whole or not at all, again if the server says that it may then work."""
        if self.read_only and not self._closed:
            raise StoreUnusable(self.place, "it may only be read, not written")
        timed = unit_of_work(timeout=self._patience)(lambda transaction: step(Work(transaction)))
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(timed)

    def read(self, step: Callable[[Work], R]) -> R:
        """Take a step that only reads, again if what it read was rewritten meanwhile."""
        with self._session(neo4j.READ_ACCESS) as session:
            for _ in range(LOOKS):
                try:
                    return session.execute_read(lambda transaction: step(Work(transaction)))
                except Torn:
                    time.sleep(PAUSE)
                except trouble.ClientError as error:
                    if error.code != _DELETED:
                        raise
                    time.sleep(PAUSE)
        raise StoreUnusable(self.place, _LOCKED)

    @contextmanager
    def _session(self, access: str) -> Iterator[neo4j.Session]:
        if self._closed:
            raise StoreUnusable(self.place, "it was closed")
        with (
            in_plain_words(self.place),
            self._driver.session(
                database=self.place.database, default_access_mode=access, bookmark_manager=self._bookmarks
            ) as session,
        ):
            yield session


def connect(place: Server, password: str, *, read_only: bool, patience: float) -> Connection:
    """Connect to a server that answers.

    Units: `patience` is how long one write may take, waiting for others included, in seconds.
    Raises: StoreUnusable if nothing answers there, or it refuses the user.
    """
    with in_plain_words(place):
        driver = GraphDatabase.driver(
            place.uri,
            auth=(place.user, password),
            connection_timeout=CONNECT_WITHIN,
            max_transaction_retry_time=RETRY_FOR,
            notifications_min_severity="OFF",
            user_agent="walkback",
        )
    try:
        with in_plain_words(place):
            driver.verify_connectivity()
    except BaseException as error:
        driver.close()
        if isinstance(error.__cause__, trouble.ServiceUnavailable):
            raise StoreUnusable(
                place, "no server answers there: start it, or name another with --store"
            ) from error
        raise
    return Connection(place, driver, read_only=read_only, patience=patience)
