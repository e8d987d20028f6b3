"""Prior and posterior: what is written beside a bar is what the bar shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from matplotlib.text import Text

from sim.core.language import LANGUAGES
from sim.plots import figure
from sim.plots.calibration.other_parameters import width_text
from sim.plots.calibration.parameters import parameters_data
from sim.plots.style.boxes import SIZES
from sim.plots.style.texts import LEAST_SIZE
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_the_width_beside_a_bar_is_that_of_the_bar(full: CalibrationResults) -> None:
    data = parameters_data(full)
    for column in data.shapes.values():
        for parameter in column.values():
            posterior = parameter.posterior.p95 - parameter.posterior.p05
            prior = parameter.prior[2] - parameter.prior[0]
            assert width_text(parameter) == f"{100 * posterior / prior:.0f} %"


def test_italics_are_named_where_there_are_some() -> None:
    """On narrow figures the regional strengths of parties are left out."""
    two = calibration_results(
        regions={"ALM": 72.5, "VOS": 90.66}, told={"ALM": (12,), "VOS": (12,)}
    )
    made = {size: figure(two, "parameters", size) for size in SIZES}

    shown = {
        size: any(text.get_fontstyle() == "italic" for text in slide.findobj(Text))
        for size, slide in made.items()
    }
    titles = {size: slide.texts[0].get_text().replace("\n", " ")
              for size, slide in made.items()}  # fmt: skip
    assert {size: "(in italics)" in title for size, title in titles.items()} == shown
    assert shown["slide"]
    assert not shown["square"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_beside_bars_have_one_size_that_can_be_read(
    full: CalibrationResults, language: str
) -> None:
    slide = figure(full, "parameters", "square", language)

    sizes = {round(float(text.get_fontsize()), 3) for text in slide.texts
             if text.get_text().endswith(")") and text.get_text()[0] in "−0123456789"}  # fmt: skip
    assert len(sizes) == 1
    assert min(sizes) >= LEAST_SIZE
