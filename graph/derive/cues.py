"""The turns of phrase that relations between passages hang on: lexicon/derivation.toml, compiled. English only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from graph.errors import ConfigError
from graph.lexicon import Lexicon, load_lexicon
from graph.model import State

TABLE: Final = "derivation"
_FRAME: Final = r"\b(?:{words})\b"

# Structure, not vocabulary: how a name of a person is written.
NAME: Final = re.compile(r"\b[A-Z][\w’'-]+(?: (?:[A-Z]\.|de|van|von|al|bin))*(?: [A-Z][\w’'-]+)+")


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """One pattern for each entry of derivation.toml, by its name; the entry's comment says what it finds."""

    still: re.Pattern[str]
    correction: re.Pattern[str]
    retraction: re.Pattern[str]
    limited: re.Pattern[str]
    no_reason: re.Pattern[str]
    witness: re.Pattern[str]
    observed: re.Pattern[str]
    denied_reason_after: re.Pattern[str]
    denied_reason_before: re.Pattern[str]
    denied_saying: re.Pattern[str]
    saying: re.Pattern[str]
    office: re.Pattern[str]
    exclusive: re.Pattern[str]
    denied_approval: re.Pattern[str]
    denied_ban: re.Pattern[str]
    denied_limit: re.Pattern[str]
    title_unsure: re.Pattern[str]
    title_ends: re.Pattern[str]
    title_bans: re.Pattern[str]
    title_limits: re.Pattern[str]
    title_part: re.Pattern[str]
    title_every_tool: re.Pattern[str]
    asks: re.Pattern[str]
    unsettled: re.Pattern[str]
    promises: re.Pattern[str]
    vague: re.Pattern[str]

    @property
    def denied_states(self) -> tuple[tuple[State, re.Pattern[str]], ...]:
        """Which state a denial denies: the first whose words it uses."""
        return (
            ("APPROVAL_REQUIRED", self.denied_approval),
            ("BANNED", self.denied_ban),
            ("RESTRICTED", self.denied_limit),
        )

    def watched(self, outlet: str, text: str) -> bool:
        """Tell whether a page says that its own reporter was there."""
        who = rf"{self.witness.pattern}|\b{re.escape(outlet)}"
        seen = rf"(?:{who})\s+(?:has |have |had )?{self.observed.pattern}"
        return bool(re.search(seen, text, re.IGNORECASE))


def cues_of(lexicon: Lexicon) -> Cues:
    """Compile the table. Raises: ConfigError naming the entry that is missing, unknown or no pattern."""
    table = lexicon.table(TABLE)
    known = {each.name for each in fields(Cues)}
    strange = sorted(table.keys() ^ known)
    if strange:
        raise ConfigError(f"{TABLE}.toml", f"[{strange[0]}] is missing or means nothing here")
    return Cues(**{name: _compiled(name, entry) for name, entry in table.items()})


def _compiled(name: str, entry: Mapping[str, Any]) -> re.Pattern[str]:
    words = "|".join(entry.get("words", ()))
    if not words:
        raise ConfigError(f"{TABLE}.toml", f"[{name}] has no words")
    try:
        return re.compile(entry.get("pattern", _FRAME).replace("{words}", words), re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{TABLE}.toml", f"[{name}] is no pattern: {error}") from error


@cache
def packaged() -> Cues:
    """Give the cues that walkback comes with; read once."""
    return cues_of(load_lexicon())


def stem(word: str) -> str:
    """Cut the commonest endings, so that leak, leaks and leaked are one word."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_EMPTY_WORDS: Final = """
    a an and any are as at be been being but by can could did do does for from had has have how if in
    into is it its may might more most must no nor not of off on one or other our out over own said say
    she he they than that the their them then there these this those to up was we were what when which
    who whom why will with would you your his her used use using about because due such so only just
    also very all every
"""
EMPTY: Final = frozenset(_EMPTY_WORDS.split())


def words_of(text: str) -> frozenset[str]:
    """Give the stems of the words that carry meaning."""
    return frozenset(stem(word) for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in EMPTY)
