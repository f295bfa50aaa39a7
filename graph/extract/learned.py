"""The learned part of the extractor as data: linear models over named features, and how they are stored.

A model says how likely something is and never makes a span: what it may choose among comes from the page. It is
trained by tests/eval/train.py on the annotated pages of data/ and read here with numpy alone.
"""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from graph.errors import ConfigError

FILE: Final = "learned.npz"
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Logistic regressions, one a label, over the same features weighted by their rarity.

    Shape: `index` gives each feature's row; `weights` has a row a feature and a column a label, `rarity` a number a
    feature, `bias` a number a label.
    """

    index: Mapping[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats

    def probabilities(self, features: Iterable[str]) -> Floats:
        """Give the probability of each label (0-1); features it has never seen count for nothing."""
        [only] = self.all_probabilities([features])
        return np.asarray(only, dtype=np.float32)

    def all_probabilities(self, things: Iterable[Iterable[str]]) -> Floats:
        """Give them for many things by the features of each, in one go. Shape: a row a thing, a column a label."""
        rows: list[int] = []
        starts: list[int] = []
        known: list[bool] = []
        for features in things:
            seen = set(map(self.index.get, features))
            seen.discard(None)
            known.append(bool(seen))
            if seen:
                starts.append(len(rows))
                rows.extend(seen)  # type: ignore[arg-type]
        scores = np.tile(self.bias, (len(known), 1))
        if rows:
            rarity = self.rarity[rows]
            length = np.sqrt(np.add.reduceat(rarity * rarity, starts))
            summed = np.add.reduceat(rarity[:, None] * self.weights[rows], starts)
            scores[known] += summed / np.maximum(length, 1e-9)[:, None]
        return logistic(scores)

    def contribution(self, feature: str, label: int) -> float:
        """Give what one feature adds to a label's score, before the length of its page's features is allowed for."""
        row = self.index.get(feature)
        return 0.0 if row is None else float(self.rarity[row] * self.weights[row, label])


@dataclass(frozen=True, slots=True)
class NumberModel:
    """One logistic regression over plain numbers, brought to a mean of 0 and a spread of 1."""

    weights: Floats
    bias: float
    mean: Floats
    spread: Floats

    def probability(self, numbers: Sequence[float]) -> float:
        """Give the probability for the numbers seen of a thing."""
        return float(logistic(np.asarray(self.score(numbers))))

    def score(self, numbers: Sequence[float]) -> float:
        """Give the log odds for the numbers seen of a thing."""
        seen = (np.asarray(numbers, dtype=np.float32) - self.mean) / self.spread
        return float(self.bias + seen @ self.weights)


def logistic(scores: npt.NDArray[Any]) -> Floats:
    """Turn scores into probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)


def log_odds(probability: float) -> float:
    """Give the logarithm of the odds, within bounds."""
    return math.log(max(probability, 1e-3) / max(1 - probability, 1e-3))


@dataclass(frozen=True, slots=True)
class Learned:
    """All models of the extractor.

    Shape: `names` (is this span an organisation, is it a product), `sayings` (a label for each of `actions`), `links`
    (is this its rule), `verdicts` (is this a claim) and `further` (is this sentence another claim of the same
    organisation and action), `grounds` (a label for each of `categories`: does this sentence give such a reason) and
    `because` (is this a reason of this claim), `sources` (does this claim go back to this source, by the words around
    it) and `origins` (the same by all that is seen), `dates` (is this date that of a rule), `dated` (has the rule of
    this sentence a date) and `when` (how much more than no date this date weighs as that of a claim); `known` are the
    words that pages write in lower case; `threshold` is the probability from which a claim is kept.
    """

    names: LinearModel
    sayings: LinearModel
    links: LinearModel
    verdicts: NumberModel
    further: NumberModel
    grounds: LinearModel
    because: NumberModel
    sources: LinearModel
    origins: NumberModel
    dates: LinearModel
    dated: LinearModel
    when: NumberModel
    known: frozenset[str]
    actions: tuple[str, ...]
    categories: tuple[str, ...]
    threshold: float

    @classmethod
    def load(cls, raw: bytes | None = None) -> Self:
        """Read the stored models, the packaged ones by default. Raises: ConfigError if they cannot be read."""
        try:
            content = files("graph.lexicon").joinpath(FILE).read_bytes() if raw is None else raw
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                return cls._from(stored)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise ConfigError(FILE, f"cannot be read: {error}; `make model` trains it anew") from error

    @classmethod
    def _from(cls, stored: Mapping[str, npt.NDArray[Any]]) -> Self:
        return cls(
            names=_model(stored, "names"),
            sayings=_model(stored, "sayings"),
            links=_model(stored, "links"),
            verdicts=_number_model(stored, "verdicts"),
            further=_number_model(stored, "further"),
            grounds=_model(stored, "grounds"),
            because=_number_model(stored, "because"),
            sources=_model(stored, "sources"),
            origins=_number_model(stored, "origins"),
            dates=_model(stored, "dates"),
            dated=_model(stored, "dated"),
            when=_number_model(stored, "when"),
            known=frozenset(_lines(stored["known"])),
            actions=tuple(_lines(stored["actions"])),
            categories=tuple(_lines(stored["categories"])),
            threshold=float(stored["threshold"]),
        )

    def stored(self) -> bytes:
        """Give the bytes that `load` reads: equal models, equal bytes."""
        parts: dict[str, npt.NDArray[Any]] = {
            "known": _text(sorted(self.known)),
            "actions": _text(self.actions),
            "categories": _text(self.categories),
            "threshold": np.float64(self.threshold),  # type: ignore[dict-item]
        }
        for name in ("names", "sayings", "links", "grounds", "sources", "dates", "dated"):
            model = getattr(self, name)
            parts |= {
                f"{name}_features": _text(model.index),
                f"{name}_rarity": model.rarity.astype(np.float16),
                f"{name}_weights": model.weights.astype(np.float16),
                f"{name}_bias": model.bias,
            }
        for name in ("verdicts", "further", "because", "origins", "when"):
            numbers = getattr(self, name)
            parts |= {
                f"{name}_weights": numbers.weights,
                f"{name}_bias": np.float64(numbers.bias),  # type: ignore[dict-item]
                f"{name}_mean": numbers.mean,
                f"{name}_spread": numbers.spread,
            }
        held = io.BytesIO()
        np.savez_compressed(held, **parts)  # type: ignore[arg-type]
        return held.getvalue()


def _model(stored: Mapping[str, npt.NDArray[Any]], name: str) -> LinearModel:
    features = _lines(stored[f"{name}_features"])
    return LinearModel(
        {each: row for row, each in enumerate(features)},
        stored[f"{name}_rarity"].astype(np.float32),
        stored[f"{name}_weights"].astype(np.float32),
        np.asarray(stored[f"{name}_bias"], dtype=np.float32),
    )


def _number_model(stored: Mapping[str, npt.NDArray[Any]], name: str) -> NumberModel:
    weights, mean, spread = (
        np.asarray(stored[f"{name}_{part}"], dtype=np.float32) for part in ("weights", "mean", "spread")
    )
    return NumberModel(weights, float(stored[f"{name}_bias"]), mean, spread)


def _text(words: Iterable[str]) -> npt.NDArray[Any]:
    """Give words as bytes of one text, a line each."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _lines(text: npt.NDArray[Any]) -> list[str]:
    return text.tobytes().decode().split("\n")
