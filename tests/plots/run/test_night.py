"""The night: both ends are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.plots.run import night
from sim.plots.run.night import night_data
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style
from sim.results import Interval

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


@pytest.mark.parametrize("size", ["slide", "phone"])
@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.98])
def test_the_name_of_the_last_call_is_inside_the_figure(
    tiny: sim.RunResults, size: str, at: float
) -> None:
    data = night_data(tiny)
    end = data.hour[0] + 48
    call, last = (Interval(*[hour] * 3) for hour in (data.hour[0] + 48 * at, end))
    with house_style():
        slide = new_figure("", "", tiny.summary, "", size)
        axes = slide.panel(slide.body.inset(left=40, top=30, bottom=40))
        night.plot_night(data._replace(last_call=call, last_accepted=last), 2, axes)
        slide.canvas.draw()

    (name,) = axes.texts
    box = name.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= slide.bbox.x1
