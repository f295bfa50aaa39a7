"""The compiled tables of sources: which names, verbs and phrases tell that somebody is cited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from graph.extract.phrases import needs, phrases
from graph.extract.source_patterns import (
    NAME,
    any_of,
    binding,
    led,
    office,
    office_named,
    post,
    spoken,
    unknown,
)
from graph.extract.spots import Needs
from graph.lexicon import Lexicon

_FIRST: Final = (
    r",? (?:was|were) (?:the )?first (?:outlet )?to (?:report|publish|reveal|write)"
    r"|first reported|broke the (?:news|story)"
)
_SPOKEN: Final = (
    r"(?<!\w)(?:spokes(?:person|man|woman|people)"
    r"|(?:press|media|communications) (?:officer|office|team|desk))(?!\w)"
)


@dataclass(frozen=True, slots=True)
class OutletRules:
    """How outlets are recognised, known ones and others, and what makes them a source."""

    names: Mapping[str, str]
    families: Mapping[str, str]
    known: re.Pattern[str]
    unknown: re.Pattern[str]
    speaks: re.Pattern[str]
    first: re.Pattern[str]
    told: re.Pattern[str]
    by: re.Pattern[str]
    again: re.Pattern[str]

    @classmethod
    def load(cls, table: Mapping[str, Any]) -> Self:
        """Compile the outlets and the verbs beside them."""
        outlets, verbs = table["outlet"], table["verbs"]
        names = {
            alias: each["name"] for each in outlets for alias in (each["name"], *each.get("aliases", ()))
        }
        return cls(
            names,
            {each["name"]: each.get("family", each["name"]) for each in outlets},
            re.compile(rf"(?<![\w@./-])(?:[Tt]he )?(?:{any_of(names)})(?![\w-]|'s (?:own|parent))"),
            unknown(table["heads"]),
            re.compile(
                r"(?:'s)?,?(?: (?:has|had|have|also|first|later|exclusively|previously|,|on \w+day|today))* "
                rf"(?:{any_of(verbs['outlet'])})(?!\w)"
            ),
            re.compile(_FIRST),
            re.compile(rf"(?<!\w)(?:{any_of(verbs['told'])})(?: to| the)? $"),
            re.compile(
                rf"(?<!\w)(?:{any_of(verbs['by'])})"
                r"(?: (?:a|an|the)(?: \w+){0,2} "
                r"(?:report|story|article|account|interview|piece|post|investigation)s?"
                r" (?:by|in|from|of|with))?(?: the)? $|\($"
            ),
            re.compile(
                rf"(?<!\w)(?:the|that|this) (?:same )?(?:{any_of(table['carry']['outlet'])})(?: also)? "
                rf"(?:{any_of(verbs['outlet'])})(?!\w)"
                r"|(?<!\w)it (?:reports|reported|says|said|adds|added)(?!\w)"
            ),
        )


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a document is called and when it is cited rather than merely spoken of."""

    nouns: Mapping[str, str]
    pattern: re.Pattern[str]
    kept: frozenset[str]
    before: re.Pattern[str]
    strict: re.Pattern[str]
    after: re.Pattern[str]
    speaks: re.Pattern[str]
    issued: re.Pattern[str]
    came: re.Pattern[str]
    told: re.Pattern[str]
    binding: re.Pattern[str]
    weak: frozenset[str]
    passing: frozenset[str]
    not_after: frozenset[str]

    @classmethod
    def load(cls, table: Mapping[str, Any]) -> Self:
        """Compile the nouns of documents and the words beside them."""
        nouns, words = table["documents"], table["document_words"]
        return cls(
            nouns,
            re.compile(rf"(?<![\w-])(?:{any_of(nouns)})(?![\w-])"),
            frozenset(words["kept"]),
            led(words["cited"]),
            led(words["strict"]),
            spoken(words["verbs"]),
            spoken(words["speaks"]),
            re.compile(rf"(?<!\w)(?:{any_of(words['issued'])})(?: [\w'/-]+){{0,6}} $"),
            re.compile(
                r"(?: (?:to|from|for|of|over|on|in|at|by|that)(?: [\w'./&-]+){1,8})?,?"
                rf"(?: (?:has|have|had|was|were|also|which))* (?:{any_of(words['came'])})(?!\w)"
            ),
            re.compile(rf"(?<!\w)(?:{any_of(words['told'])})(?: [\w'-]+){{0,3}} $"),
            binding(words),
            frozenset(words["weak"]),
            frozenset(words["passing"]),
            frozenset(words["not_after"]),
        )


