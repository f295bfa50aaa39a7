"""The slots round a claim that a model fills: dates, reasons, sources. Each is what our own rules read in its words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.extract.attribution import AttributionRules
from graph.extract.date_rules import DateRules
from graph.extract.dates import DateMention, find_dates
from graph.extract.documents import documents_in
from graph.extract.page import Analysis, Sentence, Span
from graph.extract.reasons import ReasonRules, categories_of
from graph.extract.sources import Cited, outlets_in, speakers_in, weak_in
from graph.llm.draft import DraftReason, DraftSource, Part, Passage
from graph.llm.place import Lost, place
from graph.model import Hop, Reason, quote_of

AROUND: Final = 3  # sentences either side of a rule that may date it, explain it or say who told of it

Refuse = Callable[[Part, str, str], None]


@dataclass(frozen=True, slots=True)
class Slots:
    """The rules that read dates, reasons and sources."""

    dates: DateRules
    explained: ReasonRules
    attribution: AttributionRules

    def date(
        self, analysis: Analysis, sentence: Sentence, passages: Sequence[Passage], refuse: Refuse
    ) -> DateMention | None:
        """Give the first date that holds: words that the grammar reads as the date of an event."""
        for passage in passages:
            found = _found(analysis, sentence, passage)
            if isinstance(found, Lost):
                refuse("date", found.why, passage.exact)
                continue
            at, span = found
            for each in find_dates(self.dates, analysis, at.start, at.end):
                if (
                    each.start < span.end
                    and span.start < each.end
                    and each.role == "event"
                    and (each.value or each.yearless)
                ):
                    return each
            refuse("date", "the grammar does not read it so", passage.exact)
        return None

    def reasons(
        self, analysis: Analysis, sentence: Sentence, drafts: Sequence[DraftReason], refuse: Refuse
    ) -> tuple[Reason, ...]:
        """Give the reasons whose words name their category, each category once."""
        kept: dict[str, Reason] = {}
        for draft in drafts:
            found = _found(analysis, sentence, draft.words)
            if isinstance(found, Lost):
                refuse("reason", found.why, draft.words.exact)
                continue
            at, span = found
            words = analysis.lower[span.start : span.end]
            if draft.category not in categories_of(self.explained, words):
                refuse("reason", "its words do not name its category", draft.words.exact)
            elif self.explained.criticism.search(analysis.lower, at.start, at.end):
                refuse("reason", "criticism explains nothing", draft.words.exact)
            else:
                kept.setdefault(draft.category, self._voiced(analysis, at, span, draft.category))
        return tuple(kept.values())

    def _voiced(self, analysis: Analysis, sentence: Sentence, span: Span, category: str) -> Reason:
        quote = quote_of(analysis.page.text, span.start, span.end)
        reason = Reason(category, quote.exact, quote=quote)
        if self.explained.denied.search(analysis.lower, sentence.start, sentence.end):
            return replace(reason, stance="denied")
        if self.explained.alternative.search(analysis.lower, sentence.start, sentence.end):
            by = analysis.page.author or analysis.page.outlet or "author"
            return replace(reason, stance="alternative", stated_by=by)
        return reason

    def chain(
        self,
        analysis: Analysis,
        sentence: Sentence,
        organisation: str,
        drafts: Sequence[DraftSource],
        refuse: Refuse,
    ) -> tuple[Hop, ...]:
        """Give the sources in the order drafted, as far as our rules see a source cited in the same words."""
        kept: dict[str, Hop] = {}
        for draft in drafts:
            hop = self._hop(analysis, sentence, organisation, draft)
            if isinstance(hop, Lost):
                refuse("source", hop.why, draft.source.exact)
            else:
                kept.setdefault(hop.name, hop)
        return tuple(kept.values())

    def _hop(
        self, analysis: Analysis, sentence: Sentence, organisation: str, draft: DraftSource
    ) -> Hop | Lost:
        found = _found(analysis, sentence, draft.source)
        if isinstance(found, Lost):
            return found
        at, span = found
        cue = place(analysis.shadow, draft.cue, Span(at.start, at.end))
        if isinstance(cue, Lost):
            return Lost(f"its cue is {cue.why}")
        for each in self._cited(analysis, at, organisation):
            if each.start < span.end and span.start < each.end:
                return replace(each.hop, cue=quote_of(analysis.page.text, cue.start, cue.end))
        return Lost("the lexicon sees no source in it")

    def _cited(self, analysis: Analysis, sentence: Sentence, organisation: str) -> Iterator[Cited]:
        yield from outlets_in(self.attribution, analysis, sentence)
        yield from documents_in(self.attribution, analysis, sentence, organisation)
        yield from speakers_in(self.attribution, analysis, sentence, organisation)
        yield from weak_in(self.attribution, analysis, sentence)


def _found(analysis: Analysis, sentence: Sentence, passage: Passage) -> tuple[Sentence, Span] | Lost:
    """Give where words stand, and their sentence: in the rule's own, else in one place near it."""
    own = place(analysis.shadow, passage, Span(sentence.start, sentence.end))
    if isinstance(own, Span):
        return sentence, own
    near = analysis.sentences[max(0, sentence.index - AROUND) : sentence.index + AROUND + 1]
    span = place(analysis.shadow, passage, Span(near[0].start, near[-1].end))
    if isinstance(span, Lost):
        return span
    holder = next((each for each in near if each.start <= span.start and span.end <= each.end), None)
    return (holder, span) if holder else Lost("in no sentence")
