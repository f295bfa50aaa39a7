"""Whose rule a sentence speaks of: features of a sentence and one organisation that may have made the rule."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.extract.cast import UNNAMED, Actor
from graph.extract.folded import Folded
from graph.extract.reading import Frame
from graph.extract.tokens import stem
from graph.model import Action

_BACK: Final = 7  # sentences back in which an organisation may have been named last
_ENOUGH: Final = 6  # organisations in view, from which no earlier sentence is asked
_MOST: Final = 9
_NEVER: Final = 99
_FAR: Final = 12  # sentences back beyond which it no longer matters who else was named
_PRONOUNS: Final = "it we our its"
_STAND_INS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(f"{nouns} {_PRONOUNS}".split())
    for kind, nouns in {
        "company": "company firm group bank lender insurer employer retailer chipmaker startup business maker giant "
        "studio carrier airline publisher consultancy",
        "education": "school university college district board faculty campus institution department system students",
        "government": "government ministry agency department city council county state country authorities officials "
        "court police administration capital",
        "open_source_project": "project maintainers community team list foundation contributors",
        "other": "hospital union association society organisation organization charity trust group body committee",
    }.items()
}
"""Nouns and pronouns that may stand for an organisation of each type."""
_ANY: Final = frozenset().union(*_STAND_INS.values())


@dataclass(frozen=True, slots=True)
class Scene:
    """A page ready for linking: its folded sentences, its cast, and the frames that the rules read.

    Shape: sentences before `begin` are a headline inside the text and support no claim.
    """

    lines: Sequence[Folded]
    cast: Sequence[Actor]
    frames: Sequence[Frame]
    title: str
    outlet: str
    begin: int
    frames_at: Mapping[int, Sequence[Frame]]
    named_in: Mapping[int, Sequence[int]]

    def last_named(self, actor: Actor, before: int) -> int | None:
        """Give the last sentence before another that names an organisation; None if none does."""
        places = self.named_in.get(id(actor), ())
        at = bisect_left(places, before)
        return places[at - 1] if at else None


def scene_of(
    lines: Sequence[Folded],
    cast: Sequence[Actor],
    frames: Sequence[Frame],
    title: str,
    outlet: str,
    begin: int = 0,
) -> Scene:
    """Give a page ready for linking."""
    frames_at: dict[int, list[Frame]] = {}
    for each in frames:
        frames_at.setdefault(each.sentence.index, []).append(each)
    named_in: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        for actor in {id(each) for _, each in line.actors}:
            named_in.setdefault(actor, []).append(at)
    return Scene(lines, cast, frames, title, outlet, begin, frames_at, named_in)


def candidates(scene: Scene, at: int) -> list[Actor]:
    """Give who may have made the rule of a sentence: those it names, those named last, those the page is about."""
    found = _distinct(actor for _, actor in scene.lines[at].actors)
    for back in range(at - 1, max(-1, at - _BACK - 1), -1):
        found = _distinct([*found, *(actor for _, actor in scene.lines[back].actors)])
        if len(found) >= _ENOUGH:
            break
    anywhere = [each for each in scene.cast if each.name == UNNAMED or each.voice]
    return _distinct([*found, *scene.cast[:2], *anywhere])[:_MOST]


def _distinct(actors: "Iterator[Actor] | list[Actor]") -> list[Actor]:
    return list({id(each): each for each in actors}.values())


def link_features(scene: Scene, at: int, actor: Actor, action: Action) -> list[str]:
    """Give what is seen of an organisation as the one whose rule a sentence with this likeliest action speaks of."""
    line = scene.lines[at]
    named = line.positions(actor)
    others = [place for place, each in line.actors if each is not actor]
    where = "in" if named else "out"
    found = ["b", *_of_actor(scene, line, actor, where)]
    if named:
        found += _named_here(scene, at, actor, named, others, action)
    else:
        found += _named_before(scene, at, actor, others)
    found += _by_rule(scene, line, actor, where)
    if actor.name == UNNAMED:
        found += ["unn", f"unn{where}", f"unn:ncl{min(4, len(scene.cast))}"]
    return found


def _of_actor(scene: Scene, line: Folded, actor: Actor, where: str) -> Iterator[str]:
    rivals = len({id(each) for _, each in line.actors if each is not actor})
    yield from (
        where, f"{where}:rank{min(3, actor.rank)}", f"vend{actor.vendor:d}{where}", f"ty={actor.type}{where}",
        f"prob{int(actor.score * 5)}", f"ncl{min(6, len(scene.cast))}", f"{where}oth{min(3, rivals)}",
        f"title{actor.titled:d}{where}", f"cnt{min(4, len(actor.spans))}",
    )  # fmt: skip
    if actor.name == scene.outlet:
        yield "isoutlet"
    if actor.voice:
        here = actor.speaks_in(line.sentence)
        yield from (
            "voice", f"voice{here:d}", f"voice{here:d}:oth{min(2, rivals)}", f"voice:{line.kind}",
            f"voice{here:d}:ty={actor.type}",
        )  # fmt: skip


def _named_here(
    scene: Scene, at: int, actor: Actor, named: list[int], others: list[int], action: Action
) -> Iterator[str]:
    line, place = scene.lines[at], named[0]
    before, before2 = _word(line, place - 1), _word(line, place - 2)
    behind, behind2 = _word(line, place + 1), _word(line, place + 2)
    yield from (
        f"p1={before}", f"p12={before2}_{before}", f"n1={behind}", f"n12={behind}_{behind2}",
        f"sn1={stem(behind)}", f"sn2={stem(behind2)}", f"pos{min(4, place // 3)}",
        f"A{action}:n1={stem(behind)}", f"A{action}:p1={before}", f"A{action}:vend{actor.vendor:d}",
    )  # fmt: skip
    if behind == "'s":
        yield from ("poss", f"poss:{stem(behind2)}")
    yield _order(place, others)
    yield from (f"w+:{each}" for each in line.stems[place + 1 : place + 7])
    yield from (f"w-:{each}" for each in line.stems[max(0, place - 5) : place])
    yield from _towards(line, place, line.tools, "T")
    if line.tools:
        near = min(line.tools, key=lambda tool: abs(tool - place))
        if abs(near - place) == 2:
            yield f"adjT:{line.lower[min(near, place) + 1]}"
        elif abs(near - place) < 2:
            yield "adjT"
    triggers = _trigger_places(line)
    yield from _towards(line, place, triggers, "R")
    if triggers:
        near = min(triggers, key=lambda trigger: abs(trigger - place))
        between = sum(min(place, near) < other < max(place, near) for other in others)
        yield f"btR{min(2, between)}"
    if len(named) > 1:
        yield "multi"
    if at:
        yield f"previn{bool(scene.lines[at - 1].positions(actor)):d}"


def _word(line: Folded, at: int) -> str:
    if at < 0:
        return "<s>"
    return line.lower[at] if at < len(line.lower) else "</s>"


def _order(place: int, others: list[int]) -> str:
    if not others:
        return "only"
    return "first" if place < min(others) else "last" if place > max(others) else "mid"


def _towards(line: Folded, place: int, targets: list[int], mark: str) -> Iterator[str]:
    """Give the way from an organisation to the nearest tool or trigger."""
    if not targets:
        return
    target = min(targets, key=lambda each: abs(each - place))
    yield f"bf{mark}{place < target:d}"
    yield f"d{mark}{min(5, abs(target - place) // 3)}"
    first, last = sorted((place, target))
    yield from (f"o{mark}{place < target:d}:{each}" for each in line.stems[first + 1 : last])


def _trigger_places(line: Folded) -> list[int]:
    return [
        at
        for at, (start, _) in enumerate(line.spans)
        if any(each.start <= start < each.end for each in line.triggers)
    ]


def _named_before(scene: Scene, at: int, actor: Actor, others: list[int]) -> Iterator[str]:
    line = scene.lines[at]
    last = scene.last_named(actor, at)
    back = _NEVER if last is None else at - last
    alone = not others
    between = {
        id(each)
        for index in range(max(0, at - min(back, _FAR) + 1), at)
        for _, each in scene.lines[index].actors
        if each is not actor
    }
    yield from (
        f"dist{min(back, 6)}", "noorg" if alone else "hasorg", f"inter{min(3, len(between))}",
        f"d{min(back, 4)}:noorg{alone:d}", f"rank{min(2, actor.rank)}:noorg{alone:d}:d{min(back, 3)}",
        f"vend{actor.vendor:d}:noorg{alone:d}", f"fw={_word(line, 0)}", f"fw2={'_'.join(line.lower[:2])}",
    )  # fmt: skip
    if last is not None:
        yield from _where_named(scene.lines[last], line, actor)
    stand_ins = _ANY.intersection(line.lower)
    fitting = _STAND_INS.get(actor.type, _STAND_INS["other"])
    yield f"ana{min(2, len(stand_ins & fitting))}"
    yield from (f"ana={each}:{actor.type}" for each in sorted(stand_ins))


def _where_named(other: Folded, line: Folded, actor: Actor) -> Iterator[str]:
    """Give the part an organisation played in the sentence that named it last."""
    named = other.positions(actor)
    rivals = [place for place, each in other.actors if each is not actor]
    yield from (
        f"psubj{named[0] <= 3:d}", f"plast{not rivals or named[-1] > max(rivals):d}",
        f"pfirst{not rivals or named[0] < min(rivals):d}", f"sameblk{other.sentence.block == line.sentence.block:d}",
    )  # fmt: skip
    if named[0] + 1 < len(other.lower):
        yield f"pn1={other.lower[named[0] + 1]}"
    if named[0]:
        yield f"pp1={other.lower[named[0] - 1]}"


def _by_rule(scene: Scene, line: Folded, actor: Actor, where: str) -> Iterator[str]:
    """Give what the rules make of the organisation here."""
    frames = scene.frames_at.get(line.sentence.index, ())
    if not frames:
        yield "nofr"
        return
    own = [each for each in frames if each.organisation.name == actor.name]
    yield f"fr{bool(own):d}{where}"
    yield from (f"frf={each.found}" for each in own)
