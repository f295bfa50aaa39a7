"""Stage 5: what "the bank", "both tools" and "it" stand for; in doubt, nothing.

Sieves: 2 short form made by the page (set in mentions), 3 description of an organisation, 4 "we" on a page
of the organisation's own, 5 its department or its officer, 6 description of tools, 7 pronoun.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from graph.extract import evidence
from graph.extract.antecedents import MADE, Antecedents, dominant_tool
from graph.extract.gazetteer import AnaphorWords, Gazetteer
from graph.extract.officers import find_officers
from graph.extract.page import Analysis, Mention, Sentence, Span
from graph.extract.voice import QUOTED, first_person

_UNNAMED: Final = re.compile(
    r"\b(?=[amotw])(?:"
    r"\b(?:my|our) (?:employer|company|workplace|firm|organi[sz]ation|corporation)\b|"
    r"\b(?:the|a|an) (?:[\w-]+ ){0,3}?(?:company|corporation|firm|bank|agency|organi[sz]ation|employer|"
    r"place|startup|enterprise) "
    r"(?:that |where |which )?(?:i|we) work(?:ed)?(?: for| at| in)?\b|\bwhere i work\b|"
    r"\b(?:a|an|another|one) (?:[\w-]+ ){0,4}?(?:company|firm|bank|maker|university|insurer|agency|"
    r"retailer|group)(?=,? (?:which|that|who) "
    r"(?:did not wish|declined|asked not|wished not|did not want|wants not|preferred not) to be (?:named|"
    r"identified))"
    r"|\b(?:an?|one) (?:[\w-]+ )?(?:executive|employee|manager|engineer|official|representative|worker|developer) "
    r"(?:at|of|from) (?:a|an|one) (?:[\w-]+ ){0,3}?(?:company|firm|bank|maker|insurer|agency|retailer|group)\b"
    r"|\b(?:a|one) (?:[\w-]+ ){1,3}?(?:company|firm|bank|maker|insurer|agency|retailer)(?='s (?:representative|spokes|"
    r"executive|manager|employee)))"
)
_WE: Final = re.compile(r"(?<![\w'\"])we(?!\w)")
_WHOLE: Final = frozenset(
    {
        "technology",
        "tech",
        "software",
        "both",
        "technologies",
        "tools",
        "services",
        "systems",
        "apps",
        "products",
        "platforms",
        "programs",
        "models",
        "bots",
        "chatbots",
        "assistants",
        "applications",
        "agents",
        "sites",
    }
)
_MODAL: Final = (
    r"(?:\s(?:has|have|had|may|must|can|could|cannot|should|will|would|can't|not|no longer|now|only|still|also|"
    r"never|[a-z]+ly))"
)
_BE: Final = r"\s(?:is|was|are|were|be|been|isn't|aren't|wasn't|weren't|remains?|stays?)"
_GOES_ON: Final = re.compile(r" (?:of|for) |-| [A-Z]")
_DEFINITE: Final = re.compile(r"\b(?:the|this|that) (?:chinese |popular )?$")
_LEAD: Final = 3  # weight of a name in title and first two sentences; 2, 3 and 5 chose alike on the sample


@dataclass(frozen=True, slots=True)
class Anaphors:
    """One expression for all descriptions and pronouns, and the nouns that decide what each may mean."""

    any: re.Pattern[str]
    objects: re.Pattern[str]
    passives: re.Pattern[str]
    either: frozenset[str]


def resolve_coreference(gazetteer: Gazetteer, analysis: Analysis) -> Analysis:
    """Add mentions for descriptions and pronouns whose antecedent is clear.

    Shape: text order; a plural that stands for several tools gives one mention for each, with equal spans.
    """
    focus = focus_organisation(gazetteer, analysis)
    so_far = Antecedents(gazetteer, focus, dominant_tool(analysis.mentions))
    anaphors = anaphors_of(gazetteer)
    own_page = focus is not None and _is_own(analysis, focus)
    mentions: list[Mention] = []
    at = 0
    for sentence in analysis.sentences:
        here = []
        while at < len(analysis.mentions) and analysis.mentions[at].start < sentence.end:
            here.append(analysis.mentions[at])
            at += 1
        mentions += _read(analysis, anaphors, so_far, sentence, here)
        if own_page and focus:
            mentions += _ourselves(analysis, sentence, focus)
    mentions += analysis.mentions[at:]
    found = [*mentions, *_unnamed(analysis), *find_officers(analysis, focus)]
    return replace(analysis, mentions=tuple(_apart(found)))


def focus_organisation(_gazetteer: Gazetteer, analysis: Analysis) -> Mention | None:
    """Give the organisation a page is about: named most, lead and title counting more; None if tied."""
    weights: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    title = analysis.page.title.lower()
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    for each in analysis.mentions:
        if each.kind == "organisation" and not each.role and each.type != "unnamed":
            if each.name not in first:
                weights[each.name] += _LEAD * (each.name.lower() in title)
            weights[each.name] += _LEAD if each.end <= lead else 1
            first.setdefault(each.name, each)
    if not weights:
        return None
    (name, weight), *others = weights.most_common(2)
    return first[name] if not others or weight > others[0][1] else None


def anaphors_of(gazetteer: Gazetteer) -> Anaphors:
    """Compile what the lexicon says about descriptions and pronouns, once for each lexicon."""
    return _compiled(gazetteer.anaphora, tuple(sorted(gazetteer.heads.kinds)))


@lru_cache(maxsize=4)
def _compiled(table: AnaphorWords, kinds: tuple[str, ...]) -> Anaphors:
    nouns = _choice([each for each in kinds if each not in table.singular])
    others = "|".join(f"{each} " for each in table.others)
    described = rf"(?:the|this|that) (?:(?!{others})[\w'-]+ ){{0,2}}?(?P<org>{nouns})"
    tool = (
        rf"(?:the|this|that) (?:(?!new |other |first |"
        rf"next )[\w'-]+ ){{0,2}}?(?P<tool>{_choice(table.singular)})"
    )
    tools = (
        rf"(?:both(?: of)?(?: the| these)?|these|those|the two|the three|all three|all these|"
        rf"all of these|such|all) (?:ai |chat |two |three |coding |"
        rf"named )?(?P<tools>{_choice(table.plural)})"
    )
    part = (
        r"its (?:[\w-]+ ){0,2}?(?P<part>department|ministry|division|data protection authority|"
        r"government|parliament|management|leadership|regulator)"
    )
    usage = (
        r"its (?:wide |wider |own |further |daily |internal )?(?P<usage>use|usage|adoption|"
        r"deployment)(?= (?:by|at|in|on|to|for|among|across|within|is|was|has)|[.,;:]|$)"
    )
    pronoun = r"(?P<it>it|they|them|both)(?! (?:of|is (?:not )?clear|seems|turns|comes|takes))"
    return Anaphors(
        re.compile(
            rf"(?<![\w'-])(?=[abist])(?:{tools}|{tool}|{described}|{part}|{usage}|{pronoun})(?![\w-])"
        ),
        re.compile(rf"\b(?:{_choice(table.objects)}) $"),
        re.compile(rf"{_MODAL}*{_BE}{_MODAL}*\s(?:{_choice(table.passives)})\b"),
        frozenset(table.either),
    )


def _choice(words: Sequence[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


def _read(
    analysis: Analysis, anaphors: Anaphors, so_far: Antecedents, sentence: Sentence, here: list[Mention]
) -> Iterator[Mention]:
    """Give a sentence's mentions with those of its descriptions, taking note of each in reading order."""
    position = 0
    for found in anaphors.any.finditer(analysis.lower, sentence.start, sentence.end):
        while position < len(here) and here[position].start < found.start():
            yield _noted(analysis, so_far, sentence, here[position])
            position += 1
        if any(
            each.start < found.end() and each.kind != "population" for each in here[position : position + 1]
        ):
            continue
        if position and here[position - 1].end > found.start():
            continue
        for each in _resolved(analysis, anaphors, so_far, sentence, found):
            so_far.add(sentence.index, each)
            yield each
    for each in here[position:]:
        yield _noted(analysis, so_far, sentence, each)


