"""The small language in which the lexicon writes its patterns, and how a text is searched for thousands of them.

A pattern is lower-case words. `{ban}` stands for every form of the verb, `{ban:ed}` for its participle and
`{ban:ing}` for its gerund; `TOOL` and `ORG` for a mention, `PEOPLE` for staff, students and the like, `CANT` and
`WONT` for negated modals; `~` for up to four words of the same clause, `~8` for up to eight, `~8,` if commas may lie
between. Everything else is a regular expression whose spaces match any white space. The first word must be plain, a
verb or a mention, because patterns are looked up by it: a text costs one look-up a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Rule = TypeVar("Rule")

_BETWEEN: Final = r"[\s\"'(]+"  # quote marks round a word change nothing of what it says
_WORD: Final = re.compile(r"[a-z]+|T[TC]*|C[TC]*|O+")
_SLOT: Final = re.compile(r"\{([a-z]+)(?::(ed|ing|s))?\}")
_GAP: Final = re.compile(r" ?~(\d*)(,?) ?")
_TRAILING: Final = re.compile(r" ~\d*,?$")
_HEAD: Final = re.compile(r"\{[a-z:]+\}|[A-Z]+|[a-z]+|\(")
_VOWELS: Final = "aeiou"

# Negated modals: what users cannot do, what an authority will not do.
_NOT: Final = r"(?:n't| not| never| no longer)"
_CANT: Final = (
    rf"(?:cannot|can't|can{_NOT}|may(?: not| no longer| never)|must{_NOT}|shall{_NOT}|shan't|could{_NOT}|"
    rf"will{_NOT}|won't|should never)"
)
_WONT: Final = rf"(?:cannot|can't|(?:will|would|can|do|does|did|is|are|was|shall|must|may){_NOT}|won't|don't)"
# A word that a gap may run over: none that ends a phrase or opens a statement of its own.
WITHIN: Final = (
    r"(?!(?:while|although|though|because|but|whereas|if|when|after|since|which|who|until|unless)\b)"
    r"(?:[^\s;:.!?,]+|[TCO]+,)"
)
THING: Final = (
    r"(?!such thing)(?:the|this|that|these|those|such|its|their) (?:(?!latest|new|right|best)[a-z-]+ ){0,2}?"
    r"(?:apps?|services?|chat ?bots?|bots?|tools?|software|technology|technologies|platforms?|assistants?|websites?|"
    r"sites?|applications?|programs?|programmes?|stuff|generators?|products?|models?|systems?|thing)"
)
"""A noun that may stand for a tool the text has named before."""
_PEOPLE: Final = (
    r"(?:(?:its|the|their|all|every|any|some|most|our|his|her|own|new|other|of|staff|government|federal|company|office|public|civil|"
    r"software|[0-9,.]+) )*"
    r"(?:staff|staffers|employees?|workers?|workforce|people|personnel|teachers?|students?|pupils|faculty|engineers?|developers?|"
    r"programmers?|everyone|everybody|anyone|anybody|users|members|customers|officers|officials|servants|contractors|lawyers|"
    r"attorneys|doctors|clinicians|nurses|researchers|reviewers|authors|contributors|consultants|analysts|bankers|traders|"
    r"advisers|advisors|agents|inspectors|scientists|officials|journalists|reporters|editors|managers|executives|partners|colleagues|teams?|departments?|agencies|schools|lawmakers|aides|"
    r"councillors|judges|applicants|candidates|artists|writers|designers|volunteers|maintainers|them|us|you|him|her)"
)
_MACROS: Final[Mapping[str, str]] = {
    "CANT": _CANT, "WONT": _WONT, "TOOL": rf"(?:[TC]++|{THING}\b)", "ORG": "O++", "PEOPLE": _PEOPLE,
}  # fmt: skip
_MACRO_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "CANT": ("cannot", "can", "may", "must", "mustn", "shall", "shan", "could", "couldn", "will", "won", "should"),
    "WONT": ("cannot", "can", "will", "won", "would", "wouldn", "do", "don", "does", "doesn", "did", "didn",
             "is", "isn", "are", "aren", "was", "wasn", "shall", "must", "mustn", "may"),
    "TOOL": ("T", "C"),
    "ORG": ("O",),
}  # fmt: skip

# First words that stand all over a page; on the sample pages they make seven tenths of all tries.
_OFTEN: Final = frozenset([
    "T", "C", "O", "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "before", "by", "can",
    "cannot", "could", "do", "for", "from", "had", "has", "have", "in", "is", "it", "its", "may", "must", "new", "no",
    "not", "of", "off", "on", "one", "only", "out", "over", "own", "s", "said", "should", "so", "staff", "that",
    "the", "their", "there", "they", "this", "those", "to", "under", "up", "use", "used", "was", "were", "when",
    "who", "will", "with", "would",
])  # fmt: skip

# Forms that no rule of spelling gives: past, participle; "" where the rule holds.
_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = {
    "be": ("is", "are", "was", "were", "been", "being"),
    "begin": ("began", "begun"),
    "bring": ("brought",),
    "build": ("built",),
    "choose": ("chose", "chosen"),
    "come": ("came",),
    "cut": (),
    "do": ("does", "did", "done"),
    "draw": ("drew", "drawn"),
    "feed": ("fed",),
    "find": ("found",),
    "forbid": ("forbade", "forbad", "forbidden"),
    "freeze": ("froze", "frozen"),
    "get": ("got", "gotten"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "have": ("has", "had"),
    "hit": (),
    "hold": ("held",),
    "keep": ("kept",),
    "let": (),
    "lose": ("lost",),
    "strike": ("struck", "stricken"),
    "bind": ("bound",),
    "fall": ("fell", "fallen"),
    "stand": ("stood",),
    "swear": ("swore", "sworn"),
    "sweep": ("swept",),
    "tear": ("tore", "torn"),
    "unwind": ("unwound",),
    "win": ("won",),
    "lend": ("lent",),
    "buy": ("bought",),
    "oversee": ("oversaw", "overseen"),
    "rid": (),
    "lay": ("laid",),
    "leave": ("left",),
    "make": ("made",),
    "mean": ("meant",),
    "pay": ("paid",),
    "put": (),
    "quit": (),
    "rethink": ("rethought",),
    "run": ("ran",),
    "say": ("said",),
    "see": ("saw", "seen"),
    "seek": ("sought",),
    "sell": ("sold",),
    "send": ("sent",),
    "set": (),
    "show": ("shown",),
    "shut": (),
    "stick": ("stuck",),
    "take": ("took", "taken"),
    "teach": ("taught",),
    "tell": ("told",),
    "throw": ("threw", "thrown"),
    "think": ("thought",),
    "undo": ("undid", "undone"),
    "withdraw": ("withdrew", "withdrawn"),
    "withhold": ("withheld",),
    "write": ("wrote", "written"),
}
_PARTICIPLE: Final[Mapping[str, str]] = {
    "come": "come", "cut": "cut", "hit": "hit", "let": "let", "put": "put", "quit": "quit", "run": "run",
    "set": "set", "shut": "shut", "show": "shown|showed", "get": "got|gotten",
}  # fmt: skip
_DOUBLES: Final = frozenset(
    [
        "ban",
        "bar",
        "bin",
        "cap",
        "clap",
        "cut",
        "drop",
        "flag",
        "get",
        "hit",
        "let",
        "permit",
        "plan",
        "put",
        "quit",
        "rid",
        "rip",
        "zap",
        "scrap",
        "set",
        "shut",
        "spot",
        "stop",
        "strip",
        "swap",
        "tag",
        "trim",
        "vet",
        "run",
        "begin",
        "forbid",
        "sub",
    ]
)


def forms(verb: str) -> dict[str, tuple[str, ...]]:
    """Give the forms of a verb: `s` for present, `ed` for past and participle, `ing` for the gerund."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if verb in _DOUBLES:
        stem = verb + verb[-1]
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    else:
        third = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
        past = stem + "ed"
    irregular = _IRREGULAR.get(verb)
    pasts = (past,) if irregular is None else irregular or (verb,)
    return {"s": (verb, third), "ed": pasts, "ing": (stem + "ing",)}


