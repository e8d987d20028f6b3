"""When results of sites came in: reported and simulated times, for shares of the sites."""

# No reference: the quantile of times is that of sim.core.quantiles.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.quantiles import quantiles
from sim.results.columns import stamps
from sim.scenario.election import election_pack, is_pack

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.election import Election
    from sim.pack.files.reported_records import ReportedArrivals
    from sim.register import Register
    from sim.results.columns import Table

SHARES_PCT = (10, 25, 50, 75, 90, 100)
"""Per cent of the reported sites."""


def arrivals_table(election: Election) -> Table:
    """Return when shares of the reported sites had come in; empty if none are reported.

    Simulated times are of the same sites.
    """
    if not is_pack(election.scenario):
        return {}
    pack = election_pack(election.scenario)
    arrivals, night = pack.reported.arrivals, election.night
    if arrivals is None:
        return {}
    simulated_at = {
        "signed": night.signed_at, "phoned": night.phoned_at, "accepted": night.accepted_at,
    }  # fmt: skip
    place = _places(arrivals, pack.sites.id.tolist(), election.register)
    stages: list[str] = []
    sites: list[int] = []
    reported: list[Ints] = []
    simulated: list[Ints] = []
    for stage, at in simulated_at.items():
        rows = [row for row, of in enumerate(arrivals.stage) if of == stage and place[row] >= 0]
        if rows:
            stages.append(stage)
            sites.append(len(rows))
            reported.append(quantiles(arrivals.at_ms[rows], SHARES_PCT))
            simulated.append(quantiles(at[place[rows]], SHARES_PCT))
    if not stages:
        return {}
    later = np.concatenate(simulated) - np.concatenate(reported)
    return {
        "stage": np.repeat(stages, len(SHARES_PCT)),
        "share_pct": np.tile(SHARES_PCT, len(stages)),
        "sites": np.repeat(sites, len(SHARES_PCT)),
        "reported": stamps(election, np.concatenate(reported)),
        "simulated": stamps(election, np.concatenate(simulated)),
        "later_min": np.round(later / clock.MINUTE_MS, 1),
    }


def _places(arrivals: ReportedArrivals, sites: list[str], register: Register) -> Ints:
    """Return the index of the site of each row in a register; -1 where it is left out."""
    at = {site: place for place, site in enumerate(register.site_id.tolist())}
    return np.array([at.get(sites[site], -1) for site in arrivals.site.tolist()], dtype=np.int64)
