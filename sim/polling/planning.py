"""Turn a scenario into the plan of each site: doors, desks over the day, crew, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import clock
from sim.errors import Problem, ScenarioError
from sim.polling.records import Plan
from sim.scenario import nearest
from sim.streams import Stream, share_limit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.day import Incident
    from sim.streams import Luck

    Calendar = tuple[tuple[int, int], ...]


def plan_sites(scenario: Scenario, register: Register, luck: Luck) -> list[Plan]:
    """Return the plan of every site; incidents are those of :func:`check_incidents`."""
    befalls = _befallen(scenario, register, luck)
    behind = register.region_hours_behind[register.site_region] * clock.HOUR_MS
    usual: dict[tuple[int, int], Calendar] = {}
    return [
        _plan(scenario, register, site, late, [scenario.incidents[i] for i in befalls[site]], usual)
        for site, late in enumerate(behind.tolist())
    ]


def _befallen(scenario: Scenario, register: Register, luck: Luck) -> list[list[int]]:
    """Return the numbers of the incidents that befall each site."""
    befalls: list[list[int]] = [[] for _ in range(register.n_sites)]
    for number, incident in enumerate(scenario.incidents):
        word = luck.words(Stream.INCIDENT, number, register.site_key)[0].astype(np.int64)
        hit = (word < share_limit(incident.where.share)) & _meets(incident, register)
        for site in np.flatnonzero(hit):
            befalls[site].append(number)
    return befalls


def check_incidents(scenario: Scenario, register: Register) -> None:
    """Look whether the country has what incidents name.

    Raises
    ------
    ScenarioError
        If one names a site or race that does not exist; lists all of them.
    """
    problems = []
    for number, incident in enumerate(scenario.incidents):
        where = incident.where
        for key, names, known in (
            ("sites", where.sites, register.site_id.tolist()),
            ("races", where.races, register.race_id.tolist()),
        ):
            problems += [
                Problem(
                    f"scenario {scenario.name}",
                    f"incident.{number}.where.{key}",
                    f"no such {key[:-1]}: {name!r}; {_near(name, known)}",
                )
                for name in names
                if name not in known
            ]
    if problems:
        raise ScenarioError(problems)


def _near(name: str, known: list[str]) -> str:
    """Name the nearest one; a list of 1,847 would help nobody."""
    hint = nearest(name, known)
    return hint if hint.startswith("did") else f"names look like {known[0]!r}"


def _meets(incident: Incident, register: Register) -> NDArray[np.bool_]:
    where = incident.where
    meets = np.ones(register.n_sites, dtype=bool)
    for names, of_site in (
        (where.sites, register.site_id),
        (where.races, register.race_id[register.site_race]),
        (where.regions, register.region_code[register.site_region]),
    ):
        if names:
            meets &= np.isin(of_site, names)
    if where.min_registered is not None:
        meets &= register.site_registered >= where.min_registered
    if where.max_registered is not None:
        meets &= register.site_registered <= where.max_registered
    return meets


def _plan(  # noqa: PLR0913, PLR0917  a plan is made of everything at hand
    scenario: Scenario,
    register: Register,
    site: int,
    behind: int,
    incidents: list[Incident],
    usual: dict[tuple[int, int], Calendar],
) -> Plan:
    """Plan one site; its clock is so many milliseconds behind the capital's.

    ``usual`` takes the calendars of days without incidents, by desks and clock: few differ.
    """
    polling = scenario.polling
    issuers = max(int(register.site_members[site]) - polling.members_not_issuing, 1)
    desks = min(max(int(register.site_desks[site]) + polling.desks_extra, 1), issuers)
    opens_at = clock.from_time(polling.opens) + behind
    calendar = None if incidents else usual.get((desks, behind))
    if calendar is None:
        calendar = tuple(_calendar(scenario, desks, opens_at, behind, incidents))
    if not incidents:
        usual[desks, behind] = calendar
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
    )


def _calendar(
    scenario: Scenario, desks: int, opens_at: int, behind: int, incidents: list[Incident]
) -> Iterable[tuple[int, int]]:
    """Yield (time, desks planned from then on); every change ends, so the last entry is full."""
    polling = scenario.polling
    lunch_at = clock.from_time(polling.lunch_at) + behind
    lunch = (lunch_at, lunch_at + round(1000 * polling.lunch_s))
    windows = []
    for incident in incidents:
        begins = opens_at if incident.from_ is None else clock.from_time(incident.from_) + behind
        windows.append((begins, clock.from_time(incident.to) + behind, incident))
    times = {opens_at, *lunch, *(t for begins, ends, _ in windows for t in (begins, ends))}
    before = None
    for at in sorted(t for t in times if t >= opens_at):
        now = [incident for begins, ends, incident in windows if begins <= at < ends]
        planned = max(desks + sum(_change(incident) for incident in now), 0)
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
    return signs[incident.kind] * incident.desks
