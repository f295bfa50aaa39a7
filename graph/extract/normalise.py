"""Stage 10: from frames to assertions: one for each thing a page says, with names, ids and a confidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.extract.dates import DateMention
from graph.extract.page import Analysis, Mention, Sentence
from graph.extract.reading import Frame
from graph.model import (
    STATE_OF,
    Assertion,
    AssertionId,
    AssertionKind,
    Factor,
    Hop,
    OrganisationType,
    PartialDate,
    Quote,
    Reason,
    Scope,
    Slot,
    VersionId,
    content_id,
    quote_of,
)

# Set by judgement, in the order in which such frames were right on the sample newsroom; not fitted to it.
_FOUND: Final = {"clause": 1.0, "sentence": 0.9, "carried": 0.7}
_CARRIED_TOOLS: Final = 0.8
_SIEVE: Final = 0.97  # to the power of the sieve that resolved a mention
_MODES: Final = {"asserted": 1.0, "prediction": 0.8, "opinion": 0.7, "denied": 0.9, "question": 0.6}
_LOOKS: Final = 2  # frames of one claim that are asked for dates, reasons and sources
_MEMBERS: Final = 8  # frames of a claim a further one is compared with; keeps a page of repetitions linear
_NEAR: Final = 300  # code points within which a permission is the exception of a ban, not a rule of its own


@dataclass(frozen=True, slots=True)
class Details:
    """What other stages say about one frame. `likely` is the date a model takes for the rule's, if rules see none."""

    unit: str = ""
    scope: Scope | None = None
    effective: PartialDate | None = None
    yearless: str = ""
    likely: DateMention | None = None
    reasons: tuple[Reason, ...] = ()
    chain: tuple[Hop, ...] = ()
    condition: str = ""


Look = Callable[[Frame], Details]


