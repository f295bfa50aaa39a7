"""The list of sources that walkback ships: its form, and that it covers the subject. Nothing is fetched."""

import tomllib
from collections import Counter

import pytest

from crawlers.address import address, host_of
from crawlers.sources import SHIPPED, load_sources

LISTED = load_sources(SHIPPED)


def test_it_says_owner_kind_language_and_limits_of_every_source():
    for entry in tomllib.loads(SHIPPED.read_text("utf-8"))["source"]:
        assert {"name", "host", "family", "kind", "language", "limits"} <= set(entry), entry["name"]
        assert set(entry["limits"]) == {"pages", "delay"}


def test_it_has_reporters_commentators_vendors_regulators_and_forums():
    kinds = Counter((each.source.kind, each.source.document_kind) for each in LISTED.watched)
    assert kinds["outlet", "report"] >= 30
    assert kinds["organisation", "primary"] >= 10
    assert kinds["regulator", "primary"] >= 5
    assert kinds["person", "commentary"] >= 8
    assert kinds["forum", "commentary"] >= 1


def test_brands_of_one_owner_are_known_as_such():
    families = Counter(each.source.family for each in LISTED.outlets)
    for owner in ("Condé Nast", "Ziff Davis", "Nikkei", "Microsoft", "Google", "Situation Publishing"):
        assert families[owner] >= 2


@pytest.mark.parametrize("outlet", LISTED.outlets, ids=lambda each: each.source.host)
def test_every_source_can_be_asked_and_is_asked_gently(outlet):
    lists = [each.url for each in outlet.lists()]
    assert lists or outlet.pages
    assert all(each.startswith("https://") for each in (*lists, *outlet.pages))
    assert all(outlet.publishes(address(each)) for each in outlet.pages)
    assert all(host_of(each.url) for each in outlet.sections)
    assert outlet.limits.pages <= 200 or outlet.discussions  # comments come within one answer
    assert outlet.limits.delay >= 1
    assert outlet.source.host == outlet.source.host.removeprefix("www.") or outlet.source.host == "www.gov.uk"


def test_no_two_sources_ask_for_the_same_list_or_page():
    asked = [each.url for outlet in LISTED.outlets for each in outlet.lists()]
    asked += [page for outlet in LISTED.outlets for page in outlet.pages]
    assert [each for each, times in Counter(asked).items() if times > 1] == []
