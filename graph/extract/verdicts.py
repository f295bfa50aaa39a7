"""Which claims a page makes: every organisation with every action, weighed over all sentences that may say so.

The rules and the learned models propose, a last model decides over what both have seen.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.extract.cast import UNNAMED, Actor
from graph.extract.folded import Folded
from graph.extract.learned import Floats, Learned, log_odds
from graph.extract.linking import Scene, candidates, link_features
from graph.extract.sayings import saying_features, title_stems
from graph.model import Action

SPEAKS: Final = 0.03  # probability from which a sentence is asked whose rule it speaks of
SEEN: Final = 0.01  # product of both probabilities from which a pair is weighed at all
REPEATS: Final = (
    0.2  # the same from which a further sentence of a pair is asked whether it is a rule of its own
)
FURTHER: Final = 0.5  # probability from which it is one
# Claims that a page of up to so many sentences is expected to make at least, or it makes none: a longer one has more
# that may mislead, a text of a few is too short to be judged as a whole.
EXPECTED: Final = ((4, 0.0), (12, 0.5), (sys.maxsize, 0.7))
_SENTENCES: Final = 5  # sentences of a pair that add up
_OTHERS: Final = 9  # sentences of a pair that may be rules of their own
_TOLD: Final = 0.3  # probability from which a sentence counts as one that speaks of a rule
_PEOPLE: Final = frozenset({
    "employees", "employee", "staff", "staffers", "workers", "engineers", "applicants", "applicant", "candidates",
    "contractors", "colleagues", "recruits", "teams", "competitors", "competitor", "rivals", "rival", "internally",
    "interns", "contributors", "reviewers", "authors",
})  # fmt: skip
"""Those for whom a maker's rule on its own tool is one: its people, or others than its users."""
_SHORT: Final = 3  # letters of words that say little
_NOTHING: Final = -7.0  # log odds of what is not there
_MANY: Final = 40  # counts beyond this say no more


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that may say that an organisation acts: the product of both probabilities, and the link's own."""

    score: float
    line: int
    link: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An organisation and an action with the sentences that may say so, best first."""

    actor: Actor
    action: Action
    evidence: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        """Give the sentence that says most."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A pair that is a claim, with its probability; `further` is set for its sentences but the one that says most."""

    actor: Actor
    action: Action
    line: Folded
    probability: float
    further: bool = False


def said(learned: Learned, scene: Scene) -> Floats:
    """Give how likely each sentence speaks of each action: a row a sentence, a column an action."""
    title = title_stems(scene.title)
    names_tool = any(line.tools for line in scene.lines)
    says = np.zeros((len(scene.lines), len(learned.actions)), dtype=np.float32)
    told = [at for at, line in enumerate(scene.lines) if line.sentence.start >= scene.begin]
    says[told] = learned.sayings.all_probabilities(
        saying_features(scene.lines, at, title, names_tool=names_tool) for at in told
    )
    return says


def linked(learned: Learned, scene: Scene, says: Floats) -> list[tuple[int, Actor, float]]:
    """Give how likely each sentence's rule is each organisation's, for sentences that may speak of one."""
    asked = [
        (at, actor, action)
        for at, action in speaking(learned.actions, says)
        for actor in candidates(scene, at)
    ]
    likely = learned.links.all_probabilities(
        link_features(scene, at, actor, action) for at, actor, action in asked
    )
    return [(at, actor, float(link)) for (at, actor, _), link in zip(asked, likely[:, 0], strict=True)]


def speaking(actions: Sequence[str], says: Floats) -> list[tuple[int, Action]]:
    """Give the sentences that may speak of a rule, each with its likeliest action."""
    return [
        (at, actions[int(row.argmax())])  # type: ignore[misc]
        for at, row in enumerate(says)
        if row.size and row.max() >= SPEAKS
    ]


