"""Organisations that no list knows, by their head nouns and by what the words around them say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.extract import evidence
from graph.extract.gazetteer import Heads
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.runs import RUN, pieces_of

_TITLE_OF: Final = re.compile(
    r"\b(?:chief executive|CEO|CTO|CFO|CIO|CISO|CRO|chair(?:man|woman)?|spokes(?:man|woman|person)|"
    r"president|head|founder|"
    r"co-founder|employees?|staff(?:ers)?|engineers?|workers?|officials?|executives?|managers?|lawyers?|"
    r"developers?|"
    r"researchers?|scientists?|professors?|students?|lecturers?|maintainers?|director|dean|editor|memo|"
    r"policy|statement|"
    r"insiders?|leaders?|bosses|contractors?|everyone|people|colleagues|teams?|vice[- ]president|"
    r"clients?|customers?|works|worked|working|job|jobs|desk|office)"
    r"\s(?:of|at|for|from|with|inside|within|in)\s(?:the\s)?$"
)
_PLACE: Final = r"[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?"
_UNIVERSITIES: Final = re.compile(rf"[Uu]niversities of ({_PLACE}(?:(?:, and |, | and ){_PLACE}){{1,12}})")
_SUBREDDIT: Final = re.compile(r"(?<![\w/.])r/\w{3,30}")
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9]{1,6}")
_INNER: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d|\.[a-z]")
_TYPES_BEFORE: Final = (
    (
        re.compile(
            r"\b(?:contribut\w+|contributors?|patch(?:es)?|commits?|merged|upstream(?:ed)?|"
            r"[Mm]aintain\w+) (?:to|for|into|of|in) (?:the )?$"
        ),
        "open_source_project",
    ),
    (
        re.compile(
            r"\b(?:[Cc]ity|[Tt]own|[Cc]ounty|[Ss]tate|[Pp]rovince|[Cc]anton|[Mm]unicipality|"
            r"[Pp]refecture|[Rr]epublic|[Gg]overnment) of (?:the )?$"
        ),
        "government",
    ),
    (
        re.compile(
            r"\b(?:[Ss]tudents?|[Pp]rofessors?|[Ll]ecturers?|[Cc]ampus|[Ff]aculty|[Aa]cademics) (?:at|of|"
            r"from) (?:the )?$"
        ),
        "education",
    ),
)
_RULE_WORDS: Final = re.compile(
    r":\s.*\b(?:AI|ChatGPT|chatbots?|ban\w*|block\w*|forbid\w*|prohibit\w*|restrict\w*|allow\w*|"
    r"permit\w*|access|approv\w+|requir\w+)\b"
)
_WORDS: Final = re.compile(r"[\w-]+")
_THE_KIND: Final = re.compile(r"\b[Tt]he (?:[\w-]+ ){1,3}?$|\b[Tt]he (?:[\w-]+ ){0,2}[\w-]+, $")
_FINITE: Final = re.compile(
    r"(?:,[^,]{3,40},)?(?:\s(?:also|now|already|recently|reportedly|meanwhile|officially|quietly|"
    r"temporarily|too|never|[a-z]+ly))*\s(?:has|had|will|would|won't|does|did|doesn't|didn't|"
    r"hasn't|isn't|is [a-z]+ing|told|says|forbade|put|cut|let|took|made|kept|set|sent|gave|went|"
    r"[a-z]+(?:[^s]s|ed))\b|'s\s"
)
_JOINT: Final = re.compile(r"(?:,| and| or| &|, and|, or| as well as) (?:the )?")
_JOINT_BEFORE: Final = re.compile(r"(?:,| and| or| &|, and|, or| as well as) (?:the )?$")
_COMMON_ENDS: Final = (
    "tion", "sion", "ment", "ness", "ity", "ing", "ism", "ance", "ence", "ship", "hood", "ists", "ers", "ors",
    "ly", "ees", "ies", "men", "ants", "ents", "ians", "cy", "als",
)  # fmt: skip
_TYPES_OF: Final = (
    (
        re.compile(
            r"\s(?:maintainers?|contributors?|core team|developers' mailing list|committers?|packagers?)\b"
        ),
        "open_source_project",
    ),
    (
        re.compile(
            r"(?:'s)?\s(?:students?|professors?|lecturers?|faculty|campus|undergraduates?|academics)\b"
        ),
        "education",
    ),
    (re.compile(r"(?:'s)?\s(?:moderators?|users?|subreddits?)\b"), "community_platform"),
    (re.compile(r"(?:'s)?\s(?:reviewers?|authors?)\b"), "publisher"),
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name no list has, typed by its words or its surroundings. `sure` ones need no second sign."""

    start: int
    end: int
    name: str
    type: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What the whole page says that single sentences cannot: its lower-case words, people, places."""

    lower_words: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]


def find_unknown(
    heads: Heads, analysis: Analysis, masked: str, around: Around, known: Mapping[int, str]
) -> Iterator[Unknown]:
    """Give unknown organisations in text order.

    Shape: `masked` is the shadow with everything known written over; `known` gives the type of each listed
    organisation by its first and by its last offset, for lists that go on with names no list has.
    """
    for sentence in analysis.sentences:
        heading = analysis.blocks[sentence.block].kind == "heading"
        candidates: list[tuple[int, int, Unknown | None]] = []
        for found in RUN.finditer(masked, sentence.start, sentence.end):
            for start, end in pieces_of(heads, masked, found.start(), found.end()):
                unknown = _by_head(heads, masked, start, end, sentence.end)
                if unknown is None and not heading:
                    before, after = evidence.before(analysis, start), evidence.after(analysis, end)
                    name = _Name(masked[start:end], before, after, _opens(masked, sentence, start))
                    unknown = _by_evidence(heads, around, (start, end), name)
                candidates.append((start, end, unknown))
        yield from _with_neighbours(heads, masked, around, known, candidates)


def _with_neighbours(
    heads: Heads,
    masked: str,
    around: Around,
    known: Mapping[int, str],
    candidates: list[tuple[int, int, Unknown | None]],
) -> Iterator[Unknown]:
    """Give what is an organisation by itself or by its list: "Acme, Beta and Gamma"."""
    types = {
        edge: each.type for _, _, each in candidates if each and each.sure for edge in (each.start, each.end)
    }
    for order in (candidates, candidates[::-1]):
        for at, (start, end, unknown) in enumerate(order):
            if (unknown and unknown.type != "company") or not _may_name(
                heads, around, masked[start:end].split(), opens=False
            ):
                continue
            kind = _type_beside(masked, start, end, known) or _type_beside(masked, start, end, types)
            if kind and not (unknown and masked[start:end].rsplit(maxsplit=1)[-1] in heads.last):
                listed = Unknown(start, end, masked[start:end], kind, sure=True)
                types |= {start: kind, end: kind}
                order[at] = (start, end, listed)
        candidates = order
    yield from sorted((each for _, _, each in candidates if each), key=lambda each: each.start)


def _type_beside(masked: str, start: int, end: int, types: Mapping[int, str]) -> str:
    """Give the type of the organisation that a comma or an "and" joins to [start, end), if there is one."""
    behind = _JOINT.match(masked, end)
    if behind and behind.end() in types:
        return types[behind.end()]
    ahead = _JOINT_BEFORE.search(masked, max(0, start - 12), start)
    return types.get(ahead.start(), "") if ahead else ""


def _opens(masked: str, sentence: Sentence, start: int) -> bool:
    """Tell whether a name begins its sentence, quote marks and list markers aside."""
    return not any(letter.isalnum() for letter in masked[sentence.start : start][-12:])


def _by_head(heads: Heads, masked: str, start: int, end: int, last: int) -> Unknown | None:
    words = masked[start:end].split()
    for at, word in enumerate(words[:-1]):
        kind = heads.first.get(word) or (heads.last.get(word) if at else None)
        if kind and words[at + 1] in ("of", "for") and len(words) > at + 2:
            return Unknown(start, end, masked[start:end], _refined(words, kind), sure=True)
    lower = heads.lower.match(masked, end, last)
    if lower and words[0].lower() not in heads.common and words[-1] not in heads.last:
        named = lower[1] in heads.beside
        edge = end if named else lower.end()
        return Unknown(start, edge, masked[start:edge], heads.lower_types[lower[1]], sure=True)
    if (
        len(words) > 1
        and words[0] in heads.before
        and words[0] not in heads.common
        and _tells(heads, words[1])
    ):
        return Unknown(start, end, masked[start:end], heads.before[words[0]], sure=True)
    if len(words) > 1 and words[-1] in heads.last and _distinct(heads, words):
        return Unknown(start, end, masked[start:end], _refined(words, heads.last[words[-1]]), sure=True)
    return None


def _distinct(heads: Heads, words: list[str]) -> bool:
    if words[-1] in heads.offices and len(words) > 2:
        return not all(word in heads.last or word in heads.first for word in words)
    return any(_tells(heads, word) for word in words[:-1])


def _tells(heads: Heads, word: str) -> bool:
    """Tell whether a word tells one organisation from others of its kind: "School Board" has none."""
    return word.lower() not in heads.common and word not in heads.last and word not in heads.first


def _refined(words: list[str], kind: str) -> str:
    """A board of education teaches, a police union is no police, a university press publishes."""
    if "Court" in words or "Courts" in words:
        return "government"
    if "Education" in words and kind == "regulator":
        return "education"
    if "Hospital" in words or "Hospitals" in words:
        return "other"
    return kind


@dataclass(frozen=True, slots=True)
class _Name:
    """A run of capitals that may be a name, with the words on either side of it."""

    text: str
    lead: str
    following: str
    opens: bool

    @property
    def words(self) -> list[str]:
        """Its words."""
        return self.text.split()


def _by_evidence(heads: Heads, around: Around, span: tuple[int, int], name: _Name) -> Unknown | None:
    if len(name.words) > 4 or not _may_name(heads, around, name.words, opens=name.opens):
        return None
    if name.lead.endswith("'s "):
        return None  # a part or a product of whoever is named before
    if kind := _kind_beside(heads, name.lead, name.following) or _kind_told(name.lead):
        return Unknown(*span, name.text, kind, sure=True)
    kind = next((kind for pattern, kind in _TYPES_OF if pattern.match(name.following)), "")
    sure = _surely(name, typed=bool(kind))
    kind = kind or heads.last.get(name.words[-1], "company")
    return None if sure is None else Unknown(*span, name.text, kind, sure=sure)


def _kind_told(lead: str) -> str:
    return next((kind for pattern, kind in _TYPES_BEFORE if pattern.search(lead)), "")


def _surely(name: _Name, *, typed: bool) -> bool | None:
    """Tell whether a name without a kind is an organisation's: surely, perhaps, or (None) not at all."""
    if typed or evidence.employs(name.following) or _TITLE_OF.search(name.lead):
        return not name.opens or len(name.words) > 1 or bool(_INNER.search(name.text))
    if _is_subject(name) or (name.opens and _RULE_WORDS.match(name.following)):
        return _proper(name.words, opens=name.opens)
    if not name.opens and evidence.housed(name.lead) and (len(name.words) == 1 or _INNER.search(name.text)):
        return True
    return None