def merged(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Group the frames that say the same thing, best frame first; groups in text order of their best frame."""
    groups: list[list[Frame]] = []
    rivals: dict[tuple[str, str, bool], list[list[Frame]]] = {}
    for frame in frames:
        others = rivals.setdefault((frame.organisation.name, frame.action, _open(frame)), [])
        home = None if frame.further else next((group for group in others if _same(group, frame)), None)
        if home is None:
            others.append([frame])
            groups.append(others[-1])
        else:
            home.append(frame)
    ranked = [sorted(group, key=_worth, reverse=True) for group in groups]
    return sorted(ranked, key=lambda group: (group[0].sentence.index, group[0].trigger.start))


def _same(group: list[Frame], frame: Frame) -> bool:
    """Tell whether a frame of the same organisation, action and openness speaks of the same tools."""
    known = group[:_MEMBERS]
    if frame.carried or all(each.carried for each in known):
        return True
    ours, theirs = _tool_names(frame), {name for each in known for name in _tool_names(each)}
    return not ours or not theirs or bool(ours & theirs)


def _open(frame: Frame) -> bool:
    return frame.modality in {"prediction", "question"}


def _tool_names(frame: Frame) -> set[str]:
    return {each.name for each in frame.tools if not each.name.startswith("category:")}


def _worth(frame: Frame) -> tuple[float, float, int]:
    return confidence(frame), -abs(frame.trigger.start - frame.organisation.start), -frame.sentence.index


def factors(frame: Frame) -> tuple[Factor, ...]:
    """Give the numbers that a frame's confidence is the product of."""
    sieve = max([frame.organisation.sieve, *(each.sieve for each in frame.tools)])
    return (
        Factor("trigger", frame.trigger.rule.strength),
        Factor("organisation", _FOUND[frame.found]),
        Factor("tools", _CARRIED_TOOLS if frame.carried else 1.0),
        Factor("coreference", _SIEVE**sieve),
        Factor("modality", _MODES.get(frame.modality, 0.8)),
        Factor("presupposed", 0.9 if frame.presupposed else 1.0),
        Factor("likely", frame.likely),
    )


def confidence(frame: Frame) -> float:
    """Give the product of a frame's factors."""
    product = 1.0
    for factor in factors(frame):
        product *= factor.value
    return round(product, 4)


def assertions_of(
    analysis: Analysis,
    version: VersionId,
    frames: Sequence[Frame],
    look: Look,
    vendors: Callable[..., tuple[str, ...]],
    name: str,
) -> list[Assertion]:
    """Turn frames into assertions, the later ones linked to the rules they end."""
    made = [_assertion(analysis, version, group, look, vendors, name) for group in merged(frames)]
    return _linked(_without_tails(made))


def _without_tails(made: list[Assertion]) -> list[Assertion]:
    """Drop what only spells out another rule: the permission a lift leaves behind, the exception a ban allows."""
    by_organisation = _by_organisation(made)
    return [
        each
        for each in made
        if not any(_tail_of(each, other) for other in by_organisation[each.organisation])
    ]


def _by_organisation(made: list[Assertion]) -> dict[str, list[Assertion]]:
    grouped: dict[str, list[Assertion]] = {}
    for each in made:
        grouped.setdefault(each.organisation, []).append(each)
    return grouped


def _tail_of(each: Assertion, other: Assertion) -> bool:
    if (
        each.action == "allow"
        and other.action == "replace"
        and set(each.tools) <= {*other.replaced_by, *other.tools}
    ):
        return each.organisation == other.organisation
    heads = {"allow": ("lift",), "require_approval": ("ban",)}.get(each.action, ())
    if other.action not in heads or other.organisation != each.organisation:
        return False
    if other.modality not in {"asserted", "reported"}:
        return False
    if each.action == "require_approval" and abs(each.quote.start - other.quote.start) > _NEAR:
        return False
    named = {tool for tool in each.tools if not tool.startswith("category:")}
    return not named or bool(named & set(other.tools))


def _assertion(
    analysis: Analysis,
    version: VersionId,
    group: list[Frame],
    look: Look,
    vendors: Callable[..., tuple[str, ...]],
    name: str,
) -> Assertion:
    best = group[0]
    details = _together([look(each) for each in group[:_LOOKS]])
    tools = _tools(group)
    quote = _quote(analysis, best.sentence)
    parts = (
        version,
        best.organisation.name,
        best.action,
        tools,
        best.modality,
        quote.start,
        best.trigger.start,
        name,
    )
    return Assertion(
        id=AssertionId(content_id("a", *parts)),
        version=version,
        organisation=best.organisation.name,
        organisation_type=_type(best.organisation),
        action=best.action,
        quote=quote,
        kind=_kind(best),
        unit=details.unit,
        state=STATE_OF[best.action],
        tools=tools,
        vendors=vendors(tools),
        replaced_by=tuple(each.name for each in best.successors),
        scope=details.scope,
        effective=details.effective,
        yearless=details.yearless,
        condition=details.condition,
        reasons=details.reasons,
        affirmed=best.modality != "denied",
        modality="reported" if best.modality == "asserted" and details.chain else best.modality,
        chain=details.chain,
        slots=_slots(analysis, best),
        trigger=quote_of(analysis.page.text, best.trigger.start, best.trigger.end),
        rule=best.trigger.rule.id,
        confidence=confidence(best),
        factors=factors(best),
        extractor=name,
    )


def _tools(group: list[Frame]) -> tuple[str, ...]:
    """Give the tools of the frame that says most: of the best one, or of a fuller list that contains its tools."""
    best = next((each for each in group if not each.carried), group[0])
    chosen = best
    for each in group:
        if not each.carried and _tool_names(chosen) and _tool_names(chosen) < _tool_names(each):
            chosen = each
    return tuple(dict.fromkeys(each.name for each in chosen.tools))


def _together(looks: list[Details]) -> Details:
    """Fill what the best frame leaves open from the others that say the same."""
    best = looks[0]
    for other in looks[1:]:
        best = replace(
            best,
            unit=best.unit or other.unit,
            scope=best.scope or other.scope,
            effective=best.effective or (None if best.yearless else other.effective),
            yearless=best.yearless or ("" if best.effective else other.yearless),
            reasons=best.reasons or other.reasons,
            chain=best.chain or other.chain,
            likely=best.likely or other.likely,
        )
    if best.likely and not (best.effective or best.yearless):
        return replace(best, effective=best.likely.value, yearless=best.likely.yearless)
    return best


def _quote(analysis: Analysis, sentence: Sentence) -> Quote:
    return quote_of(analysis.page.text, sentence.start, sentence.end)


def _type(mention: Mention) -> OrganisationType:
    return mention.type if mention.type in _TYPES else "other"  # type: ignore[return-value]


_TYPES: Final = frozenset({
    "company", "government", "legislature", "regulator", "military", "education", "open_source_project",
    "community_platform", "conference", "publisher", "unnamed", "other",
})  # fmt: skip


def _kind(frame: Frame) -> AssertionKind:
    if frame.action == "deny" or frame.modality == "denied":
        return "denial"
    if frame.modality == "question":
        return "question"
    return "prediction" if frame.modality == "prediction" else "policy"


def _slots(analysis: Analysis, frame: Frame) -> tuple[Slot, ...]:
    text = analysis.page.text

    def slot(name: str, mention: Mention) -> Slot:
        return Slot(name, quote_of(text, mention.start, mention.end))

    tools = [slot("tool", each) for each in frame.tools]
    successors = [slot("replaced_by", each) for each in frame.successors]
    named = [frame.organisation] if frame.organisation.end > frame.organisation.start else []
    return (*(slot("organisation", each) for each in named), *tools, *successors)


def _linked(made: list[Assertion]) -> list[Assertion]:
    """Point each lift at the ban or limit of the same organisation that it ends, each replacement at what it ends."""
    by_organisation = _by_organisation(made)
    return [replace(each, later_of=_ended_by(each, by_organisation[each.organisation])) for each in made]


def _ended_by(later: Assertion, others: list[Assertion]) -> AssertionId | None:
    ends = {"lift": ("ban", "restrict", "require_approval"), "replace": ("allow", "mandate")}.get(
        later.action, ()
    )
    for action in ends:
        for other in others:
            if other.action == action and other.modality != "prediction":
                return other.id
    return None
