"""The single sentences of data/practice/sentences.txt: one a line, labelled in place.

`{Name|ban}` sets the rule (`ban+lift` two, `ban?prediction` in another modality), `{Name}` is any other organisation,
`[tool]` is ruled on, `<tool>` only named; a line that begins with `@ban` does not name whose rule it is.
"""

import re
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).parents[2] / "data" / "practice" / "sentences.txt"
_START = re.compile(r"@(\S+)\s+")
_PART = re.compile(
    r"\{(?P<name>[^{}|]+)(?:\|(?P<label>[^{}]+))?\}|\[(?P<ruled>[^\[\]]+)\]|<(?P<named>[^<>]+)>|(?P<text>[^{}\[\]<>]+)|(?P<stray>.)"
)


@dataclass(frozen=True)
class Organisation:
    """A name at code points [start, end) of the sentence, with the actions it takes there."""

    start: int
    end: int
    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks; `actions` are those of all organisations, the unnamed included."""

    text: str
    organisations: tuple[Organisation, ...]
    actions: frozenset[str]


def marked(line: str) -> Marked:
    """Read one line. Raises: ValueError if a bracket is not closed."""
    start = _START.match(line)
    actions = set(_actions(start[1])) if start else set()
    text, organisations = "", []
    for part in _PART.finditer(line, start.end() if start else 0):
        if part["stray"]:
            raise ValueError(f"stray {part['stray']!r} in {line!r}")
        words = part["name"] or part["ruled"] or part["named"] or part["text"]
        if part["name"]:
            own = _actions(part["label"] or "")
            actions.update(own)
            organisations.append(Organisation(len(text), len(text) + len(words), words, own))
        text += words
    return Marked(text, tuple(organisations), frozenset(actions))


def _actions(label: str) -> tuple[str, ...]:
    return tuple(label.partition("?")[0].split("+")) if label else ()


def sentences(path: Path = SENTENCES) -> list[Marked]:
    """Read all lines."""
    return [marked(line) for line in path.read_text("utf-8").splitlines() if line]
