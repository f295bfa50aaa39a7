import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.sources import NoSuchSource, SourceLimits, SourceList, load_sources
from graph.errors import ConfigError
from graph.model import Source, source_id

ONE = '[[source]]\nname = "The Desk"\nhost = "desk.test"\n'


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], SourceList]:
    def loading(text: str) -> SourceList:
        file = tmp_path / "sources.toml"
        file.write_text(text, "utf-8")
        return load_sources(file)

    return loading


def test_the_sample_list_names_every_site_of_the_newsroom(sources, corpus):
    sites = json.loads((corpus / "sites.json").read_text("utf-8"))
    listed = load_sources(sources)
    assert {each.source.host: each.source.name for each in listed.outlets} == {
        site["host"]: site["name"] for site in sites.values()
    }
    assert len({each.source.family for each in listed.outlets}) == 7
    assert all(each.feeds and each.sitemaps for each in listed.outlets)


def test_what_a_source_leaves_out_has_a_sensible_value(load):
    (outlet,) = load(ONE).outlets
    assert outlet.source == Source(
        source_id("The Desk"), "The Desk", "outlet", "The Desk", "desk.test", "report"
    )
    assert outlet.feeds == ()


def test_a_page_belongs_to_the_source_with_the_longest_fitting_host(load):
    listed = load(ONE + '[[source]]\nname = "Desk Labs"\nhost = "labs.desk.test"\n')
    assert listed.source_of("http://www.desk.test/a").name == "The Desk"
    assert listed.source_of("http://labs.desk.test/a").name == "Desk Labs"
    assert listed.source_of("http://notdesk.test/a").name == "notdesk.test"


def test_a_page_on_a_host_nobody_listed_is_named_by_its_host(load):
    assert load(ONE).source_of("https://www.other.test:8080/a") == Source(
        source_id("other.test"), "other.test", kind="unknown", host="other.test"
    )


def test_a_source_may_have_lists_of_every_kind_limits_and_switches(load):
    (outlet,) = load(
        ONE
        + 'archives = ["http://desk.test/l/"]\nmboxes = ["http://desk.test/m"]\nlanguage = "en"\nbrowser = true\n'
        "gate = false\ndisabled = true\nlimits = { pages = 7, delay = 2 }\n"
        'discussions = [{ api = "http://api.test/v1", words = "Claude Code", since = 2026-01-01 }]\n'
    ).outlets
    assert [each.kind for each in outlet.lists()] == ["archive", "mbox", "discussions"]
    assert outlet.limits == SourceLimits(7, 2.0)
    assert (outlet.language, outlet.browser, outlet.gate, outlet.disabled) == ("en", True, False, True)


def test_a_disabled_source_is_not_watched_and_its_pages_stay_its_own(load):
    listed = load(ONE + "disabled = true\n")
    assert listed.watched == ()
    assert listed.source_of("http://desk.test/a").name == "The Desk"


def test_a_source_is_found_by_name_or_host_in_any_case(load):
    listed = load(ONE)
    assert listed.named("the desk") == listed.named("desk.test") == listed.outlets[0]
    with pytest.raises(NoSuchSource, match="walkback sources list"):
        listed.named("Nobody")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[source]\n", r"no valid TOML: .*line 1"),
        ("", "no sources"),
        ('[[sources]]\nname = "x"\n', "unknown key 'sources'"),
        ("source = 3\n", "no sources"),
        ("source = [3]\n", r"begins with \[\[source\]\]"),
        ('[[source]]\nhost = "desk.test"\n', "line 1: name is missing"),
        ('[[source]]\nname = "x"\n', "line 1, source 'x': host is missing"),
        (ONE + "\n" + ONE.replace("desk", "x"), r"line 5: name 'The Desk' is already"),
        (ONE + ONE.replace("The Desk", "x"), "host 'desk.test' is already"),
        (ONE + 'feed = ["http://desk.test/f"]\n', "source 'The Desk': unknown key 'feed'"),
        (ONE + 'feeds = "http://desk.test/f"\n', "feeds must be a list"),
        (ONE + 'feeds = ["desk.test/f"]\n', "begin with http:// or https://, not 'desk.test/f'"),
        (ONE + "pages = [3]\n", "pages needs addresses"),
        (ONE + 'kind = "paper"\n', "kind must be one of outlet, "),
        (ONE + 'document_kind = "news"\n', "document_kind must be one of report, "),
        (ONE + "family = 3\n", "family must be a text"),
        (ONE.replace("desk.test", "http://desk.test"), "host must be a host name"),
        (ONE.replace("desk.test", "Desk.test"), "host must be a host name"),
        (ONE + 'sections = { url = "x" }\n', "sections must be a list of tables"),
        (ONE + 'language = "English"\n', "language must be a code such as en"),
        (ONE + "limits = 3\n", "limits must be a table with pages, delay"),
        (ONE + "limits = { pages = 0 }\n", "pages must be a number from 1 upwards, not 0"),
        (ONE + "limits = { delay = true }\n", "delay must be a number"),
        (ONE + "limits = { speed = 1 }\n", "unknown key 'speed': known are pages, delay"),
        (ONE + 'browser = "yes"\n', "browser must be true or false"),
        (ONE + 'discussions = [{ api = "x", words = "y" }]\n', "discussions needs addresses"),
        (ONE + 'discussions = [{ api = "http://a.test/" }]\n', "words is missing"),
        (
            ONE + 'discussions = [{ api = "http://a.test/", words = "y", since = "x" }]\n',
            "since must be a day",
        ),
        (ONE + 'sections = [{ url = "http://desk.test/" }]\n', "exactly url and follow"),
        (ONE + 'sections = [{ url = "http://desk.test/", follow = "(" }]\n', "follow is no valid pattern"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_place(load, text, problem):
    with pytest.raises(ConfigError, match=problem) as raised:
        load(text)
    assert "sources.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_or_undecodable_list_is_one_line(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load_sources(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes('name = "Zürich"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="no valid TOML"):
        load_sources(tmp_path / "latin.toml")
