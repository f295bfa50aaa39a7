"""The gate in front: from the raw bytes of a page, whether it can say anything about rules on AI tools.

Most pages of a crawl say nothing about them, and parsing is what costs. The gate never looks at meaning: it wants
something about AI and, near it, something about rules, both from the lexicon. It lets doubtful pages pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, Self

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from graph.errors import ConfigError
from graph.extract.patterns import heads_of, words_of
from graph.lexicon import Lexicon, load_lexicon

REACH: Final = 600
"""Bytes of page either side of a word about AI in which a word about rules has to stand."""
CLOSE: Final = 80
"""The same for a name that is an everyday word as well: "blocks Grok" counts, a palm and a rule do not."""
_PEEK: Final = 1024  # bytes in which a page of two or four bytes a letter shows its zeros
_TAG: Final = 2000  # bytes back in which an open tag may begin
_MARKUP: Final = re.compile(rb"<[^<>]*>?")
_HIDDEN: Final = re.compile(rb"<(?:script|style|!--)")
_CLOSERS: Final[Mapping[bytes, bytes]] = {b"<script": b"</script", b"<style": b"</style", b"<!--": b"-->"}
_DECLARED: Final = b"ld+json"  # a script that holds the article's words
_VERB: Final = re.compile(r"\{([a-z]+)")
_ODD: Final[Sequence[tuple[bytes, bytes]]] = (
    (b"\xe2\x80\x99", b"'"), (b"&#8217;", b"'"), (b"&rsquo;", b"'"), (b"&#39;", b"'"), (b"&#x27;", b"'"),
    (b"\xc2\xa0", b" "), (b"&nbsp;", b" "), (b"&#160;", b" "), (b"\xe2\x80\x91", b"-"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A word at [start, end) of some bytes, and the stretch round it that belongs to it."""

    start: int
    end: int
    reach: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Many words, searched for in one pass. For term i, `open_ended[i]` tells whether letters may follow it."""

    automaton: BytesAhoCorasick
    open_ended: tuple[bool, ...]
    reaches: tuple[int, ...]

    @classmethod
    def of(cls, words: Mapping[str, int]) -> Self:
        """Compile words with their reaches; a "*" at the end lets a word go on."""
        kept = sorted(each for each in _needed(words.keys()) if not _holds_another(each, words))
        patterns = [each.rstrip("*").encode() for each in kept]
        automaton = BytesAhoCorasick(patterns, MatchKind.LeftmostLongest, Implementation.DFA)
        return cls(automaton, tuple(each.endswith("*") for each in kept), tuple(words[each] for each in kept))

    def find(self, text: bytes) -> Iterator[Hit]:
        """Give where whole words stand, in order."""
        for term, start, end in self.automaton.find_matches_as_indexes(text):
            if _ends(text, start) and (self.open_ended[term] or _ends(text, end)):
                yield Hit(start, end, self.reaches[term])


def _ends(text: bytes, at: int) -> bool:
    """Tell whether a word may begin or end at an offset."""
    return not (text[at - 1 : at].isalnum() and text[at : at + 1].isalnum())


def _needed(words: Set[str]) -> Iterator[str]:
    """Leave out what a shorter word finds anyway, so that the longest match at a place is the only one."""
    for each in words:
        stem = each.rstrip("*")
        whole = (stem[:size] for size in range(1, len(stem)) if not stem[size].isalnum())
        begun = (stem[:size] + "*" for size in range(1, len(stem) + (stem == each)))
        if words.isdisjoint([*whole, *begun]):
            yield each


def _holds_another(phrase: str, words: Mapping[str, int]) -> bool:
    """Tell whether a phrase has a single word in it that is looked for as far round."""
    parts = re.findall(r"\w+", phrase)
    return len(parts) > 1 and any(words.get(each, -1) >= words[phrase] for each in parts)


@dataclass(frozen=True, slots=True)
class Gate:
    """The words of the lexicon, compiled. `subjects` are cased, `cues` lower case."""

    subjects: Terms
    cues: Terms

    def passes(self, page: bytes) -> bool:
        """Tell whether a page is worth parsing; linear in its length. What is no ASCII text passes unread."""
        if b"\0" in page[:_PEEK] or page[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return True
        if next(self.subjects.find(page), None) is None:
            return False  # most pages; what is hidden is looked at last because it costs three times as much
        shown = without_hidden(page)
        hits = (each for each in self.subjects.find(shown) if not _in_tag(shown, each.start))
        return any(self._speaks_of_rules(shown, start, end) for start, end in near(hits, len(shown)))

    def _speaks_of_rules(self, page: bytes, start: int, end: int) -> bool:
        return next(self.cues.find(plain(page, start, end)), None) is not None


def load_gate(lexicon: Lexicon | None = None) -> Gate:
    """Compile a lexicon, the packaged one by default. Raises: ConfigError if it cannot be used as written."""
    rules = lexicon or load_lexicon()
    try:
        return Gate(Terms.of(_subjects(rules)), Terms.of(_cues(rules)))
    except (KeyError, ValueError) as error:
        raise ConfigError("gate.toml", str(error)) from error


def without_hidden(page: bytes) -> bytes:
    """Give a page without comments, styles and scripts, but for scripts that declare the page's words to machines."""
    lower, parts, at = page.lower(), [], 0
    unclosed: set[bytes] = set()
    for opened in _HIDDEN.finditer(lower):
        kind = opened[0]
        if opened.start() < at or kind in unclosed or _DECLARED in lower[opened.end() : opened.end() + 120]:
            continue
        closed = lower.find(_CLOSERS[kind], opened.end())
        if closed < 0:
            unclosed.add(kind)  # never looked for again: a page of openings must not cost its square
        else:
            parts.append(page[at : opened.start()])
            at = closed
    return b"\n".join([*parts, page[at:]]) if parts else page  # in no term, so that none comes about here


