"""Which encoding a page is in. Only encodings that browsers know are ever used to decode what strangers send."""

import codecs
from typing import Final

from scrapy.http import HtmlResponse
from scrapy.http.headers import Headers
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

# Source: the WHATWG encoding standard, by the names of Python's codecs. Python knows more, such as punycode,
# whose decoder needs time with the square of the length.
_BROWSERS: Final = frozenset(
    codecs.lookup(name).name
    for name in (
        "utf-8", "utf-16-le", "utf-16-be", "utf-16", "cp866", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5",
        "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15",
        "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "cp874", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
        "cp1255", "cp1256", "cp1257", "cp1258", "mac-cyrillic", "gbk", "gb18030", "big5", "big5hkscs", "euc-jp",
        "iso2022-jp", "shift-jis", "cp932", "euc-kr", "cp949", "ascii", "latin-1",
    )
)  # fmt: skip
_SIGNS: Final = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"ID3", b"\x1f\x8b", b"7z\xbc\xaf",
    b"Rar!", b"\x7fELF", b"MZ", b"\xd0\xcf\x11\xe0", b"\x00\x00\x00", b"OggS", b"wOF", b"\xfd7zXZ", b"BZh",
)  # fmt: skip


def encoding_of(headers: Headers, body: bytes) -> str:
    """Name the encoding by byte order mark, header or page; UTF-8, or else cp1252, if that is not possible."""
    said = http_content_type_encoding((headers.get("Content-Type") or b"").decode("latin-1"))
    for encoding in (read_bom(body)[0], said and resolve_encoding(said), html_body_declared_encoding(body)):
        if encoding in _BROWSERS and _can_be(str(encoding), body):
            return str(encoding)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A last letter that was cut in two, or one bad byte in a long page, does not make it something else.
        return "utf-8" if error.start > 1000 or error.start >= len(body) - 4 else "cp1252"
    return "utf-8"


def decodable(response: HtmlResponse) -> HtmlResponse:
    """Give a page with its encoding made plain; the library would use whatever codec of Python the page names."""
    return response.replace(encoding=encoding_of(response.headers, response.body))


def encoding_named(name: str) -> str:
    """Give the codec of a name that a browser would know; empty for any other."""
    encoding = resolve_encoding(name) or ""
    return encoding if encoding in _BROWSERS else ""


def _can_be(encoding: str, body: bytes) -> bool:
    """Tell whether a page can be in an encoding: in UTF-16 tags have a zero beside each letter."""
    return not encoding.startswith("utf-16") or b"\0" in body[:1000]


def is_no_text(body: bytes) -> bool:
    """Tell whether a body is a picture, an archive or a document, whatever its server calls it."""
    return body.startswith(_SIGNS)
