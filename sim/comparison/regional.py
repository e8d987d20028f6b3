"""Which metric the regions of a comparison are shown by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.comparison.differences import Difference

_TURNOUT_LEAST = 0.05
"""Percentage points; smaller differences of turnout are not visible."""
_FINAL = "turnout_pct"
_NIGHT = "night.all_accepted"


def regional_metric(
    rows: Sequence[Difference], nation: str, picked: Sequence[str] = ()
) -> str | None:
    """Return the metric by which regions are shown; None if no region has a metric.

    The first selected metric that regions have; else turnout, at the hour with the largest
    difference in a region; else, if turnout does not differ, the last protocol, or any
    metric that differs.

    Parameters
    ----------
    rows
        Differences of one result or several.
    nation
        The code of all regions together.
    picked
        Metrics that the caller selected.
    """
    largest: dict[str, float] = {}
    for row in rows:
        if row.code != nation:
            gap = 0.0 if math.isnan(row.difference) else abs(row.difference)
            largest[row.metric] = max(largest.get(row.metric, 0.0), gap)
    if picked:
        return next((metric for metric in picked if metric in largest), None)
    turnout = {m: gap for m, gap in largest.items() if m == _FINAL or m.startswith("turnout_at.")}
    # Final turnout rather than that at an earlier hour, if both differ as much.
    best = max(turnout, key=lambda m: (turnout[m], m == _FINAL), default=None)
    if best is not None and turnout[best] >= _TURNOUT_LEAST:
        return best
    if largest.get(_NIGHT, 0.0) > 0:
        return _NIGHT
    if best is not None and turnout[best] > 0:
        return best
    # Any metric that differs: second ballots, for example, change the ballots cast alone.
    other = next((metric for metric, gap in largest.items() if gap > 0), None)
    return other or best or next(iter(largest), None)


def regions_by(rows: Sequence[Difference], metric: str, nation: str) -> list[Difference]:
    """Return the rows of a metric in the regions, the largest difference first."""
    regional = [row for row in rows if row.metric == metric and row.code != nation]
    return sorted(regional, key=lambda row: (-abs(row.difference), row.code))
