"""What the learned choice of dates looks at: the words round a date, and the words of a rule that may have one."""

import re
from itertools import pairwise
from typing import Final

from graph.extract.date_evidence import seen_of
from graph.extract.date_places import dates_in
from graph.extract.date_rules import DateRules
from graph.extract.date_story import Dated
from graph.extract.grounds import ground_features
from graph.extract.page import Analysis, Sentence
from graph.extract.tokens import Tokens, stem, tokens_of
from graph.model import Action

_NEAR: Final = 6  # words either side of a date that count as near
_NAME, _DATE = "NAME", "DATE"


def date_features(rules: DateRules, analysis: Analysis, dated: Dated) -> list[str]:
    """Give what is seen of a date by itself: its words, those before and after it, and its observations."""
    home, mention = dated
    before = _folded(tokens_of(analysis.shadow, home.start, mention.start))
    after = _folded(tokens_of(analysis.shadow, mention.end, home.end))
    left, right = ["<s>", *before], [*after, "</s>"]
    found = ["b", *(f"w:{each}" for each in {*before, *after})]
    found += [f"p:{each}" for each in before[-_NEAR:]] + [f"q:{each}" for each in after[:_NEAR]]
    found += [f"p{size}:{'_'.join(left[-size:])}" for size in (1, 2, 3)]
    found += [f"q{size}:{'_'.join(right[:size])}" for size in (1, 2)]
    found += [f"pq:{left[-1]}_{right[0]}"]
    found += [f"{one}_{other}" for one, other in pairwise([*before, _DATE, *after])]
    found += [f"n{min(4, len(before) // 3)}", f"m{min(4, len(after) // 3)}"]
    found += [f"t:{re.sub(r'[0-9]', '0', analysis.lower[mention.start : mention.end])}"]
    return found + [f"o:{each}" for each in seen_of(rules, analysis, home, mention)]


def _folded(line: Tokens) -> list[str]:
    """Give the stems of words, with names and numbers folded into one."""
    folded = []
    for at, (word, low) in enumerate(zip(line.words, line.lower, strict=True)):
        name = at and len(word) > 1 and word[0].isupper()
        folded.append("0" if word[0].isdigit() else _NAME if name else stem(low) if low.isalpha() else low)
    return folded


def rule_features(
    rules: DateRules, analysis: Analysis, sentence: Sentence, action: Action | None
) -> list[str]:
    """Give what is seen of a rule's sentence as one that may have a date: "remains forbidden" seldom has one."""
    words = ground_features(analysis, sentence)
    found = [*words, *(f"A{action}:{each}" for each in words if each.startswith("s:"))]
    if sentence.index:
        before = ground_features(analysis, analysis.sentences[sentence.index - 1])
        found += [f"P:{each}" for each in before if each.startswith("s:") and "~" not in each]
    dated = "dated" if dates_in(rules, analysis, sentence.index) else "undated"
    return [*found, f"A:{action}", dated, f"kind:{analysis.blocks[sentence.block].kind}"]
