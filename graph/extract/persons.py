"""People, so that nobody takes them for organisations."""

import re
from collections.abc import Iterator
from typing import Final

from graph.extract.gazetteer import Heads
from graph.extract.page import Analysis

_NAME: Final = r"[A-ZÀ-Þ][\w'-]*[a-zà-ÿ](?:[A-Z]\w+)?"
_RUN: Final = re.compile(
    rf"{_NAME}(?:\s(?:(?:van|von|de|der|da|di|bin|al|el)\s)?(?:[A-Z]\.\s)?{_NAME}){{1,3}}"
)
_TITLE: Final = re.compile(
    r"\b(?=\w+(?:-\w+)?\.?\s[A-ZÀ-Þ])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|President|Chancellor|Governor|"
    r"Gov|Senator|Sen|Rep|"
    r"Congressman|Congresswoman|Mayor|Judge|Justice|Magistrate|Constable|Superintendent|Inspector|"
    r"Sergeant|Captain|Colonel|"
    r"General|Admiral|Commander|Lieutenant|Commissioner|Secretary|Minister|Chairman|Chairwoman|CEO|CTO|"
    r"CFO|COO|CIO|CISO|CRO|"
    r"Dean|Provost|Rector|Principal|Headteacher|MP|MEP|Councillor|Bishop|Cardinal|Pope|Rabbi|Imam|"
    r"(?<=s)pokesman|spokesman|spokeswoman|spokesperson|professor|director|executive|president|minister|"
    r"secretary|chairman|"
    r"chairwoman|founder|co-founder|analyst|researcher|author|lawyer|attorney|journalist|reporter|"
    r"columnist|chief|officer|"
    rf"superintendent|chancellor|governor|mayor|judge|senator|lecturer|teacher|scientist|maintainer|"
    rf"developer|engineer)\.?\s({_NAME}(?:\s(?:[A-Z]\.\s)?{_NAME}){{0,2}})"
)
_SPEAKS: Final = re.compile(
    r"(?:,[^,.]{2,60},)?\s(?:said|says|told|wrote|writes|tweeted|posted|argued|argues|added|adds|noted|"
    r"explained|recalled|"
    r"asked|replied|answered|joked|testified|insisted|conceded|admitted|thinks|believes|who)\b|"
    r",\s(?:\d\d\b(?!,\d)|who|chief|director|professor|"
    r"president|head|senior|associate|assistant|acting|general|its|the\s(?:[\w-]+\s){0,3}(?:chief|"
    r"director|head|president|minister|founder|"
    r"spokes\w+|superintendent|chancellor|secretary|chair\w*|dean|author|editor)|"
    r"a\s(?:[\w-]+\s){0,3}(?:professor|spokes\w+|lawyer|partner|analyst|researcher|"
    r"teacher|lecturer|student|attorney|consultant|reporter|journalist|developer|engineer|maintainer|"
    r"columnist|executive|manager|expert|fellow|spokes\w+))"
)
_SAID: Final = re.compile(
    r"\b(?:said|says|wrote|writes|asked|added|adds|told|answered|argued|argues|by|quoting|replied)\s$"
)


def find_persons(heads: Heads, analysis: Analysis, masked: str) -> Iterator[tuple[int, int]]:
    """Give the spans of people's names, by title, first name or speaking. `masked` hides what is known."""
    for sentence in analysis.sentences:
        text = masked[sentence.start : sentence.end]
        for found in _TITLE.finditer(text):
            if not _ends_as_organisation(heads, found[1]):
                yield sentence.start + found.start(1), sentence.start + found.end(1)
        for found in _RUN.finditer(text):
            start, end = _without_opener(heads, found)
            if start < end and _is_person(heads, text, start, end):
                yield sentence.start + start, sentence.start + end


def _without_opener(heads: Heads, found: re.Match[str]) -> tuple[int, int]:
    first = found[0].split()[0]
    if first.lower() in heads.common and first not in heads.first_names:
        return found.start() + len(first) + 1, found.end()
    return found.start(), found.end()


def _is_person(heads: Heads, text: str, start: int, end: int) -> bool:
    words = text[start:end].split()
    if len(words) < 2 or _ends_as_organisation(heads, text[start:end]):
        return False
    if words[0] in heads.first_names:
        return True
    if any(word.lower() in heads.common for word in words):
        return False
    lead, following = text[max(0, start - 20) : start], text[end : end + 80]
    return bool(_SAID.search(lead)) or bool(_SPEAKS.match(following))


def _ends_as_organisation(heads: Heads, name: str) -> bool:
    words = name.split()
    return words[-1] in heads.last or any(word in heads.first or word in heads.last for word in words[1:])
