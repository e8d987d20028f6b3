"""Which figure tells the regions apart best."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.results.columns import NATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.comparison.differences import Difference

_TURNOUT_LEAST = 0.05
"""Points; below that, turnout is shown the same everywhere."""
_FINAL = "turnout_pct"
_NIGHT = "night.all_accepted"


def regional_metric(rows: Sequence[Difference], picked: Sequence[str] = ()) -> str | None:
    """Return the figure by which regions are shown.

    The first of those that were asked for which regions have; else turnout, at the hour
    at which some region moved most; else, where turnout stays, the last protocol, or
    whatever moved.
    None if there is no figure of a region.

    Parameters
    ----------
    rows
        Differences against one result or several.
    picked
        Metrics that were asked for.
    """
    largest: dict[str, float] = {}
    for row in rows:
        if row.code != NATION:
            gap = 0.0 if math.isnan(row.difference) else abs(row.difference)
            largest[row.metric] = max(largest.get(row.metric, 0.0), gap)
    if picked:
        return next((metric for metric in picked if metric in largest), None)
    turnout = {m: gap for m, gap in largest.items() if m == _FINAL or m.startswith("turnout_at.")}
    # At the end of the day rather than an hour before, if both moved as much.
    best = max(turnout, key=lambda m: (turnout[m], m == _FINAL), default=None)
    if best is not None and turnout[best] >= _TURNOUT_LEAST:
        return best
    if largest.get(_NIGHT, 0.0) > 0:
        return _NIGHT
    if best is not None and turnout[best] > 0:
        return best
    # Whatever moved at all: second ballots, say, move what is cast and nothing else.
    other = next((metric for metric, gap in largest.items() if gap > 0), None)
    return other or best or next(iter(largest), None)


def regions_by(rows: Sequence[Difference], metric: str) -> list[Difference]:
    """Return the regions' rows of a metric, those that moved most first."""
    own = [row for row in rows if row.metric == metric and row.code != NATION]
    return sorted(own, key=lambda row: (-abs(row.difference), row.code))