def _noted(analysis: Analysis, so_far: Antecedents, sentence: Sentence, mention: Mention) -> Mention:
    if mention.name.startswith("category:") and _is_definite(analysis, mention) and so_far.has_tool:
        meant = so_far.tools(sentence.index, many=False, whole=False)
        if len(meant) == 1 and not meant[0].name.startswith("category:"):
            mention = replace(
                mention, name=meant[0].name, sieve=6, antecedent=Span(meant[0].start, meant[0].end)
            )
    so_far.add(sentence.index, mention)
    return mention


def _is_definite(analysis: Analysis, category: Mention) -> bool:
    words = analysis.lower[category.start : category.end]
    lead = analysis.lower[max(0, category.start - 16) : category.start]
    return " " in words and not words.endswith("s") and bool(_DEFINITE.search(lead))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A description or pronoun where it stands."""

    anaphors: Anaphors
    so_far: Antecedents
    sentence: Sentence
    found: re.Match[str]
    lead: str
    following: str

    def organisation(self, noun: str, sieve: int) -> list[Mention]:
        """Give the organisation that is meant."""
        meant = self.so_far.organisation(self.sentence.index, noun)
        return [_standing_for(self.found, meant, sieve)] if meant else []

    def tools(self, sieve: int, *, many: bool = False, whole: bool = False) -> list[Mention]:
        """Give the tools that are meant, each with the same span."""
        meant = self.so_far.tools(self.sentence.index, many=many, whole=whole)
        standing = [_used(_standing_for(self.found, each, sieve)) for each in meant]
        return list({each.name: each for each in standing}.values())


def _standing_for(found: re.Match[str], meant: Mention, sieve: int) -> Mention:
    behind = meant.antecedent or Span(meant.start, meant.end)
    return Mention(found.start(), found.end(), meant.kind, meant.name, meant.type, sieve, behind)


def _used(tool: Mention) -> Mention:
    """Give what "the technology" is where the text spoke of things made with it."""
    return replace(tool, name="category:ai_tools") if tool.name in MADE else tool


def _resolved(
    analysis: Analysis, anaphors: Anaphors, so_far: Antecedents, sentence: Sentence, found: re.Match[str]
) -> list[Mention]:
    following = analysis.shadow[found.end() : found.end() + 60].split("\n", 1)[0]
    lead = analysis.lower[max(sentence.start, found.start() - 24) : found.start()]
    spot = _Spot(anaphors, so_far, sentence, found, lead, following)
    if found.lastgroup in ("it", "part", "usage"):
        return _pronoun(spot, found.lastgroup)
    if found.lastgroup == "tools":
        return _list(spot, found["tools"])
    if _GOES_ON.match(following):
        return []
    return _description(spot, found.lastgroup or "")


def _description(spot: _Spot, kind: str) -> list[Mention]:
    noun = spot.found[kind]
    if kind == "org":
        return spot.organisation(noun, 3)
    acts = spot.following.startswith("'s ") or evidence.acts(spot.following) or evidence.does(spot.following)
    if noun in spot.anaphors.either and acts and not spot.anaphors.passives.match(spot.following):
        return spot.organisation(noun, 3) or spot.tools(6, whole=noun in _WHOLE)
    return spot.tools(6, whole=noun in _WHOLE)


def _list(spot: _Spot, noun: str) -> list[Mention]:
    if spot.found[0].startswith("such ") and len(spot.tools(6, many=True, whole=True)) < 2:
        kind = spot.so_far.kind(spot.sentence.index)
        return [Mention(spot.found.start(), spot.found.end(), "tool", kind, "", 6)]
    return spot.tools(6, many=True, whole=noun in _WHOLE)


def _pronoun(spot: _Spot, kind: str) -> list[Mention]:
    if kind == "usage":
        return spot.tools(7)
    if kind == "part":
        return spot.organisation("", 5) if evidence.acts(spot.following) else []
    word = spot.found["it"]
    used = word != "they" and spot.anaphors.objects.search(spot.lead)
    if used or (word in ("it", "they") and spot.anaphors.passives.match(spot.following)):
        return spot.tools(7, many=word != "it")
    return spot.organisation("", 7) if word == "it" and evidence.acts(spot.following) else []


# ---------------------------------------------------------------- speakers of their own page


def _is_own(analysis: Analysis, focus: Mention) -> bool:
    """Tell whether a page is the organisation's own: published by it, or speaking of "we" throughout."""
    publisher = f"{analysis.page.outlet} {analysis.page.url}".lower()
    key = re.sub(r"\W", "", focus.name.lower())
    if len(key) > 3 and key in re.sub(r"[^\w]", "", publisher):
        return True
    return len(first_person(analysis)) >= max(3, len(analysis.sentences) // 4)


def _ourselves(analysis: Analysis, sentence: Sentence, focus: Mention) -> Iterator[Mention]:
    if analysis.blocks[sentence.block].kind == "quoted":
        return
    quotes = [
        (each.start(), each.end()) for each in QUOTED.finditer(analysis.lower, sentence.start, sentence.end)
    ]
    for found in _WE.finditer(analysis.lower, sentence.start, sentence.end):
        if not any(start < found.start() < end for start, end in quotes):
            yield _standing_for(found, focus, 4)


def _unnamed(analysis: Analysis) -> Iterator[Mention]:
    quotes = [(each.start(), each.end()) for each in QUOTED.finditer(analysis.lower)]
    starts = [start for start, _ in quotes]
    for found in _UNNAMED.finditer(analysis.lower):
        at = bisect_right(starts, found.start())
        if at and found.start() < quotes[at - 1][1]:
            continue
        yield Mention(found.start(), found.end(), "organisation", "UNNAMED", "unnamed")


def _shares(first: Mention, other: Mention) -> bool:
    """Tell whether two mentions are tools that one plural stands for."""
    return (
        (first.start, first.end, first.kind)
        == (other.start, other.end, "tool")
        == (other.start, other.end, other.kind)
    )


def _apart(mentions: list[Mention]) -> Iterator[Mention]:
    """Put mentions in text order; of two that overlap the first stays, of equal spans all do."""
    last: Mention | None = None
    for each in sorted(mentions, key=lambda each: (each.start, -each.end, each.sieve != 5)):
        if last is None or each.start >= last.end or _shares(last, each):
            yield each
            last = each
