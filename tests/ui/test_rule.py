"""The commands that explain and that rule, as a person types them."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ui.cli import app


@pytest.fixture
def walkback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WALKBACK_DB", raising=False)

    def run(*words: object) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return result

    return run


@pytest.fixture
def clash(database: Path, walkback) -> str:
    """The short id of something that clashes in the sample database."""
    found = re.findall(r"\[(r-[0-9a-f]+)\]", walkback("show", "c-aaaaaaaaaaaaaaaa", "--db", database).stdout)
    return str(found[0])


def test_why_says_it_in_a_sentence_and_shows_both_quotes(walkback, database, clash):
    told = walkback("why", clash, "--db", database).stdout
    assert re.search(r"by the rule (contradicts|disputes)\.", told)
    assert told.count("“") >= 2


def test_why_explains_a_claim_by_its_status(walkback, database):
    assert "by the rule status." in walkback("why", "c-aaaaaaaa", "--db", database).stdout


def test_an_unknown_id_is_one_line(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["why", "nonsense", "--db", str(database)])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "walkback: no record 'nonsense' in the store: `walkback search` lists what is there"
    ]


def test_a_ruling_is_written_listed_and_undone(walkback, database, clash):
    made = walkback(
        "rule", "dismiss", clash, "--note", "another team", "--by", "ida", "--db", database
    ).stdout
    name = re.findall(r"j-[0-9a-f]+", made)[0]
    listed = walkback("rule", "list", "--db", database).stdout
    assert f"{name}  is no relation" in listed
    assert "another team" in listed
    assert "ida" in listed
    walkback("rule", "undo", name, "--by", "ida", "--db", database)
    assert "(undone)" in walkback("rule", "list", "--db", database).stdout


def test_names_to_rule_on_come_with_what_to_type(walkback, database):
    assert walkback("rule", "review", "--db", database).stdout.endswith("to rule on\n")


def test_a_day_to_hold_on_needs_a_day_to_know_on(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wanted = ["show", "c-aaaaaaaaaaaaaaaa", "--valid", "2026-01-01", "--db", str(database)]
    assert CliRunner().invoke(app, wanted).exit_code == 2


def test_a_claim_nobody_had_published_is_said_to_be_so(walkback, database):
    told = walkback("show", "c-aaaaaaaaaaaaaaaa", "--known", "2001-01-01", "--db", database).stdout
    assert told == "Nobody had published it by 1 January 2001.\n"


def test_questions_of_a_database_without_any_are_none(walkback, database):
    assert walkback("questions", "--on", "2026-12-31", "--db", database).stdout == ""
