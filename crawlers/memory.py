"""What a crawl knows from earlier ones and leaves for later ones: when to ask again, and how; what was kept.

The ledger remembers, the shelf keeps evidence; here is what the two mean to a crawl.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from crawlers.address import address
from crawlers.dates import Discovered, discovered_from, hint_of
from crawlers.evidence import Shelf
from crawlers.exchange import Answer
from crawlers.keeping import Keeper, Page
from crawlers.refusal import ABOUT_OTHER_THINGS
from crawlers.report import Failed, Fetched, Same, Settled, Skipped, Stored, Unchanged
from crawlers.schedule import next_listing, next_page
from graph.errors import StoreError
from graph.model import Version
from graph.store.ledger import Address, AddressKind, Fetch, Ledger, Outcome

Fate = Stored | Unchanged | Skipped | Failed

_OUTCOMES: Final[Mapping[type[Fate], Outcome]] = {
    Stored: "stored",
    Unchanged: "unchanged",
    Skipped: "skipped",
    Failed: "failed",
}


_TOGETHER: Final = 100  # pages passed over that are written down in one step
_MOMENT: Final = 1.0  # seconds until that is done in any case
_NEVER: Final = datetime.max.replace(tzinfo=UTC)  # rules are asked for with the pages, not by themselves


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Memory:
    """The memory of one crawl. `reader` names what reads pages: what another one read is read again.

    Shape: `is_primary` tells of a page whether the organisation itself wrote it. Raises: StoreError; OSError if
    the disk refuses evidence.
    """

    ledger: Ledger
    reader: str
    is_primary: Callable[[str], bool]
    shelf: Shelf | None = None
    now: Callable[[], datetime] = _now
    _open: dict[str, Address] = field(
        default_factory=dict, init=False
    )  # pages of this crawl, until they are settled
    _waiting: list[Address] = field(default_factory=list, init=False)  # settled, but not written yet
    _keeper: Keeper = field(init=False)
    _timer: asyncio.TimerHandle | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._keeper = Keeper(self.ledger, self.reader, self.shelf)

    # What is known ------------------------------------------------------------------------------------

    def page(self, key: str, url: str = "") -> Address:
        """Give what is known of a page by the one spelling of its address, or a page that nothing is known of."""
        if key not in self._open:
            self._open[key] = self.ledger.address(key) or Address(key, url or key)
        return self._open[key]

    def look_up(self, keys: Collection[str]) -> None:
        """Look up many pages at once."""
        self._open |= self.ledger.addresses([key for key in keys if key not in self._open])

    def listing(self, kind: AddressKind, url: str, follow: str = "") -> Address:
        """Give what is known of a listing."""
        key = " ".join(filter(None, (kind, address(url), follow)))
        return self.ledger.address(key) or Address(key, url, kind)

    def is_due(self, known: Address) -> bool:
        """Tell whether it is time to ask."""
        return known.due_at is None or known.due_at <= self.now()

    def conditions(self, known: Address) -> dict[str, str]:
        """Give the headers that ask for an answer only if it would be another one.

        Source: RFC 9110, section 13.1.
        """
        if known.reader != self.reader or known.outcome not in ("stored", "unchanged", "skipped"):
            return {}
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        return {name: value for name, value in conditions.items() if value}

    def is_same(self, known: Address, status: int, answer: Answer | None) -> bool:
        """Tell whether an answer is the one that was read before, by its status or by its bytes."""
        if known.reader != self.reader or known.outcome in ("", "failed"):
            return False
        return status == 304 or bool(answer and known.digest and answer.digest == known.digest)

    def fate_of(self, asked: str) -> Unchanged | Skipped:
        """Give the fate of a page that has not changed."""
        known = self.page(asked)
        if known.outcome == "skipped":
            reason, _, detail = known.detail.partition("\n")
            return Skipped(asked, reason, detail)
        return Unchanged(asked, known.page)

    def before(self, known: Address) -> Page | None:
        """Give a page as it was when another reader read it; None if it was this one, or if no record is kept."""
        return self._keeper.before(known)

    # What is learnt -----------------------------------------------------------------------------------

    def hinted(self, known: Address, url: str, discovered: Discovered, via: str) -> Address:
        """Add to a page what listings say of it. What was read without knowing that is asked for in full again."""
        hint = hint_of(discovered)
        forgotten = replace(known, etag="", modified="", digest="") if hint != known.hint else known
        return replace(forgotten, url=url, hint=hint, via=min(filter(None, (known.via, via)), default=""))

    def due(self, limit: int, besides: Collection[str] = ()) -> list[Address]:
        """Give the pages whose time has come, as many as a crawl may take, besides those that it takes already."""
        self.write_down()
        return self.ledger.due(self.now(), limit, besides)

    def named(self, listing: Address) -> list[Address]:
        """Give the pages that a listing named when it was last read."""
        self.write_down()
        return self.ledger.named(listing.key)

    def listing_read(
        self, listing: Address, answer: Answer | None, pages: Iterable[Address], detail: str = ""
    ) -> None:
        """Note a listing that was read, with what it names."""
        changed = answer is None or answer.digest != listing.digest
        done = replace(self._answered(listing, answer, "stored", changed=changed), detail=detail)
        named = list(pages)
        self.write_down()
        self.ledger.note_listing(replace(done, due_at=next_listing(done, self.now())), named)
        self._open |= {each.key: each for each in named}

    def listing_same(self, listing: Address, answer: Answer | None) -> None:
        """Note a listing that has not changed."""
        done = self._answered(listing, answer, "unchanged", changed=False)
        self.ledger.settle(replace(done, due_at=next_listing(done, self.now())))

    def listing_failed(self, listing: Address, problem: str) -> None:
        """Note a listing that could not be read; what it named before still counts."""
        done = replace(listing, outcome="failed", detail=problem, failures=listing.failures + 1)
        self.ledger.settle(replace(done, due_at=next_listing(done, self.now())))

    def keep(self, item: Settled, version: Version | None = None) -> None:
        """Keep the evidence of a page, and what was read of it."""
        if item.within and version:
            self._keeper.keep_inside(item.within, version)
        elif item.answer:
            self._keeper.keep(self.page(item.asked), item, item.answer, version)

    def keep_list(self, listing: Address, answer: Answer | None) -> Fetch | None:
        """Keep the evidence of a list that is not what it was; None if it is, or if nothing is kept."""
        return self._keeper.keep_list(listing, answer)

    def keep_rules(self, url: str, answer: Answer | None) -> None:
        """Keep the evidence of a robots.txt that is not what it was."""
        known = self.ledger.address(f"robots {url}") or Address(f"robots {url}", url, "robots")
        if answer and self._keeper.keep_list(known, answer):
            done = replace(
                known, digest=answer.digest, outcome="stored", answered_at=answer.at, due_at=_NEVER
            )
            self.ledger.settle(done)

    def settle(self, item: Settled, fate: Fate) -> None:
        """Note what became of a page, when to ask again, and the original that a copy names."""
        known = self.page(item.asked)
        outcome = _OUTCOMES[type(fate)]
        same_page = isinstance(fate, Skipped) and isinstance(item.what, Fetched | Same)
        if same_page and (isinstance(item.what, Fetched) or known.page):
            outcome = "unchanged"  # read by this address as well
        changed = isinstance(fate, Stored) or not known.changed_at
        gated = isinstance(fate, Skipped) and fate.reason == ABOUT_OTHER_THINGS
        same = isinstance(item.what, Same)
        done = self._answered(known, item.answer, outcome, changed=changed, same=same, gated=gated)
        done = replace(
            done, detail=_detail(fate) if outcome in ("skipped", "failed") else "", page=_page(known, item)
        )
        primary = self.is_primary(done.page or done.key)
        done = replace(done, due_at=next_page(done, self.now(), primary=primary))
        if outcome == "skipped" and not item.see:
            self._write_down_soon(done)
            return
        led_to = [replace(self.page(address(item.see), item.see), original=True)] if item.see else []
        self.write_down()
        self.ledger.settle(done, led_to)
        for each in (done, *led_to):
            self._open.pop(each.key, None)

    def write_down(self) -> None:
        """Write what waits to be written; a crawl that is killed before asks for those pages again."""
        if self._waiting:
            self.ledger.note(self._waiting)
            for each in self._waiting:
                self._open.pop(each.key, None)
            self._waiting.clear()

    def _write_down_soon(self, done: Address) -> None:
        """Let a page that is passed over wait for others: a step of the database costs more than its gate."""
        self._open[done.key] = done
        self._waiting.append(done)
        if len(self._waiting) >= _TOGETHER:
            self.write_down()
        elif self._timer is None:
            with suppress(RuntimeError):  # nothing runs: whoever asks for it writes it down
                self._timer = asyncio.get_running_loop().call_later(_MOMENT, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        with suppress(StoreError):  # what could not be written still waits, and the next page says so
            self.write_down()

    def discovered(self, known: Address) -> Discovered:
        """Give what listings say of a page."""
        return discovered_from(known.hint)

    def _answered(
        self,
        known: Address,
        answer: Answer | None,
        outcome: Outcome,
        *,
        changed: bool,
        same: bool = False,
        gated: bool = False,
    ) -> Address:
        """Write down an answer: its validators, unless it says no more than that nothing has changed.

        Shape: no digest of what the gate passes over, because the gate is quicker than that.
        """
        now = answer.at if answer else self.now()
        fresh = replace(
            known,
            outcome=outcome,
            detail="",
            failures=known.failures + 1 if outcome == "failed" else 0,
            answered_at=now,
            changed_at=now if changed else known.changed_at,
        )
        if answer is None:
            return replace(fresh, etag="", modified="", digest="")
        if same or answer.body is None:
            return fresh
        digest = "" if gated else answer.digest
        return replace(fresh, etag=answer.etag, modified=answer.modified, digest=digest, reader=self.reader)


def _detail(fate: Fate) -> str:
    if isinstance(fate, Skipped):
        return f"{fate.reason}\n{fate.detail}" if fate.detail else fate.reason
    return fate.problem if isinstance(fate, Failed) else ""


def _page(known: Address, item: Settled) -> str:
    """Give the canonical address of what was read; what is known stays where nothing was."""
    return item.what.article.url if isinstance(item.what, Fetched) else known.page
