"""The names we know, compiled for look-up word by word. Reading the tables lives here; deciding does not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final, Literal, Self

from graph.extract.categories import Phrases, compile_phrases
from graph.extract.page import MentionKind
from graph.lexicon import Lexicon

Use = Literal["plain", "careful", "short", "place", "seat", "adjective"]
_TOKEN: Final = re.compile(r"(\w+|[^\w\s]|\n)")
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&.]{1,5}")
_BRANDS: Final = ("chat", "claude", "github", "deepseek", "openai", "microsoft", "google", "bing")
"""Names of several words that careless writers leave in lower case."""
_USES: Final[Mapping[str, Use]] = {"~": "careful", "^": "short"}


@dataclass(frozen=True, slots=True)
class Name:
    """One form of a name. `exact` forms match in their own case only, `use` tells what else is needed."""

    form: str
    name: str
    kind: MentionKind
    type: str
    use: Use = "plain"
    exact: bool = False
    group: int = -1


@dataclass(frozen=True, slots=True)
class Group:
    """What the members of one section of the list have in common."""

    type: str
    nouns: frozenset[str]
    trade: re.Pattern[str] | None
    reports: bool


@dataclass(slots=True)
class Branch:
    """One word of the tree of names: what may follow, and what ends here."""

    next: dict[str, "Branch"] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page, lower case, with offsets; a line's end is a word, so that no name crosses it."""

    lower: list[str]
    start: list[int]
    end: list[int]


@dataclass(frozen=True, slots=True)
class Heads:
    """The nouns that tell of an unknown name what it is, and the words around it that tell the same."""

    last: Mapping[str, str]
    first: Mapping[str, str]
    kinds: Mapping[str, str]
    first_names: frozenset[str]
    common: frozenset[str]
    apposition: re.Pattern[str]
    before: Mapping[str, str]
    lower: re.Pattern[str]
    lower_types: Mapping[str, str]
    beside: frozenset[str]
    openers: frozenset[str]
    nations: frozenset[str]
    long: frozenset[str]
    offices: frozenset[str]
    news: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnaphorWords:
    """The nouns of descriptions and the words beside pronouns."""

    singular: tuple[str, ...]
    plural: tuple[str, ...]
    either: tuple[str, ...]
    objects: tuple[str, ...]
    passives: tuple[str, ...]
    of_places: frozenset[str]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Everything known about names. `vendors` is by lower-case tool, `kinds_of` by organisation."""

    names: Branch
    groups: tuple[Group, ...]
    heads: Heads
    phrases: Phrases
    vendors: Mapping[str, str]
    makers: frozenset[str]
    parents: Mapping[str, str]
    wikidata: Mapping[str, str]
    types: Mapping[str, str]
    group_of: Mapping[str, int]
    adjectives: Mapping[str, str]
    anaphora: AnaphorWords

    @classmethod
    def load(cls, lexicon: Lexicon) -> Self:
        """Compile the tables organisations, tools and persons. Raises: ConfigError if one is missing."""
        organisations, tools = lexicon.table("organisations"), lexicon.table("tools")
        groups = tuple(_group(each) for each in organisations["group"])
        names = [*_organisations(organisations), *_places(organisations), *_tools(tools)]
        tree = Branch()
        for each in names:
            _plant(tree, each)
        known = [each for each in names if each.kind == "organisation"]
        return cls(
            names=tree,
            groups=groups,
            heads=_heads(organisations, lexicon.table("persons")),
            phrases=compile_phrases(tools["category"]),
            vendors=_vendors(tools),
            makers=frozenset(each["name"] for each in tools["vendor"] if each["name"]),
            parents=dict(organisations["parents"]),
            wikidata=dict(organisations["wikidata"]),
            types={each.name: each.type for each in reversed(known)},
            group_of={each.name: each.group for each in reversed(known)},
            adjectives=_adjectives(organisations),
            anaphora=_anaphora(lexicon.table("coreference")),
        )

    def without(self, names: Iterable[str]) -> Self:
        """Give the same gazetteer without some organisations: what is left must be recognised."""
        return type(self)(
            **{each: getattr(self, each) for each in self.__slots__ if each != "names"},
            names=_pruned(self.names, frozenset(names)),
        )

    def find(self, words: Words, shadow: str) -> Iterator[tuple[int, int, Name]]:
        """Give the longest name at every word, from left to right, as (first word, after last word, name).

        Shape: non-overlapping; a form whose case does not fit counts as absent.
        """
        return search(self.names, words, shadow)


def search(tree: Branch, words: Words, shadow: str) -> Iterator[tuple[int, int, Name]]:
    """Give the longest name of a tree at every word, left to right: first word, after last word, name."""
    past = 0
    for index in [at for at, word in enumerate(words.lower) if word in tree.next]:
        if index >= past and (found := _longest(tree, words, shadow, index)):
            yield index, *found
            past = found[0]


def _longest(tree: Branch, words: Words, shadow: str, index: int) -> tuple[int, Name] | None:
    branch, at, best, count = tree, index, None, len(words.lower)
    while at < count and (following := branch.next.get(words.lower[at])):
        branch, at = following, at + 1
        if branch.names:
            text = shadow[words.start[index] : words.end[at - 1]]
            fitting = next((each for each in branch.names if fits(each, text)), None)
            best = (at, fitting) if fitting else best
    return best


def fits(name: Name, text: str) -> bool:
    """Tell whether the words on the page are cased as this name is written."""
    if name.exact:
        return text == name.form or (name.kind == "tool" and bool(name.type) and text == name.form.lower())
    if name.kind == "tool" and text[:1].islower():
        return " " not in name.form or text.startswith(_BRANDS)
    if name.form[:1].islower():
        return True
    return not text[:1].islower()


def words_of(lower: str) -> Words:
    """Give the words of a lower-case text for look-up."""
    parts = _TOKEN.split(lower)  # what lies between words, a word, what lies between, ...
    edges = list(accumulate(map(len, parts)))
    return Words(parts[1::2], edges[:-1:2], edges[1::2])


def vendors_of(gazetteer: Gazetteer, tools: Sequence[str]) -> tuple[str, ...]:
    """Give the makers of named tools, each once, in the tools' order; categories have none."""
    found = [gazetteer.vendors.get(each.lower(), "") for each in tools]
    return tuple(dict.fromkeys(each for each in found if each))