def _participle(verb: str) -> tuple[str, ...]:
    if verb in _PARTICIPLE:
        return tuple(_PARTICIPLE[verb].split("|"))
    return forms(verb)["ed"][-1:]


def words_of(verb: str, form: str = "") -> tuple[str, ...]:
    """Give all forms of a verb, or those of one kind, in British and American spelling."""
    spellings = {verb}
    if verb.endswith("ize"):
        spellings.add(verb[:-3] + "ise")
    found: list[str] = []
    for each in sorted(spellings):
        table = forms(each)
        found += (
            _participle(each)
            if form == "ed"
            else table[form]
            if form
            else [w for ws in table.values() for w in ws]
        )
    return tuple(dict.fromkeys(found))


def regex_of(pattern: str) -> str:
    """Turn a pattern into a regular expression for masked text."""
    text = _TRAILING.sub("", pattern)  # a gap that nothing follows says nothing
    text = _SLOT.sub(lambda slot: "(?:" + "|".join(words_of(slot[1], slot[2] or "")) + ")", text)
    text = re.sub(r"\((?!\?)", "(?:", text)
    for name, regex in _MACROS.items():
        text = text.replace(name, regex)
    text = _GAP.sub(lambda gap: _gap(int(gap[1] or 4), WITHIN if not gap[2] else f"(?:{WITHIN},?|,)"), text)
    return text.replace(" ", _BETWEEN) + r"\b"


