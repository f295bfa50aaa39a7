"""Records of fetches on disk: whole, found again, and gone when their time is up."""

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence import EvidenceLost, Shelf, body_of, read_back, sweep, unpacked
from crawlers.exchange import Exchange
from graph.store.ledger import Address, Fetch
from graph.store.sqlite_ledger import open_ledger

DAY = datetime(2026, 7, 1, 12, tzinfo=UTC)
URL = "http://desk.test/a?b=ü".encode().decode("latin-1")
PAGE = b"<p>The bank bans ChatGPT.</p>"


@pytest.fixture
def ledger(database):
    with open_ledger(database) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "walkback.evidence"


@pytest.fixture
def shelf(folder, ledger):
    with Shelf(folder, ledger, "desk@example.org") as opened:
        yield opened


def exchange(body=PAGE, status=200, at=DAY, url="http://desk.test/a", headers=(), **more):
    return Exchange(url, at, status, (("Content-Type", "text/html"), *headers), body, **more)


@pytest.fixture
def keep(shelf, ledger):
    """Keep an exchange as a crawl does: the record, then the ledger's word on it."""

    def kept(number, of, earlier=None, digest="d"):
        place = shelf.keep(of, earlier)
        fetch = Fetch(
            f"f-{number}", "k", of.url, of.at, of.status, digest,
            file=place.file, offset=place.offset, length=place.length,
        )  # fmt: skip
        ledger.add([fetch])
        return fetch

    return kept


def records(folder):
    for file in sorted(folder.iterdir()):
        with file.open("rb") as opened:
            yield from ((r.rec_type, r.rec_headers, r.raw_stream.read()) for r in ArchiveIterator(opened))


def test_a_page_is_read_back_as_it_came(keep, folder):
    packed = gzip.compress(PAGE)
    headers = (
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
    )
    kept = read_back(folder, keep(1, exchange(packed, headers=headers)))
    assert (kept.status_line, kept.body, unpacked(kept)) == ("HTTP/1.1 200 OK", packed, PAGE)
    assert [value for name, value in kept.headers if name == "Set-Cookie"] == ["a", "b"]
    assert "Transfer-Encoding" not in dict(kept.headers)


def test_each_record_is_found_among_many_redirects_and_errors_too(keep, folder):
    made = [
        keep(n, exchange(b"%d" % n, status=status, url=f"http://desk.test/{n}"))
        for n, status in enumerate((301, 200, 404, 503, 200))
    ]
    assert [read_back(folder, each).body for each in made] == [b"0", b"1", b"2", b"3", b"4"]
    assert [kind for kind, _, _ in records(folder)] == ["warcinfo"] + ["response"] * 5


def test_a_page_that_came_again_is_kept_once_and_found_from_both(keep, folder):
    first = keep(1, exchange())
    again = keep(2, exchange(at=DAY + timedelta(hours=1)), earlier=first)
    unchanged = keep(3, exchange(b"", status=304, at=DAY + timedelta(hours=2)), earlier=first)
    for each in (first, again, unchanged):
        assert body_of(folder, each, [first, again, unchanged]).body == PAGE
    kinds = [(kind, head.get_header("WARC-Profile") or "") for kind, head, _ in records(folder)]
    assert [kind for kind, _ in kinds] == ["warcinfo", "response", "revisit", "revisit"]
    assert kinds[2][1].endswith("identical-payload-digest")
    assert kinds[3][1].endswith("server-not-modified")


def test_a_body_that_was_cut_says_so(keep, folder):
    keep(1, exchange(b"x", status=500, cut=True))
    assert [head.get_header("WARC-Truncated") for _, head, _ in records(folder)] == [None, "length"]


def test_what_a_killed_crawl_left_half_written_is_cut_off(folder, ledger):
    with Shelf(folder, ledger) as killed:
        place = killed.keep(exchange())
    fetch = Fetch(
        "f", "k", "http://desk.test/a", DAY, 200, file=place.file, offset=place.offset, length=place.length
    )
    ledger.add([fetch])
    file = folder / place.file
    file.write_bytes(file.read_bytes() + gzip.compress(b"WARC/1.1 half a record")[:20])
    with Shelf(folder, ledger) as other:
        following = other.keep(exchange(b"next"))
    assert (following.file, following.offset) == (place.file, place.offset + place.length)
    assert [body for _, _, body in records(folder)][1:] == [PAGE, b"next"]
    assert read_back(folder, fetch).body == PAGE


def test_a_crawl_goes_on_in_the_file_that_an_earlier_one_has_left(folder, ledger):
    for n in range(2):
        with Shelf(folder, ledger) as shelf:
            place = shelf.keep(exchange(b"%d" % n))
            ledger.add(
                [
                    Fetch(
                        f"f-{n}",
                        "k",
                        "http://desk.test/a",
                        DAY,
                        200,
                        file=place.file,
                        offset=place.offset,
                        length=place.length,
                    )
                ]
            )
    assert [body for kind, _, body in records(folder) if kind == "response"] == [b"0", b"1"]
    assert len(list(folder.iterdir())) == 1


def test_two_crawls_at_once_write_two_files(folder, ledger, shelf):
    with Shelf(folder, ledger) as other:
        files = {shelf.keep(exchange()).file, other.keep(exchange()).file}
    assert files == {"2026-07-01.warc.gz", "2026-07-01-1.warc.gz"}


def test_a_record_that_was_changed_is_not_taken_for_evidence(keep, folder):
    kept = keep(1, exchange(" ".join(map(str, range(2000))).encode()))
    file = folder / kept.file
    raw = bytearray(file.read_bytes())
    raw[kept.offset + kept.length // 2] ^= 0xFF
    file.write_bytes(bytes(raw))
    with pytest.raises(EvidenceLost):
        read_back(folder, kept)


def test_another_pages_record_is_not_taken_for_evidence(keep, folder):
    one, two = keep(1, exchange()), keep(2, exchange(url="http://desk.test/b"))
    moved = Fetch("f", "k", one.url, DAY, 200, file=two.file, offset=two.offset, length=two.length)
    with pytest.raises(EvidenceLost, match="holds something else"):
        read_back(folder, moved)


def test_a_bomb_in_the_evidence_is_not_unpacked(keep, folder):
    bomb = gzip.compress(bytes(30_000_000))
    kept = read_back(folder, keep(1, exchange(bomb, headers=(("Content-Encoding", "gzip"),))))
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpacked(kept)


def test_files_older_than_their_time_go_and_their_pages_are_asked_for_in_full(keep, folder, ledger):
    old, new = keep(1, exchange()), keep(2, exchange(at=DAY + timedelta(days=9)))
    ledger.note([Address("k", old.url, etag="x", digest="d")])
    assert sweep(folder, ledger, 7, date(2026, 7, 10)) == ["2026-07-01.warc.gz"]
    assert [each.name for each in folder.iterdir()] == ["2026-07-10.warc.gz"]
    assert ledger.address("k").etag == ""
    assert read_back(folder, new).body == PAGE
    with pytest.raises(EvidenceLost, match="no longer kept"):
        read_back(folder, ledger.fetch(old.id))
