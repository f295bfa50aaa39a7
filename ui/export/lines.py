"""`walkback extract`, `explain` and `derive`: pages in, claims or their graph out; nothing is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from crawlers.article import Article, read_article
from graph.build import PagesOnly
from graph.derive.lines import Reader, derive_lines
from graph.errors import InputError
from graph.extract.contract import claims_record, read_line
from graph.extract.explaining import explained
from graph.extract.extractor import Extractor
from graph.extract.page import Page
from graph.identity import Identity
from graph.model import VersionId
from ui.export.tables import json_line

NOWHERE: Final = "http://page.invalid/"  # RFC 2606: for a page that came without its address


def extract_lines(lines: Iterable[bytes], extractor: Extractor) -> Iterator[str]:
    """Give the claims of each page as one line; blank lines are passed over.

    Raises: InputError naming the first line that does not follow the contract; earlier ones are answered.
    """
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            name, page = _page(number, raw)
            found = extractor.extract(page, VersionId(name))
            record = claims_record(name, found, extractor.mentions(extractor.analyse(page)))
            yield json_line(record)


def explain_file(file: Path, extractor: Extractor) -> Iterator[str]:
    """Tell how the pages of a file were read: an HTML page, a text, or lines as `walkback extract` reads them.

    Raises: InputError for a line or a text that cannot be read, OSError for the file.
    """
    raw = file.read_bytes()
    for name, page in _pages_of(file, raw):
        yield f"{name}  {page.title}".rstrip()
        yield from explained(extractor, page, VersionId(name))


def _pages_of(file: Path, raw: bytes) -> Iterator[tuple[str, Page]]:
    if file.suffix in (".json", ".jsonl"):
        yield from (_page(number, line) for number, line in enumerate(raw.splitlines(), 1) if line.strip())
        return
    text = raw.decode("utf-8", "replace")
    is_html = file.suffix in (".html", ".htm", ".xhtml")
    yield file.stem, _read(Page(""), text) if is_html else Page(text)


def derived_json(
    lines: Iterable[bytes], claims: Iterable[bytes] | None, extractor: Extractor, identity: Identity
) -> str:
    """Give the graph of some pages as one JSON object, from given claims or from what the extractor finds.

    Raises: InputError naming the first line that does not follow the contract.
    """
    reader = Reader(
        text=_text_of,
        assertions=PagesOnly(extractor),
        claims=lambda name, found: claims_record(name, found, {})["claims"],
    )
    return json_line(derive_lines(lines, claims, reader, identity))


def _text_of(html: str, url: str) -> str:
    article = read_article(html, url or NOWHERE, follow_canonical=False)
    return article.text if isinstance(article, Article) else ""


def _page(number: int, raw: bytes) -> tuple[str, Page]:
    try:
        line = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(number, f"no UTF-8 text: byte {error.start}") from error
    name, page, html = read_line(number, line)
    return name, _read(page, html) if html else page


def _read(page: Page, html: str) -> Page:
    """Take the text out of HTML; what the line says of the page stays. A page that is no article is empty."""
    article = read_article(html, page.url or NOWHERE, follow_canonical=False)
    if not isinstance(article, Article):
        return page
    dated = article.published
    day = dated.first if dated and dated.granularity == "day" else None
    return replace(
        page,
        text=article.text,
        title=page.title or article.title,
        author=page.author or article.author,
        published=page.published or day,
        dated=page.dated or dated,
    )
