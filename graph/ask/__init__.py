"""The read side: what the screens, the digest and the exports ask, over the Store protocol. Pure reading."""

from graph.ask.desk import CHANGES, CLASHES, PER_PAGE, Desk, all_claims, newest_day
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
from graph.ask.then import ClaimThen, claim_on
from graph.ask.walk import walk_back
from graph.ask.why import Why, why

__all__ = [
    "CHANGES",
    "CLASHES",
    "PER_PAGE",
    "ChainStep",
    "ClaimCard",
    "ClaimThen",
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
    "Why",
    "all_claims",
    "claim_on",
    "newest_day",
    "walk_back",
    "why",
]
