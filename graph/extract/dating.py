"""When a rule was made, as models have learnt it: every date of a page weighed against the others and against none.

The rules (graph.extract.date_choice) weigh each date as well; what they make of it is one of the numbers seen here.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

from graph.extract.cast import UNNAMED, short_forms_of
from graph.extract.date_choice import weight
from graph.extract.date_evidence import Asked, lifts, place_of, reachable, seen_of
from graph.extract.date_places import dates_in, labels
from graph.extract.date_rules import DateRules
from graph.extract.date_spans import shortest
from graph.extract.date_story import Dated, dates_told
from graph.extract.date_words import date_features, rule_features
from graph.extract.dates import DateMention, page_day
from graph.extract.learned import Learned, LinearModel, NumberModel, log_odds
from graph.extract.memo import once
from graph.extract.page import Analysis
from graph.model import Action

EAGER: Final = 0.2  # how much less than "none" a date may weigh: F1 over the folds is best from 0.2 to 0.8
_NAMED: Final = 0.4  # probability from which a name counts as one of an organisation
_FAR: Final = 12  # sentences beyond which a date is as far as can be
_LONG: Final = 30  # sentences of a page beyond which it is long
_REMOTE: Final = 8
_MANY: Final = 6
_SOME: Final = 3
_PLACES: Final = ("own", "sentence", "near", "far")
_EXACTNESS: Final = ("day", "month", "year", "part", "week", "quarter", "")
_ACTIONS: Final[tuple[Action, ...]] = (
    "ban", "restrict", "require_approval", "allow", "mandate", "lift", "deny", "replace", "investigate",
)  # fmt: skip
_WEEK, _MONTH, _YEAR = 8, 40, 330  # days before the page


@dataclass(frozen=True, slots=True, eq=False)
class Dating:
    """The rules for dates with the models: is this date that of a rule, has this rule a date, is this its date."""

    rules: DateRules
    dates: LinearModel
    dated: LinearModel
    when: NumberModel

    @classmethod
    def of(cls, rules: DateRules, learned: Learned) -> "Dating":
        """Take the models for dates out of all the models."""
        return cls(rules, learned.dates, learned.dated, learned.when)


@dataclass(frozen=True, slots=True)
class Seen:
    """A date of a page with the shortest form of its days, and how likely it is that of some rule (0-1)."""

    dated: Dated
    day: str
    probability: float


@dataclass(frozen=True, slots=True)
class Cast:
    """Which sentences name an organisation, and which others each sentence names.

    Shape: sentences by their index; `share` of all namings are its own (0-1), `strangers` counts the others, `apart`
    are the sentences that name some, in text order.
    """

    mine: frozenset[int]
    others: dict[int, frozenset[str]]
    share: float
    strangers: int
    apart: tuple[int, ...]

    def owner(self, at: int) -> str:
        """Tell who was named last up to a sentence: "mine", "both" in one sentence, "other" or, if nobody, ""."""
        for index in range(at, -1, -1):
            if index in self.mine:
                return "both" if index in self.others else "mine"
            if index in self.others:
                return "other"
        return ""

    def between(self, first: int, last: int) -> int:
        """Count the others named after one sentence up to another, as far as three."""
        found: set[str] = set()
        for at in self.apart[bisect_right(self.apart, first) : bisect_right(self.apart, last)]:
            found |= self.others[at]
            if len(found) >= _SOME:
                break
        return min(len(found), _SOME)


def learned_date(dating: Dating, analysis: Analysis, asked: Asked) -> DateMention | None:
    """Give the likeliest date of a rule; None if it has none. Which of several it is the rules tell better."""
    seen = dates_seen(dating, analysis)
    if not seen:
        return None
    chance = has_date(dating, analysis, asked)
    weighed = [
        (each, dating.when.score(numbers))
        for each, numbers in zip(seen, when_numbers(dating.rules, analysis, asked, seen, chance), strict=True)
    ]
    totals: dict[str, float] = {}
    for each, worth in weighed:
        totals[each.day] = added(totals[each.day], worth) if each.day in totals else worth
    best = max(totals, key=lambda day: totals[day])
    if totals[best] <= -EAGER:
        return None
    return max((each for each in weighed if each[0].day == best), key=lambda each: each[1])[0].dated[1]


def added(one: float, other: float) -> float:
    """Add two shares given as logarithms."""
    high, low = max(one, other), min(one, other)
    return high + math.log1p(math.exp(low - high))


def has_date(dating: Dating, analysis: Analysis, asked: Asked) -> float:
    """Give how likely a rule has a date at all (0-1)."""
    features = rule_features(dating.rules, analysis, asked.sentence, asked.action)
    return float(dating.dated.probabilities(features)[0])


@once
def dates_seen(dating: Dating, analysis: Analysis) -> tuple[Seen, ...]:
    """Give the dates of a page that can be written down, in text order."""
    told = list(days_told(dating.rules, analysis))
    likely = dating.dates.all_probabilities(date_features(dating.rules, analysis, dated) for dated, _ in told)
    return tuple(Seen(*each, float(one)) for each, one in zip(told, likely[:, 0], strict=True))


def days_told(rules: DateRules, analysis: Analysis) -> Iterator[tuple[Dated, str]]:
    """Give the dates of a page with the shortest form of their days."""
    for dated in dates_told(rules, analysis):
        value = dated[1].value
        day = shortest(value) if value else dated[1].yearless
        if day:
            yield dated, day


@once
def cast_round(_: None, analysis: Analysis, organisation: str) -> Cast:
    """Tell an organisation from the others of a page, sentence by sentence."""
    forms = {organisation.lower()}
    if organisation != UNNAMED:
        forms |= {each for each in short_forms_of(organisation) if len(each) > 2}
        forms |= {f"the {each}" for each in forms}
    named = [
        (each.start, each.name or each.text, each.text) for each in analysis.names if each.score >= _NAMED
    ]
    named += [(each.start, each.name, "") for each in analysis.mentions if each.kind == "organisation"]
    mine: list[int] = []
    others: dict[int, set[str]] = {}
    for start, name, text in named:
        at = analysis.sentence_at(start).index
        if name.lower() in forms or text.lower() in forms:
            mine.append(at)
        else:
            others.setdefault(at, set()).add(name)
    count = len(mine) + sum(map(len, others.values()))
    apart = {at: frozenset(names) for at, names in others.items()}
    strangers = len(set().union(*others.values()))
    return Cast(frozenset(mine), apart, len(mine) / max(1, count), strangers, tuple(sorted(apart)))


@once
def _dates_before(rules: DateRules, analysis: Analysis) -> tuple[int, ...]:
    """Give how many dates of events stand before each sentence, and before the page's end."""
    each = (len(dates_in(rules, analysis, index)) for index in range(len(analysis.sentences)))
    return tuple(accumulate(each, initial=0))


