"""Every query that the Neo4j store asks, as constant text: labels and types in the product's own words.

Records are nodes named after their class. Values only ever travel as parameters.

    (Source)-[:PUBLISHED]->(Document)-[:HAS_VERSION]->(Version)-[:SAYS]->(Assertion)-[:SUPPORTS]->(Claim)
    (Document)-[:CURRENT]->(Version)            the version that speaks for the document
    (Assertion)-[:IN]->(Block)-[:HOLDS]->       whatever was derived from the block; :Stale if it must be again
    (Claim)-[:CONTRADICTS|DISPUTES|...]->(Claim), and the whole record as (Claim)<-[:FROM]-(Relation)-[:TO]->(Claim)
    (Claim)-[:ABOUT]->(Facet:Organisation|Tool|Vendor|Action|Reason|Outlet|...)
    (Claim)-[:HAS_TRAIL]->(Trail)-[:PASSES]->(Node)-[:RESTS_ON]->(Node:Origin), (Node)-[:IS]->(Document)
    (Timeline)-[:STEP {position, state}]->(Claim)
    (Relation|Timeline)-[:COUNTED_AS]->(Tally)  how many there are of each kind and subtype, or number of steps
    (SourceCheck)                               one look at a source, by its name; no part of the graph
"""

from collections.abc import Mapping
from typing import Final, get_args

from graph.model import Claim, Question, Relation, RelationKind, Timeline, Trail
from graph.store.rules import NAMED

SCHEMA_VERSION: Final = 3
_UNIQUE: Final = (
    "Source", "Document", "Version", "Assertion", "Claim", "Relation", "Trail", "Judgement", "Issue", "Block",
    "Facet", "SourceCheck", "Tally",
)  # fmt: skip
SCHEMA: Final = (
    "CREATE CONSTRAINT walkback_schema IF NOT EXISTS FOR (n:Walkback) REQUIRE n.name IS UNIQUE",
    *(
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in _UNIQUE
    ),
    "CREATE INDEX claim_order IF NOT EXISTS FOR (n:Claim) ON (n.order)",
    "CREATE INDEX claim_event IF NOT EXISTS FOR (n:Claim) ON (n.event)",
    "CREATE INDEX relation_kind IF NOT EXISTS FOR (n:Relation) ON (n.kind)",
    "CREATE INDEX relation_place IF NOT EXISTS FOR (n:Relation) ON (n.place)",
    "CREATE INDEX relation_from IF NOT EXISTS FOR (n:Relation) ON (n.from_claim)",
    "CREATE INDEX relation_to IF NOT EXISTS FOR (n:Relation) ON (n.to_claim)",
    "CREATE INDEX question_id IF NOT EXISTS FOR (n:Question) ON (n.id)",
    "CREATE INDEX question_organisation IF NOT EXISTS FOR (n:Question) ON (n.organisation)",
    "CREATE INDEX timeline_id IF NOT EXISTS FOR (n:Timeline) ON (n.id)",
    "CREATE INDEX timeline_place IF NOT EXISTS FOR (n:Timeline) ON (n.place)",
    "CREATE INDEX tally_record IF NOT EXISTS FOR (n:Tally) ON (n.record)",
    "CREATE INDEX stale_id IF NOT EXISTS FOR (n:Stale) ON (n.id)",
    "CREATE TEXT INDEX block_name IF NOT EXISTS FOR (n:Block) ON (n.name)",
    "CREATE INDEX check_name IF NOT EXISTS FOR (n:SourceCheck) ON (n.name)",
    "CREATE INDEX trail_event IF NOT EXISTS FOR (n:Trail) ON (n.event)",
    "CREATE INDEX timeline_organisation IF NOT EXISTS FOR (n:Timeline) ON (n.organisation)",
    """CREATE FULLTEXT INDEX claim_words IF NOT EXISTS FOR (n:Claim) ON EACH [n.words]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'english'}}""",
)
FOUND_SCHEMA: Final = "OPTIONAL MATCH (w:Walkback) RETURN w.schema AS schema"
ANYTHING: Final = "MATCH (n) RETURN 1 AS one LIMIT 1"
SET_SCHEMA: Final = "MERGE (w:Walkback {name: 'graph'}) SET w.schema = $schema"
AWAIT_INDEXES: Final = "CALL db.awaitIndexes(300)"


