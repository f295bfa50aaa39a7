"""The accuracy gate: what the extractor gets right on the sample newsroom, against floors that only rise.

`python tests/eval/run.py` prints the table and fails if a figure fell below tests/eval/floors.json;
`--raise` writes better figures into the floors, `--allow-regression` worse ones too. `--errors dev` lists what
is wrong on the development pages; of the held-out third only the kinds of errors are shown, so that nobody
tunes to its sentences.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from crawlers.article import Article, read_article
from graph.extract.contract import claims_record
from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Page
from graph.model import VersionId

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "data" / "corpus"
FLOORS = HERE / "floors.json"
SLACK = 0.002  # a floor is a figure rounded down to this
PARTS = ("all", "dev", "held")

# What the table shows: the scorer's names, with the figure to reach.
TARGETS = {
    "claims (org+action)": 0.88,
    "claims (org+action+all tools)": 0.72,
    "reasons (category)": 0.68,
    "modality, matched": 0.95,
    "attribution (outermost), matched": 0.80,
    "event_date": 0.78,
    "negatives kept empty": 0.90,
    "quote validity": 1.0,
}


def scorer(corpus: Path = CORPUS) -> ModuleType:
    """Load the corpus's own scorer."""
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(corpus / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_of(corpus: Path = CORPUS) -> dict[str, dict[str, Any]]:
    """Give the gold records by page id."""
    records = (
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((corpus / "gold").glob("*.json"))
    )
    return {record["id"]: record for record in records}


def held_out(record: Mapping[str, Any]) -> bool:
    """Tell whether a page belongs to the third nobody looks at: by the organisation most of its claims are on."""
    counts = Counter(claim["org"] for claim in record["claims"])
    key = min(counts, key=lambda name: (-counts[name], name)) if counts else record["id"]
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 3 == 0


def page_of(record: Mapping[str, Any], corpus: Path = CORPUS) -> Page:
    """Give a page of the corpus as the extractor gets it: its text, or what the crawler reads from its HTML."""
    if "path" not in record:
        raw = json.loads((corpus / "pages" / f"{record['id']}.json").read_text(encoding="utf-8"))
        return Page(
            raw["text"],
            raw.get("title") or "",
            raw.get("outlet") or "",
            published=day_of(raw.get("published")),
            url=raw.get("url") or "",
        )
    html = (corpus / record["path"]).read_text(encoding="utf-8")
    article = read_article(html, record["url"], follow_canonical=False)
    if not isinstance(article, Article):
        return Page("")
    return Page(
        article.text,
        article.title,
        record.get("outlet") or "",
        article.author,
        record["url"],
        day_of(record.get("published")),
    )


def day_of(published: str | None) -> date | None:
    return date.fromisoformat(published[:10]) if published and len(published) >= 10 else None


def predictions(extractor: Extractor, pages: Mapping[str, Page]) -> dict[str, dict[str, Any]]:
    """Run the extractor over pages; give one record a page in the shape of the gold files."""
    made = {}
    for page_id, page in pages.items():
        found = extractor.extract(page, VersionId(page_id))
        made[page_id] = claims_record(page_id, found, extractor.mentions(extractor.analyse(page)))
    return made


def figures(
    score: ModuleType, gold: dict[str, Any], predicted: dict[str, Any], corpus: Path = CORPUS
) -> dict[str, float]:
    """Give the scorer's figures by name: F1, and the share right on matched claims and on pages without claims."""
    counts, matched, page, quotes, _ = score.score(gold, predicted, corpus / "pages", corpus)
    found = {name: counts[name].prf()[2] for name in score.ORDER}
    found |= {f"{name}, matched": right / total for name, (right, total) in matched.items() if total}
    found |= {
        "precision": counts["claims (org+action)"].prf()[0],
        "recall": counts["claims (org+action)"].prf()[1],
    }
    right, total = page.get("pages without claims (negatives)", (0, 0))
    found["negatives kept empty"] = right / total if total else 1.0
    found["quote validity"] = quotes[0] / quotes[1] if quotes[1] else 0.0
    return {name: round(value, 4) for name, value in found.items()}


def by_rule(score: ModuleType, gold: dict[str, Any], predicted: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Count for each rule of the lexicon how many of its claims were right, and how many it made."""
    counts: dict[str, list[int]] = {}
    for page_id, record in predicted.items():
        left = Counter((score.norm_org(claim["org"]), claim["action"]) for claim in gold[page_id]["claims"])
        for claim in record["claims"]:
            key = (score.norm_org(claim["org"]), claim["action"])
            entry = counts.setdefault(claim["rule"], [0, 0])
            entry[0] += left[key] > 0
            entry[1] += 1
            left[key] -= 1
    return {rule: (right, made) for rule, (right, made) in sorted(counts.items())}


def fallen(floors: Mapping[str, Mapping[str, float]], now: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Name every figure that is below its floor, or gone."""
    return [
        f"{part}: {name} is {now.get(part, {}).get(name, 0.0):.4f}, its floor {floor:.4f}"
        for part, entries in floors.items()
        for name, floor in entries.items()
        if now.get(part, {}).get(name, 0.0) < floor
    ]


def raised(
    floors: Mapping[str, Mapping[str, float]],
    now: Mapping[str, Mapping[str, float]],
    *,
    allow_regression: bool,
) -> dict[str, dict[str, float]]:
    """Give the floors that the figures of now allow; a floor is lowered only if that is allowed.

    Raises: ValueError if a figure fell and lowering is not allowed.
    """
    if not allow_regression and (below := fallen(floors, now)):
        raise ValueError("refusing to lower a floor: " + "; ".join(below))
    return {
        part: {
            name: round(int(value / SLACK) * SLACK, 3) for name, value in now[part].items() if name in TARGETS
        }
        for part in now
    }


def measure(
    corpus: Path = CORPUS,
) -> tuple[dict[str, dict[str, float]], dict[str, Any], dict[str, Any], ModuleType]:
    """Score the extractor on all pages, on two thirds of the organisations, and on the held-out third."""
    score, gold = scorer(corpus), gold_of(corpus)
    predicted = predictions(
        load_extractor(), {page_id: page_of(record, corpus) for page_id, record in gold.items()}
    )
    chosen: dict[str, Callable[[Mapping[str, Any]], bool]] = {
        "all": lambda record: True,
        "dev": lambda record: not held_out(record),
        "held": held_out,
    }
    now = {
        part: figures(score, subset, {key: predicted[key] for key in subset}, corpus)
        for part, wanted in chosen.items()
        if (subset := {key: record for key, record in gold.items() if wanted(record)})
    }
    return now, gold, predicted, score


def table(now: Mapping[str, Mapping[str, float]]) -> str:
    """Lay out the figures beside their targets."""
    names = [*TARGETS, *sorted(set(now["all"]) - set(TARGETS))]
    rows = [f"{'':44}{'target':>8}" + "".join(f"{part:>8}" for part in PARTS)]
    for name in names:
        target = f"{TARGETS[name]:8.2f}" if name in TARGETS else " " * 8
        rows.append(f"{name:44}{target}" + "".join(f"{now[part].get(name, 0.0):8.3f}" for part in PARTS))
    return "\n".join(rows)


def errors(
    score: ModuleType, gold: dict[str, Any], predicted: dict[str, Any], corpus: Path = CORPUS
) -> Iterable[str]:
    """List what differs on the development pages, and count kinds of errors on the held-out ones."""
    held = {key for key, record in gold.items() if held_out(record)}
    kinds: Counter[str] = Counter()
    for error in score.score(gold, predicted, corpus / "pages", corpus)[4]:
        if error[0] in held:
            kinds[f"{error[1]} {error[3]}"] += 1
        else:
            yield "\t".join(map(str, error))
    yield "held out: " + ", ".join(f"{name} {count}" for name, count in kinds.most_common())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--raise", dest="raise_floors", action="store_true", help="write the figures into the floors"
    )
    parser.add_argument("--allow-regression", action="store_true", help="with --raise: lower floors too")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--rules", action="store_true", help="show right and made claims per rule")
    parser.add_argument("--write", type=Path, help="write the predictions into this folder")
    options = parser.parse_args(arguments)
    now, gold, predicted, score = measure()
    if options.errors:
        print("\n".join(errors(score, gold, predicted)))
    if options.rules:
        print(
            "\n".join(
                f"{rule:28}{right:5} of {made}"
                for rule, (right, made) in by_rule(score, gold, predicted).items()
            )
        )
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        for key, record in predicted.items():
            (options.write / f"{key}.json").write_text(
                json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8"
            )
    print(table(now))
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if options.raise_floors:
        kept = raised(floors, now, allow_regression=options.allow_regression)
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        return 0
    below = fallen(floors, now)
    print("\n".join(below) if below else "every figure is on or above its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
