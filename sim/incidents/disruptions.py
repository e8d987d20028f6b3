"""The disruptions of a night: slowdowns, returned protocols, absent clerks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.incidents.affected import commission_incidents, incidents_by_site
from sim.incidents.drafts import CommissionDraft, NightDraft
from sim.incidents.slowdowns import STOP, in_order

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.incidents.drafts import Absence, ShareInHours
    from sim.incidents.slowdowns import Slowdown
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Disruptions:
    """The disruptions of a night, by index of the site; sites without any have no entry."""

    counting: dict[int, list[Slowdown]]
    driving: dict[int, list[Slowdown]]
    returns: dict[int, list[ShareInHours]]
    absences: list[tuple[int, Absence]]
    """Pairs of the index of a commission and an absence there."""
    stops: Ints
    """Intervals in which nothing is counted: see :class:`sim.night.Night`."""


def night_disruptions(scenario: Scenario, register: Register, streams: Streams) -> Disruptions:
    """Return the disruptions of a night by all incidents.

    Parameters
    ----------
    register
        The country, or a copy of it under the ids that incidents name.
    """
    counting: dict[int, list[Slowdown]] = {}
    driving: dict[int, list[Slowdown]] = {}
    returns: dict[int, list[ShareInHours]] = {}
    behind = register.site_behind_ms.tolist()
    for site, incidents in enumerate(incidents_by_site(scenario, register, streams)):
        if not incidents:
            continue
        night = NightDraft(behind[site])
        for incident in incidents:
            incident.change_night(night)
        counting[site] = in_order(night.counting)
        driving[site] = in_order(night.driving)
        returns[site] = night.returns
    absences = []
    commission_behind = register.commission_behind_ms.tolist()
    for incident, commission in commission_incidents(scenario, register, streams):
        draft = CommissionDraft(commission_behind[commission])
        incident.change_commission(draft)
        absences += [(commission, absence) for absence in draft.absences]
    stops = _stops(register.n_sites, counting)
    return Disruptions(counting, driving, returns, absences, stops)


def _stops(n_sites: int, counting: dict[int, list[Slowdown]]) -> Ints:
    """Return the slowdowns in which nothing is counted, shape ``(n_sites, n, 2)``."""
    by_site = {
        site: [(s.begins, s.ends) for s in slowdowns if s.factor == STOP]
        for site, slowdowns in counting.items()
    }
    stops = np.zeros((n_sites, max(map(len, by_site.values()), default=0), 2), dtype=np.int64)
    for site, windows in by_site.items():
        for k, window in enumerate(windows):
            stops[site, k] = window
    return stops
