"""How the lexicon writes phrases: compact lines that people can read, compiled to one expression.

"*" is the rest of a word, "a|b" either word, " .. " up to five words in between.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

_GAP: Final = r"(?:[ ]{1,2}[\w'%-]+,?){0,5}[ ]{1,2}"
_NEVER: Final = re.compile(r"(?!)")


def phrases(lines: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases into one expression over lower-case text; a longer phrase wins over a shorter one."""
    parts = sorted({each.strip() for each in lines}, key=lambda each: (-len(each), each))
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(one, parts))})(?![\w-])") if parts else _NEVER


def needs(lines: Iterable[str]) -> list[str]:
    """Give letters some of which stand in whatever the phrases match, one choice of words for each phrase."""
    return [choice for line in lines for choice in max(map(_letters, line.split()), key=_shortest)]


def _letters(word: str) -> list[str]:
    """Give the longest piece of each choice that is written out; the gap between words has none."""
    return [""] if word == ".." else [max(each.split("*"), key=len) for each in word.split("|")]


def _shortest(pieces: list[str]) -> int:
    return min(map(len, pieces))


def one(line: str) -> str:
    """Compile one phrase, without borders."""
    words = [_word(each) for each in line.split()]
    pattern = words[0]
    for before, word in pairwise(words):
        glue = "" if _GAP in (before, word) else "[ ]{1,2}"
        pattern += glue + word
    return pattern


def _word(word: str) -> str:
    if word == "..":
        return _GAP
    choices = [re.escape(each).replace(r"\*", r"[\w'-]*") for each in word.split("|")]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
