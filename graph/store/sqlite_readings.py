"""How the embedded store puts readings together: pages with what they say in one block, now or on a day.

Called inside an open transaction.
"""

from collections.abc import Sequence
from datetime import date

from graph.model import Assertion, Block, Document, Reading, Source, Version, VersionId
from graph.store.rules import in_text_order, speaking
from graph.store.sqlite_file import Database


def reading_of(database: Database, read: Version, said: Sequence[Assertion]) -> Reading:
    """Put a version and what it says beside its page and publisher."""
    [document] = database.records(Document, "WHERE id = ?", [read.document])
    [source] = database.records(Source, "WHERE id = ?", [document.source])
    return Reading(source, document, read, in_text_order(said))


def current_readings(database: Database, block: Block) -> list[Reading]:
    """Give the assertions that count, by document."""
    versions = "SELECT version FROM assertion WHERE block = ? AND current"
    documents = f"SELECT document FROM version WHERE id IN ({versions})"
    said: dict[VersionId, list[Assertion]] = {}
    for each in database.records(Assertion, "WHERE block = ? AND current", [block]):
        said.setdefault(each.version, []).append(each)
    read = database.records(Version, f"WHERE id IN ({versions}) ORDER BY document", [block])
    pages = {each.id: each for each in database.records(Document, f"WHERE id IN ({documents})", [block])}
    sources = f"SELECT source FROM document WHERE id IN ({documents})"
    cards = {each.id: each for each in database.records(Source, f"WHERE id IN ({sources})", [block])}
    return [
        Reading(cards[pages[each.document].source], pages[each.document], each, in_text_order(said[each.id]))
        for each in read
    ]


def readings_on(database: Database, block: Block, known: date) -> list[Reading]:
    """Give what counted on a day, by document: the version of each that spoke then, if it spoke in the block."""
    documents = (
        "SELECT DISTINCT document FROM version JOIN assertion ON assertion.version = version.id"
        " WHERE block = ? ORDER BY document"
    )
    found: list[Reading] = []
    for (document,) in database.rows(documents, [block]):
        read = database.records(Version, "WHERE document = ? AND read_by <> ''", [document])
        chosen = speaking(read, known)
        here = [chosen.id if chosen else "", block]
        said = database.records(Assertion, "WHERE version = ? AND block = ?", here)
        if chosen and said:
            found.append(reading_of(database, chosen, said))
    return found
