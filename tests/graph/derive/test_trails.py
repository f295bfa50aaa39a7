"""What an event rests on: edges, roots, independent origins, what everything hangs on."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.derive.copies import copied, repeats
from graph.derive.counting import Flow, bottleneck, independent, untied
from graph.model import Derived, Trail

Build = Callable[..., Any]
MEMO = "Norvane Bank memo"
BODY = (
    "Norvane Bank has banned ChatGPT for all staff, according to an internal memo. The memo carries the date "
    "of 3 March and says that the ban takes effect on 10 March. Exceptions are not foreseen by the bank."
)


@pytest.fixture
def trail(world: Build) -> Callable[..., Trail]:
    """Give the trail of the one event that pages tell of."""

    def build(*pages: Any) -> Trail:
        derived: Derived = world(*pages)
        (found,) = derived.trails
        return found

    return build


@pytest.fixture
def counted(trail: Build) -> Callable[..., tuple[int, int]]:
    """Give the origins of the one event that pages tell of."""

    def build(*pages: Any) -> tuple[int, int]:
        origins = trail(*pages).origins
        return origins.certain, origins.possible

    return build


@pytest.fixture
def labels() -> Callable[[Trail], dict[str, str]]:
    """Name the nodes of a trail."""
    return lambda trail: {node.id: node.label for node in trail.nodes}


def test_two_outlets_that_read_one_memo_are_one_origin_and_two_accesses(
    trail: Build, page: Build, says: Build
) -> None:
    found = trail(
        page("A One", "2025-03-04", says(sources=[MEMO])), page("B Two", "2025-03-05", says(sources=[MEMO]))
    )
    assert (found.origins.certain, found.origins.possible) == (1, 1)
    assert (found.access.certain, found.access.possible) == (2, 2)
    assert found.bottleneck == found.primary == "document:norvane bank memo"


def test_all_that_speaks_for_the_organisation_is_one_class(
    trail: Build, page: Build, says: Build, labels: Build
) -> None:
    pages = [
        page("A One", "2025-03-04", says(sources=[MEMO])),
        page("B Two", "2025-03-05", says(sources=["Norvane Bank spokesperson"])),
        page("Norvane Bank newsroom", "2025-03-06", says(), kind="primary"),
    ]
    found = trail(*pages)
    assert (found.origins.certain, found.origins.possible) == (1, 1)
    assert found.bottleneck == "class:Norvane Bank"
    assert labels(found)[found.primary] == MEMO


def test_a_named_witness_is_a_root_of_its_own(counted: Build, page: Build, says: Build) -> None:
    witness = page("B Two", "2025-03-05", says(sources=["Ilse Corran"]))
    assert counted(page("A One", "2025-03-04", says(sources=[MEMO])), witness) == (2, 2)


def test_unnamed_sources_count_at_most_and_once_per_family(counted: Build, page: Build, says: Build) -> None:
    unnamed = [says(sources=["person familiar with the matter"])]
    pages = [
        page(name, f"2025-03-0{day}", *unnamed, family="pewter") for day, name in ((4, "A One"), (5, "B Two"))
    ]
    assert counted(*pages) == (0, 1)
    assert counted(*pages, page("C Three", "2025-03-06", *unnamed)) == (0, 2)


def test_bare_assertions_count_at_most_and_commentary_never(trail: Build, page: Build, says: Build) -> None:
    bare = trail(page("A One", "2025-03-04", says()))
    assert (bare.origins.certain, bare.origins.possible) == (0, 1)
    comment = trail(page("A One", "2025-03-04", says(), kind="commentary"))
    assert (comment.origins.possible, comment.bottleneck) == (0, "")


def test_a_reporter_who_was_there_is_a_root(counted: Build, page: Build, says: Build) -> None:
    assert counted(
        page("Finch Evening", "2025-03-04", says(), text="Finch Evening watched a dozen of them.")
    ) == (1, 1)


def test_rumours_are_no_root(counted: Build, page: Build, says: Build) -> None:
    assert counted(page("A One", "2025-03-04", says(sources=["chat rooms"]))) == (0, 0)


def test_an_outlet_that_three_pages_name_is_one_node(
    trail: Build, page: Build, says: Build, labels: Build
) -> None:
    told = says(sources=["The Information"])
    found = trail(*(page(f"Outlet {name}", "2026-07-01", told) for name in "ABC"))
    assert [node.label for node in found.nodes if node.kind == "outlet"] == ["The Information"]
    assert (found.origins.certain, found.origins.possible) == (1, 1)
    assert labels(found)[found.bottleneck] == "The Information"


def test_a_chain_runs_from_page_to_outlet_to_document(trail: Build, page: Build, says: Build) -> None:
    source = page("Pewter Dispatch", "2025-03-04", says(sources=[MEMO]))
    echo = page("B Two", "2025-03-05", says(sources=["The Pewter Dispatch", MEMO]))
    found = trail(source, echo)
    ids = {node.label: node.id for node in found.nodes}
    assert {(edge.below, edge.above) for edge in found.edges} == {
        (ids["Pewter Dispatch"], ids[MEMO]),
        (ids["B Two"], ids["Pewter Dispatch"]),
    }
    assert (found.access.certain, found.origins.certain) == (1, 1)
    assert found.bottleneck == ids["Pewter Dispatch"]
    assert found.primary == ids[MEMO]


def test_a_link_makes_an_echo_of_a_page_without_sources(counted: Build, page: Build, says: Build) -> None:
    source = page("A One", "2025-03-04", says(sources=[MEMO]))
    echo = page("B Two", "2025-03-05", says(), links=[source[0]["url"] + "#top"])
    assert counted(source, echo) == (1, 1)


def test_a_page_cannot_rest_on_a_later_one(trail: Build, page: Build, says: Build) -> None:
    later = page("A One", "2025-03-09", says(sources=[MEMO]))
    early = page("B Two", "2025-03-05", says(sources=["A One"]))
    found = trail(later, early)
    assert {node.kind for node in found.nodes if not node.read} == {"document", "outlet"}


def test_a_copy_points_to_the_earlier_page_and_has_no_evidence_of_its_own(
    trail: Build, page: Build, says: Build
) -> None:
    original = page("A One", "2025-03-04", says(sources=[MEMO]), text=BODY)
    copy = page("B Two", "2025-03-06", says(sources=[MEMO]), text=BODY)
    found = trail(copy, original)
    (edge,) = [edge for edge in found.edges if "near_copy" in edge.kinds]
    labels = {node.id: node.label for node in found.nodes}
    assert (labels[edge.above], labels[edge.below]) == ("A One", "B Two")
    assert (found.access.certain, found.access.possible) == (1, 1)


def test_an_agency_in_brackets_is_a_credit(trail: Build, page: Build, says: Build) -> None:
    agency = page("Thimble Wire", "2025-03-04", says(sources=[MEMO]))
    client = page(
        "B Two", "2025-03-05", says(), text="OSTERMARK (Thimble Wire) – The bank has closed the door."
    )
    (edge,) = [edge for edge in trail(agency, client).edges if edge.kinds != ("attribution",)]
    assert edge.kinds == ("wire_credit",)
    assert edge.cue is not None
    assert edge.cue.exact == "Thimble Wire"


def test_an_agency_in_the_byline_is_a_credit_and_its_client_no_second_origin(
    trail: Build, page: Build, says: Build
) -> None:
    agency = page("Thimble Wire", "2025-03-04", says())
    client = page(
        "B Two", "2025-03-05", says(), text="The bank has closed the door.", author="Ida Marsh, Thimble Wire"
    )
    found = trail(agency, client)
    (edge,) = found.edges
    assert edge.kinds == ("wire_credit",)
    assert found.origins.possible == 1


def test_pages_that_cite_one_another_are_a_circle_and_no_origin(
    trail: Build, page: Build, says: Build
) -> None:
    one = page("Tin Lantern", "2024-05-13", says(sources=["Glasswing Report"]))
    two = page("Glasswing Report", "2024-05-13", says(sources=["Tin Lantern"]))
    found = trail(one, two)
    assert len(found.circular) == 1
    assert len(found.circular[0]) == 2
    assert (found.origins.certain, found.origins.possible, found.bottleneck) == (0, 0, "")


def test_a_correction_that_names_an_outlet_means_what_the_corrected_version_rested_on(
    trail: Build, page: Build, says: Build
) -> None:
    first = page("Tin Lantern", "2025-03-04", says("ban"))
    echo = page("B Two", "2025-03-05", says("ban"), text="Tin Lantern writes so.", url="http://b.test/1")
    again = page("Tin Lantern", "2025-03-06", says("ban"))
    words = {"url": "http://b.test/1", "kind": "correction", "text": "We had relied on Tin Lantern."}
    mended = page("B Two", "2025-03-07", says("restrict"), **words)
    found = trail(first, echo, again, mended)
    pages = {node.id: node.published.isoformat() for node in found.nodes if node.published}
    edges = {(pages[each.above], pages[each.below]) for each in found.edges if each.above in pages}
    assert edges == {("2025-03-04", "2025-03-05"), ("2025-03-04", "2025-03-07")}


@pytest.mark.parametrize(
    ("text", "recalled"),
    [
        ("It ended, as the board had decided in March.", True),
        ("It ended, as the bank announced on 4 March.", True),
        ("It ended, as the board had decided in February.", False),
        ("It ended, as the union had decided in March.", False),
        ("The board decided in March.", False),
    ],
)
def test_a_page_of_the_organisation_is_recalled_by_body_and_month(
    trail: Build, page: Build, says: Build, text: str, recalled: bool
) -> None:
    own = page(
        "Norvane Bank newsroom", "2025-03-04", says(), kind="primary", text="The board of the bank met."
    )
    told = page("B Two", "2025-06-05", says(), text=text)
    told[0]["text"] = f"{told[1][0]['quote']} {text}"  # the passage stands before what is recalled for it
    assert bool(trail(own, told).edges) is recalled


def test_what_is_recalled_for_one_passage_bears_no_other(page: Build, says: Build, world: Build) -> None:
    own = page(
        "Norvane Bank newsroom",
        "2025-03-04",
        says(),
        says("ban", ["Claude"]),
        kind="primary",
        text="The board.",
    )
    ours, other = says(quote="ChatGPT is banned."), says("ban", ["Claude"], quote="Claude is banned.")
    told = page("B Two", "2025-06-05", ours, other)
    told[0]["text"] = "ChatGPT is banned. It was so, as the board had decided in March. Claude is banned."
    assert sorted(len(each.edges) for each in world(own, told).trails) == [0, 1]


def test_a_page_taken_back_carries_no_evidence(world: Build, page: Build, says: Build) -> None:
    wrong = page("A One", "2025-03-04", says("ban", sources=["Ilse Corran"]), url="http://a.test/1")
    right = page("A One", "2025-03-06", says("allow"), url="http://a.test/1", title="(corrected)")
    trails = {each.event: each for each in world(wrong, right).trails}
    withdrawn = next(each for each in trails.values() if any(node.kind == "withdrawn" for node in each.nodes))
    assert (withdrawn.origins.certain, withdrawn.origins.possible) == (0, 0)


def test_a_confirmation_that_is_denied_counts_at_most(world: Build, page: Build, says: Build) -> None:
    report = page(
        "Tin Lantern",
        "2025-03-04",
        says(sources=["chat rooms"]),
        text="Joss Amadi confirmed it to Tin Lantern.",
    )
    denial = says("deny", quote="Joss Amadi did not confirm anything to Tin Lantern.")
    derived = world(report, page("Norvane Bank", "2025-03-09", denial, kind="primary"))
    fact = next(claim for claim in derived.claims if claim.affirmed)
    (found,) = [each for each in derived.trails if each.event == fact.event]
    assert (found.origins.certain, found.origins.possible) == (0, 1)
    assert [node.label for node in found.nodes if node.evidence == "possible"] == ["Joss Amadi"]


def test_another_organisations_spokesperson_is_another_voice(
    counted: Build, page: Build, says: Build
) -> None:
    pages = [
        page("A One", "2025-03-04", says(sources=[MEMO])),
        page("B Two", "2025-03-05", says(sources=["OpenAI spokesperson"])),
    ]
    assert counted(*pages) == (2, 2)


# the parts -------------------------------------------------------------------------------------------------


def test_half_of_the_shorter_text_makes_a_copy_and_eight_words_a_shared_quote(
    read: Build, page: Build
) -> None:
    words = [f"w{number}" for number in range(40)]
    whole = page("A One", "2025-03-04", text=" ".join(words))
    part = page("B Two", "2025-03-05", text=" ".join(words[:8] + [f"x{number}" for number in range(40)]))
    seven = page("C Three", "2025-03-06", text=" ".join(words[:7] + [f"y{number}" for number in range(40)]))
    assert [each.kind for each in repeats(read(whole, part))] == ["shared_quote"]
    assert repeats(read(whole, seven)) == []
    again = page("D Four", "2025-03-07", text=" ".join(words))
    assert [each.kind for each in repeats(read(whole, again))] == ["near_copy"]


def test_each_copy_has_one_original_the_earliest(read: Build, page: Build) -> None:
    pages = read(*(page(f"Outlet {day}", f"2025-03-0{day}", text=BODY) for day in (4, 5, 6)))
    found = [(original.source.name, copy.source.name) for original, copy in copied(repeats(pages))]
    assert found == [("Outlet 4", "Outlet 5"), ("Outlet 4", "Outlet 6")]


@pytest.mark.parametrize(
    ("edges", "roots", "pages", "count", "neck"),
    [
        ("ra", "r", "a", 1, "a"),
        ("ra rb", "r", "ab", 1, "r"),
        ("ra sb", "rs", "ab", 2, ""),
        ("rm sm ma mb", "rs", "ab", 1, "m"),
        ("ra sb ab", "rs", "ab", 2, ""),
        ("ra sb ab ba", "rs", "ab", 1, "a"),
        ("", "", "ab", 0, ""),
    ],
    ids=["one page", "one root", "two roots", "one funnel", "two roots and a link", "a circle", "no root"],
)
def test_independent_paths_and_the_node_they_share(
    edges: str, roots: str, pages: str, count: int, neck: str
) -> None:
    flow = untied(Flow(frozenset((a, b) for a, b in edges.split()), frozenset(roots), frozenset(pages)))
    assert independent(flow) == count
    assert bottleneck(flow) == neck
