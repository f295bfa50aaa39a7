"""What a rule is about where its sentence names no tool: "nothing from a machine", "any generator", "a cloned voice".

Such words are too common to be looked for everywhere; where a rule stands they tell more than an earlier sentence.
"""

import re
from typing import Final

from graph.extract.page import Mention

_A: Final = r"(?:an?|any|no|some|every|each|another|other|all|what|which|whatever|whichever)"
_MACHINE: Final = (
    r"(?:machines?|robots?|bots?|agents?|algorithms?|generators?|models?|computers?|assistants?|"
    r"chat windows?)"
)
_WROTE: Final = (
    r"(?:generated|made|created|produced|written|composed|drafted|authored|translated|pre-translated|summari[sz]ed|"
    r"assisted|spat out)"
)
_PICTURE: Final = (
    r"(?:images?|art|artworks?|pictures?|photos?|photographs?|illustrations?|music|songs?|drawings?|tracks?|"
    r"audio|videos?|"
    r"recordings?|voices?|vocals?|films?|faces?|graphics?|footage|portraits?|sounds?|covers?|scenery|likeness(?:es)?)"
)
_CODE: Final = r"(?:code|patch(?:es)?|commits?|(?:pull|merge) requests?|merges?|snippets?|ports?)"
_TEXT: Final = (
    r"(?:texts?|content|articles?|essays?|papers?|answers?|stor(?:y|ies)|posts?|prose|manuscripts?|submissions?|books?|"
    r"comments?|briefs?|letters?|paragraphs?|passages?|works?|lines?|drafts?|documents?|material|"
    r"translations?|summar(?:y|ies)|titles?|files?|outputs?|"
    r"reports?|parts?|entr(?:y|ies)|anything|nothing|something|everything|citations?|headlines?)"
)
_MADE_BY: Final = rf"(?:machine|computer|robot|bot|algorithm|model)s?[ -]{_WROTE}"
_BY_MACHINE: Final = rf"(?:by|from|with|out of|through|into) (?:an? |the help of (?:an? )?|any )?{_MACHINE}"
_MACHINE_WROTE: Final = (
    rf"(?:an?|any|the) {_MACHINE} (?:has |had |have )?(?:{_WROTE}|wrote|writes|drew|spits out)"
)


def _of(things: str) -> str:
    return (
        rf"\b(?:generated|synthetic|synthesi[sz]ed|cloned|{_MADE_BY}) {things}\b|\b{things}\b[^.;:]{{0,40}}?"
        rf"(?:\b{_WROTE}\b[^.;:]{{0,20}}?{_BY_MACHINE}|\b{_BY_MACHINE}|\b(?:that |which )?{_MACHINE_WROTE}|"
        rf"\b(?:is|are|was|were|been|being) (?:\w+ )?(?:generated|{_MADE_BY}))\b"
    )


_CHAT: Final = (
    rf"\b(?:chat|conversation(?:al)?) (?:services?|assistants?|windows?|tools?|software|programs?|apps?)\b|"
    rf"\b{_A} bots?\b|\bby bot\b|\bcompanion (?:apps?|bots?)\b|\btalking to (?:bots|machines)\b"
)
_TOOL: Final = (
    rf"\b{_A} (?:[a-z-]+ ){{0,2}}?(?:machine|algorithm|robot|assistant|agent|model|generator|scribe|"
    r"(?:answer|search) engine|note-?taker|program|programme|software|tool|app|application|prompt)s?\b|"
    r"\b(?:nobody|nothing|no one) [^.;:]{0,30}\b(?:machine|algorithm|prompt)s?\b|\bsoftware (?:of any|that|which)\b|"
    r"\b(?:speech|voice|image|face|facial|emotion) recognition\b|\b(?:dictation|transcription|translation|"
    r"note-taking|writing|grammar|image) (?:apps?|tools?|software|programs?|services?|aids?)\b|"
    r"\b(?:any|some)thing else\b|\bwhat(?:ever)? (?:they|you|he|she|we|it) (?:like|please|want)s?\b|"
    r"\bpredictive policing\b|\bbiometric"
)
_KINDS: Final = (
    (re.compile(_of(_CODE)), "category:ai_generated_code"),
    (
        re.compile(
            rf"{_of(_PICTURE)}|\b(?:voice|vocal) (?:clon(?:es?|ing)|synthesis)|"
            r"\b(?:image|picture|photo|video) (?:generators?|tools?)"
        ),
        "category:ai_images",
    ),
    (
        re.compile(
            rf"{_of(_TEXT)}|\bmachine (?:translations?|drafts?|prose|writing|text|summaries)\b|\b{_MADE_BY}\b|"
            r"\bby machine\b|\b(?:any|no|every)thing generated\b|\bhuman authorship\b|"
            r"\bwritten by (?:people|humans?|a human being|a person|human hand|hand)\b"
        ),
        "category:ai_generated_content",
    ),
    (
        re.compile(r"\bauto-?complet(?:e|ion)\b|\bcod(?:e|ing) (?:helpers?|aids?|suggestions?)\b"),
        "category:coding_assistants",
    ),
    (re.compile(_CHAT), "category:chatbots"),
    (re.compile(_TOOL), "category:ai_tools"),
)
# "The machine", "such a program": something named before.
_KNOWN: Final = re.compile(r"\b(?:the|this|that|its|their|such) $")


def vague_tool(lower: str, start: int, end: int) -> tuple[Mention, ...]:
    """Give the category a stretch of lower-case text speaks of in everyday words, or nothing."""
    for pattern, category in _KINDS:
        found = pattern.search(lower, start, end)
        if found and not _KNOWN.search(lower, max(start, found.start() - 6), found.start()):
            return (Mention(found.start(), found.end(), "tool", category, "", 6),)
    return ()
