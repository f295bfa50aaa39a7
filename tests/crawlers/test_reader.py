import asyncio
import os
import time

import pytest

from crawlers.article import Article, Unreadable, read_article
from crawlers.reader import Reader, Readers, Unread

URL = "http://desk.test/a"


@pytest.fixture
def reader():
    with Reader() as opened:
        yield opened


def test_a_page_is_read_there_as_it_would_be_here(reader, page):
    there = asyncio.run(reader.read(read_article, page(), URL))
    assert isinstance(there, Article)
    assert there == read_article(page(), URL)


def test_what_breaks_a_parser_is_told_and_the_next_page_is_read(reader, page):
    broken = asyncio.run(reader.read(read_article, page(), "no address"))
    assert isinstance(broken, Unread)
    assert "NotAWebAddress" in broken.problem
    assert isinstance(asyncio.run(reader.read(read_article, page("<p>No.</p>"), URL)), Unreadable)


@pytest.mark.slow
def test_reading_ends_when_its_time_is_up_and_the_next_page_is_read(reader, page):
    began = time.process_time(), time.monotonic()
    result = asyncio.run(reader.read(pow, 3, 10**10))
    assert result == Unread("reading it takes too long")
    assert time.monotonic() - began[1] < 120
    assert time.process_time() - began[0] < 2
    assert isinstance(asyncio.run(reader.read(read_article, page(), URL)), Article)


def test_reading_ends_when_its_memory_is_used_up(reader, page):
    result = asyncio.run(reader.read(bytes, 3 * 2**30))
    assert result == Unread("cannot be read: MemoryError: ")
    assert isinstance(asyncio.run(reader.read(read_article, page(), URL)), Article)


def test_several_readers_read_at_the_same_time():
    async def read_twice(readers):
        await asyncio.gather(readers.read(len, ""), readers.read(len, ""))  # both have started
        began = time.monotonic()
        await asyncio.gather(readers.read(time.sleep, 1.0), readers.read(time.sleep, 1.0))
        return time.monotonic() - began

    with Readers(2) as readers:
        assert 1.0 <= asyncio.run(read_twice(readers)) < 1.9


def test_a_reader_that_ends_is_replaced_and_the_others_go_on(page):
    async def read_all(readers):
        jobs = (readers.read(os._exit, 3), readers.read(read_article, page(), URL), readers.read(os._exit, 3))
        return await asyncio.gather(*jobs, readers.read(read_article, page(), URL))

    with Readers(2) as readers:
        ended, one, _, other = asyncio.run(read_all(readers))
    assert ended == Unread("reading it ended the process that does it, with code 3")
    assert one == other == read_article(page(), URL)
