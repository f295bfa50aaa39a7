"""One assertion with its page around it: what everything else in this package compares."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

from graph.derive.cues import Cues, packaged
from graph.derive.lattice import Direction, direction
from graph.derive.pages import known, published
from graph.derive.population import Population, population_of
from graph.identity import Identity, folded
from graph.model import STATE_OF, Assertion, Reading, State

# Code points around a passage in which a page says that no reason was given for it: a sentence or two.
_BESIDE: Final = 240

Standing = Literal["fact", "denied", "opinion", "prediction", "question", "aside"]

_BY_MODALITY: Final[dict[str, Standing]] = {
    "asserted": "fact",
    "reported": "fact",
    "hedged": "fact",
    "denied": "denied",
    "opinion": "opinion",
    "prediction": "prediction",
    "question": "question",
    "conditional": "aside",
    "generic": "aside",
}
_BY_KIND: Final[dict[str, Standing]] = {
    "reason_denial": "denied",
    "denial": "denied",
    "imputed_reason": "opinion",
    "evaluation": "opinion",
    "prediction": "prediction",
    "question": "question",
}


@dataclass(frozen=True)  # no slots: what a page says is asked again for every page it is compared with
class Said:
    """An assertion, the page it stands on, and its names as everybody uses them.

    Shape: `tools` keeps categories such as category:chatbots; `own` if the organisation itself publishes
    the page, or one that it is part of.
    """

    assertion: Assertion
    reading: Reading
    organisation: str
    tools: frozenset[str]
    population: Population
    family: str
    own: bool
    cues: Cues

    @cached_property
    def known(self) -> date:
        """The day of publication; an undated page counts as the last of all."""
        return known(self.reading)

    @cached_property
    def order(self) -> tuple[tuple[date, str, str, str], int, str]:
        """Earliest page first, then as the page goes on: the same order on every machine."""
        return published(self.reading), self.assertion.quote.start, self.assertion.id

    @cached_property
    def state(self) -> State | None:
        """The state that the act brings about or reports."""
        return self.assertion.state or STATE_OF[self.assertion.action]

    @cached_property
    def direction(self) -> Direction:
        """Which way the act points."""
        return direction(self.assertion.action, self.state)

    @cached_property
    def standing(self) -> Standing:
        """How the page stands to what it says; only facts and denials can clash."""
        return standing(self.assertion)

    @cached_property
    def still(self) -> bool:
        """The page says that a rule goes on."""
        return bool(self.cues.still.search(self.assertion.quote.exact)) and self.assertion.action not in {
            "lift",
            "replace",
        }

    @cached_property
    def limited(self) -> bool:
        """A permission that leaves a limit behind."""
        scope = self.assertion.scope.text if self.assertion.scope else ""
        words = f"{scope} {self.assertion.condition}"
        return bool(
            self.assertion.condition
            or self.cues.limited.search(words)
            or self.cues.limited.search(self.assertion.quote.exact)
        )

    @cached_property
    def unreasoned(self) -> bool:
        """The page says, beside the passage, that no reason was given."""
        quote, text = self.assertion.quote, self.reading.version.text
        beside = text[max(0, quote.start - _BESIDE) : quote.end + _BESIDE]
        return bool(self.cues.no_reason.search(beside))

    @cached_property
    def named(self) -> frozenset[str]:
        """The tools called by name."""
        return frozenset(tool for tool in self.tools if not tool.startswith("category:"))

    @property
    def version(self) -> str:
        """The page as it was read: two assertions of one version are one utterance."""
        return self.reading.version.id

    @property
    def outlet(self) -> str:
        """The name of whoever published it."""
        return self.reading.source.name


def standing(assertion: Assertion) -> Standing:
    """Sort an assertion by its modality and kind; what is not affirmed, or denies, is a denial."""
    told = _BY_MODALITY[assertion.modality]
    if told in {"prediction", "question", "aside", "opinion"}:
        return told
    if assertion.action == "deny" or not assertion.affirmed:
        return "denied"
    return _BY_KIND.get(assertion.kind, told)


def all_said(readings: Iterable[Reading], identity: Identity, cues: Cues | None = None) -> list[Said]:
    """Put every assertion into its context, in an order that no order of input can change.

    Shape: all are of one organisation, which goes by the name that the earliest page has for it.
    """
    pages = {reading.version.id: reading for reading in sorted(readings, key=lambda each: each.version.id)}
    found = {
        assertion.id: _said(assertion, reading, identity, cues or packaged())
        for reading in pages.values()
        for assertion in reading.assertions
    }
    ordered = _under_one_name(sorted(_datable(found.values()), key=lambda each: each.order), identity)
    return _under_full_names(ordered)


def _datable(said: Iterable[Said]) -> Iterator[Said]:
    """Take the day of its end from a rule: where one sentence tells of both, one day cannot be that of both.

    Shape: "the schools have lifted their ban on 18 May" leaves the day of the ban open, and so does "the ban may
    not last".
    """
    every = list(said)
    ends = {
        (each.version, each.assertion.quote.exact): each for each in every if each.assertion.action == "lift"
    }
    for each in every:
        end = ends.get((each.version, each.assertion.quote.exact))
        day = each.assertion.effective
        same = end is not None and end.assertion.effective == day and bool(end.tools & each.tools)
        undated = day is not None and same and each.direction == "limit"
        yield replace(each, assertion=replace(each.assertion, effective=None)) if undated else each


def _under_one_name(ordered: Sequence[Said], identity: Identity) -> list[Said]:
    shown: dict[str, str] = {}
    for each in ordered:
        shown.setdefault(identity.key(each.organisation), each.organisation)
    return [replace(each, organisation=shown[identity.key(each.organisation)]) for each in ordered]


def _under_full_names(every: Sequence[Said]) -> list[Said]:
    """Give a tool that goes by the end of its name ("Copilot") the whole of it, where only one can be meant.

    Shape: all are of one organisation; if its pages know two ("GitHub Copilot", "Microsoft Copilot"), it stays open.
    """
    names = frozenset().union(*(each.named for each in every))
    ending: dict[str, list[str]] = {}
    for name in names:
        words = name.casefold().split()
        for size in range(1, len(words)):
            ending.setdefault(" ".join(words[size:]), []).append(name)
    meant = {short: ending.get(short.casefold(), []) for short in names}
    whole = {short: found[0] for short, found in meant.items() if len(found) == 1}
    return [
        replace(each, tools=frozenset(whole.get(tool, tool) for tool in each.tools))
        if each.tools & whole.keys()
        else each
        for each in every
    ]


def _said(assertion: Assertion, reading: Reading, identity: Identity, cues: Cues) -> Said:
    acting = identity.acting(assertion.organisation, assertion.unit)
    if acting != assertion.organisation:
        assertion = replace(assertion, organisation=acting, unit="")
    organisation = identity.organisation(acting)
    return Said(
        assertion=assertion,
        reading=reading,
        organisation=organisation,
        tools=frozenset(identity.tool(tool) for tool in assertion.tools),
        population=population_of(assertion),
        family=identity.family(reading.source),
        own=any(speaks_for(reading, each) for each in (organisation, *identity.whole_of(organisation))),
        cues=cues,
    )


def speaks_for(reading: Reading, organisation: str) -> bool:
    """Tell whether a page is the organisation's own word: a primary page whose publisher bears its name."""
    source = reading.source
    primary = "primary" in {reading.document.kind, source.document_kind} or source.kind in {
        "organisation",
        "regulator",
    }
    ours, theirs = set(folded(organisation).split()), set(folded(source.name).split())
    return primary and (ours <= theirs or theirs <= ours)


def tools_meet(one: Said, other: Said) -> bool:
    """Tell whether some tool falls under both: by name, by a shared category, or as an example of a category.

    Which product belongs to which category is not asked: a page that bans "AI tools" means the one next
    door.
    """
    if not one.tools or not other.tools or one.tools & other.tools:
        return True
    return one.named != one.tools or other.named != other.tools


def earliest(said: Sequence[Said]) -> Said:
    """Give the one that was known first."""
    return min(said, key=lambda each: each.order)
