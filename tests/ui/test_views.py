import html
import json
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from graph.ask import Desk
from graph.model import (
    Block,
    Count,
    Derived,
    Leak,
    Number,
    Outcome,
    Question,
    QuestionId,
    Scope,
    Slot,
    Trail,
    TrailNode,
    quote_of,
)
from graph.store import sqlite_search
from graph.store.sqlite import open_sqlite
from ui.export.csl import csl_json
from ui.export.markdown import inert, markdown
from ui.views.marks import marked, tone, values

APP = Path(__file__).parents[2] / "ui" / "app.py"
APPROVAL = "c-aaaaaaaaaaaaaaaa"
TOOLS = ("Claude Code", "Codex")


@pytest.fixture
def screens(database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Open a view of the app on the small world, or on another database."""
    monkeypatch.chdir(tmp_path)

    def show(view: str = "", at: Path = database, **address: str) -> AppTest:
        monkeypatch.setenv("WALKBACK_DB", str(at))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        if view:
            app.run()
            for name, value in address.items():
                app.query_params[name] = value
            app.switch_page(f"views/{view}.py")
        app.run()
        assert not app.exception, app.exception
        return app

    return show


def source(app: AppTest) -> str:
    return "\n".join(each.proto.body for each in app.get("html") if "<style>" not in each.proto.body)


def text(app: AppTest) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", source(app))))


def links(app: AppTest) -> dict[str, dict[str, list[str]]]:
    return {each.proto.label: parse_qs(each.proto.query_string) for each in app.get("page_link")}


# Search -------------------------------------------------------------------------------------------------


def test_search_without_words_lists_all_claims_with_a_link_to_each_card(screens):
    app = screens()
    assert "4 claims" in text(app)
    assert "Engineers in Harbour Mutual’s tariff team need an approval" in text(app)
    opened = [address["claim"][0] for address in links(app).values() if "claim" in address]
    assert "c-dddddddddddddddd" in opened


def test_typed_words_narrow_the_list(screens):
    app = screens()
    app.text_input[0].set_value("pretext").run()
    assert "1 claim" in text(app)
    assert "Leaks are a pretext" in text(app)
    assert app.query_params["words"] == "pretext"


def test_the_address_alone_restores_words_and_facets(screens):
    app = screens(words="harbour", action="lift")
    assert app.text_input[0].value == "harbour"
    assert "1 claim" in text(app)
    assert "has lifted its approval rule" in text(app)
    assert links(app)["Rule: end of a limit ✕"] == {"words": ["harbour"]}


def test_facets_link_to_the_narrowed_search_with_their_counts(screens):
    found = links(screens(words="harbour"))
    assert found["approval required (3)"] == {"words": ["harbour"], "action": ["require_approval"]}
    assert found["Harbour Mutual (4)"]["organisation"] == ["Harbour Mutual"]
    assert found["Codex (4)"]["tool"] == ["Codex"]
    assert found["competition (2)"]["reason"] == ["competition"]
    assert found["Morning Ledger (2)"]["source"] == ["Morning Ledger"]
    assert found["contradiction (2)"]["relation"] == ["contradicts"]


def test_a_search_says_where_it_stopped_counting(screens, monkeypatch):
    monkeypatch.setattr(sqlite_search, "COUNTED", 2)
    app = screens(words="harbour")
    assert "more than 2 claims" in text(app)
    assert "Counted among 2 of the claims" in text(app)
    assert "There are more: narrow the search to see them" not in text(app), (
        "all that were ranked fit on the page"
    )
    assert "4 claims" in text(screens()), "this number is kept, not counted"


def test_nonsense_in_the_address_narrows_to_nothing_or_is_ignored(screens):
    assert "No claim fits" in text(screens(organisation="Nobody"))
    assert "4 claims" in text(screens(since="yesterday", page="minus one"))
    assert "1 claim" in text(screens(since="2026-08-01"))


# Claim card ---------------------------------------------------------------------------------------------


def test_the_card_says_who_why_against_whom_and_on_whose_word(screens):
    shown = text(screens("claim", claim=APPROVAL))
    for fragment in (
        "Harbour Mutual requires approval for Claude Code and Codex", "Contested", "two outlets differ",
        "Harbour Mutual gives: confidential data getting out",
        "Ada Quill sees instead: competition",
        "contradiction: whom it binds", "One says some engineers, the other says all staff.",
        "All staff of Harbour Mutual must ask", "later change: lifted",
        "1 independent origin: The Quay Post", "3 outlets, 1 origin", "not read by us",
    ):  # fmt: skip
        assert fragment in shown


def test_the_chain_runs_from_author_to_source_with_its_marks(screens):
    steps = re.findall(r'<li class="(wb-\w+)">\s*<p><b>([^<]+)</b>', source(screens("claim", claim=APPROVAL)))
    assert steps == [("wb-read", "Pier Notes"), ("wb-read", "Morning Ledger"), ("wb-unread", "The Quay Post")]


def test_an_abbreviated_id_opens_the_card_and_an_unknown_one_says_so(screens):
    assert "requires approval" in text(screens("claim", claim="c-aa"))
    assert "No such claim" in text(screens("claim", claim="c-zz"))
    assert "No such claim" in text(screens("claim", claim="c-"))
    assert "No claim chosen" in text(screens("claim"))


def test_the_card_offers_the_trail_as_two_files(screens):
    labels = [each.label for each in screens("claim", claim=APPROVAL).get("download_button")]
    assert labels == ["Trail as Markdown", "Trail as CSL-JSON (Zotero)"]


# Boards -------------------------------------------------------------------------------------------------


def test_the_board_shows_every_clash_with_both_quotes(screens):
    app = screens("contradictions")
    assert "2 pairs" in text(app)
    assert source(app).count("<article") == 2
    assert source(app).count("<blockquote>") == 4


def test_the_board_narrows_to_one_kind(screens):
    app = screens("contradictions")
    (kinds,) = app.get("button_group")
    kinds.set_value("dispute: why").run()
    assert "1 pair" in text(app)
    assert app.query_params["kind"] == "dispute: why"
    assert "Ada Quill doubts the stated reason." in text(app)


def test_a_board_counts_all_and_shows_the_latest(screens, monkeypatch):
    monkeypatch.setattr("graph.ask.PER_PAGE", 1)
    app = screens("contradictions")
    assert "2 pairs" in text(app)
    assert source(app).count("<article") == 1
    assert "The latest 1 are shown" in text(app)
    app = screens("contradictions", kind="dispute: why")
    assert "1 pair" in text(app)
    assert "are shown" not in text(app)


@pytest.fixture
def elsewhere(database: Path):
    """Give another organisation what became of a rule that never changed; on request, nobody else has any."""

    def tell(*, alone: bool) -> None:
        with open_sqlite(database) as store:
            block = store.block_of(store.claim(APPROVAL).id)
            derived = store.derived_of(block)
            (line,) = derived.timelines
            other = replace(line, organisation="Elsewhere", id="t-9", steps=line.steps[:1])
            store.save_derived(block, replace(derived, timelines=(other,) if alone else (line, other)))

    return tell


def test_developments_are_counted_and_the_latest_shown(screens, elsewhere, monkeypatch):
    elsewhere(alone=False)
    monkeypatch.setattr("graph.ask.PER_PAGE", 1)
    app = screens("developments")
    assert source(app).count("<article") == 1
    assert "2 rules, 1 of them changed" in text(app)
    assert "lifted" in text(app), "what changed comes first"
    assert "The latest 1 are shown" in text(app)


def test_an_organisation_without_a_dated_state_has_no_developments(screens, elsewhere):
    elsewhere(alone=True)
    app = screens("developments", organisation="Harbour Mutual")
    assert not app.exception
    assert "0 rules, 0 of them changed" in text(app)


def test_the_developments_of_one_organisation_have_an_address(screens):
    app = screens("developments")
    app.selectbox[0].set_value("Harbour Mutual").run()
    assert app.query_params["organisation"] == "Harbour Mutual"
    assert "1 rule" in text(app)


def test_developments_are_a_chart_and_a_list(screens):
    app = screens("developments")
    (chart,) = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    assert "approval required" in str(chart.proto)
    assert "22–28 June 2026 approval required first known state" in text(app)
    assert "September 2026 permitted lifted" in text(app)


@pytest.fixture
def asked(database: Path) -> None:
    """Leave two questions open in the small world: one that a claim settled, one whose day has passed."""
    with open_sqlite(database) as store:
        claim = store.claim(APPROVAL)
        version = store.assertion(claim.assertions[0]).version
        quote = quote_of(store.version(version).text, 0, 40)
        told = Outcome(claim.id, date(2026, 7, 1), came_true=True)
        base = Question(
            QuestionId("q-1"), "prediction", "Harbour Mutual", version, quote, "Ada Quill",
            deadline=date(2026, 7, 31), basis="default", resolver="Confirmed by a page.", outcome=told,
        )  # fmt: skip
        late = replace(base, id=QuestionId("q-2"), holder="Tom <b>Weir</b>", outcome=None, basis="explicit")
        store.save_derived(Block("asked"), Derived(questions=(base, late)))


def test_what_is_open_shows_each_question_with_its_day_and_what_settled_it(screens, asked):
    app = screens("questions")
    assert "2 questions" in text(app)
    assert "by 31 July 2026 (our default)" in text(app)
    assert "Confirmed by a page." in text(app)
    assert [name for name in links(app) if name.startswith("came true")]


def test_questions_narrow_to_one_outcome(screens, asked):
    app = screens("questions")
    (statuses,) = app.get("button_group")
    statuses.set_value("CONFIRMED").run()
    assert "1 question" in text(app)
    assert app.query_params["status"] == "CONFIRMED"


def test_a_holder_cannot_draw_on_the_page(screens, asked):
    assert "Tom &lt;b&gt;Weir" in source(screens("questions"))


# Hostile and empty --------------------------------------------------------------------------------------


def test_without_a_database_every_view_says_what_to_run(screens, tmp_path):
    for view in ("", "claim", "contradictions", "developments", "questions"):
        shown = text(screens(view, tmp_path / "none.db", claim="c-aa"))
        assert "No database yet" in shown
        assert "walkback crawl" in shown


def test_an_unusable_database_is_said_on_the_screen(screens, tmp_path):
    (tmp_path / "letter.db").write_text("Dear editor, " * 100)
    assert "This cannot be shown" in text(screens("", tmp_path / "letter.db"))


def test_an_empty_database_says_what_to_run(screens, new_world, tmp_path):
    world = new_world()
    world.store.close()
    assert "No claims yet" in text(screens("", tmp_path / "world0.db"))
    assert "walkback build" in text(screens("", tmp_path / "world0.db"))
    assert "Nothing clashes" in text(screens("contradictions", tmp_path / "world0.db"))
    assert "Nothing is open" in text(screens("questions", tmp_path / "world0.db"))
    assert "No developments yet" in text(screens("developments", tmp_path / "world0.db"))


def test_what_a_page_says_stays_text_on_every_screen(screens, new_world, tmp_path):
    world = new_world()
    evil = "<img src=x onerror=alert(1)> [x](http://evil.test) **b** :red[r] $x$ `c`"
    sentence = f"Meta bans Claude Code {evil}."
    world.page("evil", evil, evil, sentence, "2026-07-01", author=evil, url="javascript:alert(1)")
    world.says("bad", "evil", sentence, "ban", "BANNED", organisation=evil, tools=(evil,), unit=evil)
    claim = world.claim("f", "bad")
    node = TrailNode("n", evil, "outlet", False, evidence="certain")
    trail = Trail(claim.event, (node,), (), Count(1, 1), Count(1, 1), bottleneck="n")
    world.save(Block("b"), Derived((claim,), trails=(trail,)))
    world.store.close()
    for view in ("", "claim"):
        app = screens(view, tmp_path / "world0.db", claim=claim.id)
        assert "<img" not in source(app)
        assert "&lt;img src=x onerror=alert(1)&gt;" in source(app)
        assert "javascript:" not in source(app)
        for label in links(app):
            assert not re.search(r"(?<!\\)[\[\]*`$:]", label.replace("Rule:", ""))


def test_no_view_sends_html_that_it_did_not_write():
    for file in (APP.parent / "views").glob("*.py"):
        assert "unsafe_allow" not in file.read_text("utf-8")
        assert "|safe" not in file.read_text("utf-8")
    for file in (APP.parent / "views" / "templates").iterdir():
        assert "safe" not in re.findall(r"\|\s*(\w+)", file.read_text("utf-8"))


def test_no_module_of_ours_hides_another_when_the_folder_of_the_app_comes_first_on_the_path():
    names = {file.stem for file in APP.parent.iterdir() if not file.name.startswith((".", "_"))}
    assert not names & (sys.stdlib_module_names | {"graph", "crawlers", "ui", "pages"})


# Marks --------------------------------------------------------------------------------------------------


def test_the_words_that_clash_are_marked_and_nothing_is_lost(store):
    (pair,) = Desk(store).clashes(("contradicts",))
    side = pair.right
    words = side.quote.exact
    tools = [quote_of(words, words.index(each), words.index(each) + len(each)) for each in TOOLS]
    slots = tuple(Slot("tool", each) for each in tools)
    trigger = quote_of(words, words.index("must ask"), words.index("must ask") + len("must ask"))
    scope = Scope("employees", "All staff")
    said = replace(side.passage.assertion, slots=slots, trigger=trigger, scope=scope)
    rich = replace(side, passage=replace(side.passage, assertion=said))
    for fields, hot in (
        (("population",), ["All staff"]),
        (("state", "tools"), ["must ask", "Claude Code", "Codex"]),
        (("reason",), []),
    ):
        parts = marked(rich, fields)
        assert [part for part, is_hot in parts if is_hot] == hot
        assert "".join(part for part, _ in parts) == words


def test_each_side_says_its_value_of_the_field_that_clashes(store):
    (clash,) = Desk(store).clashes(("contradicts",))
    assert values(clash.left, ("population", "effective")) == [
        ("binds", "engineers in the tariff team"), ("from", "22–28 June 2026"),
    ]  # fmt: skip
    assert values(clash.right, ("population", "effective", "number")) == [("binds", "all staff")]


def test_each_side_says_how_many_it_counts_and_whose_material_came_where(store):
    (clash,) = Desk(store).clashes(("contradicts",))
    counted = replace(
        clash.left.passage.assertion,
        numbers=(Number("people covered", "Engineers", 300, 300),),
        leak=Leak("code", "Acme", "Blinc"),
    )
    side = replace(clash.left, passage=replace(clash.left.passage, assertion=counted))
    assert values(side, ("numbers", "leak")) == [("counts", "Engineers"), ("leak", "from Acme to Blinc")]
    assert ("Engineers", True) in marked(side, ("numbers",))
    assert values(clash.left, ("numbers", "leak")) == []


def test_limits_and_permissions_have_their_own_tone():
    assert (tone("BANNED"), tone("LIMITED"), tone("MANDATED"), tone(None)) == (
        "strict",
        "strict",
        "open",
        "quiet",
    )


def test_the_card_and_its_markdown_hold_the_same_quotes(screens, store):
    card = Desk(store).card(APPROVAL)
    shown, written = text(screens("claim", claim=APPROVAL)), markdown(card)
    for passage in card.passages:
        assert passage.assertion.quote.exact in shown
        assert inert(passage.assertion.quote.exact) in written
    assert json.loads(csl_json(card))
