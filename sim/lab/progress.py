"""Progress of a run on the page, and its end when a newer change arrives."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_AFTER_S = 0.4
"""A run that takes no longer shows no progress."""
_EVERY_S = 0.1


class SupersededError(Exception):
    """A newer change arrived while an older one was run."""


class RunProgress:
    """Receives the progress of a run; tells the page of it, and ends the run if it is old."""

    def __init__(self, is_old: Callable[[], bool], tell: Callable[[str, float], None]) -> None:
        self._is_old = is_old
        self._tell = tell
        self._stage, self._total, self._done = "", 1, 0
        self._next_at = time.monotonic() + _AFTER_S

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage with a total of steps, of which some are done already."""
        self._stage, self._total, self._done = stage, max(total, 1), done
        self.advance(0)

    def advance(self, steps: int) -> None:
        """Add finished steps.

        Raises
        ------
        SupersededError
            If a newer change arrived.
        """
        if self._is_old():
            raise SupersededError
        self._done += steps
        now = time.monotonic()
        if now >= self._next_at:
            self._next_at = now + _EVERY_S
            self._tell(self._stage, self._done / self._total)

    def silent(self) -> RunProgress:
        """Return one that ends a run if it is old, and tells nothing."""
        return RunProgress(self._is_old, lambda _stage, _share: None)