def near(hits: Iterable[Hit], length: int) -> Iterator[tuple[int, int]]:
    """Give the stretches round hits, one by one; a hit that the last stretch half covers adds none."""
    last = 0
    for hit in hits:
        if hit.end + hit.reach // 2 > last or last == 0:
            last = min(length, hit.end + hit.reach)
            yield max(0, hit.start - hit.reach), last


def plain(page: bytes, start: int, end: int) -> bytes:
    """Give the words of a stretch in lower case, with single spaces, straight apostrophes and plain hyphens."""
    if _in_tag(page, start):
        start = page.find(b">", start, end) + 1 or end
    words = _MARKUP.sub(b" ", page[start:end])
    for odd, usual in _ODD:
        if odd[:1] in words:
            words = words.replace(odd, usual)
    return b" ".join(words.lower().split())


def _in_tag(page: bytes, at: int) -> bool:
    first = max(0, at - _TAG)
    return page.rfind(b"<", first, at) > page.rfind(b">", first, at)


def _subjects(rules: Lexicon) -> dict[str, int]:
    table = rules.table("gate")["subject"]
    named = {form.lstrip("~^") for form in _forms(rules)}
    plainly = {each for form in _forms(rules) if not form.startswith(("~", "^")) for each in _cased(form)}
    words = {
        each for word in table["words"] for each in (word, word.capitalize(), word.title(), word.upper())
    }
    return dict.fromkeys(named, CLOSE) | dict.fromkeys([*table["exact"], *words, *plainly], REACH)


def _forms(rules: Lexicon) -> Iterator[str]:
    for vendor in rules.table("tools")["vendor"]:
        for entry in vendor["tools"]:
            yield from (form.strip() for form in entry.split("|"))


def _cased(form: str) -> set[str]:
    """Give a name in the cases people type; one that looks like any word only with its capital."""
    if len(form) <= 3 or form == form.capitalize():
        return {form, form.upper()}
    return {form, form.lower(), form.upper(), form.capitalize(), form[0].lower() + form[1:]}


def _cues(rules: Lexicon) -> dict[str, int]:
    table: Mapping[str, Any] = rules.table("gate")["cue"]
    everyday = {form for verb in table["everyday"] for form in words_of(verb)}
    found = {each for rule in rules.table("actions")["rule"] for each in _openings(rule["patterns"])}
    return dict.fromkeys([*(found - everyday), *table["words"]], 0)


def _openings(patterns: Iterable[str]) -> Iterator[str]:
    """Give the forms of the verbs that patterns begin with; other first words are on every page."""
    for pattern in patterns:
        verbs = {form for verb in _VERB.findall(pattern) for form in words_of(verb)}
        yield from verbs.intersection(heads_of(pattern))
