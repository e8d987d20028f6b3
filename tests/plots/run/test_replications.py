"""Figures of ensembles: intervals contain their medians, and are explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.text import hour_text
from sim.plots import figures_of, plot_figures
from sim.plots.run.nation_curve import turnout_nation_data
from sim.plots.run.night import night_data
from sim.plots.run.region_turnout import turnout_regions_data
from sim.plots.run.replications import (
    DOTS,
    Distribution,
    _interval_text,
    _title,
    figure,
    plot_distribution,
    replications_data,
    stacks,
)
from sim.plots.run.seats import seats_data
from sim.plots.run.waits import waits_data
from sim.plots.style.bands import Band, band_of
from sim.plots.style.boxes import SIZES
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style
from sim.results import Interval, load_results, save, time_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

ENSEMBLES = ["tiny_ensemble", "varied"]


@pytest.fixture(params=ENSEMBLES)
def ensemble(request: pytest.FixtureRequest) -> sim.RunResults:
    found: sim.RunResults = request.getfixturevalue(request.param)
    return found


def _holds(band: Band | None, middle: Sequence[float]) -> bool:
    assert band is not None
    pairs = zip(band.low, middle, band.high, strict=True)
    return all(low <= value <= high for low, value, high in pairs)


def test_bands_contain_their_medians(ensemble: sim.RunResults) -> None:
    nation, night, waits = (
        turnout_nation_data(ensemble),
        night_data(ensemble),
        waits_data(ensemble),
    )

    assert _holds(nation.pct_band, nation.pct)
    assert _holds(nation.announced_band, nation.announced_pct)
    assert all(_holds(panel.pct_band, panel.pct) for panel in turnout_regions_data(ensemble))
    assert _holds(night.counted_band, night.counted)
    assert _holds(night.accepted_band, night.accepted)
    assert _holds(night.called_band, night.called)
    assert _holds(waits.mean_band, waits.mean_min)
    assert _holds(waits.p95_band, waits.p95_min)
    assert _holds(waits.voters_band, waits.voters)


def test_bands_are_those_of_the_tables(varied: sim.RunResults) -> None:
    table = varied.tables["turnout"]
    rows = table["code"] == "MAN"
    panel = turnout_regions_data(varied)[0]
    waits = varied.tables["waits"]
    last = varied.tables["night"]["races_called_p05"][varied.tables["night"]["code"] == "KZ"]

    assert panel.pct_band == (
        table["turnout_pct_p05"][rows].tolist(), table["turnout_pct_p95"][rows].tolist()
    )  # fmt: skip
    assert panel.end.varies
    band = waits_data(varied).p95_band
    assert band is not None
    assert band.high == pytest.approx(waits["whole_wait_p95_s_p95"] / 60)
    called = night_data(varied).called_band
    assert called is not None
    assert called.low == pytest.approx(100 * last / varied.summary.races)


def test_a_single_run_has_no_bands(tiny: sim.RunResults) -> None:
    assert turnout_nation_data(tiny).pct_band is None
    assert night_data(tiny).called_band is None
    assert band_of(tiny.tables["waits"], "voters") is None


def test_seats_have_their_bands(varied: sim.RunResults, tiny_ensemble: sim.RunResults) -> None:
    data = seats_data(varied)

    table = varied.tables["replications"]
    for party, seats in zip(data.party, data.simulated, strict=True):
        column = table["seats_nomination_" + party.lower().replace(" ", "_").replace("'", "")]
        assert seats == Interval(int(np.sort(column)[2]), int(column.min()), int(column.max()))
    assert data.varies
    assert not data.as_reference
    assert data.total == varied.summary.races
    assert seats_data(tiny_ensemble).as_reference


def test_replications_are_shown_one_by_one(ensemble: sim.RunResults) -> None:
    waits, night = replications_data(ensemble)

    for distribution in (*waits, *night):
        assert len(distribution.values) == ensemble.summary.replications
        assert min(distribution.values) == distribution.band.low
        assert max(distribution.values) == distribution.band.high
        assert distribution.band.median in distribution.values
    assert [distribution.is_clock for distribution in (*waits, *night)] == [False] * 3 + [True] * 6


def test_every_figure_of_an_ensemble_is_plotted(ensemble: sim.RunResults, tmp_path: Path) -> None:
    calls: list[int] = []
    loaded = load_results(_saved(ensemble, tmp_path))

    plot_figures(loaded, tmp_path, calls.append)

    names = figures_of(ensemble)
    assert names[-1] == "replications"
    assert sum(calls) == len(names)
    written = {path.name for path in (tmp_path / "figures").iterdir()}
    assert written == {f"{name}.{kind}" for name in names for kind in ("svg", "png")}


def _saved(results: sim.RunResults, folder: Path) -> Path:
    save(results, folder / "saved")
    return folder / "saved"


@pytest.mark.usefixtures("svg_only")
def test_two_replications_without_a_vote_are_plotted(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(
        'extends = "tiny"\n[polling]\nhome_share = 0.0\nclosing = "hard_close"\n'
        '[[incident]]\nname = "shut"\nkind = "desks_closed"\ndesks = 20\n'
        "from = 07:00:00\nto = 20:30:00\n"
    )

    plot_figures(sim.run(sim.load_scenario(file), replications=2), tmp_path)

    assert (tmp_path / "figures" / "replications.svg").exists()


def test_figures_of_ensembles_name_them_and_are_not_clipped(ensemble: sim.RunResults) -> None:
    n_replications = ensemble.summary.replications

    for slide in _slides(ensemble):
        texts = [text.get_text() for text in slide.texts]
        origin = next(text for text in texts if text.startswith("Simulated: "))
        words = f"{n_replications} replications; band: range of all {n_replications}."
        assert words in " ".join(origin.split())
        assert any(f"{n_replications} replications" in text for text in texts[:2])
        width, height = slide.get_size_inches() * slide.dpi
        for text in slide.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0, text
            assert box.x1 <= width, text
            assert box.y1 <= height, text


def _slides(results: sim.RunResults) -> Iterator[Figure]:
    from sim.plots.run import night, replications, seats, turnout_nation, turnout_regions, waits

    for module in (night, replications, seats, turnout_nation, turnout_regions, waits):
        with house_style():
            slide = module.figure(results)
            # Everything is laid out; only the dots are not written.
            slide.draw_without_rendering()
            yield slide


def test_bands_of_many_replications_are_90_percent_intervals(tiny: sim.RunResults) -> None:
    ensemble = replace(tiny.summary, replications=30)

    origin = new_figure("A", "B", ensemble).texts[-1].get_text()

    assert origin.endswith("seed 2021, 30 replications; band: 90 % prediction interval.")


@pytest.mark.parametrize("width", [0.0, 1e-9, 0.01, 30.0, 1e6])
@pytest.mark.parametrize("is_clock", [False, True])
def test_any_distribution_is_plotted(width: float, is_clock: bool, tiny: sim.RunResults) -> None:
    distributions = []
    for n_values in (2, DOTS, DOTS + 1, 5000):
        values = [20.0 + width * k / n_values for k in range(n_values)]
        band = Interval(values[n_values // 2], values[0], values[-1])
        distributions.append(Distribution("a wait", values, band, is_clock))

    with house_style():
        slide = new_figure("A", "B", tiny.summary)
        for k, distribution in enumerate(distributions):
            axes = slide.add_axes((0.1, 0.1 + 0.2 * k, 0.4, 0.1))
            plot_distribution(distribution, axes, "black")
        slide.draw_without_rendering()

    for distribution, axes in zip(distributions, slide.axes, strict=True):
        assert axes.get_xlim()[0] < distribution.values[0]
        assert axes.get_xlim()[1] > distribution.values[-1]
        assert len(axes.get_xticks()) <= 9


def test_missing_values_are_left_out(tiny_ensemble: sim.RunResults) -> None:
    table = tiny_ensemble.tables["replications"]
    gappy = table | {"waits_whole_mean_s": np.array([1.0, np.nan, 3.0])}

    waits, _ = replications_data(
        replace(tiny_ensemble, tables={**tiny_ensemble.tables, "replications": gappy})
    )

    assert waits[0].values == [1.0, 3.0]


def test_dots_that_would_touch_are_stacked() -> None:
    assert stacks([5, 5, 5], 1) == ([5], [3])
    assert stacks([1, 3, 2, 2.5], 1) == ([1, 2, 3], [1, 2, 1])


def test_the_title_is_of_the_last_call_and_names_the_days(ensemble: sim.RunResults) -> None:
    *_, called, accepted = replications_data(ensemble)[1]
    late = called._replace(band=Interval(30.0, 26.5, 50.25), values=[26.5, 30.0, 50.25])

    assert (called.name, accepted.name) == ("last race called", "last protocol accepted")
    night = time_interval(ensemble.summary, "night", "all_called")
    assert hour_text(called.band.low) == night.low[11:16]
    with house_style():
        title = figure(ensemble).texts[0].get_text()
    assert f"{hour_text(called.band.low)} and {hour_text(called.band.high)}" in title
    assert _title(ensemble, late).endswith("called between 02:30 +1 d and 02:15 +2 d")
    assert _interval_text(late) == "06:00 +1 d (02:30–02:15 +2 d)"


def test_dots_of_a_stack_do_not_lie_on_each_other_in_low_panels(tiny: sim.RunResults) -> None:
    values = [10.0, 10.0, 12.0, 14.0]
    with house_style():
        slide = new_figure("A", "B", tiny.summary, "", "square")
        axes = slide.panel(slide.body.below_top(27))
        plot_distribution(Distribution("a wait", values, Interval(12, 10, 14), False), axes, "k")

    low, high = axes.get_ylim()
    unit = axes.bbox.height * 72 / slide.dpi / (high - low)
    assert axes.lines[0].get_markersize() <= unit


@pytest.mark.parametrize("size", SIZES)
def test_names_of_one_column_have_letters_of_one_size(ensemble: sim.RunResults, size: str) -> None:
    slide = figure(ensemble, size)

    waits, _ = replications_data(ensemble)
    names = {axes.get_title("left"): axes for axes in slide.axes}
    sizes = {names[each.name]._left_title.get_fontsize() for each in waits}  # type: ignore[attr-defined]
    assert len(sizes) == 1
