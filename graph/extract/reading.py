"""What the readings of a page share: the page, its mask, whom it is about, and the frame that a reading becomes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from graph.extract.actions import Trigger
from graph.extract.cues import CueRules, Polarity
from graph.extract.houses import house_of
from graph.extract.page import Analysis, Mention, Sentence
from graph.model import Action, Modality

Vendors = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of one trigger: an organisation, an action, its tools.

    Shape: `found` tells where the organisation stands, clause, sentence or carried over; `carried` is set where
    the tools come from another sentence, `presupposed` for the ban that a lift speaks of, `further` for a rule that
    is none of its organisation's others of the same kind; `likely` is how sure the models are of it (0-1).
    """

    sentence: Sentence
    trigger: Trigger
    action: Action
    organisation: Mention
    tools: tuple[Mention, ...]
    modality: Modality
    polarity: Polarity = "affirmed"
    successors: tuple[Mention, ...] = ()
    found: str = "clause"
    carried: bool = False
    presupposed: bool = False
    further: bool = False
    likely: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a page needs: its analysis and mask, the cue rules, the makers of tools."""

    analysis: Analysis
    masked: str
    cues: CueRules
    vendors: Vendors
    focus: Mention | None
    makers: frozenset[str]


def reading_of(
    analysis: Analysis, masked: str, cues: CueRules, vendors: Vendors, only_ai: frozenset[str]
) -> Reading:
    """Prepare a page for reading its triggers. `only_ai` are firms that make AI products and nothing else."""
    tools = tuple(dict.fromkeys(each.name for each in analysis.mentions if each.kind == "tool"))
    makers = frozenset(vendors(tools)) & only_ai
    return Reading(analysis, masked, cues, vendors, focus_of(analysis, makers), makers)


def focus_of(analysis: Analysis, makers: frozenset[str]) -> Mention | None:
    """Give the organisation a page is about: named most often, three times the weight in the first two sentences.

    Shape: papers weigh no more there than elsewhere, since they are mostly cited.
    """
    weights: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    for each in analysis.mentions:
        if each.kind == "organisation" and each.name not in makers:
            weights[each.name] += 3 if each.end <= lead and each.type != "publisher" else 1
            first.setdefault(each.name, each)
    if not weights:
        return house_of(analysis)
    (name, weight), *others = weights.most_common(2)
    return first[name] if not others or weight > others[0][1] else None
