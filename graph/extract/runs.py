"""Runs of capitalised words, cut where a joining word ends one name and begins the next."""

import re
from collections.abc import Iterator
from typing import Final

from graph.extract.gazetteer import Heads

_WORD: Final = r"(?:(?:[A-Z]\.){2,}|(?:[a-z]{1,4}(?=[A-Z]))?[A-ZÀ-Þ]\w*(?:[-.&/+](?=\w)\w+)*)"
_LINK: Final = (
    r"(?:\s(?:(?:of|for|and|on|in|to) the|of|for|and|&|on|de la|de|du|des|di|da|der|für|van|y|et)\s|\s|"
    r"'s\s(?=(?:Office|Department|Court|Hospital|School|College|Institute|Association|Union|Bureau|Guild|"
    r"Council)\b))"
)
RUN: Final = re.compile(rf"(?<![\w@#/])(?:{_WORD})(?:{_LINK}{_WORD}){{0,9}}")
_STEP: Final = re.compile(rf"{_LINK}(?=[A-ZÀ-Þ])")
_OF: Final = ("of", "of the", "for", "for the")
_FIRST: Final = re.compile(r"[\w'.&-]+")
_OLD_NEW: Final = re.compile(
    r"New (?:York|Zealand|Jersey|Hampshire|Mexico|Delhi|Orleans|South|England|Haven|Brunswick|Castle|"
    r"Scientist|Yorker)|First [A-Z]|Best Buy|Last\."
)


def pieces_of(heads: Heads, masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run of capitalised words where its joining words join two names and not the parts of one."""
    start = _after_opener(heads, masked, start, end)
    first = start
    for step in _STEP.finditer(masked, start, end):
        joint = step[0].strip()
        if joint in ("", "&", "'s") or step.start() < first:
            continue
        left = masked[first : step.start()].split()
        if not _holds(heads, left, joint):
            if first < step.start():
                yield first, step.start()
            first = _after_opener(heads, masked, step.end(), end)
    if first < end:
        yield first, end


def _holds(heads: Heads, left: list[str], joint: str) -> bool:
    if not left or joint in ("and the", "on the", "in the", "to the"):
        return False
    if joint in _OF and (joint != "of the" or len(left) > 1 or not left[0].endswith("s")):
        return left[-1] in heads.first or left[-1] in heads.last or left[-1] in heads.long
    if joint in ("and", "on"):
        return left[0] in heads.long and any(word in ("of", "for") for word in left)
    if joint == "of the" and len(left) == 1 and left[0].endswith("s"):
        return left[0].lower() not in heads.common
    return (
        left[-1] in heads.first
        or left[-1] in heads.last
        or joint in ("de", "di", "du", "da", "van", "of the")
    )


def _after_opener(heads: Heads, masked: str, start: int, end: int) -> int:
    """Give where a run begins once "The", "In", "Chinese" and their like are passed over."""
    while start < end:
        word = _FIRST.match(masked, start, end)
        if (
            word is None
            or (word[0] not in heads.openers and not _is_adjective(heads, word[0], masked[word.end() : end]))
            or _OLD_NEW.match(masked, start, end)
        ):
            return start
        rest = masked[word.end() : end]
        if rest.startswith((" of ", " for ")) and (word[0] in heads.first or word[0] in heads.long):
            return start
        start = word.end()
        while start < end and not masked[start].isupper():
            start += 1
    return end


def _is_adjective(heads: Heads, word: str, rest: str) -> bool:
    """Tell whether a nation is no part of the name behind it: "Chinese Acme", but "Dutch Data Authority"."""
    return word in heads.nations and not any(
        each in heads.last or each in heads.first for each in rest.split()
    )