def pairs_of(actions: Sequence[str], says: Floats, links: Sequence[tuple[int, Actor, float]]) -> list[Pair]:
    """Give every organisation and action with some sign of belonging together."""
    by_actor: dict[int, tuple[Actor, list[tuple[int, float]]]] = {}
    for at, actor, link in links:
        by_actor.setdefault(id(actor), (actor, []))[1].append((at, link))
    found = []
    for actor, places in by_actor.values():
        for column, action in enumerate(actions):
            scored = [Evidence(float(says[at, column]) * link, at, link) for at, link in places]
            evidence = sorted(scored, key=lambda each: (-each.score, each.line))
            if evidence[0].score >= SEEN:
                found.append(Pair(actor, action, tuple(evidence)))  # type: ignore[arg-type]
    return found


def numbers_of(
    scene: Scene,
    actions: Sequence[str],
    says: Floats,
    links: Sequence[tuple[int, Actor, float]],
    pairs: Sequence[Pair],
) -> list[list[float]]:
    """Give what the last model sees of each pair, in the order of the pairs."""
    board = _board(scene, says, links, pairs)
    return [_numbers(scene, actions, says, pair, board) for pair in pairs]


@dataclass(frozen=True, slots=True)
class _Board:
    """What all pairs of a page together say: who else acts, what else an organisation does, what the rules read."""

    by_actor: dict[int, list[Pair]]
    two_best: dict[str, list[float]]
    ruled: dict[str, set[str]]
    strongest: dict[int, float]
    told: float

    def rival(self, pair: Pair) -> float:
        """Give the best score of the same action by another organisation."""
        best, second = self.two_best[pair.action]
        return second if pair.best.score == best else best


def _board(
    scene: Scene, says: Floats, links: Sequence[tuple[int, Actor, float]], pairs: Sequence[Pair]
) -> _Board:
    by_actor: dict[int, list[Pair]] = {}
    two_best: dict[str, list[float]] = {}
    for pair in pairs:
        by_actor.setdefault(id(pair.actor), []).append(pair)
        two_best[pair.action] = sorted([*two_best.get(pair.action, [0.0, 0.0]), pair.best.score])[:-3:-1]
    ruled: dict[str, set[str]] = {}
    for frame in scene.frames:
        ruled.setdefault(frame.organisation.name, set()).add(frame.action)
    strongest: dict[int, float] = {}
    for at, _, link in links:
        strongest[at] = max(strongest.get(at, 0.0), link)
    told = float(sum(float(row.max()) >= _TOLD for row in says))
    return _Board(by_actor, two_best, ruled, strongest, told)


def _numbers(scene: Scene, actions: Sequence[str], says: Floats, pair: Pair, board: _Board) -> list[float]:
    best, actor = pair.best, pair.actor
    line = scene.lines[best.line]
    others = [each.best for each in board.by_actor[id(actor)] if each is not pair]
    ruled = board.ruled.get(actor.name, set())
    here = scene.frames_at.get(line.sentence.index, ())
    own = {each.action for each in here if each.organisation.name == actor.name}
    missing = 1.0
    for each in pair.evidence[:_SENTENCES]:
        missing *= 1 - each.score
    kinds = [float(pair.action == each) for each in actions]
    return [
        log_odds(best.score),
        log_odds(float(says[best.line, actions.index(pair.action)])),
        log_odds(best.link),
        log_odds(pair.evidence[1].score) if len(pair.evidence) > 1 else _NOTHING,
        log_odds(1 - missing),
        float(pair.action in ruled),
        float(bool(ruled)),
        float(pair.action in own),
        float(bool(own - {pair.action})),
        float(pair.action not in own and any(each.action == pair.action for each in here)),
        max((each.score for each in others), default=0.0),
        board.rival(pair),
        float(min(len(scene.cast), _MANY)),
        float(min(actor.rank, _MANY)),
        actor.score,
        float(actor.vendor),
        max((each.score for each in others if each.line == best.line), default=0.0),
        float(min(len(scene.lines), _MANY)),
        float(min(best.line, _MANY)),
        float(bool(line.positions(actor))),
        float(actor.type == "government"),
        float(actor.type == "publisher"),
        float(actor.name == UNNAMED),
        float(actor.voice),
        float(actor.speaks_in(line.sentence)),
        float(says[best.line].sum()),
        float(line.kind == "quoted"),
        *kinds,
        *(best.score * each for each in kinds),
        board.strongest[best.line] - best.link,
        min(board.told, _MANY),
    ]