def _is_subject(name: _Name) -> bool:
    if not evidence.acts(name.following) or name.lead.endswith(" of "):
        return False
    return not name.opens or len(name.words) > 1 or bool(_FINITE.match(name.following))


def _proper(words: list[str], *, opens: bool) -> bool:
    """Tell whether a subject is a name by its look: not "Legislation", not "Reporters"."""
    if not opens:
        return len(words) == 1 or bool(_INNER.search(" ".join(words)))
    if len(words) > 1:
        return not words[0].lower().endswith(("ly", "ing"))
    return (
        not words[0].lower().endswith(_COMMON_ENDS)
        and len(words[0]) > 2
        and (words[0][-1] != "s" or bool(_INNER.search(words[0])))
    )


def _may_name(heads: Heads, around: Around, words: list[str], *, opens: bool) -> bool:
    if words[-1] in around.surnames or words[0] in heads.first_names or words[0] in around.surnames:
        return False
    if any(len(word) < 2 and word != "&" for word in words) or " ".join(words) in around.places:
        return False
    if len(words) > 1 and all(word.isupper() for word in words):
        return False  # shouted, not named
    lower = [word.lower() for word in words]
    if all(word in heads.common or word in heads.kinds for word in lower):
        return False
    if len(words) == 1 and opens and words[0].endswith(("ly", "ing", "men")):
        return False
    return not (opens and len(words) == 1 and lower[0] in around.lower_words)


