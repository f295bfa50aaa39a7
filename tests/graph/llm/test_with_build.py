import pytest

from graph.config import ExtractorSettings
from graph.store.sqlite import open_sqlite
from ui.pipeline import build_graph

TEXT = "Nokia has banned ChatGPT since May 3, 2024, because of fears of data leaks, Bloomberg reported."


@pytest.fixture
def database(tmp_path, source, document, version):
    path = tmp_path / "walkback.db"
    with open_sqlite(path, create=True) as store:
        publisher = source()
        page = document(of=publisher)
        store.save_source(publisher)
        store.save_version(page, version(TEXT, of=page))
    return path


@pytest.fixture
def settings(stage, monkeypatch):
    monkeypatch.setenv("WALKBACK_LLM_KEY", "k")
    return ExtractorSettings(mode="both", base_url=stage.url, model="small-model", timeout=5)


def kept(path):
    with open_sqlite(path, read_only=True) as store:
        return [
            assertion
            for block in store.blocks()
            for page in store.readings(block)
            for assertion in page.assertions
        ]


def test_a_build_with_both_readers_marks_who_reads_what_and_keeps_the_books(
    database, settings, stage, says, claim
):
    stage.answers = [says(claim(), claim(organisation="Ericsson", trigger="has outlawed"))]
    lines = list(build_graph(database, settings))
    assert [(each.organisation, each.action, each.agreement) for each in kept(database)] == [
        ("Nokia", "ban", "both")
    ]
    assert any("900 tokens sent" in line for line in lines)
    assert any("refused" in line for line in lines)


def test_a_page_that_the_model_did_not_answer_is_counted_and_asked_again_next_time(
    database, settings, stage, says, claim, fails
):
    stage.answers = [fails(400)]
    lines = list(build_graph(database, settings))
    assert any("1 page the rules could not read" in line for line in lines)
    assert kept(database) == []
    stage.answers = [says(claim())]
    list(build_graph(database, settings))
    assert [each.agreement for each in kept(database)] == ["both"]


def test_a_second_build_of_everything_asks_nothing_again(database, settings, stage, says, claim):
    stage.answers = [says(claim())]
    list(build_graph(database, settings))
    asked = len(stage.asked)
    list(build_graph(database, settings, everything=True))
    assert len(stage.asked) == asked == 1
