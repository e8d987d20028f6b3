"""The stages of waiting at a site: at the door, for a desk, a booth and a box, by hour.

Computed with NumPy from the record of a day, for the reference; the kernel has
:mod:`sim.day.compiled.stages`.
"""

# No reference: the quantile of waiting times is that of sim.core.quantiles.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.core.quantiles import quantile
from sim.day import wait_counts as w
from sim.day.site_records import State

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.day.site_records import Plan, SiteDay
    from sim.turnout import Voters


class StageWaits(NamedTuple):
    """The waits at a site by stage, ms; arrays of shape ``(n,)``, of those who voted there."""

    voted: Flags
    """Whether each voter voted at the site, shape ``(n_voters,)``."""
    door: Ints
    """At the door before it opens."""
    desk: Ints
    booth: Ints
    box: Ints

    @property
    def whole(self) -> Ints:
        """Return the whole waits."""
        return self.door + self.desk + self.booth + self.box


def stages_of(plan: Plan, voters: Voters, day: SiteDay) -> StageWaits:
    """Return the waits of a day by stage."""
    voted = (day.state == State.VOTED) & ~voters.at_home
    arrived, called = day.arrived_at[voted], day.called_at[voted]
    marking_ended = day.marked_at[voted] + np.where(voters.carries_away, 0, voters.box_ms)[voted]
    return StageWaits(
        voted=voted,
        door=np.maximum(plan.opens_at - arrived, 0),
        desk=called - np.maximum(arrived, plan.opens_at),
        booth=(day.booth_at - day.issued_at)[voted],
        box=day.left_at[voted] - marking_ended,
    )


def queued_until(plan: Plan, voters: Voters, day: SiteDay) -> Ints:
    """Return until when each voter was in the queue for a desk; the arrival if not at all."""
    until = np.where(day.state == State.VOTED, day.called_at, day.arrived_at)
    gave_up, too_late = day.state == State.GAVE_UP, day.state == State.TOO_LATE
    until[gave_up] += voters.patience_ms[gave_up]
    until[too_late] = np.maximum(until[too_late], plan.closes_at)
    return until


def hours_of_site(plan: Plan, voters: Voters, day: SiteDay, first_at: int) -> Ints:
    """Return what is counted of a site by hour, shape ``(N_MEASURES, HOURS)``.

    Parameters
    ----------
    plan, voters, day
        The day of the site.
    first_at
        Begin of the first hour, capital time.
    """
    found = np.zeros((w.N_MEASURES, w.HOURS), dtype=np.int64)
    waits, came = stages_of(plan, voters, day), ~voters.at_home
    voted = waits.voted
    hour = np.clip((day.arrived_at - first_at) // clock.HOUR_MS, 0, w.HOURS - 1)
    np.add.at(found[w.VOTERS], hour[voted], 1)
    np.add.at(found[w.LEFT], hour[came & ~voted], 1)
    np.add.at(found[w.LONG], hour[voted], waits.whole > w.LONG_WAIT_MS)
    for measure, wait in zip(w.WAITS_OF, waits[1:], strict=True):
        np.add.at(found[measure], hour[voted], wait)
    arrived, until = day.arrived_at[came], queued_until(plan, voters, day)[came]
    last_issued, last_marked = (
        int(times[voted].max(initial=plan.closes_at)) for times in (day.issued_at, day.marked_at)
    )
    changes, desks = day.usable_desks[:, 0], day.usable_desks[:, 1]
    booths = np.array([plan.booths])
    spans: dict[int, tuple[Ints, Ints, Ints | int]] = {
        w.DOOR_QUEUE: (arrived, np.minimum(until, plan.opens_at), 1),
        w.DESK_QUEUE: (np.maximum(arrived, plan.opens_at), until, 1),
        w.BOOTH_QUEUE: (day.issued_at[voted], day.booth_at[voted], 1),
        w.BOX_QUEUE: (day.marked_at[voted], day.marked_at[voted] + waits.box, 1),
        w.DESK_BUSY: (day.called_at[voted], day.issued_at[voted], 1),
        w.BOOTH_BUSY: (day.booth_at[voted], day.marked_at[voted], 1),
        w.DESK_USABLE: (changes, np.minimum(np.append(changes[1:], last_issued), last_issued),
                        desks),
        w.BOOTH_USABLE: (np.array([plan.opens_at]), np.array([last_marked]), booths),
    }  # fmt: skip
    for measure, (begins, ends, times) in spans.items():
        found[measure] = _time_by_hour(begins, ends, times, first_at)
    return found


def _time_by_hour(begins: Ints, ends: Ints, times: Ints | int, first_at: int) -> Ints:
    """Return the time of intervals within each hour, ms, ``times`` over; shape ``(HOURS,)``."""
    edges = first_at + clock.HOUR_MS * np.arange(w.HOURS + 1)
    # What is earlier or later is counted in the first or the last hour.
    edges[0], edges[-1] = min(edges[0], begins.min(initial=0)), max(edges[-1], ends.max(initial=0))
    ends = np.maximum(begins, ends)
    inside = np.clip(ends[:, None], edges[:-1], edges[1:]) - np.clip(
        begins[:, None], edges[:-1], edges[1:]
    )
    total: Ints = (inside * np.broadcast_to(times, begins.shape)[:, None]).sum(axis=0)
    return total


def stage_counts(plan: Plan, voters: Voters, day: SiteDay, hours: Ints) -> tuple[int, ...]:
    """Return the counts of a site in the order of STAGE_COUNTS.

    Parameters
    ----------
    plan, voters, day
        The day of the site.
    hours
        As :func:`hours_of_site` gives them.
    """
    waits = stages_of(plan, voters, day)
    booth_at = day.booth_at[waits.voted]
    return (
        int(waits.whole.max(initial=0)),
        quantile(waits.whole, 95),
        _most_at_once(booth_at - waits.booth, booth_at),
        *hours.sum(axis=1)[list(w.SUMS)].tolist(),
    )


def _most_at_once(begins: Ints, ends: Ints) -> int:
    """Return how many half-open intervals overlap at most."""
    begins, ends = np.sort(begins), np.sort(ends)
    over = np.searchsorted(ends, begins, side="right")
    return int((np.arange(1, len(begins) + 1) - over).max(initial=0))
