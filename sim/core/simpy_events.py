"""SimPy with integer times, and events with priorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy
from simpy.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable


class Environment(simpy.Environment):
    """A SimPy environment whose time is whole milliseconds.

    It only narrows types: SimPy's time is an integer if all delays are, and priorities can be
    any integers.
    """

    if TYPE_CHECKING:

        @property
        def now(self) -> int:
            """Current time, milliseconds since midnight, capital time."""

        def schedule(self, event: Event, priority: int = 1, delay: float = 0) -> None:
            """Schedule an event: the lower priority first among simultaneous ones."""


class Moment(Event):
    """An event that happens once, at the time for which it is scheduled.

    Unlike ``simpy.Timeout`` it does not schedule itself, so that the caller can give it a
    priority.
    """

    # Read by SimPy when it processes an event.
    _ok = True
    _value = None

    def __init__(self, action: Callable[[Event], None] | None = None) -> None:
        self.callbacks = [] if action is None else [action]
