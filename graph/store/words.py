"""How words are compared where an engine's own full-text search cannot be taught to do as SQLite's does. Pure.

Marks fall away, case too, and what stands between letters and digits parts words. An English analyser then finds
the stem, but drops words such as "not" and "the": those get a sign at their end, so that they stay and count.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

# Lucene's English stop words.
STOP_WORDS: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
})  # fmt: skip
_MARKED: Final = "_"  # a letter for the analyser, but never part of a word here
_BETWEEN: Final = "of_the_next"  # parts two fields: a phrase never runs from one into the other
_TOKEN: Final = re.compile(r"[^\W_]+")


def tokens(text: str) -> Iterator[str]:
    """Give the words of a text in the form in which they are compared."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    for each in _TOKEN.findall(bare.casefold()):
        yield each + _MARKED if each in STOP_WORDS else each


def indexed(fields: Iterable[str]) -> str:
    """Give what the analyser is to index for a record of several fields."""
    return f" {_BETWEEN} ".join(" ".join(tokens(each)) for each in fields if each)


def asked(words: str) -> str:
    """Turn a person's words into a Lucene query: each a phrase, and all of them wanted.

    Shape: empty if there is no letter or digit in them. Nothing in it but letters, digits and our own signs.
    """
    readable = words.encode("utf-8", "replace").decode().replace("\0", " ")
    phrases = (" ".join(tokens(each)) for each in readable.split() if any(map(str.isalnum, each)))
    return " ".join(f'+"{each}"' for each in phrases if each)


def asked_beside(value: str) -> str:
    """Turn a whole field's value into a condition of a Lucene query that does not count for the order; or nothing."""
    phrase = " ".join(tokens(value))
    return f'+"{phrase}"^0' if phrase else ""
