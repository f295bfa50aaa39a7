"""A server on loopback that plays a model's endpoint, well or badly, and what a page and a right reply look like."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph.extract.extractor import Extractor, load_extractor
from graph.extract.page import Page
from graph.lexicon import Lexicon, load_lexicon
from graph.llm.check import Check
from graph.llm.endpoint import OpenAiEndpoint, Patience
from graph.llm.extractor import LlmExtractor, Prices
from graph.llm.load import llm_extractor

TEXT = (
    "Nokia has banned ChatGPT since May 3, 2024, because of fears of data leaks, Bloomberg reported.\n"
    "Ericsson, its rival in Stockholm, still allows its engineers to use Gemini."
)
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Stage:
    """What the endpoint will answer, in order, the last one for ever; and what it was asked."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def stage() -> Iterator[Stage]:
    played = Stage()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            played.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            played.next()(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield played
    played.released.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    try:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)
    except OSError:
        pass  # the client has hung up, as it should


def completion(content: str, finish: str = "stop") -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020}
    return json.dumps({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage}).encode()


@pytest.fixture
def says() -> Callable[..., Answer]:
    """Build an answer that gives these claims, or this very content."""

    def build(*claims: dict[str, Any], content: str | None = None, finish: str = "stop") -> Answer:
        told = json.dumps({"claims": list(claims)}) if content is None else content
        return lambda handler: send(handler, completion(told, finish))

    return build


@pytest.fixture
def fails() -> Callable[..., Answer]:
    """Build an answer with a status of failure that asks for another attempt soon."""

    def build(status: int) -> Answer:
        return lambda handler: send(handler, b'{"error": {"message": "no"}}', status, retry_after_ms="5")

    return build


def passage(exact: str, before: str = "") -> dict[str, str]:
    return {"exact": exact, "before": before}


@pytest.fixture
def claim() -> Callable[..., dict[str, Any]]:
    """Build a claim as a model sends it, by default what TEXT says of Nokia; strings become passages."""

    def build(**given: Any) -> dict[str, Any]:
        record: dict[str, Any] = {
            "quote": TEXT.split("\n", maxsplit=1)[0],
            "organisation": "Nokia",
            "action": "ban",
            "trigger": "banned",
            "tools": ["ChatGPT"],
            "replaced_by": [],
            "dates": [],
            "reasons": [],
            "chain": [],
            "modality": "asserted",
        }
        record |= given
        for name in ("quote", "organisation", "trigger"):
            record[name] = passage(record[name]) if isinstance(record[name], str) else record[name]
        for name in ("tools", "replaced_by", "dates"):
            record[name] = [passage(each) if isinstance(each, str) else each for each in record[name]]
        return record

    return build


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def rules(lexicon: Lexicon) -> Extractor:
    return load_extractor(lexicon)


@pytest.fixture(scope="session")
def check(rules: Extractor, lexicon: Lexicon) -> Check:
    return Check.load(rules, lexicon)


@pytest.fixture
def page() -> Callable[..., Page]:
    def build(text: str = TEXT, **given: Any) -> Page:
        return Page(text, **given)

    return build


@pytest.fixture
def reader(stage: Stage, rules: Extractor, lexicon: Lexicon) -> Iterator[Callable[..., LlmExtractor]]:
    """Build an extractor that asks the staged endpoint and does not wait long for it."""
    opened: list[OpenAiEndpoint] = []

    def build(replies: Any = None, **patience: Any) -> LlmExtractor:
        endpoint = OpenAiEndpoint.open(
            stage.url, "secret-key", Patience(**{"silence": 2.0, "whole": 4.0} | patience)
        )
        opened.append(endpoint)
        kept = {} if replies is None else replies
        return llm_extractor(rules, lexicon, "small-model", endpoint, kept, Prices(2.0, 10.0))

    yield build
    for each in opened:
        each.client.close()
