"""Sentences labelled in place: the single ones of data/practice/sentences.txt and those of data/practice/passages.

`{Name|ban}` sets the rule (`ban+lift` two, `ban?prediction` in another modality), `{Name}` is any other organisation,
`[tool]` is ruled on, `<tool>` only named; a line that begins with `@ban` does not name whose rule it is, and one that
begins with `@ban=Name` tells of an organisation that another line of its passage names.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PRACTICE = Path(__file__).parents[2] / "data" / "practice"
SENTENCES = PRACTICE / "sentences.txt"
PASSAGES = PRACTICE / "passages"
_START = re.compile(r"@(?P<label>[a-z_?+]+)(?P<named>=)?")
_PART = re.compile(
    r"\{(?P<name>[^{}|]+)(?:\|(?P<label>[^{}]+))?\}|\[(?P<ruled>[^\[\]]+)\]|<(?P<named>[^<>]+)>|(?P<text>[^{}\[\]<>]+)|(?P<stray>.)"
)
_NAMES = re.compile(r"\{([^{}|]+)(?:\|[^{}]*)?\}")
_PARAGRAPH = 3  # sentences of a passage that stand in one paragraph


@dataclass(frozen=True)
class Organisation:
    """A name at code points [start, end) of the sentence, with the actions it takes there."""

    start: int
    end: int
    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks.

    Shape: `actions` are those of all organisations, the unnamed included; `carried` are the actions of organisations
    that the sentence does not name; `tools` are the code points of what is marked as a tool, ruled on or not.
    """

    text: str
    organisations: tuple[Organisation, ...]
    actions: frozenset[str]
    carried: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tools: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Passage:
    """A short text: its sentences with the code point of `text` at which each begins."""

    title: str
    outlet: str
    published: date | None
    text: str
    sentences: tuple[tuple[int, Marked], ...]


def marked(line: str, names: Collection[str] = ()) -> Marked:
    """Read one line; `names` are those that "@ban=Name" may give. Raises: ValueError if a bracket is not closed."""
    carried, line = _carried(line, names)
    actions = {each for _, own in carried for each in own}
    text, organisations, tools = "", [], []
    if line.startswith("> "):  # a line of a mail that quotes another
        text, line = "> ", line[2:]
    for part in _PART.finditer(line):
        if part["stray"]:
            raise ValueError(f"stray {part['stray']!r} in {line!r}")
        words = part["name"] or part["ruled"] or part["named"] or part["text"]
        if part["name"]:
            own = _actions(part["label"] or "")
            actions.update(own)
            organisations.append(Organisation(len(text), len(text) + len(words), words, own))
        if part["ruled"] or part["named"]:
            tools.append((len(text), len(text) + len(words)))
        text += words
    return Marked(text, tuple(organisations), frozenset(actions), carried, tuple(tools))


def _carried(line: str, names: Collection[str]) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], str]:
    """Give what a line says of organisations it does not name, "" for one that nothing names, and the rest of it."""
    found = []
    while start := _START.match(line):
        rest = line[start.end() :]
        fitting = [each for each in names if rest.startswith(f"{each} ")] if start["named"] else [""]
        if not fitting:
            raise ValueError(f"a name that nothing marks in {line!r}")
        name = max(fitting, key=len)
        found.append((name, _actions(start["label"])))
        line = rest[len(name) :].lstrip()
    return tuple(found), line


def _actions(label: str) -> tuple[str, ...]:
    return tuple(label.partition("?")[0].split("+")) if label else ()


def sentences(path: Path = SENTENCES) -> list[Marked]:
    """Read all lines."""
    return [marked(line) for line in path.read_text("utf-8").splitlines() if line]


def passages(folder: Path = PASSAGES) -> list[Passage]:
    """Read all passages: a title line "# Title | Outlet | day", sentences, and a blank line behind each."""
    return [
        _passage(block.strip("\n").split("\n"))
        for path in sorted(folder.glob("*.txt"))
        for block in re.split(r"\n\s*\n", path.read_text("utf-8"))
        if block.strip()
    ]


def _passage(lines: list[str]) -> Passage:
    title, outlet, day = (*(each.strip() for each in lines[0].removeprefix("#").split("|")), "", "")[:3]
    names = {name for line in lines for name in _NAMES.findall(line)}
    read = [marked(line, names) for line in lines[1:]]
    placed = list(_placed(read))
    text = "".join(f"{gap}{each.text}" for gap, _, each in placed)
    return Passage(title, outlet, _day(day), text, tuple((start, each) for _, start, each in placed))


def _placed(read: list[Marked]) -> Iterator[tuple[str, int, Marked]]:
    """Give the sentences with what stands before each: a blank, or the gap before a paragraph."""
    at = 0
    for number, each in enumerate(read):
        apart = number % _PARAGRAPH == 0 or each.text.startswith(">") or read[number - 1].text.startswith(">")
        gap = "" if number == 0 else "\n\n" if apart else " "
        yield gap, at + len(gap), each
        at += len(gap) + len(each.text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
