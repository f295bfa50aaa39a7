"""Lists of the newer kinds that do what a crawler fears: each ends, says what it is, and costs no other list."""

import asyncio
import gzip
import json
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

import pytest

from crawlers import limits
from crawlers.archives import Capture, Spoiled, read_wacz
from crawlers.kinds import read_listing
from crawlers.listing import Listing, UnreadableListing
from crawlers.reader import Reader, Unread
from crawlers.run import CrawlPlan, crawl

URL = "http://desk.test/list/"
MANY = 20_000
LONGEST = limits.READING_SECONDS * 6.0  # by the clock, on a machine that others use too
GOOD = {
    "feed": '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1", "url": "/1"}]}',
    "archive": "<a href='000001.html'>One</a>",
    "mbox": "From a@b  Wed Jul  1 08:00:00 2026\nMessage-ID: <1@b>\n\nThe bank bans ChatGPT.\n\n",
    "discussions": '{"hits": [{"objectID": "1", "url": "http://desk.test/1"}]}',
    "thread": '{"id": 1, "author": "ida", "text": "The bank bans ChatGPT."}',
    "sitemap": "<urlset><url><loc>http://desk.test/1</loc></url></urlset>",
}


@dataclass(frozen=True)
class Case:
    """A list by its name, and what must be read of it: pages, other lists, articles, pages left out; or a problem."""

    name: str
    kind: str
    body: Callable[[], str | bytes]
    read: tuple[int, int, int, int] | str


def json_feed(*items):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items})


def dated(date="2026-07-01", title="t"):
    return {"url": "/1", "title": title, "date_published": date}


def mail(head, body="The bank bans ChatGPT."):
    return f"From a@b  Wed Jul  1 08:00:00 2026\n{head}\n\n{body}\n\n"


def nested(depth):
    """Write a message whose parts hold each other."""
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"From a@b  Wed Jul  1 08:00:00 2026\nMessage-ID: <deep@b>\n{heads}\nChatGPT\n\n"


def comments(number):
    children = [{"id": n, "author": "ida", "text": "No."} for n in range(2, number + 2)]
    return json.dumps({"id": 1, "author": "ida", "text": "Yes.", "children": children})


def deep(opening, inside, closing, depth=100_000):
    return opening * depth + inside + closing * depth


def anchors(write, numbers):
    return "".join(f"<a href='{write(n)}'>x</a>" for n in numbers)


def hits(number):
    each = ({"objectID": n, "url": f"http://desk.test/{n}", "num_comments": 1} for n in range(1, number + 1))
    return json.dumps({"hits": list(each)})


def index(number):
    named = "".join(f"<sitemap><loc>{URL}{n}</loc></sitemap>" for n in range(number))
    return f"<sitemapindex>{named}</sitemapindex>"


def said(text):
    return json.dumps({"id": 1, "author": "ida", "text": text})


