import gzip
import zlib

import pytest

from crawlers.unpack import TooLarge, unpacked


def test_what_is_not_packed_stays_as_it_is():
    assert unpacked(b"") == b""
    assert unpacked(b"<urlset/>") == b"<urlset/>"


def test_all_members_of_a_packed_file_are_read_and_what_follows_them_is_not():
    assert unpacked(gzip.compress(b"one ") + gzip.compress(b"two") + b"junk") == b"one two"


def test_a_file_that_was_cut_off_gives_what_there_is():
    whole = gzip.compress(bytes(range(256)) * 40)
    assert bytes(range(256)) * 40 == unpacked(whole[:-8])
    assert 0 < len(unpacked(whole[: len(whole) // 2])) < 256 * 40


def test_a_bomb_and_a_lie_are_refused():
    with pytest.raises(TooLarge, match="larger than 10 MB"):
        unpacked(gzip.compress(b"\0" * 11 * 1024 * 1024))
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b"\0" * 6 * 1024 * 1024) * 2)
    with pytest.raises(zlib.error):
        unpacked(b"\x1f\x8b\x00 no gzip")


def test_thousands_of_empty_members_end():
    assert unpacked(gzip.compress(b"") * 5000) == b""
