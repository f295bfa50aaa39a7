"""What the stages have found on a page already: a sentence is read once, however many rules ask about it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from graph.extract.page import Analysis

Rules = TypeVar("Rules")
Found = TypeVar("Found")
Asked = ParamSpec("Asked")


def once(
    read: Callable[Concatenate[Rules, Analysis, Asked], Found],
) -> Callable[Concatenate[Rules, Analysis, Asked], Found]:
    """Make a stage keep, on the page it reads, what it gave for each question.

    Shape: rules are told apart by identity, questions by value; what is given must not be changed afterwards.
    """

    @wraps(read)
    def kept(rules: Rules, analysis: Analysis, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Found:
        key = (read, id(rules), *args, *kwargs.items())
        held = analysis.memo.get(key)
        if held is None:
            # The rules are held as well: while they are, no others can have their identity.
            held = analysis.memo[key] = (rules, read(rules, analysis, *args, **kwargs))
        return held[1]  # type: ignore[return-value]

    return kept


def all_once(
    read: Callable[Concatenate[Rules, Analysis, Asked], Iterable[Found]],
) -> Callable[Concatenate[Rules, Analysis, Asked], tuple[Found, ...]]:
    """Make a stage that yields its findings keep them all."""

    @wraps(read)
    def everything(
        rules: Rules, analysis: Analysis, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> tuple[Found, ...]:
        return tuple(read(rules, analysis, *args, **kwargs))

    return once(everything)
