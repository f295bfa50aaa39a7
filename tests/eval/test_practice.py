import importlib
import importlib.util
import json
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PRACTICE = HERE.parents[1] / "data" / "practice"
GOLD = {path.stem: json.loads(path.read_text("utf-8")) for path in (PRACTICE / "gold").glob("*.json")}


@pytest.fixture
def stories_run(monkeypatch):
    """Give the command as a module; it imports the commands beside it."""
    monkeypatch.syspath_prepend(HERE)
    return importlib.import_module("stories_run")


@pytest.mark.parametrize("page_id", sorted(GOLD))
def test_a_practice_page_quotes_itself_word_for_word(page_id):
    text = json.loads((PRACTICE / "pages" / f"{page_id}.json").read_text("utf-8"))["text"]
    assert GOLD[page_id]["id"] == page_id
    for claim in GOLD[page_id]["claims"]:
        assert claim["quote"], claim["id"]
        assert claim["quote"] in text, claim["id"]


def test_every_practice_page_has_gold():
    assert {path.stem for path in (PRACTICE / "pages").glob("*.json")} == set(GOLD)


STORIES = {
    path.stem: json.loads(path.read_text("utf-8")) for path in (PRACTICE / "storylines").glob("*.json")
}


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_storyline_quotes_its_pages_word_for_word(name):
    story = STORIES[name]
    texts = {page["id"]: page["text"] for page in story["pages"]}
    assert story["id"] == name
    assert all(".test/" in page["url"] for page in story["pages"])
    for pair in (*story["clashes"], *story["traps"]):
        assert all(pair[side]["quote"] in texts[pair[side]["page"]] for side in "ab"), pair["why"]
    assert all(pair["a"]["page"] != pair["b"]["page"] for pair in story["clashes"])
    for page in story["pages"]:
        assert all(claim["quote"] and claim["quote"] in page["text"] for claim in page.get("claims", ())), (
            page["id"]
        )


def test_storylines_that_judge_teach_nothing_and_all_others_have_gold(stories_run):
    for name, story in STORIES.items():
        assert all(("claims" in page) != stories_run.judges(name) for page in story["pages"]), name


def test_clashes_are_counted_by_pages_and_by_kind(stories_run):
    told = ({("state", "p1", "p2"), ("date", "p1", "p3")}, {("date", "p1", "p2"), ("date", "p1", "p3")})
    counts = stories_run.counted([told])
    assert counts["all"] == {"clashes": 2, "reported": 2, "pages": 2, "right": 1}
    assert counts["date"] == {"clashes": 1, "reported": 2, "pages": 2, "right": 1}
    assert counts["state"] == {"clashes": 1, "reported": 0, "pages": 0, "right": 0}


def test_a_clash_between_two_pages_is_found_and_one_without_is_not(stories_run):
    """The measure measures: it reports what the extractor and derivation find, in the shape of the gold."""
    reader = stories_run.packaged()

    def page(number, published, text):
        url = f"http://outlet-{number}.test/{number}"
        return {
            "id": f"p{number}",
            "url": url,
            "outlet": f"Outlet {number}",
            "published": published,
            "title": "",
            "text": text,
        }

    ban = page(1, "2025-03-04", "Norvane Bank has banned ChatGPT for its staff.")
    free = page(2, "2025-03-06", "Norvane Bank allows its staff to use ChatGPT.")
    other = page(3, "2025-03-06", "Kestrel Air allows its staff to use ChatGPT.")
    assert stories_run.reported({"pages": [ban, free]}, reader) == {("state", "p1", "p2")}
    assert stories_run.reported({"pages": [ban, other]}, reader) == set()


def test_the_corpus_scorer_takes_the_gold_for_right():
    spec = importlib.util.spec_from_file_location("eval_run_for_practice", HERE / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    found = run.figures(run.scorer(), GOLD, json.loads(json.dumps(GOLD)), PRACTICE)
    assert found["claims (org+action+all tools)"] == found["quote validity"] == 1.0
