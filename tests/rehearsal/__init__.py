"""Real newsroom programs against the feed: ``python -m tests.rehearsal``."""
