"""What a page costs that nobody will read: few connections, few steps of the database, no more than that."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawlers import memory as module
from crawlers.memory import Memory
from crawlers.refusal import ABOUT_OTHER_THINGS
from crawlers.report import Settled, Skipped
from crawlers.run import CrawlPlan, crawl
from graph.store.sqlite_ledger import open_ledger

HOSTS, PAGES = 5, 6


@pytest.fixture
def proxy(page, answering):
    def answer(path):
        if path.endswith("robots.txt"):
            return ""
        if path.endswith("/moved"):
            return page(head=f'<meta http-equiv="refresh" content="0;url={path.replace("moved", "rule")}">')
        return (
            page()
            if path.endswith("/rule")
            else page("<p>The council mends the road.</p>" * 30, title="Road")
        )

    return answering(answer)


def test_pages_behind_one_proxy_share_its_lines_and_those_passed_over_cost_no_digest(
    proxy, database, tmp_path
):
    listed = tmp_path / "sources.toml"
    pages = [f"http://h{host}.test/{n}" for host in range(HOSTS) for n in range(PAGES)]
    links = "".join(f"<url><loc>{each}</loc></url>" for each in [*pages, "http://h0.test/moved"])
    answer = proxy.answer
    proxy.answer = lambda path: f"<urlset>{links}</urlset>" if path.endswith("list.xml") else answer(path)
    listed.write_text('[[source]]\nname = "Desk"\nhost = "h0.test"\nsitemaps = ["http://h0.test/list.xml"]\n')
    report = crawl(CrawlPlan(database, listed, proxy=proxy.address, delay=0))
    assert len(report.gated) == HOSTS * PAGES
    assert [each.page for each in report.stored] == ["http://h0.test/rule"]
    assert len(proxy.asked) > HOSTS * PAGES
    assert proxy.lines <= 2 * HOSTS
    with open_ledger(database) as ledger:
        assert ledger.address("http://h0.test/moved").digest
        assert {ledger.address(each).digest for each in pages} == {""}


@pytest.fixture
def remembered(database):
    with open_ledger(database) as ledger:
        yield Memory(ledger, "text/1", lambda url: False)


def passed_over(memory, number):
    url = f"http://desk.test/{number}"
    item = Settled(Skipped(url, ABOUT_OTHER_THINGS))
    memory.settle(item, item.what)
    return url


def test_pages_passed_over_are_written_down_together_and_known_meanwhile(remembered):
    url = passed_over(remembered, 0)
    assert remembered.ledger.address(url) is None
    assert remembered.page(url).outcome == "skipped"
    for number in range(1, module._TOGETHER):
        passed_over(remembered, number)
    assert remembered.ledger.address(url).outcome == "skipped"
    last = passed_over(remembered, module._TOGETHER)
    remembered.now = lambda: datetime.now(UTC) + timedelta(days=9999)
    assert last in {each.key for each in remembered.due(9999)}
    assert [each.key for each in remembered.due(1, [url])] != [url]


def test_a_page_passed_over_does_not_wait_long_for_others(remembered, monkeypatch):
    monkeypatch.setattr(module, "_MOMENT", 0.01)

    async def one():
        url = passed_over(remembered, 0)
        assert remembered.ledger.address(url) is None
        await asyncio.sleep(0.1)
        return url

    assert remembered.ledger.address(asyncio.run(one())).outcome == "skipped"
