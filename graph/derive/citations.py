"""Which page rests on which, by what pages show: links, outlets' names, copied words, credits."""

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from graph.derive.copies import repeats
from graph.derive.pages import address, known, published
from graph.identity import folded
from graph.model import Assertion, EdgeKind, Quote, Reading, quote_of

# Clocks and time zones differ: a page may rest on one that is dated a day later, no more.
_LEEWAY: Final = timedelta(days=1)
_RECALLED: Final = re.compile(
    r"\bas (?:the |its )?(?P<body>[A-Za-z][\w’'-]*(?: [\w’'-]+){0,3}?) (?:has |had )?"
    r"(?:decided|announced|ordered|declared|stated|said|written|wrote)(?: [^.,;]{1,40}?)? (?:in|on \d{1,2}) "
    rf"(?P<month>{'|'.join(calendar.month_name[1:])})\b"
)
_WORD: Final = re.compile(r"\w+")
_DATELINE: Final = 120  # code points in which a wire credit stands


@dataclass(frozen=True, slots=True)
class Citation:
    """`below` rests on `above`; `cue` are the words that show it, where words do.

    Shape: `for_one` if it holds for the passage before the cue alone, and not for all that the page says.
    """

    above: Reading
    below: Reading
    kind: EdgeKind
    cue: Quote | None = None
    for_one: bool = False

    def bears(self, said: Assertion) -> bool:
        """Tell whether a passage of the page below rests on the page above."""
        if not self.for_one or self.cue is None:
            return True
        before = [each.quote.start for each in self.below.assertions if each.quote.start <= self.cue.start]
        return said.quote.start == max(before, default=-1)


@dataclass(frozen=True)
class Library:
    """The pages of one block, earliest first."""

    pages: tuple[Reading, ...]

    @cached_property
    def by_url(self) -> dict[str, list[Reading]]:
        """Find the versions of an address."""
        found: dict[str, list[Reading]] = {}
        for page in self.pages:
            found.setdefault(address(page.document.url), []).append(page)
        return found

    @cached_property
    def by_outlet(self) -> dict[str, list[Reading]]:
        """Find the pages of an outlet by its folded name."""
        found: dict[str, list[Reading]] = {}
        for page in self.pages:
            found.setdefault(folded(page.source.name), []).append(page)
        return found

    @cached_property
    def by_word(self) -> dict[str, list[tuple[str, list[Reading]]]]:
        """Find the outlets by the longest word of their names, that only pages with that word may name."""
        found: dict[str, list[tuple[str, list[Reading]]]] = {}
        for outlet, pages in self.by_outlet.items():
            words = _WORD.findall(pages[0].source.name)
            found.setdefault(max(words, key=len, default=""), []).append((outlet, pages))
        return found

    def named_by(self, words: Set[str]) -> list[tuple[str, list[Reading]]]:
        """Give the outlets that a text with these words may name, by their folded names."""
        return sorted(each for word in self.by_word.keys() & words for each in self.by_word[word])


def library_of(readings: Iterable[Reading]) -> Library:
    """Put pages in order: by day, then by address."""
    distinct = {each.version.id: each for each in readings}.values()
    return Library(tuple(sorted(distinct, key=published)))


def cited_page(candidates: Sequence[Reading], below: Reading) -> Reading | None:
    """Choose the page that another can rest on: the latest before it, at most a day after; never itself."""
    others = [each for each in candidates if each.document.id != below.document.id]
    before = [each for each in others if known(each) <= known(below) and not _later_that_day(each, below)]
    if before:
        return before[-1]
    return next((each for each in others if known(each) <= _plus(known(below))), None)


def _later_that_day(above: Reading, below: Reading) -> bool:
    first, second = above.version.published_at, below.version.published_at
    return first is not None and second is not None and first > second


def _plus(day: date) -> date:
    return day if day > date.max - _LEEWAY else day + _LEEWAY


