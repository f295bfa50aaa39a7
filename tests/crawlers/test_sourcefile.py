import tomllib

import pytest

from crawlers.sourcefile import NewSource, added, save, switched
from crawlers.sources import SHIPPED, NoSuchSource, load_sources, parse_sources
from graph.errors import ConfigError

LIST = """# Ours.
[[source]]  # the best one
name = "Desk"
host = "desk.test"
# keep this feed
feeds = ["http://desk.test/f"]

[[ source ]]
name = "Echo"
disabled = true
host = "echo.test"
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sources.toml"


def test_a_new_source_comes_at_the_end_and_the_rest_stays_as_it_was(path):
    new = NewSource(
        'The "Quay"', feeds=["http://www.quay.test/f"], language="en", kind="person", section="http://quay.test/",
        follow=r"^/\d+/",
    )  # fmt: skip
    text = added(LIST, new, path)
    assert text.startswith(LIST)
    outlet = parse_sources(text, path).named('the "quay"')
    assert (outlet.source.host, outlet.source.kind, outlet.language) == ("quay.test", "person", "en")
    assert [each.kind for each in outlet.lists()] == ["feed", "section"]
    assert outlet.sections[0].follow == r"^/\d+/"


def test_the_first_source_of_a_new_list_needs_nothing_before_it(path):
    text = added("", NewSource("Desk", archives=["http://desk.test/l/"]), path)
    assert text.startswith("[[source]]\n")
    assert parse_sources(text, path).outlets[0].archives == ("http://desk.test/l/",)


@pytest.mark.parametrize(
    "new",
    [
        NewSource("Desk", feeds=["http://other.test/f"]),
        NewSource("Other", feeds=["ftp://other.test/f"]),
        NewSource("Other", feeds=["http://other.test/f"], kind="paper"),
        NewSource("Other", section="http://other.test/", follow="("),
        NewSource("Other", feeds=["http://other.test/f"], host="other test"),
        NewSource('x"\n[[source]]\nname = "y', feeds=["http://[other/"]),
    ],
)
def test_what_would_spoil_a_list_is_refused(path, new):
    with pytest.raises(ConfigError):
        added(LIST, new, path)


def test_a_source_is_switched_off_and_on_and_comments_stay(path):
    off = switched(LIST, parse_sources(LIST, path), "desk", path, off=True)
    assert [each.disabled for each in parse_sources(off, path).outlets] == [True, True]
    assert "# keep this feed" in off
    assert "# the best one" in off
    assert switched(off, parse_sources(off, path), "Desk", path, off=False) == LIST
    assert switched(off, parse_sources(off, path), "Desk", path, off=True) == off
    on = switched(LIST, parse_sources(LIST, path), "echo.test", path, off=False)
    assert [each.disabled for each in parse_sources(on, path).outlets] == [False, False]


def test_every_shipped_source_can_be_switched_off(path):
    text = SHIPPED.read_text("utf-8")
    for outlet in load_sources(SHIPPED).outlets:
        changed = switched(text, parse_sources(text, path), outlet.source.name, path, off=True)
        listed = parse_sources(changed, path)
        assert [each.source.name for each in listed.outlets if each.disabled] == [outlet.source.name]
        assert set(tomllib.loads(changed)) == {"source"}


def test_an_unknown_source_is_named(path):
    with pytest.raises(NoSuchSource, match="'nobody'"):
        switched(LIST, parse_sources(LIST, path), "nobody", path, off=True)


def test_a_file_is_written_whole_and_keeps_its_permissions(path):
    path.write_text("old")
    path.chmod(0o600)
    save(path, "new ü")
    assert path.read_text("utf-8") == "new ü"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["sources.toml"]
    with pytest.raises(OSError, match="No such file"):
        save(path.parent / "none" / "sources.toml", "x")