ODD = ["x", 1, None, [], {"url": 7}, {"url": ["http://desk.test/2"]}, {"url": "javascript:1"}, {"id": {}}]
ODD += [{"objectID": "9" * 5000}, {"objectID": True, "url": "http://desk.test/"}]
NUMBER = "9" * 5000
FIRST, LETTERS, MONTHS = (5000, 0, 0, MANY - 5000), (0, 0, 5000, MANY - 5000), (0, limits.MONTHS, 0, 0)
LONG = "Message-ID: <2@b>\nSubject: " + "=?utf-8?q?x?= " * 5000
PUNYCODE = "Message-ID: <2@b>\nContent-Type: text/plain; charset=punycode"
ONE = json.loads(said("The bank bans ChatGPT."))
CASES = [
    Case("json-feed-of-20000", "feed", lambda: json_feed(*[{"url": f"/{n}"} for n in range(MANY)]), FIRST),
    Case("json-feed-nested", "feed", lambda: '{"items": ' + deep("[", "", "]") + "}", "no feed"),
    Case("json-feed-of-odd-items", "feed", lambda: json_feed({"url": "/1"}, *ODD), (2, 0, 0, 0)),
    Case("json-feed-with-an-endless-number", "feed", lambda: GOOD["feed"].replace('"1"', NUMBER), "no feed"),
    Case("json-feed-with-half-letters", "feed", lambda: json_feed(dated(title="\ud800")), (1, 0, 0, 0)),
    Case("json-feed-of-2999", "feed", lambda: json_feed(dated("2999-01-01T00:00:00Z")), (1, 0, 0, 0)),
    Case("json-feed-of-no-date", "feed", lambda: json_feed(dated("1" * 9999)), (1, 0, 0, 0)),
    Case("json-feed-cut-off", "feed", lambda: GOOD["feed"][:-9], "no feed"),
    Case("archive-of-20000", "archive", lambda: anchors("{:06}.html".format, range(MANY)), FIRST),
    Case(
        "archive-of-years",
        "archive",
        lambda: anchors("{}-July/thread.html".format, range(1000, 9999)),
        MONTHS,
    ),
    Case("archive-nested", "archive", lambda: deep("<i>", GOOD["archive"], "</i>"), "no archive"),
    Case("archive-that-leads-out", "archive", lambda: "<a href='../../../000001.html'>x</a>", "no archive"),
    Case("archive-packed-bomb", "archive", lambda: gzip.compress(b"\0" * 50 * limits.MIB), "no archive"),
    Case(
        "mbox-of-20000", "mbox", lambda: "".join(mail(f"Message-ID: <{n}@b>") for n in range(MANY)), LETTERS
    ),
    Case("mbox-packed-bomb", "mbox", lambda: gzip.compress(b"From a@b 2026\n" * 4 * limits.MIB), "no mbox"),
    Case("mbox-of-nested-parts", "mbox", lambda: nested(2000) + GOOD["mbox"], (0, 0, 1, 0)),
    Case("mbox-with-a-long-subject", "mbox", lambda: mail(LONG) + GOOD["mbox"], (0, 0, 2, 0)),
    Case("mbox-with-a-long-line", "mbox", lambda: mail("Message-ID: <2@b>", "x" * 9_000_000), (0, 0, 1, 0)),
    Case("mbox-of-separators", "mbox", lambda: "From a@b 2026\n" * MANY, (0, 0, 0, MANY - 5000)),
    Case("mbox-in-a-codec-of-ours", "mbox", lambda: mail(PUNYCODE, "ü-" * 900_000), (0, 0, 1, 0)),
    Case("search-of-20000", "discussions", lambda: hits(MANY), (1000, 1000, 0, MANY - 1000)),
    Case("search-of-odd-hits", "discussions", lambda: json.dumps({"hits": ODD}), (0, 0, 0, 0)),
    Case("search-nested", "discussions", lambda: '{"hits": ' + deep("[", "", "]") + "}", "no answer"),
    Case("thread-of-20000", "thread", lambda: comments(MANY), (0, 0, 5000, MANY + 1 - 5000)),
    Case("thread-nested", "thread", lambda: deep('{"id": 1, "children": [', "", "]}"), "no item"),
    Case("thread-of-nested-markup", "thread", lambda: said(deep("<i>", "No.", "</i>")), (0, 0, 0, 0)),
    Case("thread-of-odd-children", "thread", lambda: json.dumps(ONE | {"children": ODD}), (0, 0, 1, 0)),
    Case("index-of-20000", "sitemap", lambda: index(MANY), (0, MANY, 0, 0)),
    Case("index-packed-bomb", "sitemap", lambda: gzip.compress(b" " * 50 * limits.MIB), "no sitemap"),
    Case(
        "index-packed-twice", "sitemap", lambda: gzip.compress(gzip.compress(index(1).encode())), "no sitemap"
    ),
    Case("index-nested", "sitemap", lambda: deep("<sitemapindex>", "", "</sitemapindex>"), (0, 0, 0, 0)),
]


def read(reader, kind, body):
    """Read a list in the process that reads what strangers wrote."""
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    assert len(content) <= limits.BODY
    return asyncio.run(reader.read(read_listing, kind, content, URL))


@pytest.fixture(scope="module")
def outcomes():
    """Read every case, and a good list of its kind after each: by name what came of both, and the seconds."""
    found = {}
    with Reader() as reader:
        for case in CASES:
            began = time.monotonic()
            hostile = read(reader, case.kind, case.body())
            seconds = time.monotonic() - began
            found[case.name] = (hostile, read(reader, case.kind, GOOD[case.kind]), seconds)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_list_ends_is_named_and_costs_no_other(case, outcomes):
    hostile, good, seconds = outcomes[case.name]
    assert seconds < LONGEST
    assert isinstance(good, Listing)
    assert good.pages or good.articles
    if isinstance(case.read, str):
        assert isinstance(hostile, Unread | UnreadableListing)
        assert case.read in hostile.problem
    else:
        assert isinstance(hostile, Listing), hostile
        assert (len(hostile.pages), len(hostile.lists), len(hostile.articles), hostile.more) == case.read


