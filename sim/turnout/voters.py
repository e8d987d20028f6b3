"""Sampled voters of single sites, for SimPy; the compiled kernel samples the same voters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.streams import HALF_WORD, duration_table, lognormal_table, share_limit
from sim.turnout.compiled_arrivals import NO_TABLE
from sim.turnout.compiled_sampling import (
    ONE_RACE,
    SAMPLED,
    Sampling,
    move_arrivals,
    sample_all_patience,
    sample_site,
)
from sim.turnout.thresholds import carrying_from

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Flags, Ints
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout.attendance import Attendance


@dataclass(frozen=True)
class Voters:
    """Voters who come to one site, in register order; arrays of shape ``(n,)``, times in ms."""

    number: Ints
    """Index in the register of the site: the key of the voter's random words."""
    arrives_at: Ints
    at_home: Flags
    """Whether the voter waits for the portable box."""
    carries_away: Flags
    """Whether the voter takes the ballot away."""
    check_in_ms: Ints
    """Service time at a desk; for voters at home, of the visit."""
    booth_ms: Ints
    box_ms: Ints
    patience_ms: Ints
    """NEVER for voters who do not renege."""
    balks_above: Ints
    """Longest queue that they join; ANY_LINE for voters who do not balk."""
    returns_after_ms: Ints
    """NEVER for voters who do not return."""


def sampling_settings(scenario: Scenario, streams: Streams) -> Sampling:
    """Return the settings of the sampling of voters in a scenario."""
    polling, arrivals = scenario.polling, scenario.arrivals
    lines = np.rint(lognormal_table(polling.balk_line_mean, polling.balk_line_cv)).astype(np.int64)
    lines.setflags(write=False)
    return Sampling(
        seed=np.uint64(streams.seed),
        replication=np.uint64(streams.replication),
        early_limit=share_limit(arrivals.early_share),
        early_ms=round(1000 * arrivals.early_s),
        home_below=round(polling.home_share * HALF_WORD),
        carry_from=carrying_from(scenario),
        check_in=duration_table(polling.check_in_mean_s, polling.check_in_cv),
        visit=duration_table(polling.visit_mean_s, polling.visit_cv),
        booth=duration_table(polling.booth_mean_s, polling.booth_cv),
        box=duration_table(polling.box_mean_s, polling.box_cv),
        renege_limit=share_limit(polling.renege_share),
        patience=duration_table(polling.patience_mean_s, polling.patience_cv),
        balk_limit=share_limit(polling.balk_share),
        line=lines,
        return_limit=share_limit(polling.return_share),
        returns=duration_table(polling.return_mean_s, polling.return_cv),
    )


def booth_times(scenario: Scenario, register: Register) -> Ints:
    """Return the time in a booth at each site by the races on its ballot, shape ``(n_sites,)``.

    It is in thousandths of the time with one race.
    """
    further = np.diff(register.tally.section_start) - 1
    times = ONE_RACE * (1 + scenario.polling.further_race * further)
    return np.rint(times).astype(np.int64)


def sample_voters(
    scenario: Scenario, register: Register, streams: Streams, plan: Attendance, sites: Ints
) -> list[Voters]:
    """Sample the voters who come to some sites.

    Parameters
    ----------
    sites
        Indexes into the register.

    Returns
    -------
    list[Voters]
        One entry a site, in the order of ``sites``.
    """
    settings = sampling_settings(scenario, streams)
    opens_at = register.site_opens_ms + register.site_behind_ms
    length_ms = register.site_closes_ms - register.site_opens_ms
    booth_time = booth_times(scenario, register)
    words = np.empty((4, int(register.site_voters[sites].max(initial=0))), dtype=np.uint32)
    sampled = []
    for site in sites.tolist():
        registered = int(register.site_voters[site])
        columns = np.empty((len(SAMPLED), registered), dtype=np.int64)
        curve = plan.a[site], plan.b[site], plan.c[site], plan.arrival_map[site], NO_TABLE
        n = sample_site(
            settings, register.site_key[site], registered, plan.turnout_threshold[site], curve,
            (opens_at[site], length_ms[site], booth_time[site]), words, columns,
        )  # fmt: skip
        moves = plan.moves[plan.move_start[site] : plan.move_start[site + 1]]
        move_arrivals(settings, register.site_key[site], moves, columns, n)
        sample_all_patience(settings, register.site_key[site], columns, n)
        rows = (_column(name, columns[row, :n]) for row, name in enumerate(SAMPLED))
        sampled.append(Voters(*rows))
    return sampled


def _column(name: str, values: Ints) -> NDArray[Any]:
    """Return a copy of a row of sampled values, as flags where it holds flags."""
    return values.astype(bool) if name in {"at_home", "carries_away"} else values.copy()
