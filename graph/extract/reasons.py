"""Stage 7, why: the reasons a page gives for a rule, in its sentence and in the sentences beside it.

A reason is an explanation. Praise, criticism and what the rule itself says about data are none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

from graph.extract.memo import all_once, once
from graph.extract.page import Analysis, Sentence
from graph.extract.phrases import needs, phrases
from graph.extract.spots import EVERYWHERE, Needs, Spots
from graph.lexicon import Lexicon
from graph.model import Action, Reason, Stance, quote_of

FURTHEST: Final = 14  # sentences after a rule in which a writer may set another reason against the stated one
OPENING: Final = frozenset({"allow", "mandate", "lift"})
FOR_BOTH: Final = frozenset(
    {"productivity", "quality", "competition", "cost", "error", "learning", "legal_compliance"}
)
FOR_OPENING: Final = FOR_BOTH | {"adoption", "conditions_met"}
AFTER, BEFORE = 8, 1  # sentences beside a rule that may explain it, if they say that they do
REACH: Final = 110  # code points after a weak connective in which a category has to be named
PARAGRAPHS: Final = 4  # how many paragraphs on such a sentence may stand
LONGEST: Final = 240
# What each bit of a spot allows: the tables first, then the categories.
_STRONG, _NOUNS, _VERBS, _MEANT, _ALTERNATIVE, _DENIED, _CRITICISM, _CATEGORIES = range(8)
_COLON: Final = re.compile(r"[a-z]{2}: (?=[a-z])")
_PART: Final = re.compile(r";|, (?:and|but|so|while|which|who)(?!\w)|: | - ")
_OPENS: Final = re.compile(
    r"\W*(?:because|to [a-z]+ |it's to |so that |it was to |this is to |that is to |in order to )"
)
_IDLE: Final = re.compile(r"^\W*if |\?\W*$")  # supposed or asked, not given
_OVER: Final = re.compile(
    r"(?<!\w)(?:over|amid|on(?= (?:the )?(?:grounds?|account|concerns?|fears?|worries|privacy|security|safety"
    r"|cost|copyright|ethical|legal))) "
)
_WHY: Final = re.compile(
    r"(?<!\w)why(?!\w)[^.]{0,60}\?$|(?<!\w)(?:the|here's|that's) why(?!\w)"
    r"|reasons?(?: [\w']+){0,5}:$|grounds(?: [\w']+){0,5}:$"
)
_CLAIMS: Final = re.compile(
    r"(?<!\w)(?:said|says?|told|wrote|writes|explain\w*|argu\w+|insist\w*"
    r"|according to|notes?|noted|put it|risk\w*|could|might|may|cannot|can't|nobody|never|not"
    r"|problem\w*|threat\w*|danger\w*|too|why)(?!\w)"
)
_RULES: Final = re.compile(
    r"(?<!\w)(?:bann?\w*|block\w*|forb\w+|prohibit\w*|allow\w*|permit\w*|restrict\w*"
    r"|may not|must not|must|not allowed|required?|requires|spokes\w+)(?!\w)"
)
_STOP: Final = re.compile(r";|(?<!\w)(?:but|while|whereas|although|though|however|yet)(?!\w)|\. |\? |: ")
_SPEAKER: Final = re.compile(
    r"(?P<before>(?:[A-Z][\w'.-]+ ){1,2}[A-Z][\w'-]+)(?:, [^,.]{3,70},)?"
    r" (?:said|says|told|wrote|writes|explained|added|argued|answered)\b"
    r"|\b(?:said|says|wrote|explained|argued|according to) (?P<after>(?:[A-Z][\w'.-]+ ){1,2}[A-Z][\w'-]+)"
)
_RATHER: Final = re.compile(r"\W*(?:it's|it is|it was|this is|rather)\b")
_OUTSIDER: Final = re.compile(
    r"\b(?:analysts?|critics?|experts?|professors?|researchers?|observers?|commentators?|consultants?|columnists?|cynics|rivals?|skeptics|sceptics)\b"
)


@dataclass(frozen=True, slots=True)
class Category:
    """One category of reasons with the phrases that name it."""

    name: str
    cues: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class ReasonRules:
    """The compiled tables of reasons."""

    categories: tuple[Category, ...]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    framed: re.Pattern[str]
    nouns: re.Pattern[str]
    verbs: re.Pattern[str]
    policies: re.Pattern[str]
    meant: re.Pattern[str]
    alternative: re.Pattern[str]
    denied: re.Pattern[str]
    criticism: re.Pattern[str]
    bystanders: frozenset[str]
    words: Needs

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table `reasons`."""
        table = lexicon.table("reasons")
        outlets = lexicon.table("sources")["outlet"]
        links, says, voices = table["connectives"], table["statements"], table["voices"]
        frames = "|".join(links["framed"])
        nouns = "|".join(says["nouns"])
        return cls(
            tuple(_category(name, entry) for name, entry in table["category"].items()),
            phrases(links["strong"]),
            phrases([*links["weak"], *links["purpose"]]),
            re.compile(
                r"(?<!\w)(?:on|for|over|amid|due to|citing|because of|out of|of|from) "
                rf"((?:[\w'\"-]+,? ){{1,6}}?)(?:{frames})(?!\w)"
            ),
            re.compile(
                rf"(?<!\w)(?:{nouns})(?!\w)"
                r"(?:[^.;]{0,60}?(?<!\w)(?:is|was|are|were|being|been|that|about|over|of|as)(?!\w)|:)"
            ),
            phrases(says["verbs"]),
            phrases(says["policies"]),
            phrases(says["meant"]),
            phrases(voices["alternative"]),
            phrases(voices["denied"]),
            phrases(voices["criticism"]),
            frozenset(
                [
                    *says["bystanders"],
                    *(name for each in outlets for name in (each["name"], *each.get("aliases", ()))),
                ]
            ),
            Needs.of(
                [
                    needs(links["strong"]),
                    says["nouns"],
                    needs(says["verbs"]),
                    needs(says["meant"]),
                    needs(voices["alternative"]),
                    needs(voices["denied"]),
                    needs(voices["criticism"]),
                    *(needs(entry["cues"]) for entry in table["category"].values()),
                ]
            ),
        )