def _plant(tree: Branch, name: Name) -> None:
    branch = tree
    for word in _TOKEN.findall(name.form):
        branch = branch.next.setdefault(word.lower(), Branch())
    order = ("plain", "careful", "short", "place", "seat", "adjective")
    if all(each.form != name.form or each.name != name.name for each in branch.names):
        branch.names.append(name)
        branch.names.sort(key=lambda each: order.index(each.use))


def _pruned(branch: Branch, gone: frozenset[str]) -> Branch:
    kept = [each for each in branch.names if each.kind != "organisation" or each.name not in gone]
    return Branch({word: _pruned(below, gone) for word, below in branch.next.items()}, kept)


def _forms(entry: str) -> list[tuple[str, Use]]:
    """Give the forms of an entry; one that is written both with and without a mark keeps the mark."""
    forms: dict[str, Use] = {}
    for each in entry.split("|"):
        form = each.strip()
        use = _USES.get(form[:1], "plain")
        if use != "plain" or form not in forms:
            forms[form.lstrip("~^")] = use
    return list(forms.items())


def _group(table: Mapping[str, Any]) -> Group:
    trade = table.get("trade")
    pattern = re.compile(r"\b(?:" + "|".join(trade) + r")\b") if trade else None
    return Group(table["type"], frozenset(table["nouns"]), pattern, table.get("reports", False))


def _organisations(table: Mapping[str, Any]) -> Iterator[Name]:
    for number, group in enumerate(table["group"]):
        for entry in group["names"]:
            for form, use in (forms := _forms(entry)):
                exact = use != "plain" or bool(_ACRONYM.fullmatch(form))
                yield Name(form, forms[0][0], "organisation", group["type"], use, exact, number)


