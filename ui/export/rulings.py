"""Rulings and what is to be ruled on, as plain text for a terminal."""

import shlex
from collections.abc import Iterator

from graph.model import Judgement
from graph.review import Candidate
from ui.vocabulary import RULINGS
from ui.words import printable


def ruling_lines(ruling: Judgement, *, in_force: bool) -> Iterator[str]:
    """Give one ruling: its id, whether it holds, what it says, by whom and when."""
    undone = "" if in_force else " (undone)"
    what = ruling.undoes or " | ".join(ruling.subjects)
    day = f"{ruling.at:%Y-%m-%d %H:%M}"
    yield printable(f"{ruling.id}  {RULINGS[ruling.kind]}{undone}: {what}, {ruling.by}, {day}")
    if ruling.note:
        yield printable(f"    {ruling.note}")


def candidate_lines(candidate: Candidate) -> Iterator[str]:
    """Give two names that may be one thing, and the commands that say so or deny it."""
    yield printable(f"{candidate.one} | {candidate.other}: {candidate.why}")
    names = f"{shlex.quote(candidate.one)} {shlex.quote(candidate.other)}"
    yield printable(f"    walkback rule same {names}")
    yield printable(f"    walkback rule apart {names}")
