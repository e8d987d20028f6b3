"""The metric that the regions of a comparison are shown by."""

from __future__ import annotations

import math

import numpy as np

from sim.comparison.differences import Difference, difference
from sim.comparison.regional import regional_metric
from sim.pack.shipped import NATION


def test_regions_are_shown_by_the_metric_that_differs_most() -> None:
    def row(metric: str, step: float, code: str = "MAN") -> object:
        values = np.array([1.0, 2.0])
        return difference(metric, code, "", values, values + step, paired=True)

    late, turnout = row("night.all_accepted", 60.0), row("turnout_at.10:00", 0.2)
    still = row("turnout_pct", 0.0)

    assert regional_metric([still, turnout, late], NATION) == "turnout_at.10:00"  # type: ignore[list-item]
    assert regional_metric([still, late], NATION) == "night.all_accepted"  # type: ignore[list-item]
    assert regional_metric([still], NATION) == "turnout_pct"  # type: ignore[list-item]
    assert regional_metric([late, turnout], NATION, ["night.all_accepted"]) == "night.all_accepted"  # type: ignore[list-item]
    assert regional_metric([row("waits.p95_s", 1.0, NATION)], NATION) is None  # type: ignore[list-item]


def test_regions_are_shown_by_another_metric_if_turnout_is_the_same() -> None:
    def row(metric: str, code: str, gap: float) -> Difference:
        none = math.nan
        return Difference(metric, code, "", 5.0, 5.0 + gap, gap, none, none, none, none, none)

    rows = [row("turnout_pct", "TUR", 0.0), row("cast", "TUR", 12.0), row("cast", "KZ", 12.0)]
    assert regional_metric(rows, NATION) == "cast"
    assert (
        regional_metric([*rows, row("turnout_at.10:00", "ALM", 0.5)], NATION) == "turnout_at.10:00"
    )
    assert regional_metric([row("turnout_pct", "TUR", 0.0), row("cast", "TUR", 0.0)], NATION) in {
        "turnout_pct", "cast",
    }  # fmt: skip
