"""Whom the luck of each site brings, and how their arrivals are shaped and moved.

Turnout shares of sites are logit-normal around their quota's [1]_; the shapes of a site's
arrivals [2]_ are log-normal around its region's.

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

from sim.core import clock
from sim.core.streams import WORD, Stream, normal, share_limit
from sim.incidents.affected import befallen_of, window
from sim.register.clocks import behind_ms
from sim.turnout.arrival_curves import expit, spread_centre
from sim.turnout.thresholds import reported_cuts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Attendance:
    """How the day of every site begins; arrays of shape ``(n_sites,)``."""

    cut: NDArray[np.uint64]
    """A voter comes if ``word << 32 | voter`` is below it."""
    a: Floats
    b: Floats
    """Shapes of the site's arrivals."""
    moves: Ints
    """Arrivals that incidents move, site by site, shape ``(n_moves, 5)``: those who come from and
    before two times come from and before two others, if their luck is below the last number."""
    move_start: Ints
    """Where the moves of each site begin, and the end of the last, shape ``(n_sites + 1,)``."""


def attendance(scenario: Scenario, register: Register, streams: Streams) -> Attendance:
    """Decide for every site whom its luck brings, and how arrivals are shaped.

    Raises
    ------
    ScenarioError
        If so many carry ballots away that the reported votes cannot be cast.
    """
    z_turnout, z_a, z_b, _ = normal(streams.words(Stream.SITE, 0, register.site_key))
    quota_registered = np.bincount(register.site_quota, weights=register.site_registered)
    share = np.clip(register.quota_votes / quota_registered, 1e-6, 1 - 1e-6)
    centre = spread_centre(share, scenario.turnout.site_spread)[register.site_quota]
    site_logit = centre + scenario.turnout.site_spread * z_turnout
    if scenario.turnout.final == "sampled":
        share = np.minimum(np.rint(expit(site_logit) * WORD), WORD - 1)
        cut = share.astype(np.uint64) << np.uint64(32)
    else:
        cut = reported_cuts(scenario, register, streams, site_logit)
    a, b = _shapes(scenario, register)
    spread = scenario.arrivals.site_spread
    moves = _moves(scenario, register, streams)
    return Attendance(cut, a * np.exp(spread * z_a), b * np.exp(spread * z_b), *moves)


def _shapes(scenario: Scenario, register: Register) -> tuple[Floats, Floats]:
    """Return the arrival shapes of each site's region."""
    arrivals = scenario.arrivals
    of_region = [arrivals.regions.get(code) for code in register.region_code.tolist()]
    a = np.array([arrivals.a if own is None or own.a is None else own.a for own in of_region])
    b = np.array([arrivals.b if own is None or own.b is None else own.b for own in of_region])
    return a[register.site_region], b[register.site_region]


def _moves(scenario: Scenario, register: Register, streams: Streams) -> tuple[Ints, Ints]:
    """Return the moves of all sites, and where those of each begin: see Attendance."""
    behind, counts = behind_ms(register).tolist(), np.zeros(register.n_sites, dtype=np.int64)
    rows: list[tuple[int, ...]] = []
    for site, own in befallen_of(("arrivals_moved",), scenario, register, streams).items():
        counts[site] = len(own)
        for incident in own:
            into = tuple(
                clock.from_time(time) + behind[site]
                for time in (incident.come_from, incident.come_to)
                if time is not None
            )
            limit = share_limit(incident.share or 0.0)
            rows.append((*window(incident, behind[site]), *into, limit))
    moves = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return moves, np.concatenate([[0], np.cumsum(counts)])
