"""The looks at sources, beside the graph. Functions over a Database, each inside a transaction of its caller."""

from graph.model import SourceCheck
from graph.store import CHECKS_KEPT
from graph.store.rows import row_of
from graph.store.sqlite_file import Database, table_of


def keep_check(database: Database, check: SourceCheck) -> None:
    """Add a look, and forget those of the same source that are too many."""
    at = row_of(check)["at"]
    database.rows("DELETE FROM sourcecheck WHERE name = ? AND at = ?", [check.name, at])
    database.add(check)
    database.rows(
        "DELETE FROM sourcecheck WHERE name = ?1 AND at <= "
        "(SELECT at FROM sourcecheck WHERE name = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)",
        [check.name, CHECKS_KEPT],
    )


def list_checks(database: Database, name: str) -> list[SourceCheck]:
    """Give the looks at one source, or at all."""
    where, values = ("WHERE name = ?", [name]) if name else ("", [])
    return database.records(SourceCheck, f"{where} ORDER BY {table_of(SourceCheck)}.name, at", values)
