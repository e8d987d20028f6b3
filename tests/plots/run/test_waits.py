"""Waits: those of a half hour told from those of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.text import wait_text
from sim.plots.run import waits
from sim.plots.run.waits import waits_data
from sim.plots.style.bands import Band
from sim.plots.style.saving import title_and_description
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style

if TYPE_CHECKING:
    import sim


def test_waits_of_a_half_hour_are_told_from_those_of_the_day(baseline: sim.RunResults) -> None:
    data = waits_data(baseline)
    title, _ = title_and_description(waits.figure(baseline))
    worst = wait_text(max(data.p95_min))

    day = wait_text((baseline.summary.waits.whole_p95_s or 0) / 60)
    assert f"95 in 100 voters wait at most {day} over the day, {worst} if they come at" in title


@pytest.mark.parametrize("size", ["slide", "phone"])
def test_the_name_of_the_longest_wait_is_above_dots_and_band(
    tiny: sim.RunResults, size: str
) -> None:
    n = 24
    p95, high = np.full(n, 1.0), np.full(n, 2.0)
    p95[1], high[1], high[4] = 19.0, 19.0, 23.0
    low = np.zeros(n)
    data = waits_data(tiny)._replace(
        hour=[6.5 + k / 2 for k in range(n)], mean_min=low.tolist(), p95_min=p95.tolist(),
        voters=[1] * n, p95_band=Band(low.tolist(), high.tolist()), mean_band=None,
        voters_band=None,
    )  # fmt: skip
    with house_style():
        slide = new_figure("", "", tiny.summary, "", size)
        above, below = slide.body.rows([2, 1], 30)
        axes = slide.panel(above)
        waits.plot_waits(data, axes, slide.panel(below))
        slide.canvas.draw()

    (name,) = axes.texts
    box = name.get_window_extent()
    for hour, top in zip(data.hour, np.maximum(p95, high), strict=True):
        x, y = axes.transData.transform((hour + 0.25, top))
        if box.x0 - 6 <= x <= box.x1:
            assert y + 4 <= box.y0
