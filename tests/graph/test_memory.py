"""What goes through a graph from end to end holds a portion of it at a time, however large the graph is."""

import gc
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.build import Progress, build
from graph.copying import CopyProgress, copy
from graph.derive import block_of, derive
from graph.model import Block
from graph.rule import judgement
from graph.store.sqlite import open_sqlite

FEW, MANY = 300, 1200
SLACK = 30_000  # bytes: a quarter of what the names of the blocks more take that are in MANY, held once

Tell = Callable[[Progress | CopyProgress], None]


class _Reader:
    name = "nobody/1"

    def __call__(self, page: object) -> list[object]:
        raise AssertionError(page)


def _built(path: Path, tell: Tell) -> None:
    with open_sqlite(path) as store:
        build(store, _Reader(), block_of, derive, on_progress=tell)


def _built_anew(path: Path, tell: Tell) -> None:
    with open_sqlite(path) as store:
        build(store, _Reader(), block_of, derive, everything=True, on_progress=tell)


def _copied(path: Path, tell: Tell) -> None:
    with open_sqlite(path) as old, open_sqlite(path.with_suffix(".copy"), create=True) as new:
        copy(old, new, tell)


@pytest.mark.parametrize("work", [_built, _built_anew, _copied])
def test_what_is_held_does_not_grow_with_the_number_of_blocks(
    work: Callable[[Path, Tell], None], tmp_path: Path
) -> None:
    def tell(progress: Progress | CopyProgress) -> None:
        if progress.done == progress.total:
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])

    found: list[int] = []
    for size in (FEW, FEW, MANY):  # the first time fills what is remembered for good
        path, held = tmp_path / f"{len(found)}.db", list[int]()
        with open_sqlite(path, create=True) as store:
            names = [Block(f"organisation {number:06} of some town or other") for number in range(size)]
            ruling = judgement("other_entity", ["One", "Other"], "ida", datetime(2026, 7, 1, tzinfo=UTC))
            store.save_judgement(ruling, names)
            del names
        tracemalloc.start()
        work(path, tell)
        tracemalloc.stop()
        found.append(held[-1])
    assert found[2] - found[1] < SLACK, found
