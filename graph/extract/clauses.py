"""Stage 3: where one statement of a sentence ends and the next begins."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

# A comma alone ends nothing: it sets off lists and appositions far more often than statements.
_BREAK: Final = re.compile(
    r"[;:](?=\s)|\s-{1,2}\s|(?<=[,)\"])\s+(?:and|but|while|so|yet|whereas|though|although|because|since|as|"
    r"after|before|if|when|where|until|unless|despite|citing|saying|adding|nor|or)\b(?=\s)|"
    r"\s(?:because|while|whereas|although|though|unless|whether|if|after|but)\b(?=\s)"
)


# What follows a break inside a list: another mention that begins no statement of its own.
_LISTED: Final = re.compile(
    r"\s*(?:the\s+)?([TC]++|O++)(?!\s+(?:is|are|was|were|has|have|may|can|will|must|does|do|did|[a-z]+ed|bans?|blocks?|limits?)\b)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement at [start, end) of the page."""

    start: int
    end: int


def clauses_of(masked: str, start: int, end: int) -> tuple[Clause, ...]:
    """Cut a sentence into clauses; together they cover it without a gap.

    Shape: a break inside a list of mentions ("ChatGPT, Claude, and Gemini") is none.
    """
    breaks = [
        found.start() + (masked[found.start()] in ";:")
        for found in _BREAK.finditer(masked, start, end)
        if not _in_list(masked, found.start(), found.end(), end)
    ]
    return tuple(Clause(a, b) for a, b in pairwise([start, *breaks, end]) if a < b)


def _in_list(masked: str, start: int, end: int, last: int) -> bool:
    before = masked[max(0, start - 2) : start].rstrip(", ")
    after = _LISTED.match(masked, end, last)
    return bool(before) and before[-1] in "TCO" and after is not None and after[1][0] == before[-1]


def clause_at(clauses: tuple[Clause, ...], offset: int) -> Clause:
    """Give the clause that holds an offset."""
    for clause in clauses:
        if clause.start <= offset < clause.end:
            return clause
    return clauses[-1]


def trimmed_start(masked: str, clause: Clause) -> int:
    """Give where the first word of a clause begins."""
    start = clause.start
    while start < clause.end and not masked[start].isalnum():
        start += 1
    return start
