"""The polling day, compiled: the same events as sim.polling, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.draw import LUCK, NUMBER
from sim.kernel import cells as kernel
from sim.kernel.block import latest_end, sort_arrivals
from sim.kernel.events import LATEST
from sim.kernel.site import run_day
from sim.polling.records import SiteDay

if TYPE_CHECKING:
    from sim.polling import Plan
    from sim.turnout import Voters

__all__ = ["fits", "run_site"]


def fits(plan: Plan, voters: Voters) -> bool:
    """Tell whether no time of a site's day can pass what the kernel can hold."""
    luck, calendar = _columns(voters), np.array(plan.desk_calendar)
    end = latest_end(luck, luck.shape[0], calendar, kernel.open_site(plan), plan.crew_leaves_at)
    return bool(end < LATEST)


def run_site(plan: Plan, voters: Voters) -> SiteDay:
    """Run the day of one site: the twin of :func:`sim.polling.run_site`.

    Parameters
    ----------
    plan
        The site as planned.
    voters
        Those who come; their numbers rise.

    Raises
    ------
    ValueError
        If a time could pass what the kernel can hold, or numbers do not rise.
    """
    luck, calendar = _columns(voters), np.array(plan.desk_calendar)
    if (np.diff(luck[:, NUMBER]) <= 0).any():
        raise ValueError("voters must be in the order of their numbers")
    if not fits(plan, voters):
        raise ValueError(f"times of the day could pass {LATEST} ms")
    n, lists = luck.shape[0], max(plan.lists, 1)
    site = kernel.open_site(plan)
    voter = np.full((n, kernel.N_RECORDED), -1, dtype=np.int64)
    run_day(
        site,
        calendar,
        plan.crew_leaves_at,
        luck,
        sort_arrivals(luck, n, np.empty(n, dtype=np.int64)),
        voter,
        np.empty(2 * n + len(calendar) + 4, dtype=np.int64),
        np.empty(max(int(calendar[:, 1].max()), 1), dtype=np.int64),
        np.empty(lists, dtype=np.int64),
        np.empty(lists, dtype=np.int64),
    )
    return SiteDay(
        state=voter[:, kernel.STATE],
        visits=voter[:, kernel.VISITS],
        arrived_at=voter[:, kernel.ARRIVED_AT],
        called_at=voter[:, kernel.CALLED_AT],
        issued_at=voter[:, kernel.ISSUED_AT],
        booth_at=voter[:, kernel.BOOTH_AT],
        marked_at=voter[:, kernel.MARKED_AT],
        left_at=voter[:, kernel.LEFT_AT],
        longest_line=int(site[kernel.LONGEST]),
    )


def _columns(voters: Voters) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.stack([getattr(voters, name).astype(np.int64) for name in LUCK], axis=1)
