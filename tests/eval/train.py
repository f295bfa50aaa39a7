"""Trains the learned part of the extractor on the annotated pages and writes graph/lexicon/learned.npz.

`make model` runs it. It learns from the corpus without its held-out third, from data/practice without the odd pages
of its judging letters, and from data/practice/sentences.txt; `--check` trains on three quarters of these pages at a
time and scores the rest instead of writing, which is the figure to believe. Same data, same bytes.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import practice_run
import run
from marked import Marked, sentences
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from graph.extract.cast import Actor, cast_of
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.learned import FILE, Learned, LinearModel
from graph.extract.linking import Scene, candidates, link_features
from graph.extract.names import (
    Around,
    NameSpan,
    NameWords,
    around,
    chosen,
    lines_of,
    listed_names,
    name_features,
    spans_of,
    weighed_span,
)
from graph.extract.page import Analysis, Page
from graph.extract.sayings import saying_features, title_stems
from graph.extract.tokens import Tokens
from graph.extract.verdicts import SPEAKS, numbers_of, pairs_of, speaking

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
FOLDS = 4
# Inverse strengths of regularisation: best of 1, 3, 10, 20, 40 by average precision over four folds.
STRENGTH = {"names": 10.0, "sayings": 20.0, "links": 3.0}
FEATURES = 60_000  # features a model keeps, those that weigh most
KNOWN_IN = 3  # pages that must use a word in lower case before it counts as one
# Probability from which a claim is kept. F1 over the folds is best at 0.25, on plain news pages at 0.35 to 0.45; 0.4
# gives precision a little more than recall, and leaves more pages without a claim empty.
THRESHOLD = 0.4
SENTENCE = 0.3  # what a pair of a single sentence weighs beside one of a page, by judgement: there are as many of them
REPEATED = 0.25  # probability from which an unmarked sentence may repeat a marked claim, and teaches nothing
OUT = run.HERE.parents[1] / "graph" / "lexicon" / FILE
SCORE = run.scorer()
ALIASES: dict[str, set[str]] = defaultdict(set)
for _alias, _name in SCORE._ORG.items():
    ALIASES[_name].add(_alias)


@dataclass
class Example:
    """A page or a marked sentence on its way through training."""

    id: str
    page: Page
    fold: int
    gold: Mapping[str, Any] | None = None
    marked: Marked | None = None
    analysis: Analysis = field(init=False)
    scene: Scene = field(init=False)
    owners: list[tuple[list[int], Actor | None, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        if self.gold is None:
            return set()
        claimed = {each["org"] for each in self.gold["claims"]}
        return {*claimed, *self.gold.get("mentions", {}).get("orgs", [])} - {"UNNAMED"}


def judges(page_id: str, gold: Mapping[str, Any], corpus: Mapping[str, Any]) -> bool:
    """Tell whether a page is never learnt from."""
    if page_id in corpus:
        return run.held_out(gold)
    return practice_run.judging(page_id)


def examples() -> list[Example]:
    """Give all that may be learnt from."""
    corpus = run.gold_of()
    found = [
        Example(key, run.page_of(record), _fold(key), record)
        for key, record in corpus.items()
        if not judges(key, record, corpus)
    ]
    found += [
        Example(key, practice_run.page_of(key), _fold(key), record)
        for key, record in practice_run.gold_of().items()
        if not judges(key, record, corpus)
    ]
    return found + [
        Example(f"sentence {number}", Page(each.text), _fold(each.text), marked=each)
        for number, each in enumerate(sentences())
    ]


def _fold(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


# ------------------------------------------------------------------------------------------------ linear models


class Rows:
    """Features of many things, with their folds."""

    def __init__(self) -> None:
        self.features: list[list[str]] = []
        self.folds: list[int] = []

    def add(self, features: Iterable[str], fold: int) -> None:
        self.features.append(sorted(set(features)))
        self.folds.append(fold)


def _matrix(rows: Sequence[Sequence[str]], index: Mapping[str, int]) -> sparse.csr_matrix:
    starts, columns = [0], []
    for each in rows:
        columns += [index[name] for name in each if name in index]
        starts.append(len(columns))
    return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), len(index)))


def _weighted(matrix: sparse.csr_matrix, rarity: np.ndarray) -> sparse.csr_matrix:
    scaled = matrix @ sparse.diags(rarity)
    length = np.sqrt(np.asarray(scaled.multiply(scaled).sum(1)).ravel())
    return (sparse.diags(1 / np.maximum(length, 1e-9)) @ scaled).tocsr()


def fitted(
    features: Sequence[Sequence[str]],
    labels: np.ndarray,
    keep: np.ndarray,
    strength: float,
    *,
    most: int | None = None,
) -> LinearModel:
    """Fit a regression a label on the rows to keep; with `most`, on the weightiest features alone.

    Shape: `labels` and `keep` have a row a thing and a column a label.
    """
    counts = Counter(name for each in features for name in each)
    index = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count > 1))}
    while True:
        matrix = _matrix(features, index)
        seen = np.asarray((matrix > 0).sum(0)).ravel()
        rarity = np.log((1 + matrix.shape[0]) / (1 + seen))
        ready = _weighted(matrix, rarity)
        weights, bias = [], []
        for label in range(labels.shape[1]):
            rows = keep[:, label]
            wanted = labels[rows, label]
            if wanted.min() == wanted.max():
                weights.append(np.zeros(len(index)))
                bias.append(-6.0)
                continue
            model = LogisticRegression(C=strength, solver="liblinear", tol=0.05, random_state=0)
            model.fit(ready[rows], wanted)
            weights.append(model.coef_[0])
            bias.append(model.intercept_[0])
        table = np.array(weights, dtype=np.float32).T
        if most is None or len(index) <= most:
            return LinearModel(index, rarity.astype(np.float32), table, np.array(bias, dtype=np.float32))
        weight = np.abs(table).max(1) * rarity
        names = list(index)
        index = {
            names[at]: place for place, at in enumerate(sorted(np.argsort(-weight, kind="stable")[:most]))
        }


def probabilities(model: LinearModel, features: Sequence[Sequence[str]]) -> np.ndarray:
    ready = _weighted(_matrix(features, model.index), model.rarity)
    return 1 / (1 + np.exp(-(ready @ model.weights + model.bias)))


def out_of_fold(
    features: Sequence[Sequence[str]],
    labels: np.ndarray,
    keep: np.ndarray,
    folds: np.ndarray,
    strength: float,
) -> np.ndarray:
    """Give what a model that has not seen a row's fold says of it."""
    found = np.zeros(labels.shape)
    for fold_ in range(FOLDS):
        rest = folds == fold_
        model = fitted(features, labels, keep & ~rest[:, None], strength)
        found[rest] = probabilities(model, [features[at] for at in np.flatnonzero(rest)])
    return found


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


