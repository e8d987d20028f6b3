"""Whom incidents befall, and from when to when: sites, and commissions at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, ScenarioError
from sim.core.streams import Stream, share_limit
from sim.core.suggest import nearest
from sim.core.text import HINTS, shown
from sim.scenario import incident_time

if TYPE_CHECKING:
    from collections.abc import Container

    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.register import Register
    from sim.scenario import Incident, Scenario

ALWAYS = (-(1 << 50), 1 << 50)
"""From and to of what has no hours."""


def befallen(scenario: Scenario, register: Register, streams: Streams) -> list[list[int]]:
    """Return the numbers of the incidents that befall each site, in the order of the file.

    Parameters
    ----------
    register
        The country, or a copy of it under the ids that incidents name.
    """
    befalls: list[list[int]] = [[] for _ in range(register.n_sites)]
    for number, incident in enumerate(scenario.incidents):
        if incident.kind == "clerks_absent":
            continue
        for site in np.flatnonzero(affected_sites(number, incident, register, streams)):
            befalls[site].append(number)
    return befalls


def affected_sites(
    number: int, incident: Incident, register: Register, streams: Streams
) -> NDArray[np.bool_]:
    """Tell which sites the incident of that number in the file affects, shape ``(n_sites,)``."""
    word = streams.words(Stream.INCIDENT, number, register.site_key)[0].astype(np.int64)
    hit: NDArray[np.bool_] = word < share_limit(incident.where.share)
    return hit & meets(incident, register)


def befallen_of(
    kinds: Container[str], scenario: Scenario, register: Register, streams: Streams
) -> dict[int, list[Incident]]:
    """Return the incidents of some kinds by the sites that they befall; others are left out."""
    if not any(incident.kind in kinds for incident in scenario.incidents):
        return {}
    found = {}
    for site, numbers in enumerate(befallen(scenario, register, streams)):
        own = [scenario.incidents[k] for k in numbers if scenario.incidents[k].kind in kinds]
        if own:
            found[site] = own
    return found


def commissions_affected(
    scenario: Scenario, register: Register, streams: Streams
) -> list[tuple[Incident, int]]:
    """Return each incident that befalls commissions, with each commission (index) it befalls.

    A commission has the luck of its first site.
    """
    found = []
    commissions, first = np.unique(register.site_commission, return_index=True)
    for number, incident in enumerate(scenario.incidents):
        if incident.kind != "clerks_absent":
            continue
        word = streams.words(Stream.INCIDENT, number, register.site_key[first])[0].astype(np.int64)
        chosen = np.isin(commissions, register.site_commission[meets(incident, register)])
        hit = (word < share_limit(incident.where.share)) & chosen
        found += [(incident, own) for own in commissions[hit].tolist()]
    return found


def window(incident: Incident, behind_ms: int) -> tuple[int, int]:
    """Return from when to when an incident lasts, ms, capital time; ALWAYS without hours.

    Parameters
    ----------
    incident
        What befalls.
    behind_ms
        How far the local clock is behind the capital's.
    """
    if incident.from_ is None or incident.to is None:
        return ALWAYS
    begins, ends = (incident_time(incident, time) for time in (incident.from_, incident.to))
    return begins + behind_ms, ends + behind_ms


def check_incidents(scenario: Scenario, register: Register) -> None:
    """Look whether the country has what incidents name.

    Raises
    ------
    ScenarioError
        If one names a site or race that does not exist, or no site meets its conditions; lists
        all of them.
    """
    problems: list[Problem] = []
    for number, incident in enumerate(scenario.incidents):
        where, before = incident.where, len(problems)
        for key, names, known in (
            ("sites", where.sites, register.site_id.tolist()),
            ("races", where.races, register.race_id.tolist()),
        ):
            there = set(known)
            for name in names:
                if name not in there:
                    hint = f"; {_near(name, known)}" if len(problems) < HINTS else ""
                    message = f"no such {key[:-1]}: {shown(name)}{hint}"
                    at = f"incident.{number}.where.{key}"
                    problems.append(Problem(f"scenario {scenario.name}", at, message))
        if len(problems) == before and not meets(incident, register).any():
            given = where.model_dump(exclude_defaults=True, exclude={"share"})
            said = ", ".join(f"{key} = {value!r}" for key, value in given.items())
            message = f"no site of this country has {said}: it would befall nobody"
            problems.append(
                Problem(f"scenario {scenario.name}", f"incident.{number}.where", message)
            )
    if problems:
        raise ScenarioError(problems)


def _near(name: str, known: list[str]) -> str:
    """Name the nearest one; a list of 1,847 would help nobody."""
    hint = nearest(name, known)
    return hint if hint.startswith("did") else f"names look like {known[0]!r}"


def meets(incident: Incident, register: Register) -> NDArray[np.bool_]:
    """Tell which sites meet the conditions of an incident, all but its share; ``(n_sites,)``."""
    where = incident.where
    met = np.ones(register.n_sites, dtype=bool)
    for names, of_site in (
        (where.sites, register.site_id),
        (where.races, register.race_id[register.site_race]),
        (where.regions, register.region_code[register.site_region]),
    ):
        if names:
            met &= np.isin(of_site, names)
    if where.min_registered is not None:
        met &= register.site_registered >= where.min_registered
    if where.max_registered is not None:
        met &= register.site_registered <= where.max_registered
    return met
