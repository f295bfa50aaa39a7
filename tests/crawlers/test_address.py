import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.address import address, is_front_page, looks_endless, same_host, same_page
from graph.errors import NotAWebAddress

CLEAN = "http://lantern-wire.test/2026/06/30/gate.html"


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTP://Lantern-Wire.TEST/2026/06/30/gate.html",
        "http://lantern-wire.test:80/2026/06/30/gate.html",
        "http://lantern-wire.test./2026/06/30/gate.html#comments",
        "http://lantern-wire.test/2026/06/30/gate.html?utm_source=rss&utm_medium=feed&fbclid=x",
        "http://lantern-wire.test/2026/05/../06/30/gate.html",
        "  http://lantern-wire.test/2026/06/30/gate.html\n",
        "http://reader:secret@lantern-wire.test/2026/06/30/gate.html",
    ],
)
def test_spellings_of_one_page_have_one_address(spelling):
    assert address(spelling) == CLEAN


def test_what_chooses_the_content_is_kept():
    assert address("https://forum.test/t?page=2&id=7&utm_source=x") == "https://forum.test/t?id=7&page=2"
    assert address("https://forum.test:8443/t") == "https://forum.test:8443/t"


def test_an_address_is_resolved_against_its_page():
    assert address("../31/b.html", CLEAN) == "http://lantern-wire.test/2026/06/31/b.html"


@pytest.mark.parametrize(
    "url", ["", "lantern-wire.test", "mailto:desk@lantern-wire.test", "javascript:void(0)", "file:///etc/passwd",
            "ftp://lantern-wire.test/", "http://", "http:///x", "http://[::1/x", "http://x.test:port/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(NotAWebAddress, match="begins with http"):
        address(url)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_an_address_is_its_own_address(tail):
    try:
        once = address(f"http://lantern-wire.test/{tail}")
    except NotAWebAddress:
        return
    assert address(once) == once


def test_scheme_www_and_a_closing_slash_make_no_other_page():
    assert same_page("http://www.desk.test/a/", "https://desk.test/a")
    assert not same_page("http://desk.test/a?page=2", "http://desk.test/a")
    assert same_host("http://www.desk.test/a", "http://desk.test/b")
    assert same_host("http://amp.desk.test/a", "http://www.desk.test/a")
    assert not same_host("http://news.desk.test/a", "http://desk.test/a")
    assert is_front_page("http://desk.test/")
    assert not is_front_page("http://desk.test/?p=17")


@pytest.mark.parametrize(
    "visit",
    ["?id=7&PHPSESSID=ab12", "?id=7&jsessionid=ab12", ";jsessionid=0A1B?id=7", "?sessionid=1&id=7"],
)
def test_a_page_is_the_same_for_every_visitor(visit):
    assert address(f"http://forum.test/t{visit}") == "http://forum.test/t?id=7"


@pytest.mark.parametrize(
    "path",
    [
        "a/b/" * 4,
        "/".join("abcdefghijklmnopqrstuv"),
        "x" * 2001,
        "2026/01/2026/02/2026/03/2026/04",
        "?q=" + "y" * 2000,
    ],
)
def test_addresses_made_without_end_are_known(path):
    assert looks_endless(f"http://desk.test/{path}")


@pytest.mark.parametrize(
    "path", ["", "2026/06/30/gate.html", "news/news/ai/news/", "a/b/c/d/e/f/g/h?x=1&x=1&x=1&x=1"]
)
def test_common_addresses_are_not_taken_for_endless_ones(path):
    assert not looks_endless(f"http://desk.test/{path}")
