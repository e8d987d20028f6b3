"""Figures of a calibration: they agree with its tables, and can be plotted for any calibration."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.text import Text

from sim.plots import CALIBRATION_FIGURES, figures_of, plot_figures
from sim.plots.calibration import (
    correlations as calibration_correlations,
)
from sim.plots.calibration import (
    fit as calibration_fit,
)
from sim.plots.calibration import (
    outcomes as calibration_outcomes,
)
from sim.plots.calibration import (
    parameters as calibration_parameters,
)
from sim.plots.calibration import (
    trace as calibration_trace,
)
from sim.plots.calibration.correlations import correlations_data
from sim.plots.calibration.fit import fit_data
from sim.plots.calibration.outcomes import MOST_PLACES, outcomes_data
from sim.plots.calibration.parameters import parameters_data
from sim.plots.calibration.trace import trace_data
from sim.plots.style.style import house_style
from sim.results import CalibrationResults, save
from sim.results.calibration_records import (
    correlations,
    fits,
    fitted_parameters,
    regions_without_hours,
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
    "seats_votes": calibration_outcomes,
    "parameters": calibration_parameters,
    "correlations": calibration_correlations,
    "trace": calibration_trace,
}

FEW: dict[str, Any] = {
    "regions": {"ALM": 72.5, "ZHA": 90.66},
    "told": {"ALM": (12,), "ZHA": (12, 16)},
    "parties": ["Nur Otan", "Auyl"],
}
"""Parts of a country that show what the whole shows, in a fifth of the time."""


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def _slides(results: CalibrationResults) -> Iterator[tuple[str, Figure]]:
    for name in MODULES:
        yield name, _slide(results, name)


def _slide(results: CalibrationResults, name: str) -> Figure:
    with house_style():
        slide: Figure = MODULES[name].figure(results)
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
    assert outcomes_data(loaded) == outcomes_data(full)
    assert repr(parameters_data(loaded)) == repr(parameters_data(full))
    assert trace_data(loaded) == trace_data(full)


def test_every_region_has_its_bands_and_points(full: CalibrationResults) -> None:
    panels = {panel.code: panel for panel in fit_data(full)}

    assert len(panels) == 14
    assert [(p.hour, p.relation) for p in panels["ZHA"].points] == [
        (12.0, "equals"), (16.0, "equals"), (12.0, "highest"), (12.0, "at_least"),
    ]  # fmt: skip
    assert {code for code, panel in panels.items() if not panel.unused} == {
        "ZHA", "ALM", "AKM", "KAR",
    }  # fmt: skip
    assert panels["ZHA"].final == pytest.approx(90.66)
    for panel in panels.values():
        inner = zip(panel.wide.low, panel.narrow.low, panel.median, strict=True)
        outer = zip(panel.median, panel.narrow.high, panel.wide.high, strict=True)
        assert all(list(three) == sorted(three) for three in (*inner, *outer))


def test_a_value_without_weight_is_not_used_for_its_region(full: CalibrationResults) -> None:
    table = dict(full.tables["fit"])
    table["weight"] = np.where(table["code"] == "KAR", 0.0, table["weight"])

    silent = regions_without_hours(replace(full, tables={**full.tables, "fit": table}))

    assert set(silent) - set(regions_without_hours(full)) == {"KAR"}


def test_the_title_and_the_panels_agree_on_every_region() -> None:
    results = calibration_results(told={"ZHA": (12,), "KAR": (10,)})
    table = {name: column.copy() for name, column in results.tables["fit"].items()}
    table["weight"] = np.where(
        (table["code"] == "KAR") & (table["what"] == "turnout"), 0.0, table["weight"]
    )
    row = int(np.flatnonzero(table["what"] == "turnout")[0])
    one_more = {name: np.append(column, column[row]) for name, column in table.items()}
    for name, value in (("code", "KUS"), ("relation", "count_at_least"), ("reported", 200)):
        one_more[name] = np.append(table[name], value)
    results = replace(results, tables={**results.tables, "fit": one_more})

    title = calibration_fit.figure(results).texts[0].get_text()
    notes = [panel.note for panel in fit_data(results)]

    assert notes.count("no hourly report") == 11
    assert sum("200+ voters" in note for note in notes) == 1
    assert notes.count("left out of the fit") == 1
    assert title.endswith(
        "11 of 14 regions have no hourly report, 1 only a count of voters, 1 is left out"
    )


def test_a_region_without_reports_is_as_wide_as_its_prior(full: CalibrationResults) -> None:
    slide = _slide(full, "fit")
    silent = [panel for panel in fit_data(full) if panel.unused]

    labels = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert labels.count("no hourly report") == len(silent) == 10
    assert "10 of 14 regions have no hourly report" in slide.texts[0].get_text()
    for panel in silent:
        noon = panel.hour.index(12.0)
        widths = [band.high[noon] - band.low[noon] for band in (panel.prior, panel.wide)]
        assert widths[1] == pytest.approx(widths[0], rel=0.25)


def test_seats_outside_their_band_are_circled_and_counted(full: CalibrationResults) -> None:
    data = outcomes_data(full)
    outside = [fit for fit in data.all_seats if not fit.inside]

    assert (outside[0].target.code, outside[0].target.item) == OFF
    assert len(data.all_seats) == 14 * 7 - 2
    assert data.regions[0] == "AKM"
    assert next(iter(data.seats)) == "Nur Otan"
    slide = _slide(full, "seats_votes")
    n_inside = len(data.all_seats) - len(outside)
    assert (
        f"{n_inside} of {len(data.all_seats)} reported values of seats" in slide.texts[0].get_text()
    )
    assert any("Circled" in text.get_text() for text in slide.texts)


def test_votes_without_a_panel_are_counted(full: CalibrationResults) -> None:
    table, n = full.tables["fit"], MOST_PLACES
    votes = {name: column[table["what"] == "votes"] for name, column in table.items()}
    copies = {name: np.concatenate([column] * (n + 1)) for name, column in votes.items()}
    place = np.repeat(np.arange(n + 1), len(votes["code"]))
    copies["code"] = np.array([f"Place {k}" for k in place])

    slide = _slide(replace(full, tables={**full.tables, "fit": copies}), "seats_votes")

    assert len(slide.axes) == n + 1  # and the key
    assert any(
        "Votes of 1 more regions or districts" in " ".join(text.get_text().split())
        for text in slide.texts
    )


def test_parameters_come_in_order_and_complete(full: CalibrationResults) -> None:
    data = parameters_data(full)

    assert data.regions == ["", *(region.code for region in OF.regions)]
    assert data.regions[1:] == outcomes_data(full).regions
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


def test_the_strongest_correlations_are_shown(full: CalibrationResults) -> None:
    data = correlations_data(full)

    assert data.draws.shape == (len(full.tables["posterior"]["draw"]), len(data.names))
    assert data.listed[0][2] == correlations(full)[0].correlation
    assert "advantage of incumbents" in data.names
    strength = [abs(correlation) for *_, correlation in data.listed]
    assert strength == sorted(strength, reverse=True)


def test_the_slowest_parameter_is_traced_first(full: CalibrationResults) -> None:
    traces = trace_data(full)

    assert traces[0].parameter.key == SLOW
    assert {trace.group for trace in traces} == {"day", "choice"}
    assert traces[0].step == list(range(100, 4001, 100))


def test_every_figure_warns_of_chains_that_have_not_converged() -> None:
    for name, slide in _slides(calibration_results(converged=False, **FEW)):
        texts = [text.get_text() for text in slide.texts]
        assert any("NOT CONVERGED" in text for text in texts), name
    assert "NOT converged" in texts[0]


@pytest.mark.parametrize("make", [calibration_results, tiny_calibration, odd_calibration])
def test_every_figure_is_plotted_and_not_clipped(make: Callable[[], CalibrationResults]) -> None:
    results = make()

    for name, slide in _slides(results):
        width, height = slide.get_size_inches() * slide.dpi
        for text in slide.findobj(Text):
            assert isinstance(text, Text)
            # Labels of ticks beyond the ends of an axis exist, but are not visible.
            if not re.search(r"[^\W\d_]", text.get_text()):
                continue
            box = text.get_window_extent()
            assert box.x0 >= 0, (name, text)
            assert box.x1 <= width, (name, text)
            assert 0 <= box.y0 <= box.y1 <= height, (name, text)
        words = f"calibration of scenario {results.summary.scenario}, seed 2021"
        lines = [" ".join(text.get_text().split()) for text in slide.texts]
        assert any(words in text and "Reported values: those in fit.csv" in text for text in lines)


def test_the_same_calibration_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        calls: list[int] = []
        plot_figures(tiny_calibration(), tmp_path / name, calls.append)
        files = sorted((tmp_path / name / "figures").iterdir())
        written.append({file.name: file.read_bytes() for file in files})

    assert written[0] == written[1]
    assert set(written[0]) == {
        f"{n}.{kind}" for n in CALIBRATION_FIGURES for kind in ("svg", "png")
    }
    assert sum(calls) == len(CALIBRATION_FIGURES)


@pytest.mark.parametrize(
    "what", [("turnout",), ("votes",), ("incumbents",), ("turnout", "final_turnout", "night")]
)
def test_any_kinds_of_reported_values_can_be_missing(what: tuple[str, ...]) -> None:
    results = calibration_results(what=what, **FEW)

    assert [name for name, _ in _slides(results)] == list(CALIBRATION_FIGURES)
    assert {fit.target.what for fit in fits(results)} == set(what)


def test_parameters_of_one_kind_alone_are_plotted(full: CalibrationResults) -> None:
    for prefix in ("choice.regions.", "arrivals.", "choice.incumbency"):
        keys = full.tables["parameters"]["parameter"]
        some = _without(full, "parameters", np.char.startswith(keys, prefix))
        some = _without(
            some, "correlations", np.zeros(len(full.tables["correlations"]["one"]), bool)
        )
        for name in ("parameters", "correlations", "trace"):
            _slide(some, name)
