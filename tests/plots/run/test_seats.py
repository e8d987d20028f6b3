"""Seats: one scale for all parties, and orange for reported values only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sim.plots.run import seats as seats_figure
from sim.plots.run import turnout_regions
from sim.plots.style.boxes import SIZES
from sim.plots.style.saving import title_and_description
from sim.plots.style.style import REPORTED, house_style

if TYPE_CHECKING:
    from types import ModuleType

    import sim


def test_all_seats_are_on_one_scale(baseline: sim.RunResults) -> None:
    for size in SIZES:
        slide = seats_figure.figure(baseline, size)
        (axes,) = slide.axes[1:]  # after the key
        widths = {bar.get_y(): bar.get_width() for bar in axes.patches}  # type: ignore[attr-defined]
        assert sorted(widths.values(), reverse=True)[:4] == [563, 563, 98, 98]
    title, description = title_and_description(seats_figure.figure(baseline))
    assert title == "Nur Otan wins 563 of 730 seats, as reported"
    assert "the winners were set to the reported ones" in description


def test_given_values_are_not_orange(tiny: sim.RunResults, baseline: sim.RunResults) -> None:
    def is_orange(results: sim.RunResults, module: ModuleType) -> bool:
        with house_style():
            slide = module.figure(results)
            svg = io.StringIO()
            slide.savefig(svg, format="svg")
        return REPORTED.lower() in svg.getvalue().lower()

    for module in (seats_figure, turnout_regions):
        assert is_orange(baseline, module)
        assert not is_orange(tiny, module)
