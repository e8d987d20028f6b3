"""Turnout of the nation: why announced turnout is lower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.plots.run import turnout_nation
from sim.plots.run.nation_curve import turnout_nation_data
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style, reference_colours

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


@pytest.mark.parametrize("size", ["slide", "phone"])
def test_no_hour_after_the_end_is_named_as_the_next_day_would_need_a_line(
    baseline: sim.RunResults, size: str
) -> None:
    data = turnout_nation_data(baseline)
    longer = data._replace(hour=[*data.hour[:-1], 23.5])
    with house_style():
        slide = new_figure("", "", baseline.summary, "", size)
        axes = slide.panel(slide.body)
        turnout_nation.plot_turnout_nation(
            longer, axes, "reported", reference_colours(baseline.summary)
        )

    assert axes.get_xlim()[1] > 24
    assert max(axes.get_xticks()) < 24
