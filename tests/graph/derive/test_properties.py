"""What holds in every world of sources, copies and corrections, and the proof that each check can fail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.derive import derive
from graph.derive.given import given as readings_given
from graph.model import Derived, Reading, Relation, RelationId, Trail

OUTLETS = {
    "Pewter Dispatch": "pewter",
    "Finch Evening": "pewter",
    "Otter Ledger": "",
    "Tin Lantern": "",
    "Thimble Wire": "",
}
ACTIONS = ["ban", "restrict", "require_approval", "allow", "lift", "deny"]
TOOLS = [["ChatGPT"], ["ChatGPT", "Quillo"], ["Quillo"], ["category:chatbots"]]
SOURCES = [
    ["self"],
    ["Norvane Bank memo"],
    ["Ilse Corran"],
    ["person familiar with the matter"],
    ["chat rooms"],
]
SOURCES += [["The Information"], *([outlet] for outlet in OUTLETS), ["Tin Lantern", "Norvane Bank memo"]]
SCOPES: list[dict[str, Any]] = [
    {},
    {"type": "employees", "text": "all staff", "universal": True},
    {"type": "unit", "text": "only the trading floor", "exclusive": True},
    {"type": "unit", "text": "the research department"},
]
REASONS = [[], ["data_leak"], ["cost"]]
SAID = [
    "{org} did it.",
    "{org} has not banned ChatGPT.",
    "It has nothing to do with cost.",
    "The ban remains in force.",
]
DAYS = st.integers(1, 28).map(lambda day: f"2025-03-{day:02}")
CHECKED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def claims(draw: st.DrawFn, number: int = 1) -> dict[str, Any]:
    action = draw(st.sampled_from(ACTIONS))
    modalities = (
        ["denial"]
        if action == "deny"
        else ["fact_reported"] * 4 + ["opinion", "prediction", "question", "denial"]
    )
    claim: dict[str, Any] = {
        "id": f"c{number}",
        "org": "Norvane Bank",
        "action": action,
        "tools": draw(st.sampled_from(TOOLS)),
        "attribution": draw(st.sampled_from(SOURCES)),
        "modality": draw(st.sampled_from(modalities)),
        "reasons": [{"category": each, "text": each} for each in draw(st.sampled_from(REASONS))],
        "quote": draw(st.sampled_from(SAID)).format(org=f"Claim {number}: Norvane Bank"),
        "scope": draw(st.sampled_from(SCOPES)),
    }
    if draw(st.booleans()):
        claim["event_date"] = draw(DAYS)
    if draw(st.integers(0, 4)) == 0:
        claim["reasons"].append(
            {"category": "competition", "text": "rivals", "stated_by": "author", "stance": "alternative"}
        )
    return claim


@st.composite
def worlds(draw: st.DrawFn) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Pages by several outlets: some link to earlier ones, some copy them, some take them back."""
    pages: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for number in range(draw(st.integers(1, 6))):
        told = [draw(claims(index)) for index in range(1, draw(st.integers(1, 2)) + 1)]
        outlet = draw(st.sampled_from(sorted(OUTLETS)))
        earlier = draw(st.sampled_from(pages))[0] if pages and draw(st.booleans()) else None
        page = page_of(number, outlet, draw(DAYS), told)
        if earlier and draw(st.booleans()):
            page["links"] = [earlier["url"]]
        elif earlier and draw(st.booleans()):
            page["text"] = f"{earlier['text']} {page['text'][-80:]}"
        elif earlier:
            page |= {
                "url": earlier["url"],
                "outlet": earlier["outlet"],
                "kind": "correction",
                "title": "(corrected)",
            }
        page["kind"] = page.get("kind") or draw(
            st.sampled_from(["report", "aggregation", "commentary", "primary"])
        )
        pages.append((page, told))
    return pages


