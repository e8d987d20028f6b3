"""Attendance: which voters come to each site, and when.

Turnout shares of sites are logit-normal around their quota's [1]_; sites are earlier or later
than the arrival curve of their region: see :mod:`sim.turnout.places`.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD
from sim.incidents.affected import incidents_by_site
from sim.incidents.drafts import ArrivalsDraft
from sim.scenario.election import doors_of
from sim.turnout.arrival_curves import expit, spread_centre
from sim.turnout.places import arrival_maps, place_effects
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
    c: Floats
    """Shapes of the arrival curve of the site's region."""
    arrival_map: Floats
    """How much earlier or later voters of the site arrive: at which value of the region's curve,
    shape ``(n_sites, MAP_CELLS + 1)``; see :func:`sim.turnout.places.arrival_maps`."""
    moves: Ints
    """Arrivals that incidents move, site by site, shape ``(n_moves, 5)``: see
    :class:`sim.incidents.drafts.Move`."""
    move_start: Ints
    """First move of each site, and the end of the last, shape ``(n_sites + 1,)``."""


def attendance(
    scenario: Scenario,
    register: Register,
    streams: Streams,
    threshold: NDArray[np.uint64] | None = None,
) -> Attendance:
    """Return the turnout thresholds and arrival curves of all sites.

    Parameters
    ----------
    scenario, register, streams
        The country and its random words.
    threshold
        The turnout thresholds, where they are known already; None computes them.

    Raises
    ------
    ScenarioError
        If too few voters cast a ballot to reach the reported votes, as others carry it away.
    """
    effects = place_effects(scenario, register, streams)
    if threshold is None:
        site_logit = _centres(register, effects.turnout_spread) + effects.turnout
        threshold = _thresholds(scenario, register, streams, site_logit)
    a, b = (_shape(scenario, register, name) for name in ("a", "b"))
    c = np.full(register.n_sites, scenario.arrivals.c)
    doors, incidents = doors_of(scenario), incidents_by_site(scenario, register, streams)
    moves = arrival_moves(register, doors, incidents)
    return Attendance(threshold, a, b, c, arrival_maps(register, effects), *moves)


def _thresholds(
    scenario: Scenario, register: Register, streams: Streams, site_logit: Floats
) -> NDArray[np.uint64]:
    """Return ``turnout_threshold`` of :class:`Attendance`, given the turnout of sites as logits."""
    if scenario.turnout.final == "reported":
        return reported_thresholds(scenario, register, streams, site_logit)
    share = np.minimum(np.rint(expit(site_logit) * WORD), WORD - 1)
    threshold: NDArray[np.uint64] = share.astype(np.uint64) << np.uint64(32)
    return threshold


def _centres(register: Register, spread: Floats) -> Floats:
    """Return the logit around which each site's turnout lies, so that its mean is the expected.

    That is the turnout of its quota, or of the site where it is known.
    """
    quota_registered = np.bincount(register.site_quota, weights=register.site_voters)
    share = (register.quota_votes / quota_registered)[register.site_quota]
    known = ~np.isnan(register.site_turnout)
    share = np.clip(np.where(known, register.site_turnout, share), 1e-6, 1 - 1e-6)
    pairs, index = np.unique(np.stack([share, spread]), axis=1, return_inverse=True)
    return spread_centre(*pairs)[index.reshape(-1)]


def _shape(scenario: Scenario, register: Register, name: str) -> Floats:
    """Return a shape of the arrival curve of each site's region."""
    of_regions = scenario.arrivals.regions
    values = np.full(register.n_regions, getattr(scenario.arrivals, name))
    for r, code in enumerate(register.region_code.tolist()):
        if code in of_regions and getattr(of_regions[code], name) is not None:
            values[r] = getattr(of_regions[code], name)
    return values[register.site_region]


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