def _entries(folder, **entries):
    """Write a WACZ file with these archives, in order, and one good one at the end."""
    path = folder / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in entries.items():
            whole.writestr(f"archive/{name}.warc", content)
        whole.writestr("archive/z.warc", _warc("http://desk.test/good", b"<p>The bank bans ChatGPT.</p>"))
    return path


def _warc(url, page):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-07-01T08:00:00Z\r\n"
    about = f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\nContent-Type: application/http;msgtype=response\r\n"
    return f"{head}{about}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb", lambda: _warc("http://desk.test/bomb", b"\0" * 50 * limits.MIB)),
        ("noise", lambda: bytes(range(256)) * 5000),
        ("empty", lambda: b""),
        ("script", lambda: _warc("javascript:1", b"<p>ChatGPT</p>")),
        ("file", lambda: _warc("file:///etc/passwd", b"<p>ChatGPT</p>")),
        ("line", lambda: b"WARC/1.1\r\nX: " + b"x" * 5 * limits.MIB),
    ],
)
def test_a_hostile_archive_in_a_wacz_costs_no_other(name, content, tmp_path):
    found = list(read_wacz(_entries(tmp_path, **{name: content()})))
    pages = [each.url for each in found if isinstance(each, Capture)]
    assert pages == ["http://desk.test/good"]
    assert all(len(each.problem) < 200 for each in found if isinstance(each, Spoiled))


def test_an_archive_in_a_wacz_that_is_not_what_its_sum_says_is_named(tmp_path):
    path = _entries(tmp_path, a=_warc("http://desk.test/a", b"<p>The bank bans ChatGPT.</p>" * 500))
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"archive/a.warc") + 80] ^= 0xFF
    path.write_bytes(bytes(raw))
    assert any(isinstance(each, Spoiled) for each in read_wacz(path))


@pytest.mark.slow
def test_lists_that_lead_to_lists_without_end_are_followed_to_their_bounds(
    answering, page, database, tmp_path
):
    """An index of indexes that grows with each, a search that always goes on, an archive of months of months."""
    numbers = count(1)

    def answer(path):
        host = path.removeprefix("http://").partition("/")[0]
        if host == "maps.test":
            named = "".join(
                f"<sitemap><loc>http://maps.test/{next(numbers)}.xml</loc></sitemap>" for _ in range(90)
            )
            return f"<sitemapindex>{named}</sitemapindex>" if path.endswith(".xml") else ""
        if host == "api.test" and "search" in path:
            first = 2_000_000_000 - 1000 * next(numbers)
            return json.dumps(
                {"hits": [{"objectID": first + n, "created_at_i": first + n} for n in range(1000)]}
            )
        if host == "mail.test" and path.endswith(".html"):
            return anchors("../{}-July/thread.html".format, range(2000, 2020))
        return page() if path.endswith("/good") else ""

    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[[source]]\nname = "Maps"\nhost = "maps.test"\nsitemaps = ["http://maps.test/0.xml"]\n'
        '[[source]]\nname = "Mail"\nhost = "mail.test"\narchives = ["http://mail.test/list/0/index.html"]\n'
        '[[source]]\nname = "Talk"\nhost = "api.test"\n'
        'discussions = [{ api = "http://api.test/v1", words = "ChatGPT", since = 2026-01-01 }]\n'
        '[[source]]\nname = "Good"\nhost = "good.test"\npages = ["http://good.test/good"]\n'
    )
    proxy = answering(answer)
    report = crawl(CrawlPlan(database, listed, proxy=proxy.address, delay=0))
    assert [each.page for each in report.stored] == ["http://good.test/good"]
    asked = Counter(each.removeprefix("http://").partition("/")[0] for each in proxy.asked)
    assert asked["maps.test"] == limits.LISTS_OF_A_SOURCE + 1  # and the robots.txt
    assert asked["api.test"] == limits.SEARCHES + 1
    assert asked["mail.test"] <= 1 + 1 + 2 * limits.MONTHS
    assert {each.problem.partition(" ")[2] for each in report.unreadable} == {
        f"sitemap {limits.SITEMAP_DEPTH + 1} levels deep",
        f"discussions {limits.SEARCHES + 1} levels deep",
        "archive 3 levels deep",
    }
