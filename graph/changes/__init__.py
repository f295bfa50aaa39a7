"""What changed between two versions of a page, why, and what that did to its claims. Pure: no store, no clock.

Three kinds: the source changed its page; only our reading of it changed; or the page says again what it said before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from graph.changes.notices import Notice, new_notices
from graph.changes.passages import PassageChange, changes, passages_of, words
from graph.changes.sayings import SayingChange, saying_changes
from graph.model import Assertion

Kind = Literal["source", "extractor", "revert"]

__all__ = ["Change", "Kind", "Snapshot", "compare", "history"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version as it is compared. `digest` is that of the bytes it was read from, by `reader`; both may be unknown.

    Shape: `name` tells versions apart, such as a day; `links` are the addresses that the text points to. `reread`
    tells that the page as it was before gives this very text to this reader.
    """

    name: str
    title: str
    text: str
    assertions: tuple[Assertion, ...] = ()
    links: tuple[str, ...] = ()
    published: str = ""
    digest: str = ""
    reader: str = ""
    reread: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two versions. `why` says how the kind is known; `back_to` names what a revert returns to."""

    before: Snapshot
    after: Snapshot
    kind: Kind
    why: str
    passages: tuple[PassageChange, ...]
    sayings: tuple[SayingChange, ...]
    notices: tuple[Notice, ...]
    back_to: str = ""

    @property
    def is_silent(self) -> bool:
        """Tell whether the source changed what it says and does not mention that it did."""
        return self.kind == "source" and bool(self.sayings) and not self.notices

    @property
    def same_words(self) -> bool:
        """Tell whether title and text have the same words as before."""
        return not self.passages and self.before.title == self.after.title


def history(versions: Sequence[Snapshot]) -> list[Change]:
    """Compare each version with the one before it, oldest first."""
    return [
        compare(before, after, versions[:number]) for number, (before, after) in enumerate(pairwise(versions))
    ]


def compare(before: Snapshot, after: Snapshot, earlier: Sequence[Snapshot] = ()) -> Change:
    """Tell what changed from one version to the next; `earlier` are those before both."""
    passages = changes(before.text, after.text)
    kind, why, back_to = _kind(passages, before, after, earlier)
    return Change(
        before,
        after,
        kind,
        why,
        tuple(passages),
        tuple(saying_changes(before.assertions, after.assertions)),
        tuple(new_notices(passages)),
        back_to,
    )


def _kind(
    passages: Sequence[PassageChange], before: Snapshot, after: Snapshot, earlier: Sequence[Snapshot]
) -> tuple[Kind, str, str]:
    if before.reader != after.reader and before.digest and before.digest == after.digest:
        return "extractor", "the page came with the same bytes and was read by another reader", ""
    if after.reread:
        return "extractor", "the page as it was gives the same text to today's reader", ""
    back = _back_to(passages, after, earlier)
    if back:
        return "revert", f"it reads again as on {back.name}", back.name
    if before.reader != after.reader and before.reader and after.reader:
        return "source", "the page came with other bytes; its reader has changed as well", ""
    return "source", "the page came with another text", ""


def _back_to(
    passages: Sequence[PassageChange], after: Snapshot, earlier: Sequence[Snapshot]
) -> Snapshot | None:
    """Find the latest earlier version whose words the page has again, or at least all that are new in it."""
    came = {" ".join(words(each.after)) for each in passages if each.after and each.fate != "moved"}
    now = words(after.text)
    for each in reversed(earlier):
        if came and came <= {" ".join(words(passage)) for passage in passages_of(each.text)}:
            return each
        if passages and words(each.text) == now:
            return each
    return None
