"""What receives the progress of work; :mod:`sim.core.progress` shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the progress of a run."""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage with a total of steps, of which some are done already."""

    def advance(self, steps: int) -> None:
        """Add finished steps."""


class NoProgress:
    """A receiver of progress that does nothing."""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""
