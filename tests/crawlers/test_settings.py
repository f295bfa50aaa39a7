import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from crawlers import settings as ours
from crawlers.process import scrapy_settings, user_agent
from crawlers.run import CrawlPlan
from crawlers.sources import Outlet, SourceLimits, SourceList
from graph.model import Source, source_id


@pytest.fixture
def plan(database):
    return CrawlPlan(database)


def test_nobody_can_steer_a_running_crawl_from_outside(plan):
    settings = scrapy_settings(plan)
    assert settings.getbool("REMOTE_CONTROL_ENABLED") is False
    assert settings.getbool("TELNETCONSOLE_ENABLED") is False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_running_crawl_listens_nowhere(proxy, sources, database):
    """Asks the running process itself, through the file system of the kernel."""
    plan = CrawlPlan(database, sources, proxy=proxy, delay=0)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "crawlers.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(plan.to_json() + "\n")
        process.stdin.flush()
        assert "progress" in process.stdout.readline()
        sockets = {
            path.readlink().name for path in Path(f"/proc/{process.pid}/fd").iterdir() if path.is_symlink()
        }
        tables = [Path(f"/proc/{process.pid}/net/{name}").read_text() for name in ("tcp", "tcp6")]
        rows = [line.split() for table in tables for line in table.splitlines()[1:]]
        listening = [row for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]
        process.kill()
    assert any(name.startswith("socket:") for name in sockets)
    assert listening == []


def test_good_manners_are_the_default(plan):
    settings = scrapy_settings(plan)
    assert settings.getbool("ROBOTSTXT_OBEY") is True
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getfloat("DOWNLOAD_DELAY") == plan.delay == 1.0
    assert settings.getbool("COOKIES_ENABLED") is False


def test_a_source_that_wants_a_longer_pause_gets_it_on_all_its_hosts(plan):
    desk = Outlet(
        Source(source_id("Desk"), "Desk", host="desk.test"),
        ("http://feeds.test/f",),
        limits=SourceLimits(9, 3),
    )
    quick = Outlet(Source(source_id("Echo"), "Echo", host="echo.test"), limits=SourceLimits(9, 0.5))
    listed = SourceList((desk, quick))
    assert scrapy_settings(plan, listed).getdict("DOWNLOAD_SLOTS") == {
        host: {"delay": 3} for host in ("desk.test", "www.desk.test", "feeds.test")
    }
    assert not scrapy_settings(replace(plan, delay=0), listed).getdict("DOWNLOAD_SLOTS")


def test_what_strangers_can_make_us_swallow_is_bounded(plan):
    settings = scrapy_settings(plan)
    assert settings.getint("DOWNLOAD_MAXSIZE") == 10 * 1024 * 1024
    assert settings.getint("DOWNLOAD_TIMEOUT") == 30
    assert settings.getint("CONCURRENT_ITEMS") == 4
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES") is True


def test_every_setting_of_ours_is_one_that_scrapy_knows():
    names = {name for name in vars(ours) if name.isupper()}
    assert len(names) > 15
    assert {name for name in names if not hasattr(default_settings, name)} == set()


def test_the_user_agent_names_the_product_and_whom_to_write_to(plan):
    assert user_agent().startswith("walkback/")
    assert user_agent("desk@example.org").endswith(" (+desk@example.org)")
    assert scrapy_settings(plan)["USER_AGENT"] == user_agent()