@dataclass(frozen=True, slots=True)
class SpeakerRules:
    """How people speak: by name, surname or pronoun, as a spokesperson, by role, without a name."""

    said: re.Pattern[str]
    person: re.Pattern[str]
    surname: re.Pattern[str]
    title: re.Pattern[str]
    spokesperson: re.Pattern[str]
    role: re.Pattern[str]
    announced: re.Pattern[str]
    named: re.Pattern[str]
    office: re.Pattern[str]
    office_named: re.Pattern[str]
    anyone: re.Pattern[str]
    post: re.Pattern[str]
    unnamed: re.Pattern[str]
    unnamed_name: str
    unnamed_kept: re.Pattern[str]

    @classmethod
    def load(cls, table: Mapping[str, Any]) -> Self:
        """Compile the verbs of speech and the words for speakers."""
        said, unnamed = any_of(table["verbs"]["said"]), table["unnamed"]
        roles, kept, titles = any_of(unnamed["roles"]), any_of(unnamed["kept"]), any_of(unnamed["titles"])
        return cls(
            re.compile(rf"(?<!\w)(?:{said})(?!\w)"),
            re.compile(
                rf"(?P<before>{NAME})(?: and {NAME})?(?:, [^,.;]{{3,90}},)?"
                r"(?: (?:also|later|then|himself|herself|has|had|have|once))?"
                rf" (?:{said})(?!\w)|(?<!\w)(?:{said}|according to|in the words of)(?: [a-z][\w'-]*,?){{0,6}}"
                rf" (?:(?:{titles}) )?(?P<after>{NAME})"
            ),
            re.compile(
                rf"(?<![\w.] )(?P<one>[A-Z][\w'-]+|he|she|He|She)(?: also| later| then)? (?:{said})(?!\w)"
                rf"|(?<!\w)(?:{said}) (?P<two>[A-Z][\w'-]+|he|she)(?=[.,;:]|$)"
            ),
            re.compile(rf"^(?:(?:{titles}) )+"),
            re.compile(_SPOKEN),
            re.compile(
                rf"(?<!\w)an? (?P<role>(?:[\w'-]+ ){{0,3}}?(?:{roles})"
                r"(?: (?:at|of|for|from|in) (?:an?|the|one) [a-z][\w' -]{2,50}?)?)(?:,[^,]{2,60},)?"
                rf" (?:{said})(?!\w)|(?<!\w)(?:an? )?(?P<possessed>[a-z][\w' -]{{2,30}}'s (?:{roles}))"
                rf" (?:{said}|spoke)(?!\w)"
            ),
            re.compile(
                rf"(?<!\w)(?:{any_of(table['announced']['verbs'])}) (?:{any_of(table['announced']['objects'])})(?!\w)"
            ),
            re.compile(rf",? (?:(?:{titles}) )*{NAME}"),
            office(table["offices"], said),
            office_named(table["offices"], titles),
            re.compile(rf"(?<![\w.-]){NAME}(?![\w-])"),
            post(table["offices"], unnamed["roles"]),
            phrases(unnamed["phrases"]),
            unnamed["plain"],
            re.compile(
                rf"(?<!\w)(?P<who>{kept}) (?:{said})(?!\w)"
                rf"|(?<!\w)(?:according to|citing|(?:{said})) (?P<whom>{kept})(?!\w)"
            ),
        )


# What the spots of a page allow: in its own case, and in lower case.
KNOWN, UNKNOWN, SAID = 1, 2, 4
UNNAMED, KEPT, WEAK, ROLE, OFFICE = 1, 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class AttributionRules:
    """All tables of sources, compiled."""

    outlets: OutletRules
    documents: DocumentRules
    speakers: SpeakerRules
    weak: re.Pattern[str]
    carry: re.Pattern[str]
    cased: Needs
    lower: Needs

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the table `sources`."""
        table = lexicon.table("sources")
        return cls(
            OutletRules.load(table),
            DocumentRules.load(table),
            SpeakerRules.load(table),
            phrases(table["weak"]["phrases"]),
            re.compile(rf"(?<!\w)(?:{any_of(table['carry']['on'])})(?!\w)"),
            _cased(table),
            _lower(table),
        )


def _cased(table: Mapping[str, Any]) -> Needs:
    """The words that outlets and named speakers need."""
    names = [alias for each in table["outlet"] for alias in (each["name"], *each.get("aliases", ()))]
    heads = table["heads"]
    ends, begins = [f" {each}" for each in heads["last"]], [f"{each} " for each in heads["first"]]
    beside = ["report", "has learned", "has seen", "seen by ", "obtained by ", "reviewed by "]
    said = [*table["verbs"]["said"], "according to", "in the words of"]
    return Needs.of([names, [*ends, *begins, *beside], said])


def _lower(table: Mapping[str, Any]) -> Needs:
    """The words that unnamed and weak sources need."""
    unnamed, offices = table["unnamed"], table["offices"]
    office = [*offices["heads"], *offices["of"], *offices["trades"]]
    return Needs.of(
        [
            needs(unnamed["phrases"]),
            unnamed["kept"],
            needs(table["weak"]["phrases"]),
            unnamed["roles"],
            office,
        ]
    )
