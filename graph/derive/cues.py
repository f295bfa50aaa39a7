"""The few turns of phrase that relations between passages hang on. English only."""

import re
from typing import Final

from graph.model import State

# "still", "remains": the rule is said to go on, so the passage reaches back to the rule's beginning.
STILL: Final = re.compile(
    r"\b(still|remains?|remained|stays?|stayed|continues?|upholds?|upheld|unchanged|to this day|no change|"
    r"nothing has changed|in place since|in force since|keeps? the (?:ban|block|rule|limit))\b",
    re.IGNORECASE,
)
# "Correction", "an earlier version of this article": the page takes something back.
CORRECTION: Final = re.compile(
    r"\b(correction|corrected|erratum|an earlier version of this|we (?:regret|apologi[sz]e)|had misstated)\b",
    re.IGNORECASE,
)
# "may use it only while": a permission that leaves a limit behind.
LIMITED: Final = re.compile(
    r"\b(only|solely|limited to|restricted to|as long as|provided(?: that)?|on condition|unless|except|"
    r"no more than)\b",
    re.IGNORECASE,
)
# The page's own reporter was there.
OBSERVED: Final = r"(?:watched|counted|tried|tested|saw for (?:itself|ourselves)|measured|visited)"

# What a denial is aimed at: the words before or after the cue name the reason that is denied.
DENIED_REASON_AFTER: Final = re.compile(
    r"\b(?:nothing to do with|unrelated to|no (?:connection|link) (?:with|to)|"
    r"not (?:about|because of|due to|over|driven by|motivated by|prompted by))\s+(?P<reason>[^.;:,]+)",
    re.IGNORECASE,
)
DENIED_REASON_BEFORE: Final = re.compile(
    r"(?P<reason>[^.;:,]+?)\s+(?:(?:played|plays|had|has) no (?:part|role)|"
    r"(?:is|was|were|are) not the (?:reason|motive|cause))",
    re.IGNORECASE,
)
DENIED_SAYING: Final = re.compile(
    r"\b(?:(?:did|has|have|had) (?:not|never) (?:confirm\w*|sa(?:y|id)|t(?:ell|old)|state\w*|announce\w*)|"
    r"no (?:spokes\w+|official|employee|one|body)\b[^.]{0,60}?\b(?:confirmed|said|told|stated|announced)|"
    r"den(?:y|ies|ied) (?:having|that \w+ had) (?:said|confirmed|told))",
    re.IGNORECASE,
)
SAYING: Final = re.compile(r"\b(?:confirm\w*|said|says|told|stated|according to|announced)\b", re.IGNORECASE)
OFFICE: Final = re.compile(r"\b(?:spokes\w+|press office|press secretary)\b", re.IGNORECASE)
NAME: Final = re.compile(r"\b[A-Z][\w’'-]+(?: (?:[A-Z]\.|de|van|von|al|bin))*(?: [A-Z][\w’'-]+)+")

# Which state a denial denies, by the noun or verb it uses.
DENIED_STATES: Final[tuple[tuple[State, re.Pattern[str]], ...]] = (
    ("APPROVAL_REQUIRED", re.compile(r"\b(?:approval|sign-?off|permission)\b", re.IGNORECASE)),
    (
        "BANNED",
        re.compile(r"\b(?:ban\w*|block\w*|forb[aio]d\w*|prohibit\w*|outlaw\w*|shut out)\b", re.IGNORECASE),
    ),
    ("RESTRICTED", re.compile(r"\b(?:restrict\w*|limit\w*|curb\w*)\b", re.IGNORECASE)),
)
# A reason said to be the only one.
EXCLUSIVE: Final = re.compile(r"\b(?:only|sole|solely|purely|alone|nothing but|exclusively)\b", re.IGNORECASE)


def stem(word: str) -> str:
    """Cut the commonest endings, so that leak, leaks and leaked are one word."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_EMPTY_WORDS: Final = """
    a an and any are as at be been being but by can could did do does for from had has have how if in
    into is it its may might more most must no nor not of off on one or other our out over own said say
    she he they than that the their them then there these this those to up was we were what when which
    who whom why will with would you your his her used use using about because due such so only just
    also very all every
"""
EMPTY: Final = frozenset(_EMPTY_WORDS.split())


def words_of(text: str) -> frozenset[str]:
    """Give the stems of the words that carry meaning."""
    return frozenset(stem(word) for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in EMPTY)