def when_numbers(
    rules: DateRules, analysis: Analysis, asked: Asked, seen: Sequence[Seen], chance: float
) -> list[list[float]]:
    """Give what the last model sees of each date of a page as that of a rule; `chance` is that it has one at all."""
    cast = cast_round(None, analysis, asked.organisation)
    worths = [weight(rules, analysis, asked, each.dated) for each in seen]
    totals: dict[str, float] = {}
    likeliest: dict[str, float] = {}
    for each, worth in zip(seen, worths, strict=True):
        totals[each.day] = added(totals[each.day], worth) if each.day in totals else worth
        likeliest[each.day] = max(likeliest.get(each.day, 0.0), each.probability)
    order = sorted(likeliest, key=lambda day: -likeliest[day])
    most, top = max(totals.values(), default=0.0), max(likeliest.values(), default=0.0)
    within = set(reachable(rules, analysis, asked))
    days = [value.first for each in seen if (value := each.dated[1].value)]
    ends = (min(days), max(days)) if days else None
    return [
        [
            worth,
            totals[each.day] - most,
            log_odds(each.probability) - log_odds(top),
            float(order.index(each.day) == 0),
            float(order.index(each.day) == 1),
            float(len(order) == 1),
            float(min(len(order), _MANY)),
            log_odds(chance),
            float(each.dated in within),
            *_of_place(rules, analysis, asked, each, worth, cast),
            *_of_date(rules, analysis, each),
            *_of_end(rules, analysis, asked, each, ends),
            *(float(asked.action == action) for action in _ACTIONS),
            float(len(analysis.sentences) > _LONG),
            math.log(len(analysis.sentences)),
            float(bool(analysis.page.title)),
            float(asked.action == "lift") * (each.dated not in within),
            float(each.dated[0].index == asked.sentence.index and each.dated not in within),
            float(asked.sentence.index <= 1),
            cast.share * (order.index(each.day) == 0),
            log_odds(each.probability) * (len(order) == 1),
        ]
        for each, worth in zip(seen, worths, strict=True)
    ]


