"""Whom a rule binds, as far as passages compare: an audience, and a named part or the whole."""

import re
from dataclasses import dataclass
from typing import Final

from graph.derive.cues import EMPTY, stem
from graph.model import Assertion, Scope

# Rules for one audience say nothing about another: staff are locked out while customers are sold the tool.
AUDIENCE: Final = {
    "employees": "inside",
    "unit": "inside",
    "devices": "inside",
    "contractors": "inside",
    "public_sector": "inside",
    "students_staff": "inside",
    "users_in_country": "public",
    "customers": "public",
    "contributors": "contributors",
    "authors": "contributors",
    "competitors": "competitors",
    "applicants": "applicants",
    "crawlers": "crawlers",
}
_GENERIC_WORDS: Final = """
    whole entire total company companies corporate organisation organization firm bank everyone
    everybody anybody nobody people person persons staff staffer staffers employee employees worker
    workers workforce personnel colleague colleagues engineer engineers engineering developer developers
    software programmer programmers coder coders team teams unit units division divisions department
    departments branch branches group groups office offices school schools district section sections
    track class classes user users member members some few many several part parts internal own general
    rest wide system systems device devices computer computers network networks official officials
    employer code work works during while
"""
# Audiences that no page confuses with another: staff and buyers; staff and contributors are told apart badly.
_UNMISTAKABLE: Final = frozenset({"public", "competitors", "applicants", "crawlers"})
# Words that name a part of a school or university, whoever is said to be bound there.
_LEVELS: Final = frozenset(
    stem(word)
    for word in (
        "primary",
        "elementary",
        "secondary",
        "vocational",
        "undergraduate",
        "postgraduate",
        "nursery",
    )
)
# Words that say "people" or "a part" without saying which.
_GENERIC: Final = EMPTY | frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a passage says that a rule binds.

    Shape: `part` holds the telling words of a named part, none for the whole; `stated` if the page says whom.
    """

    audience: str = ""
    part: frozenset[str] = frozenset()
    universal: bool = False
    exclusive: bool = False
    stated: bool = False

    @property
    def whole(self) -> bool:
        """All of the organisation, as far as the page tells."""
        return not self.part


def population_of(assertion: Assertion) -> Population:
    """Read the population of an assertion from its unit and scope."""
    scope = assertion.scope or Scope("")
    words = telling(scope.text)
    part = telling(assertion.unit) or (words if scope.type == "unit" else words & _LEVELS)
    return Population(
        audience=AUDIENCE.get(scope.type, ""),
        part=part,
        universal=scope.universal and not part,
        exclusive=scope.exclusive,
        stated=bool(assertion.scope or assertion.unit),
    )


def telling(text: str) -> frozenset[str]:
    """Give the words that tell one part of an organisation from another, up to the first comma."""
    head = re.split(r"[;,(]", text.lower(), maxsplit=1)[0]
    return frozenset(stem(word) for word in re.findall(r"[^\W\d_]+", head) if word not in _GENERIC)


def apart(one: Population, other: Population) -> bool:
    """Tell whether nobody can be bound by both."""
    if one.audience and other.audience and one.audience != other.audience:
        return True
    return bool(one.part and other.part and not one.part & other.part)


def strangers(one: Population, other: Population) -> bool:
    """Tell whether two passages cannot even mean the same people; laxer than `apart`, for grouping."""
    if one.part and other.part and not one.part & other.part:
        return True
    return one.audience != other.audience and bool(
        one.audience and other.audience and {one.audience, other.audience} & _UNMISTAKABLE
    )


def same(one: Population, other: Population) -> bool:
    """Tell whether both name the same part, or both the whole."""
    return not apart(one, other) and one.whole == other.whole


def narrower(one: Population, other: Population) -> bool:
    """Tell whether the first is a named part of the second."""
    return not apart(one, other) and not one.whole and other.whole
