"""Turn a scenario into the plan of each site: doors, desks over the day, crew, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.streams import share_limit
from sim.day.site_records import ENOUGH, Plan
from sim.incidents.affected import befallen, window
from sim.register.clocks import behind_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.core.streams import Streams
    from sim.register import Register
    from sim.scenario import Incident, Scenario

    Calendar = tuple[tuple[int, int], ...]

OF_DESKS = ("late_opening", "desks_closed", "desks_added")
"""Kinds of incidents that the calendar of desks shows."""


def plan_sites(scenario: Scenario, register: Register, streams: Streams) -> list[Plan]:
    """Return the plan of every site; incidents are those of :func:`befallen`."""
    befalls = befallen(scenario, register, streams)
    usual: dict[tuple[int, int], Calendar] = {}
    return [
        plan_site(
            scenario, register, site, late, [scenario.incidents[i] for i in befalls[site]], usual
        )
        for site, late in enumerate(behind_ms(register).tolist())
    ]


def plan_site(  # noqa: PLR0913, PLR0917  a plan is made of everything at hand
    scenario: Scenario,
    register: Register,
    site: int,
    behind: int,
    incidents: list[Incident],
    usual: dict[tuple[int, int], Calendar],
) -> Plan:
    """Return the plan of one site.

    Parameters
    ----------
    scenario, register
        The country.
    site
        Index into the register.
    behind
        How far its clock is behind the capital's, ms.
    incidents
        Those that affect it.
    usual
        Takes the calendars of days without incidents, by desks and clock: few differ.
    """
    polling = scenario.polling
    members = int(register.site_members[site])
    members += sum(own.members or 0 for own in incidents if own.kind == "members_added")
    issuers = max(members - polling.members_not_issuing, 1)
    desks = desks_of(int(register.site_desks[site]), polling.desks_extra, issuers)
    opens_at = clock.from_time(polling.opens) + behind
    of_desks = [incident for incident in incidents if incident.kind in OF_DESKS]
    calendar = None if of_desks else usual.get((desks, behind))
    if calendar is None:
        calendar = tuple(_calendar(scenario, (desks, issuers), opens_at, behind, of_desks))
    if not of_desks:
        usual[desks, behind] = calendar
    ballots, brought_at = _ballots(incidents, int(register.site_registered[site]), behind)
    return Plan(
        opens_at=opens_at,
        closes_at=clock.from_time(polling.closes) + behind,
        serve_queue=polling.closing == "serve_queue",
        desk_calendar=calendar,
        issuers=issuers,
        booths=int(register.site_booths[site]),
        boxes=int(register.site_boxes[site]),
        lists=desks if polling.line == "per_list" else 0,
        inside_max=polling.inside_max,
        crew=polling.crew_from_desks,
        crew_leaves_at=max(clock.from_time(polling.portable_leaves) + behind, opens_at),
        ballots=ballots,
        ballots_brought_at=brought_at,
        extra=tuple(
            (share_limit(incident.share or 0.0), *window(incident, behind))
            for incident in incidents
            if incident.kind == "extra_ballots"
        ),
        members=members,
    )


def _ballots(incidents: list[Incident], registered: int, behind: int) -> tuple[int, int]:
    """Return the ballots at the desks in the morning, and when more are brought.

    Of several incidents the fewest ballots and the latest hour hold.
    """
    short = [incident for incident in incidents if incident.kind == "ballots_short"]
    if not short:
        return ENOUGH, 0
    fewest = min(int(registered * (incident.share or 0.0)) for incident in short)
    return fewest, behind + max(clock.from_time(own.to) for own in short if own.to is not None)


def desks_of(desks: int, extra: int, issuers: int) -> int:
    """Return how many desks a site opens: at least one, and no more than members may issue at.

    >>> desks_of(3, 1, 5), desks_of(3, -9, 5), desks_of(5, 2, 5)
    (4, 1, 5)
    """
    return min(max(desks + extra, 1), issuers)


def extra_without_effect(scenario: Scenario, register: Register) -> str | None:
    """Return why ``polling.desks_extra`` changes no site; None where it changes one, or is 0."""
    polling = scenario.polling
    if polling.desks_extra == 0 or any(own.members for own in scenario.incidents):
        return None
    issuers = np.maximum(register.site_members - polling.members_not_issuing, 1)
    sites = zip(register.site_desks.tolist(), issuers.tolist(), strict=True)
    if any(desks_of(n, polling.desks_extra, most) != desks_of(n, 0, most) for n, most in sites):
        return None
    changes = "got a desk" if polling.desks_extra > 0 else "lost a desk"
    limit = (
        f"members limit them ({polling.members_not_issuing} of each commission may not issue)"
        if polling.desks_extra > 0
        else "each has one alone"
    )
    return f"0 of {register.n_sites:,} sites {changes}: {limit}"


def _calendar(
    scenario: Scenario,
    staff: tuple[int, int],
    opens_at: int,
    behind: int,
    incidents: list[Incident],
) -> Iterable[tuple[int, int]]:
    """Yield (time, desks planned from then on); every change ends, so the last entry is full.

    ``staff`` is the desks of a usual hour and the members who may issue ballots: no more desks
    are open at any time, and lunch takes one of those who are at a desk.
    """
    polling = scenario.polling
    desks, issuers = staff
    lunch_at = clock.from_time(polling.lunch_at) + behind
    lunch = (lunch_at, lunch_at + round(1000 * polling.lunch_s))
    windows = []
    for incident in incidents:
        if incident.to is not None:
            at = opens_at if incident.from_ is None else clock.from_time(incident.from_) + behind
            windows.append((at, clock.from_time(incident.to) + behind, incident))
    times = {opens_at, *lunch, *(t for begins, ends, _ in windows for t in (begins, ends))}
    before = None
    for at in sorted(t for t in times if t >= opens_at):
        now = [incident for begins, ends, incident in windows if begins <= at < ends]
        wanted = desks + sum(_change(incident) for incident in now)
        planned = min(max(wanted, 0), issuers)
        if lunch[0] <= at < lunch[1] and planned > 1:
            planned -= 1
        if any(incident.kind == "late_opening" for incident in now):
            planned = 0
        if planned != before:
            yield at, planned
        before = planned


def _change(incident: Incident) -> int:
    """Return how many desks an incident adds; a late opening is not about single desks."""
    signs = {"desks_added": 1, "desks_closed": -1, "late_opening": 0}
    return signs[incident.kind] * (incident.desks or 0)
