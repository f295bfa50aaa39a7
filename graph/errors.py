"""Every failure a user can meet, each with its own sentence.

Trouble with one page or one sentence is no exception: it is a value that is counted and reported.
"""

from pathlib import Path


class WalkbackError(Exception):
    """Root of all errors that end a command with one line and exit code 1."""


class ConfigError(WalkbackError):
    """A setting, a sources file or a lexicon entry cannot be used as written."""

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path, self.problem = path, problem


class NotAWebAddress(WalkbackError):
    """A URL that is not http or https."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url!r} is no web address: give one that begins with http:// or https://")
        self.url = url


class CrawlStopped(WalkbackError):
    """The crawl ended before its time. What it had read until then is in the store."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the crawl was stopped: {problem}; the same command goes on from there")
        self.problem = problem


class InputError(WalkbackError):
    """A line of input that does not follow a contract."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"input line {line}: {problem}")
        self.line, self.problem = line, problem


class StoreError(WalkbackError):
    """The store cannot be opened, read or written."""


class StoreMissing(StoreError):
    """There is no database where one was expected."""

    def __init__(self, place: object) -> None:
        super().__init__(f"no database at {place}: run `walkback crawl` first, or name another with --store")
        self.place = place


class StoreUnusable(StoreError):
    """What is there is no walkback database, or its driver refuses it."""

    def __init__(self, place: object, problem: str) -> None:
        super().__init__(f"cannot use the database {place}: {problem}")
        self.place, self.problem = place, problem


class SchemaTooNew(StoreError):
    """The database was written by a newer walkback."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the database has schema {found}, this walkback knows up to {known}: upgrade walkback"
        )
        self.found, self.known = found, known


class NotFound(StoreError):
    """Nothing in the store has this id."""

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(f"no {kind} {wanted!r} in the store: `walkback search` lists what is there")
        self.kind, self.wanted = kind, wanted


class Ambiguous(StoreError):
    """An abbreviated id fits more than one record."""

    def __init__(self, kind: str, wanted: str, found: int) -> None:
        super().__init__(f"{wanted!r} fits {found} {kind}s: give more of its letters")
        self.kind, self.wanted, self.found = kind, wanted, found


class QuoteNotInText(StoreError):
    """An assertion whose quote is not the text at its offsets: refused at write time."""

    def __init__(self, slot: str, exact: str) -> None:
        super().__init__(f"the quote for {slot} is not in the page's text: {exact[:60]!r}")
        self.slot, self.exact = slot, exact
