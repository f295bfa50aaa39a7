import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.listing import Announced, Listing, UnreadableListing
from crawlers.threads import ITEM, first_search, read_discussions, read_thread
from graph.model import Link, PartialDate

API = "http://api.test/v1"


def hit(number, **given):
    return {
        "objectID": str(number),
        "title": f"Story {number}",
        "num_comments": 3,
        "created_at_i": 1000 + number,
        **given,
    }


def item(number, author="ida", text="Meta bans it.", **given):
    given.setdefault("children", [])
    return {"id": number, "author": author, "text": text, "created_at_i": 1782892800, **given}


def searched(announced):
    return {key: value[0] for key, value in parse_qs(urlsplit(announced.url).query).items()}


def answer(*hits):
    return json.dumps({"hits": list(hits)}).encode()


def test_the_newest_stories_are_asked_for_and_all_of_them_if_a_first_day_is_given():
    newest = first_search(API + "/", "Claude Code", None)
    assert newest.kind == "discussions"
    assert newest.url.startswith("http://api.test/v1/search_by_date?")
    assert searched(newest) == {"tags": "story", "query": "Claude Code", "hitsPerPage": "100"}
    whole = searched(first_search(API, "x", date(1970, 1, 2)))
    assert (whole["hitsPerPage"], whole["numericFilters"]) == ("1000", "created_at_i>=86400")


def test_a_search_gives_the_pages_of_stories_and_the_threads_that_hold_something():
    url = first_search(API, "x", None).url
    found = read_discussions(
        answer(
            hit(1, url="http://d.test/1"), hit(2, num_comments=0, url="http://d.test/2"),
            hit(3, url=None, num_comments=0, story_text="Ask"), hit(4, url="ftp://x", num_comments=0), {"x": 1}, 7,
        ),
        url,
    )  # fmt: skip
    assert [(each.url, each.discovered.title) for each in found.pages] == [
        ("http://d.test/1", "Story 1"),
        ("http://d.test/2", "Story 2"),
    ]
    assert found.lists == (Announced("thread", f"{API}/items/1"), Announced("thread", f"{API}/items/3"))


def test_a_full_answer_of_a_search_since_a_day_goes_on_before_its_oldest_story():
    first = first_search(API, "x", date(1970, 1, 1)).url.replace("hitsPerPage=1000", "hitsPerPage=2")
    one = read_discussions(answer(hit(9), hit(8)), first).lists[-1]
    assert one.kind == "discussions"
    assert searched(one)["numericFilters"] == "created_at_i>=0,created_at_i<1008"
    two = read_discussions(answer(hit(7), hit(6)), one.url).lists[-1]
    assert searched(two)["numericFilters"] == "created_at_i>=0,created_at_i<1006"
    assert {each.kind for each in read_discussions(answer(hit(5)), two.url).lists} == {"thread"}


def test_every_comment_speaks_for_its_author_at_its_own_address():
    story = item(
        1, "submitter", None, title="Meta bans Claude Code", url="http://d.test/1",
        children=[
            item(2, "ida", "It&#x27;s about <a href=\"http://e.test/memo\">the memo</a>.<p>&gt; quoted",
                 children=[item(3, "bo", "No.")]),
            item(4, None, None), item(5, "deleted", ""), None, "junk",
        ],
    )  # fmt: skip
    listing = read_thread(json.dumps(story).encode(), f"{API}/items/1")
    first, second = listing.articles
    assert (first.url, first.author, first.title) == (f"{ITEM}2", "ida", "ida on Hacker News")
    assert first.text == "It's about the memo.\n> quoted"
    assert first.links == (Link("http://d.test/1"), Link("http://e.test/memo", "the memo"))
    assert first.published == PartialDate.day(date(2026, 7, 1), "page")
    assert first.published_at == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert (second.url, second.text) == (f"{ITEM}3", "No.")


def test_a_story_with_a_text_of_its_own_is_an_article_that_its_comments_point_to():
    story = item(1, "asker", "Who bans it?", title="Ask HN: who?", children=[item(2)])
    own, comment = read_thread(json.dumps(story).encode(), API).articles
    assert (own.url, own.title, own.links) == (f"{ITEM}1", "Ask HN: who?", ())
    assert comment.links == (Link(f"{ITEM}1"),)


def test_a_thread_as_deep_as_it_gets_is_read_or_named():
    deep = item(1)
    for number in range(2, 400):
        deep = item(number, children=[deep])
    assert len(read_thread(json.dumps(deep).encode(), API).articles) == 399
    hopeless = b'{"id":1,"children":[' * 200_000
    assert isinstance(read_thread(hopeless, API), UnreadableListing)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"hits": 3}', b"<html>", b'{"message": "invalid filter"}']
)
def test_what_is_no_answer_is_never_taken_for_no_hits(body):
    assert isinstance(read_discussions(body, API), UnreadableListing)
    assert isinstance(read_thread(body, API), UnreadableListing)


def test_no_hits_are_no_trouble():
    assert read_discussions(answer(), API) == Listing()


def test_strange_moments_and_numbers_date_nothing():
    for moment in (None, "yesterday", -5, 10**20, 1.5, True):
        listing = read_thread(json.dumps(item(1, created_at_i=moment)).encode(), API)
        assert listing.articles[0].published is None or moment is True
