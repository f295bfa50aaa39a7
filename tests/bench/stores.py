"""Measures both stores on worlds of growing size: `make bench` prints the table beside its targets.

Every phase is a process of its own, so that its memory is its own. Usage: stores.py [SIZE ...]
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "neo4j"))

import server
import world

from graph.ask import Desk
from graph.build import build
from graph.copying import copy
from graph.derive import derive
from graph.derive.blocks import block_of
from graph.identity import PLAIN
from graph.model import Assertion, Reading, Search
from graph.place import Server, place_of
from graph.store import Store
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_search import match_of

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
WEEK = date(2018, 3, 5), date(2018, 3, 11)
TOUCHED = 200  # blocks that a build derives anew
BENCH_SERVER = ("-Xmx3g", "-Dpagecache=2048")


def questions() -> list[Search]:
    """Give ten questions as people ask them: of one organisation, one tool, one week, and of everything."""
    some = world.name_of(5)
    return [
        Search(words=some),
        Search(words=f"{world.name_of(7)} security"),
        Search(words="Tool 250"),
        Search(words="distillation Tool 199"),
        Search(organisation=some),
        Search(organisation=world.name_of(0), action="ban"),
        Search(tool="Tool 280", action="require_approval"),
        Search(vendor="Maker 59", reason="copyright"),
        Search(since=date(2018, 3, 1), until=date(2018, 3, 7)),
        Search(),
    ]


def opened(place: str, *, create: bool = False) -> Store:
    where = place_of(place)
    if isinstance(where, Server):
        return open_neo4j(where, server.PASSWORD, create=create)
    return open_sqlite(where, create=create)


def memory() -> float:
    """Give the most memory that this process ever held. Units: MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor() -> float:
    """Give the processor time that this process has used; other people's work does not count. Units: seconds."""
    return time.process_time()


def ingest(place: str, size: int) -> dict[str, Any]:
    start, used = time.perf_counter(), processor()
    with opened(place, create=True) as store:
        for each in world.outlets():
            store.save_source(each)
        for portion in world.folders(size):
            store.save_folders(portion)
        stored = time.perf_counter()
        for some in world.blocks(size):
            store.save_blocks(some)
        done = time.perf_counter()
    return {
        "pages": size / (stored - start),
        "rules": size / (done - stored),
        "processor": processor() - used,
        "memory": memory(),
    }


def built(place: str, size: int) -> dict[str, Any]:
    """Derive anew what a day's pages would touch: as many organisations in a graph of any size."""
    with opened(place) as store:
        touched = [each.block for each in islice(world.stories(size), TOUCHED)]
        for each in touched:
            store.readings(each)  # whoever replaces what was derived has looked at its passages
            store.save_derived(each, store.derived_of(each), fresh=False)
        start = time.perf_counter()
        report = build(store, _Silent(), partial(block_of, identity=PLAIN), partial(derive, identity=PLAIN))
        return {"blocks": report.blocks / (time.perf_counter() - start), "memory": memory()}


class _Silent:
    """A reader that has read everything already."""

    name = world.READER

    def __call__(self, page: Reading) -> list[Assertion]:
        raise AssertionError(page.document.url)


Times = list[tuple[float, float]]


def asked(*works: Callable[[], object], rounds: int = ROUNDS) -> list[Times]:
    """Give how long each work took in each round, one after the other, after one round that warms up.

    Units: milliseconds, by the clock and by this process's processor time.
    """
    times: list[Times] = [[] for _ in works]
    for turn in range(rounds + 1):
        for work, its in zip(works, times, strict=True):
            start, used = time.perf_counter(), processor()
            work()
            took = ((time.perf_counter() - start) * 1000, (processor() - used) * 1000)
            if turn:
                its.append(took)
    return times


def median(work: Callable[[], object], rounds: int) -> float:
    [times] = asked(work, rounds=rounds)
    return statistics.median(clock for clock, _ in times)


def p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return ordered[max(0, round(len(ordered) * 0.95) - 1)]


