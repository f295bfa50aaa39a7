"""Hacker News: stories found by words, and the discussion below each. Pure functions from its search API's JSON.

A comment is a document of its own, by its own author, at its own address: whoever speaks in a thread speaks for
himself. Source: the API's documentation; its limits as measured: 1,000 stories an answer, and pages of answers do
not go past them, so that the next search goes on before the oldest story.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers import limits
from crawlers.address import is_address
from crawlers.article import Article
from crawlers.dates import Discovered
from crawlers.fragments import read_fragment
from crawlers.listing import Announced, Found, Listing, UnreadableListing
from graph.model import Link, PartialDate

ITEM: Final = "https://news.ycombinator.com/item?id="
_MOST: Final = 1000  # stories of one answer


def first_search(api: str, words: str, since: date | None) -> Announced:
    """Give the search for the newest stories; for all of them if a first day is given."""
    asked = {"tags": "story", "query": words, "hitsPerPage": str(_MOST if since else limits.STORIES)}
    if since:
        moment = int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp())
        asked["numericFilters"] = f"created_at_i>={moment}"
    return Announced("discussions", f"{api.rstrip('/')}/search_by_date?{urlencode(asked)}")


def read_discussions(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read the answer to a search: the pages that stories link to, their threads, and the search that goes on."""
    answer = _json(body)
    hits = answer.get("hits") if isinstance(answer, dict) else None
    if not isinstance(hits, list):
        return UnreadableListing(url, "no answer of the search API: it has no hits")
    found = [each for each in hits if isinstance(each, dict) and _number(each.get("objectID"))]
    stories = found[:_MOST]
    pages = tuple(
        Found(str(each["url"]), Discovered(title=_line(each.get("title"))))
        for each in stories
        if is_address(str(each.get("url") or ""))
    )
    threads = [
        Announced("thread", urljoin(url, f"items/{each['objectID']}"))
        for each in stories
        if each.get("num_comments") or each.get("story_text")  # filtered here: the API no longer does
    ]
    return Listing(pages, (*threads, *_next_search(stories, url)), more=len(found) - len(stories))


def _next_search(stories: list[dict[str, Any]], url: str) -> Iterator[Announced]:
    """Give the search before the oldest story, if all stories since a day are wanted and there may be more."""
    parts = urlsplit(url)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    filters = asked.get("numericFilters", "")
    moments = [each["created_at_i"] for each in stories if isinstance(each.get("created_at_i"), int)]
    if not filters or not moments or len(stories) < int(asked.get("hitsPerPage", _MOST)):
        return
    since = filters.partition(",")[0]
    asked["numericFilters"] = f"{since},created_at_i<{min(moments)}"
    yield Announced("discussions", parts._replace(query=urlencode(asked)).geturl())


def read_thread(body: bytes, url: str) -> Listing | UnreadableListing:
    """Read a story's own text and every comment below it."""
    story = _json(body)
    if not isinstance(story, dict) or not _number(story.get("id")):
        return UnreadableListing(url, "no item of the API: it has no id")
    subject = str(story.get("url") or "")
    about = subject if is_address(subject) else f"{ITEM}{story['id']}"
    items = _items(story)
    spoken = filter(None, (_article(each, about) for each in items))
    articles = tuple(islice(spoken, limits.COMMENTS))
    return Listing(articles=articles, more=sum(1 for _ in items))


def _items(story: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the story and all comments, parents before children; deleted ones have no author or no text."""
    waiting: list[Any] = [story]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            children = each.get("children")
            waiting.extend(reversed(children if isinstance(children, list) else []))


def _article(item: Mapping[str, Any], about: str) -> Article | None:
    number, author = _number(item.get("id")), _line(item.get("author"))
    lines, links = read_fragment(str(item.get("text") or ""))
    if not number or not author or not lines:
        return None
    moment = _moment(item.get("created_at_i"))
    own = f"{ITEM}{number}"
    targets = {each.url: each for each in (*([Link(about)] if about != own else []), *links)}
    return Article(
        url=own,
        title=_line(item.get("title")) or f"{author} on Hacker News",
        text="\n".join(lines)[: limits.TEXT],
        author=author,
        published=PartialDate.day(moment.date(), "page") if moment else None,
        published_at=moment,
        links=tuple(targets.values())[: limits.LINKS],
    )


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> int:
    """Give the id of an item; 0 for what is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


def _moment(value: object) -> datetime | None:
    if isinstance(value, int) and 0 < value < 2**33:
        return datetime.fromtimestamp(value, UTC)
    return None


def _line(value: object) -> str:
    return " ".join(str(value or "").split())[: limits.TITLE]