def _of_place(
    rules: DateRules, analysis: Analysis, asked: Asked, seen: Seen, worth: float, cast: Cast
) -> Iterator[float]:
    """Give where a date stands, seen from the rule, and who is named there and between them."""
    home, mention = seen.dated
    odds, at = log_odds(seen.probability), asked.sentence.index
    place, away = place_of(analysis, asked, seen.dated), home.index - at
    first, last = sorted((home.index, at))
    before = _dates_before(rules, analysis)
    dates = before[last] - before[min(first + 1, last)]
    others = cast.between(first, last)
    theirs, ours = cast.owner(home.index), cast.owner(at)
    mine, other = home.index in cast.mine, home.index in cast.others
    for each in _PLACES:
        here = float(place == each)
        yield from (here, odds * here, worth * here)
    far = float(min(abs(away), _FAR))
    beside = place in ("own", "sentence")
    yield from (
        odds, far, far * odds / 5, float(away < 0), float(away == -1), float(away == 1), float(abs(away) == 2),
        float(abs(away) > _REMOTE), float(home.block == asked.sentence.block),
        float(bool(dates_in(rules, analysis, at))), float(dates > 0), float(min(dates, 4)),
        float(others == 0 and away != 0), float(others), odds * (others == 0),
        float(mine), float(other), float(mine and not other), float(other and not mine),
        float(theirs == "mine"), float(theirs == "both"), float(theirs == "other"),
        float(ours == "mine"), float(ours == "other"), float(theirs == "other" != ours),
        cast.share, odds * cast.share, cast.share * (place == "near"), cast.share * (place == "far"),
        float(not cast.others), float(min(cast.strangers, _MANY)),
        float(beside and asked.trigger > mention.start),
        min(abs(mention.start - asked.trigger), 200) / 100 if beside else 0.0,
    )  # fmt: skip


def _of_end(
    rules: DateRules, analysis: Analysis, asked: Asked, seen: Seen, of_page: tuple[date, date] | None
) -> Iterator[float]:
    """Give what tells the end of a rule from the rule: words of ending or imposing, and which date comes first.

    Shape: `of_page` are the first and the last day that dates of the page begin with.
    """
    words = seen_of(rules, analysis, *seen.dated)
    value = seen.dated[1].value
    earliest, latest = (value is not None and value.first == each for each in of_page or (None, None))
    lift, ends = asked.action == "lift", lifts(analysis, asked)
    for signs in ("lifted" in words, "imposed" in words, "had" in words, earliest, latest):
        yield from (float(signs), float(signs and lift), float(signs and ends and not lift))
    yield from (float(ends), float(ends and not lift))


def _of_date(rules: DateRules, analysis: Analysis, seen: Seen) -> Iterator[float]:
    """Give what a date is by itself: its role, how exact and how old it is."""
    home, mention = seen.dated
    exactness = mention.value.granularity if mention.value else ""
    today = page_day(rules, analysis)
    days = (today - mention.value.last).days if mention.value and today else 0
    yield from (float(mention.role == "deadline"), float(mention.role == "report"))
    yield from (float(exactness == each) for each in _EXACTNESS)
    yield from (float(days < 0), float(days == 0), float(0 < days <= _WEEK))
    yield from (float(days > _MONTH), float(days > _YEAR))
    yield from (float(home.index <= 1), float(labels(analysis, mention)))
