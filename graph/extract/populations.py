"""People whom a rule may bind, as mentions: staff, students, contributors, civil servants."""

from collections.abc import Iterator, Mapping
from typing import Final

from graph.extract.gazetteer import Words
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
_KINDS: Final[Mapping[str, str]] = {each: kind for kind, words in _WORDS.items() for each in words.split("|")}
_LAST: Final = frozenset(each.split()[-1] for each in _KINDS)


def find_populations(analysis: Analysis, words: Words) -> Iterator[Mention]:
    """Give each mention of people by what they are; its name is a type of scope. `words` are the page's."""
    for at in [at for at, word in enumerate(words.lower) if word in _LAST]:
        for first in (at - 1, at):
            start, end = words.start[max(0, first)], words.end[at]
            if kind := _KINDS.get(analysis.lower[start:end]):
                yield Mention(start, end, "population", kind)
                break
