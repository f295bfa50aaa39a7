"""The week as an e-mail: what is new, what clashes, what came next, each with its quotes and links."""

from ui.digest.compose import Digest, compose, week_of

__all__ = ["Digest", "compose", "week_of"]
