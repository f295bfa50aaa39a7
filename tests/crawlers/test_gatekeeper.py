import json

import pytest

from crawlers.gatekeeper import ONE_IN, is_sampled, load_gatekeeper
from crawlers.run import CrawlPlan, crawl
from graph.extract.extractor import load_extractor
from ui.export.lines import extract_lines

RAIN = "<p>It rained on the hills all week, and the river rose by more than an inch.</p>" * 3


@pytest.fixture
def sampled():
    """Give addresses that belong to the sample, and one that does not."""
    names = [f"http://desk.test/{n}" for n in range(2000)]
    kept = [each for each in names if is_sampled(each)]
    return kept, next(each for each in names if each not in kept)


def test_one_page_in_fifty_belongs_to_the_sample_whenever_it_is_met(sampled):
    kept, other = sampled
    assert 2000 / ONE_IN / 2 < len(kept) < 2000 / ONE_IN * 2
    assert all(map(is_sampled, kept))
    assert not is_sampled(other)


def test_only_pages_that_the_gate_passes_over_are_kept_and_only_of_the_sample(tmp_path, sampled):
    (kept, *_), other = sampled
    keeper = load_gatekeeper(tmp_path / "sample.jsonl")
    assert keeper.lets_in_text(kept, "Meta bans ChatGPT.")
    assert not keeper.lets_in_text(other, RAIN)
    assert not (tmp_path / "sample.jsonl").exists()
    assert not keeper.lets_in(kept, RAIN.encode(), lambda: RAIN)
    assert not load_gatekeeper().lets_in_text(kept, RAIN)
    (line,) = (tmp_path / "sample.jsonl").read_text().splitlines()
    assert json.loads(line) == {"id": kept, "url": kept, "html": RAIN}


def test_the_sample_of_a_crawl_is_what_extract_reads(site, page, database, tmp_path, sampled):
    kept, other = sampled
    files = {each.removeprefix("http://"): page(RAIN, title="Rain") for each in (*kept[:3], other)}
    links = "".join(f"<item><link>http://{name}</link></item>" for name in files)
    files["desk.test/f"] = f"<rss version='2.0'><channel>{links}</channel></rss>"
    listed = tmp_path / "sources.toml"
    listed.write_text('[[source]]\nname = "Desk"\nhost = "desk.test"\nfeeds = ["http://desk.test/f"]\n')
    sample = tmp_path / "sample.jsonl"
    report = crawl(CrawlPlan(database, listed, proxy=site(files), delay=0, gate_sample=sample))
    assert len(report.gated) == 4
    with sample.open("rb") as lines:
        answers = [json.loads(each) for each in extract_lines(lines, load_extractor())]
    assert {each["id"] for each in answers} == set(kept[:3])
    assert [each["claims"] for each in answers] == [[], [], []]
