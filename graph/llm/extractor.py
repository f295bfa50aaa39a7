"""The model as an extractor: ask piece by piece, keep the replies, believe what the check lets through, keep books."""

import json
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field

from graph.errors import WalkbackError
from graph.extract.page import Analysis, Page
from graph.llm.check import Check
from graph.llm.draft import Draft, Refusal, drafts_of
from graph.llm.endpoint import Endpoint, Reply, Trouble
from graph.llm.prompt import Prompt, pieces_of, prompt_of
from graph.model import Assertion, VersionId

MOST_PIECES = 12
"""Pieces of one page that are asked about, some 140,000 letters; the rest of a longer page is counted as trouble."""


class EndpointTrouble(WalkbackError):
    """A page that the endpoint did not answer for, where the caller would rather try again than read on."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the model {why}")
        self.why = why


@dataclass(slots=True)
class Usage:
    """The books of one run. Units: tokens as the endpoint counts them; `cost` in the currency of the prices."""

    pages: int = 0
    requests: int = 0
    attempts: int = 0
    kept: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    troubles: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """Give the books as a person reads them."""
        yield f"{self.pages} pages, {self.requests} requests ({self.attempts} attempts), {self.kept} replies kept"
        yield f"{self.prompt_tokens} tokens sent, {self.completion_tokens} received, cost {self.cost:.4f}"
        for title, counts in (("not answered", self.troubles), ("refused", self.refusals)):
            yield from (f"{title}: {why}: {count}" for why, count in sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost."""

    sent: float = 0.0
    received: float = 0.0


@dataclass(frozen=True, slots=True)
class Readout:
    """What came of one page. `troubles` are the pieces that were not answered."""

    assertions: tuple[Assertion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LlmExtractor:
    """A model behind the protocol of the rules. `name` changes with model, task, form of replies and lexicon."""

    name: str
    model: str
    check: Check
    endpoint: Endpoint
    replies: MutableMapping[str, str]
    schema: dict[str, object]
    usage: Usage = field(default_factory=Usage)
    prices: Prices = Prices()

    def extract(self, page: Page, version: VersionId) -> list[Assertion]:
        """Give what the model finds and the page bears out; nothing for what it did not answer, which is counted."""
        return list(self.read(page, version).assertions)

    def extract_or_raise(self, page: Page, version: VersionId) -> list[Assertion]:
        """The same for a caller that asks again later. Raises: EndpointTrouble if any piece was not answered."""
        readout = self.read(page, version)
        if readout.troubles:
            raise EndpointTrouble(readout.troubles[0])
        return list(readout.assertions)

    def read(self, page: Page, version: VersionId) -> Readout:
        """Ask about a page and check the replies. A page that names no AI tool costs nothing."""
        self.usage.pages += 1
        analysis = self.check.rules.analyse(page)
        drafts: list[Draft] = []
        refusals: list[Refusal] = []
        troubles: list[str] = []
        pieces = list(self._pieces(analysis))
        if len(pieces) > MOST_PIECES:
            troubles.append("was not asked about the end of a long page")
        for piece in pieces[:MOST_PIECES]:
            reply = self._ask(prompt_of(self.model, piece, self.schema))
            if isinstance(reply, Trouble):
                troubles.append(reply.why)
                continue
            found, malformed = drafts_of(reply.content)
            drafts += found
            refusals += malformed
        checked = self.check.hold(analysis, version, drafts, self.name)
        readout = Readout(checked.assertions, (*refusals, *checked.refusals), tuple(troubles))
        self._book(readout)
        return readout

    def _pieces(self, analysis: Analysis) -> Iterator[str]:
        """Give the pieces of a page that name a tool: without one there is no claim."""
        text = analysis.page.text
        tools = [each.start for each in analysis.mentions if each.kind == "tool"]
        for start, end in pieces_of(text, [(each.start, each.end) for each in analysis.blocks]):
            if any(start <= each < end for each in tools):
                yield text[start:end]

    def _ask(self, prompt: Prompt) -> Reply | Trouble:
        """Give the reply to a prompt: the kept one, or a new one that is kept if it can be read."""
        kept = self.replies.get(prompt.key)
        if kept is not None:
            self.usage.kept += 1
            return Reply(kept, attempts=0)
        reply = self.endpoint.ask(prompt)
        self.usage.requests += 1
        self.usage.attempts += reply.attempts
        if isinstance(reply, Reply):
            self._pay(reply)
            if not _is_json(reply.content):
                return Trouble("answered with half of a reply", reply.attempts)
            self.replies[prompt.key] = reply.content
        return reply

    def _pay(self, reply: Reply) -> None:
        self.usage.prompt_tokens += reply.prompt_tokens
        self.usage.completion_tokens += reply.completion_tokens
        self.usage.cost += (
            reply.prompt_tokens * self.prices.sent + reply.completion_tokens * self.prices.received
        ) / 1e6

    def _book(self, readout: Readout) -> None:
        self.usage.troubles.update(readout.troubles)
        self.usage.refusals.update(f"{each.part}: {each.why}" for each in readout.refusals)


def _is_json(content: str) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
