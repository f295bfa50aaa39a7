"""Words by which a page says of itself that it was changed: corrections, clarifications, new dates. Rules are data."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from graph.changes.passages import PassageChange

NoticeKind = Literal["correction", "clarification", "retraction", "editors_note", "update", "dated"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to announce a change, with examples that must fire and must not."""

    kind: NoticeKind
    pattern: re.Pattern[str]
    fires: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A passage that announces a change, word for word."""

    kind: NoticeKind
    text: str


@cache
def rules() -> tuple[Rule, ...]:
    """Read the packaged rules, the most telling kind first."""
    table = tomllib.loads((files("graph.changes") / "notices.toml").read_text("utf-8"))
    return tuple(
        Rule(
            each["kind"],
            re.compile(each["pattern"], re.IGNORECASE),
            tuple(each["fires"]),
            tuple(each["silent"]),
        )
        for each in table["notice"]
    )


def notice_in(passage: str) -> Notice | None:
    """Give the notice that a passage is; None if it is none."""
    return next((Notice(rule.kind, passage) for rule in rules() if rule.pattern.search(passage)), None)


def new_notices(changes: list[PassageChange]) -> Iterator[Notice]:
    """Give the notices that came with a change: those in added passages, or in the new words of a passage."""
    for each in changes:
        notice = notice_in(each.after) if each.fate in ("added", "reworded") else None
        if notice and (each.fate == "added" or notice_in(each.before) != notice):
            yield notice
