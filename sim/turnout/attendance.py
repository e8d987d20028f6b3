"""Attendance: who comes to each site, and when, before incidents of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.streams import WORD, Stream, normal, share_limit
from sim.incidents.affected import befallen_of, window
from sim.register.clocks import behind_ms
from sim.turnout.arrival_curves import expit, spread_centre
from sim.turnout.thresholds import reported_thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Attendance:
    """Who comes to each site, and when; arrays of shape ``(n_sites,)``."""

    turnout_threshold: NDArray[np.uint64]
    """A voter comes if ``word << 32 | voter`` is below it."""
    a: Floats
    b: Floats
    """Shapes of the arrival curve."""
    moves: Ints
    """Arrivals that incidents move, site by site, shape ``(n_moves, 5)``: voters who would come
    in [from, before) of the first two times come between the next two, if their random word is
    below the last number."""
    move_start: Ints
    """First move of each site, and the end of the last, shape ``(n_sites + 1,)``."""


def attendance(scenario: Scenario, register: Register, streams: Streams) -> Attendance:
    """Return who comes to each site, and when.

    Raises
    ------
    ScenarioError
        If too few voters are left to cast the reported votes, as others carry ballots away.
    """
    z_turnout, z_a, z_b, _ = normal(streams.words(Stream.SITE, 0, register.site_key))
    quota_registered = np.bincount(register.site_quota, weights=register.site_registered)
    share = np.clip(register.quota_votes / quota_registered, 1e-6, 1 - 1e-6)
    centre = spread_centre(share, scenario.turnout.site_spread)[register.site_quota]
    site_logit = centre + scenario.turnout.site_spread * z_turnout
    if scenario.turnout.final == "sampled":
        share = np.minimum(np.rint(expit(site_logit) * WORD), WORD - 1)
        threshold = share.astype(np.uint64) << np.uint64(32)
    else:
        threshold = reported_thresholds(scenario, register, streams, site_logit)
    a, b = _shapes(scenario, register)
    spread = scenario.arrivals.site_spread
    moves = _moves(scenario, register, streams)
    return Attendance(threshold, a * np.exp(spread * z_a), b * np.exp(spread * z_b), *moves)


def _shapes(scenario: Scenario, register: Register) -> tuple[Floats, Floats]:
    """Return the shapes of the arrival curve of each site's region."""
    arrivals = scenario.arrivals
    of_region = [arrivals.regions.get(code) for code in register.region_code.tolist()]
    a = np.array([arrivals.a if r is None or r.a is None else r.a for r in of_region])
    b = np.array([arrivals.b if r is None or r.b is None else r.b for r in of_region])
    return a[register.site_region], b[register.site_region]


def _moves(scenario: Scenario, register: Register, streams: Streams) -> tuple[Ints, Ints]:
    """Return the moves of arrivals, and the first of each site: see :class:`Attendance`."""
    behind, counts = behind_ms(register).tolist(), np.zeros(register.n_sites, dtype=np.int64)
    rows: list[tuple[int, ...]] = []
    for site, incidents in befallen_of(("arrivals_moved",), scenario, register, streams).items():
        counts[site] = len(incidents)
        for incident in incidents:
            into = tuple(
                clock.from_time(time) + behind[site]
                for time in (incident.come_from, incident.come_to)
                if time is not None
            )
            limit = share_limit(incident.share or 0.0)
            rows.append((*window(incident, behind[site]), *into, limit))
    moves = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return moves, np.concatenate([[0], np.cumsum(counts)])
