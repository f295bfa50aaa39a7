"""Stage 11: the last look at an assertion before it leaves: whatever is not word for word in the text is dropped."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.model import Assertion, Quote


def valid(text: str, assertions: Iterable[Assertion]) -> Iterator[Assertion]:
    """Give the assertions whose quote and trigger stand in the text, each without the spans that do not."""
    for each in assertions:
        if exact(text, each.quote) and (each.trigger is None or exact(text, each.trigger)) and _sound(each):
            yield replace(
                each,
                slots=tuple(slot for slot in each.slots if exact(text, slot.quote)),
                reasons=tuple(
                    reason for reason in each.reasons if reason.quote is None or exact(text, reason.quote)
                ),
                chain=tuple(
                    hop if hop.cue is None or exact(text, hop.cue) else replace(hop, cue=None)
                    for hop in each.chain
                ),
            )


def exact(text: str, quote: Quote) -> bool:
    """Tell whether a quote is, to the letter, what the text has at its offsets."""
    return 0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.exact


def _sound(each: Assertion) -> bool:
    return bool(each.organisation and each.tools and 0 < each.confidence <= 1 and each.quote.exact.strip())
