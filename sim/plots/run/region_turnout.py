"""Turnout of regions by hour: their curves, and the values that were reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import named
from sim.core.text import later_text
from sim.plots.style.axes import crossing, hours
from sim.plots.style.bands import Band, band_of
from sim.results import Interval, interval

if TYPE_CHECKING:
    from sim.results import RunResults


class ReportedPoint(NamedTuple):
    """One reported value."""

    hour: float
    pct: float
    relation: str


class RegionTurnout(NamedTuple):
    """One region."""

    code: str
    name: str
    hour: list[float]
    pct: list[float]
    points: list[ReportedPoint]
    final: float | None
    """Published turnout of the day."""
    behind: str
    """How much later or earlier the doors open than in the capital; empty if then."""
    end: Interval[float]
    """Simulated turnout of the day."""
    half_hour: float
    """When half of the ballots of the region were issued; infinite if none was."""
    pct_band: Band | None = None


class NationTurnout(NamedTuple):
    """The curve of the nation, behind that of each region."""

    hour: list[float]
    pct: list[float]


def nation_data(results: RunResults) -> NationTurnout:
    """Return the curve of the nation."""
    table, summary = results.tables["turnout"], results.summary
    rows = table["code"] == summary.nation
    return NationTurnout(
        hours(summary.date, table["capital_time"][rows]),
        table["turnout_pct"][rows].astype(np.float64).tolist(),
    )


def turnout_regions_data(results: RunResults, most: int = 50) -> list[RegionTurnout]:
    """Return the curve and the reported points of each region, the earliest first.

    Parameters
    ----------
    results
        The results of a run or an ensemble.
    most
        Number of regions; if there are more, those with most registered voters are shown.
    """
    table = results.tables["turnout"]
    date, regions = results.summary.date, results.summary.regions
    panels = []
    for code in _largest(results, most):
        region = regions[code]
        rows = table["code"] == code
        at = hours(date, table["capital_time"][rows])
        local = hours(date, table["local_time"][rows])
        points = []
        for target in results.summary.targets:
            if target.code != code or target.time is None or target.reported_pct is None:
                continue
            hour = hours(date, [f"{date}T{target.time}:00"])[0]
            if at[0] <= hour <= at[-1]:
                points.append(ReportedPoint(hour, target.reported_pct, target.relation))
        pct = [float(value) for value in table["turnout_pct"][rows]]
        final = region.turnout_reference_pct
        end = interval(results.summary, "regions", code, "turnout_pct")
        band = band_of(table, "turnout_pct", rows)
        behind = later_text(at[0] - local[0])
        half = crossing(at, pct, pct[-1] / 2) if pct[-1] else math.inf
        panels.append(
            RegionTurnout(
                code, named(region.name), at, pct, points, final, behind, end, half, band
            )
        )  # fmt: skip
    return sorted(panels, key=lambda panel: panel.half_hour)


def _largest(results: RunResults, most: int) -> list[str]:
    """Return the regions with most registered voters, in their order."""
    regions = results.summary.regions
    by_size = sorted(regions, key=lambda code: -regions[code].registered)[:most]
    return [code for code in regions if code in set(by_size)]
