"""How sources that we do not hold are called: a memo by its date, a person by office, the unnamed in the page's words.

Two notices of one organisation are told apart by their days, and a reader learns why somebody should know. Only
names are made here; what a source is, and whether two are one, is decided elsewhere (graph.derive.sources).
"""

import calendar
import re
from datetime import date
from typing import Final

from graph.derive.said import Said

_MONTH: Final = "|".join(calendar.month_name[1:])
_DAY: Final = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}}))"
    r"(?:,? (?P<year>\d{4}))?"
)
_ROLE: Final = r"(?:an? |the )?(?P<role>[a-z][^,.;:“”\"()]{2,70}?)[,.]"
_NO_ROLE: Final = re.compile(
    r"^(?:who|which|where|and|or|but|said|says|told|in|on|at|as|with|speaking|adding)\b"
)
_LEADS: Final = r"(?:runs|heads|leads|directs|manages)"
_SMALL: Final = (
    r"(?:the|an?|its|their|his|her|our|and|or|but|so|by|of|as|that|said|says|told|to|from|with|for|in|on|at|when|"
    r"where|who|which|is|was|were|then|now|also|both)"
)
_OFFICE: Final = (
    rf"(?:(?!{_SMALL}\b)[a-z][a-z-]+ ){{0,2}}(?:head|chief|director|manager|president|minister|secretary|trainer|"
    r"teacher|engineer|officer|commissioner|editor|lawyer|professor|developer|maintainer|superintendent|chancellor|"
    r"principal|analyst|researcher|chair(?:man|woman|person)?)"
)
# What an organisation may be called once its name is known.
_KINDS: Final = frozenset(
    [
        "bank",
        "ministry",
        "department",
        "agency",
        "commission",
        "council",
        "court",
        "university",
        "college",
        "school",
        "district",
        "city",
        "state",
        "foundation",
        "institute",
        "company",
        "group",
        "project",
    ]
)
_WHO_HIDES: Final = re.compile(
    r"\b(?i:an?|one|two|three|four|five|several|some|\d+) (?:[\w-]+ ){0,3}?"
    r"(?:people|persons?|officials?|sources?|insiders?|employees?|engineers?|staff members?|staffers?|"
    r"reviewers?|contributors?|managers?|executives?|teachers?|lawyers?) "
    r"(?:familiar with|with (?:direct |first-hand )?knowledge of|briefed on|close to|"
    r"who (?:did not want|was not allowed|were not allowed|asked|declined|spoke on condition|requested))"
    r"[^,.;:“”\"]*?(?= (?:said|says|say|told|tells)\b|[,.;:])"
)


def document_name(name: str, said: Said) -> str:
    """Name a document with its day, where the page gives one: "Norvane Bank memo of 3 March 2025"."""
    noun = re.escape(name.rsplit(maxsplit=1)[-1]) if name.split() else ""
    found = re.search(
        rf"\b(?:{noun}|document|paper|it)\b(?:[^.]{{0,80}}?\bdated|,? (?:carries|bears|has) the date(?: of)?|"
        rf" (?:of|from)) (?:\w+day,? )?{_DAY}",
        said.reading.version.text,
        re.IGNORECASE,
    )
    day = _day(found, said) if found else None
    return f"{name} of {day.day} {day:%B %Y}" if day else name


def _day(found: re.Match[str], said: Said) -> date | None:
    """Give the day; one without a year is the last before the page."""
    known = said.reading.known
    month = list(calendar.month_name).index((found["month"] or found["month2"]).capitalize())
    day = int(found["day"] or found["day2"])
    years = [int(found["year"])] if found["year"] else [known.year, known.year - 1] if known else []
    days = (
        date(year, month, day)
        for year in years
        if year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]
    )
    return next((each for each in days if known is None or found["year"] or each <= known), None)


def person_name(name: str, said: Said) -> str:
    """Name a person with the office that the page gives: "Ilse Corran, head of the bank's Dunmoor branch".

    Shape: offices read the same wherever the page puts them: "section head X" and "X, who heads the section".
    """
    role = _role_behind(name, said.reading.version.text) or _role_before(name, said.reading.version.text)
    if not role:
        return name
    return f"{name}, {_in_full(_standing_alone(role, said.organisation), said.reading.version.text)}"


def _role_behind(name: str, text: str) -> str:
    """Find an office behind a name: ", an engineer at Corvane," or ", who runs the branch,"."""
    if found := re.search(rf"\b{re.escape(name)}, who {_LEADS} (?P<what>[^,.;:“”\"()]{{2,70}}?)[,.]", text):
        return f"head of {found['what']}"
    found = re.search(rf"\b{re.escape(name)}, {_ROLE}", text)
    return found["role"] if found and not _NO_ROLE.search(found["role"]) else ""


def _role_before(name: str, text: str) -> str:
    """Find an office before a name: "head trainer Bram Soley", "section head Maren Tove"."""
    found = re.search(rf"\b(?P<role>{_OFFICE}) {re.escape(name)}\b", text)
    if found is None:
        return ""
    what, _, office = found["role"].rpartition(" ")
    return f"head of {what}" if office == "head" and what else found["role"]


def _standing_alone(role: str, organisation: str) -> str:
    """Say whose branch it is: a name is read without the sentence that "its" points back to."""
    kind = organisation.rsplit(maxsplit=1)[-1].lower() if organisation else ""
    owner = f"the {kind}" if kind in _KINDS else organisation
    return re.sub(r"^(its|their) |(?<= )(its|their) ", f"{owner}'s ", role) if owner else role


def _in_full(role: str, text: str) -> str:
    """Write out a name at the end of an office that the page has before in two words: "at Corvane Systems"."""
    short = re.search(r"\b(?:at|of|for|with) (?P<name>[A-Z][\w’-]+)$", role)
    if short is None:
        return role
    before = text[: text.find(role)] if role in text else text
    longer = set(re.findall(rf"\b{re.escape(short['name'])} [A-Z][\w’-]+\b(?! [A-Z])", before))
    return role[: short.start("name")] + longer.pop() if len(longer) == 1 else role


def unnamed_name(said: Said) -> str:
    """Name people who hide in the page's words; empty if it has none for them."""
    found = _WHO_HIDES.search(said.reading.version.text)
    return found[0][0].lower() + found[0][1:] if found else ""
