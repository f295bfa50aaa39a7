"""What derivation gets right between pages, against floors that only rise.

`python tests/eval/derive_run.py` derives the storylines and the sample newsroom twice, from the claims that
people marked and from those that the packaged rules find, and prints both beside the figures to reach; it fails
if a figure fell below tests/eval/derive_floors.json. `--raise` writes better figures into the floors,
`--allow-regression` worse ones too. `--errors` lists what is wrong, `--write` keeps what was derived.
"""

import argparse
import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from crawlers.article import Article, read_article
from graph.build import PagesOnly
from graph.derive.contract import derive_pages
from graph.derive.lines import Reader, derive_read
from graph.extract.contract import claims_record
from graph.extract.extractor import load_extractor

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "data" / "corpus"
FLOORS = HERE / "derive_floors.json"
SLACK = 0.002  # a floor is a figure rounded down to this
WAYS = ("given", "extracted")

# What is to be reached from given claims, by the scorer's names.
TARGETS = {
    "same event (pairs) F1": 0.95,
    "contradicts P": 0.90,
    "contradicts R": 0.80,
    "developments exact R": 0.90,
    "citations (who rests on whom) F1": 0.90,
    "citations, sources by a word F1": 0.90,
    "copies F1": 1.0,
    "origins certain R": 0.95,
    "origins possible R": 0.95,
    "traps avoided R": 1.0,
    "newsroom: same event (pairs) F1": 0.95,
    "newsroom: copies F1": 1.0,
}
Floors = Mapping[str, Mapping[str, float]]


@dataclass
class Measured:
    """The figures of both ways, with what is wrong and what was derived."""

    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    derived: dict[str, dict[str, Any]] = field(default_factory=dict)


def scorer(corpus: Path = CORPUS) -> ModuleType:
    """Load the corpus's own scorer, which imports the one for single pages from beside it."""
    sys.path.insert(0, str(corpus))
    try:
        return importlib.import_module("score_storylines")
    finally:
        sys.path.remove(str(corpus))


def packaged() -> Reader:
    """Read pages by the packaged rules."""
    rules = PagesOnly(load_extractor())
    return Reader(
        text=lambda html, url: html,
        assertions=rules,
        claims=lambda name, found: claims_record(name, found, {})["claims"],
    )


# Storylines --------------------------------------------------------------------------------------------


