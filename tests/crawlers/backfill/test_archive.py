"""What is taken of a web archive, and what a damaged one costs."""

import gzip
import random

import pytest

from crawlers.backfill.archive import BROKEN, NoArchive, files_of, responses

PAGE = b"<html><body><p>Meta bans Codex.</p></body></html>"


def test_each_answer_is_given_with_its_moment_and_what_is_no_page_says_why(tmp_path, write_archive):
    path = tmp_path / "a.warc.gz"
    write_archive(path, [("http://lantern.test/1", PAGE)])
    write_archive(path, [("http://lantern.test/2", b"%PDF")], kind="application/pdf")
    write_archive(path, [("http://lantern.test/3", PAGE)], code="404 Not Found")
    found = list(responses(str(path)))
    assert [(each.url[-1], each.body, each.problem) for each in found] == [
        ("1", PAGE, ""), ("2", b"", "no web page"), ("3", b"", "answered with 404"),
    ]  # fmt: skip
    assert found[0].at is not None
    assert found[0].at.isoformat() == "2026-09-30T12:00:00+00:00"


@pytest.mark.parametrize("cut", [40, 1500, 3000])
def test_a_file_that_breaks_off_gives_what_came_before(cut, tmp_path, write_archive):
    path = tmp_path / "a.warc.gz"
    page = random.Random(7).randbytes(3000)
    write_archive(path, [(f"http://lantern.test/{number}", page) for number in range(3)])
    path.write_bytes(path.read_bytes()[:-cut])
    reading = responses(str(path))
    assert [next(reading).body, next(reading).body] == [page, page]
    with pytest.raises(BROKEN):
        next(reading)


def test_patterns_name_each_file_once_and_a_change_changes_the_stamp(tmp_path, write_archive):
    for name in ("a", "b"):
        write_archive(tmp_path / f"{name}.warc.gz", [("http://lantern.test/", PAGE)])
    files = files_of([f"{tmp_path}/*.warc.gz", f"{tmp_path}/a.warc.gz"])
    assert [each.url.rpartition("/")[2] for each in files] == ["a.warc.gz", "b.warc.gz"]
    write_archive(tmp_path / "a.warc.gz", [("http://lantern.test/2", PAGE)])
    again = files_of([f"{tmp_path}/*.warc.gz"])
    assert [one.stamp == other.stamp for one, other in zip(files, again, strict=True)] == [False, True]


LINES = "crawl-data/CC-NEWS/2026/09/b.warc.gz\ncrawl-data/CC-NEWS/2026/09/a.warc.gz\n"
HOSTILE = "file:///etc/passwd\n/etc/passwd\ncrawl-data/../../x.warc.gz\n"


@pytest.mark.parametrize("name", ["warc.paths", "warc.paths.gz"])
def test_a_list_of_paths_stands_for_its_files_below_the_folder_they_have_in_common(
    name, tmp_path, write_archive
):
    folder = tmp_path / "crawl-data" / "CC-NEWS" / "2026" / "09"
    folder.mkdir(parents=True)
    for each in ("a", "b"):
        write_archive(folder / f"{each}.warc.gz", [(f"http://lantern.test/{each}", PAGE)])
    lines = (LINES + HOSTILE).encode()
    (folder / name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    files = files_of([str(folder / name), f"{folder}/a.warc.gz"])
    assert [each.url for each in files] == [f"file://{folder}/{each}.warc.gz" for each in "ab"]
    assert [response.url for each in files for response in responses(each.url)] == [
        "http://lantern.test/a",
        "http://lantern.test/b",
    ]


def test_a_list_beside_its_files_needs_no_folder_in_common(tmp_path, write_archive):
    write_archive(tmp_path / "a.warc.gz", [("http://lantern.test/", PAGE)])
    (tmp_path / "warc.paths").write_text("a.warc.gz\n")
    (only,) = files_of([str(tmp_path / "warc.paths")])
    assert only.url == f"file://{tmp_path}/a.warc.gz"


def test_a_list_that_is_damaged_or_empty_is_said_in_one_sentence(tmp_path):
    for content in (b"no gzip", gzip.compress(b"x" * 5000)[:-20], gzip.compress(b"\n")):
        (tmp_path / "warc.paths.gz").write_bytes(content)
        with pytest.raises(NoArchive, match=r"^[^\n]+$"):
            files_of([str(tmp_path / "warc.paths.gz")])


@pytest.mark.parametrize("pattern", ["nothing-*.warc.gz", "nothing.warc.gz", "nosuch://x/y"])
def test_a_pattern_that_names_nothing_is_said_in_one_sentence(pattern, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoArchive, match=r"^[^\n]+$"):
        files_of([pattern])


def test_what_is_no_archive_at_all_is_broken(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"no archive"))
    with pytest.raises(BROKEN):
        list(responses(str(path)))
