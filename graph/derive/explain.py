"""Plain words for what was found: the one sentence a reader gets when he asks why."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from graph.derive.population import Population
from graph.derive.said import Said
from graph.model import Action, PartialDate, Reason

_ACTS: Final[dict[Action, str]] = {
    "ban": "bans {}",
    "restrict": "restricts {}",
    "require_approval": "requires approval for {}",
    "allow": "allows {}",
    "mandate": "makes the use of {} a duty",
    "lift": "lifts its limits on {}",
    "deny": "has no such rule on {}",
    "replace": "replaces {}",
    "investigate": "investigates {}",
    "warn": "warns of {}",
}
_SHORT: Final = {"ai": "AI", "llm": "LLM"}


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    every = list(words)
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def spelled(category: str) -> str:
    """Spell a category or a reason: category:generative_ai is "generative AI"."""
    return " ".join(_SHORT.get(word, word) for word in category.removeprefix("category:").split("_"))


def reason_text(reason: Reason) -> str:
    """Name a reason by its category, or by its words where no category fits."""
    return f"“{reason.text}”" if reason.category == "other" and reason.text else spelled(reason.category)


def tools_text(tools: Iterable[str]) -> str:
    """Name tools, the ones with a name first."""
    ordered = sorted(tools, key=lambda tool: (tool.startswith("category:"), tool))
    return listed(spelled(tool) for tool in ordered) or "AI tools"


def day_text(day: date) -> str:
    """Write a day as people do: 4 March 2025."""
    return f"{day.day} {day:%B %Y}"


def date_text(when: PartialDate) -> str:
    """Write a date as exactly as it is known."""
    if when.granularity == "day":
        return day_text(when.first)
    if when.granularity == "month":
        return f"{when.first:%B %Y}"
    if when.granularity == "year":
        return f"{when.first:%Y}"
    return f"{day_text(when.first)} to {day_text(when.last)}"


def page_text(said: Said) -> str:
    """Name a page by its outlet and day."""
    known = said.reading.known
    return f"{said.outlet} ({day_text(known)})" if known else said.outlet


def act_text(said: Said) -> str:
    """Say what the organisation does, by this page."""
    return f"{said.organisation} {_ACTS[said.assertion.action].format(tools_text(said.tools))}"


def whom_text(population: Population, said: Said) -> str:
    """Say whom the rule binds, in the page's words."""
    scope = said.assertion.scope
    words = said.assertion.unit or (scope.text if scope else "")
    if population.universal:
        return f"everybody (“{scope.text}”)" if scope and scope.text else "everybody"
    if population.exclusive and not words.lower().startswith("only"):
        words = f"only {words}"
    return f"“{words}”" if words else "nobody in particular"


def author_text(said: Said) -> str:
    """Name who argues: the author if the page has one, otherwise the outlet."""
    author = said.reading.version.author
    return f"{author} ({said.outlet})" if author and author != said.outlet else said.outlet
