"""A watch that goes on for ever: its rounds, its pauses, and its end by kill -9."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.report import CrawlReport
from crawlers.run import CrawlPlan, crawl
from crawlers.watch import LONGEST, SHORTEST, AlreadyWatched, alone, pause, rounds
from graph.errors import CrawlStopped, NotAWebAddress
from graph.store.ledger import Address
from graph.store.sqlite_ledger import open_ledger

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def plan(database):
    return CrawlPlan(database, contact="desk@example.org")


@pytest.mark.parametrize(
    ("due", "seconds"),
    [
        (timedelta(minutes=20), 1200),
        (timedelta(seconds=3), SHORTEST),
        (timedelta(days=-3), SHORTEST),
        (timedelta(days=3), LONGEST),
        (None, SHORTEST),
    ],
)
def test_the_next_round_comes_when_the_first_address_is_due(plan, due, seconds):
    with open_ledger(plan.database) as ledger:
        ledger.note([Address("k", "http://desk.test/", due_at=due and NOW + due)])
    assert pause(plan, NOW) == seconds


def test_with_nothing_to_wait_for_the_list_is_read_again_within_the_hour(plan):
    open_ledger(plan.database).close()
    assert pause(plan, NOW) == LONGEST


def test_a_store_in_trouble_is_given_time(plan):
    assert pause(plan, NOW) == SHORTEST


def test_a_mistake_ends_a_watch_in_its_first_round_and_trouble_ends_none(plan, site, page):
    with pytest.raises(NotAWebAddress):
        next(rounds(replace(plan, pages=("ftp://desk.test/",)), crawl))
    waits = []

    def break_it(seconds):
        waits.append(seconds)
        plan.database.write_bytes(b"no database" * 20)

    proxied = replace(
        plan, proxy=site({"desk.test/a.html": page()}), delay=0, pages=("http://desk.test/a.html",)
    )
    watched = rounds(proxied, crawl, wait=break_it)
    first, second = next(watched), next(watched)
    assert isinstance(first, CrawlReport)
    assert len(first.stored) == 1
    assert "no walkback database" in str(second)
    assert not isinstance(second, CrawlStopped)
    assert waits == [pytest.approx(3600, abs=30)]


def test_one_database_has_one_watch(plan):
    with alone(plan.database):
        with pytest.raises(AlreadyWatched, match=f"process {os.getpid()} runs"):
            next(rounds(plan, crawl))
        command = "from ui.cli import main; main()"
        second = subprocess.run(
            [sys.executable, "-P", "-c", command, "crawl", "--watch", "--db", str(plan.database)],
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | {"WALKBACK_CONTACT": "desk@example.org"},
            cwd=plan.database.parent,
        )
    assert second.returncode == 1
    assert second.stdout == ""
    assert len(second.stderr.splitlines()) == 1
    assert f"process {os.getpid()} runs `walkback crawl --watch` for it already" in second.stderr


def test_a_watch_that_was_killed_leaves_no_lock_behind(plan):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom crawlers.watch import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(plan.database)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyWatched, match=f"process {holder.pid} runs"), alone(plan.database):
            pass
        holder.kill()
    with alone(plan.database):
        pass