def _gap(most: int, word: str) -> str:
    return rf"(?:\s+{word}){{0,{most}}}?\s+"


def heads_of(pattern: str) -> tuple[str, ...]:
    """Give the words a match of the pattern can begin with. Raises: ValueError if they cannot be told."""
    head = _HEAD.match(pattern)
    if head is None:
        raise ValueError(f"a pattern begins with a word, a verb or a mention: {pattern!r}")
    word = head[0]
    if slot := _SLOT.fullmatch(word):
        return words_of(slot[1], slot[2] or "")
    if word == "(":
        return tuple(dict.fromkeys(head for each in _alternatives(pattern) for head in heads_of(each)))
    return _MACRO_HEADS.get(word, (word,))


def _alternatives(pattern: str) -> list[str]:
    """Split the group a pattern begins with at its own bars."""
    depth, parts = 0, [""]
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            break
        if letter == "|" and depth == 1:
            parts.append("")
        elif not (letter == "(" and depth == 1 and not parts[-1] and len(parts) == 1):
            parts[-1] += letter
    return parts


@dataclass(frozen=True, slots=True)
class Match(Generic[Rule]):
    """A pattern found at [start, end)."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entries(Generic[Rule]):
    """The patterns that begin with one word.

    Shape: `any` matches where one of them does, so that a word costs one try; it is empty where the word is too rare
    for that to be worth another expression.
    """

    any: str
    each: tuple[tuple[str, Rule], ...]


@dataclass(frozen=True, slots=True)
class Patterns(Generic[Rule]):
    """Patterns by the first word of whatever they can match; each is compiled when a text first has that word."""

    by_head: Mapping[str, Entries[Rule]]
    compiled: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, masked: str, start: int, end: int) -> Iterator[Match[Rule]]:
        """Give every match that begins in [start, end) and ends there, longest first at each word."""
        for word in _WORD.finditer(masked, start, end):
            head = word[0]
            entries = self.by_head.get(head if head.islower() else head[0])
            if entries and not (word.start() and masked[word.start() - 1].isalnum()):
                yield from self._at(masked, word.start(), end, entries)

    def _at(self, masked: str, start: int, end: int, entries: Entries[Rule]) -> list[Match[Rule]]:
        if entries.any and self._regex(entries.any).match(masked, start, end) is None:
            return []
        found = []
        for source, rule in entries.each:
            match = self._regex(source).match(masked, start, end)
            if match:
                found.append(Match(rule, start, match.end()))
        return sorted(found, key=lambda each: -each.end)

    def _regex(self, source: str) -> re.Pattern[str]:
        regex = self.compiled.get(source)
        if regex is None:
            regex = self.compiled[source] = re.compile(source)
        return regex


def compile_patterns(rules: Iterable[tuple[str, Rule]]) -> Patterns[Rule]:
    """Index patterns with their rules; patterns of one rule that share a first word become one expression.

    Raises: ValueError naming a pattern that is none.
    """
    gathered: dict[str, dict[int, tuple[Rule, list[str]]]] = {}
    for pattern, rule in rules:
        for head in heads_of(pattern):
            gathered.setdefault(head, {}).setdefault(id(rule), (rule, []))[1].append(pattern)
    return Patterns(
        {
            head: Entries(
                _any_of(patterns for _, patterns in each.values()) if head in _OFTEN else "",
                tuple(_joined(each.values())),
            )
            for head, each in gathered.items()
        }
    )


def _any_of(patterns: Iterable[list[str]]) -> str:
    """Join patterns to one expression that reads the tool they begin with only once."""
    every = [each for some in patterns for each in some]
    behind = [regex_of(each.removeprefix("TOOL")) for each in every if each.startswith("TOOL ")]
    others = [regex_of(each) for each in every if not each.startswith("TOOL ")]
    led = [_MACROS["TOOL"] + f"(?:{'|'.join(behind)})"] if behind else []
    return "|".join([*led, *others])


def _joined(entries: Iterable[tuple[Rule, list[str]]]) -> Iterator[tuple[str, Rule]]:
    for rule, patterns in entries:
        longest_first = sorted(dict.fromkeys(patterns), key=len, reverse=True)
        yield "|".join(f"(?:{regex_of(each)})" for each in longest_first), rule
