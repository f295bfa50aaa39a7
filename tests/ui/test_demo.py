from pathlib import Path

import pytest

from ui.cli import main

DATA = Path(__file__).parents[2] / "data"


def test_the_demo_starts_from_nothing_in_its_own_place_whatever_an_earlier_release_left(
    tmp_path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    left = tmp_path / "build" / "demo" / "walkback.db"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of an earlier release")
    monkeypatch.setattr(
        "sys.argv",
        [
            *("walkback", "demo", "--no-serve"),
            *("--newsroom", str(DATA / "corpus"), "--sources", str(DATA / "newsroom.toml")),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "32 pages fetched and read: 32 new" in capfd.readouterr().out


def test_a_database_that_a_person_names_is_never_thrown_away(tmp_path, monkeypatch, capfd):
    kept = tmp_path / "notes.db"
    kept.write_bytes(b"somebody's notes")
    monkeypatch.setattr(
        "sys.argv",
        [
            *("walkback", "demo", "--no-serve", "--db", str(kept)),
            *("--newsroom", str(DATA / "corpus"), "--sources", str(DATA / "newsroom.toml")),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert kept.read_bytes() == b"somebody's notes"
    assert "notes.db" in capfd.readouterr().err