def page_of(number: int, outlet: str, day: str, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    filler = " ".join(f"w{number}x{index}" for index in range(30))
    return {
        "id": f"p{number}",
        "url": f"http://page.test/{number}",
        "outlet": outlet,
        "family": OUTLETS.get(outlet, ""),
        "published": day,
        "text": " ".join([filler, *(each["quote"] for each in told)]),
    }


def read(pages: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> tuple[Reading, ...]:
    return readings_given([page for page, _ in pages], {page["id"]: told for page, told in pages}).readings


# the checks: each gives what is wrong, nothing if all is well --------------------------------------


def misplaced(derived: Derived, readings: Sequence[Reading]) -> list[str]:
    """Assertions that are not in exactly one claim, claims without exactly one trail."""
    wanted = sorted(each.id for reading in readings for each in reading.assertions)
    placed = sorted(each for claim in derived.claims for each in claim.assertions)
    events = sorted({claim.event for claim in derived.claims})
    trails = sorted(trail.event for trail in derived.trails)
    return [f"{wanted} against {placed}"] * (wanted != placed) + [f"{events} against {trails}"] * (
        events != trails
    )


def bad_contradictions(derived: Derived, readings: Sequence[Reading]) -> list[str]:
    """Contradictions with itself, inside a page, stored twice, or of what is no report."""
    home = {each.id: (reading, each) for reading in readings for each in reading.assertions}
    wrong, seen = [], set()
    for each in derived.relations:
        if each.kind != "contradicts":
            continue
        (page, one), (other_page, other) = home[each.from_assertion], home[each.to_assertion]
        key = (each.subtype, frozenset((each.from_claim, each.to_claim)))
        firm = {"asserted", "reported", "denied"}
        if each.from_claim == each.to_claim or page.document.id == other_page.document.id or key in seen:
            wrong.append(each.why)
        if (
            not {one.modality, other.modality} <= firm
            or page.version.published > other_page.version.published
        ):  # type: ignore[operator]
            wrong.append(each.why)
        seen.add(key)
    return wrong


def bad_supersessions(derived: Derived, readings: Sequence[Reading]) -> list[str]:
    """Circles of supersession, and pairs that contradict as well."""
    pairs = {(each.from_claim, each.to_claim) for each in derived.relations if each.kind == "supersedes"}
    clashing = {
        frozenset((each.from_claim, each.to_claim))
        for each in derived.relations
        if each.kind == "contradicts"
    }
    wrong = [str(pair) for pair in pairs if frozenset(pair) in clashing]
    return wrong + ["circle"] * (not nx.is_directed_acyclic_graph(nx.DiGraph(list(pairs))))


def bad_quotes(derived: Derived, readings: Sequence[Reading]) -> list[str]:
    """Relations whose quotes are not the text at their offsets, or that do not say why."""
    text = {each.id: reading.version.text for reading in readings for each in reading.assertions}
    ends = [
        (text[assertion], quote, each)
        for each in derived.relations
        for assertion, quote in ((each.from_assertion, each.from_quote), (each.to_assertion, each.to_quote))
    ]
    return [
        each.why
        for body, quote, each in ends
        if body[quote.start : quote.end] != quote.exact or not each.why.endswith(".")
    ]


def bad_counts(derived: Derived, readings: Sequence[Reading]) -> list[str]:
    """Counts below one where there is a root, above what could carry them, or at odds with the bottleneck."""
    return [str(trail) for trail in derived.trails if not well_counted(trail)]


def well_counted(trail: Trail) -> bool:
    voices = [node for node in trail.nodes if node.document or node.kind == "outlet"]
    roots = {node.evidence for node in trail.nodes} - {""}
    live = [node for node in trail.nodes if node.evidence and node.kind != "withdrawn"]
    families = {node.family for node in voices} | {trail.event}
    return (
        0 <= trail.origins.certain <= trail.origins.possible <= len(voices)
        and trail.access.certain <= trail.access.possible <= len(families)
        and (trail.origins.possible == 0 or bool(roots))
        and (trail.origins.possible >= 2) == (trail.bottleneck == "" and trail.origins.possible > 0)
        and (trail.bottleneck == "" or trail.bottleneck in {node.id for node in trail.nodes})
        and (not live or any(node.kind == "withdrawn" for node in trail.nodes) or trail.origins.possible >= 1)
    )


CHECKS = [misplaced, bad_contradictions, bad_supersessions, bad_quotes, bad_counts]


@CHECKED
@given(pages=worlds())
def test_nothing_is_wrong_in_any_world(pages: Any) -> None:
    readings = read(pages)
    derived = derive(readings)
    assert {check.__name__: wrong for check in CHECKS if (wrong := check(derived, readings))} == {}


@CHECKED
@given(pages=worlds(), order=st.randoms(use_true_random=False))
def test_the_order_of_readings_changes_nothing(pages: Any, order: Any) -> None:
    readings = list(read(pages))
    first = derive(readings)
    order.shuffle(readings)
    shuffled = [
        replace(each, assertions=tuple(order.sample(each.assertions, len(each.assertions))))
        for each in readings
    ]
    assert derive(shuffled) == first


@CHECKED
@given(pages=worlds(), choice=st.integers(0, 100))
def test_an_echo_raises_nothing(pages: Any, choice: int) -> None:
    worlds_compared = with_echo(pages, choice)
    assume(comparable(*worlds_compared))
    assert raised(*worlds_compared) == []


def with_echo(pages: Any, choice: int, sources: Sequence[str] = ()) -> tuple[Derived, Derived, str]:
    """Derive a world without and with one more page that repeats an assertion and links to its page."""
    page, told = pages[choice % len(pages)]
    claim = told[choice % len(told)] | {"id": "c1", "attribution": list(sources) or [page["outlet"]]}
    kind = "report" if sources else "aggregation"
    echo = page_of(99, "Snackfeed Tech", "2025-04-02", [claim]) | {"links": [page["url"]], "kind": kind}
    before, after = read(pages), read([*pages, (echo, [claim])])
    index = [each["id"] for each, _ in pages].index(page["id"])
    return derive(before), derive(after), before[index].assertions[choice % len(told)].id


def raised(before: Derived, after: Derived, assertion: str) -> list[str]:
    """Give the counts that one more page raised in the event of an assertion."""
    old, new = (event_of(derived, assertion)[1] for derived in (before, after))
    pairs = [(old.origins, new.origins), (old.access, new.access)]
    return [f"{a} to {b}" for a, b in pairs if b.certain > a.certain or b.possible > a.possible]


def comparable(before: Derived, after: Derived, assertion: str) -> bool:
    """Tell whether the one more page joined the event of an assertion and changed nothing else in it."""
    old, new = (event_of(derived, assertion)[0] for derived in (before, after))
    return new > old and len(new - old) == 1


def event_of(derived: Derived, assertion: str) -> tuple[frozenset[str], Trail]:
    claim = next(each for each in derived.claims if assertion in each.assertions)
    members = frozenset(
        one for each in derived.claims if each.event == claim.event for one in each.assertions
    )
    return members, next(trail for trail in derived.trails if trail.event == claim.event)


# proof that the checks can fail --------------------------------------------------------------------


@pytest.fixture
def readings(page: Callable[..., Any], says: Callable[..., Any]) -> tuple[Reading, ...]:
    """A world with a clash, a lift, two origins and a forecast."""
    pages = [
        page("Pewter Dispatch", "2025-03-04", says("ban", on="2025-03-01", sources=["Norvane Bank memo"])),
        page("Otter Ledger", "2025-03-05", says("require_approval", sources=["Ilse Corran"])),
        page(
            "Tin Lantern",
            "2025-03-20",
            says("lift", on="2025-03-20"),
            says("ban", modality="prediction", quote="Soon?"),
        ),
    ]
    return read(pages)


@pytest.fixture
def sound(readings: tuple[Reading, ...]) -> Derived:
    """What follows from it, in which nothing is wrong."""
    derived = derive(readings)
    assert [check(derived, readings) for check in CHECKS] == [[]] * len(CHECKS)
    return derived


def changed(derived: Derived, kind: str, **values: Any) -> Derived:
    """Break the relations of one kind."""
    return replace(
        derived,
        relations=tuple(replace(each, **values) if each.kind == kind else each for each in derived.relations),
    )


def turned(each: Relation) -> Relation:
    return replace(each, id=RelationId("r-turned"), from_claim=each.to_claim, to_claim=each.from_claim)


def test_a_lost_assertion_is_noticed(sound: Derived, readings: tuple[Reading, ...]) -> None:
    assert misplaced(replace(sound, claims=sound.claims[1:]), readings)
    assert misplaced(replace(sound, claims=(*sound.claims, sound.claims[0])), readings)
    assert misplaced(replace(sound, trails=()), readings)


def test_a_clash_inside_a_page_or_with_a_forecast_is_noticed(
    sound: Derived, readings: tuple[Reading, ...]
) -> None:
    first = readings[0].assertions[0].id
    forecast = readings[2].assertions[1].id
    assert bad_contradictions(
        changed(sound, "contradicts", from_assertion=first, to_assertion=first), readings
    )
    assert bad_contradictions(
        changed(sound, "contradicts", from_assertion=first, to_assertion=forecast), readings
    )
    doubled = tuple(turned(each) for each in sound.relations if each.kind == "contradicts")
    assert bad_contradictions(replace(sound, relations=sound.relations + doubled), readings)


def test_a_circle_of_supersession_is_noticed(sound: Derived, readings: tuple[Reading, ...]) -> None:
    back = tuple(turned(each) for each in sound.relations if each.kind == "supersedes")
    assert back
    assert bad_supersessions(replace(sound, relations=sound.relations + back), readings)
    both = tuple(replace(each, kind="contradicts") for each in back)
    assert bad_supersessions(replace(sound, relations=sound.relations + both), readings)


def test_an_invented_quote_is_noticed(sound: Derived, readings: tuple[Reading, ...]) -> None:
    quote = replace(sound.relations[0].from_quote, exact="nobody wrote this")
    assert bad_quotes(changed(sound, sound.relations[0].kind, from_quote=quote), readings)


def test_a_wrong_count_is_noticed(sound: Derived, readings: tuple[Reading, ...]) -> None:
    two = next(trail for trail in sound.trails if trail.origins.possible == 2)
    for broken in (
        replace(two, bottleneck=two.nodes[0].id),
        replace(two, origins=replace(two.origins, possible=9)),
        replace(two, origins=replace(two.origins, certain=0, possible=0)),
        replace(two, access=replace(two.access, certain=9, possible=9)),
    ):
        assert bad_counts(replace(sound, trails=(broken,)), readings)


def test_an_order_of_input_that_names_things_is_noticed(readings: tuple[Reading, ...]) -> None:
    def careless(pages: Sequence[Reading]) -> Derived:
        """Derive each reading alone, so that grouping follows the input."""
        return replace(
            derive(pages), claims=tuple(claim for page in pages for claim in derive([page]).claims)
        )

    assert careless(readings) != careless(readings[::-1])


def test_a_page_with_evidence_of_its_own_is_no_echo(
    page: Callable[..., Any], says: Callable[..., Any]
) -> None:
    pages = [page("Pewter Dispatch", "2025-03-04", says("ban", sources=["Norvane Bank memo"]))]
    assert raised(*with_echo(pages, 0)) == []
    assert raised(*with_echo(pages, 0, sources=["Ilse Corran"]))