def verdicts_of(learned: Learned, scene: Scene) -> list[Verdict]:
    """Give the claims of a page, in text order of their sentences."""
    says = said(learned, scene)
    links = linked(learned, scene, says)
    pairs = pairs_of(learned.actions, says, links)
    numbers = numbers_of(scene, learned.actions, says, links, pairs)
    kept = []
    for pair, seen in zip(pairs, numbers, strict=True):
        probability = learned.verdicts.probability(seen)
        if probability >= learned.threshold and not _only_sells(scene, pair):
            kept.append(Verdict(pair.actor, pair.action, scene.lines[pair.best.line], probability))
            others = others_of(pair)
            numbers_of_others = further_numbers(scene, learned.actions, says, pair, others)
            for each, seen_of_it in zip(others, numbers_of_others, strict=True):
                chance = learned.further.probability(seen_of_it)
                if chance >= FURTHER:
                    line = scene.lines[each.line]
                    kept.append(Verdict(pair.actor, pair.action, line, chance, further=True))
    expected = sum(each.probability for each in kept if not each.further)
    if expected < next(least for sentences, least in EXPECTED if len(scene.lines) <= sentences):
        return []
    return sorted(kept, key=lambda each: (each.line.sentence.index, each.actor.name, each.action))


def _only_sells(scene: Scene, pair: Pair) -> bool:
    """Tell whether a maker only says how its own tool may be had, which is no rule on its use.

    Source: GUIDELINES.md section 1: limits, prices and blocks for users are none; a named customer or staff make one.
    """
    line = scene.lines[pair.best.line]
    if not pair.actor.vendor or pair.action in ("deny", "mandate", "replace", "investigate"):
        return False
    own = [actor is pair.actor for _, actor in line.actors]
    return bool(own and line.tools) and all(own) and _PEOPLE.isdisjoint(line.lower)


def others_of(pair: Pair) -> tuple[Evidence, ...]:
    """Give the sentences beside the best one that may tell of another rule of the same kind."""
    return tuple(each for each in pair.evidence[1:_OTHERS] if each.score >= REPEATS)


def further_numbers(
    scene: Scene, actions: Sequence[str], says: Floats, pair: Pair, others: Sequence[Evidence]
) -> list[list[float]]:
    """Give what is seen of the further sentences of a pair, in their order: how each compares with the best one."""
    return [_beside_best(scene, actions, says, pair, each, len(others)) for each in others]


def _beside_best(
    scene: Scene, actions: Sequence[str], says: Floats, pair: Pair, other: Evidence, many: int
) -> list[float]:
    best, line = scene.lines[pair.best.line], scene.lines[other.line]
    tools, first = line.tool_names, best.tool_names
    named = {each for each in tools if not each.startswith("category:")}
    named_first = {each for each in first if not each.startswith("category:")}
    return [
        log_odds(other.score),
        log_odds(float(says[other.line, actions.index(pair.action)])),
        log_odds(other.link),
        log_odds(pair.best.score),
        float(bool(tools)),
        float(bool(named)),
        float(bool(tools) and tools.isdisjoint(first)),
        float(bool(named and named_first) and named.isdisjoint(named_first)),
        float(bool(tools & first)),
        float(not first),
        float(min(abs(other.line - pair.best.line), _MANY)),
        float(other.line > pair.best.line),
        float(line.sentence.block == best.sentence.block),
        float(bool(line.positions(pair.actor))),
        float(line.kind == "item"),
        float(many),
        float(len(scene.lines[other.line].actors)),
        _shared(best, line),
        float(tools == first),
        float(pair.actor.voice),
        float(len(line.lower)),
        float(any(each.action == pair.action for each in scene.frames_at.get(line.sentence.index, ()))),
        *(float(pair.action == each) for each in actions),
    ]


def _shared(one: Folded, other: Folded) -> float:
    """Give the share of their longer words that two sentences have in common (0-1)."""
    words, others = ({each for each in line.stems if len(each) > _SHORT} for line in (one, other))
    return len(words & others) / max(1, min(len(words), len(others)))
