"""What the pages tell people to type works as it is written, on the sample newsroom."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from neo4j import GraphDatabase
from typer.testing import CliRunner

from crawlers.article import Article, read_article
from crawlers.evidence import folder_of
from crawlers.sources import load_sources
from graph.build import default_build
from graph.config import ENVIRONMENT
from graph.extract.extractor import load_extractor
from graph.model import Document, Version, document_id, version_id
from graph.place import PASSWORD, beside, place_of
from graph.store.neo4j import open_neo4j
from graph.store.sqlite import open_sqlite
from ui.cli import ORDER, app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CORPUS = ROOT / "data" / "corpus"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory) -> Path:
    """Build the graph of the sample sites, without a crawl."""
    path = tmp_path_factory.mktemp("newsroom") / "walkback.db"
    sources = load_sources(CORPUS.parent / "newsroom.toml")
    with open_sqlite(path, create=True) as store:
        for file in sorted((CORPUS / "gold").glob("*.json")):
            record = json.loads(file.read_text())
            if "path" in record:
                article = read_article((CORPUS / record["path"]).read_bytes(), record["url"])
                if isinstance(article, Article):
                    _save(store, sources.source_of(article.url), article)
        default_build(store, load_extractor())
    return path


def _save(store, source, article: Article) -> None:
    page = Document(document_id(article.url), article.url, source.id, source.document_kind)
    version = Version(
        version_id(page.id, article.title, article.text, article.published), page.id, article.title,
        article.text, published=article.published, links=article.links,
    )  # fmt: skip
    store.save_source(source)
    store.save_version(page, version)


@pytest.fixture(scope="module")
def empty_server(neo4j):
    place, password = neo4j
    with GraphDatabase.driver(place.uri, auth=(place.user, password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=place.database)
    return place, password


def test_the_page_of_outgrowing_works_as_written_on_one_graph(newsroom, empty_server, tmp_path, monkeypatch):
    place, password = empty_server
    shutil.copy(newsroom, tmp_path / "walkback.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(PASSWORD, password)
    hashes = []
    for line in "".join(blocks("outgrow.md", "sh")).splitlines():
        typed = line.replace("neo4j://localhost:7687/neo4j", str(place))
        if typed.startswith("echo"):
            (tmp_path / "walkback.toml").write_text(re.findall("'(.*)'", typed)[0] + "\n")
        elif re.match(r"walkback (copy|status|build|search)", typed):
            result = CliRunner().invoke(app, shlex.split(typed)[1:])
            assert result.exit_code == 0, (typed, result.output)
            hashes += re.findall(r"graph hash (\w+)", result.stdout)
        else:
            assert re.match(
                r"(cp|export|docker compose|pip install|dask|walkback (crawl|serve|backfill)) ?", typed
            )
    assert len(hashes) == 3
    assert len(set(hashes)) == 1


def test_the_page_names_the_files_of_a_crawl_as_they_are_called():
    file = beside(place_of("neo4j://localhost:7687/neo4j"))
    copies = re.findall(r"^cp .*?(\S+)$", "".join(blocks("outgrow.md", "sh")), re.MULTILINE)
    assert [Path(each) for each in copies] == [file, folder_of(file)]


@pytest.fixture(scope="module")
def server(newsroom, empty_server):
    """Copy the sample graph to the server and ask there."""
    from graph.copying import copy

    place, password = empty_server
    with open_sqlite(newsroom) as old, open_neo4j(place, password, create=True) as new:
        copy(old, new)
    with GraphDatabase.driver(place.uri, auth=(place.user, password)) as driver:
        yield lambda query: driver.execute_query(query, database_=place.database).records


def test_the_page_of_queries_has_ten():
    assert len(blocks("cypher.md", "cypher")) == 10


@pytest.mark.parametrize("number", range(10))
def test_every_query_on_the_page_finds_something(number, server):
    query = blocks("cypher.md", "cypher")[number]
    rows = server(query)
    assert rows, query
    assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b", query)


def test_compose_starts_a_server_a_crawler_and_the_screens_for_this_machine_only():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert set(services) == {"neo4j", "crawler", "screens"}
    known = {*ENVIRONMENT.values(), PASSWORD}
    for name in ("crawler", "screens"):
        assert set(services[name]["environment"]) <= known
        assert services[name]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert re.search(r"walkback (\w+)", services["crawler"]["command"][2])[1] in ORDER
    ports = [port for each in services.values() for port in each.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert (ROOT / services["screens"]["command"][2].removeprefix("/walkback/")).is_file()
