"""Trains the learned part of the extractor on the annotated pages and writes graph/lexicon/learned.npz.

`make model` runs it. It learns from the corpus without its held-out third, from data/practice without the pages and
storylines that judge, and from the passages and single sentences there. Every stage is also trained on three quarters
at a time and scored on the rest: these are the figures it prints, and `--check` writes nothing. Same data, same bytes.
"""

import argparse
import hashlib
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import practice_run
import run
import stories_run
import train_dates
from linear import CORPUS, FOLDS, Rows, fitted, out_of_fold
from marked import PRACTICE, Marked, passages, sentences
from sklearn.linear_model import LogisticRegression
from train_origins import asked_of, share_right

from graph.extract.cast import UNNAMED, Actor
from graph.extract.coreference import resolve_coreference
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.gazetteer import Gazetteer, words_of
from graph.extract.grounds import KEPT, ground_features, ground_numbers, grounds_of, near
from graph.extract.learned import FILE, Learned, LinearModel, NumberModel
from graph.extract.linking import Scene, candidates, link_features
from graph.extract.mentions import find_mentions
from graph.extract.name_features import name_features
from graph.extract.name_spans import Around, NameWords, around, lines_of, listed_names, spans_of
from graph.extract.names import Spot, names_among
from graph.extract.origin_features import origin_features, origin_numbers
from graph.extract.page import Analysis, Page
from graph.extract.reasons import find_reasons
from graph.extract.sayings import saying_features, title_stems
from graph.extract.segment import segment
from graph.extract.tokens import Tokens
from graph.extract.verdicts import (
    FURTHER,
    SPEAKS,
    Evidence,
    Pair,
    further_numbers,
    numbers_of,
    others_of,
    pairs_of,
    speaking,
)

ACTIONS = (
    "ban",
    "restrict",
    "require_approval",
    "allow",
    "mandate",
    "lift",
    "deny",
    "replace",
    "investigate",
)
CATEGORIES = (
    "data_leak", "ip_protection", "distillation", "security", "privacy_regulation", "accuracy", "copyright", "license",
    "cost", "productivity", "competition", "quality", "workload", "legal_compliance", "national_security", "ethics",
    "academic_integrity", "authenticity", "terms_violation", "vendor_dependence", "learning", "adoption",
    "conditions_met", "error", "other",
)  # fmt: skip
KNOWN_IN = 3  # pages that must use a word in lower case before it counts as one
# Probability from which a claim is kept: F1 over the folds is best at 0.25 to 0.425, by the kind of page; a little more
# precision than recall leaves more pages without a claim empty.
THRESHOLD = 0.375
# What a pair of a passage or single sentence weighs beside one of a page, where a claim told twice counts once: with 1
# in place of 0.1, F1 on the corpus fell from .82 to .76 over the folds.
MARKED = 0.1
REPEATED = 0.25  # probability from which an unmarked sentence may repeat a marked claim, and teaches nothing
REASONS = PRACTICE / "reasons.txt"
WORDS = re.compile(r"\w{4,}")
OUT = run.HERE.parents[1] / "graph" / "lexicon" / FILE
SCORE = run.scorer()
ALIASES: dict[str, set[str]] = defaultdict(set)
for _alias, _name in SCORE._ORG.items():
    ALIASES[_name].add(_alias)


