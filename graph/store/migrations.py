"""The schema of the embedded store, as numbered steps. A step that was released is never edited.

Columns are named after the records' fields; what only the store needs is named in the comments. The version
of a file is in its own header (user_version), beside the mark that it is ours (application_id).
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import SchemaTooNew, StoreUnusable
from graph.store.findable import place_in_time
from graph.store.rows import text_out

APPLICATION: Final = 0x77616C6B  # "walk"

_FIRST: Final = """
CREATE TABLE source (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, family TEXT NOT NULL, host TEXT NOT NULL,
    document_kind TEXT NOT NULL
) STRICT;

-- speaks: the newest version that was read; the only one whose assertions count
CREATE TABLE document (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL REFERENCES source (id), kind TEXT NOT NULL,
    speaks TEXT
) STRICT;
CREATE INDEX document_source ON document (source);

-- seen_at: the latest fetch that gave this very text; read_by: the extractor that read it, or nothing
CREATE TABLE version (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES document (id), title TEXT NOT NULL,
    author TEXT NOT NULL, published TEXT, published_at TEXT, language TEXT NOT NULL, fetched_at TEXT,
    seen_at TEXT, read_by TEXT NOT NULL DEFAULT '', links TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX version_document ON version (document);
CREATE INDEX version_read_by ON version (id, read_by);

-- current: whether its version is the one that speaks for its document
CREATE TABLE assertion (
    id TEXT PRIMARY KEY, version TEXT NOT NULL REFERENCES version (id), block TEXT NOT NULL,
    current INTEGER NOT NULL, organisation TEXT NOT NULL, action TEXT NOT NULL, quote TEXT NOT NULL,
    kind TEXT NOT NULL, organisation_type TEXT NOT NULL, unit TEXT NOT NULL, state TEXT, tools TEXT NOT NULL,
    tool_set TEXT NOT NULL, vendors TEXT NOT NULL, replaced_by TEXT NOT NULL, scope TEXT, effective TEXT,
    deadline TEXT, yearless TEXT NOT NULL, condition TEXT NOT NULL, reasons TEXT NOT NULL,
    numbers TEXT NOT NULL, leak TEXT, affirmed INTEGER NOT NULL, modality TEXT NOT NULL, chain TEXT NOT NULL,
    later_of TEXT, slots TEXT NOT NULL, "trigger" TEXT, rule TEXT NOT NULL, confidence REAL NOT NULL,
    factors TEXT NOT NULL, extractor TEXT NOT NULL, agreement TEXT NOT NULL
) STRICT;
CREATE INDEX assertion_version ON assertion (version, block);
CREATE INDEX assertion_block ON assertion (block, version) WHERE current;

CREATE TABLE stale (block TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
    number INTEGER PRIMARY KEY, block TEXT NOT NULL, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL,
    organisation TEXT NOT NULL, organisation_type TEXT NOT NULL, action TEXT NOT NULL, state TEXT,
    tools TEXT NOT NULL, assertions TEXT NOT NULL, documents TEXT NOT NULL, unit TEXT NOT NULL,
    vendors TEXT NOT NULL, scope TEXT, effective TEXT, known TEXT, reasons TEXT NOT NULL,
    affirmed INTEGER NOT NULL, modality TEXT NOT NULL, status TEXT NOT NULL
) STRICT;
CREATE INDEX claim_block ON claim (block);
CREATE INDEX claim_known ON claim (known DESC, id);

CREATE TABLE relation (
    id TEXT PRIMARY KEY, block TEXT NOT NULL, kind TEXT NOT NULL, subtype TEXT NOT NULL,
    from_claim TEXT NOT NULL, to_claim TEXT NOT NULL, from_assertion TEXT NOT NULL,
    to_assertion TEXT NOT NULL, from_quote TEXT NOT NULL, to_quote TEXT NOT NULL, fields TEXT NOT NULL,
    rule TEXT NOT NULL, why TEXT NOT NULL
) STRICT;
CREATE INDEX relation_block ON relation (block);
CREATE INDEX relation_kind ON relation (kind, id);
CREATE INDEX relation_from ON relation (from_claim);
CREATE INDEX relation_to ON relation (to_claim);

CREATE TABLE timeline (
    number INTEGER PRIMARY KEY, block TEXT NOT NULL, organisation TEXT NOT NULL, tools TEXT NOT NULL,
    population TEXT NOT NULL, steps TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_block ON timeline (block);
CREATE INDEX timeline_organisation ON timeline (organisation, tools, population);

CREATE TABLE trail (
    number INTEGER PRIMARY KEY, block TEXT NOT NULL, event TEXT NOT NULL, nodes TEXT NOT NULL,
    edges TEXT NOT NULL, origins TEXT NOT NULL, access TEXT NOT NULL, bottleneck TEXT NOT NULL,
    "primary" TEXT NOT NULL, circular TEXT NOT NULL, UNIQUE (block, event)
) STRICT;

CREATE TABLE judgement (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subjects TEXT NOT NULL, "by" TEXT NOT NULL, at TEXT NOT NULL,
    note TEXT NOT NULL, undoes TEXT
) STRICT;
CREATE TABLE issue (
    id TEXT PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
    html TEXT NOT NULL
) STRICT;

-- What claims can be narrowed by. claims: how many have the value, kept by the triggers.
CREATE TABLE facet (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, claims INTEGER NOT NULL DEFAULT 0,
    UNIQUE (name, value)
) STRICT;
-- facet_claim narrows an answer; claim_facets counts one: the numbers of its facets, 32 bits each, because
-- a lookup a claim and a count in memory took 14 ms where joining and grouping took 50 (16,000 claims).
CREATE TABLE facet_claim (facet INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (facet, claim))
    STRICT, WITHOUT ROWID;
CREATE TABLE claim_facets (claim INTEGER PRIMARY KEY, facets BLOB NOT NULL) STRICT;
CREATE TRIGGER facet_claim_added AFTER INSERT ON facet_claim BEGIN
    UPDATE facet SET claims = claims + 1 WHERE number = new.facet;
END;
CREATE TRIGGER facet_claim_removed AFTER DELETE ON facet_claim BEGIN
    UPDATE facet SET claims = claims - 1 WHERE number = old.facet;
END;

-- What claims can be found by. The words are kept beside the index so that a claim can be taken out of it.
CREATE TABLE claim_words (
    number INTEGER PRIMARY KEY, organisation TEXT NOT NULL, unit TEXT NOT NULL, tools TEXT NOT NULL,
    vendors TEXT NOT NULL, reasons TEXT NOT NULL, scope TEXT NOT NULL, quotes TEXT NOT NULL,
    titles TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE claim_search USING fts5 (
    organisation, unit, tools, vendors, reasons, scope, quotes, titles,
    content = 'claim_words', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER claim_words_added AFTER INSERT ON claim_words BEGIN
    INSERT INTO claim_search (rowid, organisation, unit, tools, vendors, reasons, scope, quotes, titles)
    VALUES (new.number, new.organisation, new.unit, new.tools, new.vendors, new.reasons, new.scope,
        new.quotes, new.titles);
END;
CREATE TRIGGER claim_words_removed AFTER DELETE ON claim_words BEGIN
    INSERT INTO claim_search (claim_search, rowid, organisation, unit, tools, vendors, reasons, scope, quotes,
        titles)
    VALUES ('delete', old.number, old.organisation, old.unit, old.tools, old.vendors, old.reasons, old.scope,
        old.quotes, old.titles);
END;
"""

_SOURCE_CHECKS: Final = """
CREATE TABLE sourcecheck (
    name TEXT NOT NULL, at TEXT NOT NULL, lists INTEGER NOT NULL, unreadable INTEGER NOT NULL,
    closed INTEGER NOT NULL, problem TEXT NOT NULL, named INTEGER NOT NULL, dated INTEGER NOT NULL,
    newest TEXT, silence REAL NOT NULL, stored INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    gated INTEGER NOT NULL, skipped INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (name, at)
) STRICT, WITHOUT ROWID;
"""

# What crawls remember (graph.store.ledger): no part of the graph.
_LEDGER: Final = """
CREATE TABLE address (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, hint TEXT NOT NULL, via TEXT NOT NULL,
    original INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, digest TEXT NOT NULL,
    reader TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, page TEXT NOT NULL,
    failures INTEGER NOT NULL, answered_at TEXT, changed_at TEXT, due_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX address_due ON address (coalesce(due_at, ''), key);
CREATE INDEX page_due ON address (coalesce(due_at, ''), key) WHERE kind = 'page';

-- which pages a listing named when it was last read
CREATE TABLE naming (listing TEXT NOT NULL, page TEXT NOT NULL, PRIMARY KEY (listing, page))
    STRICT, WITHOUT ROWID;

CREATE TABLE fetch (
    id TEXT PRIMARY KEY, asked TEXT NOT NULL, url TEXT NOT NULL, "at" TEXT NOT NULL, status INTEGER NOT NULL,
    digest TEXT NOT NULL, document TEXT, version TEXT, reader TEXT NOT NULL, ratio REAL,
    reread INTEGER NOT NULL, file TEXT NOT NULL, "offset" INTEGER NOT NULL, length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fetch_version ON fetch (version, "at", id) WHERE version IS NOT NULL;
CREATE INDEX fetch_document ON fetch (document, "at", id) WHERE document IS NOT NULL;
CREATE INDEX fetch_file ON fetch (file, "offset") WHERE file <> '';
CREATE INDEX fetch_ratio ON fetch ("at") WHERE ratio IS NOT NULL;
"""

Step = Callable[[sqlite3.Connection], None]


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run a script one by one, inside the open transaction: the driver's own executescript commits."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _first(connection: sqlite3.Connection) -> None:
    run_script(connection, _FIRST)


def _source_checks(connection: sqlite3.Connection) -> None:
    run_script(connection, _SOURCE_CHECKS)


def _ledger(connection: sqlite3.Connection) -> None:
    run_script(connection, _LEDGER)


# Questions, timelines that can be asked for by id, and whether a reason was given. All blocks are derived anew.
_QUESTIONS: Final = """
CREATE TABLE question (
    number INTEGER PRIMARY KEY, block TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
    organisation TEXT NOT NULL, version TEXT NOT NULL, quote TEXT NOT NULL, holder TEXT NOT NULL, known TEXT,
    state TEXT, tools TEXT NOT NULL, unit TEXT NOT NULL, deadline TEXT, basis TEXT NOT NULL,
    falsifiable INTEGER NOT NULL, resolver TEXT NOT NULL, outcome TEXT
) STRICT;
CREATE INDEX question_block ON question (block);
CREATE INDEX question_organisation ON question (organisation, known, id);
CREATE INDEX question_id ON question (id);
ALTER TABLE claim ADD COLUMN reasoning TEXT NOT NULL DEFAULT 'not_reported';
ALTER TABLE timeline ADD COLUMN undated TEXT NOT NULL DEFAULT '[]';
ALTER TABLE timeline ADD COLUMN id TEXT NOT NULL DEFAULT '';
CREATE INDEX timeline_id ON timeline (id);
CREATE INDEX trail_event ON trail (event);
INSERT OR IGNORE INTO stale SELECT DISTINCT block FROM assertion WHERE current;
"""


def _questions(connection: sqlite3.Connection) -> None:
    run_script(connection, _QUESTIONS)


# A claim's row number is its place in time (graph.store.sqlite_search). Facets are counted by the
# store, a block at once.
_LATEST_FIRST: Final = """
UPDATE claim SET number = (SELECT new FROM moved WHERE old = number);
UPDATE claim_words SET number = (SELECT new FROM moved WHERE old = number);
UPDATE claim_facets SET claim = (SELECT new FROM moved WHERE old = claim);
UPDATE facet_claim SET claim = (SELECT new FROM moved WHERE old = claim);
DROP TABLE moved;
INSERT INTO claim_search (claim_search) VALUES ('rebuild');
DROP INDEX claim_known;
DROP TRIGGER facet_claim_added;
DROP TRIGGER facet_claim_removed;
"""


def _latest_first(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TEMP TABLE moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL UNIQUE)")
    taken: set[int] = set()
    for old, claim, known in connection.execute("SELECT number, id, known FROM claim ORDER BY id").fetchall():
        new = place_in_time(claim, date.fromisoformat(known) if known else None)
        while new in taken:
            new += 1
        taken.add(new)
        connection.execute("INSERT INTO moved VALUES (?, ?)", [old, new])
    run_script(connection, _LATEST_FIRST)


# relation.known: the day by which both its passages were published. timeline.states: how many steps it has;
# latest: the first day of its latest dated step. What has no day has the first of all.
# tally: how many relations there are of each kind and subtype, and timelines of each number of steps.
_BOARDS: Final = """
ALTER TABLE relation ADD COLUMN known TEXT NOT NULL DEFAULT '0001-01-01';
UPDATE relation SET known = max(
    coalesce((SELECT json_extract(published, '$.first') FROM assertion JOIN version ON version.id = version
        WHERE assertion.id = from_assertion), known),
    coalesce((SELECT json_extract(published, '$.first') FROM assertion JOIN version ON version.id = version
        WHERE assertion.id = to_assertion), known)
);
DROP INDEX relation_kind;
CREATE INDEX relation_latest ON relation (kind, subtype, known DESC, id);
ALTER TABLE timeline ADD COLUMN states INTEGER NOT NULL DEFAULT 0;
ALTER TABLE timeline ADD COLUMN latest TEXT NOT NULL DEFAULT '0001-01-01';
CREATE INDEX timeline_latest ON timeline (states > 1 DESC, latest DESC, id) WHERE states > 0;

CREATE TABLE tally (
    record TEXT NOT NULL, kind TEXT NOT NULL, subtype TEXT NOT NULL, records INTEGER NOT NULL,
    PRIMARY KEY (record, kind, subtype)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER relation_added AFTER INSERT ON relation BEGIN
    INSERT INTO tally VALUES ('relation', new.kind, new.subtype, 1)
    ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER relation_removed AFTER DELETE ON relation BEGIN
    UPDATE tally SET records = records - 1
    WHERE record = 'relation' AND kind = old.kind AND subtype = old.subtype;
END;
CREATE TRIGGER timeline_added AFTER INSERT ON timeline BEGIN
    INSERT INTO tally VALUES ('timeline', CAST(new.states AS TEXT), '', 1)
    ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TRIGGER timeline_removed AFTER DELETE ON timeline BEGIN
    UPDATE tally SET records = records - 1
    WHERE record = 'timeline' AND kind = CAST(old.states AS TEXT) AND subtype = '';
END;
INSERT INTO tally SELECT 'relation', kind, subtype, count(*) FROM relation GROUP BY kind, subtype;
"""
_COUNT_TIMELINES: Final = (
    "INSERT INTO tally SELECT 'timeline', CAST(states AS TEXT), '', count(*) FROM timeline GROUP BY states"
)


def _boards(connection: sqlite3.Connection) -> None:
    run_script(connection, _BOARDS)
    for number, kept in connection.execute("SELECT number, steps FROM timeline").fetchall():
        steps = json.loads(text_out(kept))
        days = [each["date"]["first"] for each in steps if each["date"]]
        connection.execute(
            "UPDATE timeline SET states = ?, latest = ? WHERE number = ?",
            [len(steps), max(days, default="0001-01-01"), number],
        )
    connection.execute(_COUNT_TIMELINES)


STEPS: Final[tuple[Step, ...]] = (_first, _source_checks, _ledger, _questions, _latest_first, _boards)


def schema_of(connection: sqlite3.Connection) -> int:
    """Give the number of the last step that was taken; 0 for a new file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def require_known(found: int, steps: tuple[Step, ...] = STEPS) -> None:
    """Refuse a file of a later walkback. Raises: SchemaTooNew."""
    if found > len(steps):
        raise SchemaTooNew(found, len(steps))


def migrate(connection: sqlite3.Connection, path: Path, steps: tuple[Step, ...] = STEPS) -> int:
    """Take every step that the file still lacks, each whole or not at all; give how many were taken.

    Raises: SchemaTooNew for a later file, StoreUnusable if a step leaves the file inconsistent.
    """
    taken = 0
    while schema_of(connection) != len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            taken += _take_next(connection, path, steps)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    return taken


def _take_next(connection: sqlite3.Connection, path: Path, steps: tuple[Step, ...]) -> int:
    """Take one step inside a transaction, unless another process took it while we waited for our turn."""
    found = schema_of(connection)
    require_known(found, steps)
    if found == len(steps):
        return 0
    steps[found](connection)
    _require_sound(connection, path, found + 1)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {found + 1}")
    return 1


def _require_sound(connection: sqlite3.Connection, path: Path, step: int) -> None:
    wrong = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    wrong += [
        f"{row[0]} refers to a {row[2]} that is missing"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    if wrong:
        raise StoreUnusable(path, f"step {step} of its upgrade failed, nothing was changed: {wrong[0]}")
