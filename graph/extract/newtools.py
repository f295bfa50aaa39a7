"""AI products no list knows, by what introduces them: "an AI scribe called Acme", "Acme, its chatbot"."""

import re
from collections.abc import Iterator
from typing import Final

from graph.extract.gazetteer import Heads
from graph.extract.page import Analysis, Mention
from graph.extract.spots import Needs

_PRODUCT: Final = (
    r"(?:assistants?|chatbots?|tools?|scribes?|apps?|agents?|bots?|models?|copilots?|companions?|tutors?|"
    r"generators?|browsers?|platforms?|services?|programs?|software|systems?|search engines?|notetakers?)"
)
_NAME: Final = r"[\"']?([A-Z][\w.+]*[\w+](?:[ -](?:[A-Z][\w.+]*|\d[\w.]*)){0,2})[\"']?"
_AI: Final = (
    r"(?:AI|A\.I\.|[Gg]enerative AI|[Aa]rtificial intelligence|[Aa]rtificial-intelligence|"
    r"[Cc]onversational|AI-powered|AI-based|AI-driven)"
)
_KINDS: Final = (
    rf"(?:{_AI}[- ](?:[\w-]+ ){{0,3}}?{_PRODUCT}|[Cc]hatbots?|[Ll]anguage models?|"
    rf"[Cc]oding (?:assistants?|agents?)|[Cc]ode assistants?|[Vv]irtual assistants?)"
)
_CALLED: Final = re.compile(
    rf"(?:{_KINDS}|\b{_PRODUCT}),? (?:called|named|dubbed|known as|nicknamed|christened) {_NAME}"
)
_KIND_NAME: Final = re.compile(rf"\b{_KINDS} {_NAME}")
_NAME_KIND: Final = re.compile(
    rf"(?<![\w'-]){_NAME}(?:,| \(|,? which is| is) (?:a|an|the|its|our|"
    rf"their) (?:[\w'-]+ ){{0,4}}?(?:{_KINDS}|language model)\b"
)
_HINT: Final = re.compile(
    rf"\b(?:called|named|dubbed|known as|nicknamed|christened)\b|\b{_KINDS}\b|language model"
)
_WORDS: Final = (
    "called", "named", "dubbed", "known as", "christened", "AI", "A.I.", "rtificial", "onversational", "hatbot",
    "anguage model", "oding a", "ode assistant", "irtual assistant",
)  # fmt: skip
_NEEDED: Final = Needs.of([_WORDS])  # letters some of which are in every hint
_MOST: Final = 60


def find_new_tools(heads: Heads, analysis: Analysis, masked: str) -> Iterator[Mention]:
    """Give every mention of products that some sentence introduces. `masked` hides what is known already."""
    names = dict.fromkeys(_introduced(heads, analysis, masked))
    if not names:
        return
    forms = "|".join(re.escape(each) for each in sorted(list(names)[:_MOST], key=len, reverse=True))
    for found in re.finditer(rf"(?<![\w-])(?:{forms})(?![\w-])", masked):
        yield Mention(found.start(), found.end(), "tool", found[0])


def _introduced(heads: Heads, analysis: Analysis, masked: str) -> Iterator[str]:
    spots = _NEEDED.spots(analysis.shadow)
    for sentence in analysis.sentences:
        if not spots.among(sentence.start, sentence.end):
            continue
        if not _HINT.search(analysis.shadow, sentence.start, sentence.end):
            continue
        for pattern in (_CALLED, _KIND_NAME, _NAME_KIND):
            for found in pattern.finditer(analysis.shadow, sentence.start, sentence.end):
                name = found[1].rstrip(".")
                if (
                    "\x00" not in masked[found.start(1) : found.end(1)]
                    and name.split()[0].lower() not in heads.common
                ):
                    yield name
