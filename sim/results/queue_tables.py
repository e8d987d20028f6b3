"""The tables of waits and queues: by half hour of arrival, by region and hour, by site and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.quantiles import quantile_of_counts
from sim.core.text import clock_text
from sim.day import wait_counts as w
from sim.results.columns import codes, percent, with_nation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints
    from sim.day import Day
    from sim.election import Election
    from sim.results.columns import Table


def site_waits(day: Day) -> Table:
    """Return the columns of ``sites`` on waits."""

    def mean_s(total_ms: Ints) -> Floats:
        return np.round(_ratio(total_ms, day.waits) / clock.SECOND_MS, 1)

    left = day.turned_back + day.gave_up + day.too_late
    whole_ms = day.door_total_ms + day.wait_total_ms + day.booth_total_ms + day.box_total_ms
    return {
        "wait_mean_s": mean_s(day.wait_total_ms),
        "wait_p95_s": np.round(day.wait_p95_ms / clock.SECOND_MS, 1),
        "wait_max_s": np.round(day.wait_max_ms / clock.SECOND_MS, 1),
        "longest_line": day.longest_line,
        "whole_wait_mean_s": mean_s(whole_ms),
        "whole_wait_p95_s": np.round(day.whole_p95_ms / clock.SECOND_MS, 1),
        "whole_wait_max_s": np.round(day.whole_max_ms / clock.SECOND_MS, 1),
        "door_wait_mean_s": mean_s(day.door_total_ms),
        "booth_wait_mean_s": mean_s(day.booth_total_ms),
        "box_wait_mean_s": mean_s(day.box_total_ms),
        "longest_booth_queue": day.longest_booth_line,
        "long_or_left": day.long_waits + left,
        "desks_busy_pct": percent(day.desk_busy_ms, day.desk_usable_ms),
        "booths_busy_pct": percent(day.booth_busy_ms, day.booth_usable_ms),
    }


def wait_table(election: Election) -> Table:
    """Return waits by half hour of arrival, local time, all sites together."""
    day = election.day
    rows = np.flatnonzero(day.wait_counts.sum(axis=1))
    begins = w.WAIT_FROM_MS + rows * w.WAIT_ROW_MS
    return {
        "local_time": np.array([clock_text(at, day=True) for at in begins.tolist()], np.str_),
        "voters": day.wait_counts[rows].sum(axis=1),
        **_quantiles("wait", day.wait_counts[rows]),
        **_quantiles("whole_wait", day.whole_counts[rows]),
    }


def _quantiles(name: str, counts: Ints) -> Table:
    """Return mean, median, 95 % quantile and maximum of waits by whole seconds, row by row."""
    longest = [int(np.flatnonzero(row)[-1]) for row in counts]
    seconds = np.arange(counts.shape[1])
    return {
        f"{name}_mean_s": np.round(counts @ seconds / counts.sum(axis=1), 1),
        **{
            f"{name}_p{at}_s": np.array([quantile_of_counts(row, at) for row in counts], np.int64)
            for at in (50, 95)
        },
        f"{name}_max_s": np.array(longest, dtype=np.int64),
    }


def queue_table(election: Election) -> Table:
    """Return waits and queues by region and hour: the hours in which anything happened."""
    measures = with_nation(election.day.by_hour).reshape(-1, w.N_MEASURES, w.HOURS)
    happened = np.flatnonzero(measures.any(axis=(0, 1)))
    hours = np.arange(happened[0], happened[-1] + 1)
    codes_of = np.array(codes(election.register))
    return {
        "code": np.repeat(codes_of, len(hours)),
        "local_time": np.tile(_hour_texts()[hours], len(codes_of)),
        **_by_hour(np.moveaxis(measures[:, :, hours], 1, 0).reshape(w.N_MEASURES, -1)),
    }


def site_queue_table(election: Election) -> dict[str, Table]:
    """Return waits and queues by site and hour, if they were asked for."""
    counted = election.day.site_by_hour
    if not counted.shape[1]:
        return {}
    measures = counted.reshape(-1, w.N_MEASURES, w.HOURS)
    sites, hours = np.nonzero(measures.any(axis=1))
    return {
        "site_queues": {
            "site": election.register.site_id[sites],
            "local_time": _hour_texts()[hours],
            **_by_hour(measures[sites, :, hours].T),
        }
    }


def _hour_texts() -> NDArray[np.str_]:
    """Return the local times at which the hours begin, as text, shape ``(HOURS,)``."""
    begins = range(w.WAIT_FROM_MS, w.WAIT_FROM_MS + w.HOURS * clock.HOUR_MS, clock.HOUR_MS)
    return np.array([clock_text(at, day=True) for at in begins], np.str_)


def _by_hour(measures: Ints) -> Table:
    """Return the columns by hour from measures, shape ``(N_MEASURES, n_rows)``."""
    voters, left, long = measures[w.VOTERS], measures[w.LEFT], measures[w.LONG]
    waits = dict(zip(("door", "desk", "booth", "box"), measures[list(w.WAITS_OF)], strict=True))
    waits = {"whole": sum(waits.values()), **waits}
    queues = zip(("door", "desk", "booth", "box"), measures[list(w.QUEUES_OF)], strict=True)
    return {
        "voters": voters,
        "left": left,
        "long_or_left_pct": percent(long + left, voters + left),
        **{
            f"{stage}_wait_mean_s": np.round(_ratio(total, voters) / clock.SECOND_MS, 1)
            for stage, total in waits.items()
        },
        **{f"{stage}_queue": np.round(area / clock.HOUR_MS, 3) for stage, area in queues},
        "desks_busy_pct": percent(measures[w.DESK_BUSY], measures[w.DESK_USABLE]),
        "booths_busy_pct": percent(measures[w.BOOTH_BUSY], measures[w.BOOTH_USABLE]),
    }


def _ratio(total: Ints, n: Ints) -> Floats:
    """Return total ÷ n; 0 where n is 0."""
    found: Floats = np.divide(total, n, out=np.zeros(len(n)), where=n > 0)
    return found
