"""Figures of a calibration: they agree with its tables, and can be plotted for any calibration."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.text import Text

from sim.plots import figures_of, plot_figures
from sim.plots.calibration import CALIBRATION_FIGURES
from sim.plots.calibration import (
    correlations as calibration_correlations,
)
from sim.plots.calibration import (
    fit as calibration_fit,
)
from sim.plots.calibration import (
    parameters as calibration_parameters,
)
from sim.plots.calibration import (
    seats_votes as calibration_seats_votes,
)
from sim.plots.calibration import (
    trace as calibration_trace,
)
from sim.plots.calibration.fit import fit_data
from sim.plots.calibration.parameters import parameters_data
from sim.plots.calibration.seats_votes import MOST_PLACES, seats_votes_data
from sim.plots.calibration.trace import trace_data
from sim.plots.style.style import house_style
from sim.results import CalibrationResults, save
from sim.results.calibration_records import (
    fits,
    fitted_parameters,
)
from tests.support.calibration_rows import OFF, SLOW
from tests.support.calibrations import calibration_results, odd_calibration, tiny_calibration
from tests.support.published import OF
from tests.support.results import load_calibration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matplotlib.figure import Figure


MODULES = {
    "fit": calibration_fit,
    "seats_votes": calibration_seats_votes,
    "parameters": calibration_parameters,
    "correlations": calibration_correlations,
    "trace": calibration_trace,
}

OF_FIT_TABLE = ["fit", "seats_votes"]
"""Figures with reported values: the others show the draws, the same for votes and incumbents."""
FEW: dict[str, Any] = {
    "regions": {"ALM": 72.5, "ZHA": 90.66},
    "told": {"ALM": (12,), "ZHA": (12, 16)},
    "parties": ["Nur Otan", "Auyl"],
}
"""Parts of a country that show what the whole shows, in a fifth of the time."""


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


@pytest.fixture(scope="module")
def slides(full: CalibrationResults) -> dict[str, Figure]:
    """All figures of it."""
    return dict(_slides(full))


def _slides(results: CalibrationResults) -> Iterator[tuple[str, Figure]]:
    for name in MODULES:
        yield name, _slide(results, name)


def _figure(results: CalibrationResults, name: str) -> Figure:
    """Return a figure that is not laid out, for its words: this takes half the time."""
    with house_style():
        slide: Figure = MODULES[name].figure(results)
    return slide


def _slide(results: CalibrationResults, name: str) -> Figure:
    slide = _figure(results, name)
    with house_style():
        # Everything is laid out and rendered but the dots, which would double the time.
        slide.draw_without_rendering()
    return slide


def _without(results: CalibrationResults, table: str, rows: np.ndarray) -> CalibrationResults:
    chosen = {name: column[rows] for name, column in results.tables[table].items()}
    return replace(results, tables={**results.tables, table: chosen})


def test_saved_and_loaded_it_shows_the_same(full: CalibrationResults, tmp_path: Path) -> None:
    save(full, tmp_path / "saved")
    loaded = load_calibration(tmp_path / "saved")

    assert figures_of(loaded) == CALIBRATION_FIGURES
    assert fit_data(loaded) == fit_data(full)
    assert seats_votes_data(loaded) == seats_votes_data(full)
    assert repr(parameters_data(loaded)) == repr(parameters_data(full))
    assert trace_data(loaded) == trace_data(full)


def test_a_region_without_reports_is_as_wide_as_its_prior(
    full: CalibrationResults, slides: dict[str, Figure]
) -> None:
    slide = slides["fit"]
    silent = [panel for panel in fit_data(full) if panel.unused]

    labels = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert labels.count("no hourly report") == len(silent) == 10
    assert "10 of 14 regions have no hourly report" in slide.texts[0].get_text()
    for panel in silent:
        noon = panel.hour.index(12.0)
        widths = [band.high[noon] - band.low[noon] for band in (panel.prior, panel.wide)]
        assert widths[1] == pytest.approx(widths[0], rel=0.25)


def test_seats_outside_their_band_are_circled_and_counted(
    full: CalibrationResults, slides: dict[str, Figure]
) -> None:
    data = seats_votes_data(full)
    outside = [fit for fit in data.all_seats if not fit.inside]

    assert (outside[0].target.code, outside[0].target.item) == OFF
    assert len(data.all_seats) == 14 * 7 - 2
    assert data.regions[0] == "AKM"
    assert next(iter(data.seats)) == "Nur Otan"
    slide = slides["seats_votes"]
    n_inside = len(data.all_seats) - len(outside)
    assert (
        f"{n_inside} of {len(data.all_seats)} reported values of seats" in slide.texts[0].get_text()
    )
    assert any("Circled" in text.get_text() for text in slide.texts)


def test_votes_without_a_panel_are_counted(full: CalibrationResults) -> None:
    table, n = full.tables["fit"], MOST_PLACES["slide"]
    votes = {name: column[table["what"] == "votes"] for name, column in table.items()}
    copies = {name: np.concatenate([column] * (n + 1)) for name, column in votes.items()}
    place = np.repeat(np.arange(n + 1), len(votes["code"]))
    copies["code"] = np.array([f"Place {k}" for k in place])

    slide = _figure(replace(full, tables={**full.tables, "fit": copies}), "seats_votes")

    assert len(slide.axes) == n + 1  # and the key
    assert any(
        "Votes of 1 more region or district are" in " ".join(text.get_text().split())
        for text in slide.texts
    )


def test_parameters_come_in_order_and_complete(full: CalibrationResults) -> None:
    data = parameters_data(full)

    assert data.regions == ["", *(region.code for region in OF.regions)]
    assert data.regions[1:] == seats_votes_data(full).regions
    assert data.regions[1:] == [panel.code for panel in fit_data(full)]
    columns = [c for part in (data.shapes, data.strengths) for c in part.values()]
    drawn = [*data.others, *(parameter for column in columns for parameter in column.values())]
    assert sorted(parameter.key for parameter in drawn) == sorted(
        full.tables["parameters"]["parameter"]
    )
    assert data.n_informed == full.summary.informed


def test_quantiles_of_parameters_are_in_order(full: CalibrationResults) -> None:
    for parameter in fitted_parameters(full):
        assert list(parameter.posterior) == sorted(parameter.posterior), parameter.key


@pytest.mark.parametrize("size", ["square", "phone"])
def test_figures_of_a_calibration_are_inside_at_every_size(
    size: str, full: CalibrationResults
) -> None:
    for name, module in MODULES.items():
        with house_style():
            slide = module.figure(full, size)
            slide.draw_without_rendering()
        for text in slide.findobj(Text):
            if re.search(r"[^\W\d_]{2}", text.get_text()):
                box = text.get_window_extent()
                assert box.x0 >= 0, (name, text)
                assert box.x1 <= slide.bbox.x1, (name, text)
                assert 0 <= box.y0 <= box.y1 <= slide.bbox.y1, (name, text)


def test_the_slowest_parameter_is_traced_first(full: CalibrationResults) -> None:
    traces = trace_data(full)

    assert traces[0].parameter.key == SLOW
    assert {trace.group for trace in traces} == {"day", "choice"}
    assert traces[0].step == list(range(100, 4001, 100))


def test_every_figure_warns_of_chains_that_have_not_converged() -> None:
    results = calibration_results(converged=False, **FEW)
    for name in MODULES:
        texts = [text.get_text() for text in _figure(results, name).texts]
        assert any("NOT CONVERGED" in text for text in texts), name
    assert "NOT converged" in texts[0]


def test_every_figure_is_plotted_and_not_clipped(
    full: CalibrationResults, slides: dict[str, Figure]
) -> None:
    assert_not_clipped(full, slides)


@pytest.mark.parametrize("make", [tiny_calibration, odd_calibration])
def test_figures_of_unusual_countries_are_not_clipped(
    make: Callable[[], CalibrationResults],
) -> None:
    results = make()

    assert_not_clipped(results, dict(_slides(results)))


def assert_not_clipped(results: CalibrationResults, slides: dict[str, Figure]) -> None:
    assert list(slides) == list(CALIBRATION_FIGURES)
    for name, slide in slides.items():
        width, height = slide.get_size_inches() * slide.dpi
        for text in slide.findobj(Text):
            assert isinstance(text, Text)
            # Labels of ticks beyond the ends of an axis exist, but are not visible.
            if not re.search(r"[^\W\d_]{2}", text.get_text()):
                continue
            box = text.get_window_extent()
            assert box.x0 >= 0, (name, text)
            assert box.x1 <= width, (name, text)
            assert 0 <= box.y0 <= box.y1 <= height, (name, text)
        words = f"calibration of scenario {results.summary.scenario}, seed 2021"
        lines = [" ".join(text.get_text().split()) for text in slide.texts]
        assert any(words in text and "Reported values: " in text for text in lines)
        assert any("in fit.csv" in text for text in lines)


def test_the_same_calibration_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    tiny = tiny_calibration()
    # Four parameters have all that a grid of the usual six has, in a third of the time.
    few = _without(tiny, "correlations", np.arange(len(tiny.tables["correlations"]["one"])) < 2)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        calls: list[int] = []
        plot_figures(few, tmp_path / name, calls.append)
        files = sorted((tmp_path / name / "figures").iterdir())
        written.append({file.name: file.read_bytes() for file in files})

    assert written[0] == written[1]
    assert set(written[0]) == {
        f"{n}.{kind}" for n in CALIBRATION_FIGURES for kind in ("svg", "png")
    }
    assert sum(calls) == len(CALIBRATION_FIGURES)


@pytest.mark.parametrize(
    ("what", "names"),
    [
        (("turnout",), OF_FIT_TABLE),
        (("votes",), list(MODULES)),
        (("incumbents",), OF_FIT_TABLE),
        (("turnout", "final_turnout", "night"), list(MODULES)),
    ],
)
def test_any_kinds_of_reported_values_can_be_missing(
    what: tuple[str, ...], names: list[str]
) -> None:
    results = calibration_results(what=what, **FEW)

    for name in names:
        _slide(results, name)
    assert {fit.target.what for fit in fits(results)} == set(what)


def test_parameters_of_one_kind_alone_are_plotted() -> None:
    full = calibration_results(**FEW)
    for prefix in ("choice.regions.", "arrivals.", "choice.incumbency"):
        keys = full.tables["parameters"]["parameter"]
        some = _without(full, "parameters", np.char.startswith(keys, prefix))
        some = _without(
            some, "correlations", np.zeros(len(full.tables["correlations"]["one"]), bool)
        )
        for name in ("parameters", "correlations", "trace"):
            _slide(some, name)
