"""Which mentions only explain others: "ChatGPT, the AI chatbot made by OpenAI" is one tool and its maker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from graph.extract import evidence
from graph.extract.gazetteer import Gazetteer
from graph.extract.page import Analysis, Mention

_TO_NAME: Final = re.compile(
    r",?\s[\"']?$|\s(?:called|named|dubbed|known as|nicknamed)\s[\"']?$|\s(?:app|bot|tool|chatbot|"
    r"assistant|service|platform|model|software|system|program|agent)s?,?\s[\"']?$"
)
_FROM_NAME: Final = re.compile(
    r"[\"']?(?:,|\s\(|\s-{1,2}|\s(?:is|was|remains|being)|,\s(?:which|itself)\s(?:is|was))\s(?:(?:a|an|"
    r"the|its|their|one of|perhaps|another|now|not|just|also)\s)+(?:[\w',-]+\s){0,6}$"
)
_OWNED: Final = re.compile(
    r"(?:'s?)?[\"']?\s(?:(?:own|new|latest|popular|open-source|free|hugely|most|Chinese|flagship|"
    r"viral)\s){0,3}$"
)
_PLURAL: Final = re.compile(r"s$|software$|technology$|\bai$|artificial intelligence$|intelligence$")
_BY: Final = re.compile(
    r"\b(?:made|developed|built|created|owned|run|launched|released|offered|operated|backed|sold|maker|"
    r"makers|parent|creator|owner|developer|"
    r"startup|start-up|company|firm|lab|rival|rivals)[ -](?:by\s)?(?:(?:the|its)\s)?(?:[A-Z]?[\w-]+\s)?$|"
    r"\b(?:by|from|of)\s$"
)
_COMPANY_AFTER: Final = re.compile(
    r"'s?\s(?:app|apps|AI|chatbot|model|models|R1|V3|service|assistant|products?|terms|website|privacy|"
    r"servers|data|policy|latest|new|popular|founder|CEO|tools?|software|spokes)|,\s(?:a|"
    r"the)\s(?:[\w-]+\s){0,3}(?:company|startup|start-up|firm|lab)\b|\s(?:said|says|did not|declined|"
    r"has said|told|denied)\b"
)
_COMPANY_BEFORE: Final = re.compile(r"\b(?:startup|start-up|company|firm|lab|developer|maker)\s$")


_MAKING: Final = (
    r"(?:generated|made|created|produced|written|composed|drafted|authored|painted|drawn|invented|simulated|"
    r"recreated|translated|obtained|prepared)"
)
_MADE: Final = re.compile(
    rf"\b{_MAKING}\b[^.;:]{{0,45}}\b(?:by|with|using|from|through|via|of)\s"
    r"(?:(?:an?|the|any|such|some|help|aid|assistance|use|of)\s){0,4}$|"
    r"\b(?:passed|gone|been) through (?:an? )?$|\bc(?:a|o)me out of (?:an? )?$"
)
_FROM_IT: Final = re.compile(r"\b[a-z]+ (?:by|from) (?:an? )?$")
_MAKES_IT: Final = re.compile(
    r"\s(?:(?:has|have|had|may have)\s){0,2}(?:writes?|wrote|written|creates?d?|generates?d?|"
    r"produces?d?|made|makes|drafts?|drafted|composed|painted|drew|had a hand in|was involved in)(?:\b(?!\s(?:it|them|"
    r"the|an?|its|their|sure|for|to|up)\b))"
)
_MAKERS_TOOL: Final = re.compile(r"(?:'s)?\s(?:(?!access)[\w-]+\s){0,2}")
_BARE: Final = re.compile(r"ai[ -](?:generated|written|made)")
_MAKES: Final = (
    (
        "category:ai_generated_code",
        re.compile(
            r"\b(?:code|patch(?:es)?|commits?|pull requests?|merge requests?|ebuilds|source|extensions?|plug-?ins?|"
            r"merged?|contributions?)\b"
        ),
    ),
    (
        "category:ai_images",
        re.compile(
            r"\b(?:images?|art|artworks?|pictures?|photos?|photographs?|illustrations?|music|songs?|drawings?|"
            r"tracks?|audio|videos?|recordings?|voices?|vocals?|films?|designs?|prints?|likeness|portraits?|covers?)\b"
        ),
    ),
    (
        "category:ai_generated_content",
        re.compile(
            r"\b(?:texts?|content|articles?|narratives?|reports?|essays?|papers?|answers?|stories|story|posts?|"
            r"prose|manuscripts?|submissions?|books?|comments?|briefs?|filings|letters?|statements?|"
            r"assignments?|coursework|passages?|reviews?|works?|paragraphs?|lines?|drafts?|poems?|novels?|documents?|"
            r"material|descriptions?|summaries|cards?|cop(?:y|ies)|anything|nothing|something|games?)\b"
        ),
    ),
)
# What follows a product and stands for all of its kind, by the product beside it where the words leave it open.
_COMPANIONS: Final = re.compile(
    r"[\"']?(?:,? (?:and|or|nor)(?: (?:to|with|on))? |, )(?:(?:any|all|some|an?|of|the) ){0,2}(?:"
    r"(?P<open>(?:like|rest)\b(?! of)|(?:any|some|every)thing (?:else )?(?:like (?:it|them|that)|similar|comparable|"
    r"of (?:the|that|this) (?:kind|sort|type|family|ilk)|without)|(?:its|their) relatives|"
    r"(?:similar|comparable|other) ones)|"
    r"(?:similar|comparable|rival|related|other|another)(?: [a-z-]+){0,2}? (?:"
    r"(?P<chat>services?|sites?|bots?|websites?)|"
    r"(?P<tool>tools?|program(?:me)?s?|apps?|applications?|engines?|browsers?|software|products?|systems?|"
    r"assistants?|platforms?)|(?P<model>models?)|(?P<maker>generators?)))(?![\w-])"
)
_PAINTERS: Final = frozenset(
    [
        "Midjourney",
        "DALL-E",
        "Stable Diffusion",
        "Firefly",
        "Imagen",
        "Sora",
        "Suno",
        "Udio",
        "Boomy",
        "Runway",
    ]
)
_CODERS: Final = frozenset(
    ["Cursor", "GitHub Copilot", "Claude Code", "Codex", "Windsurf", "Kiro", "Devin", "Tabnine"]
)


def weed(analysis: Analysis, gazetteer: Gazetteer, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Give the mentions that stand for something of their own; makers are marked.

    Shape: places that only say where, and outlets that nothing but reports, are left out.
    """
    sources = _sources(analysis, mentions)
    for at, each in enumerate(mentions):
        previous = mentions[at - 1] if at else None
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        if each.name.startswith("category:"):
            if not _explains(analysis, each, previous, following):
                yield _made_with(analysis, each)
        elif (each.kind == "tool" and _is_company(analysis, each)) or (
            each.kind == "organisation"
            and each.name in gazetteer.makers
            and _makes(analysis, each, following)
        ):
            yield replace(each, role="maker")
        elif each.kind == "tool":
            yield each
            yield from _beside(analysis, each, following)
        elif each.role != "place" and each.name not in sources:
            yield replace(each, role="") if each.role == "cited" else each