def reads(place: str, size: int) -> dict[str, Any]:
    with opened(place) as store:
        whole: dict[str, Times] = {}
        bare: dict[str, Times] = {}
        for question in questions():
            name = _said(question)
            whole[name], bare[name] = asked(lambda q=question: store.search(q), _bare(store, question))
        worded = [_said(question) for question in questions() if question.words]
        answer = store.search(Search(organisation=world.name_of(0), relation="contradicts"))
        claim = answer.claims[0].id
        return {
            "p50": statistics.median(clock for times in whole.values() for clock, _ in times),
            "p95": p95(clock for times in whole.values() for clock, _ in times),
            # What the slowest question takes when the machine leaves it alone, by the clock.
            "best": p95(min(clock for clock, _ in times) for times in whole.values()),
            "used": p95(used for times in whole.values() for _, used in times),
            "worded": p95(used for name in worded for _, used in whole[name]),
            "bare": p95(used for name in worded for _, used in bare[name]),
            "each": {name: statistics.median(clock for clock, _ in times) for name, times in whole.items()},
            "dossier": median(lambda: Desk(store).card(claim), 5),
            "trail": median(lambda: store.trail(claim), 5),
            "board": median(lambda: _board(Desk(store)), 5),
            "week": median(lambda: Desk(store).week(*WEEK), 1),  # its answer is as large as the world is
            "lines": median(lambda: _developments(Desk(store)), 5),
            "tally": median(lambda: Desk(store).tally(), 5),
            "steps": _steps(store),
            "right": store.search(questions()[4]).total == known(size, 5),
        }


def _board(desk: Desk) -> None:
    """Ask what the screen of contradictions asks: how many there are of each kind, and the latest."""
    desk.clash_counts()
    desk.clashes()


def _developments(desk: Desk) -> None:
    """Ask what the screen of developments asks, of all organisations."""
    desk.story_counts()
    desk.stories()


def _bare(store: Store, question: Search) -> Callable[[], object]:
    """Give the question that SQLite's full-text index is asked alone: the best fifty rows for the same words."""
    database = getattr(getattr(store, "_db", None), "_connection", None)
    if database is None or not question.words:
        return lambda: None
    statement = "SELECT rowid FROM claim_search WHERE claim_search MATCH ? ORDER BY rank LIMIT 50"
    return lambda: database.execute(statement, [match_of(question.words)]).fetchall()


def _steps(store: Store) -> dict[str, tuple[int, int]]:
    """Count the work of SQLite's machine for each question, and for its words alone, whatever else the computer does.

    Units: thousands of instructions.
    """
    connection = getattr(getattr(store, "_db", None), "_connection", None)
    if connection is None:
        return {}
    bare = "SELECT rowid FROM claim_search WHERE claim_search MATCH ? ORDER BY rank LIMIT 50"
    counted = {}
    for question in questions():
        alone = (
            _counted(connection, lambda q=question: connection.execute(bare, [match_of(q.words)]).fetchall())
            if question.words
            else 0
        )
        counted[_said(question)] = (_counted(connection, lambda q=question: store.search(q)), alone)
    return counted


def _counted(connection: Any, work: Callable[[], object]) -> int:
    ticks = [0]

    def tick() -> int:
        ticks[0] += 1
        return 0

    connection.set_progress_handler(tick, 1000)
    work()
    connection.set_progress_handler(None, 0)
    return ticks[0]


def _said(question: Search) -> str:
    said = [f"{each.name}={value}" for each in fields(question) if (value := getattr(question, each.name))]
    return ", ".join(said[:-1]) or "everything"


def known(size: int, number: int) -> int:
    """Give how many claims the world has of an organisation."""
    story = next(each for each in world.stories(size) if each.organisation == world.name_of(number))
    return len(story.events) + story.clashes


def copied(source: str, target: str, size: int) -> dict[str, Any]:
    start = time.perf_counter()
    with opened(source) as old, opened(target, create=True) as new:
        copy(old, new)
        rate = size / (time.perf_counter() - start)
        return {"rate": rate, "memory": memory(), "equal": old.graph_hash() == new.graph_hash()}


PHASES: dict[str, Callable[..., dict[str, Any]]] = {"ingest": ingest, "reads": reads, "build": built}


