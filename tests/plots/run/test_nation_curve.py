"""The turnout of the nation and its reports, as the figure shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.text import Annotation

from sim.plots.run import turnout_nation
from sim.plots.run.nation_curve import reports_until, turnout_nation_data
from sim.plots.style.bands import Band
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style, reference_colours

if TYPE_CHECKING:
    import sim


def test_reports_are_known_up_to_an_hour(tiny: sim.RunResults) -> None:
    data = turnout_nation_data(tiny)
    band = Band([0.0] * len(data.report_hour), [9.0] * len(data.report_hour))

    found = reports_until(data._replace(announced_band=band), 14.0)

    assert found.report_hour == [10.0, 12.0, 14.0]
    assert found.announced_pct == data.announced_pct[:3]
    assert found.announced_band == Band([0.0] * 3, [9.0] * 3)
    assert found.hour == data.hour


def test_no_mark_is_cut_at_the_edge_and_the_last_text_is_above_the_band(
    tiny: sim.RunResults,
) -> None:
    data = turnout_nation_data(tiny)
    end, n = data.hour[-1], len(data.hour)
    late = data._replace(
        report_hour=[10.0, end + 2.0], true_pct=[1.0, 5.0], announced_pct=[1.0, 5.0],
        pct_band=Band(data.pct, [pct + 20.0 for pct in data.pct]),
    )  # fmt: skip
    with house_style():
        slide = new_figure("", "", tiny.summary, "", "phone")
        axes = slide.panel(slide.body)
        turnout_nation.plot_turnout_nation(late, axes, "reported", reference_colours(tiny.summary))

    (marks,) = [line for line in axes.lines if line.get_marker() == "D"]
    assert np.asarray(marks.get_xdata()).tolist() == [10.0]
    (text,) = [text for text in axes.texts if text.get_text().startswith("simulated")]
    assert isinstance(text, Annotation)
    assert text.xy == (end, data.pct[n - 1] + 20.0)
