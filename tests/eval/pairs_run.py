"""What the hand-written pairs give: of those that clash, which are found by kind; of the traps, which are avoided.

`python tests/eval/pairs_run.py` prints precision and recall by row of the table of contradictions, from
tests/graph/derive/pairs.toml; `--errors` names the pairs that come out wrong.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.derive import derive
from graph.derive.given import given

SUITE = Path(__file__).resolve().parents[1] / "graph" / "derive" / "pairs.toml"
TARGET_P, TARGET_R = 0.95, 0.90
ENDS = {"one": ("The Pewter Dispatch", "2025-03-04"), "other": ("Otter & Ledger", "2025-03-05")}
PAGE_FIELDS = ("title", "text")
ROWS = (
    "state", "negation", "population", "tools", "date", "number", "reason", "roles", "attribution", "headline_body",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One pair: the row it belongs to, whether it should clash, and the kinds of clash that were found."""

    row: str
    name: str
    clashes: bool
    found: frozenset[str]

    @property
    def right(self) -> bool:
        """A clash is found by its kind and no other; of a trap nothing is found but, perhaps, a dispute."""
        return self.found == {self.row} if self.clashes else self.found <= {"disputes"}


def suite(path: Path = SUITE) -> dict[str, list[dict[str, Any]]]:
    """Read the pairs: `clash` and `trap`."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def outcomes(pairs: Mapping[str, list[dict[str, Any]]]) -> Iterator[Outcome]:
    """Derive every pair on its own."""
    for kind, row in (("clash", "type"), ("trap", "row")):
        for pair in pairs[kind]:
            yield Outcome(pair[row], pair["name"], kind == "clash", found(pair))


def found(pair: Mapping[str, Any]) -> frozenset[str]:
    """Give the kinds of clash between two pages, or of a page with its title."""
    pages, claims = [], {}
    for end, (outlet, day) in ENDS.items():
        if end in pair:
            page, claim = told(end, pair["org"], pair[end], outlet, day)
            pages.append(page)
            claims[page["id"]] = [claim]
    relations = derive(given(pages, claims).readings).relations
    return frozenset(
        each.subtype if each.kind == "contradicts" else each.kind
        for each in relations
        if each.kind in {"contradicts", "headline_body", "disputes"}
    )


def told(
    end: str, org: str, said: Mapping[str, Any], outlet: str, day: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Turn one side of a pair into a page and its claim, in the shape of the gold files."""
    rest = {"action": "ban"} | dict(said)
    page = {
        "id": end,
        "outlet": rest.pop("outlet", outlet),
        "published": rest.pop("published", day),
        "title": rest.pop("title", ""),
        "kind": rest.pop("page_kind", "report"),
    }
    page["url"] = f"http://{end}.test/{page['published']}"
    quote = rest["quote"]
    page["text"] = f"{page['outlet']} writes this on {page['published']}. {quote}"
    claim = {
        "id": "c1",
        "org": org,
        "tools": ["ChatGPT"],
        "attribution": rest.pop("sources", ["self"]),
        "modality": "denial" if rest["action"] == "deny" else "fact_reported",
        "reasons": list(_reasons(rest)),
    }
    scope = {"type": rest.pop("kind", "employees"), "text": rest.pop("of", "")}
    scope |= {mark: rest.pop(mark, False) for mark in ("universal", "exclusive")}
    claim |= {"scope": scope} if scope["text"] or scope["type"] != "employees" else {}
    claim |= {"event_date": rest.pop("on")} if "on" in rest else {}
    return page, claim | rest


def _reasons(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from said.pop("reasons", ())
    because, instead, by = said.pop("because", ()), said.pop("instead", ""), said.pop("by", "author")
    for each in [because] if isinstance(because, str) else because:
        yield {"category": each, "text": each.replace("_", " "), "stated_by": "org", "stance": "stated"}
    if instead:
        holder = "author" if by == "org" else by
        yield {"category": instead, "text": instead, "stated_by": holder, "stance": "alternative"}


def measured(results: list[Outcome]) -> tuple[float, float]:
    """Give precision and recall over typed clashes: whatever is found on a trap counts against precision."""
    counts: Counter[str] = Counter()
    for each in results:
        made = each.found if each.clashes else each.found - {"disputes"}
        counts += Counter(hit=each.clashes and each.row in each.found, wanted=each.clashes, made=len(made))
    return counts["hit"] / counts["made"], counts["hit"] / counts["wanted"]


def main() -> int:
    results = list(outcomes(suite()))
    precision, recall = measured(results)
    clashing = sum(each.clashes for each in results)
    print(f"pairs written by hand: {clashing} that clash, {len(results) - clashing} traps")
    print(f"  precision {precision:.3f} (target {TARGET_P}), recall {recall:.3f} (target {TARGET_R})")
    for row in (*ROWS, "disputes"):
        mine = [each for each in results if each.row == row]
        clashes = [each for each in mine if each.clashes]
        traps_of = [each for each in mine if not each.clashes]
        right, avoided = (sum(each.right for each in each_kind) for each_kind in (clashes, traps_of))
        print(f"  {row:14}{right:3} of {len(clashes):2} clashes, {avoided:3} of {len(traps_of):2} traps")
    if "--errors" in sys.argv:
        for each in results:
            if not each.right:
                print(
                    f"  {'clash' if each.clashes else 'trap'} {each.row}: {each.name}: {sorted(each.found)}"
                )
    return 0 if precision >= TARGET_P and recall >= TARGET_R else 1


if __name__ == "__main__":
    sys.exit(main())
