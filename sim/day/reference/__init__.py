"""The polling day of one site as a SimPy model: the reference of the compiled kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.clock import NOT_YET
from sim.day.plan import plan_sites
from sim.day.reference.site import PollingSite
from sim.day.reference.split_queues import PollingSiteWithLists
from sim.day.site_records import ENOUGH, Plan, SiteDay, State

if TYPE_CHECKING:
    from sim.turnout import Voters

__all__ = [
    "ENOUGH",
    "NOT_YET",
    "Plan",
    "PollingSite",
    "SiteDay",
    "State",
    "plan_sites",
    "run_site",
]


def run_site(plan: Plan, voters: Voters) -> SiteDay:
    """Run the day of one site.

    Parameters
    ----------
    plan
        The plan of the site; with ``lists`` above 0 each part of the list has a queue.
    voters
        Voters who come.

    Returns
    -------
    SiteDay
        The record of each voter.
    """
    model = PollingSiteWithLists if plan.lists else PollingSite
    return model(plan, voters).run()
