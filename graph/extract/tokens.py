"""Words with their places, and the two coarse views of a word that the learned stages look at: stem and shape."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:[A-Z]\.){2,}|(?:St|Mt|Ft)\.(?= [A-Z])|[^\W_]+(?:[.&/+'-](?=[^\W_])[^\W_]+)*|[^\w\s]|\n"
)
_ENDINGS: Final = (
    "ations", "ation", "ingly", "ments", "ment", "ness", "ities", "ity", "ings", "ing", "edly", "ed", "ies", "es", "s",
    "ly", "al", "er", "ors", "or",
)  # fmt: skip
_SHORT: Final = 5  # letters from which a word has an ending to lose
_DOUBLED: Final = "bdgmnprt"
_REPEATED: Final = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one stretch of a page in text order. A possessive "'s" is a word of its own."""

    words: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def text(self, first: int, after: int) -> str:
        """Give the words [first, after) as one name."""
        return " ".join(self.words[first:after]).replace(" '", "'")


def tokens_of(shadow: str, start: int, end: int) -> Tokens:
    """Cut the shadow's code points [start, end) into words."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(shadow, start, end):
        word, at, after = found[0], found.start(), found.end()
        if word.endswith("'s") and len(word) > 2:
            words += [word[:-2], "'s"]
            starts += [at, after - 2]
            ends += [after - 2, after]
        else:
            words.append(word)
            starts.append(at)
            ends.append(after)
    return Tokens(tuple(words), tuple(each.lower() for each in words), tuple(starts), tuple(ends))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Give a word without its ending, so that "blocked", "blocking" and "blocks" look alike; not a word itself."""
    if len(word) < _SHORT:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in _DOUBLED:
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=16_384)
def shape(word: str) -> str:
    """Give the pattern of capitals, letters and digits of a word, repeats folded: "iHeart" is "aAa"."""
    kinds = ("A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c for c in word)
    return _REPEATED.sub(r"\1", "".join(kinds))


@lru_cache(maxsize=16_384)
def is_capital(word: str) -> bool:
    """Tell whether a word has a capital anywhere, as names do."""
    return word[:1].isalnum() and not word.islower() and any(each.isupper() for each in word)
