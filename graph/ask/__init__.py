"""The read side: what the screens, the digest and the exports ask, over the Store protocol. Pure reading."""

from graph.ask.desk import CHANGES, CLASHES, Desk, all_claims, newest_day
from graph.ask.records import (
    ChainStep,
    ClaimCard,
    GivenReason,
    Hit,
    Page,
    Pair,
    Passage,
    Side,
    Story,
    StoryStep,
    Tally,
    Week,
)
from graph.ask.walk import walk_back

__all__ = [
    "CHANGES",
    "CLASHES",
    "ChainStep",
    "ClaimCard",
    "Desk",
    "GivenReason",
    "Hit",
    "Page",
    "Pair",
    "Passage",
    "Side",
    "Story",
    "StoryStep",
    "Tally",
    "Week",
    "all_claims",
    "newest_day",
    "walk_back",
]
