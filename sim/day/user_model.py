"""The model of a user: what a function that runs a site, and a rule of its queue, must give.

A slip is an error at once that names the function or the rule; else a voter who is never taken out
of the queue would be called for ever. The models that ship are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.site_records import SiteDay, Voter

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable

    from sim.day.site_records import Plan
    from sim.turnout import Voters


def run_function(
    function: Callable[[Plan, Voters], SiteDay], name: str, plan: Plan, voters: Voters
) -> SiteDay:
    """Return the record of a site's day by a function of the user.

    Raises
    ------
    ValueError
        If it returns something else, or the record of other voters.
    """
    day: object = function(plan, voters)
    if not isinstance(day, SiteDay):
        message = "must return the record of a site's day, a SiteDay, as PollingSite.run() does"
        raise ValueError(f"engine: {name} {message}; got {_called(day)}")  # noqa: TRY004  as below
    if len(day.state) != len(voters.number):
        message = f"must return a record of each of the {len(voters.number):,} voters of a site"
        raise ValueError(f"engine: {name} {message}; got {len(day.state):,}")
    return day


def take_by_rule(rule: Callable[[deque[Voter]], Voter], name: str, queue: deque[Voter]) -> Voter:
    """Return the voter whom a rule of the user takes out of the queue.

    Raises
    ------
    ValueError
        If it returns no voter, or one who still stands in the queue, or has taken out others.
    """
    must = f"{name} must take one voter out of the queue, and return this voter"
    if not queue:
        raise ValueError(f"{must}; it has taken out others, whom nobody will call")
    before = len(queue)
    voter: object = rule(queue)
    if not isinstance(voter, Voter):
        raise ValueError(f"{must}; it returned {_called(voter)}")  # noqa: TRY004  as the others
    if len(queue) == before or voter in queue:
        raise ValueError(f"{must}; the voter that it returned is still there: queue.remove(voter)")
    return voter


def _called(value: object) -> str:
    return "None" if value is None else f"{type(value).__name__}"
