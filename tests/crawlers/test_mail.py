import gzip
from datetime import UTC, date, datetime

import pytest

from crawlers.article import Unreadable, read_article
from crawlers.listing import Announced, UnreadableListing
from crawlers.mail import messages_in, read_archive, read_mbox, read_message
from graph.model import Link, PartialDate

BASE = "http://lists.test/dev/"
MESSAGE = """From ida at example.org  Wed Jul  1 08:00:00 2026
From: =?utf-8?q?Ida_Qu=C3=ADll?= <ida@example.org>
Date: Wed, 1 Jul 2026 10:00:00 +0200
Subject: [dev] No code from
 a model
Message-ID: <{name}@example.org>

The project does not accept code that a language model wrote, as was
decided at https://lists.test/vote.

> Is Copilot included?
> I hope so.

From now on, yes.
--\u0020
Ida
"""


def mbox(*names):
    return "\n".join(MESSAGE.format(name=name) for name in names).encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_every_message_of_an_mbox_is_an_article(pack):
    first, second = read_mbox(pack(mbox("a", "b/c?d")), "http://lists.test/dev/2026-July.txt.gz").articles
    assert first.url == "http://lists.test/dev/a@example.org/"
    assert second.url == "http://lists.test/dev/b%2Fc%3Fd@example.org/"
    assert (first.author, first.title) == ("Ida Quíll", "[dev] No code from a model")
    assert first.published == PartialDate.day(date(2026, 7, 1), "page")
    assert first.published_at == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert first.text.splitlines() == [
        "The project does not accept code that a language model wrote, as was decided at https://lists.test/vote.",
        "> Is Copilot included?", "> I hope so.", "From now on, yes.",
    ]  # fmt: skip
    assert first.links == (Link("https://lists.test/vote"),)


def test_the_address_that_an_archive_gave_a_message_comes_first():
    raw = b"Archived-At: <https://lists.test/m/X5/?utm_source=a>\nMessage-ID: <a@b>\n\nWords."
    assert read_message(raw, BASE).url == "https://lists.test/m/X5/"


def test_a_message_in_html_alone_is_read_and_an_attachment_is_not():
    raw = (
        b"Message-ID: <a@b>\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n"
        b"Content-Transfer-Encoding: base64\n\nPHA+TWV0YSBiYW5zIENvZGV4LjwvcD4=\n--x\n"
        b"Content-Type: application/pdf\n\n%PDF\n--x--\n"
    )
    assert read_message(raw, BASE).text == "Meta bans Codex."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "unreadable"),
        (b"Subject: x\n\nWords.", "unreadable"),
        (b"Message-ID: <a@b>\n\n-- \nIda", "not an article"),
        (b"Message-ID: <a@b>\nContent-Type: image/png\n\nxx", "not an article"),
    ],
)
def test_a_message_without_address_or_text_says_so(raw, reason):
    found = read_message(raw, BASE)
    assert isinstance(found, Unreadable)
    assert found.reason == reason


@pytest.mark.parametrize(
    "raw",
    [
        b"Message-ID: <a@b>\nFrom: \xff\xfe@@<<>>\nDate: yesterday\nSubject: =?x?q?\xff?=\n\nWords \xff here.",
        b"Message-ID: <a@b>\nContent-Type: text/plain; charset=punycode\n\nWords.",
        b"Message-ID: <a@b>\nContent-Type: text/plain; charset=klingon\nDate: Fri, 99 Foo 2026\n\nWords.",
        b"Message-ID: <a@b>\nContent-Type: text/plain; charset=\xe9\nFrom: " + b"<" * 5000 + b"\n\nWords.",
    ],
)
def test_broken_headers_cost_no_message(raw):
    assert read_message(raw, BASE).text.startswith("Words")
    assert read_message(raw, BASE).published is None


def test_only_a_line_with_a_year_begins_a_message():
    assert len(list(messages_in(mbox("a", "b", "c")))) == 3
    assert list(messages_in(b"no mbox")) == []
    assert list(messages_in(b"")) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"\x1f\x8b\x00 junk", b"junk\n" + mbox("a")])
def test_what_is_no_mbox_is_named(body):
    assert isinstance(read_mbox(body, BASE), UnreadableListing)


FRONT = (
    "<table><tr><td>July 2026:</td><td><a href='2026-July/thread.html'>[ Thread ]</a>"
    "<a href='2026-July/subject.html'>[ Subject ]</a><a href='2026-July/date.html'>[ Date ]</a>"
    "<a href='2026-July.txt.gz'>[ Gzip ]</a></td></tr><tr><td><a href='2026-June/thread.html'>[ Thread ]</a></td>"
    "<td><a href='2026-May/thread.html'>[ Thread ]</a></td></tr></table>"
)
MONTH = (
    "<ul><li><a href='thread.html#start'>thread</a></li><li><a href='000017.html'>[dev]\n No models</a>"
    "<a name='17'></a><i>Ida</i></li><li><a href='000018.html'>Re: [dev]</a></li><li><a href='/x'>x</a></li></ul>"
)


def test_the_front_page_of_an_archive_leads_to_its_newest_months():
    assert read_archive(FRONT.encode(), BASE).lists == (
        Announced("archive", f"{BASE}2026-July/date.html"),
        Announced("archive", f"{BASE}2026-June/date.html"),
    )


def test_a_month_of_an_archive_names_its_messages():
    found = read_archive(MONTH.encode(), f"{BASE}2026-July/date.html").pages
    assert [(each.url, each.discovered.title, each.discovered.author) for each in found] == [
        (f"{BASE}2026-July/000017.html", "[dev] No models", "Ida"),
        (f"{BASE}2026-July/000018.html", "Re: [dev]", ""),
    ]


def test_an_archive_that_names_nothing_is_no_archive():
    assert isinstance(read_archive(b"<p>The list has moved.</p>", BASE), UnreadableListing)
    assert isinstance(read_archive(b"", BASE), UnreadableListing)


def test_a_message_page_of_an_archive_is_dated_by_the_line_above_it():
    words = (
        "The project does not accept code that a language model wrote, as the vote of last week decided it. "
        * 3
    )
    page = (
        "<html><head><title> [dev] No models</title></head><body><h1>[dev] No models</h1><b>Ida Quill</b> "
        "<a href='mailto:dev@lists.test'>ida at example.org</a><br><i>Wed Jul  1 08:00:00 UTC 2026</i><p><hr>"
        f"<!--beginarticle--><pre>{words}</pre><!--endarticle--><i>Thu Jan  1 00:00:00 UTC 1998</i></body></html>"
    )
    article = read_article(page, f"{BASE}2026-July/000017.html")
    assert article.published == PartialDate.day(date(2026, 7, 1), "page")
    assert article.published_at == datetime(2026, 7, 1, 8, tzinfo=UTC)
