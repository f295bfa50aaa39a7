"""Tells what changed between dated versions of policies: `tests/eval/terms_run.py [FOLDER]`.

The folder, ../shared/terms-history by default, has one file a version, VENDOR/DOCUMENT/DATE.md; `DATE-technical.md`
where the recorder says that only its own extraction has changed. It is no part of this repository.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graph.changes import Change, Snapshot, history
from graph.changes.account import account
from graph.changes.passages import words

FOLDER = Path(__file__).parents[3] / "shared" / "terms-history"
_TARGET = re.compile(r"\]\((https?://[^()\s]+)\)")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^)]*\))*\)")
_MARKS = re.compile(r"(?m)^\s*(?:#{1,6}\s+|[*+-]\s+|\d+\.\s+|>\s?)|[*_`]{1,3}|\\(?=[\W_])|^\s*[-=|: ]{3,}$")


def text_of(markdown: str) -> str:
    """Give the words of a Markdown file, a passage a line: link targets and marks are not the page's."""
    while (shorter := _LINK.sub(r"\1", markdown)) != markdown:
        markdown = shorter
    lines = (" ".join(_MARKS.sub("", line).replace("|", " ").split()) for line in markdown.splitlines())
    return "\n".join(lines)


def versions(folder: Path) -> list[Snapshot]:
    """Read the versions of one document. A technical one has the bytes of the version before it, and another reader."""
    found: list[Snapshot] = []
    reader = 1
    for file in sorted(folder.glob("*.md")):
        technical = file.stem.endswith("-technical")
        reader += technical
        digest = found[-1].digest if technical and found else file.stem
        raw = file.read_text("utf-8")
        found.append(
            Snapshot(
                file.stem[:10],
                folder.name,
                text_of(raw),
                links=tuple(dict.fromkeys(_TARGET.findall(raw))),
                digest=digest,
                reader=f"recorder/{reader}",
            )
        )
    return found


def documents(folder: Path) -> Iterator[tuple[str, list[Change]]]:
    for each in sorted({file.parent for file in folder.glob("*/*/*.md")}):
        yield str(each.relative_to(folder)), history(versions(each))


def is_true(change: Change) -> bool:
    """Check an account against the texts: each side stands there word for word, and nothing is left out.

    Shape: the words of the first text, less those said to have gone, and those said to have come, are the second's.
    """
    before, after = (f"\n{each.text}\n" for each in (change.before, change.after))
    stands = all(
        (not each.before or f"\n{each.before}\n" in before)
        and (not each.after or f"\n{each.after}\n" in after)
        for each in change.passages
    )
    whole = Counter(words(before))
    for each in change.passages:
        whole.subtract(words(each.before))
        whole.update(words(each.after))
    return stands and +whole == Counter(words(after)) and -whole == Counter()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--figures", action="store_true", help="no accounts, only the figures")
    args = parser.parse_args()
    told: list[Change] = []
    for name, found in documents(args.folder):
        for change in found:
            if not args.figures:
                print(name, *account(change), sep="\n", end="\n\n")
        told += found
    kinds = {kind: sum(each.kind == kind for each in told) for kind in ("source", "extractor", "revert")}
    longest = max((len(list(account(each))) for each in told), default=0)
    print(
        f"{len(told)} pairs: {kinds}; longest account {longest} lines; {sum(map(is_true, told))} true to both texts"
    )


if __name__ == "__main__":
    main()
