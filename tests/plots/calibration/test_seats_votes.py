"""Seats and votes: small seats are numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.colors import to_hex

import sim
from sim.plots import figure
from sim.plots.calibration import seats_votes
from sim.plots.style.style import REPORTED_INK, SIMULATED, house_style
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


BASELINE = Path(__file__).parents[3] / "results" / "baseline"


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_seats_in_numbers_are_reported_and_predicted(full: CalibrationResults) -> None:
    with house_style():
        slide = seats_votes.figure(full)
    axes = {each.get_title(loc="left"): each for each in slide.axes}
    few = axes["NSDP"]

    assert few.get_xlim()[1] > 20  # points, not seats
    colours = {to_hex(text.get_color()).upper() for text in few.texts}
    assert {REPORTED_INK, SIMULATED} <= colours


def test_strokes_of_reported_values_are_seen_on_bars_of_the_same_grey(
    full: CalibrationResults,
) -> None:
    slide = figure(full, "seats_votes")

    strokes = [line for axes in slide.axes if axes.axison for line in axes.lines
               if line.get_marker() == "|"]  # fmt: skip
    assert len(strokes) > 20
    assert all(line.get_path_effects() for line in strokes)


@pytest.mark.parametrize("size", ["slide", "square"])
def test_independent_candidates_keep_the_numbers_in_which_alone_they_differ(size: str) -> None:
    results = sim.load_results(BASELINE / "calibration")
    slide = figure(results, "seats_votes", size, language="ru")

    names = {label.get_text() for axes in slide.axes for label in axes.get_yticklabels()}
    assert {"Самовыдвижение 1", "Самовыдвижение 2", "Самовыдвижение 3"} <= names
    assert not any("…" in name for name in names)
