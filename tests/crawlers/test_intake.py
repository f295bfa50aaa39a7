"""Archives on their way into the store: the same pages, dates and reasons as a crawl would give."""

import gzip
import shutil
from datetime import UTC, date, datetime

import pytest

from crawlers.intake import IntakePlan, NoArchive, kind_of, take_in
from graph.model import PartialDate, document_id
from graph.store.sqlite import open_sqlite

MOMENT = "2026-06-01T10:00:00Z"
RAIN = (
    "<p>It rained on the hills all week, and the river rose by more than an inch.</p><p>Farmers were glad, the "
    "mayor was not: two of the three bridges had to be closed, and nobody knows for how long.</p>"
)


def record(url: str, page: str | bytes, kind: str = "text/html; charset=utf-8", at: str = MOMENT) -> bytes:
    """Write one record as the crawler of CC-NEWS does: an answer, unpacked, in a gzip member of its own."""
    body = page.encode() if isinstance(page, str) else page
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nX-Crawler-Content-Encoding: gzip\r\n".encode()
    block = answer + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {at}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n")


@pytest.fixture
def add(database, tmp_path):
    """Write an archive and add it."""

    def run(content: bytes, name: str = "CC-NEWS-20260601-00001.warc.gz", told=None, **given):
        (tmp_path / name).write_bytes(content)
        return take_in(
            IntakePlan(database, tmp_path / name, **given), (told if told is not None else []).append
        )

    return run


def test_a_cc_news_archive_gives_the_pages_that_matter(add, page, database):
    dated = '<meta property="article:published_time" content="2026-05-31T08:00:00Z">'
    told = []
    report = add(
        b"".join([
            record("https://desk.test/bank?utm_source=rss", page(head=dated)),
            record("https://rain.test/1", page(RAIN, title="Rain")),
            record("https://desk.test/list", page("<p>ChatGPT rules.</p>")),
            record("https://desk.test/logo.png", b"\x89PNG", "image/png"),
            record("https://desk.test/memo", b"%PDF-1.7", "text/html"),
        ]),
        told=told,
    )  # fmt: skip
    assert [(each.url, each.dated) for each in report.stored] == [("https://desk.test/bank", True)]
    assert {each.url: each.reason for each in report.skipped} == {
        "https://rain.test/1": "nothing about AI tools and rules",
        "https://desk.test/list": "not an article",
        "https://desk.test/memo": "no web page",
    }
    assert report.requested == 4 == told[-1].done
    with open_sqlite(database) as store:
        (version,) = store.versions_of(document_id("https://desk.test/bank"))
    assert version.published == PartialDate.day(date(2026, 5, 31), "page")
    assert version.fetched_at == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert "may no longer use ChatGPT" in version.text


def test_adding_an_archive_twice_changes_nothing(add, page, database):
    content = record("https://desk.test/bank", page())
    add(content)
    with open_sqlite(database) as store:
        before = store.graph_hash()
    report = add(content)
    assert (report.stored, [each.url for each in report.unchanged]) == ((), ["https://desk.test/bank"])
    with open_sqlite(database) as store:
        assert store.graph_hash() == before


def test_a_page_that_changed_between_two_captures_has_two_versions_in_their_order(add, page, database):
    later = page(page().replace("may no longer use", "may again use"))
    add(
        record("https://desk.test/bank", later, at="2026-06-09T10:00:00Z")
        + record("https://desk.test/bank", page())
    )
    with open_sqlite(database) as store:
        texts = [each.text for each in store.versions_of(document_id("https://desk.test/bank"))]
    assert ["may no longer use" in each for each in texts] == [True, False]


def test_no_date_of_capture_is_passed_off_as_one_of_publication(add, page, database):
    report = add(record("https://desk.test/bank", page()))
    assert report.undated == ("https://desk.test/bank",)
    ahead = '<meta property="article:published_time" content="2026-07-30T08:00:00Z">'
    add(record("https://desk.test/ahead", page(head=ahead)))
    with open_sqlite(database) as store:
        assert store.versions_of(document_id("https://desk.test/ahead"))[0].published is None


def test_a_copy_is_left_to_its_original_if_the_archive_has_it(add, page):
    copy = page(head='<link rel="canonical" href="https://desk.test/bank">')
    both = add(record("https://desk.test/amp/bank", copy) + record("https://desk.test/bank", page()))
    assert [each.page for each in both.stored] == ["https://desk.test/bank"]
    assert [(each.url, each.reason) for each in both.skipped] == [
        ("https://desk.test/amp/bank", "copy of its canonical page")
    ]