def actor_of(cast: Sequence[Actor], org: str) -> Actor | None:
    normal = SCORE.norm_org(org)
    keys = {key_of(org), *ALIASES.get(normal, ())}
    same = (each for each in cast if SCORE.norm_org(each.name) == normal or key_of(each.name) in keys)
    return next(same, None)


def known_words(pages: Iterable[Example]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for each in pages:
        counts.update({word for line in lines_of(each.analysis) for word in line.words if word.islower()})
    return frozenset(word for word, count in counts.items() if count >= KNOWN_IN and len(word) > 1)


# ------------------------------------------------------------------------------------------------ the stages


def name_rows(
    extractor: Extractor, words: NameWords, pages: Sequence[Example]
) -> tuple[Rows, np.ndarray, np.ndarray, list[list[tuple[int, Around, Tokens, int, int]]]]:
    """Give features of every span, whether it is a name, whether that is clear, and the spans of each example."""
    rows, labels, clear, spans = Rows(), [], [], []
    for each in pages:
        lines, listed = lines_of(each.analysis), listed_names(extractor.gazetteer, each.analysis)
        page = around(words, each.analysis, lines, listed)
        gold, here = Names(each.names), []
        exact = {(one.start, one.end) for one in each.marked.organisations} if each.marked else set()
        for line in lines:
            for first, after in spans_of(words, line):
                start, end, text = line.starts[first], line.ends[after - 1], line.text(first, after)
                name = listed.get((start, end))
                here.append((len(rows.features), page, line, first, after))
                rows.add(name_features(words, page, line, first, after), each.fold)
                right = (start, end) in exact or gold.has(text, name.name if _is_listed(name) else "")
                labels.append(right)
                clear.append(right or each.gold is None or key_of(text) not in gold.parts)
        spans.append(here)
    return rows, np.array(labels, int)[:, None], np.array(clear, bool)[:, None], spans


def _is_listed(name: Any) -> bool:
    return name is not None and name.kind == "organisation"


def stage(extractor: Extractor, each: Example, spans: Sequence[NameSpan]) -> None:
    """Set an example's scene: its cast and folded sentences."""
    analysis = each.analysis
    tools = tuple(dict.fromkeys(one.name for one in analysis.mentions if one.kind == "tool"))
    vendors = frozenset(one.lower() for one in extractor._vendors(tools))
    listed = listed_names(extractor.gazetteer, analysis)
    cast = cast_of(extractor.gazetteer, analysis, spans, listed, vendors)
    each.scene = extractor.scene(analysis, cast)
    each.owners = list(_owners(each))


def _owners(each: Example) -> Iterable[tuple[list[int], Actor | None, str]]:
    """Give the sentences, the actor and the action of each claim."""
    if each.marked:
        for one in each.marked.organisations:
            for action in one.actions:
                yield [0], next((a for a in each.scene.cast if (one.start, one.end) in a.spans), None), action
        return
    for claim in each.gold["claims"] if each.gold else ():
        start = each.page.text.find(claim["quote"])
        end = start + len(claim["quote"])
        lines = [
            line.sentence.index
            for line in each.scene.lines
            if start >= 0
            and min(end, line.sentence.end) - max(start, line.sentence.start)
            > 0.4 * (line.sentence.end - line.sentence.start)
        ]
        yield lines, actor_of(each.scene.cast, claim["org"]), claim["action"]


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
        if each.marked and lines:
            for action in each.marked.actions:
                acts[0, ACTIONS.index(action)] = 1
        for at in range(len(lines)):
            rows.add(saying_features(lines, at, title, names_tool=tool), each.fold)
        labels.append(acts)
        anywhere.append(np.tile(acts.max(0, initial=0), (len(lines), 1)))
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
                rows.add(link_features(each.scene, at, actor, action), each.fold)
                labels.append(id(actor) in right[at] if at in right else False)
                clear.append(at in right)
        asked.append(here)
    return rows, np.array(labels, int)[:, None], np.array(clear, bool)[:, None], asked


@dataclass
class Weighed:
    """The pairs of all pages, with the numbers seen of each and whether gold has it."""

    numbers: list[list[float]]
    right: list[bool]
    folds: list[int]
    ids: list[str]
    weights: list[float]


def weigh(
    pages: Sequence[Example],
    says: np.ndarray,
    places: Sequence[slice],
    links: np.ndarray,
    asked: Sequence[Sequence[tuple[int, int, Actor]]],
) -> Weighed:
    found = Weighed([], [], [], [], [])
    for each, place, here in zip(pages, places, asked, strict=True):
        own = says[place].astype(np.float32)
        linked = [(at, actor, float(links[row, 0])) for row, at, actor in here if own[at].max() >= SPEAKS]
        pairs = pairs_of(ACTIONS, own, linked)
        gold = {(id(actor), action) for _, actor, action in each.owners}
        found.numbers += numbers_of(each.scene, ACTIONS, own, linked, pairs)
        found.right += [(id(pair.actor), pair.action) in gold for pair in pairs]
        found.folds += [each.fold] * len(pairs)
        found.ids += [each.id] * len(pairs)
        found.weights += [1.0 if each.gold else SENTENCE] * len(pairs)
    return found


def judge(weighed: Weighed, rows: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    numbers, right = np.array(weighed.numbers)[rows], np.array(weighed.right)[rows]
    mean, spread = numbers.mean(0), np.maximum(numbers.std(0), 1e-6)
    model = LogisticRegression(C=1.0, max_iter=2000, random_state=0)
    model.fit((numbers - mean) / spread, right, np.array(weighed.weights)[rows])
    return model.coef_[0], float(model.intercept_[0]), mean, spread


def best_threshold(probability: np.ndarray, right: np.ndarray, claims: int) -> tuple[float, float]:
    """Give the F1 over all claims and the threshold that reaches it."""
    return max(
        (2 * (right & (probability >= cut)).sum() / ((probability >= cut).sum() + claims), float(cut))
        for cut in np.arange(0.15, 0.65, 0.025)
    )


# ------------------------------------------------------------------------------------------------ all of it


def train(pages: list[Example], extractor: Extractor) -> Learned:
    """Go through the stages, each learnt from what the one before says of pages it has not seen."""
    begun = time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", flush=True)

    for each in pages:
        each.analysis = extractor.analyse(each.page)
    words = NameWords.of(extractor.gazetteer.heads, known_words(each for each in pages if each.gold))
    tell(f"{len(pages)} pages and sentences, {len(words.known)} words")
    rows, labels, clear, spans = name_rows(extractor, words, pages)
    folds = np.array(rows.folds)
    scored = out_of_fold(rows.features, labels, clear, folds, STRENGTH["names"])[:, 0]
    names = fitted(rows.features, labels, clear, STRENGTH["names"], most=FEATURES)
    for each, here in zip(pages, spans, strict=True):
        by_line: dict[int, list[NameSpan]] = defaultdict(list)
        for row, page, line, first, after in here:
            by_line[id(line)].append(weighed_span(page, line, first, after, float(scored[row])))
        stage(extractor, each, [span for found in by_line.values() for span in chosen(found)])
    tell(
        f"names: {labels.sum()} of {len(labels)} spans; {_share_found(pages):.3f} of claims find their organisation"
    )

    rows, labels, anywhere, places = saying_rows(pages)
    folds, every = np.array(rows.folds), np.ones(labels.shape, bool)
    first = out_of_fold(rows.features, labels, every, folds, STRENGTH["sayings"])
    clear = ~((labels == 0) & (anywhere == 1) & (first > REPEATED))
    says = out_of_fold(rows.features, labels, clear, folds, STRENGTH["sayings"])
    sayings = fitted(rows.features, labels, clear, STRENGTH["sayings"], most=FEATURES)
    tell(f"sayings: {labels.sum()} labels on {len(labels)} sentences")

    rows, labels, clear, asked = link_rows(pages, says, places)
    links_seen = out_of_fold(rows.features, labels, clear, np.array(rows.folds), STRENGTH["links"])
    links = fitted(rows.features, labels, clear, STRENGTH["links"], most=FEATURES)
    tell(f"links: {labels.sum()} of {len(labels)}")

    weighed = weigh(pages, says, places, links_seen, asked)
    folds, right = np.array(weighed.folds), np.array(weighed.right)
    probability = np.zeros(len(right))
    for fold_ in range(FOLDS):
        weights, bias, mean, spread = judge(weighed, folds != fold_)
        rest = folds == fold_
        seen = (np.array(weighed.numbers)[rest] - mean) / spread
        probability[rest] = 1 / (1 + np.exp(-(seen @ weights + bias)))
    claims = sum(len(each.gold["claims"]) for each in pages if each.gold)
    on_page = np.array([weight == 1.0 for weight in weighed.weights])
    f1, best = best_threshold(probability[on_page], right[on_page], claims)
    kept = (probability >= THRESHOLD) & on_page
    at_ours = 2 * (right & kept).sum() / (kept.sum() + claims)
    tell(
        f"claims by organisation and action over four folds: F1 {f1:.3f} at {best:.3f}, {at_ours:.3f} at {THRESHOLD}"
    )
    for letter in sorted({each.id[0] for each in pages if each.gold}):
        of = on_page & np.array([each.startswith(letter) for each in weighed.ids])
        claims = sum(len(each.gold["claims"]) for each in pages if each.gold and each.id.startswith(letter))
        part = best_threshold(probability[of], right[of], claims)
        tell(
            f"  pages {letter}*: F1 {part[0]:.3f} at {part[1]:.3f} of {claims} claims, "
            f"{right[of].sum() / claims:.2f} in reach"
        )
    weights, bias, mean, spread = judge(weighed, np.ones(len(right), bool))
    return Learned(
        names,
        sayings,
        links,
        weights.astype(np.float32),
        bias,
        mean.astype(np.float32),
        spread.astype(np.float32),
        words.known,
        ACTIONS,
        THRESHOLD,
    )


def _share_found(pages: Iterable[Example]) -> float:
    found = [actor is not None for each in pages if each.gold for _, actor, _ in each.owners]
    return sum(found) / len(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only print the figures of the folds")
    options = parser.parse_args()
    learned = train(examples(), load_extractor(learned=False))
    if not options.check:
        OUT.write_bytes(learned.stored())
        print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
