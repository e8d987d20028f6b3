"""Turnout of the nation: why announced turnout is lower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots.run import turnout_nation
from sim.plots.run.turnout_nation import turnout_nation_data

if TYPE_CHECKING:
    import sim


def test_the_key_says_why_announced_turnout_is_lower(baseline: sim.RunResults) -> None:
    data = turnout_nation_data(baseline)
    reports = baseline.tables["turnout_reports"]
    stale = int(reports["stale"][reports["code"] != baseline.summary.nation].sum())

    text = turnout_nation.announced_text(data)
    assert text.startswith("announced: counts 10 min old")
    assert sum(data.repeats) == stale
    assert ("last value" in text) == (stale > 0)
