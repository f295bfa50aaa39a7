"""The core: what was said, and what follows from it."""
