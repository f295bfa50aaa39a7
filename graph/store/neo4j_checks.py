"""The looks at sources, beside the graph. Functions over one transaction of a Neo4j store."""

from graph.model import SourceCheck, content_id
from graph.store import CHECKS_KEPT
from graph.store import neo4j_queries as ask
from graph.store.neo4j_server import Work, kept_of


def keep_check(work: Work, check: SourceCheck) -> None:
    """Add a look, and forget those of the same source that are too many."""
    kept = kept_of(check)
    key = content_id("k", check.name, str(kept["at"]))
    work.rows(ask.KEEP_CHECK, id=key, kept={**kept, "id": key})
    work.rows(ask.FORGET_CHECKS, name=check.name, kept=CHECKS_KEPT)


def list_checks(work: Work, name: str) -> list[SourceCheck]:
    """Give the looks at one source, or at all."""
    if name:
        found = work.records(SourceCheck, ask.CHECKS_OF, name=name)
    else:
        found = work.records(SourceCheck, ask.get_all(SourceCheck))
    return sorted(found, key=lambda each: (each.name, each.at))