def _kind_beside(heads: Heads, lead: str, following: str) -> str | None:
    """Give the kind that the noun before a name tells, or the apposition on either side of it."""
    words = _WORDS.findall(lead[-40:].lower())
    apposed = following.startswith(",") and _THE_KIND.search(lead)
    if words and (apposed or not lead.rstrip().endswith((",", ".", ":", ";", "(", '"', ")"))):
        for size in (3, 2, 1):
            if (noun := " ".join(words[-size:])) in heads.kinds:
                return heads.kinds[noun]
    apposition = heads.apposition.match(following)
    return heads.kinds[apposition[1]] if apposition else None


def is_outlet(heads: Heads, unknown: Unknown) -> bool:
    """Tell whether an unknown publisher publishes news, so that naming it may be no more than citing it."""
    return unknown.type == "publisher" and unknown.name.split()[-1] in heads.news


def universities(analysis: Analysis) -> Iterator[Mention]:
    """Give each of "the universities of Manchester, Bristol and Edinburgh"."""
    if "niversities of " not in analysis.shadow:
        return
    for found in _UNIVERSITIES.finditer(analysis.shadow):
        for place in re.finditer(_PLACE, found[1]):
            start = found.start(1) + place.start()
            yield Mention(
                start, start + len(place[0]), "organisation", f"University of {place[0]}", "education"
            )


def subreddits(analysis: Analysis) -> Iterator[Mention]:
    """Give the communities that are named by their address, as in r/gardening."""
    if "r/" not in analysis.shadow:
        return
    for found in _SUBREDDIT.finditer(analysis.shadow):
        yield Mention(found.start(), found.end(), "organisation", found[0], "community_platform")


def is_acronym_of(acronym: str, name: str) -> bool:
    """Tell whether an acronym is made of a name's initials, small words taken or not."""
    if not _ACRONYM.fullmatch(acronym):
        return False
    words = re.findall(r"[\w]+", name)
    every = "".join(word[0] for word in words).upper()
    large = "".join(word[0] for word in words if word[0].isupper())
    return acronym in (every, large) or (len(acronym) > 2 and large.startswith(acronym[:2]))
