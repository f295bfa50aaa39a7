"""Who plays a part on a page: the organisations with all their mentions, short forms joined to full names."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from graph.extract.gazetteer import Gazetteer, Heads
from graph.extract.mentions import LEGAL_TAIL, without_seat
from graph.extract.page import Analysis, NameSpan, Sentence
from graph.extract.voice import Publisher, first_person, publisher_of

UNNAMED: Final = "UNNAMED"
_TITLED, _LEADING, _MAKES = 3, 2, -2  # what weighs in whom a page is about, beside each mention
_HEARD: Final = 0.3  # how sure it is that "we" is an organisation


@dataclass(frozen=True, slots=True)
class Actor:
    """One organisation on a page.

    Shape: `spans` are its mentions in text order; `rank` is 0 for whom the page is most about; `vendor` is set if it
    makes a tool that the page names; `voice` if the text does not name it and it speaks there as "we", where its spans
    are, if there are any.
    """

    name: str
    type: str
    spans: tuple[tuple[int, int], ...]
    score: float
    rank: int = 0
    vendor: bool = False
    titled: bool = False
    voice: bool = False

    def speaks_in(self, sentence: Sentence) -> bool:
        """Tell whether it says "we" in a sentence."""
        return self.voice and any(sentence.start <= start < sentence.end for start, _ in self.spans)


def cast_of(gazetteer: Gazetteer, analysis: Analysis, vendors: Collection[str]) -> list[Actor]:
    """Give the organisations of a page, those it is most about first.

    Shape: `vendors` are the makers of the page's tools, in lower case; an organisation that the page leaves unnamed
    is an actor of its own.
    """
    spelled: dict[str, list[NameSpan]] = {}
    for each in analysis.names:
        spelled.setdefault(each.name or _bare(each.text), []).append(each)
    publisher = publisher_of(gazetteer, analysis.page.outlet)
    names = {*spelled, publisher.name} if publisher.own else set(spelled)
    home = _short_forms(gazetteer, sorted(names, key=lambda name: (-len(name), name)))
    if publisher.own:
        home |= _by_head_alone(gazetteer.heads, publisher.name, spelled)
    grouped: dict[str, list[NameSpan]] = {}
    for name, members in spelled.items():
        grouped.setdefault(home.get(name, name), []).extend(members)
    actors = [_actor(gazetteer.heads, name, members) for name, members in grouped.items()]
    actors += _unnamed(analysis)
    return _ranked(analysis, [*actors, *_speaking(analysis, actors, publisher)], vendors)


def _bare(text: str) -> str:
    """Give a name without its article and without what the register adds to it."""
    words = text.split()
    if words[0] in ("The", "the") and len(words) > 1:
        words = words[1:]
    words = without_seat(words)
    while len(words) > 1 and words[-1].strip(".") in LEGAL_TAIL and words[-2] not in ("&", "and"):
        words.pop()
    return " ".join(words)


def _short_forms(gazetteer: Gazetteer, longest_first: list[str]) -> dict[str, str]:
    """Point each name that only shortens a longer one of the page at that one, the longest first."""
    fuller: dict[str, list[str]] = {}
    for full in longest_first:
        for short in short_forms_of(full):
            fuller.setdefault(short, []).append(full)
    home: dict[str, str] = {}
    for short in longest_first:
        key = short if short.isupper() and len(short) > 1 else short.lower()
        for full in [*fuller.get(short.lower(), ()), *(fuller.get(key, ()) if key != short.lower() else ())]:
            if len(full) > len(short) and full not in home and not _known_apart(gazetteer, short, full):
                home[short] = full
                break
    return home


def short_forms_of(full: str) -> set[str]:
    """Give its first words in lower case, and its initials in capitals."""
    words = full.split()
    forms = {" ".join(words[:size]).lower() for size in range(1, len(words))}
    if words[:2] == ["University", "of"] and len(words) > 2:
        forms.add(" ".join(words[2:]).lower())
    forms.add("".join(each[0] for each in words if each[0].isupper()))
    forms.add("".join(each[0] for each in words).upper())
    return forms


def _known_apart(gazetteer: Gazetteer, short: str, full: str) -> bool:
    """Tell whether the list knows both as names of their own, or the short one as a place."""
    kind = gazetteer.types.get(short)
    return bool(kind) and (full in gazetteer.types or (kind == "government" and not short.isupper()))


def _actor(heads: Heads, name: str, members: list[NameSpan]) -> Actor:
    known = (each.type or _kind_of(heads, each.text) for each in members)
    kind = next((each for each in known if each), "") or _kind_of(heads, name)
    spans = tuple(sorted((each.start, each.end) for each in members))
    return Actor(name, kind, spans, max(each.score for each in members))


def _kind_of(heads: Heads, name: str) -> str:
    words = name.split()
    for each in (words[-1], words[0]):
        if kind := heads.last.get(each) or heads.first.get(each):
            return kind
    return ""


def _unnamed(analysis: Analysis) -> list[Actor]:
    spans = tuple(
        (each.start, each.end)
        for each in analysis.mentions
        if each.kind == "organisation" and each.name == UNNAMED
    )
    return [Actor(UNNAMED, "unnamed", spans, 0.5)] if spans else []


def _by_head_alone(heads: Heads, full: str, names: Collection[str]) -> dict[str, str]:
    """Point the noun by which an organisation calls itself on its own pages, "the Court", at its name."""
    own = {each for each in full.split() if each in heads.last or each in heads.first}
    return {each: full for each in own if each in names and each != full}


def _speaking(analysis: Analysis, actors: Collection[Actor], publisher: Publisher) -> list[Actor]:
    """Give whose page it is, or who says "we" on it, if it is none of those named there."""
    spans = first_person(analysis)
    speaker = publisher if publisher.own or publisher.type else Publisher(UNNAMED, "unnamed")
    if speaker.name in {each.name for each in actors} or not (spans or publisher.own):
        return []
    return [Actor(speaker.name, speaker.type, spans, _HEARD, voice=True)]


def _ranked(analysis: Analysis, actors: list[Actor], vendors: Collection[str]) -> list[Actor]:
    title = analysis.page.title.lower()
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    weights: Counter[str] = Counter()
    for each in actors:
        weights[each.name] = (
            len(each.spans) * (not each.voice)
            + _LEADING * any(end <= lead for _, end in each.spans)
            + _TITLED * _in_title(each.name, title)
            + _MAKES * (each.name.lower() in vendors)
        )
    order = sorted(actors, key=lambda each: (-weights[each.name], each.spans[:1]))
    return [
        replace(
            each,
            rank=rank,
            vendor=each.name.lower() in vendors,
            titled=each.name.lower() in title,
        )
        for rank, each in enumerate(order)
    ]


def _in_title(name: str, title: str) -> bool:
    return name.lower() in title or name.split(maxsplit=1)[0].lower() in title.split()
