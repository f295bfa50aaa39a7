from pathlib import Path

import pytest

from graph.config import Settings, days_of, load_settings
from graph.errors import ConfigError


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    assert load_settings(tmp_path, {}) == Settings()


def test_a_path_in_the_file_is_relative_to_the_file(tmp_path: Path):
    (tmp_path / "walkback.toml").write_text('database = "desk/claims.db"\nport = 9000\n')
    settings = load_settings(tmp_path, {})
    assert settings.database == tmp_path / "desk/claims.db"
    assert settings.port == 9000


def test_the_environment_overrules_the_file(tmp_path: Path):
    (tmp_path / "walkback.toml").write_text('database = "desk.db"\nport = 9000\n')
    settings = load_settings(tmp_path, {"WALKBACK_DB": "/srv/other.db", "WALKBACK_PORT": "9001"})
    assert settings.database == Path("/srv/other.db")
    assert settings.port == 9001


def test_an_empty_variable_is_no_setting(tmp_path: Path):
    assert load_settings(tmp_path, {"WALKBACK_DB": ""}) == Settings()


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ('database = "a.db"\ndatabse = "b.db"\n', "line 2", "did you mean 'database'"),
        ("\n\ncolour = 3\n", "line 3", "known are database"),
        ('port = "many"\n', "line 1", "port must be a whole number"),
        ("readers = 0\n", "line 1", "from 1 to 64"),
        (
            'evidence = "for a while"\n',
            "line 1",
            'evidence must be "forever", "none" or a time such as "90 days"',
        ),
        ("port = true\n", "line 1", "port must be a whole number"),
        ("port = 70000\n", "line 1", "from 1 to 65535"),
        ("# a note\ndatabase = 3\n", "line 2", "must be a text in quotes"),
        ('database = ""\n', "line 1", "must be a text in quotes"),
        ("[screens]\nport = 1\n", "line 1", "unknown setting 'screens'"),
        ("database = \n", "line 1", "no valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, place: str, problem: str):
    (tmp_path / "walkback.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {})
    assert "walkback.toml" in str(caught.value)
    assert place in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_in_the_environment_is_named_with_its_variable(tmp_path: Path):
    with pytest.raises(ConfigError, match="WALKBACK_PORT"):
        load_settings(tmp_path, {"WALKBACK_PORT": "eighty"})


def test_a_named_file_must_be_there_and_be_text(tmp_path: Path):
    with pytest.raises(ConfigError, match="No such file"):
        load_settings(tmp_path, {}, tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="byte 0"):
        load_settings(tmp_path, {}, tmp_path / "bytes.toml")


@pytest.mark.parametrize(
    ("evidence", "days"), [("forever", None), ("none", 0), ("1 day", 1), ("90 days", 90)]
)
def test_evidence_is_kept_for_some_days_for_ever_or_not_at_all(evidence, days):
    assert days_of(evidence) == days
