"""How well the extractor carries over: its figures on the practice pages, which were written apart from its rules.

`python tests/eval/practice_run.py` prints the corpus's table for the pages that judge, which nothing is trained on, and
beside them for those that the models have learnt from. It pins nothing: these pages are a measure, not a gate.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import run

from graph.extract.extractor import load_extractor
from graph.extract.page import Page

PRACTICE = run.HERE.parents[1] / "data" / "practice"
SHOWN = tuple(run.TARGETS)
JUDGING = "qrstuvw"  # of these every second page judges
SIXTH = "h"  # of these every sixth
WHOLE = "i"  # of these all


def gold_of(folder: Path = PRACTICE) -> dict[str, dict[str, Any]]:
    """Give the gold records by page id."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted((folder / "gold").glob("*.json"))
    }


def page_of(page_id: str, folder: Path = PRACTICE) -> Page:
    """Give one practice page as the extractor gets it."""
    return page_from(json.loads((folder / "pages" / f"{page_id}.json").read_text("utf-8")))


def page_from(raw: Mapping[str, Any]) -> Page:
    """Give the record of a page as the extractor gets it."""
    return Page(
        raw["text"],
        raw.get("title") or "",
        raw.get("outlet") or "",
        published=run.day_of(raw.get("published")),
        url=raw.get("url") or "",
    )


def judging(page_id: str) -> bool:
    """Tell whether a page is one of those that judge, which nothing is trained on."""
    number = int("".join(each for each in page_id if each.isdigit()) or 0)
    odd, sixth = page_id[0] in JUDGING and number % 2 == 1, page_id[0] in SIXTH and number % 6 == 5
    return odd or sixth or page_id[0] in WHOLE


def main() -> int:
    """Print the table."""
    gold, extractor, score = gold_of(), load_extractor(), run.scorer()
    predicted = run.predictions(extractor, {name: page_of(name) for name in gold})
    parts: Mapping[str, Mapping[str, Any]] = {
        "judging": {name: record for name, record in gold.items() if judging(name)},
        "learnt": {name: record for name, record in gold.items() if not judging(name)},
    }
    scores = {name: run.figures(score, dict(part), predicted, PRACTICE) for name, part in parts.items()}
    print(f"\npractice pages: {len(parts['judging'])} that judge, {len(parts['learnt'])} learnt from")
    print(f"{'':44}{'target':>8}{'judging':>9}{'learnt':>9}")
    for name in SHOWN:
        print(f"{name:44}{run.TARGETS[name]:8.2f}" + "".join(f"{scores[part][name]:9.3f}" for part in scores))
    return 0


if __name__ == "__main__":
    sys.exit(main())
