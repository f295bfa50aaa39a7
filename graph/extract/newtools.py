"""AI products no list knows, by what introduces them: "an AI scribe called Acme", "Acme, its chatbot", "AcmeGPT"."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from graph.extract.gazetteer import Heads
from graph.extract.page import Analysis, Mention
from graph.extract.spots import Needs

# Kinds of things that write, speak or decide; "the tool" and "the program" do so only with more words around them.
_SURE: Final = (
    r"(?:[a-z]*bots?|assistants?|scribes?|copilots?|co-pilots?|agents?|tutors?|companions?|(?:language )?models?|"
    r"note-?takers?|transcribers?|translators?|generators?|summari[sz]ers?|(?:drafting|writing|report-writing|coding|"
    r"recognition|scoring|grading|marking|screening|search|summary|triage|transcription|translation|reading|chat|"
    r"documentation|dictation|prediction|planning|speech)[ -](?:aids?|apps?|tools?|program(?:me)?s?|systems?|"
    r"software|engines?|services?))"
)
_LOOSE: Final = (
    r"(?:tools?|program(?:me)?s?|systems?|software|products?|apps?|engines?|algorithms?|gadgets?|robots?)"
)
_PRODUCT: Final = rf"(?:{_SURE}|{_LOOSE}|browsers?|platforms?|services?|notetakers?|wearables?)"
_AI: Final = (
    r"(?:AI|A\.I\.|[Gg]enerative(?: AI)?|[Aa]rtificial[ -]intelligence|[Mm]achine[ -]learning|[Cc]onversational|"
    r"AI-(?:powered|based|driven|assisted|enabled))"
)
_AI_KIND: Final = rf"{_AI}[- ](?:[\w-]+ ){{0,3}}?{_PRODUCT}"
_KIND: Final = rf"(?:{_AI_KIND}|[Cc]hatbots?|[Vv]irtual assistants?|{_SURE})"
_WORD: Final = r"[A-ZÀ-Þ][\w.+@]*[\w+]"
_BARE: Final = rf"{_WORD}(?:[ -](?:{_WORD}|\d[\w.]*)){{0,2}}"
_NAME: Final = rf"[\"']?(?P<name>{_BARE})[\"']?"
_CALLED: Final = (
    r"(?:(?:that |which )?(?:is |was )?(?:called|named|dubbed|known as|nicknamed|christened)|by the name of)"
)
_THE: Final = r"(?<![\w-])(?:[Aa]n?|[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Hh]is|[Hh]er|own|\w+'s)"
_A: Final = r"(?:a|an|the|its|our|their|his|her|[\w']+'s)"
_NO_FIRM: Final = (
    r"(?![\w'-])(?! (?:firm|company|maker|vendor|house|developer|supplier|start-?up|provider|group|giant|business|"
    r"manufacturer|engineer|agency|specialist|association))"
)
_KINDS_OF_MANY: Final = r"(?:tools|apps|[a-z]*bots|assistants|scribes|programs|models|generators|agents)"

_NAMING: Final = ("called", "named", "dubbed", "known as", "christened", "by the name of")
_SURE_WORDS: Final = (
    "bot", "ssistant", "cribe", "pilot", "gent", "utor", "ompanion", "odel", "aker", "ranscriber", "ranslator",
    "enerator", "mmari", "ing ", "ing-", "tion ", "tion-", "screen", "earch", "triage", "chat ", "speech", "AI", "A.I.",
    "enerative", "rtificial", "achine", "onversational",
)  # fmt: skip
_LOOSE_WORDS: Final = (
    "tool",
    "program",
    "system",
    "software",
    "product",
    "app",
    "engine",
    "algorithm",
    "gadget",
    "robot",
)
_COINED: Final = ("GPT", "Bot", "Scribe", "Assist", "Copilot", "Draft", "Chat", "-KI", "-AI")


class _Introduction(NamedTuple):
    """An expression with a group `name`, the letters one of which it needs, and whether its name may be any word."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    any_word: bool = False