def _places(table: Mapping[str, Any]) -> Iterator[Name]:
    named = table["countries"]["named"]
    for row in table["countries"]["rows"]:
        yield from _country([part.strip().split(",") for part in row.split("|")], named)
    for row in [*table["states"]["rows"], *table["cities"]["rows"]]:
        forms = [each.strip() for each in row.split("|")]
        for form in forms:
            use: Use = "place" if form == forms[0] or form.isupper() else "seat"
            if use == "place":
                yield Name(form, forms[0], "organisation", "government", use, exact=form.isupper())
            elif use == "seat":
                yield Name(form, forms[0], "organisation", "government", "adjective", exact=True)
            yield _body(f"state of {form}", forms[0])
            yield _body(f"city of {form}", forms[0])


def _country(parts: list[list[str]], named: Mapping[str, str]) -> Iterator[Name]:
    name = named.get(parts[0][0], parts[0][0])
    for form in parts[0]:
        yield Name(form, name, "organisation", "government", "place", exact=form.isupper())
    for adjective in parts[1] if len(parts) > 1 else []:
        yield Name(adjective, name, "organisation", "government", "adjective", exact=True)
    for form in parts[0]:
        yield _body(f"government of {form}", name)
    for seat in parts[2] if len(parts) > 2 else []:
        yield Name(seat, name, "organisation", "government", "seat", exact=True)


def _body(form: str, name: str) -> Name:
    return Name(form, name, "organisation", "government")


def _adjectives(table: Mapping[str, Any]) -> dict[str, str]:
    named = table["countries"]["named"]
    found: dict[str, str] = {}
    for row in table["countries"]["rows"]:
        parts = [part.strip().split(",") for part in row.split("|")]
        for adjective in parts[1] if len(parts) > 1 else []:
            found[adjective] = named.get(parts[0][0], parts[0][0])
    for row in table["states"]["rows"]:
        forms = [each.strip() for each in row.split("|")]
        found |= {form: forms[0] for form in forms[1:] if not form.isupper()}
    return found


def _tools(table: Mapping[str, Any]) -> Iterator[Name]:
    for vendor in table["vendor"]:
        for entry in vendor["tools"]:
            for form, use in (forms := _forms(entry)):
                exact = use != "plain" or len(form) <= 3
                yield Name(form, forms[0][0], "tool", vendor["name"], use, exact)


def _vendors(table: Mapping[str, Any]) -> dict[str, str]:
    return {
        _forms(entry)[0][0].lower(): vendor["name"]
        for vendor in reversed(table["vendor"])
        for entry in vendor["tools"]
        if vendor["name"]
    }


def _anaphora(table: Mapping[str, Any]) -> AnaphorWords:
    tools, pronouns = table["tools"], table["pronouns"]
    return AnaphorWords(
        singular=tuple(tools["singular"]),
        plural=tuple(tools["plural"]),
        either=tuple(tools["either"]),
        objects=tuple(pronouns["objects"]),
        passives=tuple(pronouns["passives"]),
        others=tuple(table["organisations"]["others"]),
        of_places=frozenset(table["organisations"]["of_places"]),
    )


def _heads(organisations: Mapping[str, Any], persons: Mapping[str, Any]) -> Heads:
    heads, words = organisations["heads"], organisations["words"]
    return Heads(
        last=_inverted(heads["last"]),
        first=_inverted(heads["first"]),
        kinds=_inverted(organisations["kinds"]),
        first_names=frozenset(persons["first_names"].split()),
        common=frozenset(persons["common"].split()),
        apposition=re.compile(
            rf",?\s(?:a|an|the|one of|"
            rf"another)\s(?:[\w'&-]+\s){{0,5}}?({_longest_first(organisations['kinds'])})s?\b"
        ),
        before=_inverted(heads["before"]),
        lower=re.compile(rf"(?:'s)?\s({_longest_first(heads['lower'])})\b"),
        lower_types=_inverted(heads["lower"]),
        beside=frozenset(words["beside"]),
        openers=frozenset(words["openers"]),
        nations=frozenset(words["nations"]),
        long=frozenset(words["long"]),
        offices=frozenset(words["offices"]),
        news=frozenset(words["news"]),
    )


def _longest_first(table: Mapping[str, Sequence[str]]) -> str:
    nouns = {noun for words in table.values() for noun in words}
    return "|".join(re.escape(each) for each in sorted(nouns, key=lambda each: (-len(each), each)))


def _inverted(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words}