def get_one(cls: type) -> str:
    """Give the query for one record by its id."""
    return f"MATCH (n:{cls.__name__} {{id: $id}}) RETURN properties(n) AS kept"


def get_all(cls: type) -> str:
    """Give the query for all records of a class."""
    return f"MATCH (n:{cls.__name__}) RETURN properties(n) AS kept"


def count_all(cls: type) -> str:
    """Give the query that counts a class; the server keeps that number."""
    return f"MATCH (n:{cls.__name__}) RETURN count(n) AS found"


def append(cls: type) -> str:
    """Give the query that adds a record unless it is there."""
    return (
        f"MERGE (n:{cls.__name__} {{id: $id}}) ON CREATE SET n += $kept, n.added = true"
        " WITH n, n.added AS added REMOVE n.added RETURN added"
    )


# What was read. Setting an id to itself changes nothing and takes the node's lock until the step ends.

LOCK_SOURCE: Final = "MERGE (n:Source {id: $id}) SET n.id = n.id RETURN properties(n) AS kept"
LOCK_DOCUMENT: Final = "MERGE (n:Document {id: $id}) SET n.id = n.id RETURN properties(n) AS kept"
SET_SOURCE: Final = "MATCH (n:Source {id: $id}) SET n = $kept"
SET_DOCUMENT: Final = """
MATCH (n:Document {id: $id}) SET n = $kept
WITH n OPTIONAL MATCH (n)<-[before:PUBLISHED]-() DELETE before
WITH DISTINCT n MATCH (s:Source {id: $source}) CREATE (s)-[:PUBLISHED]->(n)
"""
BLOCKS_OF_SOURCE: Final = """
MATCH (:Source {id: $id})-[:PUBLISHED]->(:Document)-[:CURRENT]->(:Version)-[:SAYS]->(:Assertion)-[:IN]->(b:Block)
RETURN DISTINCT b.name AS block
"""
BLOCKS_OF_DOCUMENT: Final = """
MATCH (:Document {id: $id})-[:CURRENT]->(:Version)-[:SAYS]->(:Assertion)-[:IN]->(b:Block)
RETURN DISTINCT b.name AS block
"""
BLOCKS_OF_VERSIONS: Final = """
MATCH (v:Version)-[:SAYS]->(:Assertion)-[:IN]->(b:Block) WHERE v.id IN $ids RETURN DISTINCT b.name AS block
"""
ADD_VERSION: Final = """
MATCH (d:Document {id: $document})
CREATE (d)-[:HAS_VERSION]->(v:Version) SET v = $kept, v.seen_at = $kept.fetched_at, v.read_by = ''
"""
FETCHED_AGAIN: Final = """
MATCH (v:Version {id: $id})
SET v.fetched_at = CASE WHEN v.fetched_at <= $at THEN v.fetched_at ELSE coalesce($at, v.fetched_at) END,
    v.seen_at = CASE WHEN v.seen_at >= $at THEN v.seen_at ELSE coalesce($at, v.seen_at) END
RETURN v.id AS id
"""
LOCK_DOCUMENT_OF: Final = """
MATCH (d:Document)-[:HAS_VERSION]->(v:Version {id: $id}) SET d.id = d.id
RETURN properties(v) AS kept, EXISTS { (d)-[:CURRENT]->(v) } AS speaks
"""
SAID: Final = """
MATCH (:Version {id: $id})-[:SAYS]->(a:Assertion)-[:IN]->(b:Block)
RETURN properties(a) AS kept, b.name AS block
"""
FORGET_ASSERTIONS: Final = """
UNWIND $rows AS id MATCH (:Version {id: $version})-[:SAYS]->(a:Assertion {id: id}) DETACH DELETE a
"""
ENSURE_BLOCKS: Final = """
UNWIND $rows AS row MERGE (b:Block {id: row.id}) ON CREATE SET b.name = row.name, b.revision = 0
"""
ADD_ASSERTIONS: Final = """
MATCH (v:Version {id: $version}) UNWIND $rows AS row MATCH (b:Block {id: row.block})
CREATE (v)-[:SAYS]->(a:Assertion)-[:IN]->(b) SET a = row.kept, a.says = row.says
"""
READ_BY: Final = "MATCH (v:Version {id: $id}) SET v.read_by = $extractor"
SPEAKING: Final = """
MATCH (d:Document {id: $document})-[:CURRENT]->(v:Version)
RETURN v.id AS id, v{.id, .published, .published_at, .seen_at} AS kept
"""
WAS_READ: Final = """
MATCH (v:Version {id: $id}) WHERE v.read_by <> '' RETURN v{.id, .published, .published_at, .seen_at} AS kept
"""
LET_SPEAK: Final = """
MATCH (d:Document {id: $document}), (v:Version {id: $id})
OPTIONAL MATCH (d)-[before:CURRENT]->() DELETE before
WITH DISTINCT d, v CREATE (d)-[:CURRENT]->(v)
"""
MARK_STALE: Final = """
UNWIND $rows AS row MERGE (b:Block {id: row.id}) ON CREATE SET b.name = row.name, b.revision = 0
SET b:Stale, b.revision = b.revision + 1
"""
UNREAD: Final = """
MATCH (v:Version) WHERE v.id > $last AND v.read_by <> $extractor RETURN v.id AS id ORDER BY v.id LIMIT $limit
"""
DOCUMENTS: Final = "MATCH (d:Document) WHERE d.id > $last RETURN d.id AS id ORDER BY d.id LIMIT $limit"
FOLDERS: Final = """
UNWIND $rows AS id MATCH (d:Document {id: id}) OPTIONAL MATCH (d)-[:HAS_VERSION]->(v:Version)
OPTIONAL MATCH (v)-[:SAYS]->(a:Assertion)-[:IN]->(b:Block)
WITH d, v, collect({kept: properties(a), block: b.name}) AS said
RETURN properties(d) AS document, collect({kept: properties(v), said: said}) AS versions
"""
LOCK_DOCUMENTS: Final = """
UNWIND $rows AS id MERGE (n:Document {id: id}) SET n.id = n.id RETURN n.id AS id, size(keys(n)) = 1 AS new
"""
THERE: Final = "UNWIND $rows AS id MATCH (s:Source {id: id}) RETURN s.id AS id"
ADD_DOCUMENTS: Final = """
UNWIND $rows AS row MATCH (n:Document {id: row.id}), (s:Source {id: row.source})
SET n = row CREATE (s)-[:PUBLISHED]->(n)
"""
ADD_VERSIONS: Final = """
UNWIND $rows AS row MATCH (d:Document {id: row.kept.document})
CREATE (d)-[:HAS_VERSION]->(v:Version) SET v = row.kept, v.seen_at = row.seen_at, v.read_by = row.read_by
"""
ADD_ALL_ASSERTIONS: Final = """
UNWIND $rows AS row MATCH (v:Version {id: row.kept.version}), (b:Block {id: row.block})
CREATE (v)-[:SAYS]->(a:Assertion)-[:IN]->(b) SET a = row.kept, a.says = row.says
"""
SPEAK: Final = """
UNWIND $rows AS row MATCH (d:Document {id: row.document}), (v:Version {id: row.id}) CREATE (d)-[:CURRENT]->(v)
"""
VERSIONS_OF: Final = "MATCH (:Document {id: $id})-[:HAS_VERSION]->(n:Version) RETURN properties(n) AS kept"
READING: Final = """
MATCH (s:Source)-[:PUBLISHED]->(d:Document)-[:HAS_VERSION]->(v:Version {id: $id})
OPTIONAL MATCH (v)-[:SAYS]->(a:Assertion)
WITH s, d, v, collect(properties(a)) AS said
RETURN properties(s) AS source, properties(d) AS document, properties(v) AS version, said
"""