def test_a_copy_without_its_original_is_taken_as_it_is(add, page):
    report = add(
        record(
            "https://desk.test/amp/bank", page(head='<link rel="canonical" href="https://desk.test/bank">')
        )
    )
    assert [each.page for each in report.stored] == ["https://desk.test/amp/bank"]
    assert report.requested == 1


def test_of_the_whole_web_only_listed_hosts_are_looked_at(add, page, tmp_path):
    listed = tmp_path / "sources.toml"
    listed.write_text('[[source]]\nname = "Desk"\nhost = "desk.test"\npages = ["http://desk.test/"]\n')
    content = record("https://news.desk.test/1", page()) + record("https://other.test/1", page()) * 3
    report = add(content, sources=listed, listed_only=True)
    assert [each.page for each in report.stored] == ["https://news.desk.test/1"]
    assert [(each.reason, each.pages) for each in report.passed_over] == [
        ("not on the host of a listed source", 3)
    ]
    assert report.checks[0].name == "Desk"


def test_a_broken_archive_gives_its_good_pages_and_names_where_it_breaks(add, page):
    report = add(record("https://desk.test/1", page()) + b"JUNK" * 99)
    assert [each.page for each in report.stored] == ["https://desk.test/1"]
    ((place, problem),) = [(each.url, each.problem) for each in report.failed]
    assert place == "CC-NEWS-20260601-00001.warc.gz, record 2"
    assert problem.startswith("the file cannot be read beyond it")


def test_a_mirror_of_the_sample_newsroom_gives_the_same_pages_as_a_crawl(
    corpus, database, tmp_path, crawl_newsroom
):
    crawled = crawl_newsroom()
    mirror = tmp_path / "mirror"
    shutil.copytree(corpus / "site-a", mirror / "lantern-wire.test")
    other = tmp_path / "other.db"
    report = take_in(IntakePlan(other, mirror), lambda progress: None)
    wanted = {each.page for each in crawled.stored if "lantern-wire.test" in each.page}
    assert {each.page for each in report.stored} == wanted
    assert len(wanted) > 4


MBOX = (
    b"From a@b  Wed Jul  1 08:00:00 2026\nDate: Wed, 1 Jul 2026 08:00:00 +0000\nMessage-ID: <1@m.test>\n\n"
    b"The project bans code that GitHub Copilot wrote.\n\n"
    b"From a@b  Wed Jul  1 09:00:00 2026\nMessage-ID: <2@m.test>\n\nIt rained.\n\n"
    b"From a@b  Wed Jul  1 09:00:00 2026\n\nNo name at all, but Copilot is banned.\n"
)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_the_messages_of_an_mbox_are_added(add, pack, database):
    report = add(pack(MBOX), "dev.mbox", base="https://lists.test/dev/")
    assert [each.page for each in report.stored] == ["https://lists.test/dev/1@m.test/"]
    assert report.gated == ("https://lists.test/dev/2@m.test/",)
    assert [each.url for each in report.skipped if each.reason == "unreadable"] == ["https://lists.test/dev/"]


def test_messages_without_an_address_say_what_to_give(add):
    report = add(MBOX, "dev.mbox")
    assert report.stored == ()
    assert {each.problem for each in report.failed} == {
        "it has no address: name that of the list's archive with --base"
    }


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a", b"WARC/1.1\r\n", "warc"),
        ("a.gz", gzip.compress(b"WARC/1.0\r\n"), "warc"),
        ("a", b"From ida@b.test Wed Jul  1 08:00:00 2026\n", "mbox"),
        ("a", gzip.compress(b"From ida@b.test"), "mbox"),
        ("a.htm", b"<p>", "page"),
    ],
    ids=["warc", "packed warc", "mbox", "packed mbox", "page"],  # a packed file holds the time it was packed
)
def test_an_archive_is_known_by_what_is_in_it(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path / name) == kind


def test_what_is_no_archive_is_refused_before_anything_is_written(tmp_path, database):
    (tmp_path / "letter.txt").write_text("Dear editor")
    for name, problem in (("letter.txt", "no kind of archive"), ("none.warc", "No such file")):
        with pytest.raises(NoArchive, match=problem):
            take_in(IntakePlan(database, tmp_path / name), lambda progress: None)
    assert not database.exists()
