"""The generated world is what its measures say it is, and the stores hold it with flat memory and from indexes."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from graph.derive import block_of, derive
from graph.identity import identity_of
from graph.lexicon import load_lexicon
from graph.store.rules import require_quotes

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def world() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_world", HERE / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_world"] = module
    spec.loader.exec_module(module)
    return module


def test_a_world_has_the_size_that_is_asked_for_and_is_the_same_each_time(world):
    stories = list(world.stories(1500))
    assert sum(each.assertions for each in stories) == 1500
    assert stories == list(world.stories(1500))
    assert [each.assertions for each in stories[:3]] == [400, 246, 185], "Zipf's law"


def test_every_quote_of_the_world_stands_in_its_page(world):
    for story in world.stories(500):
        for reading in story.readings:
            for each in reading.assertions:
                require_quotes(reading.version.text, each)


def test_what_is_planned_is_what_is_derived(world):
    identity = identity_of(load_lexicon())
    for story in list(world.stories(1500))[5:9]:
        derived, planned = derive(story.readings, identity=identity), world.planned(story)
        assert {block_of(each, identity) for reading in story.readings for each in reading.assertions} == {
            story.block
        }
        assert len(derived.claims) == len(planned.claims) == len(story.events) + story.clashes
        clashes = [each for each in derived.relations if each.kind == "contradicts"]
        assert len(clashes) == len(planned.relations) == story.clashes


def test_memory_does_not_grow_with_the_graph(tmp_path):
    """The most memory of one process that takes in a world five times as large."""
    most = []
    for size in (1000, 5000):
        phase = [
            sys.executable,
            str(HERE / "stores.py"),
            "--phase",
            "ingest",
            str(tmp_path / f"{size}.db"),
            str(size),
        ]
        said = subprocess.run(phase, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout
        most.append(float(said.split('"memory": ')[1].rstrip("}\n")))
    assert most[1] < 1.2 * most[0]


def test_blocks_come_in_portions_and_none_is_left_out(world):
    portions = list(world.blocks(1500, claims=100))
    assert len(portions) > 2
    joined = {block: derived for each in portions for block, derived in each.items()}
    assert joined == {each.block: world.planned(each) for each in world.stories(1500)}
