"""Arrivals moved: a share of the voters of some hours come in others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.core import clock
from sim.core.language import marked
from sim.core.streams import share_limit
from sim.core.text import second_text
from sim.incidents.drafts import Move
from sim.incidents.incident import InHours, bounded, share_is_0

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import ArrivalsDraft, Doors
    from sim.incidents.incident import Rules

_EARLIEST_MS = 2 * clock.HOUR_MS
"""Longest time before the opening at which voters arrive: the limit of arrivals.early_s."""


class ArrivalsMoved(InHours):
    """Voters who would come from ``from`` to ``to`` come from ``come_from`` to ``come_to``."""

    label: ClassVar[str] = marked("arrivals moved")
    effect: ClassVar[str] = marked("had voters come at another time")

    come_from: dt.time
    """Local time."""
    come_to: dt.time
    share: float = bounded(0.0, 1.0)
    """Of the voters who would come in those hours."""

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that they come within the doors' hours, or up to two hours before, and move."""
        yield from super().broken_rules(doors)
        begins, ends = self.come_from, self.come_to
        from_ms, to_ms = doors.at(begins), doors.at(ends)
        if to_ms <= from_ms:
            yield "come_to", f"come_to must be after come_from ({begins}); got {ends}"
        if (begins, ends) == (self.from_, self.to):
            message = "come_from and come_to must differ from from and to: nobody would move"
            yield "come_from", message
        if to_ms > doors.closes:
            message = f"come_to must not be after the doors close ({second_text(doors.closes)})"
            yield "come_to", f"{message}; got {ends}"
        if from_ms < doors.opens - _EARLIEST_MS:
            opens = second_text(doors.opens)
            message = f"come_from must be at most two hours before the doors open ({opens})"
            yield "come_from", f"{message}; got {begins}"

    def change_arrivals(self, site: ArrivalsDraft) -> None:
        """Move the arrivals, without changing their order."""
        into, until = (
            site.doors.at(time) + site.behind_ms for time in (self.come_from, self.come_to)
        )
        window = self.window(site.behind_ms, site.doors)
        site.moves.append(Move(*window, into, until, share_limit(self.share)))

    def changed(self, run: AfterRun) -> Flags:
        """Return where voters came at another time because of it."""
        sites = run.affected
        pairs = zip(run.arrivals(sites), run.arrivals_without(sites), strict=True)
        return np.array([not np.array_equal(moved, usual) for moved, usual in pairs])

    def why_unchanged(self) -> str:
        """Return why nobody came at another time."""
        return share_is_0(self.share, marked("nobody would have come in its hours"))
