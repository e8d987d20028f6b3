"""Turnout of regions: in the order of their halves, and said where no hour was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.plots.run import turnout_regions
from sim.plots.run.region_turnout import turnout_regions_data
from sim.plots.style.style import house_style

if TYPE_CHECKING:
    import sim


def test_regions_are_in_the_order_of_their_halves(baseline: sim.RunResults) -> None:
    panels = turnout_regions_data(baseline)
    halves = [panel.half_hour for panel in panels]

    assert halves == sorted(halves)
    for panel in panels:
        half = np.interp(panel.half_hour, panel.hour, panel.pct)
        assert half == pytest.approx(panel.pct[-1] / 2, abs=0.02)
    with house_style():
        slide = turnout_regions.figure(baseline)
    notes = [text.get_text() for axes in slide.axes for text in axes.texts]
    first = [note.partition("\n")[0] for note in notes]
    assert first.count("no hour reported") == sum(not panel.points for panel in panels)
    # Beside the name, or in the panel where the name has no room for it.
    opens = [text for text in (*notes, *(axes.get_title("right") for axes in slide.axes))
             if "opens " in text]  # fmt: skip
    assert len(opens) == sum(bool(panel.behind) for panel in panels) > 1
