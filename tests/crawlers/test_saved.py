from datetime import UTC, datetime

import pytest

from crawlers.saved import address_of_saved, saved_on

SINGLE = b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://desk.test/a?x=1#top \n saved date: "


@pytest.mark.parametrize(
    ("page", "name", "url"),
    [
        (b"<!-- saved from url=(0020)https://desk.test/a -->", "a.html", "https://desk.test/a"),
        (SINGLE, "a.html", "https://desk.test/a?x=1"),
        (
            b"<link href='https://desk.test/a?b=1&amp;c=2' rel=canonical>",
            "a.html",
            "https://desk.test/a?b=1&c=2",
        ),
        (b'<meta property="og:url" content="https://desk.test/og">', "a.html", "https://desk.test/og"),
        (b"<link rel='canonical' href='/a'>", "a.html", ""),
        (b"<link rel='stylesheet' href='https://desk.test/x.css'>", "a.html", ""),
        (b"<p>", "desk.test/2026/a.html", "https://desk.test/2026/a.html"),
        (b"<p>", "mirror/www.desk.test/2026/index.html", "https://www.desk.test/2026/"),
        (b"<p>", "saved.pages/a.html", "https://saved.pages/a.html"),
        (b"<p>", "2026/a.html", ""),
        (b"<!-- saved from url=(0099)file:///home/ida/a.html -->", "a.html", ""),
        (b"", "", ""),
    ],
)
def test_a_saved_page_tells_where_it_came_from(page, name, url):
    assert address_of_saved(page, name) == url


def test_only_the_beginning_of_a_page_is_asked():
    assert (
        address_of_saved(b" " * 70_000 + b"<!-- saved from url=(0020)https://desk.test/a -->", "a.html") == ""
    )


def test_the_moment_of_saving_is_read_where_it_stands():
    assert saved_on(SINGLE + b"Wed Jul 01 2026 10:00:00 GMT+0200 (CEST)") == datetime(
        2026, 7, 1, 8, tzinfo=UTC
    )
    assert saved_on(SINGLE + b"Wed Foo 41 2026 10:00:00 GMT+0200") is None
    assert saved_on(b"<p>") is None