def _category(name: str, entry: dict[str, list[str]]) -> Category:
    unless = entry.get("unless")
    return Category(name, phrases(entry["cues"]), phrases(unless) if unless else None)


@once
def _spots(rules: ReasonRules, analysis: Analysis) -> Spots:
    """Tell where on a page the words of the tables stand."""
    return rules.words.spots(analysis.lower)


def categories_of(rules: ReasonRules, words: str, among: int = EVERYWHERE) -> tuple[str, ...]:
    """Name the categories that lower-case words speak of, in the order they come; only those `among` are tried."""
    found = []
    for number, each in enumerate(rules.categories, _CATEGORIES):
        if not among >> number & 1:
            continue
        text = each.unless.sub(lambda hit: "_" * len(hit[0]), words) if each.unless else words
        hit = each.cues.search(text)
        if hit:
            found.append((hit.start(), each.name))
    return tuple(name for _, name in sorted(found))


def find_reasons(
    rules: ReasonRules,
    analysis: Analysis,
    sentence: Sentence,
    organisation: str,
    action: Action | None = None,
) -> tuple[Reason, ...]:
    """Give the reasons for the rule of a sentence, its own first, one for each category and speaker.

    Shape: with an action, reasons from other sentences are kept only where they can speak for such an action:
    a fear of leaks beside a permission is the reason of some other rule.
    """
    found = [
        each
        for each in _own(rules, analysis, sentence)
        if action in OPENING or each.category not in FOR_OPENING - FOR_BOTH
    ]
    if action == "investigate":
        found.extend(_named(rules, analysis, sentence, sentence.start, sentence.end, catch_all=False))
    for other in _explaining(rules, analysis, sentence, organisation):
        near = abs(other.index - sentence.index) <= AFTER
        found.extend(
            each
            for each in _stated(rules, analysis, other)
            if each.stance == "alternative" or (near and _fits(each, action))
        )
    found.extend(_following(rules, analysis, sentence, organisation, action))
    return tuple(_once(found or _perhaps(rules, analysis, sentence, organisation, action)))


def _fits(reason: Reason, action: Action | None) -> bool:
    if action in OPENING:
        return reason.category in FOR_OPENING
    return action is None or reason.category not in FOR_OPENING - FOR_BOTH


def _following(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, organisation: str, action: Action | None
) -> Iterator[Reason]:
    """What the next sentence of the paragraph says in somebody's words, or as a danger."""
    for other in _after(rules, analysis, sentence, organisation, 1):
        if other.block == sentence.block and _CLAIMS.search(analysis.lower, other.start, other.end):
            yield from _unmarked(rules, analysis, other, action)


