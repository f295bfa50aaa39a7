"""A change told in a few lines of plain words: what kind, how much, the passages that matter, what it did to claims."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from graph.changes import Change
from graph.changes.passages import PassageChange, words
from graph.changes.sayings import SayingChange
from graph.changes.wording import Exchange, exchanges

MOST: Final = 3  # passages that are quoted
_LONG: Final = 160  # letters of a quotation
_KINDS: Final = {
    "source": "changed at the source",
    "extractor": "changed by our reading, not at the source",
    "revert": "back to an earlier wording",
}
# What rules are made of; a passage with such words matters more than one without.
_RULES: Final = re.compile(
    r"\b(?:may not|must|shall|can ?not|prohibit\w*|ban(?:s|ned)?|forbid\w*|restrict\w*|limit\w*|allow\w*|permit\w*|"
    r"require\w*|approv\w*|consent|not (?:use|be used)|waive|terminate|suspend|opt[- ]?(?:in|out)|train(?:ed|ing)?|"
    r"never)\b",
    re.IGNORECASE,
)
_FATES: Final = ("reworded", "added", "removed", "moved")


def account(change: Change) -> Iterator[str]:
    """Tell a change: one line that sums up, then the passages that matter most, then the claims."""
    yield f"{change.before.name} to {change.after.name}: {_KINDS[change.kind]} ({change.why}); {_sum(change)}"
    if change.before.title != change.after.title:
        yield f"  title: {_quoted(change.before.title)} became {_quoted(change.after.title)}"
    yield from _beside(change)
    telling = sorted(change.passages, key=_weight, reverse=True)[:MOST]
    for each in (passage for passage in change.passages if passage in telling):
        yield from (f"  {line}" for line in _told(each))
    for notice in change.notices[:MOST]:
        yield f"  notice ({notice.kind.replace('_', ' ')}): {_quoted(notice.text)}"
    silent = ", without a notice" if change.is_silent else ""
    yield from (f"  {saying_line(each)}{silent}" for each in change.sayings)


def _beside(change: Change) -> Iterator[str]:
    """Tell what changed beside the words: where links lead, the date that is known, or nothing but the layout."""
    before, after = change.before, change.after
    old = [each for each in before.links if each not in after.links]
    new = [each for each in after.links if each not in before.links]
    if change.same_words and (old or new):
        yield f"  links: {_addresses(old)} became {_addresses(new)}"
    if before.published != after.published:
        yield f"  dated {before.published or 'not at all'} before, {after.published or 'not at all'} now"
    if change.same_words and not (old or new) and before.published == after.published:
        yield "  only its layout differs"


def _addresses(links: Sequence[str]) -> str:
    return ", ".join(links[:MOST]) + (f" and {len(links) - MOST} more" if len(links) > MOST else "") or "none"


def _sum(change: Change) -> str:
    """Count what became of the passages, and how many words the text has won or lost."""
    if change.same_words:
        return "the words are the same"
    counts = Counter(each.fate for each in change.passages)
    parts = [f"{counts[fate]} {_passages(counts[fate])} {fate}" for fate in _FATES if counts[fate]]
    before, after = len(words(change.before.text)), len(words(change.after.text))
    size = f"{before} to {after} words" if before != after else f"{after} words as before"
    return ", ".join([*(parts or ["another title"]), size]) + _cut(before, after)


def _cut(before: int, after: int) -> str:
    """Warn where most of a page came or went: it may not have been read whole."""
    if after < before / 3:
        return "; most of the page is gone, or was not read"
    return "; most of the page is new, or had not been read" if before < after / 3 else ""


def _passages(number: int) -> str:
    return "passage" if number == 1 else "passages"


def _weight(change: PassageChange) -> tuple[bool, bool, int]:
    """Order by what matters: words of rules in what is new or gone, then how much of it there is."""
    new = _changed_words(change)
    return change.fate != "moved", bool(_RULES.search(new)), min(len(new), 2000)


def _changed_words(change: PassageChange) -> str:
    if change.fate == "reworded":
        return " ".join(f"{each.before} {each.after}" for each in exchanges(change.before, change.after))
    return change.after or change.before


def _told(change: PassageChange) -> Iterator[str]:
    if change.fate == "added":
        yield f"added: {_quoted(change.after)}"
    elif change.fate == "removed":
        yield f"removed: {_quoted(change.before)}"
    elif change.fate == "moved":
        yield f"moved: {_quoted(change.after)}"
    else:
        found = exchanges(change.before, change.after)
        told = [_exchange(each) for each in found[:MOST]]
        more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
        yield f"reworded: {'; '.join(told)}{more}" if told else f"reworded: {_quoted(change.after)}"


def _exchange(each: Exchange) -> str:
    lead = f"after {_quoted(each.lead)} " if each.lead else ""
    if not each.before:
        return f"{lead}{_quoted(each.after)} was put in"
    became = f"became {_quoted(each.after)}" if each.after else "was left out"
    return f"{lead}{_quoted(each.before)} {became}"


def saying_line(change: SayingChange) -> str:
    """Tell what became of a claim."""
    if change.before and change.after:
        return f"claim: {_subject(change)}: {'; '.join(_fields(change))}"
    said = change.after or change.before
    fate = "new" if change.after else "no longer made"
    return f"claim {fate}: {_subject(change)}: {_action(said.action) if said else ''}"


def _subject(change: SayingChange) -> str:
    said = change.after or change.before
    if said is None:
        return ""
    return ", ".join(filter(None, (said.organisation, ", ".join(said.tools))))


def _fields(change: SayingChange) -> Sequence[str]:
    told = []
    for name in change.fields:
        before, after = _value(change.before, name), _value(change.after, name)
        if before != after and not (name == "state" and "action" in change.fields):
            told.append(f"{name} {before} became {after}" if name != "action" else f"{before} became {after}")
    return told


def _value(said: object, name: str) -> str:
    value = getattr(said, name, None)
    if name == "action":
        return _action(str(value))
    if name == "reasons":
        return ", ".join(each.category for each in value or ()) or "none"
    if name == "scope":
        return getattr(value, "type", "") or "everybody"
    if name == "effective":
        return getattr(value, "iso", "") or "undated"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) if value not in (None, "") else "none"


def _action(action: str) -> str:
    return f'"{action.replace("_", " ")}"'


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short if len(short) <= _LONG else short[: _LONG - 1].rsplit(' ', 1)[0] + ' …'}”"
