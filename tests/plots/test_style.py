"""The style that all figures share: axes, bands, panels and slides."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.core.errors import SaylauError
from sim.plots.style.axes import clock_axis, crossing
from sim.plots.style.bands import Band, band_of, interval_suffix, wait_interval_text
from sim.plots.style.interval_bars import plot_posterior, plot_prior
from sim.plots.style.panels import label_outer, panel_grid
from sim.plots.style.process import plotting_process
from sim.plots.style.saving import save
from sim.plots.style.style import house_style, new_figure
from sim.results import Interval
from sim.results.calibration_records import Quantiles

if TYPE_CHECKING:
    from pathlib import Path

    import sim


def test_a_band_shows_its_unit_once() -> None:
    assert interval_suffix(Interval(33, 30, 36), str) == " (30–36)"
    assert interval_suffix(Interval(51, 50, 54), "{} s".format) == " (50–54 s)"
    assert interval_suffix(Interval(1, 1, 1), str) == ""
    both = {61: "61 s", 300: "5.0 min"}
    assert interval_suffix(Interval(61, 61, 300), both.__getitem__) == " (61 s–5.0 min)"


# --- axes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "step", "labels"),
    [
        (6.5, 10, 1, ["07:00", "08:00", "09:00", "10:00"]),
        (22, 26, 2, ["22:00", "00:00", "02:00"]),
        # At most 16 steps.
        (0, 24, 1, [f"{hour:02d}:00" for hour in (*range(0, 24, 2), 0)]),
        (0, 240, 1, ["00:00"] * 11),
    ],
)
def test_a_clock_axis_has_whole_hours_and_not_too_many(
    first: float, last: float, step: int, labels: list[str]
) -> None:
    axes = Figure().add_subplot()
    clock_axis(axes, first, last, step)

    assert [label.get_text() for label in axes.get_xticklabels()] == labels
    assert axes.get_xlim() == (first, last)


def test_a_crossing_is_interpolated_and_the_end_if_there_is_none() -> None:
    assert crossing([0, 2, 4], [0, 10, 20], 15) == 3
    assert crossing([0, 2, 4], [0, 10, 20], 10) == 2
    assert crossing([0, 2, 4], [0, 10, 20], 25) == 4


# --- bands ---------------------------------------------------------------------------------------


def test_a_band_is_that_of_some_rows_in_another_unit() -> None:
    table = {"a": np.array([1, 2, 3]), "a_p05": np.array([0, 1, 2]), "a_p95": np.array([4, 5, 6])}

    assert band_of(table, "a", np.array([0, 2]), 0.5) == Band([0.0, 1.0], [2.0, 3.0])
    assert band_of({"a": table["a"]}, "a") is None


def test_a_wait_and_its_band_are_in_one_unit() -> None:
    assert wait_interval_text(Interval(300.0, 30.0, 900.0)) == "5.0 min (0.5–15 min)"
    assert wait_interval_text(Interval(12.0, 10.0, 90.0)) == "12 s (10–90 s)"


# --- bars of intervals ---------------------------------------------------------------------------


def test_bars_reach_from_quantile_to_quantile() -> None:
    axes = Figure().add_subplot()
    plot_posterior(axes, 1.0, Quantiles(p05=1.0, p25=2.0, p50=3.0, p75=5.0, p95=9.0), 0.5)
    plot_prior(axes, 1.0, -4.0, 12.0, 0.5)

    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]  # type: ignore[attr-defined]
    assert spans == [(1.0, 9.0), (2.0, 5.0), (-4.0, 12.0)]
    assert axes.lines[0].get_xdata() == [3.0]


# --- panels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "columns", "rows"), [(1, 2, 1), (4, 5, 1), (5, 5, 2), (14, 5, 3)])
def test_panels_leave_a_cell_for_the_key(n: int, columns: int, rows: int) -> None:
    panels, key = panel_grid(Figure(figsize=(12.8, 7.2)), n)

    assert len(panels) == n
    assert key not in panels
    spec = panels[0].get_subplotspec()
    assert spec is not None
    assert spec.get_geometry()[:2] == (rows, columns)
    assert not key.axison


def test_only_the_outer_panels_have_labels() -> None:
    panels, _ = panel_grid(Figure(figsize=(12.8, 7.2)), 7)
    label_outer(panels)

    left = [panel.yaxis.get_tick_params()["labelleft"] for panel in panels]
    low = [panel.xaxis.get_tick_params()["labelbottom"] for panel in panels]
    assert left == [True, False, False, False, False, True, False]
    assert low == [False, False, True, True, True, True, True]


# --- slides --------------------------------------------------------------------------------------


def test_a_long_title_gets_smaller_until_it_fits(tiny: sim.RunResults) -> None:
    with house_style():
        slide = new_figure("An extraordinarily long finding " * 8, "what it shows", tiny.summary)
        title = next(text for text in slide.texts if text.get_gid() == "title")
        FigureCanvasAgg(slide)
        box = title.get_window_extent()

    assert float(title.get_fontsize()) < 18
    assert box.x1 <= slide.bbox.x1


def test_the_same_slide_gives_the_same_bytes_and_tells_what_it_is(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        with house_style():
            save(new_figure("A <finding>", "of $100 and $200", tiny.summary), tmp_path, name)

    for ending in ("svg", "png"):
        one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    text = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert 'aria-label="A &lt;finding&gt;"' in text
    assert "<desc>of $100 and $200 Simulated: scenario tiny" in text


# --- plotting in another process -----------------------------------------------------------------


def test_a_process_that_dies_says_how_to_go_without_it(tmp_path: Path) -> None:
    with (
        pytest.raises(SaylauError, match="the plotting process died; --no-plots runs without it"),
        plotting_process("sim.plots.run.seats", "figure") as plot,
    ):
        plot(Dies(), tmp_path)()


class Dies:
    """Kills the process that it is sent to."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)
