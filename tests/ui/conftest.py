"""A small world of invented pages in a real store: an approval rule, an echo, a dispute, a clash, a lift."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.model import (
    Assertion,
    AssertionId,
    Block,
    Claim,
    ClaimId,
    Count,
    Derived,
    Document,
    EventId,
    Hop,
    PartialDate,
    Quote,
    Reason,
    Relation,
    RelationId,
    Scope,
    Source,
    Status,
    Step,
    Timeline,
    Trail,
    TrailEdge,
    TrailNode,
    Version,
    content_id,
    document_id,
    quote_of,
    source_id,
    version_id,
)
from graph.store import Store
from graph.store.sqlite import open_sqlite

FETCHED = datetime(2026, 9, 12, 8, 0, tzinfo=UTC)
BLOCK = Block("Harbour Mutual|Claude Code")
TOOLS = ("Claude Code", "Codex")


class World:
    """Adds pages and what they say to a store, and remembers both by name."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.pages: dict[str, tuple[Document, Version]] = {}
        self.assertions: dict[str, Assertion] = {}

    def page(
        self, name, outlet, title, text, published, author="", kind="report", source_kind="outlet", url=""
    ):
        source = Source(source_id(outlet), outlet, source_kind)
        url = url or f"http://{name}.test/{name}.html"
        document = Document(document_id(url), url, source.id, kind)
        dated = PartialDate.parse(published, "page") if published else None
        number = version_id(document.id, title, text, dated)
        version = Version(number, document.id, title, text, author, dated, fetched_at=FETCHED, language="en")
        self.store.save_source(source)
        self.store.save_version(document, version)
        self.pages[name] = document, version
        return version

    def words(self, page: str, exact: str) -> Quote:
        text = self.pages[page][1].text
        start = text.index(exact)
        return quote_of(text, start, start + len(exact))

    def says(self, name, page, exact, action, state, organisation="Harbour Mutual", tools=TOOLS, **slots):
        version = self.pages[page][1]
        assertion = Assertion(
            AssertionId(content_id("a", page, exact, action)),
            version.id,
            organisation,
            action,
            self.words(page, exact),
            organisation_type="company",
            state=state,
            tools=tools,
            extractor="test",
            **slots,
        )
        self.assertions[name] = assertion
        return assertion

    def save(self, block: Block, derived: Derived) -> None:
        by_version: dict[str, list[Assertion]] = {}
        for assertion in self.assertions.values():
            by_version.setdefault(assertion.version, []).append(assertion)
        for version, assertions in by_version.items():
            self.store.save_assertions(version, "test", assertions, [block] * len(assertions))
        self.store.save_derived(block, derived)

    def claim(self, number: str, *names: str, status: Status | None = None, **fields) -> Claim:
        said = [self.assertions[name] for name in names]
        documents = [next(d for d, v in self.pages.values() if v.id == each.version) for each in said]
        published = [v.published for _, v in self.pages.values() if v.id in {each.version for each in said}]
        first = said[0]
        return Claim(
            ClaimId(f"c-{number * 16}"[:18]),
            EventId("e-1"),
            first.organisation,
            first.organisation_type,
            first.action,
            first.state,
            first.tools,
            tuple(each.id for each in said),
            tuple(dict.fromkeys(document.id for document in documents)),
            unit=first.unit,
            scope=first.scope,
            effective=first.effective,
            known=min((each.first for each in published if each), default=None),
            reasons=tuple(reason for each in said for reason in each.reasons),
            modality=first.modality if first.modality != "asserted" else "reported",
            status=status or Status("single_origin"),
            **fields,
        )


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.db"
    with open_sqlite(path, create=True) as store:
        _harbour(World(store))
    return path


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with open_sqlite(database, read_only=True) as store:
        yield store


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[Callable[[], World]]:
    opened = []

    def make() -> World:
        opened.append(open_sqlite(tmp_path / f"world{len(opened)}.db", create=True))
        return World(opened[-1])

    yield make
    for store in opened:
        store.close()


def _harbour(world: World) -> None:
    _pages(world)
    _assertions(world)
    approval = world.claim("a", "approval", "retold", status=Status("contested", "two outlets differ"))
    everyone = world.claim("b", "everyone", status=Status("contested", "two outlets differ"))
    opinion = world.claim("c", "pretext")
    lifted = world.claim("d", "lifted")
    world.save(
        BLOCK,
        Derived(
            (approval, everyone, opinion, lifted),
            (
                _relation(world, "contradicts", "population", (approval, "approval"), (everyone, "everyone"),
                          ("population",), "One says some engineers, the other says all staff."),
                _relation(world, "disputes", "reason", (opinion, "pretext"), (approval, "approval"),
                          ("reasons",), "Ada Quill doubts the stated reason."),
                _relation(world, "supersedes", "lifts", (lifted, "lifted"), (approval, "approval"),
                          ("state",), "Later, the rule was lifted."),
            ),
            (_timeline(approval, lifted),),
            (_trail(world),),
        ),
    )  # fmt: skip