def storylines(corpus: Path = CORPUS) -> dict[str, dict[str, Any]]:
    """Give the storylines by name."""
    files = sorted((corpus / "storylines").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def scored(
    score: ModuleType, stories: Mapping[str, Any], derived: Mapping[str, Any]
) -> tuple[dict[str, float], list[str]]:
    """Score what was derived; give figures by part and measure, and what is wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    errors: list[tuple[object, ...]] = []
    for name, record in stories.items():
        score.Storyline(name, record, derived[name], counts, errors).compare()
    found: dict[str, float] = {}
    for part in dict.fromkeys(part for part, _ in counts):
        hit, gold = counts[part, "hit"], counts[part, "gold"]
        if (part, "pred") in counts and "recall only" not in part:
            found |= three(score, part, hit, counts[part, "pred"], gold)
        else:
            found[f"{part} R"] = hit / gold if gold else 1.0
    return found, ["\t".join(map(str, error)) for error in errors]


def by_a_word(score: ModuleType, stories: Mapping[str, Any], derived: Mapping[str, Any]) -> dict[str, float]:
    """Score citations again, with unseen sources known by one word: gold describes them in words of its own."""
    hits = predicted = wanted = 0
    for name, story in stories.items():
        unseen = {each["id"]: each for each in story["unseen"]}
        gold = {(each["from"], each["to"]) for each in story["gold"]["citations"]}
        found = {
            (each["from"], _known_as(each["from"], each["to"], gold, unseen))
            for each in derived[name]["citations"]
        }
        hits, predicted, wanted = hits + len(found & gold), predicted + len(found), wanted + len(gold)
    return three(score, "citations, sources by a word", hits, predicted, wanted)


def reachable(stories: Mapping[str, Any]) -> tuple[int, int]:
    """Count the citations whose source gold names in words that the citing page, or what is given of it, has.

    Shape: those, and all. Scoring compares names letter by letter, so no system can tell the others from its input; one
    that names every source, and all the rest exactly as gold does, has this share for P, R and F1.
    """
    held = every = 0
    for story in stories.values():
        unseen = {each["id"]: _words(each["name"]) for each in story["unseen"]}
        told = {each["id"]: _told_by(each, story["gold"]["claims"][each["id"]]) for each in story["pages"]}
        for below, above in {(each["from"], each["to"]) for each in story["gold"]["citations"]}:
            held, every = held + (unseen.get(above, set()) <= told[below]), every + 1
    return held, every


def _told_by(page: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> set[str]:
    """Give the words of a page, of its day, and of what is given of its claims."""
    day = date.fromisoformat(page["published"][:10])
    given = (text for each in claims for text in (each["org"], each.get("unit", ""), *each["attribution"]))
    return _words(" ".join((page["title"], page["text"], page["outlet"], f"{day.day} {day:%B %Y}", *given)))


def _words(text: str) -> set[str]:
    little = {"a", "an", "and", "at", "by", "in", "not", "of", "s", "the", "to", "was", "who"}
    return set(re.findall(r"\w+", text.lower().replace("’", "'"))) - little


def _known_as(page: str, source: str, gold: set[tuple[str, str]], unseen: Mapping[str, Any]) -> str:
    """Give an unseen source gold's id, if the page rests on one with a word of its name."""
    words = set(re.findall(r"\w{4,}", source.lower()))
    for below, above in sorted(gold):
        if below == page and above in unseen:
            nameless = source.startswith("unnamed") and unseen[above]["kind"] == "anonymous"
            if nameless or words & set(re.findall(r"\w{4,}", unseen[above]["name"].lower())):
                return above
    return source


def three(score: ModuleType, part: str, hit: int, predicted: int, gold: int) -> dict[str, float]:
    """Give precision, recall and their mean by name."""
    return dict(zip((f"{part} P", f"{part} R", f"{part} F1"), score.f1(hit, predicted, gold), strict=True))


# The sample newsroom -----------------------------------------------------------------------------------


def newsroom(corpus: Path = CORPUS) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Give the newsroom's pages as the crawler reads them, and their claims."""
    records = (
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((corpus / "gold").glob("*.json"))
    )
    served = [record for record in records if "path" in record]
    return [_served(record, corpus) for record in served], {each["id"]: each["claims"] for each in served}


def _served(record: Mapping[str, Any], corpus: Path) -> dict[str, Any]:
    html = (corpus / record["path"]).read_text(encoding="utf-8")
    article = read_article(html, record["url"], follow_canonical=False)
    site = record["path"].split("/")[0]
    page = {
        "id": record["id"],
        "url": record["url"],
        "outlet": record.get("outlet") or "",
        "published": record.get("published") or "",
        "kind": {"site-b": "aggregation", "site-c": "commentary"}.get(site, "report"),
        "title": "",
        "text": "",
        "links": [],
    }
    if not isinstance(article, Article):
        return page
    return page | {
        "title": article.title,
        "text": article.text,
        "links": [each.url for each in article.links],
    }


def scored_newsroom(
    score: ModuleType, gold: Mapping[str, Any], claims: Mapping[str, Any], derived: Mapping[str, Any]
) -> dict[str, float]:
    """Score the newsroom by what its gold says between pages: a much shorter list than the storylines have.

    Shape: events are compared over the claims that gold puts into one.
    """
    names = score.carry_over({"claims": claims}, derived)
    groups = [group for story in gold["storylines"] for group in story["same_event"]]
    listed = {claim for group in groups for claim in group}
    same = score.event_pairs(groups, {})
    made = score.event_pairs(derived["same_event"], names)
    made = {pair for pair in made if set(pair) <= listed}
    copies = {(each["original"], each["copy"]) for each in gold["duplicates"]}
    copied = {(each["original"], each["copy"]) for each in derived["copies"]}
    cited = {(each["from"], each["to"]) for each in gold["citations"]}
    citing = {(each["from"], each["to"]) for each in derived["citations"]}
    return {
        **three(score, "newsroom: same event (pairs)", len(same & made), len(made), len(same)),
        **three(score, "newsroom: copies", len(copies & copied), len(copied), len(copies)),
        "newsroom: citations R": len(cited & citing) / len(cited),
        "newsroom: changes R": _share(_changes(gold), _related(derived, names, {"supersedes"})),
        "newsroom: clashes R": _share(_clashes(gold), _related(derived, names, {"contradicts", "disputes"})),
    }


def _share(wanted: set[frozenset[str]], found: set[frozenset[str]]) -> float:
    return len(wanted & found) / len(wanted)


def _related(derived: Mapping[str, Any], names: Mapping[str, str], kinds: set[str]) -> set[frozenset[str]]:
    """Give the pairs of claims that are related, and those of the same events for what supersedes."""
    events = {claim: group["claims"] for group in derived["same_event"] for claim in group["claims"]}
    found = set()
    for each in derived["relations"]:
        if each["type"] in kinds:
            ends = [events.get(each[end], [each[end]]) for end in ("from", "to")]
            found |= {frozenset((names.get(a, a), names.get(b, b))) for a in ends[0] for b in ends[1]}
    return found


def _changes(gold: Mapping[str, Any]) -> set[frozenset[str]]:
    steps = (step for story in gold["storylines"] for step in story["developments"])
    return {
        frozenset((step["from"], step["to"])) for step in steps if not step["type"].startswith("predicted")
    }


def _clashes(gold: Mapping[str, Any]) -> set[frozenset[str]]:
    """Give the clashes between two pages; those inside one are no relation between pages."""
    clashes = (clash["claims"] for story in gold["storylines"] for clash in story["contradictions"])
    return {frozenset(pair) for pair in clashes if len({claim.split("#")[0] for claim in pair}) == 2}


# Both ways ---------------------------------------------------------------------------------------------


def measure(ways: Sequence[str] = WAYS, corpus: Path = CORPUS) -> Measured:
    """Derive and score everything from given claims, from extracted ones, or both."""
    score, stories = scorer(corpus), storylines(corpus)
    pages, claims = newsroom(corpus)
    gold = json.loads((corpus / "storylines.json").read_text(encoding="utf-8"))
    result = Measured()
    for way in ways:
        reader = packaged() if way == "extracted" else None
        derived = {
            name: derive_read(each["pages"], reader)
            if reader
            else derive_pages(each["pages"], each["gold"]["claims"])
            for name, each in stories.items()
        }
        figures, errors = scored(score, stories, derived)
        figures |= by_a_word(score, stories, derived)
        derived["newsroom"] = derive_read(pages, reader) if reader else derive_pages(pages, claims)
        figures |= scored_newsroom(score, gold, claims, derived["newsroom"])
        result.figures[way] = {name: round(value, 4) for name, value in figures.items()}
        result.errors[way], result.derived[way] = errors, derived
    return result


def fallen(floors: Floors, now: Floors) -> list[str]:
    """Name every figure of the ways that were measured that is below its floor, or gone."""
    return [
        f"{way}: {name} is {now[way].get(name, 0.0):.4f}, its floor {floor:.4f}"
        for way, entries in floors.items()
        if way in now
        for name, floor in entries.items()
        if now[way].get(name, 0.0) < floor
    ]


def raised(floors: Floors, now: Floors, *, allow_regression: bool) -> dict[str, dict[str, float]]:
    """Give the floors that the figures of now allow; a floor is lowered only if that is allowed.

    Raises: ValueError if a figure fell and lowering is not allowed.
    """
    if not allow_regression and (below := fallen(floors, now)):
        raise ValueError("refusing to lower a floor: " + "; ".join(below))
    return {
        way: {name: round(int(value / SLACK + 1e-9) * SLACK, 4) for name, value in figures.items()}
        for way, figures in {**floors, **now}.items()
    }


def table(now: Floors) -> str:
    """Lay out the figures beside their targets."""
    names = dict.fromkeys(name for figures in now.values() for name in figures)
    rows = [f"{'':44}{'target':>8}" + "".join(f"{way:>11}" for way in now)]
    for name in names:
        target = f"{TARGETS[name]:8.2f}" if name in TARGETS else " " * 8
        rows.append(f"{name:44}{target}" + "".join(f"{now[way].get(name, 0.0):11.3f}" for way in now))
    return "\n".join(rows)


def floors_of(path: Path = FLOORS) -> dict[str, dict[str, float]]:
    """Read the floors; none are none."""
    found: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--raise", dest="raise_floors", action="store_true", help="write the figures into the floors"
    )
    parser.add_argument("--allow-regression", action="store_true", help="with --raise: lower floors too")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--write", type=Path, help="write what was derived into this folder")
    options = parser.parse_args(None if arguments is None else list(arguments))
    measured = measure()
    if options.errors:
        print("\n".join(f"{way}\t{error}" for way in WAYS for error in measured.errors[way]))
    for way, records in measured.derived.items() if options.write else ():
        folder = options.write / way
        folder.mkdir(parents=True, exist_ok=True)
        for name, record in records.items():
            text = json.dumps(record, ensure_ascii=False, indent=1)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
    print(table(measured.figures))
    print(
        "citations: of {1}, {0} have a source that gold names in words of the page".format(
            *reachable(storylines())
        )
    )
    floors = floors_of()
    if options.raise_floors:
        kept = raised(floors, measured.figures, allow_regression=options.allow_regression)
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        return 0
    below = fallen(floors, measured.figures)
    print("\n".join(below) if below else "every figure is on or above its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
