"""What a sentence says of rules on AI tools, whoever makes them: features for one learned model an action."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.extract.folded import TOOLS, Folded
from graph.extract.tokens import stem, tokens_of

_SKIP = 5  # words over which two may still belong together
_LONG_WORD = 3


def title_stems(title: str) -> frozenset[str]:
    """Give the stems of a title's longer words."""
    return frozenset(stem(each) for each in tokens_of(title, 0, len(title)).lower if len(each) >= _LONG_WORD)


def saying_features(
    lines: Sequence[Folded], at: int, title: frozenset[str], *, names_tool: bool
) -> list[str]:
    """Give what is seen of one sentence, its neighbours and the title.

    Shape: `names_tool` tells whether the page names an AI tool anywhere.
    """
    line = lines[at]
    found = ["b", *_words(line), *_pairs(line), *_round_mentions(line), *_marks(line, at)]
    for each in line.triggers:
        found += [f"R:{each.rule.id}", f"RA:{each.rule.action}"]
    if at:
        found += [f"P:{each}" for each in sorted(set(lines[at - 1].stems)) if len(each) >= _LONG_WORD]
        found += [f"PRA:{each.rule.action}" for each in lines[at - 1].triggers]
        if any(each in TOOLS for each in lines[at - 1].lower):
            found.append("Ptool")
    if at + 1 < len(lines):
        found += [f"NRA:{each.rule.action}" for each in lines[at + 1].triggers]
    found += [f"T:{each}" for each in sorted(title)]
    found.append("pt" if names_tool else "nopt")
    return found


def _words(line: Folded) -> Iterator[str]:
    words, stems = ["<s>", *line.lower, "</s>"], ["<s>", *line.stems, "</s>"]
    yield from line.lower
    yield from (f"s:{each}" for each in sorted(set(line.stems)))
    yield from (f"{a}_{b}" for a, b in pairwise(words))
    yield from (f"{a}_{b}_{c}" for a, b, c in zip(stems, stems[1:], stems[2:], strict=False))


def _pairs(line: Folded) -> Iterator[str]:
    """Give pairs of words that stand a little apart: "take ... down"."""
    stems = line.stems
    for first, one in enumerate(stems):
        if len(one) > 1:
            for other in stems[first + 2 : first + _SKIP + 1]:
                if len(other) > 1:
                    yield f"{one}~{other}"


def _round_mentions(line: Folded) -> Iterator[str]:
    tools, actors = line.tools, [at for at, _ in line.actors]
    yield f"nt{min(2, len(tools))}"
    yield f"no{min(2, len(actors))}"
    if tools:
        yield from (f"bT:{each}" for each in line.stems[max(0, tools[0] - 4) : tools[0]])
        yield from (f"aT:{each}" for each in line.stems[tools[-1] + 1 : tools[-1] + 5])
    if actors:
        yield from (f"aO:{each}" for each in line.stems[actors[0] + 1 : actors[0] + 4])


def _marks(line: Folded, at: int) -> Iterator[str]:
    yield f"k:{line.kind}"
    yield f"len{min(6, len(line.lower) // 8)}"
    if line.lower and line.lower[-1] == "?":
        yield "q"
    if at == 0:
        yield "first"
