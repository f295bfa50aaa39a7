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
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "neo4j"))

import server
import world
from neo4j import GraphDatabase

from graph.ask import Desk
from graph.copying import copy
from graph.model import Search
from graph.place import Server, place_of
from graph.store import Store
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite
from graph.store.sqlite_search import match_of

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
BENCH_SERVER = ("-Xmx3g", "-Dpagecache=1024")


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


def ingest(place: str, size: int) -> dict[str, Any]:
    start = time.perf_counter()
    with opened(place, create=True) as store:
        for each in world.outlets():
            store.save_source(each)
        for portion in world.folders(size):
            store.save_folders(portion)
        stored = time.perf_counter()
        for story in world.stories(size):
            store.save_derived(story.block, world.planned(story))
        done = time.perf_counter()
    return {"pages": size / (stored - start), "rules": size / (done - stored), "memory": memory()}


def asked(work: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Give how long each of some rounds took, after one that warms up. Units: milliseconds."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def reads(place: str, size: int) -> dict[str, Any]:
    with opened(place) as store:
        each = {_said(question): asked(lambda q=question: store.search(q)) for question in questions()}
        worded = {_said(question) for question in questions() if question.words}
        everything = [one for times in each.values() for one in times]
        answer = store.search(Search(organisation=world.name_of(0), relation="contradicts"))
        claim = answer.claims[0].id
        return {
            "p50": statistics.median(everything),
            "p95": p95(everything),
            "each": {name: statistics.median(times) for name, times in each.items()},
            "bare": _bare(store),
            "worded": p95([one for name in worded for one in each[name]]),
            "dossier": statistics.median(asked(lambda: Desk(store).card(claim), 5)),
            "trail": statistics.median(asked(lambda: store.trail(claim), 5)),
            "board": statistics.median(
                asked(lambda: Desk(store).pairs(store.relations(["contradicts"])[:20]), 3)
            ),
            "steps": _steps(store),
            "right": store.search(questions()[4]).total == known(size, 5),
        }


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


def _bare(store: Store) -> float:
    """Ask the full-text index of SQLite alone what the questions with words ask of it."""
    database = getattr(getattr(store, "_db", None), "_connection", None)
    if database is None:
        return 0.0
    statement = "SELECT rowid FROM claim_search WHERE claim_search MATCH ? ORDER BY rank LIMIT 50"
    times: list[float] = []
    for question in questions():
        if question.words:
            times += asked(lambda q=question: database.execute(statement, [match_of(q.words)]).fetchall())
    return p95(times)


def copied(source: str, target: str, size: int) -> dict[str, Any]:
    start = time.perf_counter()
    with opened(source) as old, opened(target, create=True) as new:
        copy(old, new)
        rate = size / (time.perf_counter() - start)
        return {"rate": rate, "memory": memory(), "equal": old.graph_hash() == new.graph_hash()}


PHASES: dict[str, Callable[..., dict[str, Any]]] = {"ingest": ingest, "reads": reads}


def phase(name: str, *words: object) -> dict[str, Any]:
    command = [sys.executable, __file__, "--phase", name, *map(str, words)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def bytes_of(place: str, running: "server.Neo4j | None") -> int:
    if running is None:
        return sum(each.stat().st_size for each in Path(place).parent.glob(Path(place).name + "*"))
    with GraphDatabase.driver(running.place.uri, auth=("neo4j", server.PASSWORD)) as driver:
        driver.execute_query("CALL db.checkpoint()", database_=server.DATABASE)
    store = running.data / "databases" / server.DATABASE
    return sum(each.stat().st_size for each in store.rglob("*") if each.is_file())


def row(size: int, name: str, place: str, running: "server.Neo4j | None") -> None:
    written, answered = phase("ingest", place, size), phase("reads", place, size)
    print(
        f"{size:>9,} {name:<7}{written['pages']:>8.0f}{written['rules']:>8.0f}{written['memory']:>7.0f}"
        f"{bytes_of(place, running) / size:>8.0f}{answered['p50']:>9.1f}{answered['p95']:>9.1f}"
        f"{answered['worded']:>9.1f}{answered['bare']:>9.1f}{answered['dossier']:>9.1f}{answered['trail']:>8.1f}"
        f"{answered['board']:>8.1f}  {'right' if answered['right'] else 'WRONG'}",
        flush=True,
    )
    for question, took in answered["each"].items():
        steps, bare = answered["steps"].get(question, (0, 0))
        work = f"{steps:>8,}k steps, {bare:>6,}k of them for the words alone" if steps else ""
        print(f"{'':>18}{took:>8.1f} ms  {question:<60}{work}", flush=True)


def main(sizes: list[int], stores: list[str]) -> None:
    print("stores     rates in assertions a second, memory in MB, sizes in bytes an assertion, times in ms")
    print(
        "           targets: words p95 at most 1.5 x bare; SQLite p95 at 1,000,000 at most 3 x that at 10,000,"
    )
    print("           Neo4j at most 2 x; memory flat within 20 %")
    head = ("pages", "rules", "MB", "bytes", "p50", "p95", "words95", "bare95", "dossier", "trail", "board")
    widths = (8, 8, 7, 8, 9, 9, 9, 9, 9, 8, 8)
    print(f"{'size':>9} {'store':<7}" + "".join(f"{h:>{w}}" for h, w in zip(head, widths, strict=True)))
    for size in sizes:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="walkback-bench-")))
            places = {}
            if "sqlite" in stores:
                places["sqlite"] = str(folder / "walkback.db")
                row(size, "sqlite", places["sqlite"], None)
            if "neo4j" in stores:
                running = server.Neo4j(options=BENCH_SERVER)
                stack.callback(running.stop)
                running.start()
                places["neo4j"] = str(running.place)
                row(size, "neo4j", places["neo4j"], running)
            if "sqlite" in stores:
                _copies(size, places, folder)
            shutil.rmtree(folder, ignore_errors=True)


def _copies(size: int, places: dict[str, str], folder: Path) -> None:
    for name, source in places.items():
        result = phase("copy", source, str(folder / f"copy-of-{name}.db"), size)
        same = "same graph" if result["equal"] else "ANOTHER GRAPH"
        print(
            f"{size:>9,} copy of {name} to a file {result['rate']:.0f}/s, {result['memory']:.0f} MB, {same}",
            flush=True,
        )


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