@dataclass
class Example:
    """A page, a marked passage or a marked sentence on its way through training.

    Shape: `categories` are the reasons that a single sentence gives; `marked` are the sentences of a passage or single
    ones, with the code points at which they begin; `cut` is the page in sentences, `analysis` the same with mentions,
    `scene` what the learned stages see, `owners` what is to be learnt.
    """

    id: str
    page: Page
    fold: int
    gold: Mapping[str, Any] | None = None
    marked: Sequence[tuple[int, Marked]] = ()
    categories: tuple[str, ...] = ()
    corpus: bool = False
    cut: Analysis = field(init=False)
    analysis: Analysis = field(init=False)
    scene: Scene = field(init=False)
    owners: list[tuple[list[int], Actor | None, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Give the organisations that annotators have noted."""
        if self.gold is None:
            return set()
        claimed = {each["org"] for each in self.gold["claims"]}
        return {*claimed, *self.gold.get("mentions", {}).get("orgs", [])} - {UNNAMED}

    @property
    def tools(self) -> set[str]:
        """Give the products that annotators have noted."""
        if self.gold is None:
            return set()
        claimed = {tool for each in self.gold["claims"] for tool in each["tools"]}
        named = {*claimed, *self.gold.get("mentions", {}).get("tools", [])}
        return {each for each in named if not each.startswith("category:")}

    @property
    def weight(self) -> float:
        """Give what a pair weighs."""
        if not self.gold:
            return MARKED
        return CORPUS if self.corpus else 1.0


def judges(page_id: str, gold: Mapping[str, Any], corpus: Mapping[str, Any]) -> bool:
    """Tell whether a page is never learnt from."""
    if page_id in corpus:
        return run.held_out(gold)
    return practice_run.judging(page_id)


def examples() -> list[Example]:
    """Give all that may be learnt from."""
    corpus = run.gold_of()
    found = [
        Example(key, run.page_of(record), _fold(key), record, corpus=True)
        for key, record in corpus.items()
        if not judges(key, record, corpus)
    ]
    found += [
        Example(key, practice_run.page_of(key), _fold(key), record)
        for key, record in practice_run.gold_of().items()
        if not judges(key, record, corpus)
    ]
    found += [
        Example(f"{name} {page['id']}", practice_run.page_from(page), _fold(name), page)
        for name, story in stories_run.stories().items()
        if not stories_run.judges(name)
        for page in story["pages"]
    ]
    found += [
        Example(
            f"passage {number}",
            Page(each.text, each.title, each.outlet, published=each.published),
            _fold(each.text),
            marked=each.sentences,
        )
        for number, each in enumerate(passages())
    ]
    return found + [
        Example(f"sentence {number}", Page(each.text), _fold(each.text), marked=[(0, each)])
        for number, each in enumerate(sentences())
    ]


def reason_lines() -> list[Example]:
    """Give the single sentences with the reasons they give."""
    read = [line.partition(" | ") for line in REASONS.read_text("utf-8").splitlines() if line]
    return [
        Example(
            f"reason {number}",
            Page(text),
            _fold(text),
            categories=tuple(labels.split("+")) if labels != "none" else (),
        )
        for number, (labels, _, text) in enumerate(read)
    ]


def _fold(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


# ------------------------------------------------------------------------------------------------ what is gold


def key_of(name: str) -> str:
    squashed = SCORE.squash(name)
    return squashed.removeprefix("the ")


class Names:
    """The organisations of a page's gold, to be found again in its text."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self.keys = {key_of(each) for each in self.names}
        self.keys |= {alias for each in self.names for alias in ALIASES.get(SCORE.norm_org(each), ())}
        self.normal = {SCORE.norm_org(each) for each in self.names}
        capitals = ([word[0] for word in each.split() if word[0].isupper()] for each in self.names)
        self.initials = {"".join(each) for each in capitals if len(each) > 2}
        words = [each.split() for each in self.keys]
        self.parts = {" ".join(each[:size]) for each in words for size in range(1, len(each))}

    def has(self, text: str, listed: str) -> bool:
        key = key_of(text)
        if text.startswith("The ") and key in self.keys:
            return False
        words = key.split()
        while len(words) > 1 and words[-1] in SCORE.SUFFIX | {"se", "gmbh"}:
            words.pop()
        named = key in self.keys or " ".join(words) in self.keys or text in self.initials
        return named or (bool(listed) and SCORE.norm_org(listed) in self.normal)


def actor_of(gazetteer: Gazetteer, cast: Sequence[Actor], org: str) -> Actor | None:
    """Give the organisation of a page that gold means, if only by a longer or shorter form that no other has."""
    normal, usual = SCORE.norm_org(org), usual_name(gazetteer, org)
    keys = {key_of(org), *ALIASES.get(normal, ())}
    same = (
        each
        for each in cast
        if SCORE.norm_org(each.name) == normal or key_of(each.name) in keys or each.name == usual
    )
    alike = [each for each in cast if _shortens(key_of(each.name), key_of(org))]
    return next(same, alike[0] if len(alike) == 1 else None)


def usual_name(gazetteer: Gazetteer, name: str) -> str:
    """Give the list's name of an organisation: "Electronic Arts" is EA."""
    words = words_of(name.lower())
    whole = (
        found.name for first, after, found in gazetteer.find(words, name) if after - first == len(words.start)
    )
    return next(whole, name)


def _shortens(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return words < others or others < words


def known_words(pages: Iterable[Example]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for each in pages:
        counts.update({word for line in lines_of(each.analysis) for word in line.words if word.islower()})
    return frozenset(word for word, count in counts.items() if count >= KNOWN_IN and len(word) > 1)


# ------------------------------------------------------------------------------------------------ the stages


def name_rows(
    extractor: Extractor, words: NameWords, pages: Sequence[Example]
) -> tuple[
    Rows, np.ndarray, np.ndarray, list[tuple[Around, list[tuple[Tokens, list[tuple[int, int, int]]]]]]
]:
    """Give features of every span, whether it names an organisation or a product, whether that is clear, and the
    spans of each example, line by line, with their rows."""
    rows, labels, clear, spans = Rows(), [], [], []
    for each in pages:
        lines, listed = lines_of(each.analysis), listed_names(extractor.gazetteer, each.analysis)
        page = around(words, each.analysis, lines, listed)
        gold, tools, here = Names(each.names), Names(each.tools), []
        exact = {
            (start + one.start, start + one.end) for start, text in each.marked for one in text.organisations
        }
        products = {(start + a, start + b) for start, text in each.marked for a, b in text.tools}
        for line in lines:
            in_line = []
            for first, after in spans_of(words, line):
                start, end, text = line.starts[first], line.ends[after - 1], line.text(first, after)
                name = listed.get((start, end))
                in_line.append((len(rows.features), first, after))
                rows.add(name_features(words, page, line, first, after), each)
                firm = (start, end) in exact or gold.has(text, name.name if _is_listed(name) else "")
                tool = (start, end) in products or (not firm and tools.has(text, _tool_name(name)))
                labels.append((firm, tool))
                sure = each.gold is None
                part = key_of(text)
                clear.append(
                    (
                        firm or sure or part not in gold.parts,
                        tool
                        or (sure and _is_apart(products, start, end))
                        or (not sure and part not in tools.parts),
                    )
                )
            here.append((line, in_line))
        spans.append((page, here))
    return rows, np.array(labels, int), np.array(clear, bool), spans


def _is_listed(name: Any) -> bool:
    return name is not None and name.kind == "organisation"


def _tool_name(name: Any) -> str:
    return name.name if name is not None and name.kind == "tool" else ""


def _is_apart(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether none of the spans, vague names as they may be, shares a letter with another."""
    return all(end <= other or after <= start for other, after in spans)


def stage(
    extractor: Extractor,
    words: NameWords,
    each: Example,
    page: Around,
    spots: Sequence[tuple[Tokens, Sequence[Spot]]],
) -> None:
    """Set an example's scene: its cast and folded sentences."""
    found = extractor.with_names(each.cut, each.analysis, *names_among(words, each.analysis, page, spots))
    each.analysis = resolve_coreference(extractor.gazetteer, found)
    each.scene = extractor.scene(each.analysis, extractor.cast(each.analysis))
    each.owners = list(_owners(extractor.gazetteer, each))


def _owners(gazetteer: Gazetteer, each: Example) -> Iterable[tuple[list[int], Actor | None, str]]:
    """Give the sentences, the actor and the action of each claim."""
    for start, text in each.marked:
        where = _lines_within(each.scene, start, start + len(text.text))
        for one in text.organisations:
            span = start + one.start, start + one.end
            actor = next((a for a in each.scene.cast if span in a.spans), None)
            yield from ((where, actor, action) for action in one.actions)
        for name, actions in text.carried:
            actor = (
                actor_of(gazetteer, each.scene.cast, name or UNNAMED)
                if name or len(each.marked) > 1
                else None
            )
            yield from ((where, actor, action) for action in actions)
    for claim in each.gold["claims"] if each.gold else ():
        start = each.page.text.find(claim["quote"])
        where = _lines_within(each.scene, start, start + len(claim["quote"])) if start >= 0 else []
        yield where, actor_of(gazetteer, each.scene.cast, claim["org"]), claim["action"]


def _lines_within(scene: Scene, start: int, end: int) -> list[int]:
    """Give the sentences that lie in [start, end) for the most part."""
    return [
        line.sentence.index
        for line in scene.lines
        if min(end, line.sentence.end) - max(start, line.sentence.start)
        > 0.4 * (line.sentence.end - line.sentence.start)
    ]


def saying_rows(pages: Sequence[Example]) -> tuple[Rows, np.ndarray, np.ndarray, list[slice]]:
    """Give features of every sentence, its actions, those its page has anywhere, and the rows of each example."""
    rows, labels, anywhere, places = Rows(), [], [], []
    for each in pages:
        lines, title = each.scene.lines, title_stems(each.page.title)
        tool = any(line.tools for line in lines)
        first = len(rows.features)
        acts = np.zeros((len(lines), len(ACTIONS)), int)
        for where, _, action in each.owners:
            for at in where:
                acts[at, ACTIONS.index(action)] = 1
        for at in range(len(lines)):
            rows.add(saying_features(lines, at, title, names_tool=tool), each)
        labels.append(acts)
        # Passages have every sentence marked, pages only the one that says most.
        repeats = acts.max(0, initial=0) if each.gold else np.zeros(len(ACTIONS), int)
        anywhere.append(np.tile(repeats, (len(lines), 1)))
        places.append(slice(first, len(rows.features)))
    return rows, np.vstack(labels), np.vstack(anywhere), places


def link_rows(
    pages: Sequence[Example], says: np.ndarray, places: Sequence[slice]
) -> tuple[Rows, np.ndarray, np.ndarray, list[list[tuple[int, int, Actor]]]]:
    """Give features of every sentence with everyone who may have made its rule, and who has."""
    rows, labels, clear, asked = Rows(), [], [], []
    for each, place in zip(pages, places, strict=True):
        own = says[place]
        right: dict[int, set[int]] = defaultdict(set)
        for where, actor, _ in each.owners:
            for at in where:
                right[at].add(id(actor))
        here = []
        todo = dict(speaking(ACTIONS, own))
        todo |= {at: ACTIONS[int(own[at].argmax())] for at in right}
        for at, action in sorted(todo.items()):
            for actor in candidates(each.scene, at):
                here.append((len(rows.features), at, actor))
                rows.add(link_features(each.scene, at, actor, action), each)
                labels.append(id(actor) in right[at] if at in right else False)
                clear.append(at in right)
        asked.append(here)
    return rows, np.array(labels, int)[:, None], np.array(clear, bool)[:, None], asked


@dataclass
class Weighed:
    """The pairs of all pages, with the numbers seen of each and whether gold has it."""

    numbers: list[list[float]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, each: Example, numbers: Sequence[Sequence[float]], right: Sequence[bool]) -> None:
        self.numbers += [list(one) for one in numbers]
        self.right += right
        self.folds += [each.fold] * len(right)
        self.ids += [each.id] * len(right)
        self.weights += [each.weight] * len(right)


def ground_rows(
    pages: Sequence[Example], lines: Sequence[Example]
) -> tuple[Rows, np.ndarray, dict[str, slice]]:
    """Give features of every sentence of annotated pages and single ones, its categories, and where they are."""
    rows, labels, places = Rows(), [], {}
    for each in [*(one for one in pages if one.gold), *lines]:
        sentences_ = each.cut.sentences
        first = len(rows.features)
        told = np.zeros((len(sentences_), len(CATEGORIES)), int)
        for claim in each.gold["claims"] if each.gold else ():
            for reason in claim["reasons"]:
                at = _nearest(each, claim["quote"], reason["text"])
                if at is not None:
                    told[at, CATEGORIES.index(reason["category"])] = 1
        for category in each.categories:
            told[:, CATEGORIES.index(category)] = 1
        for sentence in sentences_:
            rows.add(ground_features(each.cut, sentence), each)
        labels.append(told)
        places[each.id] = slice(first, len(rows.features))
    return rows, np.vstack(labels), places


def _nearest(each: Example, quote: str, reason: str) -> int | None:
    """Give the sentence that a reason's words come from, the nearest to its rule of those that share most with it."""
    wanted = set(WORDS.findall(reason.lower()))
    texts = [each.page.text[one.start : one.end].lower() for one in each.cut.sentences]
    rule = next(
        (one.index for one in each.cut.sentences if each.page.text.find(quote, one.start) == one.start), 0
    )
    shared = [
        (len(wanted & set(WORDS.findall(text))) / max(1, len(wanted)), -abs(at - rule), at)
        for at, text in enumerate(texts)
    ]
    best = max(shared, default=(0, 0, 0))
    return best[2] if best[0] >= 0.6 else None


def because_rows(
    extractor: Extractor, pages: Sequence[Example], told: np.ndarray, places: Mapping[str, slice]
) -> Weighed:
    """Give the categories that each claim may have for a reason, and whether gold has them."""
    found = Weighed()
    for each in pages:
        if not each.gold:
            continue
        own = told[places[each.id]].astype(np.float32)
        for claim in each.gold["claims"]:
            start = each.page.text.find(claim["quote"])
            where = _lines_within(each.scene, start, start + len(claim["quote"])) if start >= 0 else []
            if not where:
                continue
            actor = actor_of(extractor.gazetteer, each.scene.cast, claim["org"])
            rule = each.analysis.sentences[where[0]], actor.name if actor else claim["org"], claim["action"]
            ruled = find_reasons(extractor.reasons, each.analysis, *rule)
            around_it = [(one, own[one.index]) for one in near(each.analysis, rule[0])]
            grounds = list(grounds_of(CATEGORIES, around_it, ruled))
            numbers = [
                ground_numbers(extractor.reasons, each.analysis, rule, one, ruled, around_it)
                for one in grounds
            ]
            gold = {one["category"] for one in claim["reasons"]}
            found.add(each, numbers, [one.category in gold for one in grounds])
    return found


def origin_stage(extractor: Extractor, pages: Sequence[Example]) -> tuple[LinearModel, NumberModel, str]:
    """Fit what tells which source a claim goes back to; give both models and how well they do over the folds."""
    rows, right, claims = Rows(), [], []
    for each in pages:
        for claim in each.gold["claims"] if each.gold else ():
            start = each.page.text.find(claim["quote"])
            where = _lines_within(each.scene, start, start + len(claim["quote"])) if start >= 0 else []
            actor = actor_of(extractor.gazetteer, each.scene.cast, claim["org"])
            if where:
                rule = each.analysis.sentences[where[0]], actor.name if actor else claim["org"]
                told = asked_of(SCORE, extractor.attribution, each.analysis, rule, claim["attribution"])
                claims.append((each, told, len(right)))
                for origin in told.claim.origins:
                    rows.add(origin_features(each.analysis, told.claim, origin), each)
                right += told.right
    labels = np.array(right, int)[:, None]
    seen = out_of_fold(rows, labels, np.ones(labels.shape, bool), "sources")[:, 0]
    found = Weighed()
    for each, told, first in claims:
        own = seen[first : first + len(told.right)].tolist()
        found.add(each, origin_numbers(extractor.attribution, each.analysis, told.claim, own), told.right)
    told_of = [(told, first) for _, told, first in claims]
    return (
        fitted(rows, labels, np.ones(labels.shape, bool), "sources", most=True),
        judge(found, np.ones(len(right), bool)),
        share_right(told_of, judged(found), [each.id[0] for each, *_ in claims]),
    )


def dated_page(gazetteer: Gazetteer, each: Example) -> train_dates.DatedPage:
    """Give an annotated page with the names of its cast for those of gold, as the learned choice of dates sees it."""
    gold = each.gold or {}
    actors = {claim["org"]: actor_of(gazetteer, each.scene.cast, claim["org"]) for claim in gold["claims"]}
    names = {org: actor.name if actor else org for org, actor in actors.items()}
    return train_dates.DatedPage(each.analysis, gold, each.fold, names, real=each.corpus)


def weigh(
    pages: Sequence[Example],
    says: np.ndarray,
    places: Sequence[slice],
    links: np.ndarray,
    asked: Sequence[Sequence[tuple[int, int, Actor]]],
) -> tuple[Weighed, Weighed]:
    """Give the pairs of all pages, and the further sentences of those that are claims."""
    found, further = Weighed(), Weighed()
    for each, place, here in zip(pages, places, asked, strict=True):
        own = says[place].astype(np.float32)
        linked = [(at, actor, float(links[row, 0])) for row, at, actor in here if own[at].max() >= SPEAKS]
        pairs = pairs_of(ACTIONS, own, linked)
        gold: dict[tuple[int, str], list[list[int]]] = defaultdict(list)
        for where, actor, action in each.owners:
            gold[id(actor), action].append(where)
        right = [(id(pair.actor), pair.action) in gold for pair in pairs]
        found.add(each, numbers_of(each.scene, ACTIONS, own, linked, pairs), right)
        if each.gold:
            for pair, claimed in zip(pairs, right, strict=True):
                if claimed:
                    others = others_of(pair)
                    seen = further_numbers(each.scene, ACTIONS, own, pair, others)
                    further.add(each, seen, _of_others(pair, others, gold[id(pair.actor), pair.action]))
    return found, further


def _of_others(pair: Pair, others: Sequence[Evidence], claims: Sequence[Sequence[int]]) -> list[bool]:
    """Tell of each sentence whether it is another claim than the pair's best sentence is."""
    told = next((where for where in claims if pair.best.line in where), claims[0])
    return [any(one.line in where for where in claims if where is not told) for one in others]


def judge(weighed: Weighed, rows: np.ndarray) -> NumberModel:
    """Fit the regression over numbers on some rows."""
    numbers, right = np.array(weighed.numbers)[rows], np.array(weighed.right)[rows]
    mean, spread = numbers.mean(0), np.maximum(numbers.std(0), 1e-6)
    model = LogisticRegression(C=1.0, max_iter=2000, random_state=0)
    model.fit((numbers - mean) / spread, right, np.array(weighed.weights)[rows])
    parts = (each.astype(np.float32) for each in (model.coef_[0], mean, spread))
    weights, mean, spread = parts
    return NumberModel(weights, float(model.intercept_[0]), mean, spread)


def judged(weighed: Weighed) -> np.ndarray:
    """Give the probabilities of all rows by models that have not seen their fold."""
    folds, numbers = np.array(weighed.folds), np.array(weighed.numbers)
    found = np.zeros(len(folds))
    for fold_ in range(FOLDS):
        model, rest = judge(weighed, folds != fold_), folds == fold_
        found[rest] = [model.probability(each) for each in numbers[rest]]
    return found


def best_threshold(probability: np.ndarray, right: np.ndarray, claims: int) -> tuple[float, float]:
    """Give the F1 over all claims and the threshold that reaches it."""
    return max(
        (2 * (right & (probability >= cut)).sum() / ((probability >= cut).sum() + claims), float(cut))
        for cut in np.arange(0.15, 0.65, 0.025)
    )


# ------------------------------------------------------------------------------------------------ all of it


def train(pages: list[Example], reasons: list[Example], extractor: Extractor) -> Learned:
    """Go through the stages, each learnt from what the one before says of pages it has not seen."""
    begun = time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", flush=True)

    for each in reasons:
        each.cut = segment(each.page)
    for each in pages:
        each.cut = segment(each.page)
        each.analysis = find_mentions(extractor.gazetteer, each.cut)
    words = NameWords.of(extractor.gazetteer, known_words(each for each in pages if each.gold))
    tell(f"{len(pages)} pages and sentences, {len(words.known)} words")
    rows, labels, clear, spans = name_rows(extractor, words, pages)
    scored = out_of_fold(rows, labels, clear, "names")
    names = fitted(rows, labels, clear, "names", most=True)
    for each, (page, lines) in zip(pages, spans, strict=True):
        spots = [
            (line, [Spot(line, first, after, *scored[row].tolist()) for row, first, after in here])
            for line, here in lines
        ]
        stage(extractor, words, each, page, spots)
    tell(
        f"names: {labels[:, 0].sum()} organisations and {labels[:, 1].sum()} products in {len(labels)} spans; "
        f"{_share_found(pages):.3f} of claims find their organisation"
    )

    rows, labels, anywhere, places = saying_rows(pages)
    first = out_of_fold(rows, labels, np.ones(labels.shape, bool), "sayings")
    clear = ~((labels == 0) & (anywhere == 1) & (first > REPEATED))
    says = out_of_fold(rows, labels, clear, "sayings")
    sayings = fitted(rows, labels, clear, "sayings", most=True)
    tell(f"sayings: {labels.sum()} labels on {len(labels)} sentences")

    rows, labels, clear, asked = link_rows(pages, says, places)
    links_seen = out_of_fold(rows, labels, clear, "links")
    links = fitted(rows, labels, clear, "links", most=True)
    tell(f"links: {labels.sum()} of {len(labels)}")

    pairs, further = weigh(pages, says, places, links_seen, asked)
    probability, right = judged(pairs), np.array(pairs.right)
    kinds = {each.id: _kind(each) for each in pages}
    for kind in sorted(set(kinds.values())):
        of = np.array([kinds[each] == kind for each in pairs.ids])
        claims = sum(_claims(each) for each in pages if kinds[each.id] == kind)
        tell(f"  {kind}: {_told(probability[of], right[of], claims)}")
    chance, more = judged(further), np.array(further.right)
    kept = chance >= FURTHER
    tell(
        f"further claims of the same kind: {more.sum()} of {len(more)} sentences; "
        f"{(kept & more).sum()} found among {kept.sum()}"
    )
    rows, labels, places = ground_rows(pages, reasons)
    every = np.ones(labels.shape, bool)
    told = out_of_fold(rows, labels, every, "grounds")
    grounds = fitted(rows, labels, every, "grounds", most=True)
    because = because_rows(extractor, pages, told, places)
    chance, right_ = judged(because), np.array(because.right)
    wanted = sum(
        len({one["category"] for one in claim["reasons"]})
        for each in pages
        if each.gold
        for claim in each.gold["claims"]
    )
    best, cut = best_threshold(chance, right_, wanted)
    ours = 2 * (right_ & (chance >= KEPT)).sum() / ((chance >= KEPT).sum() + wanted)
    tell(
        f"reasons of given claims: {labels.sum()} labels on {len(labels)} sentences; "
        f"F1 {best:.3f} at {cut:.3f}, {ours:.3f} at {KEPT}"
    )
    sources, origins, how_well = origin_stage(extractor, pages)
    tell(f"sources of given claims: {how_well}")
    models = train_dates.models_of(
        extractor, [dated_page(extractor.gazetteer, each) for each in pages if each.gold]
    )
    tell(models.told)
    return Learned(
        names,
        sayings,
        links,
        judge(pairs, np.ones(len(right), bool)),
        judge(further, np.ones(len(more), bool)),
        grounds,
        judge(because, np.ones(len(right_), bool)),
        sources,
        origins,
        models.dates,
        models.dated,
        models.when,
        words.known,
        ACTIONS,
        CATEGORIES,
        THRESHOLD,
    )


def _kind(each: Example) -> str:
    if each.gold:
        return "storylines" if " " in each.id else f"pages {each.id[0]}*"
    return "passages" if each.page.title else "sentences"


def _claims(each: Example) -> int:
    """Count an example's claims by organisation and action."""
    if each.gold:
        return len({(SCORE.norm_org(one["org"]), one["action"]) for one in each.gold["claims"]})
    named = {
        (one.name, action) for _, text in each.marked for one in text.organisations for action in one.actions
    }
    return len(
        named | {(name, action) for _, text in each.marked for name, own in text.carried for action in own}
    )


def _told(probability: np.ndarray, right: np.ndarray, claims: int) -> str:
    """Give F1 over claims by organisation and action, at its best and at our threshold, and how many are in reach."""
    best, cut = best_threshold(probability, right, claims)
    kept = probability >= THRESHOLD
    ours = 2 * (right & kept).sum() / (kept.sum() + claims)
    reach = right.sum() / claims
    return f"F1 {best:.3f} at {cut:.3f}, {ours:.3f} at {THRESHOLD}; {claims} claims, {reach:.2f} in reach"


def _share_found(pages: Iterable[Example]) -> float:
    found = [actor is not None for each in pages if each.gold for _, actor, _ in each.owners]
    return sum(found) / len(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only print the figures of the folds")
    options = parser.parse_args()
    learned = train(examples(), reason_lines(), load_extractor(learned=False))
    if not options.check:
        OUT.write_bytes(learned.stored())
        print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
