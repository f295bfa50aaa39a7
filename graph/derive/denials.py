"""What a denial is aimed at: the rule, a reason for it, or that somebody said something."""

import re
from functools import lru_cache
from typing import Final, Literal

from graph.derive.cues import NAME, Cues, packaged, words_of
from graph.derive.said import Said
from graph.model import Reason, State

Aim = Literal["rule", "reason", "saying"]

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")


def aim_of(denial: Said) -> Aim:
    """Tell what a denial denies, by the extractor's word first and by its own words otherwise."""
    if denial.assertion.kind == "reason_denial" or denied_reasons(denial):
        return "reason"
    return aim_of_words(denial.assertion.quote.exact, denial.cues)


@lru_cache(maxsize=4096)  # asked once for every page that a denial is compared with
def aim_of_words(quote: str, cues: Cues | None = None) -> Aim:
    """Tell what a sentence denies, by the packaged cues if no others are given."""
    if (cues or packaged()).denied_saying.search(quote):
        return "saying"
    return "reason" if _reason_in(quote, cues or packaged()) else "rule"


def _reason_in(quote: str, cues: Cues) -> re.Match[str] | None:
    return cues.denied_reason_after.search(quote) or cues.denied_reason_before.search(quote)


def denied_reasons(said: Said) -> list[Reason]:
    """Give the reasons that a passage expressly denies."""
    return [reason for reason in said.assertion.reasons if reason.stance == "denied"]


def denies_reason(denial: Said, reason: Reason) -> bool:
    """Tell whether a denial of a reason is aimed at this one: by its category, or by a common word."""
    if any(each.category == reason.category != "other" for each in denied_reasons(denial)):
        return True
    return bool(_denied_words(denial) & words_of(f"{reason.category.replace('_', ' ')} {reason.text}"))


def _denied_words(denial: Said) -> frozenset[str]:
    """Give the words of the reason that a sentence denies; all of them if no cue marks it out."""
    quote = denial.assertion.quote.exact
    found = _reason_in(quote, denial.cues)
    return words_of(found["reason"] if found else quote)


def denied_state(denial: Said) -> State | None:
    """Give the state that is said not to hold; None if the passage denies a rule without saying which."""
    if denial.state is not None:
        return denial.state
    quote = denial.assertion.quote.exact
    for state, words in denial.cues.denied_states:
        if words.search(quote):
            return state
    return None


def denied_speaker(denial: Said, said: Said) -> str:
    """Give the speaker who, by the denial, did not say what the other page has from him, or "".

    Shape: the denial names the page's outlet, and the page has the same speaker saying or confirming
    something.
    """
    quote = denial.assertion.quote.exact
    if said.outlet not in quote:
        return ""
    told = [
        sentence
        for sentence in _SENTENCE_END.split(said.reading.version.text)
        if denial.cues.saying.search(sentence)
    ]
    office = denial.cues.office.search(quote)
    if office and any(denial.cues.office.search(sentence) for sentence in told):
        return f"{said.organisation} {office[0].lower()}"
    names = [
        name for name in NAME.findall(quote) if name not in said.outlet and name not in said.organisation
    ]
    bare = [re.sub(r"^(?:And|But|So|Nor|Also|Neither) ", "", name) for name in names]
    return next((name for name in bare if any(name in sentence for sentence in told)), "")
