import gzip
import tracemalloc
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from crawlers.archives import Beside, Capture, Spoiled, read_folder, read_wacz, read_warc

PAGE = b"<p>Meta bans Claude Code.</p>"
MOMENT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def http(body=PAGE, *headers, status="200 OK", kind="text/html"):
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def record(url="http://desk.test/1", block=None, kind="response", of="application/http", **given):
    block = http() if block is None else block
    lines = {
        "WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2026-06-01T10:00:00Z",
        "WARC-Record-ID": "<urn:uuid:0b5a2a1c-0000-4000-8000-000000000001>", "Content-Type": of,
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in given.items()}  # fmt: skip
    head = "\r\n".join(["WARC/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""])
    return head.encode() + block + b"\r\n\r\n"


def packed(*records):
    return b"".join(map(gzip.compress, records))


def read(content):
    return list(read_warc(BytesIO(content), "a.warc.gz"))


@pytest.mark.parametrize("put", [packed, lambda *records: b"".join(records)], ids=["gz", "plain"])
def test_every_answer_with_a_page_is_read_with_address_and_moment(put):
    info = record("", b"software: x", "warcinfo", "application/warc-fields")
    asked = record(block=b"GET / HTTP/1.1\r\n\r\n", kind="request")
    one, two = read(put(info, asked, record(), record("http://desk.test/2?utm_source=x")))
    assert one == Capture("http://desk.test/1", PAGE, MOMENT, {"Content-Type": "text/html"})
    assert two.url == "http://desk.test/2"


def test_what_is_no_page_is_only_counted():
    beside = [
        record(block=http(status="301 Moved")), record(block=http(status="404 Gone")),
        record(block=http(b"\x89PNG", kind="image/png")), record(block=http(status="200 OK", kind="application/pdf")),
        record("dns:desk.test"), record("urn:text:x"), record(block=b"junk"), record(block=b""),
        record(block=b"%PDF", kind="resource", of="application/pdf"),
    ]  # fmt: skip
    assert read(packed(*beside)) == [Beside()] * len(beside)


def test_a_page_that_was_kept_without_its_answer_is_read():
    (page,) = read(packed(record(block=PAGE, kind="resource", of="text/html; charset=utf-8")))
    assert (page.body, page.headers) == (PAGE, {"Content-Type": "text/html; charset=utf-8"})


def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    "block",
    [
        http(gzip.compress(PAGE), "Content-Encoding: gzip"),
        http(chunked(gzip.compress(PAGE)), "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        http(chunked(PAGE), "Transfer-Encoding: chunked"),
        http(PAGE, "Content-Encoding: gzip"),
        http(PAGE, "Content-Encoding: br"),
        http(PAGE, "X-Crawler-Content-Encoding: gzip"),
    ],
    ids=["gzip", "chunked-gzip", "chunked", "said-gzip-is-plain", "said-br-is-plain", "cc-news"],
)
def test_a_payload_is_unpacked_even_if_its_headers_lie(block):
    first, second = read(packed(record(block=block), record("http://desk.test/2")))
    assert first.body == PAGE
    assert second.url == "http://desk.test/2"


def test_a_bomb_is_named_and_costs_neither_memory_nor_the_records_after_it():
    bomb = record("http://desk.test/bomb", http(gzip.compress(b"\0" * 200_000_000), "Content-Encoding: gzip"))
    whole = packed(bomb, record())
    tracemalloc.start()
    first, second = read(whole)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert first == Spoiled("http://desk.test/bomb", "larger than 10 MB")
    assert isinstance(second, Capture)
    assert peak < 60_000_000


def test_a_record_that_is_too_large_or_has_too_many_headers_is_named():
    large = record(block=http(b"x" * 12_000_000))
    headers = record(block=http(PAGE, *["X-Flood: more"] * 50_000))
    first, second, third = read(packed(large, headers, record()))
    assert first.problem == "larger than 10 MB"
    assert second.problem.startswith("no HTTP answer: ")
    assert isinstance(third, Capture)


@pytest.mark.parametrize(
    ("content", "before"),
    [
        (packed(record()) + b"JUNK" * 99 + packed(record()), 1),
        (b"no archive at all\n" * 99, 0),
        (packed(record(X="y" * 200_000)) + packed(record()), 0),
        (record() + record(Content_Length="many") + record(), None),
        (record() + record(Content_Length="-5") + record(), None),
    ],
    ids=["junk-between", "junk", "endless-record-head", "length-no-number", "length-negative"],
)
def test_where_a_file_breaks_off_is_named_and_what_came_before_is_read(content, before):
    *pages, last = read(content)
    assert isinstance(last, Spoiled)
    assert last.place.startswith("a.warc.gz, record ")
    if before is not None:
        assert len([each for each in pages if isinstance(each, Capture)]) == before


@pytest.mark.parametrize("keep", [10, 60, 200, 300])
def test_a_file_that_was_cut_off_ends(keep):
    for each in read(packed(record(), record())[:keep]):
        assert isinstance(each, Capture | Spoiled | Beside)


def test_an_archive_without_a_date_has_pages_without_one():
    assert read(packed(record(WARC_Date="yesterday")))[0].at is None


@pytest.fixture
def wacz(tmp_path):
    def write(**files):
        path = tmp_path / "a.wacz"
        with zipfile.ZipFile(path, "w") as whole:
            for name, content in files.items():
                whole.writestr(name, content)
        return path

    return write


def test_all_warc_files_of_a_wacz_are_read(wacz):
    path = wacz(**{
        "datapackage.json": "{}", "archive/a.warc.gz": packed(record()), "archive/b.warc": record("http://desk.test/2"),
        "indexes/index.cdx.gz": b"x", "pages/pages.jsonl": "{}",
    })  # fmt: skip
    assert [each.url for each in read_wacz(path)] == ["http://desk.test/1", "http://desk.test/2"]


def test_a_wacz_without_archives_or_that_is_none_says_so(wacz, tmp_path):
    assert [each.problem for each in read_wacz(wacz(x="y"))] == ["it has no WARC file in its folder archive"]
    (tmp_path / "b.wacz").write_bytes(b"PK\x03\x04 junk")
    (spoiled,) = read_wacz(tmp_path / "b.wacz")
    assert spoiled.problem.startswith("no WACZ file: ")


def test_a_folder_of_saved_pages_is_read_by_name_and_strange_files_are_named(tmp_path):
    saved = b"<!-- saved from url=(0018)http://desk.test/1 -->" + PAGE
    files = {
        "b/two.HTM": saved.replace(b"/1", b"/2"),
        "a.html": saved,
        "c.html": PAGE,
        "d.png": b"x",
        "e.html.bak": b"x",
    }
    for name, content in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    (tmp_path / "secret.html").write_bytes(saved)
    (tmp_path / "in" / "link.html").symlink_to(tmp_path / "secret.html")
    (tmp_path / "in" / "folder.html").mkdir()
    (tmp_path / "in" / "large.html").write_bytes(saved + b"x" * 11 * 1024 * 1024)
    pages = list(read_folder(tmp_path / "in"))
    assert [each.url for each in pages if isinstance(each, Capture)] == [
        "http://desk.test/1",
        "http://desk.test/2",
    ]
    assert {each.place: each.problem for each in pages if isinstance(each, Spoiled)} == {
        "c.html": "it does not say from which address it was saved",
        "link.html": "a link out of the folder",
        "large.html": "larger than 10 MB",
    }
