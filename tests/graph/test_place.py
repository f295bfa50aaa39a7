"""Where a graph is kept, as people write it."""

from pathlib import Path

import pytest

from graph.errors import ConfigError
from graph.place import Server, beside, place_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("walkback.db", Path("walkback.db")),
        ("/desk/neo4j/walkback.db", Path("/desk/neo4j/walkback.db")),
        ("neo4j://desk.test", Server("neo4j://desk.test")),
        ("neo4j://desk.test:7688/news", Server("neo4j://desk.test:7688", "news")),
        ("neo4j+s://ida@desk.test/news", Server("neo4j+s://desk.test", "news", "ida")),
        ("bolt://[::1]:7687/", Server("bolt://[::1]:7687")),
    ],
)
def test_a_place_is_a_file_or_a_database_on_a_server(text, place):
    assert place_of(text) == place


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http://desk.test", "begins with neo4j://"),
        ("neo4j://", "neo4j://HOST:PORT/DATABASE"),
        ("neo4j://desk.test/one/two", "neo4j://HOST:PORT/DATABASE"),
        ("neo4j://desk.test?x=1", "neo4j://HOST:PORT/DATABASE"),
        ("neo4j://desk.test:port", "no address"),
    ],
)
def test_what_is_no_place_is_said_in_one_sentence(text, says):
    with pytest.raises(ConfigError, match=says):
        place_of(text)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(ConfigError, match="WALKBACK_NEO4J_PASSWORD") as caught:
        place_of("neo4j://ida:hunter2@desk.test")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["neo4j://desk.test:7688/news", "bolt://ida@desk.test/news"])
def test_a_server_is_written_as_it_is_read(text):
    assert str(place_of(text)) == text


def test_what_a_crawl_remembers_is_in_the_file_of_the_graph():
    assert beside(Path("desk/news.db")) == Path("desk/news.db")


def test_two_graphs_on_servers_share_no_file_of_this_machine():
    texts = (
        "neo4j://desk.test/news",
        "neo4j://desk.test/old",
        "neo4j://desk.test:7688/news",
        "neo4j://[::1]/news",
    )
    files = [beside(place_of(each)) for each in texts]
    assert files[0] == Path("walkback-desk.test-news.db")
    assert len(set(files)) == len(texts)