# What follows from it.

_COUNTS: Final = "EXISTS { (b)<-[:IN]-(:Assertion)<-[:SAYS]-(:Version)<-[:CURRENT]-(:Document) }"
BLOCKS: Final = f"""
MATCH (b:Block) WHERE b.id > $last AND (b:Stale OR {_COUNTS})
RETURN b.id AS id, b.name AS block ORDER BY b.id LIMIT $limit
"""
BLOCKS_FROM: Final = f"""
MATCH (b:Block) WHERE b.name STARTS WITH $begins AND {_COUNTS} RETURN b.name AS block
"""
STALE: Final = """
MATCH (b:Stale) WHERE b.id > $last RETURN b.id AS id, b.name AS block ORDER BY b.id LIMIT $limit
"""
STALE_AMONG: Final = "UNWIND $rows AS id MATCH (b:Stale {id: id}) RETURN id"
REVISION: Final = "MATCH (b:Block {id: $id}) RETURN b.revision AS revision"
READINGS: Final = """
MATCH (:Block {id: $id})<-[:IN]-(a:Assertion)<-[:SAYS]-(v:Version)<-[:CURRENT]-(d:Document)<-[:PUBLISHED]-(s:Source)
WITH s, d, v, collect(properties(a)) AS said
RETURN properties(s) AS source, properties(d) AS document, properties(v) AS version, said
"""
LOCK_BLOCKS: Final = """
UNWIND $rows AS row MERGE (b:Block {id: row.id}) ON CREATE SET b.name = row.name, b.revision = 0
SET b.id = b.id RETURN b.name AS block, b.revision AS revision
"""
DERIVED_IN: Final = "UNWIND $rows AS id MATCH (:Block {id: id})-[:HOLDS]->(n) DETACH DELETE n"
MOVED_CLAIMS: Final = """
UNWIND $rows AS id MATCH (b:Stale)-[:HOLDS]->(:Claim {id: id}) WITH DISTINCT b SET b.id = b.id RETURN b.id AS id
"""
MOVED_RELATIONS: Final = """
UNWIND $rows AS id MATCH (b:Stale)-[:HOLDS]->(:Relation {id: id}) WITH DISTINCT b SET b.id = b.id RETURN b.id AS id
"""
ADD_CLAIMS: Final = """
UNWIND $rows AS row MATCH (b:Block {id: row.block})
CREATE (b)-[:HOLDS]->(c:Claim) SET c = row.kept, c.words = row.words, c.order = row.order
"""
SUPPORT: Final = """
UNWIND $rows AS row MATCH (c:Claim {id: row.claim}), (a:Assertion {id: row.assertion}) CREATE (a)-[:SUPPORTS]->(c)
"""
QUOTED: Final = """
UNWIND $rows AS id MATCH (v:Version)-[:SAYS]->(a:Assertion {id: id}) RETURN id, a.says AS says, v.title AS title
"""
PUBLISHERS: Final = """
UNWIND $rows AS id MATCH (s:Source)-[:PUBLISHED]->(:Document {id: id}) RETURN id, s.name AS name
"""
FACET_LABELS: Final[Mapping[str, str]] = {
    "organisation": "Organisation", "organisation_type": "OrganisationType", "tool": "Tool", "vendor": "Vendor",
    "action": "Action", "reason": "Reason", "source": "Outlet", "relation": "RelationKind", "year": "Year",
}  # fmt: skip


