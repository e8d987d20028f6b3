"""Attendance: which voters come to each site, and when.

Turnout shares of sites are logit-normal around their quota's [1]_; the parameters of a site's
arrival curve [2]_ are log-normal around its region's.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
.. [2] Kumaraswamy P. (1980). A generalized probability density function for
   double-bounded random processes. Journal of Hydrology 46(1–2): 79–88.
   doi:10.1016/0022-1694(80)90036-0
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD, Stream, normal
from sim.incidents.affected import incidents_by_site
from sim.incidents.drafts import ArrivalsDraft
from sim.scenario.election import doors_of
from sim.turnout.arrival_curves import expit, spread_centre
from sim.turnout.thresholds import reported_thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.incidents.drafts import Doors, Move
    from sim.incidents.incident import Incident
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Attendance:
    """Turnout thresholds and arrival curves; arrays of shape ``(n_sites,)``."""

    turnout_threshold: NDArray[np.uint64]
    """A voter comes if ``word << 32 | voter`` is below it."""
    a: Floats
    b: Floats
    """Shapes of the arrival curve."""
    moves: Ints
    """Arrivals that incidents move, site by site, shape ``(n_moves, 5)``: see
    :class:`sim.incidents.drafts.Move`."""
    move_start: Ints
    """First move of each site, and the end of the last, shape ``(n_sites + 1,)``."""


def attendance(scenario: Scenario, register: Register, streams: Streams) -> Attendance:
    """Return the turnout thresholds and arrival curves of all sites.

    Raises
    ------
    ScenarioError
        If too few voters cast a ballot to reach the reported votes, as others carry it away.
    """
    z_turnout, z_a, z_b, _ = normal(streams.words(Stream.SITE, 0, register.site_key))
    quota_registered = np.bincount(register.site_quota, weights=register.site_voters)
    share = np.clip(register.quota_votes / quota_registered, 1e-6, 1 - 1e-6)
    centre = spread_centre(share, scenario.turnout.site_spread)[register.site_quota]
    given = np.flatnonzero(~np.isnan(register.site_turnout))
    if len(given):
        levels, index = np.unique(register.site_turnout[given], return_inverse=True)
        levels = np.clip(levels, 1e-6, 1 - 1e-6)
        centre[given] = spread_centre(levels, scenario.turnout.site_spread)[index]
    site_logit = centre + scenario.turnout.site_spread * z_turnout
    if scenario.turnout.final == "sampled":
        share = np.minimum(np.rint(expit(site_logit) * WORD), WORD - 1)
        threshold = share.astype(np.uint64) << np.uint64(32)
    else:
        threshold = reported_thresholds(scenario, register, streams, site_logit)
    a, b = _shapes(scenario, register)
    spread = scenario.arrivals.site_spread
    doors, incidents = doors_of(scenario), incidents_by_site(scenario, register, streams)
    moves = arrival_moves(register, doors, incidents)
    return Attendance(threshold, a * np.exp(spread * z_a), b * np.exp(spread * z_b), *moves)


def _shapes(scenario: Scenario, register: Register) -> tuple[Floats, Floats]:
    """Return the shapes of the arrival curve of each site's region."""
    arrivals = scenario.arrivals
    of_region = [arrivals.regions.get(code) for code in register.region_code.tolist()]
    a = np.array([arrivals.a if r is None or r.a is None else r.a for r in of_region])
    b = np.array([arrivals.b if r is None or r.b is None else r.b for r in of_region])
    return a[register.site_region], b[register.site_region]


def arrival_moves(
    register: Register, doors: Doors, incidents: Sequence[Sequence[Incident]]
) -> tuple[Ints, Ints]:
    """Return ``moves`` and ``move_start`` of :class:`Attendance`.

    Parameters
    ----------
    register
        The country.
    doors
        Hours of its sites.
    incidents
        Incidents that affect each site.
    """
    moves: list[Move] = []
    start = [0]
    for behind, of_site in zip(register.site_behind_ms.tolist(), incidents, strict=True):
        if of_site:
            draft = ArrivalsDraft(behind, doors)
            for incident in of_site:
                incident.change_arrivals(draft)
            moves += draft.moves
        start.append(len(moves))
    return np.array(moves, dtype=np.int64).reshape(-1, 5), np.array(start, dtype=np.int64)
