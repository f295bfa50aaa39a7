"""Trains the learned choice of dates: which dates are those of rules, which rules have one, and which date is whose.

`python tests/eval/train_dates.py` trains it alone and stores it beside the other models; `make model` trains all.
The choice is a softmax over the dates of a page and none, as in fit_dates.py, but over numbers; it learns from what the
other two models say of pages they have not seen. Same data, same bytes.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import run
from linear import FOLDS, Rows, fitted, out_of_fold
from scipy.optimize import minimize

from graph.extract.actions import mask
from graph.extract.date_evidence import Asked
from graph.extract.date_words import date_features, rule_features
from graph.extract.dating import EAGER, Seen, days_told, when_numbers
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.learned import Learned, LinearModel, NumberModel
from graph.extract.page import Analysis

PENALTY = 3.0  # how small weights are kept
REAL = 8.0  # how often a claim of the corpus counts: its pages are real
BOUND = 30.0  # scores beyond this make no difference
SCORE = run.scorer()


@dataclass(frozen=True)
class DatedPage:
    """An annotated page: its fold, and the names that its cast has for the organisations of its gold."""

    analysis: Analysis
    gold: Mapping[str, Any]
    fold: int
    names: Mapping[str, str]
    real: bool = False


@dataclass(frozen=True)
class Case:
    """A claim: what is seen of each date of its page, the days they give, which are right, and what it weighs."""

    numbers: np.ndarray
    days: Sequence[str]
    right: Sequence[bool]
    wanted: str
    fold: int
    times: float


@dataclass(frozen=True)
class DateModels:
    """The trained models, and what is told of them."""

    dates: LinearModel
    dated: LinearModel
    when: NumberModel
    told: str


def models_of(extractor: Extractor, pages: Sequence[DatedPage]) -> DateModels:
    """Train all three on annotated pages."""
    asked = [claims_of(extractor, each) for each in pages]
    told = [list(days_told(extractor.dates, each.analysis)) for each in pages]
    rows, labels = Rows(), []
    for page, days in zip(pages, told, strict=True):
        wanted = {claim["event_date"] for claim in page.gold["claims"] if claim.get("event_date")}
        for dated, day in days:
            rows.add(date_features(extractor.dates, page.analysis, dated), page)
            labels.append([any(SCORE.date_equal(each, day) for each in wanted)])
    dates, likely = learnt(rows, labels, "dates")
    rows, labels = Rows(), []
    for page, claims in zip(pages, asked, strict=True):
        for one, wanted in claims:
            rows.add(rule_features(extractor.dates, page.analysis, one.sentence, one.action), page)
            labels.append([bool(wanted)])
    dated, chances = learnt(rows, labels, "dated")
    cases, first, rule = [], 0, 0
    for page, days, claims in zip(pages, told, asked, strict=True):
        seen = [Seen(each, day, likely[first + at]) for at, (each, day) in enumerate(days)]
        for at, (one, wanted) in enumerate(claims):
            numbers = when_numbers(extractor.dates, page.analysis, one, seen, chances[rule + at])
            right = [bool(wanted) and SCORE.date_equal(wanted, each.day) for each in seen]
            names = [each.day for each in seen]
            cases.append(Case(np.array(numbers), names, right, wanted, page.fold, REAL if page.real else 1.0))
        first, rule = first + len(days), rule + len(claims)
    return DateModels(dates, dated, choice_of(cases), figures(cases))


def learnt(rows: Rows, labels: Sequence[Sequence[bool]], stage: str) -> tuple[LinearModel, list[float]]:
    """Give a model, and what others that have not seen a row's fold say of each row."""
    table = np.array(labels, int)
    keep = np.ones(table.shape, bool)
    unseen = out_of_fold(rows, table, keep, stage)
    return fitted(rows, table, keep, stage, most=True), unseen[:, 0].tolist()


