import http.client
from urllib.parse import urlsplit

import pytest

from crawlers.newsroom import load_sites, newsroom
from graph.errors import ConfigError

GATE = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"


@pytest.fixture
def ask(proxy):
    """Send one request as it stands and give status, headers and body."""

    def asking(target, host="lantern-wire.test", method="GET", through=proxy, **headers):
        connection = http.client.HTTPConnection(urlsplit(through).netloc, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers={"Host": host, **named})
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    return asking


def test_a_proxy_request_and_a_host_header_get_the_same_page(ask, corpus):
    page = (corpus / "site-a" / urlsplit(GATE).path[1:]).read_bytes()
    assert ask(GATE, host="whatever.test")[2] == page
    assert ask(urlsplit(GATE).path, host="Lantern-Wire.test:80")[2] == page


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html; charset=utf-8"), ("/feed.xml", "application/xml; charset=utf-8"),
     ("/robots.txt", "text/plain; charset=utf-8")],
)  # fmt: skip
def test_content_types_are_right(ask, path, kind):
    assert ask(path)[1]["Content-Type"] == kind


def test_what_has_not_changed_is_not_sent_again(ask):
    _, headers, _ = ask("/feed.xml")
    assert ask("/feed.xml", If_None_Match=headers["ETag"])[0] == 304
    assert ask("/feed.xml", If_None_Match='"other"')[0] == 200
    assert ask("/feed.xml", If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask("/feed.xml", If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 200
    assert ask("/feed.xml", If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert ask("/feed.xml", If_Modified_Since="garbage")[0] == 200


def test_a_head_request_has_the_headers_alone(ask):
    status, headers, body = ask("/feed.xml", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    "path",
    ["/nothing.html", "/../sites.json", "/%2e%2e/sites.json", "/..%2fsites.json", "/2026/../../sites.json",
     "/%2e%2e%5csites.json", "//etc/passwd", "/..", "/x%00y", "/feed.xml/x", "http://site-a/feed.xml",
     "http://unknown.test/", "http://lantern-wire.test/../README.md", "/C:/x", "http://[bad/"],
)  # fmt: skip
def test_nothing_outside_the_sites_is_ever_served(ask, path):
    status, _, body = ask(path)
    assert status in (400, 404)
    assert b"lantern" not in body.lower()


def test_a_link_out_of_the_folder_is_not_followed(site, ask, tmp_path):
    (tmp_path / "secret.html").write_text("secret")
    through = site({"desk.test/a.html": "a"})
    (tmp_path / "sites" / "desk.test" / "out.html").symlink_to(tmp_path / "secret.html")
    (tmp_path / "sites" / "desk.test" / "up").symlink_to(tmp_path)
    assert ask("http://desk.test/a.html", through=through)[0] == 200
    assert ask("http://desk.test/out.html", through=through)[0] == 404
    assert ask("http://desk.test/up/secret.html", through=through)[0] == 404


def test_a_folder_is_answered_by_its_index_with_a_closing_slash(site, ask):
    through = site({"desk.test/news/index.html": "index"})
    assert ask("http://desk.test/news/", through=through)[2] == b"index"
    status, headers, _ = ask("http://desk.test/news", through=through)
    assert (status, headers["Location"]) == (301, "http://desk.test/news/")


def test_an_overlay_stands_in_for_single_pages(corpus, ask):
    path = "http://chalkdust-review.test/news/2023/05/nyc-lifts-chatgpt-ban.html"
    with newsroom(corpus, overlay=corpus / "versions") as earlier:
        assert b"imposed in February" in ask(path, through=earlier)[2]
        assert ask(GATE, through=earlier)[2] == ask(GATE)[2]
    assert b"imposed in January" in ask(path)[2]


def test_the_port_is_free_again_afterwards(corpus):
    with newsroom(corpus) as address:
        port = urlsplit(address).port
    with newsroom(corpus, port=port) as again:
        assert again == address


def test_it_listens_on_this_machine_only(proxy):
    assert urlsplit(proxy).hostname == "127.0.0.1"


def test_a_folder_that_is_no_newsroom_is_said_so(tmp_path):
    with pytest.raises(ConfigError, match="is not the list of a newsroom"):
        load_sites(tmp_path)
    (tmp_path / "sites.json").write_text("[1]")
    with pytest.raises(ConfigError, match="is not the list of a newsroom"), newsroom(tmp_path):
        pass
