import importlib.util
import json
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PRACTICE = HERE.parents[1] / "data" / "practice"
GOLD = {path.stem: json.loads(path.read_text("utf-8")) for path in (PRACTICE / "gold").glob("*.json")}


@pytest.mark.parametrize("page_id", sorted(GOLD))
def test_a_practice_page_quotes_itself_word_for_word(page_id):
    text = json.loads((PRACTICE / "pages" / f"{page_id}.json").read_text("utf-8"))["text"]
    assert GOLD[page_id]["id"] == page_id
    for claim in GOLD[page_id]["claims"]:
        assert claim["quote"], claim["id"]
        assert claim["quote"] in text, claim["id"]


def test_every_practice_page_has_gold():
    assert {path.stem for path in (PRACTICE / "pages").glob("*.json")} == set(GOLD)


def test_the_corpus_scorer_takes_the_gold_for_right():
    spec = importlib.util.spec_from_file_location("eval_run_for_practice", HERE / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    found = run.figures(run.scorer(), GOLD, json.loads(json.dumps(GOLD)), PRACTICE)
    assert found["claims (org+action+all tools)"] == found["quote validity"] == 1.0