def _pages(world: World) -> None:
    world.page(
        "ledger", "Morning Ledger", "Insurer puts a gate before coding agents",
        "Engineers in Harbour Mutual’s tariff team need an approval before they use Claude Code or Codex, "
        "The Quay Post reported.\nThe insurer fears that tariffs leak into foreign models.",
        "2026-06-30", "Tom Weir",
    )  # fmt: skip
    world.page(
        "dockside", "Dockside Daily", "Ask first at Harbour Mutual",
        "All staff of Harbour Mutual must ask before using Claude Code or Codex, "
        "according to Morning Ledger.",
        "2026-07-01", kind="aggregation",
    )  # fmt: skip
    world.page(
        "pier", "Pier Notes", "A gate with a price tag",
        "Harbour Mutual wants its tariff engineers to ask before they use Claude Code or Codex, "
        "as Morning Ledger has it.\nLeaks are a pretext: the insurer wants to sell its own assistant.",
        "2026-07-02", "Ada Quill", kind="commentary",
    )  # fmt: skip
    world.page(
        "ledger-later", "Morning Ledger", "Insurer opens the gate",
        "Harbour Mutual has lifted its approval rule for Claude Code and Codex.",
        "2026-09-10", "Tom Weir",
    )  # fmt: skip


def _assertions(world: World) -> None:
    leak = "The insurer fears that tariffs leak into foreign models."
    stated = Reason("data_leak", "tariffs leak into foreign models", quote=world.words("ledger", leak))
    doubt = "Leaks are a pretext: the insurer wants to sell its own assistant."
    other = Reason(
        "competition", "sell its own assistant", "Ada Quill", "alternative", quote=world.words("pier", doubt)
    )
    team = Scope("unit", "engineers in the tariff team")
    week = PartialDate.parse("2026-06-22/2026-06-28")
    post = world.words("ledger", "The Quay Post reported")
    told = world.words("pier", "as Morning Ledger has it")
    approval = {"action": "require_approval", "state": "APPROVAL_REQUIRED"}
    world.says(
        "approval", "ledger", world.pages["ledger"][1].text.split("\n")[0], **approval, scope=team,
        unit="Tariff team", effective=week, reasons=(stated,), chain=(Hop("The Quay Post", "outlet", post),),
    )  # fmt: skip
    world.says(
        "everyone", "dockside", world.pages["dockside"][1].text, **approval,
        scope=Scope("employees", "all staff", universal=True), chain=(Hop("Morning Ledger", "outlet", None),),
    )  # fmt: skip
    world.says(
        "retold", "pier", world.pages["pier"][1].text.split("\n")[0], **approval, scope=team,
        reasons=(other,), chain=(Hop("Morning Ledger", "outlet", told),),
    )  # fmt: skip
    world.says("pretext", "pier", doubt, **approval, modality="opinion", reasons=(other,))
    world.says("lifted", "ledger-later", world.pages["ledger-later"][1].text, "lift", "PERMITTED",
               effective=PartialDate.parse("2026-09"))  # fmt: skip


def _relation(world, kind, subtype, begins, ends, fields, why) -> Relation:
    (from_claim, from_name), (to_claim, to_name) = begins, ends
    first, second = world.assertions[from_name], world.assertions[to_name]
    number = RelationId(content_id("r", kind, from_claim.id, to_claim.id))
    return Relation(
        number, kind, subtype, from_claim.id, to_claim.id, first.id, second.id, first.quote, second.quote,
        fields, f"{kind}.{subtype}", why,
    )  # fmt: skip


def _timeline(approval: Claim, lifted: Claim) -> Timeline:
    steps = (
        Step(approval.effective, "APPROVAL_REQUIRED", "", (approval.id,)),
        Step(lifted.effective, "PERMITTED", "lifts", (lifted.id,)),
    )
    return Timeline("Harbour Mutual", TOOLS, "tariff team", steps)


def _trail(world: World) -> Trail:
    nodes = [
        TrailNode(document.id, version.title, "report", True, document.id, published=version.published.first)
        for name, (document, version) in world.pages.items()
        if name != "ledger-later" and version.published
    ]
    post = TrailNode("n-post", "The Quay Post", "outlet", False, evidence="certain")
    ledger, dockside, pier = nodes
    told = world.assertions["retold"].chain[0].cue
    return Trail(
        EventId("e-1"), (*nodes, post),
        (
            TrailEdge(post.id, ledger.id, ("attribution",), world.assertions["approval"].chain[0].cue),
            TrailEdge(ledger.id, dockside.id, ("attribution", "link")),
            TrailEdge(ledger.id, pier.id, ("attribution",), told),
        ),
        Count(1, 1), Count(1, 1), bottleneck="n-post", primary="n-post",
    )  # fmt: skip
