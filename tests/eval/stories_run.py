"""How many of the clashes that a reader would find between pages come out of what the extractor finds: no gate.

`python tests/eval/stories_run.py` reads the storylines of data/practice with the packaged extractor, derives what lies
between their pages and prints, for those that are developed on and those that judge, how many clashes there are, how
many were reported and how many of these are right: the right two pages, and of the right kind. `--missed` lists what
is missing in those that are developed on.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from derive_run import packaged
from practice_run import PRACTICE

from graph.derive.lines import Reader, derive_read

JUDGING = "abcd"
READ = 6  # storylines of these letters that may be read; the later ones judge
Found = tuple[str, str, str]  # kind, and the two pages in order


def stories(folder: Path = PRACTICE) -> dict[str, dict[str, Any]]:
    """Give the storylines by name."""
    paths = sorted((folder / "storylines").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def judges(name: str) -> bool:
    """Tell whether a storyline is one that nobody reads."""
    return name[0] in JUDGING and int(name[1:]) > READ


def wanted(story: Mapping[str, Any]) -> set[Found]:
    """Give the clashes that were written into a storyline."""
    return {_found(each["type"], each["a"]["page"], each["b"]["page"]) for each in story["clashes"]}


def reported(story: Mapping[str, Any], reader: Reader) -> set[Found]:
    """Give the clashes that are derived from what the extractor finds on the pages."""
    graph = derive_read(story["pages"], reader)
    return {
        _found(each.get("subtype") or "", each["from"].split("#")[0], each["to"].split("#")[0])
        for each in graph["relations"]
        if each["type"] == "contradicts"
    }


def _found(kind: str, one: str, other: str) -> Found:
    first, second = sorted((one, other))
    return kind, first, second


def counted(told: Iterable[tuple[set[Found], set[Found]]]) -> dict[str, Counter[str]]:
    """Count by kind and in all: how many there are, were reported, are of the right pages, and of the right kind."""
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for gold, found in told:
        pages = {each[1:] for each in gold}
        for kind in {each[0] for each in gold | found}:
            own, its = {each for each in gold if each[0] == kind}, {each for each in found if each[0] == kind}
            row = Counter(
                clashes=len(own),
                reported=len(its),
                pages=sum(each[1:] in pages for each in its),
                right=len(own & its),
            )
            counts.setdefault(kind, Counter()).update(row)
            counts["all"].update(row)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--missed", action="store_true", help="list the clashes that were not found")
    options = parser.parse_args()
    reader, every = packaged(), stories()
    found = {name: reported(story, reader) for name, story in every.items()}
    for title, part in (
        ("developed on", [each for each in every if not judges(each)]),
        ("judging", [each for each in every if judges(each)]),
    ):
        counts = counted((wanted(every[name]), found[name]) for name in part)
        print(f"\nclashes in {len(part)} practice storylines, {title}")
        print(f"{'':14}{'clashes':>9}{'reported':>10}{'right pages':>13}{'right kind':>12}")
        for kind, row in sorted(counts.items(), key=lambda item: -item[1]["clashes"]):
            print(f"{kind:14}{row['clashes']:9}{row['reported']:10}{row['pages']:13}{row['right']:12}")
    if options.missed:
        for name in (each for each in every if not judges(each)):
            for clash in every[name]["clashes"]:
                if _found(clash["type"], clash["a"]["page"], clash["b"]["page"]) not in found[name]:
                    print(f"{name} {clash['type']}: {clash['why']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