def citations(library: Library) -> list[Citation]:
    """Give every sign that one page of the library rests on another, in order of the resting page."""
    found = [*_links(library), *_namings(library), *_recalls(library), *_repeats(library)]
    return sorted(
        found, key=lambda each: (known(each.below), each.below.version.id, each.above.version.id, each.kind)
    )


def _links(library: Library) -> Iterator[Citation]:
    for page in library.pages:
        for url in dict.fromkeys(address(link.url) for link in page.version.links):
            above = cited_page(library.by_url.get(url, ()), page)
            if above is not None:
                yield Citation(above, page, "link")


def _namings(library: Library) -> Iterator[Citation]:
    """Outlets named in the byline or at the head of the text as a wire credit, elsewhere in it as a source.

    Shape: a correction that names an outlet means the page of it that the corrected version rested on.
    """
    before: dict[tuple[str, str], Reading] = {}
    for page in library.pages:
        own = folded(page.source.name)
        words = set(_WORD.findall(f"{page.version.text} {page.version.author}"))
        for outlet, pages in library.named_by(words):
            # The organisation's name stands in every page about it: naming it is no sign of having read its
            # page.
            other = outlet != own and pages[0].document.kind != "primary"
            named = name_in(page.version.text, pages[0].source.name) if other else None
            byline = other and name_in(page.version.author, pages[0].source.name) is not None
            above = cited_page(pages, page) if named or byline else None
            if above:
                corrected = before.setdefault((page.document.id, outlet), above)
                above = corrected if page.document.kind == "correction" else above
            if byline and above:
                yield Citation(above, page, "wire_credit")  # the byline is no part of the text that is quoted
            elif named and above:
                yield Citation(
                    above, page, "wire_credit" if _credit(page.version.text, named) else "attribution", named
                )


def _recalls(library: Library) -> Iterator[Citation]:
    """Pages of the organisation that are recalled by their month: "as the board had decided in June"."""
    own = [page for page in library.pages if page.document.kind == "primary"]
    for page in library.pages if own else ():
        for found in _RECALLED.finditer(page.version.text):
            above = next((each for each in reversed(own) if _is_recalled(each, page, found)), None)
            if above is not None:
                yield Citation(above, page, "attribution", quote_of(page.version.text, *found.span()), True)


def _is_recalled(above: Reading, below: Reading, found: re.Match[str]) -> bool:
    """Tell whether a page is by the body and of the month that another recalls: the latest such month before it."""
    month, first, later = list(calendar.month_name).index(found["month"]), known(above), known(below)
    months = (later.year - first.year) * 12 + later.month - first.month
    by = re.search(
        rf"\b{re.escape(found['body'])}\b", f"{above.source.name} {above.version.text}", re.IGNORECASE
    )
    return (
        first.month == month
        and 0 <= months < 12
        and above.document.id != below.document.id
        and by is not None
    )


def name_in(text: str, outlet: str) -> Quote | None:
    """Find an outlet's name in a text, without its article; a single word could be any word: no name."""
    bare = outlet.removeprefix("The ")
    if " " not in bare or bare not in text:
        return None
    found = re.search(rf"\b{re.escape(bare)}\b", text)
    return quote_of(text, found.start(), found.end()) if found else None


def is_named(name: str, outlet: str) -> bool:
    """Tell whether a name is an outlet's, or ends in it: "As the Pewter Dispatch"."""
    said, wanted = folded(name), folded(outlet)
    return said == wanted or (" " in wanted and said.endswith(f" {wanted}"))


def _credit(text: str, named: Quote) -> bool:
    """Tell whether a name stands in brackets at the head of a text, as agencies are credited."""
    around = text[max(0, named.start - 5) : named.start].rstrip("The ")
    return named.start < _DATELINE and around.endswith("(") and text[named.end : named.end + 1] in {")", "/"}


def _repeats(library: Library) -> Iterator[Citation]:
    for each in repeats(library.pages):
        yield Citation(each.above, each.below, each.kind)