def phase(name: str, *words: object) -> dict[str, Any]:
    command = [sys.executable, __file__, "--phase", name, *map(str, words)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def bytes_of(place: str, running: "server.Neo4j | None") -> int:
    if running is None:
        return sum(each.stat().st_size for each in Path(place).parent.glob(Path(place).name + "*"))
    running.restart()
    store = running.data / "databases" / server.DATABASE
    return sum(each.stat().st_size for each in store.rglob("*") if each.is_file())


def row(size: int, name: str, place: str, running: "server.Neo4j | None") -> dict[str, Any]:
    written, answered = phase("ingest", place, size), phase("reads", place, size)
    print(
        f"{size:>9,} {name:<7}{written['pages']:>8.0f}{written['rules']:>8.0f}{written['processor']:>7.0f}"
        f"{written['memory']:>6.0f}{bytes_of(place, running) / size:>7.0f}{answered['p50']:>8.1f}"
        f"{answered['p95']:>8.1f}{answered['best']:>8.1f}{answered['used']:>8.1f}{answered['worded']:>8.1f}"
        f"{answered['bare']:>8.1f}{answered['dossier']:>9.1f}{answered['trail']:>7.1f}{answered['board']:>7.1f}"
        f"{answered['week']:>7.1f}{answered['lines']:>7.1f}{answered['tally']:>7.1f}"
        f"  {'right' if answered['right'] else 'WRONG'}",
        flush=True,
    )
    for question, took in answered["each"].items():
        steps, bare = answered["steps"].get(question, (0, 0))
        work = f"{steps:>8,}k steps, {bare:>6,}k of them for the words alone" if steps else ""
        print(f"{'':>18}{took:>8.1f} ms  {question:<60}{work}", flush=True)
    return {"size": size, "store": name, **written, **answered}


def verdicts(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Set the figures beside their targets: the largest world against the smallest of the same run."""
    for name, most in (("sqlite", 3), ("neo4j", 2)):
        found = [each for each in rows if each["store"] == name]
        if not found:
            continue
        first, last = found[0], found[-1]
        if name == "sqlite":
            words = last["worded"] / last["bare"]
            yield f"sqlite {last['size']:,}: words p95 {words:.2f} x bare full text, processor time (target 1.5)"
        if first is not last:
            by = "used" if name == "sqlite" else "best"
            yield (
                f"{name} {last['size']:,}: p95 {last[by] / first[by]:.2f} x its own at {first['size']:,}, "
                f"{'processor time' if by == 'used' else 'each question at its best'} (target {most}); "
                f"by the clock {last['p95'] / first['p95']:.2f}; "
                f"memory of ingest {last['memory'] / first['memory']:.2f} x (target 1.2)"
            )


def main(sizes: list[int], stores: list[str]) -> None:
    print(
        "stores     rates in assertions a second by the clock, cpu: processor seconds of ingest (ours, not the"
    )
    print(
        "           server's), memory in MB, sizes in bytes an assertion, times in ms. best: the slowest question at"
    )
    print(
        "           its best; used, words, bare: p95 of processor time, which other people's work does not touch"
    )
    head = ("pages", "rules", "cpu", "MB", "bytes", "p50", "p95", "best", "used", "words", "bare", "dossier")
    widths = (8, 8, 7, 6, 7, 8, 8, 8, 8, 8, 8, 9, 7, 7, 7, 7, 7)
    names = (*head, "trail", "board", "week", "lines", "tally")
    print(f"{'size':>9} {'store':<7}" + "".join(f"{h:>{w}}" for h, w in zip(names, widths, strict=True)))
    rows: list[dict[str, Any]] = []
    memories: dict[str, list[float]] = {}
    for size in sizes:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="walkback-bench-")))
            places = {}
            if "sqlite" in stores:
                places["sqlite"] = str(folder / "walkback.db")
                rows.append(row(size, "sqlite", places["sqlite"], None))
            if "neo4j" in stores:
                running = server.Neo4j(options=BENCH_SERVER)
                stack.callback(running.stop)
                running.start()
                places["neo4j"] = str(running.place)
                rows.append(row(size, "neo4j", places["neo4j"], running))
            for name, held in [*_copies(size, places, folder), *_builds(size, places)]:
                memories.setdefault(name, []).append(held)
            shutil.rmtree(folder, ignore_errors=True)
    for line in verdicts(rows):
        print(line, flush=True)
    for name, held in memories.items():
        print(f"{name}: memory {held[-1] / held[0]:.2f} x (target 1.2)", flush=True)


def _copies(size: int, places: dict[str, str], folder: Path) -> Iterator[tuple[str, float]]:
    for name, source in places.items():
        result = phase("copy", source, str(folder / f"copy-of-{name}.db"), size)
        same = "same graph" if result["equal"] else "ANOTHER GRAPH"
        print(
            f"{size:>9,} copy of {name} to a file {result['rate']:.0f}/s, {result['memory']:.0f} MB, {same}",
            flush=True,
        )
        yield f"copy of {name}", result["memory"]


def _builds(size: int, places: dict[str, str]) -> Iterator[tuple[str, float]]:
    for name, place in places.items():
        result = phase("build", place, size)
        print(
            f"{size:>9,} build in {name}: {result['blocks']:.0f} blocks/s, {result['memory']:.0f} MB",
            flush=True,
        )
        yield f"build in {name}", result["memory"]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--phase"]:
        name, *words = sys.argv[2:]
        given = [int(each) if each.isdigit() else each for each in words]
        print(json.dumps({**PHASES, "copy": copied}[name](*given)))
    else:
        only = [each for each in sys.argv[1:] if each in ("sqlite", "neo4j")]
        main(
            [int(each) for each in sys.argv[1:] if each.isdigit()] or list(SIZES), only or ["sqlite", "neo4j"]
        )
