"""From a page to its assertions: eleven stages, each a pure function, one file a stage.

Nothing here reads a clock, a file or a store; `load_extractor` compiles the lexicon once and the extractor
then only reads pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from graph.extract.actions import ActionRules, Trigger, mask, triggers_of
from graph.extract.attribution import AttributionRules, find_chain
from graph.extract.belonging import Homes
from graph.extract.cast import Actor, cast_of
from graph.extract.coreference import resolve_coreference
from graph.extract.cues import CueRules
from graph.extract.date_choice import event_date
from graph.extract.date_evidence import Asked
from graph.extract.date_rules import DateRules
from graph.extract.dating import Dating, learned_date
from graph.extract.denials import DenialRules, with_denied
from graph.extract.extents import ExtentRules, extended
from graph.extract.folded import fold
from graph.extract.frames import frames_of
from graph.extract.grounds import reasoned
from graph.extract.leaks import LeakRules, with_leaks
from graph.extract.learned import Learned
from graph.extract.linking import Scene, scene_of
from graph.extract.mentions import Gazetteer, find_mentions, vendors_of
from graph.extract.name_spans import NameWords
from graph.extract.names import named
from graph.extract.normalise import Details, assertions_of
from graph.extract.origins import originated
from graph.extract.page import Analysis, Mention, NameSpan, Page, Sentence
from graph.extract.reading import Frame, Reading, reading_of
from graph.extract.reasons import ReasonRules, find_reasons
from graph.extract.scope import ScopeRules, find_scope, find_unit
from graph.extract.segment import headline_end, segment
from graph.extract.vague import vague_tool
from graph.extract.validate import valid
from graph.extract.verdicts import verdicts_of
from graph.extract.weighing import weighed
from graph.lexicon import Lexicon, load_lexicon
from graph.model import Action, Assertion, Hop, Reason, VersionId

_SERIES: Final = "rules"
_VAGUE: Final = 2  # sentences that must speak of tools in everyday words on a page that names none


@dataclass(frozen=True, slots=True)
class Extractor:
    """All rules, compiled. `name` changes with the lexicon, and with it the ids of assertions."""

    name: str
    gazetteer: Gazetteer
    actions: ActionRules
    cues: CueRules
    scopes: ScopeRules
    dates: DateRules
    reasons: ReasonRules
    attribution: AttributionRules
    denials: DenialRules
    extents: ExtentRules
    leaks: LeakRules
    learned: Learned | None = None
    words: NameWords | None = None
    dating: Dating | None = None

    def extract(self, page: Page, version: VersionId) -> list[Assertion]:
        """Give what a page says about rules on AI tools, in text order."""
        analysis = self.analyse(page)
        frames = self.frames(analysis)
        if not frames:
            return []
        made = assertions_of(
            analysis, version, frames, lambda frame: self._look(analysis, frame), self._vendors, self.name
        )
        return list(valid(page.text, self._with_more(analysis, made)))

    def _with_more(self, analysis: Analysis, made: Sequence[Assertion]) -> Sequence[Assertion]:
        """Give assertions with what sentences beside their own say of them."""
        if not made:
            return made
        homes = Homes.of(analysis, made)
        made = with_denied(self.denials, homes, extended(self.extents, homes, made))
        return with_leaks(self.leaks, homes, made)

    def analyse(self, page: Page) -> Analysis:
        """Give a page with its sentences and mentions, those that pronouns stand for included."""
        cut = segment(page)
        found = find_mentions(self.gazetteer, cut)
        if self.learned is not None and self.words is not None:
            found = self.with_names(cut, found, *named(self.words, self.gazetteer, found, self.learned.names))
        return resolve_coreference(self.gazetteer, found)

    def with_names(
        self, cut: Analysis, found: Analysis, names: tuple[NameSpan, ...], products: Sequence[Mention]
    ) -> Analysis:
        """Give a page with the names a model has found on it; with new products, it is read anew."""
        return replace(find_mentions(self.gazetteer, cut, products) if products else found, names=names)

    def frames(self, analysis: Analysis) -> list[Frame]:
        """Give the readings of a page's triggers; none where it names no AI tool, in however vague words."""
        if not any(each.kind == "tool" for each in analysis.mentions) and not _is_vague(analysis):
            return []
        if self.learned is None:
            return self.ruled(analysis)[1]
        reading = self._reading(analysis)
        scene = self.scene(analysis, self.cast(analysis), reading)
        return weighed(reading, scene.frames, verdicts_of(self.learned, scene))

    def ruled(
        self, analysis: Analysis, reading: Reading | None = None
    ) -> tuple[list[tuple[Sentence, list[Trigger]]], list[Frame]]:
        """Give the triggers of the lexicon by sentence, and what the rules alone read in them."""
        reading = reading or self._reading(analysis)
        found = self._triggers(analysis, reading.masked)
        return found, frames_of(reading, found)

    def cast(self, analysis: Analysis) -> list[Actor]:
        """Give the organisations of a page with all their mentions."""
        tools = tuple(dict.fromkeys(each.name for each in analysis.mentions if each.kind == "tool"))
        return cast_of(self.gazetteer, analysis, frozenset(each.lower() for each in self._vendors(tools)))

    def scene(self, analysis: Analysis, cast: Sequence[Actor], reading: Reading | None = None) -> Scene:
        """Give a page as the learned stages see it."""
        found, frames = self.ruled(analysis, reading)
        page = analysis.page
        lines = fold(analysis, cast, found)
        return scene_of(lines, cast, frames, page.title, page.outlet, headline_end(analysis))

    def mentions(self, analysis: Analysis) -> dict[str, list[str]]:
        """Give the names of organisations and tools on a page, categories left out."""
        kinds = {"orgs": "organisation", "tools": "tool"}
        return {
            key: [
                each.name
                for each in analysis.mentions
                if each.kind == kind and not each.name.startswith("category:")
            ]
            for key, kind in kinds.items()
        }

    def _triggers(self, analysis: Analysis, masked: str) -> list[tuple[Sentence, list[Trigger]]]:
        """Find what speaks of rules; a headline's own words support no claim, wherever they stand."""
        begin = headline_end(analysis)
        told = (each for each in analysis.sentences if each.start >= begin)
        found = ((each, triggers_of(self.actions, masked, each)) for each in told)
        return [(sentence, triggers) for sentence, triggers in found if triggers]

    def _reading(self, analysis: Analysis) -> Reading:
        return reading_of(analysis, mask(analysis), self.cues, self._vendors, self.actions.only_ai)

    def _vendors(self, tools: tuple[str, ...]) -> tuple[str, ...]:
        return vendors_of(self.gazetteer, tools)

    def _look(self, analysis: Analysis, frame: Frame) -> Details:
        sentence, name = frame.sentence, frame.organisation.name
        asked = Asked(sentence, frame.trigger.start, name, frame.action)
        likely = learned_date(self.dating, analysis, asked) if self.dating else None
        when = event_date(self.dates, analysis, asked) if likely or self.dating is None else None
        return Details(
            unit=find_unit(self.scopes, analysis, sentence, frame.organisation),
            scope=find_scope(self.scopes, analysis, sentence, frame.organisation),
            effective=when.value if when else None,
            yearless=when.yearless if when else "",
            likely=likely,
            reasons=self._why(analysis, sentence, name, frame.action),
            chain=self._on_whose_word(analysis, sentence, name),
        )

    def _on_whose_word(self, analysis: Analysis, sentence: Sentence, name: str) -> tuple[Hop, ...]:
        if self.learned is None:
            return find_chain(self.attribution, analysis, sentence, name)
        return originated(self.learned, self.attribution, analysis, sentence, name)

    def _why(self, analysis: Analysis, sentence: Sentence, name: str, action: Action) -> tuple[Reason, ...]:
        if self.learned is None:
            return find_reasons(self.reasons, analysis, sentence, name, action)
        return reasoned(self.learned, self.reasons, analysis, sentence, name, action)


def _is_vague(analysis: Analysis) -> bool:
    """Tell whether a page speaks of AI tools in everyday words alone; one sentence may mean any bot or program."""
    told = (each for each in analysis.sentences if vague_tool(analysis.lower, each.start, each.end))
    return len(list(islice(told, _VAGUE))) == _VAGUE


def load_extractor(lexicon: Lexicon | None = None, *, learned: bool = True) -> Extractor:
    """Compile a lexicon, the packaged one by default, and read the learned models unless told not to.

    Raises: ConfigError if they cannot be used as written.
    """
    rules = lexicon or load_lexicon()
    gazetteer = Gazetteer.load(rules)
    models = Learned.load() if learned else None
    dates, reasons = DateRules.load(rules), ReasonRules.load(rules)
    return Extractor(
        f"{_SERIES}-{rules.version}",
        gazetteer,
        ActionRules.load(rules),
        CueRules.load(rules),
        ScopeRules.load(rules),
        dates,
        reasons,
        AttributionRules.load(rules),
        DenialRules.load(rules, reasons),
        ExtentRules.load(rules),
        LeakRules.load(rules),
        models,
        NameWords.of(gazetteer, models.known) if models else None,
        Dating.of(dates, models) if models else None,
    )
