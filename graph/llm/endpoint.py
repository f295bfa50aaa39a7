"""The way to a model and back: one request, its time-outs and repeats, and the replies that were kept.

All input and output of this package is here. Trouble with one request is a value; only a missing part of the
set-up is an error.
"""

import json
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from graph.errors import ConfigError
from graph.llm.prompt import Prompt

if TYPE_CHECKING:
    from openai import OpenAI

LARGEST: Final = 4_000_000  # bytes of a reply; sixty claims with all their words take a tenth of that
LONGEST: Final = 8_000  # tokens of a reply, for a piece of some 3,000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, what it counted, and how often it had to be asked. Kept replies cost no attempt."""

    content: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no reply that can be used. It is counted, and the page is asked for again next time."""

    why: str
    attempts: int = 1


class Endpoint(Protocol):
    """Whatever answers a prompt."""

    def ask(self, prompt: Prompt) -> Reply | Trouble:
        """Send a prompt. Raises nothing that one page could cause."""

    def close(self) -> None:
        """Let go of the connections."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait. Units: seconds; `repeats` are the attempts after the first, with growing pauses between."""

    connect: float = 10.0
    silence: float = 60.0
    whole: float = 300.0
    repeats: int = 2


@dataclass(frozen=True, slots=True)
class OpenAiEndpoint:
    """Any endpoint that speaks the protocol of OpenAI's chat completions."""

    client: "OpenAI" = field(repr=False)
    patience: Patience

    @classmethod
    def open(cls, base_url: str, key: str, patience: Patience) -> Self:
        """Prepare the client; nothing is sent yet. Raises: ConfigError if the client is not installed."""
        try:
            from openai import OpenAI, Timeout
        except ImportError as error:
            raise ConfigError("extractor", 'needs the package openai: install "walkback[llm]"') from error
        limits = Timeout(patience.silence, connect=patience.connect)
        return cls(
            OpenAI(api_key=key, base_url=base_url, timeout=limits, max_retries=patience.repeats), patience
        )

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def ask(self, prompt: Prompt) -> Reply | Trouble:
        """Send a prompt, repeatedly where the endpoint is busy or out of order."""
        from httpx2 import HTTPError, TimeoutException
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        most = 1 + self.patience.repeats
        try:
            return self._ask(prompt)
        except (APITimeoutError, TimeoutException):
            return Trouble("timed out", most)
        except APIStatusError as error:
            again = error.status_code in (408, 409, 429) or error.status_code >= 500
            return Trouble(f"answered with status {error.status_code}", most if again else 1)
        except (APIConnectionError, HTTPError):
            return Trouble("cannot be reached", most)
        except OpenAIError as error:
            return Trouble(type(error).__name__)

    def _ask(self, prompt: Prompt) -> Reply | Trouble:
        form = {"name": "claims", "strict": True, "schema": prompt.schema}
        until = time.monotonic() + self.patience.whole
        create: Any = (
            self.client.chat.completions.with_streaming_response.create
        )  # its types name models by hand
        with create(
            model=prompt.model,
            messages=list(prompt.messages),
            response_format={"type": "json_schema", "json_schema": form},
            temperature=0,
            max_tokens=LONGEST,
        ) as response:
            attempts = 1 + response.retries_taken
            body = _body(response.iter_bytes(), until)
        return body if isinstance(body, Trouble) else reply_of(body, attempts)


def _body(pieces: Iterator[bytes], until: float) -> bytes | Trouble:
    """Read a reply as far as patience and memory go."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LARGEST:
            return Trouble("answered at too great length")
        if time.monotonic() > until:
            return Trouble("timed out")
    return bytes(body)


def reply_of(body: bytes, attempts: int = 1) -> Reply | Trouble:
    """Read a chat completion."""
    try:
        completion = json.loads(body)
        choice = completion["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return Trouble("answered with no chat completion", attempts)
    if choice.get("finish_reason") == "length":
        return Trouble("stopped in the middle of its answer", attempts)
    if not isinstance(content, str):
        return Trouble("declined to answer", attempts)
    usage = completion.get("usage")
    return Reply(content, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"), attempts)


def _count(usage: Any, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and value > 0 else 0


class ReplyFolder(MutableMapping[str, str]):
    """Replies as files named by the hash of their prompt: a second run asks nothing, every reply can be replayed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def __getitem__(self, key: str) -> str:
        try:
            return self._file(key).read_text("utf-8")
        except FileNotFoundError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, reply: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._file(key).with_suffix(".part")
        part.write_text(reply, "utf-8")
        part.replace(self._file(key))  # a run that is killed leaves no half of a reply behind

    def __delitem__(self, key: str) -> None:
        try:
            self._file(key).unlink()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return (each.stem for each in sorted(self._folder.glob("*.json")))

    def __len__(self) -> int:
        return sum(1 for _ in self)
