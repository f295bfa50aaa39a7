"""The gate behind a model: what of its drafts the page and the lexicon bear out. Pure, and the only way to the store.

Every slot is words of the page, in one place and no other; its value is what our own rules read in these words.
Whatever fails is a counted refusal: without organisation, tool or trigger the whole claim, otherwise the slot alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from graph.extract.actions import mask
from graph.extract.clauses import Clause, clause_at, clauses_of
from graph.extract.cues import modality
from graph.extract.extractor import Extractor
from graph.extract.gazetteer import vendors_of
from graph.extract.normalise import Details, assertions_of
from graph.extract.page import Analysis, Mention, MentionKind, Sentence, Span
from graph.extract.patterns import THING
from graph.extract.reading import Frame, focus_of
from graph.extract.scope import find_scope, find_unit
from graph.extract.validate import valid
from graph.lexicon import Lexicon
from graph.llm.draft import Draft, Part, Passage, Refusal
from graph.llm.lexis import UNLISTED, Read, TriggerRules, read_trigger
from graph.llm.place import Lost, place
from graph.llm.slots import Slots
from graph.model import Assertion, Modality, VersionId

BACK: Final = (
    3  # sentences before a rule in which its organisation or tools may have been named, as in the rules
)
_CAUTIOUS: Final[dict[str, Modality]] = {"opinion": "opinion", "hedged": "hedged", "prediction": "prediction"}

# What may stand in a rule's own words for a tool that is named before it.
_REFERS: Final = re.compile(rf"\b(?:{THING}|it|them|its use|both|use|access)\b")

Refuse = Callable[[Part, str, str], None]


class Refused(Exception):
    """A draft that is no claim of the page. Never leaves this module."""

    def __init__(self, why: str, words: str) -> None:
        super().__init__(why)
        self.why, self.words = why, words


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of a page's drafts, and what was refused."""

    assertions: tuple[Assertion, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The rules that bear witness."""

    rules: Extractor
    triggers: TriggerRules
    slots: Slots

    @classmethod
    def load(cls, rules: Extractor, lexicon: Lexicon) -> Self:
        """Take the rules and what the lexicon has besides for this."""
        triggers = TriggerRules.load(lexicon, rules.actions, rules.cues)
        return cls(rules, triggers, Slots(rules.dates, rules.reasons, rules.attribution))

    def hold(self, analysis: Analysis, version: VersionId, drafts: Iterable[Draft], name: str) -> Checked:
        """Hold drafts against their page. `name` is the extractor that the assertions are stored under."""
        refusals: list[Refusal] = []

        def refuse(part: Part, why: str, words: str) -> None:
            refusals.append(Refusal(part, why, words[:80]))

        seen = _Page.of(self, analysis)
        details: dict[Frame, Details] = {}
        for draft in drafts:
            try:
                frame = seen.frame(draft, refuse)
            except Refused as refused:
                refuse("claim", refused.why, refused.words)
            else:
                details.setdefault(frame, seen.details(frame, draft, refuse))
        frames = sorted(details, key=lambda each: (each.sentence.index, each.trigger.start))
        made = assertions_of(analysis, version, frames, details.__getitem__, seen.vendors, name)
        return Checked(tuple(valid(analysis.page.text, made)), tuple(refusals))


@dataclass(frozen=True, slots=True)
class _Page:
    """One page under the check."""

    check: Check
    analysis: Analysis
    masked: str
    focus: Mention | None

    @classmethod
    def of(cls, check: Check, analysis: Analysis) -> Self:
        tools = tuple(dict.fromkeys(each.name for each in analysis.mentions if each.kind == "tool"))
        makers = frozenset(vendors_of(check.rules.gazetteer, tools))
        return cls(check, analysis, mask(analysis), focus_of(analysis, makers))

    def vendors(self, tools: tuple[str, ...]) -> tuple[str, ...]:
        """Give the makers of tools."""
        return vendors_of(self.check.rules.gazetteer, tools)

    def frame(self, draft: Draft, refuse: Refuse) -> Frame:
        """Give the reading of a draft that page and lexicon bear out. Raises: Refused if there is none."""
        sentence, words = self._trigger(draft)
        clause = clause_at(clauses_of(self.masked, sentence.start, sentence.end), words.start)
        found = read_trigger(self.check.triggers, self.masked, sentence, clause, words, draft.action)
        if not isinstance(found, Read):
            raise Refused(found.why, draft.trigger.exact)
        start, end = found.trigger.start, found.trigger.end
        mode = modality(
            self.check.rules.cues, self.masked, (sentence.start, sentence.end), clause, start, end
        )
        if mode in ("conditional", "question") or draft.modality in ("conditional", "question"):
            raise Refused("no statement", draft.quote.exact)
        where = _Where(self, sentence, clause, near=found.trigger.rule.id == UNLISTED)
        organisation = where.organisation(draft.organisation)
        tools = tuple(where.tools(draft.tools, refuse))
        if not tools:
            raise Refused("no tool that the lexicon knows", draft.quote.exact)
        successors = tuple(where.tools(draft.replaced_by, refuse))
        if draft.action == "replace" and not successors:
            raise Refused("no successor that the lexicon knows", draft.quote.exact)
        return Frame(
            sentence, found.trigger, found.action, organisation, tools, self._mode(mode, draft, refuse),
            found.sign, successors, where.found(organisation), not where.holds(tools[0]), found.presupposed,
        )  # fmt: skip

    def details(self, frame: Frame, draft: Draft, refuse: Refuse) -> Details:
        """Give the slots round a claim: those a model named as far as they hold, the others as the rules read them."""
        when = self.check.slots.date(self.analysis, frame.sentence, draft.dates, refuse)
        rules = self.check.rules
        return Details(
            unit=find_unit(rules.scopes, self.analysis, frame.sentence, frame.organisation),
            scope=find_scope(rules.scopes, self.analysis, frame.sentence, frame.organisation),
            effective=when.value if when else None,
            yearless=when.yearless if when else "",
            reasons=self.check.slots.reasons(self.analysis, frame.sentence, draft.reasons, refuse),
            chain=self.check.slots.chain(
                self.analysis, frame.sentence, frame.organisation.name, draft.chain, refuse
            ),
        )

    def _trigger(self, draft: Draft) -> tuple[Sentence, Span]:
        """Give the trigger and its sentence. Raises: Refused."""
        text = self.analysis.shadow
        quote = place(text, draft.quote, Span(0, len(text)))
        if isinstance(quote, Lost):
            raise Refused(f"quote {quote.why}", draft.quote.exact)
        words = place(text, draft.trigger, quote)
        if isinstance(words, Lost):
            raise Refused(f"trigger {words.why}", draft.trigger.exact)
        sentence = sentence_at(self.analysis.sentences, words)
        if sentence is None:
            raise Refused("trigger in no sentence", draft.trigger.exact)
        if self.check.triggers.talks_to_machines(self.analysis, sentence):
            raise Refused("said to machines", draft.quote.exact)
        return sentence, words

    def _mode(self, read: Modality, draft: Draft, refuse: Refuse) -> Modality:
        """Give the modality: what the lexicon reads, unless the model is the more cautious of the two."""
        if read == "asserted" and draft.modality in _CAUTIOUS:
            return _CAUTIOUS[draft.modality]
        if draft.modality not in (read, "asserted"):
            refuse("modality", "the lexicon does not read it so", draft.modality)
        return read


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the slots of one trigger may stand: as near as the page lets them, never past a nearer candidate."""

    page: _Page
    sentence: Sentence
    clause: Clause
    near: bool

    def organisation(self, passage: Passage) -> Mention:
        """Give who sets the rule. Raises: Refused."""
        found = self._named(passage, "organisation")
        if isinstance(found, Lost):
            raise Refused(f"organisation {found.why}", passage.exact)
        names = {each.name for each in found}
        if len(names) != 1:
            raise Refused(
                "organisation unknown to the lexicon" if not names else "several organisations", passage.exact
            )
        return found[0]

    def tools(self, passages: Sequence[Passage], refuse: Refuse) -> Iterator[Mention]:
        """Give the tools, each name once; those that do not hold are refused one by one."""
        seen: set[str] = set()
        for passage in passages:
            found = self._named(passage, "tool")
            if isinstance(found, Lost) or not found:
                refuse(
                    "tool", found.why if isinstance(found, Lost) else "unknown to the lexicon", passage.exact
                )
                continue
            for each in found:
                if each.name not in seen:
                    seen.add(each.name)
                    yield each

    def holds(self, mention: Mention) -> bool:
        """Tell whether a mention stands in the trigger's own sentence."""
        return self.sentence.start <= mention.start < self.sentence.end

    def found(self, mention: Mention) -> str:
        """Tell how far from the trigger a mention stands, in the words of the rules' confidence."""
        if self.clause.start <= mention.start < self.clause.end:
            return "clause"
        return "sentence" if self.holds(mention) else "carried"

    def _named(self, passage: Passage, kind: MentionKind) -> list[Mention] | Lost:
        """Give the mentions that some words are, in the nearest stretch that has any of their kind."""
        for stretch in self._stretches(kind):
            own = self._own(stretch, kind)
            if own:
                span = place(self.page.analysis.shadow, passage, stretch)
                return span if isinstance(span, Lost) else [each for each in own if _overlap(each, span)]
        return Lost("out of reach")

    def _stretches(self, kind: MentionKind) -> Iterator[Span]:
        """Give where a slot may stand: its clause, its sentence, those before it one by one, the page's subject."""
        yield Span(self.clause.start, self.clause.end)
        refers = _REFERS.search(self.page.masked, self.clause.start, self.clause.end)
        if self.near or (kind == "tool" and not refers):
            return
        yield Span(self.sentence.start, self.sentence.end)
        sentences = self.page.analysis.sentences
        for index in range(self.sentence.index - 1, max(-1, self.sentence.index - BACK - 1), -1):
            yield Span(sentences[index].start, sentences[index].end)
        focus = self.page.focus
        if kind == "organisation" and focus is not None:
            yield Span(focus.start, focus.end)

    def _own(self, stretch: Span, kind: MentionKind) -> list[Mention]:
        inside = self.page.analysis.within(stretch.start, stretch.end, kind)
        return [each for each in inside if not each.role]


def sentence_at(sentences: Sequence[Sentence], span: Span) -> Sentence | None:
    """Give the sentence that holds all of a span."""
    return next((each for each in sentences if each.start <= span.start and span.end <= each.end), None)


def _overlap(mention: Mention, span: Span) -> bool:
    return mention.start < span.end and span.start < mention.end
