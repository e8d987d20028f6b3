"""Figures of comparisons: their data and titles are right, and all are plotted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.text import Text

import sim
from sim.comparison.regional import regional_metric
from sim.core.text import wait_text
from sim.pack.shipped import NATION
from sim.plots.comparison import COMPARISON_FIGURES, plot_comparison, region_map
from sim.plots.comparison import (
    night as comparison_night,
)
from sim.plots.comparison import (
    regions as comparison_regions,
)
from sim.plots.comparison import (
    slope as comparison_slope,
)
from sim.plots.comparison import (
    turnout as comparison_turnout,
)
from sim.plots.comparison import (
    waits as comparison_waits,
)
from sim.plots.comparison.series import amount, colour_of, later_text, named_results, signed_amount
from sim.plots.style.boxes import SIZES
from sim.plots.style.style import house_style
from tests.support.comparisons import region
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from sim.comparison import Comparison

MODULES = (comparison_turnout, comparison_night, comparison_waits, comparison_slope,
           comparison_regions)  # fmt: skip


@pytest.fixture(scope="module")
def slower() -> Comparison:
    base = sim.run(region(), seed=3, replications=3)
    other = sim.run(region("polling.check_in_mean_s=90"), seed=3, replications=3)
    return sim.compare(base, other, names=["quick", "slow"])


@pytest.fixture(scope="module")
def tiny_runs(tiny: sim.RunResults) -> Comparison:
    other = sim.run(sim.load_scenario("tiny"), seed=9)
    return sim.compare(tiny, other, with_summary(tiny, scenario="again"),
                       names=["first", "other seed", "again"])  # fmt: skip


def _texts(module: ModuleType, comparison: Comparison) -> list[str]:
    with house_style():
        slide = module.figure(comparison)
    return [text.get_text() for text in slide.texts]


@pytest.mark.parametrize("module", MODULES)
def test_each_names_the_simulated_results(module: ModuleType, slower: Comparison) -> None:
    texts = " ".join(" ".join(_texts(module, slower)).split())

    quick = "baseline, changed: regions kept none → MAN"
    assert f"Simulated: A quick ({quick}; seed 3 × 3); B slow ({quick}, check-in 40 → " in texts
    assert "Paired: the same voters with common random numbers." in texts


def test_titles_state_the_difference(slower: Comparison) -> None:
    row = max(
        (row for row in slower.others[0].differences
         if row.code == NATION and row.metric.startswith("turnout_")),
        key=lambda row: abs(row.difference),
    )  # fmt: skip
    title = _texts(comparison_turnout, slower)[0]
    waits = slower.others[0].of("waits.p95_s", NATION)

    assert waits is not None
    assert f"{abs(row.difference):.2f} points lower in slow" in title
    assert row.metric.rpartition(".")[2] in title
    title = _texts(comparison_waits, slower)[0]
    assert title.startswith("95 in 100 voters wait at most")
    assert f"{wait_text(waits.other / 60)} over the day in slow" in title


def test_a_result_with_a_long_name_has_its_letter_in_titles_and_its_changes_once(
    tiny: sim.RunResults,
) -> None:
    slow = sim.run(sim.load_scenario("tiny", ["polling.check_in_mean_s=900"]), seed=2021)
    found = sim.compare(tiny, slow)
    label = "tiny, changed: check-in 60 → 900 s"
    long = sim.compare(tiny, slow, names=["as it is", "the same day with a very slow check-in"])

    assert found.others[0].name == label
    assert " lower in B" in _texts(comparison_turnout, long)[0]
    for module in MODULES:
        text = " ".join(" ".join(_texts(module, found)).split())
        assert f"; B ({label}; seed 2021)." in text
    with house_style():
        slide = comparison_night.figure(long)
    named = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert "B the same day with a very slow check-in" in named


def test_differences_from_the_base_have_the_dashes_of_their_curves(tiny_runs: Comparison) -> None:
    with house_style():
        slide = comparison_turnout.figure(tiny_runs)
    curves, differences = (
        {
            str(line.get_color()): str(line.get_linestyle())
            for line in axes.lines
            if line.get_linestyle() != "None"
        }
        for axes in slide.axes[-2:]
    )

    assert [differences[colour_of(index)] for index in (1, 2)] == ["-", "--"]
    assert [curves[colour_of(index)] for index in (1, 2)] == ["-", "--"]


def test_random_variation_is_named_where_nothing_is_paired(tiny_runs: Comparison) -> None:
    for module in MODULES:
        texts = " ".join(_texts(module, tiny_runs))
        assert "Not all are paired: differences include random variation." in texts.replace(
            "\n", " "
        )
    assert "which may be random variation" in _texts(comparison_turnout, tiny_runs)[0]


def test_titles_state_that_there_is_no_difference(tiny: sim.RunResults) -> None:
    same = sim.compare(tiny, tiny)

    assert _texts(comparison_turnout, same)[0] == "Turnout is the same at every hour"
    assert _texts(comparison_waits, same)[0] == "Waiting times are the same"
    assert _texts(comparison_slope, same)[0].startswith("No region differs in")


def test_the_difference_below_is_that_of_the_curves(slower: Comparison) -> None:
    curves = comparison_turnout.turnout_curves(slower)
    (step,) = comparison_turnout.turnout_differences(slower, curves)

    for hour, points in zip(step.hour, step.points, strict=True):
        ours, theirs = (
            curve.y[curve.x.index(hour)] if hour in curve.x else np.nan for curve in curves
        )
        assert np.isnan(theirs - ours) or points == pytest.approx(theirs - ours)
    assert step.at == [10, 12, 14, 16, 18, 20, 21]
    row = slower.others[0].of("turnout_at.10:00", NATION)
    assert row is not None
    assert (step.mean[0], step.low[0], step.high[0]) == (row.difference, row.low, row.high)


def test_a_shorter_curve_continues_with_its_last_value() -> None:
    from sim.plots.comparison.series import ComparedCurve, on_grid

    curve = ComparedCurve("A", "x", [8.0, 9.0], [10.0, 50.0], None)

    assert on_grid(curve, np.array([7.0, 8.5, 12.0])).tolist() == [0.0, 30.0, 50.0]


def test_slopes_hold_the_regions_of_the_table(slower: Comparison) -> None:
    (slope,) = comparison_slope.slope_data(slower, "turnout_at.10:00")
    row = slower.others[0].of("turnout_at.10:00", "MAN")

    assert row is not None
    assert slope.values == [row.base, row.other]
    assert slope.differs


def test_names_of_slopes_do_not_overlap_and_are_near_their_lines() -> None:
    generator = np.random.Generator(np.random.Philox(2))
    for _ in range(50):
        values = generator.exponential(1, 14).round(1).tolist()
        named = comparison_slope.places(values, 0.2, 3, (-1.0, 11.0))

        # Those that are marked have a name in any case.
        assert {0, 1, 2} <= set(named)
        at = np.array(sorted(named.values()))
        assert (np.diff(at) >= 0.2 * 0.99 - 1e-9).all()
        order = sorted(named, key=lambda k: (named[k], values[k]))
        assert [values[k] for k in order] == sorted(values[k] for k in order)
        assert all(abs(named[k] - values[k]) <= 0.21 for k in named if k > 2)


@pytest.mark.parametrize("size", SIZES)
def test_texts_of_comparisons_are_inside_at_every_size(size: str, slower: Comparison) -> None:
    for module in MODULES:
        with house_style():
            slide = module.figure(slower, size)
            slide.draw_without_rendering()
        for text in slide.findobj(Text):
            if any(letter.isalpha() for letter in text.get_text()):
                box = text.get_window_extent()
                assert box.x0 >= 0, (module.__name__, text)
                assert box.x1 <= slide.bbox.x1, (module.__name__, text)


def test_both_ends_of_the_night_are_marked_with_their_times(slower: Comparison) -> None:
    with house_style():
        slide = comparison_night.figure(slower)
    called = slide.axes[-1]
    times = [results.summary.night.all_called[11:16]
            for _, _, results in named_results(slower)]  # fmt: skip

    texts = [text.get_text() for text in called.texts[1:]]
    assert [time in text for time, text in zip(times, texts, strict=True)] == [True, True]
    floor = called.get_ylim()[0]
    ends = [np.asarray(line.get_xydata(), dtype=np.float64) for line in called.lines]
    dots = [at[0, 0] for at in ends if len(at) == 1 and at[0, 1] == floor]
    assert len(dots) == 2


def test_a_small_difference_is_not_taken_for_none() -> None:
    least = region_map.shade(1e-6, 5.0)

    assert least not in {"#ffffff", region_map.shade(0.0, 5.0)}
    assert region_map.luminance(least) < region_map.luminance("#ffffff") - 0.05


def test_few_regions_are_bars_with_their_names(slower: Comparison) -> None:
    with house_style():
        slide = comparison_regions.figure(slower)

    texts = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert any(text.startswith("Mangystau ") for text in texts)
    assert any("no difference beyond random variation" in text for text in texts)


def test_lengths_of_time_are_written_as_people_say_them(slower: Comparison) -> None:
    row = slower.others[0].of("night.all_called", NATION)

    assert row is not None
    later = row._replace(difference=3954.0)
    assert amount(later) == "1 h 6 min"
    assert signed_amount(later) == "+1 h 6 min"
    assert later_text(row._replace(difference=-2802.0)) == "47 min earlier"


def test_all_are_plotted_with_bars_where_there_is_no_map(
    tiny_runs: Comparison, tmp_path: Path
) -> None:
    calls: list[int] = []

    plot_comparison(tiny_runs, tmp_path, calls.append)

    assert sum(calls) == len(COMPARISON_FIGURES)
    for name in COMPARISON_FIGURES:
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 10_000
        assert (
            (tmp_path / "figures" / f"{name}.svg").read_text(encoding="utf-8").startswith("<?xml")
        )


def test_figures_without_a_metric_of_regions_say_so(tiny: sim.RunResults) -> None:
    one = sim.compare(tiny, tiny, metrics=["waits.mean_s"])

    assert _texts(comparison_slope, one)[0] == "No metric by region was selected"
    assert _texts(comparison_regions, one)[0] == "No metric by region was selected"


@pytest.mark.parametrize(("size", "is_written"), [("slide", True), ("phone", False)])
def test_values_in_the_middle_are_written_where_they_have_room(
    tiny_runs: Comparison, size: str, *, is_written: bool
) -> None:
    with house_style():
        slide = comparison_slope.figure(tiny_runs, size)
    metric = regional_metric(
        [row for each in tiny_runs.others for row in each.differences],
        tiny_runs.base.summary.nation, tiny_runs.picked,
    )  # fmt: skip
    assert metric is not None
    first = comparison_slope.slope_data(tiny_runs, metric)[0]

    middle = [text for axes in slide.axes for text in axes.texts
              if text.get_bbox_patch() is not None]  # fmt: skip
    assert (len(middle) > 0) == is_written
    if is_written:
        assert middle[0].get_text() == f"{first.values[1]:.2f} %"


def test_whiskers_of_bars_are_explained(slower: Comparison) -> None:
    bars, alone = _texts(comparison_regions, slower), _texts(comparison_slope, slower)

    assert "Whiskers: 90 % confidence intervals of mean differences." in bars[-1]
    assert "Whiskers" not in alone[-1]


def test_few_bars_are_on_top_and_not_as_high_as_their_panel(tiny_runs: Comparison) -> None:
    with house_style():
        slide = comparison_regions.figure(tiny_runs)
    axes = slide.axes[-1]
    low, high = axes.get_ylim()

    assert len(axes.patches) == 2
    assert high == pytest.approx(1.6)
    assert axes.bbox.height * 72 / slide.dpi / (high - low) <= 70.1
