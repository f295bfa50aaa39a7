"""Which files are done, and what each gave: one line a file, beside the database. Losing it costs only time."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from graph.model import DocumentId
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the pages of one file: read = passed over + failed + stored.

    Shape: `sample` is one document of the file, by which a later run sees that the database is still the same.
    """

    file: str
    stamp: str = ""
    read: int = 0
    passed_over: int = 0
    failed: int = 0
    stored: int = 0
    passages: int = 0
    problem: str = ""
    sample: str = ""


class Journal:
    """The accounts of earlier runs, and the way to add one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: Mapping[str, Account] = {each.file: each for each in _read(path)}

    def done(self, file: str, stamp: str, store: Store) -> bool:
        """Tell whether a file was read whole, has not changed, and is in this database."""
        known = self._known.get(file)
        if known is None or known.problem or known.stamp != stamp:
            return False
        return not known.sample or bool(store.folders([DocumentId(known.sample)]))

    def add(self, account: Account) -> None:
        """Write an account down before anything else is done."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(account), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def beside(cls, database: Path) -> Self:
        """Open the journal of a database file."""
        return cls(database.with_suffix(".backfill.jsonl"))


def _read(path: Path) -> list[Account]:
    """Read the accounts; a line that a kill has cut off is no account."""
    accounts = []
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    for line in lines:
        try:
            accounts.append(Account(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return accounts