def values_of(facet: str) -> str:
    """Give the query for all values of a facet that a claim has."""
    return f"MATCH (f:{FACET_LABELS[facet]}) WHERE EXISTS {{ (f)<-[:ABOUT]-() }} RETURN f.name AS name"


# A label cannot be a parameter in every version that we speak to: each row takes the branch of its facet.
ADD_FACETS: Final = (
    "UNWIND $rows AS row MERGE (f:Facet {id: row.id}) ON CREATE SET f.facet = row.facet, f.name = row.name"
    + "".join(
        f" FOREACH (_ IN CASE row.facet WHEN '{facet}' THEN [1] ELSE [] END | SET f:{label})"
        for facet, label in FACET_LABELS.items()
    )
)
ABOUT: Final = """
UNWIND $rows AS row MATCH (c:Claim {id: row.claim}), (f:Facet {id: row.facet}) CREATE (c)-[:ABOUT]->(f)
"""
ADD_RELATIONS: Final = """
UNWIND $rows AS row MATCH (b:Block {id: row.block}), (t:Tally {id: row.tally})
CREATE (b)-[:HOLDS]->(r:Relation)-[:COUNTED_AS]->(t) SET r = row.kept, r.place = row.place
WITH r, row MATCH (one:Claim {id: row.kept.from_claim}), (other:Claim {id: row.kept.to_claim})
CREATE (one)<-[:FROM]-(r)-[:TO]->(other)
"""
DRAW_RELATIONS: Final[Mapping[str, str]] = {
    kind: "UNWIND $rows AS row MATCH (one:Claim {id: row.from_claim}), (other:Claim {id: row.to_claim})"
    f" CREATE (one)-[:{kind.upper()} {{id: row.id, why: row.why}}]->(other)"
    for kind in get_args(RelationKind)
}
# What other blocks keep of a block's claims: relations across the cut of a long history.
FROM_BESIDE: Final = """
UNWIND $rows AS id MATCH (r:Relation {from_claim: id}) RETURN properties(r) AS kept
"""
TO_BESIDE: Final = """
UNWIND $rows AS id MATCH (r:Relation {to_claim: id}) RETURN properties(r) AS kept
"""
TIE_RELATIONS: Final = """
UNWIND $rows AS row MATCH (r:Relation {id: row.id}), (one:Claim {id: row.from_claim}), (other:Claim {id: row.to_claim})
MERGE (one)<-[:FROM]-(r) MERGE (r)-[:TO]->(other)
"""
ADD_TIMELINES: Final = """
UNWIND $rows AS row MATCH (b:Block {id: row.block}), (n:Tally {id: row.tally})
CREATE (b)-[:HOLDS]->(t:Timeline)-[:COUNTED_AS]->(n) SET t = row.kept, t.place = row.place
WITH t, row UNWIND row.steps AS step MATCH (c:Claim {id: step.claim})
CREATE (t)-[:STEP {position: step.position, state: step.state, change: step.change}]->(c)
"""
ADD_TRAILS: Final = """
UNWIND $rows AS row MATCH (b:Block {id: row.block}) CREATE (b)-[:HOLDS]->(t:Trail) SET t = row.kept, t.id = row.id
WITH b, t, row UNWIND row.nodes AS node
CREATE (t)-[:PASSES]->(n:Node)<-[:HOLDS]-(b) SET n = node
FOREACH (_ IN CASE WHEN node.evidence = '' THEN [] ELSE [1] END | SET n:Origin)
WITH n, node MATCH (d:Document {id: node.document}) CREATE (n)-[:IS]->(d)
"""
REST_ON: Final = """
UNWIND $rows AS row MATCH (t:Trail {id: row.trail})
MATCH (t)-[:PASSES]->(below:Node {id: row.below}), (t)-[:PASSES]->(above:Node {id: row.above})
CREATE (below)-[:RESTS_ON {kinds: row.kinds}]->(above)
"""
FOLLOW: Final = """
UNWIND $rows AS row MATCH (t:Trail {id: row.id})
MATCH (c:Claim {event: row.event}) USING INDEX c:Claim(event) WHERE EXISTS { (c)<-[:HOLDS]-(:Block {id: row.block}) }
CREATE (c)-[:HAS_TRAIL]->(t)
"""
DERIVED_AS: Final[Mapping[type, str]] = {
    cls: f"MATCH (:Block {{id: $id}})-[:HOLDS]->(n:{cls.__name__}) RETURN properties(n) AS kept"
    for cls in (Claim, Relation, Timeline, Trail, Question)
}
FRESH: Final = "UNWIND $rows AS id MATCH (b:Block {id: id}) REMOVE b:Stale"
NAMED_SO: Final[Mapping[type, str]] = {
    cls: f"MATCH (n:{cls.__name__} {{{name}: $id}}) RETURN properties(n) AS kept LIMIT 1"
    for cls, name in NAMED.values()
}
BEGINNING: Final[Mapping[type, str]] = {
    cls: f"MATCH (n:{cls.__name__}) WHERE n.{name} STARTS WITH $id RETURN properties(n) AS kept LIMIT 1"
    for cls, name in NAMED.values()
}
COUNT_BEGINNING: Final[Mapping[type, str]] = {
    cls: f"MATCH (n:{cls.__name__}) WHERE n.{name} STARTS WITH $id RETURN count(n) AS found"
    for cls, name in NAMED.values()
}
RELATIONS_OF_KINDS: Final = "MATCH (n:Relation) WHERE n.kind IN $kinds RETURN properties(n) AS kept"
RELATIONS_OF_CLAIM: Final = """
MATCH (n:Relation {from_claim: $claim}) RETURN properties(n) AS kept
UNION MATCH (n:Relation {to_claim: $claim}) RETURN properties(n) AS kept
"""
TIMELINES_OF: Final = "MATCH (n:Timeline {organisation: $organisation}) RETURN properties(n) AS kept"
QUESTIONS_OF: Final = "MATCH (n:Question {organisation: $organisation}) RETURN properties(n) AS kept"
ADD_QUESTIONS: Final = """
UNWIND $rows AS row MATCH (b:Block {id: row.block}) CREATE (b)-[:HOLDS]->(q:Question) SET q = row.kept
WITH q, row MATCH (v:Version {id: row.kept.version}) CREATE (v)-[:LEAVES_OPEN]->(q)
"""
READINGS_ON: Final = """
MATCH (:Block {id: $id})<-[:IN]-(:Assertion)<-[:SAYS]-(:Version)<-[:HAS_VERSION]-(d:Document)
WITH DISTINCT d MATCH (d)-[:HAS_VERSION]->(v:Version) WHERE v.read_by <> ''
RETURN d.id AS document, collect(properties(v)) AS versions
"""
SAID_IN: Final = """
UNWIND $rows AS id MATCH (s:Source)-[:PUBLISHED]->(d:Document)-[:HAS_VERSION]->(v:Version {id: id})
MATCH (v)-[:SAYS]->(a:Assertion)-[:IN]->(:Block {id: $block})
WITH s, d, v, collect(properties(a)) AS said
RETURN properties(s) AS source, properties(d) AS document, properties(v) AS version, said
"""
TRAIL_OF: Final = "MATCH (n:Trail {id: $id}) RETURN properties(n) AS kept"
BLOCK_OF_CLAIM: Final = """
MATCH (b:Block)-[:HOLDS]->(c:Claim {id: $id}) RETURN b.name AS block, c.event AS event
"""

# How its sources are.

KEEP_CHECK: Final = "MERGE (n:SourceCheck {id: $id}) SET n = $kept"
FORGET_CHECKS: Final = "MATCH (n:SourceCheck {name: $name}) WITH n ORDER BY n.at DESC SKIP $kept DELETE n"
CHECKS_OF: Final = "MATCH (n:SourceCheck {name: $name}) RETURN properties(n) AS kept"
