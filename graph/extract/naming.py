"""Where sentences name organisations: what the lists know and what the learned recogniser takes for a name."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from graph.extract.page import Analysis, Sentence

LIKELY: Final = 0.5  # probability from which a span counts as a name


def named_in(analysis: Analysis, sentence: Sentence) -> list[tuple[int, int, str]]:
    """Give the organisations that a sentence names: start, end, name; in text order.

    Shape: outlets are among them, and pronouns that stand for a listed one.
    """
    listed = [
        (each.start, each.end, each.name)
        for each in analysis.within(sentence.start, sentence.end, "organisation")
    ]
    first = bisect_left(analysis.names, sentence.start, key=lambda each: each.start)
    learned = []
    for each in analysis.names[first:]:
        if each.start >= sentence.end:
            break
        apart = all(each.end <= start or end <= each.start for start, end, _ in listed)
        if each.score >= LIKELY and each.end <= sentence.end and apart:
            learned.append((each.start, each.end, each.name or re.sub(r"^[Tt]he ", "", each.text)))
    return sorted([*listed, *learned])


def is_name_of(name: str, organisation: str) -> bool:
    """Tell whether a name is an organisation's own, its first words or its initials."""
    if name == organisation or organisation.startswith(f"{name} "):
        return True
    words = organisation.split()
    return (
        len(words) > 1 and name.isupper() and name == "".join(each[0] for each in words if each[0].isupper())
    )


def spans_of_organisation(
    analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[tuple[int, int]]:
    """Give where a sentence names an organisation, code points [start, end)."""
    for start, end, name in named_in(analysis, sentence):
        if is_name_of(name, organisation):
            yield start, end
