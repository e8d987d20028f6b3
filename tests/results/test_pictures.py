"""Pictures as methods of a result."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sim
from sim.plots import figures_of
from sim.plots.calibration import CALIBRATION_FIGURES
from sim.plots.comparison import COMPARISON_FIGURES
from tests.support.calibrations import tiny_calibration

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PNG = b"\x89PNG\r\n\x1a\n"


def shown_inline(figure: Figure) -> bytes:
    """Return the picture that a notebook shows of a figure."""
    shown: bytes = figure._repr_png_()  # type: ignore[attr-defined]
    return shown


def test_a_picture_is_a_figure_that_a_notebook_shows(tiny: sim.RunResults) -> None:
    figure = tiny.plot.turnout_regions()

    from matplotlib.figure import Figure

    assert isinstance(figure, Figure)
    assert shown_inline(figure).startswith(PNG)
    assert shown_inline(figure) == shown_inline(tiny.plot.turnout_regions())
    assert figure.texts[0].get_text()


def test_each_kind_of_result_lists_its_pictures(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    comparison = sim.compare(tiny, sim.run(sim.load_scenario("tiny"), seed=5))

    assert dir(tiny.plot) == sorted(figures_of(tiny))
    assert dir(tiny_ensemble.plot) == sorted([*dir(tiny.plot), "replications"])
    assert dir(tiny_calibration().plot) == sorted(CALIBRATION_FIGURES)
    assert dir(comparison.results.plot) == []
    assert dir(comparison.plot) == sorted(COMPARISON_FIGURES)
    assert repr(tiny.plot).splitlines()[0] == ".plot.night()"
    assert repr(comparison.results.plot) == "no pictures"
    assert shown_inline(comparison.plot.comparison_night()).startswith(PNG)
    assert tiny.plot.night.__name__ == "night"


def test_an_unknown_picture_is_refused_with_the_available_ones(tiny: sim.RunResults) -> None:
    with pytest.raises(AttributeError, match="no picture 'nihgt'; did you mean 'night'"):
        tiny.plot.nihgt()
    comparison = sim.compare(tiny, tiny).results
    with pytest.raises(AttributeError, match="no picture 'night'; this result has none"):
        comparison.plot.night()


def test_matplotlib_is_loaded_when_a_picture_is_made_and_pyplot_never() -> None:
    code = (
        "import sys, sim; r = sim.run(sim.load_scenario('tiny')); dir(r.plot); repr(r); r.sites\n"
        "assert 'matplotlib' not in sys.modules\n"
        "r.plot.night()._repr_png_()\n"
        "assert 'matplotlib' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
