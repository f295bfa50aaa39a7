from datetime import UTC, datetime

import pytest

from crawlers.dates import Discovered
from crawlers.listings import Found, Listing, UnreadableListing, merged, read_feed, read_section, read_sitemap

FEED = "http://lantern-wire.test/feed.xml"
GATE = "http://lantern-wire.test/2026/06/30/meta-approval-gate-claude-code-codex.html"


def rss(items: str) -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    )


@pytest.mark.parametrize("folder", "abcdefg")
def test_the_feeds_of_the_newsroom_date_every_page(corpus, folder):
    listing = read_feed((corpus / f"site-{folder}" / "feed.xml").read_bytes(), FEED)
    assert isinstance(listing, Listing)
    assert len(listing.pages) >= 2
    assert all(found.discovered.published and found.discovered.title for found in listing.pages)


def test_a_feed_gives_address_instant_and_title(corpus):
    first = read_feed((corpus / "site-a" / "feed.xml").read_bytes(), FEED).pages[0]
    assert first.url == GATE
    assert first.discovered.published == datetime(2026, 6, 30, 14, 5, tzinfo=UTC)
    assert first.discovered.title == "Meta puts an approval gate in front of Claude Code and Codex"
    assert first.discovered.sure


def test_links_of_a_feed_are_resolved_and_what_is_no_address_is_left_out():
    listing = read_feed(
        rss("<item><link>/a.html</link></item><item><link>mailto:x@y.test</link></item>"), FEED
    )
    assert [found.url for found in listing.pages] == ["http://lantern-wire.test/a.html"]


def test_an_entry_that_tells_only_its_last_change_is_not_sure_of_its_date():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>x</id><entry><title>t</title><id>i</id>
        <link href="http://lantern-wire.test/a"/><updated>2026-07-01T07:00:00Z</updated></entry></feed>"""
    found = read_feed(atom, FEED).pages[0]
    assert found.discovered.published == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert not found.discovered.sure


def test_json_feeds_are_read():
    body = b'{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","url":"http://d.test/1"}]}'
    assert [found.url for found in read_feed(body, FEED).pages] == ["http://d.test/1"]


def test_a_feed_that_the_fast_parser_refuses_is_read_by_the_patient_one():
    broken = b"\n\n  junk before " + rss(f"<item><title>t</title><link>{GATE}</link></item>")
    listing = read_feed(broken, FEED)
    assert isinstance(listing, Listing)
    assert [found.url for found in listing.pages] == [GATE]


@pytest.mark.parametrize(
    "body", [b"", b"not a feed", b"<html><body><p>Not found</p></body></html>", b"\x00\xff\xfe", b"{}"]
)
def test_what_is_no_feed_is_unreadable_with_a_reason(body):
    result = read_feed(body, FEED)
    assert isinstance(result, UnreadableListing)
    assert result.url == FEED
    assert len(result.problem) > 8


def test_the_body_of_a_feed_is_never_taken_for_an_address_or_a_file(tmp_path, site):
    file = tmp_path / "feed.xml"
    file.write_bytes(rss(f"<item><title>t</title><link>{GATE}</link></item>"))
    assert isinstance(read_feed(str(file).encode(), FEED), UnreadableListing)
    assert isinstance(
        read_feed(site({"desk.test/index.html": file.read_bytes()}).encode(), FEED), UnreadableListing
    )


def test_a_news_sitemap_keeps_date_and_title(corpus):
    found = read_sitemap((corpus / "site-a" / "sitemap.xml").read_bytes(), FEED).pages[0]
    assert found == Found(
        GATE,
        Discovered(
            datetime(2026, 6, 30, 14, 5, tzinfo=UTC),
            "sitemap",
            title="Meta puts an approval gate in front of Claude Code and Codex",
        ),
    )


def test_the_last_change_in_a_sitemap_is_no_publication_date(corpus):
    pages = read_sitemap((corpus / "site-b" / "sitemap.xml").read_bytes(), FEED).pages
    assert pages
    assert all(found.discovered.published is None for found in pages)


def test_an_index_names_other_sitemaps():
    index = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>http://d.test/1.xml</loc></sitemap><sitemap><loc>junk</loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(index, FEED) == Listing(sitemaps=("http://d.test/1.xml",))


def test_entities_of_a_sitemap_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("http://secret.test/")
    bomb = (
        f'<!DOCTYPE u [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY a "http://a.test/">]>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&f;</loc></url><url><loc>&a;</loc></url>'
        "<url><loc>http://d.test/ok</loc></url></urlset>"
    ).encode()
    listing = read_sitemap(bomb, FEED)
    assert isinstance(listing, Listing)
    assert [found.url for found in listing.pages] == ["http://d.test/ok"]


@pytest.mark.parametrize("body", [b"", b"<html/>", b"plain", b"<rss/>", b"\x1f\x8b\x00"])
def test_what_is_no_sitemap_is_unreadable(body):
    assert isinstance(read_sitemap(body, FEED), UnreadableListing)


def test_a_section_gives_the_links_that_fit_on_its_own_host(corpus):
    body = (corpus / "site-e" / "index.html").read_bytes()
    listing = read_section(body, "http://ledger-and-latch.test/", r"^/members/")
    assert [found.url for found in listing.pages] == [
        "http://ledger-and-latch.test/members/briefing-2025-05.html"
    ]


def test_the_order_in_which_listings_arrive_decides_nothing():
    feed = Discovered(datetime(2026, 6, 30, tzinfo=UTC), "feed", title="From the feed")
    unsure = Discovered(datetime(2026, 7, 2, tzinfo=UTC), "feed", sure=False, author="Tobias Wren")
    sitemap = Discovered(datetime(2026, 7, 1, tzinfo=UTC), "sitemap", title="From the sitemap")
    nothing = Discovered(basis="sitemap")
    for one in (feed, unsure, sitemap, nothing):
        for other in (feed, unsure, sitemap, nothing):
            assert merged(one, other) == merged(other, one)
    assert merged(sitemap, feed) == feed
    assert merged(sitemap, unsure) == Discovered(
        sitemap.published, "sitemap", title="From the sitemap", author="Tobias Wren"
    )
