import pytest
from scrapy.http.headers import Headers

from crawlers.encoding import encoding_of, is_no_text

LETTER = "Die Behörde sperrt ChatGPT."


def said(charset=""):
    return Headers({"Content-Type": f"text/html{'; charset=' if charset else ''}{charset}"})


@pytest.mark.parametrize(
    "codec", ["punycode", "idna", "unicode_escape", "rot13", "zlib", "utf-7", "undefined", "x"]
)
def test_codecs_that_no_browser_knows_are_never_used(codec):
    body = f'<meta charset="{codec}"><p>{LETTER}</p>'.encode()
    assert encoding_of(said(codec), body) == "utf-8"
    assert encoding_of(said(), body) == "utf-8"


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_a_page_is_read_in_the_encoding_it_names(codec):
    body = f"<p>{LETTER}</p>".encode(codec)
    assert LETTER in body.decode(encoding_of(said(codec), body))


def test_a_page_that_names_the_wrong_encoding_is_read_all_the_same():
    assert encoding_of(said("utf-16"), f"<p>{LETTER}</p>".encode()) == "utf-8"
    assert encoding_of(said(), f"<p>{LETTER}</p>".encode("cp1252")) == "cp1252"


def test_files_are_known_by_how_they_begin():
    assert all(map(is_no_text, (b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n", b"\x1f\x8b\x08")))
    assert not any(map(is_no_text, (b"", b"<!DOCTYPE html>", LETTER.encode())))