def _perhaps(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, organisation: str, action: Action | None
) -> Iterator[Reason]:
    """Where nothing is called a reason: what a ban's own sentence names, and what is said after a rule.

    Source: measured on data/corpus; on two thirds of its organisations this costs two points of precision for
    four of recall, on the third kept apart it raises both.
    """
    if action == "ban":
        yield from _named(rules, analysis, sentence, sentence.start, sentence.end, catch_all=False)
    for other in _after(rules, analysis, sentence, organisation, AFTER):
        if other.block - sentence.block <= PARAGRAPHS and _CLAIMS.search(
            analysis.lower, other.start, other.end
        ):
            yield from _unmarked(rules, analysis, other, action)


def _after(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, organisation: str, count: int
) -> Iterator[Sentence]:
    """The next sentences, until the page turns to another organisation."""
    for other in analysis.sentences[sentence.index + 1 : sentence.index + 1 + count]:
        if another_s(rules, analysis, other, organisation):
            return
        yield other


@all_once
def _unmarked(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, action: Action | None
) -> Iterator[Reason]:
    """The reasons of a sentence that does not say it gives any; rules, questions and criticism give none."""
    words = analysis.lower[sentence.start : sentence.end]
    if not (_criticises(rules, analysis, sentence) or _IDLE.search(words) or _RULES.search(words)):
        found = _named(rules, analysis, sentence, sentence.start, sentence.end, catch_all=False)
        yield from (each for each in found if _fits(each, action))


