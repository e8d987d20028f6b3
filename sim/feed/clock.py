"""The clock of a feed: simulated time that runs at a speed, stops, and can be set."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

SLOWEST, FASTEST = 0.01, 100_000.0
"""Limits of the speed, simulated seconds per second."""
_MICROSECOND = np.timedelta64(1, "us")


@dataclass(frozen=True)
class ClockState:
    """What a clock shows."""

    now: np.datetime64
    """On the capital's clock, cut to the second."""
    speed: float
    paused: bool


class FeedClock:
    """Simulated time; safe for many threads.

    Parameters
    ----------
    start
        What it shows first, on the capital's clock.
    speed
        Simulated seconds per second, in [SLOWEST, FASTEST].
    paused
        Whether it stands still.
    wall
        Seconds of real time.
    """

    def __init__(
        self,
        start: np.datetime64,
        speed: float = 60.0,
        *,
        paused: bool = False,
        wall: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._shown = start.astype("datetime64[us]")
        self._since = wall()
        self._speed, self._paused = speed, paused
        self._changed = threading.Condition()

    def state(self) -> ClockState:
        """Return what it shows."""
        with self._changed:
            return ClockState(self._now().astype("datetime64[s]"), self._speed, self._paused)

    def now(self) -> np.datetime64:
        """Return the simulated time, cut to the second."""
        return self.state().now

    def set(
        self,
        *,
        now: np.datetime64 | None = None,
        speed: float | None = None,
        paused: bool | None = None,
    ) -> None:
        """ValueChange what it shows; what is None stays."""
        with self._changed:
            self._shown = self._now() if now is None else now.astype("datetime64[us]")
            self._since = self._wall()
            self._speed = self._speed if speed is None else speed
            self._paused = self._paused if paused is None else paused
            self._changed.notify_all()

    def wait_until(self, at: np.datetime64, most_s: float) -> None:
        """Wait until it shows a time, is changed, or some seconds of real time have passed."""
        with self._changed:
            left = (at - self._now()) / _MICROSECOND / 1e6
            if left > 0:
                real = most_s if self._paused else left / self._speed + 0.001
                self._changed.wait(min(most_s, real))

    def wait(self, seconds: float) -> None:
        """Wait some seconds of real time, or until it is changed."""
        with self._changed:
            self._changed.wait(seconds)

    def _now(self) -> np.datetime64:
        passed = 0.0 if self._paused else (self._wall() - self._since) * self._speed
        now: np.datetime64 = self._shown + np.timedelta64(int(passed * 1e6), "us")
        return now
