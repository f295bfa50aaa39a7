"""Fits what each observation of graph/extract/date_evidence.py is worth and writes it into graph/lexicon/dates.toml.

    .venv/bin/python tests/eval/fit_dates.py [--practice DIR ...] [--dry]

It learns from the corpus without its held-out third and from the even practice pages; odd ones are left to judge.
The model gives each date of a page, and "none", a share of one: a softmax whose weights are kept small by a penalty,
fitted by gradient descent from zero, so that the same pages give the same figures. The rarest and the smallest
weights are dropped and the rest is fitted again.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import practice_run
import run

from graph.extract.actions import mask
from graph.extract.date_evidence import Asked, observations, place_of, reachable
from graph.extract.date_rules import LEVELS
from graph.extract.date_spans import shortest
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Analysis, Page

LEXICON = Path(__file__).parents[2] / "graph/lexicon/dates.toml"
MARK = "[weights]\n"
PENALTY = 3.0
REAL = 3  # how often a claim of the corpus counts: its pages are real
RARE = 8  # dates an observation must have been made of
KEPT = 150  # weights that are kept
STEPS = 250
EAGER = 0.3  # how much less than "none" a date may weigh: best balance of found and wrong on the even pages


@dataclass(frozen=True)
class Case:
    """One claim: the dates within reach with what is observed of each, and whether each is the right one."""

    names: list[list[str]]
    right: list[bool]
    times: int


def read_cases(folders: list[Path]) -> Iterator[Case]:
    """Give the cases of all pages that may be learnt from."""
    extractor = load_extractor()
    for record in run.gold_of().values():
        if not run.held_out(record):
            yield from page_cases(extractor, run.page_of(record), record, REAL)
    golds = {folder: practice_run.gold_of(folder) for folder in folders}
    held = {name: folder for folder in reversed(folders) for name in golds[folder]}
    for name, folder in sorted(held.items()):
        if int("".join(filter(str.isdigit, name))) % 2 == 0:
            record = golds[folder][name]
            yield from page_cases(extractor, practice_run.page_of(name, folder), record, 1)


def page_cases(extractor: Extractor, page: Page, record: Any, times: int) -> Iterator[Case]:
    """Give one case a claim whose sentence is found."""
    analysis = extractor.analyse(page)
    triggers = {one.index: found for one, found in extractor._triggers(analysis, mask(analysis))}
    for claim in record["claims"]:
        at = page.text.find(claim["quote"])
        sentence = next((each for each in analysis.sentences if each.end > at), None)
        if at < 0 or sentence is None:
            continue
        own = (each.start for each in triggers.get(sentence.index, ()) if each.rule.action == claim["action"])
        asked = Asked(sentence, next(own, sentence.start), claim["org"], claim["action"])
        yield case_of(extractor, analysis, asked, claim.get("event_date") or "", times)


def case_of(extractor: Extractor, analysis: Analysis, asked: Asked, wanted: str, times: int) -> Case:
    """Observe every date that one claim could have."""
    score = run.scorer()
    names, right = [], []
    for dated in reachable(extractor.dates, analysis, asked):
        value = dated[1].value
        text = shortest(value) if value else dated[1].yearless
        place = place_of(analysis, asked, dated)
        seen = sorted(set(observations(extractor.dates, analysis, asked, dated, place)))
        names.append([f"{level}.{each}" for level in LEVELS[place] for each in seen])
        right.append(bool(wanted and text and score.date_equal(wanted, text)))
    return Case(names, right, times)


def fit(cases: list[Case], index: dict[str, int]) -> tuple[np.ndarray, float]:
    """Give the weights, and what "none" weighs."""
    rows = [(number, at) for number, case in enumerate(cases) for at in range(len(case.names))]
    seen = np.zeros((len(rows), len(index)), np.float32)
    for row, (number, at) in enumerate(rows):
        seen[row, [index[name] for name in cases[number].names[at] if name in index]] = 1
    group = np.array([number for number, _ in rows])
    right = np.array([cases[number].right[at] for number, at in rows], float)
    none = np.array([not any(case.right) for case in cases], float)
    times = np.array([case.times for case in cases], float)
    weights = np.zeros(len(index) + 1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        worth = np.exp(np.clip(seen @ weights[:-1], -30, 30))
        nothing = np.exp(weights[-1])
        all_ = np.bincount(group, worth, len(cases)) + nothing
        good = np.bincount(group, worth * right, len(cases)) + nothing * none
        pull = times[group] * (worth / all_[group] - worth * right / good[group])
        slope = np.append(
            seen.T @ pull + PENALTY * weights[:-1], np.sum(times * (nothing / all_ - nothing * none / good))
        )
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        pace = 0.1 if step < 0.6 * STEPS else 0.03
        weights -= pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights[:-1], float(weights[-1])


def fitted(cases: list[Case]) -> tuple[dict[str, float], float]:
    """Fit, drop what weighs least, and fit the rest again. Gives weights by level and name, and the threshold."""
    counts = Counter(name for case in cases for names in case.names for name in names)
    index = {
        name: number for number, name in enumerate(sorted(each for each in counts if counts[each] >= RARE))
    }
    weights, _ = fit(cases, index)
    kept = sorted(sorted(index, key=lambda name: -abs(weights[index[name]]))[:KEPT])
    index = {name: number for number, name in enumerate(kept)}
    weights, none = fit(cases, index)
    return {name: float(weights[number]) for name, number in index.items()}, none - EAGER


def toml_of(weights: dict[str, float], threshold: float) -> str:
    """Write the tables of the lexicon."""
    lines = [MARK + f"threshold = {threshold:.2f}"]
    for level in sorted({name.split(".", 1)[0] for name in weights}):
        lines.append(f"[weights.{level}]")
        lines += [
            f'"{name.split(".", 1)[1]}" = {worth:.2f}'
            for name, worth in weights.items()
            if name.startswith(level + ".")
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practice", type=Path, nargs="+", default=[practice_run.PRACTICE])
    parser.add_argument("--dry", action="store_true", help="print the tables instead of writing them")
    args = parser.parse_args()
    written = toml_of(*fitted(list(read_cases(args.practice))))
    if args.dry:
        print(written)
    else:
        text = LEXICON.read_text()
        LEXICON.write_text(text[: text.index(MARK)] + written)


if __name__ == "__main__":
    main()