def claims_of(extractor: Extractor, page: DatedPage) -> list[tuple[Asked, str]]:
    """Give the claims of a page whose quote is found, as the extractor would ask for their dates, with these."""
    analysis = page.analysis
    triggers = {one.index: found for one, found in extractor._triggers(analysis, mask(analysis))}
    found = []
    for claim in page.gold["claims"]:
        at = analysis.page.text.find(claim["quote"])
        sentence = next((each for each in analysis.sentences if each.end > at), None)
        if at < 0 or sentence is None:
            continue
        own = (each.start for each in triggers.get(sentence.index, ()) if each.rule.action == claim["action"])
        name = page.names.get(claim["org"], claim["org"])
        asked = Asked(sentence, next(own, sentence.start), name, claim["action"])
        found.append((asked, claim.get("event_date") or ""))
    return found


def choice_of(cases: Sequence[Case]) -> NumberModel:
    """Fit the softmax over the dates of each claim's page and none."""
    cases = [each for each in cases if each.days]
    numbers = np.vstack([each.numbers for each in cases])
    mean, spread = numbers.mean(0), np.maximum(numbers.std(0), 1e-6)
    ready = (numbers - mean) / spread
    group = np.repeat(np.arange(len(cases)), [len(each.days) for each in cases])
    right = np.concatenate([each.right for each in cases]).astype(float)
    none = np.array([not any(each.right) for each in cases], float)
    times = np.array([each.times for each in cases])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        worth = np.exp(np.clip(ready @ weights[:-1] + weights[-1], -BOUND, BOUND))
        every = np.bincount(group, worth, len(cases)) + 1
        good = np.bincount(group, worth * right, len(cases)) + none
        pull = times[group] * (worth / every[group] - worth * right / good[group])
        lost = float(times @ np.log(every / good)) + PENALTY / 2 * float(weights[:-1] @ weights[:-1])
        return lost, np.append(ready.T @ pull + PENALTY * weights[:-1], pull.sum())

    found = minimize(
        loss, np.zeros(ready.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    weights, mean, spread = (each.astype(np.float32) for each in (found.x[:-1], mean, spread))
    return NumberModel(weights, float(found.x[-1]), mean, spread)


def chosen(model: NumberModel, case: Case) -> str:
    """Give the day that a model chooses, empty for none."""
    totals: dict[str, float] = {}
    for day, numbers in zip(case.days, case.numbers, strict=True):
        totals[day] = totals.get(day, 0.0) + float(np.exp(model.score(numbers)))
    best = max(totals, key=lambda day: totals[day], default="")
    return best if best and np.log(totals[best]) > -EAGER else ""


def figures(cases: Sequence[Case]) -> str:
    """Tell how many dates models find that have not seen a claim's fold."""
    good = made = wanted = either = 0
    for fold in range(FOLDS):
        model = choice_of([each for each in cases if each.fold != fold])
        for case in (each for each in cases if each.fold == fold):
            day = chosen(model, case)
            good += bool(day and case.wanted) and SCORE.date_equal(case.wanted, day)
            made, wanted, either = (
                made + bool(day),
                wanted + bool(case.wanted),
                either + bool(day or case.wanted),
            )
    return (
        f"dates of given claims: F1 {2 * good / (made + wanted):.3f}; of {either} with a date on either side "
        f"{good / either:.3f} right"
    )


def pages_of(extractor: Extractor) -> list[DatedPage]:
    """Give all pages that may be learnt from, read with the stored models."""
    import train

    return [
        DatedPage(extractor.analyse(each.page), each.gold, each.fold, {}, real=each.corpus)
        for each in train.examples()
        if each.gold
    ]


def main() -> int:
    """Train and store."""
    extractor = load_extractor()
    models = models_of(extractor, pages_of(extractor))
    print(models.told)
    learned = replace(Learned.load(), dates=models.dates, dated=models.dated, when=models.when)
    target = run.HERE.parents[1] / "graph" / "lexicon" / "learned.npz"
    target.write_bytes(learned.stored())
    return 0


if __name__ == "__main__":
    sys.exit(main())
