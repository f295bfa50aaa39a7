"""Names and judgements in, canonical entities out: which names mean the same.

The alias table is lexicon data, judgements are people's rulings on top of it. Nothing merges by similarity
alone: names that merely look alike become candidates for review.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from graph.errors import ConfigError
from graph.lexicon import Lexicon
from graph.model import Judgement, JudgementId, PartialDate, Source

_LEGAL_FORMS: Final = """
    inc corp co ltd llc llp plc ag gmbh sa spa srl ab oy oyj bv nv pte pty pbc corporation company limited
"""
LEGAL_FORMS: Final = frozenset(_LEGAL_FORMS.split())


# The same few names are asked about over and over while a page is read or a block derived.
@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """Give the form under which names are compared: no case, no marks, no article, no legal form."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("’", "'")
    text = re.sub(r"'s\b|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b|\W|$)", "", text).replace("'", "")
    words = re.sub(r"[^\w:]+", " ", text).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


# Bodies of a state or town, which English names in any order. Not universities and banks: Washington University is
# not the University of Washington, nor is the Bank of America an American bank.
_BODIES: Final = frozenset(
    {
        "ministry",
        "department",
        "agency",
        "commission",
        "parliament",
        "secretariat",
        "directorate",
        "inspectorate",
    }
)


def in_any_order(name: str) -> str:
    """Give one form for "Interior Ministry of Orlund", "Orlund's Interior Ministry" and "Orlund Ministry of Interior".

    Shape: folded names in; any name that is not of such a body stays as it is.
    """
    words = name.split()
    if _BODIES.isdisjoint(words):
        return name
    return " ".join(sorted(word for word in words if word not in {"of", "the", "for"}))


# What stands beside the name of a part: "its Instagram unit".
_UNIT_WORDS: Final = frozenset(
    {
        "the",
        "its",
        "their",
        "unit",
        "division",
        "subsidiary",
        "arm",
        "business",
        "brand",
        "team",
        "department",
    }
)


@dataclass(frozen=True, slots=True)
class Renaming:
    """What something was called before, what it is called now, and since when."""

    before: str
    now: str
    on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is who. Maps run from folded names to the name people read; an unknown name stands for itself.

    Shape: `families` maps outlets to their owners, `parents` organisations to the ones they are part of,
    `wikidata` names to item numbers, `owners` outlets and houses that people ruled to be of one owner to one name.
    What was renamed goes by its new name.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
    wikidata: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    renamings: tuple[Renaming, ...] = ()

    def organisation(self, name: str) -> str:
        """Give the name under which an organisation is shown."""
        return self.organisations.get(folded(name), name.strip())

    def key(self, name: str) -> str:
        """Give the form under which an organisation is compared and blocked."""
        return in_any_order(folded(self.organisation(name)))

    def tool(self, name: str) -> str:
        """Give the name under which a tool is shown; categories pass through."""
        return name if name.startswith("category:") else self.tools.get(folded(name), name.strip())

    def outlet(self, name: str) -> str:
        """Give the name under which an outlet is shown: WSJ is The Wall Street Journal."""
        return self.outlets.get(folded(name), name.strip())

    def family(self, source: Source) -> str:
        """Give the owner of an outlet: what people ruled, then what its card says, the table, its own name."""
        return self._owner(source.name, source.family or self.families.get(folded(source.name), source.name))

    def family_named(self, outlet: str) -> str:
        """Give the owner of an outlet of which only the name is known."""
        return self._owner(outlet, self.families.get(folded(outlet), self.outlet(outlet)))

    def _owner(self, outlet: str, owner: str) -> str:
        return folded(self.owners.get(folded(outlet)) or self.owners.get(folded(owner), owner))

    def acting(self, organisation: str, unit: str) -> str:
        """Give whose rule it is: a unit's own, if the unit is an organisation that is part of the one named.

        Shape: "Meta, its Instagram unit" is Instagram; a rule of Instagram is never Meta's, and a division without a
        name of its own stays with its organisation.
        """
        words = [word for word in folded(unit).split() if word not in _UNIT_WORDS]
        name = self.organisation(" ".join(words)) if words else organisation
        wholes = {folded(whole) for whole in self.whole_of(name)}
        return name if folded(self.organisation(organisation)) in wholes else organisation

    def whole_of(self, name: str) -> tuple[str, ...]:
        """Give the organisations that one is part of, the nearest first."""
        found: list[str] = []
        here = self.organisation(name)
        while (above := self.parents.get(folded(here))) and above not in found:
            found.append(above)
            here = above
        return tuple(found)


PLAIN: Final = Identity()


