"""The expected share of voters who have arrived by an hour, in closed form.

Arrivals in a region follow its curve, however its sites differ: their differences leave the
curve as it is, see :mod:`sim.turnout.places`.
"""

# No reference: the curve is that of sim.turnout.arrival_curves.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.election import hours_of
from sim.turnout.arrival_curves import arrival_cdf

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario


def opening_times(scenario: Scenario, behind_ms: Ints) -> tuple[Ints, Ints]:
    """Return when doors open and close, milliseconds since midnight, capital time.

    Parameters
    ----------
    behind_ms
        How far local clocks are behind the capital's, milliseconds, any shape.
    """
    opens, closes = hours_of(scenario)
    return opens + behind_ms, closes + behind_ms


def expected_arrivals(x: Floats, a: Floats, b: Floats, c: Floats, *, early_share: Floats) -> Floats:
    """Return the expected share of a region's voters who have arrived.

    Parameters
    ----------
    x
        Part of the opening hours that has passed, in [0, 1].
    a, b, c
        Shapes of the region.
    early_share
        Share of voters who wait for the doors to open.

    All arrays broadcast against each other; so does what is returned, in [0, 1].
    """
    share: Floats = early_share + (1 - early_share) * arrival_cdf(x, a, b, c)
    return np.where(x <= 0, 0.0, share)


def expected_voters(register: Register) -> Floats:
    """Return the voters of each region, as published, or as a pack expects them of its sites."""
    if register.areas is None:
        votes = np.zeros(register.n_regions)
        np.add.at(votes, _quota_region(register), register.quota_votes)
        return votes
    expected = register.site_voters * register.site_turnout
    voters: Floats = np.zeros(register.n_regions)
    np.add.at(voters, register.site_region, expected)
    return voters


def _quota_region(register: Register) -> Ints:
    """Return the region of each quota."""
    region = np.zeros(len(register.quota_votes), dtype=int)
    region[register.race_quota] = register.race_region
    return region
