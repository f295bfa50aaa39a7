"""Which of the dates on a page is the date of a rule: when it took effect, else when it was made known.

Every date within reach is weighed: what speaks for it and against it adds up, and so do two mentions of one day.
No date is better than a wrong one: the best is taken only if it weighs more than none at all.
"""

import math
from collections.abc import Mapping

from graph.extract.date_evidence import Asked, observations, place_of, reachable
from graph.extract.date_rules import DateRules
from graph.extract.date_story import Dated
from graph.extract.dates import DateMention
from graph.extract.page import Analysis
from graph.model import PartialDate


def event_date(
    rules: DateRules,
    analysis: Analysis,
    asked: Asked,
) -> DateMention | None:
    """Give the date of a rule, or None.

    Shape: with an action other than `lift`, a trigger that lifts tells of two events, and the date wanted is
    that of the rule that ended: "lifted the suspension ordered in May".
    """
    weighed = [(each[1], weight(rules, analysis, asked, each)) for each in reachable(rules, analysis, asked)]
    totals: dict[PartialDate | str, float] = {}
    for mention, worth in weighed:
        day = mention.value or mention.yearless
        totals[day] = math.log(math.exp(totals[day]) + math.exp(worth)) if day in totals else worth
    best = max(totals, key=lambda day: totals[day], default=None)
    if best is None or totals[best] <= rules.threshold:
        return None
    same = [each for each in weighed if (each[0].value or each[0].yearless) == best]
    return max(same, key=lambda each: each[1])[0]


def weight(rules: DateRules, analysis: Analysis, asked: Asked, dated: Dated) -> float:
    """Add up what speaks for a date and against it."""
    place = place_of(analysis, asked, dated)
    worth: Mapping[str, float] = rules.weights[place]
    seen = set(observations(rules, analysis, asked, dated, place))
    return sum(worth.get(each, 0.0) for each in sorted(seen))