def identity_of(
    lexicon: Lexicon,
    judgements: Sequence[Judgement] = (),
    families: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Identity:
    """Compile the lexicon's names, people's rulings and the known owners of outlets into one Identity.

    Shape: `families` maps an owner to its outlets, beside those that the lexicon knows.
    Raises: ConfigError for a table that is not made of lists of names, or a renaming without name or day.
    """
    rulings = in_force(judgements)
    names, products = lexicon.table("organisations"), lexicon.table("tools")
    outlets = lexicon.tables.get("sources", {}).get("outlet", ())
    renamings = (*_renamings("organisations", names), *_renamings("tools", products))
    organisations = aliases(entries_in(lexicon, "organisations", "group", "names"))
    tools = aliases(entries_in(lexicon, "tools", "vendor", "tools"))
    owners = {each["name"]: each["family"] for each in outlets if "family" in each}
    owners |= {outlet: owner for owner, group in families.items() for outlet in group}
    known = {form: each["name"] for each in outlets for form in (each["name"], *each.get("aliases", ()))}
    return Identity(
        organisations=MappingProxyType(ruled(renamed(organisations, names), rulings)),
        tools=MappingProxyType(ruled(renamed(tools, products), rulings)),
        families=MappingProxyType(_families(owners, known)),
        parents=_proxy({folded(part): str(whole) for part, whole in names.get("parents", {}).items()}),
        outlets=_proxy({folded(form): name for form, name in known.items()}),
        owners=_proxy(ruled({}, rulings)),
        wikidata=_proxy({**names.get("wikidata", {}), **products.get("wikidata", {})}),
        renamings=renamings,
    )


_proxy = MappingProxyType[str, str]


def _families(owners: Mapping[str, str], outlets: Mapping[str, str]) -> dict[str, str]:
    """Map every form of an outlet's name to its owner."""
    forms = {form: owners[name] for form, name in outlets.items() if name in owners}
    return {folded(outlet): owner for outlet, owner in (forms | dict(owners)).items()}


def _renamings(file: str, table: Mapping[str, Any]) -> Iterator[Renaming]:
    for before, entry in table.get("renamed", {}).items():
        try:
            yield Renaming(before, entry["now"], PartialDate.parse(entry["on"]) if "on" in entry else None)
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(
                f"{file}.toml", f"[renamed] {before!r} lacks a name or a day: {error}"
            ) from error


def renamed(names: Mapping[str, str], table: Mapping[str, Any]) -> dict[str, str]:
    """Let every form of a renamed name lead to its newest name."""
    now = {folded(before): str(entry["now"]) for before, entry in table.get("renamed", {}).items()}

    def newest(name: str, seen: frozenset[str] = frozenset()) -> str:
        later = now.get(folded(name))
        return name if later is None or folded(name) in seen else newest(later, seen | {folded(name)})

    return {form: newest(name) for form, name in names.items()} | {form: newest(form) for form in now}


def entries_in(lexicon: Lexicon, table: str, group: str, key: str) -> list[str]:
    """Give the entries "Name | other form | ..." of a table. Raises: ConfigError for one that is no text."""
    entries = [entry for each in lexicon.table(table).get(group, ()) for entry in each.get(key, ())]
    wrong = [entry for entry in entries if not isinstance(entry, str) or not entry.strip("~^| ")]
    if wrong:
        raise ConfigError(f"{table}.toml", f"{wrong[0]!r} names nothing")
    return entries


def aliases(entries: Iterable[str]) -> dict[str, str]:
    """Map every form, folded, to the name its entry begins with.

    Shape: a form marked ^ is short for a name only beside that name, and a form of two entries is nobody's:
    neither is an alias. A name always stands for itself.
    """
    forms = [[part.strip() for part in entry.split("|")] for entry in entries]
    names = {folded(own[0].lstrip("~^")): own[0].lstrip("~^") for own in forms}
    claimed: dict[str, set[str]] = {}
    for own in forms:
        for form in own[1:]:
            if not form.startswith("^"):
                claimed.setdefault(folded(form.lstrip("~")), set()).add(own[0].lstrip("~^"))
    return {form: min(owners) for form, owners in claimed.items() if len(owners) == 1} | names


# Judgements -------------------------------------------------------------------------------------------


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Give the rulings that nobody has undone, oldest first; an undone undo leaves its target in force."""
    every = {each.id: each for each in judgements}
    undoing: dict[JudgementId, list[Judgement]] = {}
    for each in every.values():
        if each.kind == "undo" and each.undoes is not None and each.undoes != each.id:
            undoing.setdefault(each.undoes, []).append(each)

    def stands(ruling: Judgement, seen: frozenset[JudgementId]) -> bool:
        return not any(
            stands(undo, seen | {undo.id}) for undo in undoing.get(ruling.id, ()) if undo.id not in seen
        )

    live = [each for each in every.values() if each.kind != "undo" and stands(each, frozenset({each.id}))]
    return sorted(live, key=lambda each: (each.at, each.id))


def ruled(names: Mapping[str, str], rulings: Iterable[Judgement]) -> dict[str, str]:
    """Apply rulings on entities to a map of names; of two rulings on one pair the later holds.

    Shape: merged names take the name the table knows, otherwise the first in the alphabet.
    """
    latest = {
        frozenset(map(folded, each.subjects[:2])): each
        for each in rulings
        if each.kind in {"same_entity", "other_entity"} and len(each.subjects) >= 2
    }
    result = dict(names)
    for ruling in latest.values():
        if ruling.kind == "other_entity":
            _part(result, ruling.subjects[0], ruling.subjects[1])
    for ruling in sorted(latest.values(), key=lambda each: (each.at, each.id)):
        if ruling.kind == "same_entity":
            _join(result, names, ruling.subjects[0], ruling.subjects[1])
    return result


def _part(names: dict[str, str], one: str, other: str) -> None:
    """Take an alias away from the name it was an alias of."""
    if names.get(folded(one), one) == names.get(folded(other), other):
        for name in (one, other):
            if folded(name) != folded(names.get(folded(name), name)):
                names[folded(name)] = name


def _join(result: dict[str, str], table: Mapping[str, str], one: str, other: str) -> None:
    """Give two names, and whatever was merged into either, one name."""
    first, second = result.get(folded(one), one), result.get(folded(other), other)
    chosen = min(first, second, key=lambda name: (folded(name) not in table, name))
    merged = {key for key, name in result.items() if name in {first, second}}
    for key in merged | {folded(one), folded(other), folded(first), folded(second)}:
        result[key] = chosen
