"""What is seen of a span that could be a name: features of a learned model, which alone decides."""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.extract.name_spans import Around, NameWords, overlapping
from graph.extract.tokens import Tokens, is_capital, shape, stem

_APPOSED: Final = frozenset(["a", "an", "the", "which", "one", "based", "whose"])


def name_features(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    """Give what is seen of a span and its surroundings."""
    found = ["b", f"n{min(after - first, 5)}"]
    found += _beside(line, first, after)
    found += _within(words, page, line, first, after)
    found += _in_lists(words, page, line, first, after)
    found += _edges(words, line, first, after)
    return found


def _beside(line: Tokens, first: int, after: int) -> list[str]:
    def word(at: int) -> str:
        return line.lower[at] if 0 <= at < len(line) else ("<s>" if at < 0 else "</s>")

    before, before2, before3 = word(first - 1), word(first - 2), word(first - 3)
    behind, behind2, behind3 = word(after), word(after + 1), word(after + 2)
    found = [
        f"p1={before}", f"p12={before2} {before}", f"n1={behind}", f"n12={behind} {behind2}",
        f"p2={before2}", f"n2={behind2}", f"n3={behind3}", f"p3={before3}",
        f"sn1={stem(behind)}", f"sn2={stem(behind2)}", f"sp1={stem(before)}",
    ]  # fmt: skip
    if behind == "'s":
        found.append(f"psn={behind2}")
    if before == "the":
        found.append(f"the-p={before2}")
    if behind == "," and behind2 in _APPOSED:
        found.append("appos")
    if behind == "(":
        found.append("paren")
    return found


def _within(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    own, lower, count = line.words[first:after], line.lower[first:after], after - first
    opens = first == 0 or (first == 1 and not line.words[0][0].isalnum())
    text = line.text(first, after)
    found = [
        f"first={lower[0]}", f"last={lower[-1]}", f"sh={shape(' '.join(own))[:14]}",
        f"suf3={lower[-1][-3:]}", f"fsuf={lower[0][-3:]}", f"open{opens:d}",
        f"kn{sum(each in words.known for each in lower)}/{min(count, 3)}",
        f"cnt{min(page.counts[text], 4)}", f"mid{min(page.inside[text], 3)}",
    ]  # fmt: skip
    if opens:
        found.append(f"open:first={lower[0]}")
    if count == 1:
        found += [
            f"one={lower[0]}", f"onesh={shape(own[0])[:6]}{opens:d}", f"lc{own[0].islower():d}",
            f"known{lower[0] in words.known:d}:open{opens:d}:s{lower[0].endswith('s'):d}",
        ]  # fmt: skip
        if lower[0] in page.lower_words:
            found.append("lowword")
    found += [f"mid={each}" for each in lower[1:-1]]
    if text in page.title:
        found.append("intitle")
    if own[-1] in page.surnames:
        found.append(f"surn{count}")
    if "." in text:
        found.append("dot")
    return found


def _in_lists(words: NameWords, page: Around, line: Tokens, first: int, after: int) -> list[str]:
    start, end = line.starts[first], line.ends[after - 1]
    return [
        *_listed(page, start, end),
        *_recognised(page, start, end, after - first),
        *_by_heads(words, line.words[first:after], line.lower[first:after]),
    ]


def _listed(page: Around, start: int, end: int) -> Iterator[str]:
    if name := page.listed.get((start, end)):
        yield from (f"g:{name.kind}", f"g:{name.kind}{name.use}")
        yield "g:tool" if name.kind == "tool" else f"g:{name.type}"
        return
    for span in overlapping(page.listed_spans, start, end):
        yield f"gov:{page.listed[span].kind}{page.listed[span].use}"


def _recognised(page: Around, start: int, end: int, count: int) -> Iterator[str]:
    if kind := page.recognised.get((start, end)):
        yield from ("o", f"o:{kind}", f"o:{kind}:{count}")
    elif next(overlapping(page.recognised_spans, start, end), None):
        yield "oo"


def _by_heads(words: NameWords, own: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    heads = words.heads
    if own[-1] in heads.last:
        yield from ("hl", f"hl={heads.last[own[-1]]}")
    if own[0] in heads.first:
        yield from ("hf", f"hf={heads.first[own[0]]}")
    if any(each in heads.last or each in heads.first for each in own):
        yield "h"
    if lower[-1] in words.lower_heads and lower[-1] == own[-1]:
        yield "lowhead"
    if own[0] in heads.first_names:
        yield from ("fn", f"fn{len(own)}")
    if own[0] in heads.openers:
        yield "opener"
    if own[0] == "The":
        yield "THE"
    common = [each in heads.common or each in words.known for each in lower]
    yield f"com{sum(common)}" if len(own) > 1 else f"com1={common[0]:d}"
    if all(common):
        yield "allcom"


def _edges(words: NameWords, line: Tokens, first: int, after: int) -> list[str]:
    """Give how the span could be longer, and the kind told by the words before it."""
    heads, found = words.heads, []
    before = line.words[first - 1] if first else ""
    behind = line.words[after] if after < len(line) else ""
    if before in heads.first_names:
        found.append("fnL")
    if is_capital(before):
        found += ["extL", f"extL={before.lower()}"]
    if is_capital(behind):
        found += ["extR", f"extR={behind.lower()}"]
    if behind.lower() in words.lower_heads:
        found.append("extlow")
    joins = ("of", "for", "&", "and")
    if behind.lower() in joins and after + 1 < len(line) and is_capital(line.words[after + 1]):
        last = line.words[after - 1]
        found.append(f"extR{behind.lower()}:{'hd' if last in heads.first or last in heads.last else ''}")
    if first > 1 and before.lower() in joins and is_capital(line.words[first - 2]):
        other = line.words[first - 2]
        found.append(f"extL{before.lower()}:{'hd' if other in heads.first or other in heads.last else ''}")
    for size in (1, 2, 3):
        if kind := heads.kinds.get(" ".join(line.lower[max(0, first - size) : first])):
            found += ["kindL", f"kindL={kind}"]
    return found
