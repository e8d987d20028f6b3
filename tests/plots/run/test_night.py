"""The night: both ends are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.plots.run import night
from sim.plots.run.night import night_data
from sim.plots.style.style import house_style

if TYPE_CHECKING:
    import sim


def test_the_night_is_marked_at_its_ends(baseline: sim.RunResults) -> None:
    data = night_data(baseline)
    with house_style():
        slide = night.figure(baseline)
    axes = slide.axes[1]
    ends = [np.asarray(line.get_xydata(), dtype=np.float64) for line in axes.lines]
    dots = {(float(at[0, 0]), float(at[0, 1])) for at in ends if len(at) == 1}

    assert (data.last_call.median, data.floor) in dots
    assert (data.halves[0], 50.0) in dots
    (name,) = axes.texts
    assert baseline.summary.night.all_called[11:16] in name.get_text()
