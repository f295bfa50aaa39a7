"""What an analyst finds, on every store: words, facets, days, order, pages of the answer."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Block, Derived, Facet, Reason, Relation, RelationId, Scope, Search, quote_of
from graph.store.findable import COUNTED

TEXT = "Meta asks engineers for sign-off. Distillation worries it, an internal memo says."


@pytest.fixture
def said(store, source, document, version, assertion):
    """Save one page each of two outlets that say the same."""
    said = []
    for outlet in ("The Lantern", "Ferry Post"):
        page = document(f"http://{outlet.split()[-1]}.test/meta", source(outlet))
        read = version(TEXT, page, title=f"Paperwork first, writes {outlet}")
        store.save_source(source(outlet))
        store.save_version(page, read)
        said.append(assertion(read, words="Meta asks engineers for sign-off."))
        store.save_assertions(read.id, "rules/1", said[-1:], [Block("Meta")])
    return said


@pytest.fixture
def desk(store, said, document, claim):
    """Save three claims: Meta asks first (two outlets), Meta lifts (clashes with that), Bosch bans."""
    pages = tuple(document(f"http://{each}.test/meta").id for each in ("Lantern", "Post"))
    asks = claim(
        "asks", said, known=date(2026, 6, 24), unit="Applied AI", vendors=("Anthropic",), documents=pages,
        tools=("Claude Code", "Codex"), scope=Scope("employees", "contractors in Dublin"),
        reasons=(Reason("distillation", "to keep rivals from copying"), Reason("security", "leaks")),
    )  # fmt: skip
    lifts = claim("lifts", action="lift", tools=("Codex",))
    bans = claim(
        "bans", organisation="Bosch", action="ban", tools=("DeepSeek",), known=date(2025, 2, 1),
        organisation_type="other", reasons=(Reason("security", "records sent abroad"),),
    )  # fmt: skip
    quote = quote_of(TEXT, 0, 4)
    clash = Relation(
        RelationId("r-1"), "contradicts", "state", asks.id, lifts.id, said[0].id, said[1].id, quote, quote,
        ("state",), "R1", "One asks first, the other lifts.",
    )  # fmt: skip
    store.save_derived(Block("Meta"), Derived((asks, lifts), (clash,)))
    store.save_derived(Block("Bosch"), Derived((bans,)))
    return {"asks": asks, "bans": bans, "lifts": lifts}


@pytest.fixture
def found(store, desk):
    """Give the names of the claims that a search finds, in its order."""

    def find(**search):
        answer = store.search(Search(**search))
        assert answer.total == len(answer.claims)
        return [name for each in answer.claims for name, claim in desk.items() if claim == each]

    return find


@pytest.mark.parametrize(
    "words",
    [
        "applied ai", "CLAUDE", "anthropic", "distillation", "copying", "contractors", "sign-off",
        "paperwork",
        "lantern", "engineer", "asked", "méta dublin", "“Dublin”", "claude-code", "meta codex post",
    ],
)  # fmt: skip
def test_a_claim_is_found_by_what_it_says_and_by_the_words_behind_it(words, found):
    assert found(words=words) == ["asks"]


@pytest.mark.parametrize("words", ["meta bosch", "signoff", "cod", "xyzzy", "Codex Claude"])
def test_all_words_are_wanted_each_whole_and_phrases_in_order(words, found):
    assert found(words=words) == (["asks"] if words == "Codex Claude" else [])


@pytest.mark.parametrize(
    "words", ['"', "*", "-", "^", "()", "''", '""', "“”", ":", "+ -", "…", "\0", "\ud800"]
)
def test_words_without_a_letter_find_nothing(words, found):
    assert found(words=words) == []


@pytest.mark.parametrize(
    "words",
    [
        "codex NOT claude", "codex OR bosch", "codex NEAR claude", "NEAR(codex claude)", "NEAR(",
        "tools:codex",
        "{tools}:codex", "co*", 'codex" OR "bosch', "-codex bosch", "codex AND", "codex'; DROP TABLE claim",
    ],
)  # fmt: skip
def test_words_are_never_search_syntax(words, found):
    assert found(words=words) == []


@pytest.mark.parametrize("words", ["^bosch", '"bosch"', 'bosch "', "-bosch", "bosch*", "(bosch)", "+ bosch"])
def test_marks_around_a_word_do_not_matter(words, found):
    assert found(words=words) == ["bans"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=()) | st.sampled_from('"*-^():+{} '), max_size=12))
def test_any_words_are_answered(words, store, desk):
    assert store.search(Search(words=words)).total <= 3
    assert store.search(Search(words=f"meta {words}")).total <= 2


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({}, ["asks", "bans", "lifts"]),
        ({"organisation": "Meta"}, ["asks", "lifts"]),
        ({"organisation": "meta"}, []),
        ({"organisation_type": "other"}, ["bans"]),
        ({"tool": "Codex"}, ["asks", "lifts"]),
        ({"vendor": "Anthropic"}, ["asks"]),
        ({"action": "ban"}, ["bans"]),
        ({"reason": "security"}, ["asks", "bans"]),
        ({"source": "Ferry Post"}, ["asks"]),
        ({"relation": "contradicts"}, ["asks", "lifts"]),
        ({"relation": "disputes"}, []),
        ({"tool": "Codex", "action": "lift"}, ["lifts"]),
        ({"tool": "Codex", "action": "ban"}, []),
        ({"since": date(2025, 2, 1)}, ["asks", "bans"]),
        ({"since": date(2025, 2, 2)}, ["asks"]),
        ({"until": date(2025, 2, 1)}, ["bans"]),
        ({"reason": "security", "until": date(2026, 6, 23)}, ["bans"]),
        ({"words": "security", "since": date(2026, 1, 1)}, ["asks"]),
        ({"words": "meta", "action": "lift"}, ["lifts"]),
        ({"words": "meta", "relation": "contradicts", "tool": "Claude Code"}, ["asks"]),
    ],
)
def test_facets_and_days_narrow_and_the_latest_known_comes_first(search, names, found):
    assert found(**search) == names


def test_facets_count_the_whole_answer_whatever_page_is_shown(store, desk):
    answer = store.search(Search(organisation="Meta", limit=1))
    assert [each.id for each in answer.claims] == [desk["asks"].id]
    assert answer.total == 2
    assert answer.facets == (
        Facet("organisation", "Meta", 2),
        Facet("organisation_type", "company", 2),
        Facet("tool", "Codex", 2),
        Facet("tool", "Claude Code", 1),
        Facet("vendor", "Anthropic", 1),
        Facet("action", "lift", 1),
        Facet("action", "require_approval", 1),
        Facet("reason", "distillation", 1),
        Facet("reason", "security", 1),
        Facet("source", "Ferry Post", 1),
        Facet("source", "The Lantern", 1),
        Facet("relation", "contradicts", 2),
        Facet("year", "2026", 1),
    )


def test_an_open_search_has_the_facets_of_everything(store, desk):
    everything = store.search(Search())
    assert everything.total == 3
    assert Facet("reason", "security", 2) in everything.facets
    assert everything.facets == store.search(Search(since=None, limit=0)).facets


def test_counted_and_kept_facets_agree(store, desk, claim):
    dated = {each: claim(each, known=date(2026, 1, 1)) for each in ("one", "two")}
    store.save_derived(Block("Bosch"), Derived(tuple(dated.values())))
    store.save_derived(Block("Meta"), Derived())
    assert store.search(Search()).facets == store.search(Search(since=date(1900, 1, 1))).facets


def test_facets_that_no_claim_has_any_more_are_gone(store, desk):
    store.save_derived(Block("Bosch"), Derived())
    assert "Bosch" not in {each.value for each in store.search(Search()).facets}
    assert store.search(Search(organisation="Bosch")).total == 0


def test_pages_of_an_answer_join_without_gap_or_overlap(store, claim):
    claims = tuple(claim(f"claim {number}", known=date(2026, 6, 1 + number % 3)) for number in range(20))
    store.save_derived(Block("Meta"), Derived(claims))
    for words in ("", "meta"):
        pages = [store.search(Search(words=words, limit=6, offset=start)).claims for start in range(0, 24, 6)]
        assert [len(each) for each in pages] == [6, 6, 6, 2]
        assert {each.id for page in pages for each in page} == {each.id for each in claims}
    equal = [each for page in pages for each in page]
    newest_first = sorted(claims, key=lambda each: (-each.known.toordinal(), each.id))
    assert equal == newest_first, "of equal matches the latest comes first"


def test_the_latest_known_come_first_undated_last_and_ties_by_id(store, claim):
    days = (date(2026, 6, 1), None, date(2026, 6, 3), date(2026, 6, 1), None)
    claims = tuple(claim(f"claim {number}", known=day) for number, day in enumerate(days))
    store.save_derived(Block("Meta"), Derived(claims))
    expected = sorted(claims, key=lambda each: (-(each.known.toordinal() if each.known else 0), each.id))
    assert list(store.search(Search()).claims) == expected
    assert list(store.search(Search(organisation="Meta")).claims) == expected


def test_the_best_match_comes_first(store, claim):
    often = claim("often", unit="Cursor Cursor", tools=("Cursor",), known=date(2020, 1, 1))
    once = claim("once", unit="a long name of a unit that tried Cursor once", known=date(2026, 1, 1))
    others = tuple(claim(f"other {number}") for number in range(5))
    store.save_derived(Block("Meta"), Derived((once, often, *others)))
    assert store.search(Search(words="cursor")).claims == (often, once)


def test_an_answer_may_be_asked_for_without_claims(store, desk):
    for limit in (0, -1):
        answer = store.search(Search(words="meta", limit=limit, offset=-5))
        assert (answer.claims, answer.total) == ((), 2)


def test_renaming_a_source_makes_its_claims_stale(store, desk, source):
    store.save_derived(Block("Meta"), Derived((desk["asks"],)))
    store.save_source(source("The Lantern", family="Lantern Group"))
    assert sorted(store.stale()) == [Block("Meta")]


@pytest.fixture
def many(store, claim):
    """Save a few more claims than are counted, each a day earlier than the one before."""
    last = date(2026, 6, 1)
    claims = [
        claim(f"claim {number}", known=last - timedelta(days=number), tools=("Codex",))
        for number in range(COUNTED + 5)
    ]
    other = claim("other", organisation="Bosch", known=None, unit="Meta")
    store.save_blocks({Block("Meta"): Derived(tuple(claims)), Block("Bosch"): Derived((other,))})
    return claims


def test_what_is_kept_is_exact_beyond_what_is_counted(store, many):
    for search, total in ((Search(), COUNTED + 6), (Search(organisation="Meta"), COUNTED + 5)):
        answer = store.search(search)
        assert (answer.total, answer.more, answer.counted) == (total, False, COUNTED)
        assert not answer.whole
        assert list(answer.claims) == many[:50], "the latest"
        assert Facet("organisation", "Meta", COUNTED) in answer.facets


@pytest.mark.parametrize(
    "search",
    [
        Search(words="meta"),
        Search(words="meta", tool="Codex"),
        Search(organisation="Meta", tool="Codex"),
        Search(until=date(2026, 6, 1)),
    ],
)
def test_an_answer_says_when_it_stopped_counting(search, store, many):
    answer = store.search(search)
    assert (answer.total, answer.more, answer.counted) == (COUNTED, True, COUNTED)
    assert len(answer.claims) == 50
    assert Facet("organisation", "Meta", COUNTED) in answer.facets or search.words


def test_an_answer_of_just_as_many_as_are_counted_is_whole(store, many):
    answer = store.search(Search(tool="Codex", since=many[COUNTED - 1].known))
    assert (answer.total, answer.more, answer.counted) == (COUNTED, False, COUNTED)
    assert answer.whole


def test_without_words_the_claims_that_were_not_counted_can_be_paged_to(store, many):
    answer = store.search(Search(tool="Codex", organisation="Meta", limit=10, offset=COUNTED))
    assert list(answer.claims) == many[COUNTED:]
    assert answer.total == COUNTED
    assert store.search(Search(words="codex", limit=10, offset=COUNTED)).claims == ()


def test_all_values_of_a_facet_can_be_had(store, desk):
    assert store.facet_values("organisation") == ["Bosch", "Meta"]
    store.save_derived(Block("Bosch"), Derived())
    assert store.facet_values("organisation") == ["Meta"]