def _sources(analysis: Analysis, mentions: Sequence[Mention]) -> frozenset[str]:
    """Give the outlets that the page cites and that make no rule of their own anywhere on it."""
    cited = {each.name for each in mentions if each.role == "cited"}
    ruling = {
        each.name for each in mentions if each.name in cited and not each.role and _rules(analysis, each)
    }
    return frozenset(cited - ruling)


def _rules(analysis: Analysis, each: Mention) -> bool:
    return evidence.rules(evidence.after(analysis, each.end)) or evidence.housed(
        evidence.before(analysis, each.start)
    )


def _made_with(analysis: Analysis, category: Mention) -> Mention:
    """Name a category by what is made, where something is made: "narratives produced with AI"."""
    if category.name in ("category:ai_tools", "category:generative_ai"):
        return replace(category, name=_product(analysis, category) or category.name)
    if category.name == "category:ai_generated_content" and _BARE.fullmatch(
        analysis.lower[category.start : category.end]
    ):
        return replace(
            category,
            name=_thing(analysis.lower[max(0, category.start - 45) : category.start]) or category.name,
        )
    return category


def _product(analysis: Analysis, tool: Mention) -> str:
    """Give the category of what a tool makes where it stands, or nothing: "songs made with", "text that ... wrote"."""
    lead = analysis.lower[max(0, tool.start - 110) : tool.start]
    if found := _MADE.search(lead):
        return _thing(lead[max(0, found.start() - 45) : found.start()])
    if _MAKES_IT.match(analysis.lower, tool.end):
        return _thing(lead[-45:])
    found = _FROM_IT.search(lead)
    return _thing(lead[found.start() :]) if found else ""


def _thing(words: str) -> str:
    """Give the category of the last thing made that the words name, within their sentence."""
    nouns = [
        (match.start(), name)
        for name, pattern in _MAKES
        for match in pattern.finditer(words.rsplit(". ", 1)[-1])
    ]
    return max(nouns)[1] if nouns else ""


def _beside(analysis: Analysis, tool: Mention, following: Mention | None) -> Iterator[Mention]:
    """Give the category a named product brings along: "ChatGPT and the like"."""
    found = _COMPANIONS.match(analysis.lower, tool.end)
    if found and not (following and following.kind == "tool" and following.start < found.end()):
        yield Mention(found.start(), found.end(), "tool", _kind(tool.name, found.lastgroup or ""))


def _kind(tool: str, words: str) -> str:
    if tool in _PAINTERS:
        return "category:ai_images"
    if tool in _CODERS:
        return "category:coding_assistants"
    return {"tool": "category:ai_tools", "model": "category:llm", "maker": "category:generative_ai"}.get(
        words, "category:chatbots"
    )


def _explains(
    analysis: Analysis, category: Mention, previous: Mention | None, following: Mention | None
) -> bool:
    """Tell whether a vague name only says what the named tool beside it is."""
    words = analysis.lower[category.start : category.end]
    if following and _is_named(following) and following.start - category.end < 24:
        between = analysis.shadow[category.end : following.start]
        if _TO_NAME.fullmatch(between) and not ("," in between and words.endswith("s")):
            return True
    if previous and category.start - previous.end < 90 and _is_named(previous):
        between = analysis.shadow[previous.end : category.start]
        if _OWNED.fullmatch(between):
            return True
        return not words.endswith("s") and bool(_FROM_NAME.fullmatch(between))
    return False


def _is_named(mention: Mention) -> bool:
    return mention.kind == "tool" and not mention.name.startswith("category:")


def _is_company(analysis: Analysis, tool: Mention) -> bool:
    lead, following = (
        analysis.shadow[max(0, tool.start - 14) : tool.start],
        analysis.shadow[tool.end : tool.end + 60],
    )
    return bool(_COMPANY_BEFORE.search(lead) or _COMPANY_AFTER.match(following))


def _makes(analysis: Analysis, maker: Mention, following: Mention | None) -> bool:
    near = following and following.kind == "tool" and following.start - maker.end <= 24
    if near and following and _MAKERS_TOOL.fullmatch(analysis.shadow, maker.end, following.start):
        return True
    return bool(_BY.search(analysis.shadow[max(0, maker.start - 50) : maker.start]))