_INTRODUCTIONS: Final = (
    _Introduction(
        re.compile(rf"(?:\b{_KIND}|\b{_PRODUCT}|\bone of (?:its|their|our) own),? {_CALLED} {_NAME}"),
        _NAMING,
        True,
    ),
    _Introduction(re.compile(rf"(?:\b[Cc]hatbots?|\b{_AI_KIND}) {_NAME}"), _SURE_WORDS),
    _Introduction(re.compile(rf"{_THE} (?:[\w-]+ ){{0,3}}?{_SURE},? {_NAME}"), _SURE_WORDS),
    _Introduction(
        re.compile(rf"{_THE} (?:[\w-]+ ){{0,2}}?{_LOOSE}(?:,(?= {_BARE},))? {_NAME}"), _LOOSE_WORDS
    ),
    _Introduction(
        re.compile(
            rf"(?<![\w'-]){_NAME}(?:,\"?| \(|,? which (?:is|was)| is| was| -) {_A} (?:[\w'-]+ ){{0,4}}?"
            rf"{_KIND}{_NO_FIRM}"
        ),
        _SURE_WORDS,
    ),
    _Introduction(
        re.compile(
            rf"(?<![\w'-]){_NAME}, (?:a|the|its|our|their) (?:[\w'-]+ ){{0,2}}?{_LOOSE}"
            r"(?=,| (?:that|which|it|we|they|to)\b)"
        ),
        _LOOSE_WORDS,
    ),
    _Introduction(
        re.compile(
            r"(?<![\w'@/.-])(?P<name>[A-ZÀ-Þ]\w*[a-z](?:GPT|Bot|Scribe|Assist|Copilot|Draft|Chat)|[A-Z]\w+-(?:GPT|KI|Bot|"
            r"Assist|AI)|[A-Z]{2,}\w*GPT|(?:[A-ZÀ-Þ]\w+ (?:GPT|Assist|Scribe))|Chat[A-Z]\w{2,})(?![\w'-]*[\w-])"
        ),
        _COINED,
    ),
)
_LIST: Final = re.compile(
    rf"\b{_KINDS_OF_MANY}(?: such as| like|,? including|[^.;:]{{0,40}}:|, namely| from) "
    rf"(?P<list>{_BARE}(?:, {_BARE})*,? (?:and|or) (?:{_BARE})?)|"
    rf"(?<![\w'-])(?P<list2>{_BARE}(?:, {_BARE})*) (?:and|or) (?:any )?(?:other|similar) (?:[\w-]+ )?{_KINDS_OF_MANY}\b"
)
_ITEM: Final = re.compile(_BARE)
_LIST_WORDS: Final = (
    "tools",
    "apps",
    "bots",
    "assistants",
    "scribes",
    "programs",
    "models",
    "generators",
    "agents",
)
_NEEDED: Final = Needs.of([*(each.needs for each in _INTRODUCTIONS), _LIST_WORDS])
_MOST: Final = 60
_NOT_TOOLS: Final = frozenset(["OpenAI", "xAI", "WeChat", "SnapChat"])


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
        allowed = spots.among(sentence.start, sentence.end)
        for number, each in enumerate(_INTRODUCTIONS):
            if allowed >> number & 1:
                for found in each.pattern.finditer(analysis.shadow, sentence.start, sentence.end):
                    yield from _new(heads, masked, found["name"], found.start("name"), any_word=each.any_word)
        if allowed >> len(_INTRODUCTIONS) & 1:
            yield from _enumerated(heads, analysis.shadow, masked, sentence.start, sentence.end)


def _enumerated(heads: Heads, shadow: str, masked: str, start: int, end: int) -> Iterator[str]:
    for found in _LIST.finditer(shadow, start, end):
        at = found.start(found.lastgroup or 0)
        for item in _ITEM.finditer(found[found.lastgroup or 0]):
            yield from _new(heads, masked, item[0], at + item.start())


def _new(heads: Heads, masked: str, name: str, start: int, *, any_word: bool = False) -> Iterator[str]:
    """Give the name if nothing else is known there; everyday words count only where they are quoted or "called" so."""
    name = name.rstrip(".")
    quoted = masked[start - 1 : start] in ('"', "'")
    if "\x00" in masked[start : start + len(name)] or name in _NOT_TOOLS:
        return
    if any_word or quoted or name.split()[0].lower() not in heads.common:
        yield name
