"""The polling day, compiled: the same events as sim.day.reference, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.clock import NOT_YET
from sim.day.compiled import cells as kernel
from sim.day.compiled.arrival_order import sort_arrivals
from sim.day.compiled.block import latest_end
from sim.day.compiled.events import LATEST
from sim.day.compiled.site import run_day
from sim.day.site_records import SiteDay
from sim.turnout.compiled_sampling import NO_SAMPLING, SAMPLED

if TYPE_CHECKING:
    from sim.day.reference import Plan
    from sim.turnout import Voters

__all__ = ["fits", "run_site"]


def fits(plan: Plan, voters: Voters) -> bool:
    """Return whether the kernel can represent every time of a site's day."""
    return _fits(_room(plan, voters), plan, voters)


def run_site(plan: Plan, voters: Voters) -> SiteDay:
    """Run the day of one site; same result as :func:`sim.day.reference.run_site`.

    Parameters
    ----------
    plan
        The plan of the site.
    voters
        Voters who come; their numbers increase.

    Raises
    ------
    ValueError
        If a time could exceed LATEST, or numbers do not increase.
    """
    if (np.diff(voters.number) <= 0).any():
        raise ValueError("voters must be sorted by number, without duplicates")
    room, n = _room(plan, voters), len(voters.number)
    if not _fits(room, plan, voters):
        raise ValueError(f"times of the day must stay below {LATEST:,} ms; use sim.day.reference")
    keys, spare, starts = np.empty((3, n + 1), dtype=np.int64)
    order = sort_arrivals(room.sampled, n, keys, spare, starts)
    run_day(room, n, order, plan.crew_leaves_at)
    return SiteDay(
        state=room.voter[kernel.STATE],
        visits=room.voter[kernel.VISITS],
        arrived_at=room.voter[kernel.ARRIVED_AT],
        called_at=room.voter[kernel.CALLED_AT],
        issued_at=room.voter[kernel.ISSUED_AT],
        booth_at=room.voter[kernel.BOOTH_AT],
        marked_at=room.voter[kernel.MARKED_AT],
        left_at=room.voter[kernel.LEFT_AT],
        longest_line=int(room.site[kernel.LONGEST]),
        usable_desks=room.servers[
            kernel.USABLE_FROM : kernel.USABLE + 1, : room.site[kernel.CHANGES]
        ].T.copy(),
    )


def _room(plan: Plan, voters: Voters) -> kernel.Room:
    """Return the work arrays of a site before its day, with its voters."""
    cells, calendar = kernel.open_sites([plan]), np.array(plan.desk_calendar)
    room: kernel.Room = kernel.make_room(
        cells, calendar, len(calendar), len(voters.number), NO_SAMPLING
    )
    # Returning it from compiled code turned the seed into a Python int, another type for numba.
    room = room._replace(sampling=NO_SAMPLING)
    for row, name in enumerate(SAMPLED):
        room.sampled[row] = getattr(voters, name)
    room.voter[:] = NOT_YET
    return room


def _fits(room: kernel.Room, plan: Plan, voters: Voters) -> bool:
    return bool(latest_end(room, len(voters.number), plan.crew_leaves_at) < LATEST)
