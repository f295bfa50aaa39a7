"""From when to when a passage says that a rule holds: the test for whether two passages speak of one time."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from graph.derive.events import Event
from graph.derive.said import Said

# A rule that was reported is taken to hold for a quarter, unless somebody says otherwise: long enough for
# answers and corrections, short enough that a permission of next year does not clash with a ban of this
# one.
_LASTS: Final = timedelta(days=90)


@dataclass(frozen=True)  # no slots, as with Said
class Side:
    """A passage and its event."""

    said: Said
    event: Event

    @cached_property
    def held(self) -> tuple[date, date]:
        """Give the first and last day on which a rule holds by this passage.

        Shape: it begins on the passage's own day, otherwise on that of its event, otherwise with the
        report; "still" reaches back to the event's beginning. It ends a quarter after the report or a later
        start.
        """
        own, told = self.said.assertion.effective, self.event.onset
        onset = told if self.said.still and told else own or told
        reaching_back = self.said.still and not onset
        start = date.min if reaching_back else onset.first if onset else self.said.known
        end = max(start, self.said.known)
        return start, end if end > date.max - _LASTS else end + _LASTS


def at_one_time(one: Side, other: Side) -> bool:
    """Tell whether both speak of some day in common."""
    return one.held[0] <= other.held[1] and other.held[0] <= one.held[1]
