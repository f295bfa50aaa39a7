"""Records in plain words: headlines, dates, reasons. Every screen, mail and file takes its wording here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from graph.ask import ChainStep, ClaimCard, Passage
from graph.model import Answer, Claim, Count, Facet, PartialDate, Reason, Scope, Step, Trail, TrailNode
from ui.vocabulary import ACTIONS, CATEGORIES, CHANGED, DEEDS, MOODS, ODD, REASONS, RELATIONS, STATES


def tool(name: str) -> str:
    """Name one tool or category of tools."""
    return CATEGORIES.get(name, name)


def listed(names: Sequence[str], most: int = 4) -> str:
    """Join names as a sentence does: A, B and C; A, B, C and 3 more."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def tools(names: Sequence[str]) -> str:
    """Name a set of tools in a sentence."""
    return listed([tool(name) for name in names]) or "AI tools"


def organisation(name: str) -> str:
    """Name an organisation, or say that it has no name."""
    return "An unnamed organisation" if name == "UNNAMED" else name


def headline(claim: Claim) -> str:
    """Say a claim in one plain sentence without a full stop."""
    deed = DEEDS[claim.action].format(who=organisation(claim.organisation), tools=tools(claim.tools))
    if claim.modality == "denied" or not claim.affirmed:
        return f"Denied: {deed}"
    return MOODS.get(claim.modality, "{}").format(deed)


def population(claim: Claim) -> str:
    """Say whom a claim's rule binds, as far as known."""
    scope = _bound(claim.scope) if claim.scope else ""
    unit = claim.unit if claim.unit and claim.unit.casefold() not in scope.casefold() else ""
    return ", ".join(part for part in (unit, scope) if part)


def _bound(scope: Scope) -> str:
    if scope.universal and not scope.text:
        return "everybody"
    bound = scope.text or scope.type.replace("_", " ")
    return f"only {bound}" if scope.exclusive and not re.search(r"\bonly\b", bound, re.IGNORECASE) else bound


def day(value: date | None) -> str:
    """Write a day as 24 June 2026."""
    return f"{value.day} {value:%B %Y}" if value else "undated"


def when(value: PartialDate | None) -> str:
    """Write a date no more exactly than it is known."""
    if value is None:
        return "undated"
    first, last = value.first, value.last
    named = {
        "year": f"{first.year}",
        "quarter": f"quarter {(first.month + 2) // 3} of {first.year}",
        "month": f"{first:%B %Y}",
        "day": day(first),
    }
    same_month = (first.year, first.month) == (last.year, last.month)
    return named.get(value.granularity) or (
        f"{first.day}–{day(last)}" if same_month else f"{day(first)} – {day(last)}"
    )


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def found(answer: Answer) -> str:
    """Write how many claims answer a search, or that they are more than were counted."""
    return f"more than {answer.total:,} claims" if answer.more else count(answer.total, "claim")


def span(value: Count) -> str:
    """Write a count that may be uncertain: 1, or 1 to 3."""
    return f"{value.certain}" if value.certain == value.possible else f"{value.certain} to {value.possible}"


def origins(value: Count, nodes: Sequence[TrailNode]) -> str:
    """Say how many independent origins there are and who they are."""
    noun = "origin" if value.possible == 1 or value.certain == value.possible == 1 else "origins"
    names = f": {listed([node.label for node in nodes])}" if nodes else ""
    return f"{span(value)} independent {noun}{names}"


def evidence(card: ClaimCard) -> str:
    """Say how many outlets stand on how many origins."""
    noun = "origin" if card.trail.origins.possible == 1 else "origins"
    return f"{count(len(card.outlets), 'outlet')}, {span(card.trail.origins)} {noun}"


def reason(given: Reason, organisation_name: str) -> str:
    """Say who gives which reason."""
    category = REASONS.get(given.category, given.category.replace("_", " "))
    holder = organisation(organisation_name) if given.stated_by == "org" else given.stated_by
    speaker = f" ({given.speaker})" if given.speaker else ""
    verb = {"stated": "gives", "alternative": "sees instead", "denied": "rules out"}[given.stance]
    return f"{holder}{speaker} {verb}: {category}"


