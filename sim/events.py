"""The one SimPy event of our own: something that happens at a set time, to somebody."""

from __future__ import annotations

from simpy.events import Event


class Moment(Event):
    """Something that happens once, at the time for which it is scheduled.

    Unlike ``simpy.Timeout`` it does not schedule itself, so that whoever makes it
    can give it a priority: ``env.schedule(moment, priority, delay)``.
    """

    # What SimPy looks at when it processes an event; the same for all of ours.
    _ok = True
    _value = None

    def __init__(self, subject: object = None) -> None:
        self.subject = subject
        self.callbacks = []