def _once(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Keep one reason for each category and speaker; the catch-all only where nothing else is known."""
    seen: set[tuple[str, str, Stance]] = set()
    everything = list(reasons)
    named = any(each.category != "other" for each in everything)
    for each in everything:
        key = (each.category, each.stated_by, each.stance)
        if key not in seen and not (named and each.category == "other"):
            seen.add(key)
            yield each


@all_once
def _own(rules: ReasonRules, analysis: Analysis, sentence: Sentence) -> Iterator[Reason]:
    """The reasons in the sentence of the rule: after a connective, or framed as "on security grounds"."""
    lower = analysis.lower
    for hit in rules.framed.finditer(lower, sentence.start, sentence.end):
        yield from _named(rules, analysis, sentence, hit.start(1), hit.end(), catch_all=False)
    for hit in _hits(rules, analysis, sentence, _STRONG, rules.strong):
        yield from _named(
            rules, analysis, sentence, hit.end(), _stop(lower, hit.end(), sentence.end), catch_all=True
        )
    for hit in rules.weak.finditer(lower, sentence.start, sentence.end):
        end = min(_stop(lower, hit.end(), sentence.end), hit.end() + REACH)
        yield from _named(rules, analysis, sentence, hit.start(), end, catch_all=False)
    for hit in _COLON.finditer(lower, sentence.start, sentence.end):
        yield from _named(
            rules, analysis, sentence, hit.end(), _stop(lower, hit.end(), sentence.end), catch_all=False
        )


def _hits(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, number: int, pattern: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Find an expression in a sentence, without a try where its words are missing."""
    if _spots(rules, analysis).among(sentence.start, sentence.end) >> number & 1:
        yield from pattern.finditer(analysis.lower, sentence.start, sentence.end)


def _explaining(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, organisation: str
) -> Iterator[Sentence]:
    """The sentences beside a rule that may explain it: until the page turns to another organisation."""
    for step, furthest in ((1, FURTHEST), (-1, BEFORE)):
        for distance in range(1, furthest + 1):
            index = sentence.index + step * distance
            if not 0 <= index < len(analysis.sentences):
                break
            other = analysis.sentences[index]
            if another_s(rules, analysis, other, organisation):
                break
            yield other


@once
def _criticises(rules: ReasonRules, analysis: Analysis, sentence: Sentence) -> bool:
    among = _spots(rules, analysis).among(sentence.start, sentence.end)
    return bool(among >> _CRITICISM & 1 and rules.criticism.search(analysis.words(sentence)))


@once
def another_s(rules: ReasonRules, analysis: Analysis, sentence: Sentence, organisation: str) -> bool:
    """Tell whether a sentence is about other organisations only. Makers of tools and outlets do not count."""
    named = {
        each.name for each in analysis.within(sentence.start, sentence.end, "organisation")
    } - rules.bystanders
    return bool(named) and organisation not in named


@all_once
def _stated(rules: ReasonRules, analysis: Analysis, sentence: Sentence) -> Iterator[Reason]:
    """The reasons of a sentence that says it gives some: all that it names, wherever in it they stand."""
    words = analysis.lower[sentence.start : sentence.end]
    if (
        _criticises(rules, analysis, sentence)
        or _IDLE.search(words)
        or not _explains(rules, analysis, sentence)
    ):
        return
    start = sentence.start
    for border in [*_PART.finditer(analysis.lower, sentence.start, sentence.end), None]:
        end = border.start() if border else sentence.end
        yield from _named(rules, analysis, sentence, start, end, catch_all=False)
        start = end


def _explains(rules: ReasonRules, analysis: Analysis, sentence: Sentence) -> bool:
    """Tell whether a sentence says of itself that it explains something, or answers a "why?"."""
    words = analysis.lower[sentence.start : sentence.end]
    among = _spots(rules, analysis).among(sentence.start, sentence.end)
    telling = (
        (_NOUNS, rules.nouns),
        (_VERBS, rules.verbs),
        (_MEANT, rules.meant),
        (_STRONG, rules.strong),
        (_DENIED, rules.denied),
    )
    if any(among >> number & 1 and each.search(words) for number, each in telling):
        return True
    if _OPENS.match(words) or any(
        categories_of(rules, words[hit.end() : hit.end() + 50], among) for hit in _OVER.finditer(words)
    ):
        return True
    before = analysis.sentences[sentence.index - 1] if sentence.index else None
    if before is None:
        return False
    return bool(
        _WHY.search(analysis.lower, before.start, before.end)
        or _turns_to_real_reason(rules, analysis, before, words)
    )


def _turns_to_real_reason(rules: ReasonRules, analysis: Analysis, before: Sentence, words: str) -> bool:
    """Tell whether a sentence goes on after "the real story is not X": "It is Y"."""
    if _RATHER.match(words) is None:
        return False
    return rules.alternative.search(analysis.lower, before.start, before.end) is not None


def _stop(lower: str, start: int, end: int) -> int:
    found = _STOP.search(lower, start, min(end, start + LONGEST))
    return found.start() if found else min(end, start + LONGEST)


def _named(
    rules: ReasonRules, analysis: Analysis, sentence: Sentence, start: int, end: int, *, catch_all: bool
) -> Iterator[Reason]:
    """One reason for each category that [start, end) names."""
    among = _spots(rules, analysis).among(start, end)
    names = categories_of(rules, analysis.lower[start:end], among)
    start, end = _trimmed(analysis.shadow, start, end)
    if start >= end:
        return
    quote = quote_of(analysis.page.text, start, end)
    for name in names or (("other",) if catch_all else ()):
        yield voiced(rules, analysis, sentence, Reason(name, quote.exact, quote=quote))


def voiced(rules: ReasonRules, analysis: Analysis, sentence: Sentence, reason: Reason) -> Reason:
    """Say who gives a reason, and whether it is the rule's stated one."""
    words = analysis.lower[sentence.start : sentence.end]
    before = analysis.sentences[sentence.index - 1] if sentence.index else sentence
    speaker = _speaker(analysis, sentence)
    among = _spots(rules, analysis).among(sentence.start, sentence.end)
    if among >> _DENIED & 1 and rules.denied.search(words):
        return replace(reason, stance="denied", speaker=speaker)
    alternative = among >> _ALTERNATIVE & 1 and rules.alternative.search(words)
    if alternative or _turns_to_real_reason(rules, analysis, before, words):
        outsider = speaker if speaker and _OUTSIDER.search(words) else ""
        by = outsider or analysis.page.author or analysis.page.outlet or "author"
        return replace(reason, stance="alternative", stated_by=by)
    return replace(reason, speaker=speaker)


def _speaker(analysis: Analysis, sentence: Sentence) -> str:
    found = _SPEAKER.search(analysis.shadow, sentence.start, sentence.end)
    return (found["before"] or found["after"]) if found else ""


def _trimmed(shadow: str, start: int, end: int) -> tuple[int, int]:
    while start < end and shadow[start] in " ,:\n":
        start += 1
    while end > start and shadow[end - 1] in " ,;.\n":
        end -= 1
    return start, end
