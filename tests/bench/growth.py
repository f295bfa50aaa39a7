"""What one more page costs while the news grows: comparisons and time, in worlds of 10,000 to 1,000,000 passages.

Part of `make bench`. Organisations have shares as words have in a text (Zipf), so a few have histories of many thousand
passages; the number of organisations grows with the news, their time does not. A page is drawn as often as its
organisation is spoken of, its block is cut as `build` cuts it, and derivation is run on it and on the neighbours that
would be derived with it. An organisation that is spoken of four times as much has made twice as many decisions, each
told by twice as many pages. Only the pages that are looked at are made, so a world of a million costs no memory.
"""

import random
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from statistics import mean

from graph.derive import derive
from graph.derive.choruses import choruses_of
from graph.derive.claims import positions_of
from graph.derive.contradictions import asked, may_clash
from graph.derive.contradictions import candidates as clash_pairs
from graph.derive.developments import supersessions
from graph.derive.events import candidates as event_pairs
from graph.derive.events import events_of
from graph.derive.said import all_said
from graph.derive.windows import LIMIT, joined, near, windows
from graph.identity import PLAIN
from graph.model import (
    Assertion,
    AssertionId,
    Document,
    PartialDate,
    Reading,
    Reason,
    Source,
    Version,
    document_id,
    quote_of,
    source_id,
    version_id,
)

TARGET = 1.3
SIZES = (10_000, 100_000, 1_000_000)
AN_ORGANISATION = 50  # passages of the average one
START, YEARS = date(2014, 1, 1), 12
TOOLS = ("ChatGPT", "Claude", "Gemini", "DeepSeek", "Codex")
ACTIONS = ("ban", "restrict", "require_approval", "allow", "lift")
SAMPLE = 30


@dataclass(frozen=True)
class Cost:
    """The work that one page makes.

    Units: pairs compared; seconds of this process, so that others on the machine do not count; passages looked at.
    """

    pairs: int
    seconds: float
    passages: int


def shares(passages: int) -> list[int]:
    """Give the passages of each organisation, the largest first."""
    number = passages // AN_ORGANISATION
    whole = sum(1 / rank for rank in range(1, number + 1))
    return [max(1, round(passages / whole / rank)) for rank in range(1, number + 1)]


@dataclass(frozen=True)
class Sketch:
    """A page before it is written. Units: `on` and `known` are ordinals of days."""

    number: int
    on: int
    known: int
    action: str
    tools: tuple[str, ...]
    dated: bool

    @property
    def day(self) -> int:
        """The day that its block is found by."""
        return self.on if self.dated else self.known


def history(size: int, seed: int) -> list[Sketch]:
    """Sketch the history of one organisation: decisions on any day of twelve years, and the pages that tell of them."""
    chance = random.Random(seed)
    told = max(1, round(size**0.5))
    pages: list[Sketch] = []
    while len(pages) < size:
        on = (START + timedelta(days=chance.randrange(YEARS * 365))).toordinal()
        action, tools = chance.choice(ACTIONS), tuple(chance.sample(TOOLS, chance.choice([1, 1, 2])))
        for _ in range(min(told, size - len(pages))):
            said = action if chance.random() < 0.9 else chance.choice(ACTIONS)
            known = on + min(int(chance.expovariate(1 / 6)), 60)
            pages.append(Sketch(len(pages), on, known, said, tools, chance.random() < 0.5))
    return pages


def page(sketch: Sketch, seed: int) -> Reading:
    """Write a page."""
    chance = random.Random(seed * 1_000_003 + sketch.number)
    source = Source(source_id(name := f"Outlet {chance.randrange(200)}"), name)
    url = f"http://p{sketch.number}.test/{seed}"
    words = " ".join(f"w{chance.randrange(5000)}" for _ in range(60))
    text = f"Meta does {sketch.action} to {' '.join(sketch.tools)} on page {sketch.number}. {words}"
    published = PartialDate.day(date.fromordinal(sketch.known), "page")
    document = Document(document_id(url), url, source.id)
    version = Version(
        version_id(document.id, "", text, published), document.id, "", text, published=published
    )
    reasons = (
        (Reason(chance.choice(["data_leak", "cost", "security"]), "x"),) if chance.random() < 0.4 else ()
    )
    assertion = Assertion(
        AssertionId(f"a-{seed}-{sketch.number}"), version.id, "Meta", sketch.action,  # type: ignore[arg-type]
        quote_of(text, 0, 20), tools=sketch.tools, reasons=reasons,
        effective=PartialDate.day(date.fromordinal(sketch.on)) if sketch.dated else None,
    )  # fmt: skip
    return Reading(source, document, version, (assertion,))


