"""The sites and commissions that incidents affect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, ScenarioError
from sim.core.streams import Stream, share_limit
from sim.core.suggest import guess
from sim.core.text import HINTS, shown
from sim.incidents.incident import entry_name, quoted
from sim.register.area_sites import sites_in_area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.streams import Streams
    from sim.core.types import Flags, Ints
    from sim.incidents.incident import Incident
    from sim.register import Register
    from sim.scenario import Scenario


def affected_sites(number: int, incident: Incident, register: Register, streams: Streams) -> Flags:
    """Return which sites an incident affects, shape ``(n_sites,)``.

    Parameters
    ----------
    number
        Of the incident in the scenario, from 0.
    register
        The country, or a copy of it under the ids that incidents name.
    """
    word = streams.words(Stream.INCIDENT, number, register.site_key)[0].astype(np.int64)
    chosen: Flags = word < share_limit(incident.where.share)
    return chosen & matching_sites(incident, register)


def incidents_by_site(
    scenario: Scenario, register: Register, streams: Streams
) -> list[tuple[Incident, ...]]:
    """Return the incidents that affect each site, in the order of the scenario."""
    by_site: list[tuple[Incident, ...]] = [()] * register.n_sites
    for number, incident in enumerate(scenario.incidents):
        if incident.of == "sites":
            for site in np.flatnonzero(affected_sites(number, incident, register, streams)):
                by_site[site] += (incident,)
    return by_site


def affected_commissions(
    number: int, incident: Incident, register: Register, streams: Streams
) -> Ints:
    """Return the commissions (indexes) that an incident affects."""
    found: Ints = matching_commissions(incident, register)
    word = streams.words(Stream.INCIDENT, number, register.commission_key[found])[0]
    chosen: Ints = found[word.astype(np.int64) < share_limit(incident.where.share)]
    return chosen


def commission_incidents(
    scenario: Scenario, register: Register, streams: Streams
) -> Iterator[tuple[Incident, int]]:
    """Yield each incident of commissions with each commission (index) that it affects."""
    for number, incident in enumerate(scenario.incidents):
        if incident.of == "commissions":
            for commission in affected_commissions(number, incident, register, streams).tolist():
                yield incident, commission


def matching_sites(incident: Incident, register: Register) -> Flags:
    """Return which sites meet the conditions of an incident, apart from its share.

    Shape ``(n_sites,)``.
    """
    where = incident.where
    met = np.ones(register.n_sites, dtype=bool)
    for names, of_site in (
        (where.sites, register.site_id),
        (where.regions, register.region_code[register.site_region]),
    ):
        if names:
            met &= np.isin(of_site, names)
    if where.areas:
        inside = [sites_in_area(register, area, where.level or "") for area in where.areas]
        met &= np.any(inside, axis=0)
    if where.races:
        named = np.isin(register.race_id[register.section_race], where.races)
        met &= np.isin(np.arange(register.n_sites), register.section_site[named])
    if where.min_registered is not None:
        met &= register.site_registered >= where.min_registered
    if where.max_registered is not None:
        met &= register.site_registered <= where.max_registered
    return met


def matching_commissions(incident: Incident, register: Register) -> Ints:
    """Return the commissions (indexes) of the sites that meet the conditions of an incident."""
    return np.unique(register.site_commission[matching_sites(incident, register)])


def check_incidents(scenario: Scenario, register: Register) -> None:
    """Check that the sites and races that incidents name exist.

    Raises
    ------
    ScenarioError
        If one names a site or race that does not exist, or no site meets its conditions; lists
        every problem found.
    """
    messages: list[tuple[str, str]] = []
    for number, incident in enumerate(scenario.incidents):
        entry, before = entry_name(number, incident.name), len(messages)
        for key, names, known in (
            ("sites", incident.where.sites, register.site_id.tolist()),
            ("races", incident.where.races, register.race_id.tolist()),
        ):
            ids = set(known)
            for name in names:
                if name not in ids:
                    hint = f"; {_near(name, known)}" if len(messages) < HINTS else ""
                    messages.append((entry, f"where.{key}: no {key[:-1]} {shown(name)}{hint}"))
        if len(messages) == before and not matching_sites(incident, register).any():
            messages.append((entry, f"no polling site matches {_conditions(incident)}"))
    if messages:
        raise ScenarioError(
            Problem(f"scenario {scenario.name}", entry, f"{entry}: {message}")
            for entry, message in messages
        )


def _conditions(incident: Incident) -> str:
    """Return the conditions of an incident as TOML."""
    given = incident.where.model_dump(exclude_defaults=True, exclude={"share"})
    return ", ".join(
        f"{key} = [{', '.join(map(quoted, value))}]"
        if isinstance(value, list)
        else f"{key} = {quoted(value) if isinstance(value, str) else value}"
        for key, value in given.items()
    )


def _near(name: str, known: list[str]) -> str:
    """Return a similar id and an example; a list of all ids would be too long."""
    return f"{guess(name, known)} ids look like {known[0]!r}".lstrip()
