"""How the words of the table of sources become expressions: alternations, what stands before and after, names."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

_PART: Final = r"[A-Z][\w'-]*[a-z][\w'-]*"
_NO_NAME: Final = (
    r"(?!(?:If|When|The|But|And|In|On|At|As|For|Since|While|After|Before|So|That|This|It|Its|Our|We|They|There|Then|Now"
    r"|How|What|Why|Who|Where|With|By|From|Under|An|Not|No|Yes|Still|Instead|Although|Though|Because|Last|Next|Every|All|Last|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|October|November|December|Editor-in-chief)"
    r"(?!\w))"
)
NAME: Final = rf"{_NO_NAME}{_PART}(?: (?:[A-Z]\.|van|von|de|der|bin|al|la)){{0,2}}(?: {_PART}){{1,2}}"


def any_of(words: Iterable[str]) -> str:
    """Join words to an alternation in which the longest is tried first."""
    return "|".join(re.escape(each) for each in sorted(words, key=lambda each: (-len(each), each)))


def spoken(verbs: Iterable[str]) -> re.Pattern[str]:
    """What may follow a document that speaks: an aside, whose or where it is, and one of the verbs."""
    return re.compile(
        r"(?:(?: [\w'.-]+){0,6}?,[^,;]{3,90},(?:[^,;]{3,60},)?"
        r"|(?: (?:to|from|for|of|over|on|in|at|by|that)(?: [\w'./&-]+){1,10}?,?)|,)?"
        rf"(?: (?:has|had|was|were|also|which|then))* (?:{any_of(verbs)})(?!\w)"
    )


def binding(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    """The mood of a rule: "must not", "are asked to", "is also off limits"."""
    adverb = r"(?:not|also|still|likewise|only|free|strictly) "
    bound = rf"(?:is|are|isn't|aren't|be) (?:{adverb})*(?:{any_of(words['bound'])})"
    return re.compile(rf"(?<!\w)(?:{any_of(words['binds'])}|{bound})(?!\w)")


def office(offices: Mapping[str, list[str]], said: str) -> re.Pattern[str]:
    """An office whose holder speaks without a name: "its deputy chief said", "says the head of IT"."""
    whole = rf"(?:{any_of(offices['of'])}) (?:of|for) (?:[\w-]+ ){{0,2}}?[\w-]+"
    role = rf"(?:[\w-]+ ){{0,2}}?(?:{whole}|{any_of(offices['heads'])})"
    owner = r"(?:the|its|their|his|her|[\w-]+'s)"
    trade = rf"(?:a|an|one|another) (?:[\w-]+ ){{0,2}}?(?:{any_of(offices['trades'])})"
    who = rf"(?:{owner} (?P<%s>{role})|(?P<%s>{trade}))"
    aside = r"(?: (?:there|here))?(?:,[^,]{2,60},)?(?: (?:also|later|then|has|had))*"
    return re.compile(
        rf"(?<!\w){who % ('before', 'some')}{aside} (?:{said})(?!\w)"
        rf"|(?<!\w)(?:{said}|according to) {who % ('after', 'any')}(?=[.,;:]| (?:at|in|on|there|of|for)\b|$)"
    )


def office_named(offices: Mapping[str, list[str]], titles: str) -> re.Pattern[str]:
    """An office and, beside it, the name of its holder."""
    whole = rf"(?:{any_of(offices['of'])}) (?:of|for) (?:[\w-]+ ){{0,2}}?[\w-]+"
    role = rf"(?i:{whole}|{any_of(offices['heads'])}|spokes(?:man|woman|person))"
    return re.compile(
        rf"(?<!\w)(?P<office>{role}),? (?:(?:{titles}) )*(?P<name>{NAME})"
        rf"|(?P<first>{NAME}), (?:(?:the|its|their|a)(?-i: [\w'-]+){{0,3}}? )?(?P<held>{role})(?!\w)"
    )


def post(offices: Mapping[str, list[str]], roles: Iterable[str]) -> re.Pattern[str]:
    """An office or a trade whose holder is not named beside it: "its data officer", "a reviewer"."""
    whole = rf"(?:{any_of(offices['of'])}) (?:of|for) (?:[\w-]+ ){{0,2}}?[\w-]+"
    plain = any_of(
        [*offices["heads"], *offices["trades"], *roles, "spokesman", "spokeswoman", "spokesperson"]
    )
    return re.compile(
        rf"(?<![\w-])(?:the|its|their|his|her|an?|one|another|[\w-]+'s) (?:new |former )?"
        rf"(?P<role>(?:[\w-]+ ){{0,2}}?(?:{whole}|{plain}))(?![\w-])"
    )


def led(words: Iterable[str]) -> re.Pattern[str]:
    """One of the words, up to five more, and then what is looked for."""
    return re.compile(rf"(?<!\w)(?:{any_of(words)})(?: [\w'-]+){{0,5}} $")


def unknown(heads: Mapping[str, list[str]]) -> re.Pattern[str]:
    """A capitalised name with an outlet's head noun, or one beside a verb that only outlets have."""
    word = r"[A-Z][\w&'.-]*"
    name = rf"{word}(?: {word}){{0,3}}"
    vouched = "|".join(
        rf"(?<={verb} by )(?:the )?{name}" for verb in ("seen", "obtained", "reviewed", "reported")
    )
    return re.compile(
        rf"(?<![\w.-])(?:[Tt]he )?(?:(?:{word} (?:of |and |the )?){{0,3}}{word} (?:{any_of(heads['last'])})"
        rf"|(?:{any_of(heads['first'])})(?: {word}){{1,2}})(?![\w-])"
        rf"|(?<![\w.-])(?:[Tt]he )?{name}"
        r"(?= (?:reported|reports|first reported|has learned|has seen|was first to report)\b)"
        rf"|{vouched}"
    )