def refreshed(pages: Sequence[Sketch], seed: int, new: Sketch, limit: int) -> Iterator[list[Reading]]:
    """Give what a build derives anew for one page: its block and, if it lies next to them, the blocks beside it."""
    ordered = sorted(pages, key=lambda each: (each.day, each.number))
    days = [each.day for each in ordered]
    cuts = [cut for cut in windows(days, limit) if _between(days, cut.first, cut.last)]
    place = next(number for number, cut in enumerate(cuts) if cut.holds(new.day))

    def written(number: int) -> list[Reading]:
        cut = cuts[number]
        return [page(each, seed) for each in ordered[_from(days, cut.first) : _from(days, cut.last + 1)]]

    name = page(new, seed).version.id
    for here in range(max(0, place - 1), min(len(cuts), place + 2)):
        sides = [each for each in (here - 1, here + 1) if 0 <= each < len(cuts)]
        context = [each for side in sides for each in near(cuts[here], written(side))]
        if here == place or name in {each.version.id for each in context}:
            yield joined([*written(here), *context])


def _from(days: Sequence[int], day: int) -> int:
    return bisect_left(days, day)


def _between(days: Sequence[int], first: int, last: int) -> bool:
    return _from(days, first) < _from(days, last + 1)


def compared(readings: Sequence[Reading]) -> int:
    """Count the pairs that derivation asks anything of: for events, for clashes, for what came next.

    Shape: of two claims that may clash, every pair of their passages that a rule is asked of counts as well.
    """
    said = all_said(readings, PLAIN)
    firsts = [each.first for each in choruses_of(said)]
    events = events_of(said)
    positions = [position for event in events for position in positions_of(event)]
    pairs = [(positions[one], positions[other]) for one, other in clash_pairs(positions)]
    passages = sum(len(each) for pair in pairs if may_clash(*pair) for _, _, each in asked(*pair))
    return len(list(event_pairs(firsts))) + len(pairs) + passages + len(supersessions(events, frozenset()))


def cost(passages: int, seed: int, limit: int = LIMIT) -> Cost:
    """Give what one more page costs in a world of so many passages."""
    chance = random.Random(seed)
    sizes = shares(passages)
    (rank,) = chance.choices(range(len(sizes)), cum_weights=list(accumulate(sizes)))
    pages = history(sizes[rank], rank)
    blocks = list(refreshed(pages, rank, chance.choice(pages), limit))
    start = time.process_time()
    for each in blocks:
        derive(each)
    seconds = time.process_time() - start
    return Cost(sum(map(compared, blocks)), seconds, sum(map(len, blocks)))


def measured(sizes: Sequence[int] = SIZES, sample: int = SAMPLE, limit: int = LIMIT) -> dict[int, Cost]:
    """Give the mean over a sample of pages, world by world in turn, so that a busy machine slows all of them."""
    costs: dict[int, list[Cost]] = {passages: [] for passages in sizes}
    for seed in range(sample):
        for passages, found in costs.items():
            found.append(cost(passages, seed, limit))
    return {
        passages: Cost(
            round(mean(each.pairs for each in found)), mean(each.seconds for each in found),
            round(mean(each.passages for each in found)),
        )
        for passages, found in costs.items()
    }  # fmt: skip


def main() -> None:
    print(
        f"growth     one more page, mean of {SAMPLE} (target: at most {TARGET} times the work at {SIZES[0]:,})"
    )
    print(
        f"           {'passages':>9} {'pairs':>9} {'seconds':>8} {'looked at':>9}  times pairs, seconds",
        flush=True,
    )
    found = measured()
    first = found[SIZES[0]]
    for passages, now in found.items():
        ratios = f"{now.pairs / first.pairs:5.2f} {now.seconds / first.seconds:5.2f}"
        print(f"           {passages:>9,} {now.pairs:>9,} {now.seconds:8.3f} {now.passages:>9,}  {ratios}")


if __name__ == "__main__":
    sys.exit(main())
