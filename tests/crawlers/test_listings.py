import gzip
from datetime import UTC, datetime

import pytest

from crawlers import limits, listings
from crawlers.dates import Discovered
from crawlers.listing import Announced, Found, Listing, UnreadableListing
from crawlers.listings import merged, read_feed, read_section, read_sitemap

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


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
STAMP = "Wed, 01 Jul 2026 08:00:00 GMT"
WHOLE = "<title>t</title><link>http://d.test/1</link>"
FEEDS = {
    "RSS 0.90": f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>x</title></channel>'
    f"<item>{WHOLE}</item></rdf:RDF>",
    "RSS 0.91": f'<rss version="0.91"><channel><title>x</title><item>{WHOLE}</item></channel></rss>',
    "RSS 0.92": f'<rss version="0.92"><channel><title>x</title><item>{WHOLE}<pubDate>{STAMP}</pubDate></item>'
    "</channel></rss>",
    "RSS 1.0": f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel '
    f'rdf:about="http://d.test/"><title>x</title></channel><item rdf:about="http://d.test/1">{WHOLE}'
    "<dc:date>2026-07-01T10:00:00+02:00</dc:date></item></rdf:RDF>",
    "RSS 2.0": '<rss version="2.0"><channel><title>x</title><item><title>t</title><guid>http://d.test/1</guid>'
    "<pubDate>Wed, 01 Jul 2026 03:00:00 EST</pubDate></item></channel></rss>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>x</title><entry><title>t</title>'
    '<link rel="alternate" href="http://d.test/1"/><issued>2026-07-01T08:00:00Z</issued></entry></feed>',
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>t</title>'
    '<link rel="edit" href="http://d.test/edit"/><link href="http://d.test/1"/>'
    "<published>2026-07-01T08:00:00Z</published><updated>2026-07-09T08:00:00Z</updated></entry></feed>",
    "JSON Feed 1.0": '{"version":"https://jsonfeed.org/version/1","title":"x","items":[{"id":"7","title":"t",'
    '"url":"http://d.test/1","date_published":"2026-07-01T08:00:00Z"}]}',
    "JSON Feed 1.1": '{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"http://d.test/1",'
    '"title":"t","external_url":"http://e.test/9","date_published":"2026-07-01T10:00:00+02:00"}]}',
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("kind", FEEDS)
def test_every_kind_of_feed_gives_address_title_and_instant(kind, packed):
    text = FEEDS[kind] if kind.startswith("JSON") else f'<?xml version="1.0"?>{FEEDS[kind]}'
    listing = read_feed(gzip.compress(text.encode()) if packed else text.encode(), FEED)
    (found,) = listing.pages
    assert (found.url, found.discovered.title) == ("http://d.test/1", "t")
    undated = kind in ("RSS 0.90", "RSS 0.91")  # which have no element for it
    assert found.discovered.published == (None if undated else datetime(2026, 7, 1, 8, tzinfo=UTC))


def test_a_feed_of_a_thousand_entries_with_one_broken_loses_one():
    entries = "".join(f"<item><title>t</title><link>http://d.test/{n}</link></item>" for n in range(999))
    assert len(read_feed(rss(entries + "<item><link>http://[</link></item>"), FEED).pages) == 999


@pytest.mark.parametrize("kind", ["feed", "sitemap", "plain"])
def test_what_is_beyond_the_first_pages_is_counted_and_not_read(kind, monkeypatch):
    asked = []
    name = "address" if kind == "feed" else "is_address"
    seen = getattr(listings, name)
    monkeypatch.setattr(listings, name, lambda *given: asked.append(given) or seen(*given))
    links = [f"http://lantern.test/{n}" for n in range(limits.PAGES_OF_A_LISTING + 40)]
    if kind == "feed":
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
        read = read_feed(rss(items), FEED)
    elif kind == "sitemap":
        places = "".join(f"<url><loc>{link}</loc></url>" for link in links)
        read = read_sitemap(f"<urlset>{places}</urlset>".encode(), FEED)
    else:
        read = read_sitemap("\n".join(links).encode(), FEED)
    assert [each.url for each in read.pages] == links[: limits.PAGES_OF_A_LISTING]
    assert read.more == 40
    assert len(asked) == limits.PAGES_OF_A_LISTING


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


NEWS = (
    '<urlset xmlns="{own}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> {place} </loc>'
    "<n:news><n:publication><n:name>x</n:name></n:publication><n:publication_date>2026-07-01</n:publication_date>"
    "<n:title>Bank  bans\nChatGPT</n:title></n:news></url></urlset>"
)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize(
    "own",
    [
        "http://www.sitemaps.org/schemas/sitemap/0.9",
        "http://www.google.com/schemas/sitemap/0.84",
        "https://www.sitemaps.org/schemas/sitemap/0.9",
    ],
)
def test_a_news_sitemap_of_any_age_keeps_title_and_date_packed_or_not(own, pack):
    text = NEWS.format(own=own, place="http://d.test/1").replace("2026-07-01", "2026-07-01T09:30:00+02:00")
    (found,) = read_sitemap(pack(text.encode()), FEED).pages
    assert found.url == "http://d.test/1"
    assert found.discovered.title == "Bank bans ChatGPT"
    assert found.discovered.published == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


def test_a_plain_list_of_addresses_is_a_sitemap():
    listing = read_sitemap(b"\xef\xbb\xbfhttp://d.test/1\r\nnonsense\n\nhttps://d.test/2\n", FEED)
    assert [found.url for found in listing.pages] == ["http://d.test/1", "https://d.test/2"]


def test_a_packed_list_that_grows_beyond_all_limits_is_unreadable():
    bomb = gzip.compress(b" " * 11 * 1024 * 1024)
    for read in (read_feed, read_sitemap):
        assert "larger than 10 MB unpacked" in read(bomb, FEED).problem


def test_the_last_change_in_a_sitemap_is_no_publication_date(corpus):
    pages = read_sitemap((corpus / "site-b" / "sitemap.xml").read_bytes(), FEED).pages
    assert pages
    assert all(found.discovered.published is None for found in pages)


def test_an_index_names_other_sitemaps():
    index = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>http://d.test/1.xml</loc></sitemap><sitemap><loc>junk</loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(index, FEED) == Listing(lists=(Announced("sitemap", "http://d.test/1.xml"),))


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