def byline(passage: Passage) -> str:
    """Say who wrote a passage, where and when."""
    who = passage.page.source.name
    if passage.page.author and passage.page.author.casefold() != who.casefold():
        who = f"{passage.page.author}, {who}"
    return f"{who}, {when(passage.page.published)}"


def read_mark(step: ChainStep) -> str:
    """Say whether a step of a chain was read or is only told of."""
    return "read" if step.read else "not read by us"


def step_line(step: Step) -> str:
    """Say one step of a timeline: its state, and what is known of it."""
    return f"{STATES[step.state]} ({step_note(step)})"


def step_note(step: Step) -> str:
    """Say what kind of change a step was, and what confirms it, contests it or does not fit."""
    parts = [CHANGED[step.change]]
    if step.confirmed:
        parts.append(f"still so on {day(step.confirmed)}")
    if step.contested:
        parts.append("contested")
    if step.corrected:
        parts.append("after a correction")
    if step.odd:
        parts.append(ODD[step.odd])
    return ", ".join(parts)


def unchecked(trail: Trail) -> str:
    """Say that the primary source was not read, so that nobody can tell what was added to it."""
    primary = next((node for node in trail.nodes if node.id == trail.primary), None)
    return (
        ", not read by us: what others have from it cannot be checked" if primary and not primary.read else ""
    )


def web_link(url: str) -> str:
    """Give a URL that is safe to follow, or nothing: only http(s) with a host and no odd characters."""
    if re.search(r"[\s\x00-\x20\x7f-\x9f<>\"'`\\]", url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def printable(text: str) -> str:
    """Give text without control characters, escape sequences or marks that reorder what is shown.

    Tabs and line breaks become spaces: what a web page says must not draw on a terminal.
    """
    spaced = re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", text)
    bare = re.sub(r"\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.", "", spaced)
    return "".join(each for each in bare if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"})


def node_name(trail: Trail, node: str) -> str:
    """Name a node of a trail by its label."""
    return next((each.label for each in trail.nodes if each.id == node), node)


def passage_link(url: str, words: str) -> str:
    """Give a safe link that lets the browser scroll to the words, or nothing.

    Source: WICG scroll-to-text-fragment; hyphens must be escaped, a long quote is named by both its ends.
    """
    safe = web_link(url)
    if not safe:
        return ""
    parts = words.split()
    ends = [words] if len(parts) <= 12 else [" ".join(parts[:5]), " ".join(parts[-5:])]
    return (
        f"{safe.split('#')[0]}#:~:text={','.join(quote(each, safe='').replace('-', '%2D') for each in ends)}"
    )


def facet_value(facet: Facet) -> str:
    """Name a facet's value as a reader knows it."""
    tables: dict[str, Mapping[str, str]] = {"action": ACTIONS, "reason": REASONS, "relation": RELATIONS}
    return tables.get(facet.name, CATEGORIES).get(facet.value, facet.value)


def circle(trail: Trail, nodes: Sequence[str]) -> str:
    """Name the pages of a circle."""
    return listed([node_name(trail, node) for node in nodes])


def standing(card: ClaimCard) -> str:
    """Say what the claim stands on: outlets, origins, the source everything hangs on, the primary source."""
    trail = card.trail
    parts = [evidence(card)]
    if trail.bottleneck:
        parts.append(f"Everything hangs on {node_name(trail, trail.bottleneck)}")
    if trail.primary:
        parts.append(f"Primary source: {node_name(trail, trail.primary)}{unchecked(trail)}")
    return ". ".join(parts) + "."


def step_place(step: ChainStep) -> str:
    """Say by whom and when a step was written, as it follows its name."""
    if step.page is None:
        return f", {step.kind}"
    author = f", {step.page.author}" if step.page.author else ""
    return f"{author}, {when(step.page.published)}"
