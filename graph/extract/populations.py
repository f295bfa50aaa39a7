"""People whom a rule may bind, as mentions: staff, students, contributors, civil servants."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from graph.extract.page import Analysis, Mention

_WORDS: Final[Mapping[str, str]] = {
    "employees": (
        r"employees|staff|staffers|workers|workforce|personnel|engineers|developers|managers|executives|"
        r"colleagues|consultants|journalists|lawyers"
    ),
    "students_staff": r"students|pupils|teachers|learners|professors|lecturers|faculty",
    "contributors": r"contributors|maintainers|committers|moderators",
    "authors": r"authors",
    "customers": r"customers|clients|subscribers",
    "contractors": r"contractors|suppliers|freelancers",
    "public_sector": r"civil servants|public servants|officials|lawmakers|officers",
    "applicants": r"applicants|candidates",
    "other": r"reviewers|litigants|attorneys",
    "users_in_country": r"citizens|residents",
}
_ANY: Final = re.compile(
    r"\b(?:" + "|".join(rf"(?P<{kind}>{words})" for kind, words in _WORDS.items()) + r")\b"
)


def find_populations(analysis: Analysis) -> Iterator[Mention]:
    """Give each mention of people by what they are; its name is a type of scope."""
    for found in _ANY.finditer(analysis.lower):
        yield Mention(found.start(), found.end(), "population", found.lastgroup or "other")
