"""The quick half of `make bench`: the targets themselves where there is room, else with room for a busy machine."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_run", Path(__file__).with_name("run.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def extractor(bench):
    return bench.load_extractor()


def test_the_gate_reads_many_times_what_trafilatura_reads_and_misses_hardly_anything(bench):
    pages, gate = bench.corpus()[::3], bench.load_gate()
    assert bench.recall(gate, pages) >= bench.RECALL_TARGET
    assert bench.gate_ratio(gate, [each.raw for each in pages]) >= bench.GATE_TARGET * 0.7


def test_the_extractor_has_not_become_slower_still(bench, extractor):
    texts = bench.relevant_pages(bench.corpus())[:3]
    assert bench.extractor_ratio(extractor, texts, bench.dressed) < bench.WORST


def test_time_grows_with_the_text_and_not_with_its_square(bench, extractor):
    text = bench.relevant_pages(bench.corpus())[0]
    extractor.extract(bench.Page(text), bench.V)
    (short, first), *_, (long, last) = bench.growth(extractor, text, 80_000)
    assert last / long < 2.5 * first / short


@pytest.mark.parametrize(
    "name",
    [
        "empty text",
        "lone surrogates",
        "NUL bytes",
        "right-to-left marks",
        "zero-width spaces",
        "mixed quotes",
        "HTML fragments",
        "letters that change length",
    ],
)
def test_bad_input_yields_exact_offsets_and_no_exception(bench, extractor, name):
    assert bench.offsets_exact(extractor, bench.bad_input()[name])
