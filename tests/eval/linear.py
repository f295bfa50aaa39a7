"""Linear models over named features: how the learned stages of the extractor are fitted and tried on unseen folds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from graph.extract.learned import LinearModel

FOLDS = 4
# Inverse strengths of regularisation: best of 1, 3, 10, 20, 30, 40 by average precision over four folds.
STRENGTH = {
    "names": 10.0,
    "sayings": 30.0,
    "links": 3.0,
    "grounds": 30.0,
    "sources": 3.0,
    "dates": 3.0,
    "dated": 3.0,
}
# What a row of a marked passage weighs beside one of a page: best of 0 to 1 on the pages over four folds.
# Passages mark every organisation and every sentence, pages only those that matter and the sentence that says most.
PASSAGE = {
    "names": 0.3,
    "sayings": 1.0,
    "links": 0.25,
    "grounds": 1.0,
    "sources": 1.0,
    "dates": 1.0,
    "dated": 1.0,
}
# What a page of the corpus weighs beside one of the practice pages, of which there are twenty-five times as many.
CORPUS = 2.0
CLOSE = 1e-3  # how exactly a regression is fitted; looser ones cost a point of average precision
FEATURES = {
    "names": 80_000, "sayings": 100_000, "links": 60_000, "grounds": 40_000, "sources": 40_000,
    "dates": 20_000, "dated": 20_000,
}  # fmt: skip
"""Features that are kept: those that weigh most."""


class Rows:
    """Features of many things, with their folds."""

    def __init__(self) -> None:
        self.features: list[list[str]] = []
        self.folds: list[int] = []
        self.passage: list[bool] = []
        self.corpus: list[bool] = []

    def add(self, features: Iterable[str], example: Any) -> None:
        self.features.append(sorted(set(features)))
        self.folds.append(example.fold)
        self.passage.append(len(getattr(example, "marked", ())) > 1)
        self.corpus.append(getattr(example, "corpus", False))

    def weights(self, stage: str) -> np.ndarray:
        """Give what each row weighs in a stage."""
        return np.where(self.passage, PASSAGE[stage], np.where(self.corpus, CORPUS, 1.0))


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
    rows: Rows, labels: np.ndarray, keep: np.ndarray, stage: str, *, most: bool = False
) -> LinearModel:
    """Fit a regression a label on the rows to keep; with `most`, on the weightiest features alone.

    Shape: `labels` and `keep` have a row a thing and a column a label.
    """
    features, weigh = rows.features, rows.weights(stage)
    counts = Counter(name for each in features for name in each)
    index = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count > 1))}
    while True:
        matrix = _matrix(features, index)
        seen = np.asarray((matrix > 0).sum(0)).ravel()
        rarity = np.log((1 + matrix.shape[0]) / (1 + seen))
        ready = _weighted(matrix, rarity)
        weights, bias = [], []
        for label in range(labels.shape[1]):
            kept = keep[:, label]
            wanted = labels[kept, label]
            if wanted.min() == wanted.max():
                weights.append(np.zeros(len(index)))
                bias.append(-6.0)
                continue
            model = LogisticRegression(C=STRENGTH[stage], solver="liblinear", tol=CLOSE, random_state=0)
            model.fit(ready[kept], wanted, weigh[kept])
            weights.append(model.coef_[0])
            bias.append(model.intercept_[0])
        table = np.array(weights, dtype=np.float32).T
        if not most or len(index) <= FEATURES[stage]:
            return LinearModel(index, rarity.astype(np.float32), table, np.array(bias, dtype=np.float32))
        weight = np.abs(table).max(1) * rarity
        names = list(index)
        index = {
            names[at]: place
            for place, at in enumerate(sorted(np.argsort(-weight, kind="stable")[: FEATURES[stage]]))
        }


def probabilities(model: LinearModel, features: Sequence[Sequence[str]]) -> np.ndarray:
    ready = _weighted(_matrix(features, model.index), model.rarity)
    return 1 / (1 + np.exp(-(ready @ model.weights + model.bias)))


def out_of_fold(rows: Rows, labels: np.ndarray, keep: np.ndarray, stage: str) -> np.ndarray:
    """Give what a model that has not seen a row's fold says of it."""
    found, folds = np.zeros(labels.shape), np.array(rows.folds)
    for fold_ in range(FOLDS):
        rest = folds == fold_
        model = fitted(rows, labels, keep & ~rest[:, None], stage)
        found[rest] = probabilities(model, [rows.features[at] for at in np.flatnonzero(rest)])
    return found
