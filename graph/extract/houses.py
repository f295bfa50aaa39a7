"""Organisations only their place in a sentence gives away: "Acme & Sons, a brewer, has banned", "at Acme & Sons".

The last resort of stage 7, for names that stage 4 has left alone; they are looked at only where a rule needs somebody
who sets it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.segment import shadow_of

_WORD: Final = r"[A-ZÀ-Þ][\w-]*\w(?:'s(?= [A-ZÀ-Þ]))?"
_NAME: Final = re.compile(
    rf"(?<![\w'.@/-])(?:St )?{_WORD}(?: (?:& |of (?=[A-ZÀ-Þ])|de |du |der |la )?{_WORD}){{0,5}}(?![\w@/])"
)
_OPENERS: Final = frozenset([
    "The", "A", "An", "In", "At", "On", "For", "From", "By", "But", "And", "Or", "Its", "Their", "His", "Her",
    "This", "That", "These", "Those", "When", "While", "After", "Before", "Since", "Under", "If", "As", "It",
    "He", "She", "They", "We", "You", "I", "Last", "Next", "Early", "Late", "Two", "Three", "Four", "Five",
    "No", "Not", "All", "Some", "Many", "Most", "Other", "Another", "Only", "Even", "Now", "Then", "Meanwhile",
    "However", "Our", "My", "Your", "Both", "Each", "Every", "Any", "With", "Without", "Until", "Whoever",
    "Anyone", "Nobody", "Everyone", "Staff", "Students", "Teachers", "Authors", "Reviewers", "Employees",
    "Developers", "What", "Who", "Where", "Why", "How", "There", "Here", "So", "Yet", "Also",
])  # fmt: skip
_NO_HOUSE: Final = frozenset([
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
    "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "AI",
    "IT", "CEO", "CTO", "CIO", "CISO", "API", "GPU", "LLM", "URL", "FAQ", "Europe", "Asia", "America", "Africa",
    "London", "Paris", "Berlin", "Brussels", "Washington", "Internet", "Christmas", "Easter", "English",
    "French", "German", "Spanish", "Chinese", "Italian", "Code", "Conduct", "Enterprise", "Business", "Pro",
    "Plus", "Team", "Free", "Premium", "Edu", "Basic", "Mr", "Mrs", "Ms", "Dr", "Professor", "President",
    "Minister", "Chancellor", "Judge", "Justice", "Article", "Section", "Rule", "Act",
])  # fmt: skip
# Behind these a name is a house that has people, rules and doors, and no place or person.
_LEAD: Final = re.compile(
    r"\b(?:at|inside|within|for|by|like|joined?|from|of|to|with|call(?:ed|s) (?:itself|ourselves)) (?:the )?$"
)
_TAIL: Final = re.compile(
    r"(?:'s?)? (?:has|have|had|will|is|was|bans?|blocks?|forbids?|allows?|lets?|wants?|does|did|tells?|told|"
    r"asks?|staff|people|employees|board|management|policy|rules?|memo|spokes\w+|project|maintainers|"
    r"students|teachers|engineers|developers|team|users|members|itself)\b"
)
_HOUSED: Final = re.compile(
    r"\b(?:at|inside|within|like|joined?|rivals?|competitors?|neighbou?r(?:ing)?|sister|employer,?|maker|group|"
    r"firm|company|bank|consultancy|publisher|insurer|retailer|brewer|supplier|start-?up|clinic|hospital|school) "
    r"(?:the )?$",
    re.IGNORECASE,
)
_PEOPLE_OF: Final = re.compile(
    r"\b[a-z]+(?:ers|ors|ists|ants|ents|ians|ees|men|staff|people|personnel|faculty|nurses|pupils|board) "
    r"(?:of|at|in|from) (?:the )?$"
)
_SPEAKS: Final = re.compile(
    r" (?:said|says|announced|told [a-z ]{3,30}|confirmed)(?: on [A-Z]\w+| this week| today)? (?:that )?"
    r"(?:it|its|staff|employees)\b|"
    r": (?:[a-z]+ ){0,2}(?:staff|employees|students|pupils|teachers|engineers|developers|authors|no|nobody|everyone)\b"
)
# Between a subject and its verb: an aside, an auxiliary, an adverb.
_TO_VERB: Final = re.compile(
    r"(?:,[^,;]{3,90},|\s\([^)]{2,60}\))?"
    r"(?:\s(?:has|have|had|now|also|too|then|still|already|since|not|only|never|finally|[a-z]+ly))*\s"
)
_ASIDE: Final = re.compile(
    r",\s(?:an?|the|two|three|whose|which|part of|owned by|based|maker|population|home of|once)\s"
)
_ENOUGH: Final = 4  # signs that make a house of a name nothing else knows


def house_of(analysis: Analysis) -> Mention | None:
    """Give the unlisted name a page is about, told by the title and by how it is used; None if two tie."""
    signs: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    for sentence in analysis.sentences:
        for each in names_in(analysis, sentence):
            signs[each.name] += _signs(analysis.shadow, each, sentence.start) + 2 * (each.end <= lead)
            first.setdefault(each.name, each)
    title = shadow_of(analysis.page.title)
    for name in signs:
        signs[name] += 2 * (name in title)
    best = signs.most_common(2)
    if not best or best[0][1] < _ENOUGH or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return first[best[0][0]]


def names_in(analysis: Analysis, sentence: Sentence) -> Iterator[Mention]:
    """Give the capitalised names of a sentence that are no mention of anything yet."""
    taken = [
        each
        for kind in ("organisation", "tool", "person")
        for each in analysis.within(sentence.start, sentence.end, kind)
    ]
    for found in _NAME.finditer(analysis.shadow, sentence.start, sentence.end):
        start = _after_openers(found)
        name = analysis.shadow[start : found.end()]
        free = not any(each.start < found.end() and start < each.end for each in taken)
        if name and free and not set(name.split()) & _NO_HOUSE:
            yield Mention(start, found.end(), "organisation", name, "company")


def _after_openers(found: re.Match[str]) -> int:
    words, start = found[0].split(" "), found.start()
    while words and words[0] in _OPENERS:
        start += len(words.pop(0)) + 1
    return min(start, found.end())


def _signs(shadow: str, name: Mention, start: int) -> int:
    ahead = name.start > start
    lead = ahead and _LEAD.search(shadow, max(start, name.start - 30), name.start)
    return ahead + bool(_TAIL.match(shadow, name.end)) + bool(lead)


def house_in(analysis: Analysis, sentence: Sentence, verb: int = -1) -> Mention | None:
    """Give the unlisted name of several words that a sentence uses as that of a house; the last of several.

    Shape: `verb` is where the rule's own verb begins; its subject is a house, too, of one word if it is elsewhere
    written inside a sentence.
    """
    found = None
    for each in names_in(analysis, sentence):
        acts = each.end < verb and _TO_VERB.fullmatch(analysis.shadow, each.end, verb) is not None
        if (acts and (" " in each.name or _kept(analysis, each.name))) or (
            " " in each.name and _used(analysis, sentence, each)
        ):
            found = each
    return found


def _kept(analysis: Analysis, name: str) -> bool:
    """Tell whether a word keeps its capital inside a sentence of the page."""
    return re.search(rf"[a-z,] {re.escape(name)}\b", analysis.shadow) is not None


def _used(analysis: Analysis, sentence: Sentence, name: Mention) -> bool:
    shadow = analysis.shadow
    lead = shadow[max(sentence.start, name.start - 30) : name.start]
    return bool(
        _HOUSED.search(lead)
        or _PEOPLE_OF.search(lead)
        or any(tail.match(shadow, name.end) for tail in (_TAIL, _ASIDE, _SPEAKS))
    )
