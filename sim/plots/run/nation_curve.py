"""The turnout of the nation by hour, as announced and as simulated: what its figure shows."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style.axes import crossing, hours
from sim.plots.style.bands import Band, band_of
from sim.results import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.results import RunResults
    from sim.results.summaries.run import RegionSummary


class NationData(NamedTuple):
    """The curve of the nation, and the announced turnout."""

    hour: list[float]
    pct: list[float]
    report_hour: list[float]
    true_pct: list[float]
    announced_pct: list[float]
    half_hour: float
    """When half of the ballots of the day were issued."""
    peak_hour: float
    """Start of the busiest quarter hour."""
    peak_issued: int
    final: Interval[float]
    """Turnout at the end."""
    clock_name: str
    lag_min: float
    """Age of turnout when it is announced, minutes."""
    repeats: list[int]
    """Number of regions that repeat their last value in each report; empty for an ensemble."""
    known: float | None = None
    """Turnout at the end as reported, or as given by the scenario, from the sum of regions."""
    pct_band: Band | None = None
    announced_band: Band | None = None


def turnout_nation_data(results: RunResults) -> NationData:
    """Return the curve and the turnout reports of the nation."""
    table, reports = results.tables["turnout"], results.tables["turnout_reports"]
    date, code = results.summary.date, results.summary.nation
    rows = table["code"] == code
    hour = hours(date, table["capital_time"][rows])
    issued = table["issued"][rows].astype(np.int64)
    pct = [float(value) for value in table["turnout_pct"][rows]]
    nation = np.flatnonzero(reports["code"] == code)
    steps = np.diff(issued)
    peak = int(steps.argmax()) if len(steps) else 0
    return NationData(
        hour=hour,
        pct=pct,
        report_hour=hours(date, reports["capital_time"][nation]),
        true_pct=[float(value) for value in reports["true_pct"][nation]],
        announced_pct=[float(value) for value in reports["announced_pct"][nation]],
        half_hour=crossing(hour, issued.tolist(), int(issued[-1]) / 2),
        peak_hour=hour[peak],
        peak_issued=int(steps[peak]) if len(steps) else 0,
        final=interval(results.summary, "turnout_pct"),
        clock_name=results.summary.clock_name,
        lag_min=_lag_min(results),
        repeats=_repeats(results),
        known=_known(results.summary.regions.values()),
        pct_band=band_of(table, "turnout_pct", rows),
        announced_band=band_of(reports, "announced_pct", nation),
    )


def _lag_min(results: RunResults) -> float:
    """Return the age of announced turnout in minutes; 0 if the result does not say."""
    section = results.manifest.scenario.get("announcements")
    lag = section.get("lag_s") if isinstance(section, dict) else None
    return lag / 60 if isinstance(lag, (int, float)) else 0.0


def _repeats(results: RunResults) -> list[int]:
    """Return the number of regions that repeat their last value, by report; of one run only."""
    reports, summary = results.tables["turnout_reports"], results.summary
    if summary.replications > 1 or "stale" not in reports:
        return []
    regional = reports["code"] != summary.nation
    times = reports["capital_time"][regional]
    stale = reports["stale"][regional].astype(np.int64)
    return [int(stale[times == time].sum()) for time in dict.fromkeys(times.tolist())]


def _known(regions: Collection[RegionSummary]) -> float | None:
    """Return the reference turnout of all regions together; None if a region has none."""
    known = [
        (region.registered, pct)
        for region in regions
        if (pct := region.turnout_reference_pct) is not None
    ]
    if len(known) < len(regions):
        return None
    return sum(n * pct for n, pct in known) / sum(n for n, _ in known)


def reports_until(data: NationData, last: float) -> NationData:
    """Return the data without reports of later hours, when all doors have been closed long."""
    n, band = bisect_right(data.report_hour, last), data.announced_band
    return data._replace(
        report_hour=data.report_hour[:n], true_pct=data.true_pct[:n],
        announced_pct=data.announced_pct[:n],
        announced_band=band and Band(band.low[:n], band.high[:n]),
    )  # fmt: skip
